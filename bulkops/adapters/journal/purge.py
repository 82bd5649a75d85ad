"""Remove what a run has sent from the journal, and keep what proves it: digests, seals, states, numbers and sums."""

# ruff: noqa: S608 - statements are put together from constants of this package only; values are always bound

import sqlite3
from hashlib import sha256
from pathlib import Path

from bulkops.adapters.journal import lease as leases
from bulkops.adapters.journal.events import Chain
from bulkops.adapters.journal.records import Holder, RunRow
from bulkops.adapters.journal.seal import PARTS, UNSEALED, digests_of, parts_changed
from bulkops.core.errors import JournalError
from bulkops.core.json import canonical, loads

_IN_RUN = "op BETWEEN :first AND :last"
_DOCUMENTS = f"SELECT op, id, seal, {', '.join(PARTS)} FROM operation JOIN document USING (op) WHERE {_IN_RUN}"
_REMOVE = (
    f"UPDATE document SET payload = x'', body = x'', before = x'', options = x'' WHERE {_IN_RUN}",
    f"DELETE FROM theirs WHERE {_IN_RUN}",
    f"UPDATE attempt SET message = '' WHERE {_IN_RUN} AND message <> ''",
    # What bulkops itself says of what it skipped or cancelled names ids only, and follows from events.
    f"""UPDATE operation SET message = '' WHERE {_IN_RUN} AND message <> '' AND code NOT IN ('J015', 'J016')
        AND EXISTS (SELECT 1 FROM event WHERE event.op = operation.op)""",
    f"UPDATE event SET said = '' WHERE {_IN_RUN} AND said <> ''",
)
_OLD_WORDS = f"SELECT seq, body FROM event WHERE {_IN_RUN} AND said IS NULL ORDER BY seq"
_GUARD = "event_is_not_changed"
_BATCH = 1000


def purge(connection: sqlite3.Connection, run: RunRow, by: Holder, at: float) -> int:
    """Remove what a run has sent, and tell so in an event.

    Args:
        connection: Connection with an open writing transaction, that overwrites what it deletes.
        run: The run; it is over.
        by: Who does it.
        at: Seconds since 1970.

    Returns:
        How many operations the run has.

    Raises:
        JournalError: A document is not the one that was planned; nothing is removed before that is understood.
    """
    first, last = connection.execute("SELECT first_op, last_op FROM run WHERE run = ?", (run.run,)).fetchone()
    where = {"first": first, "last": last}
    count = _keep_digests(connection, run, where)
    for statement in _REMOVE:
        connection.execute(statement, where)
    connection.execute("UPDATE run SET purged_at = ? WHERE run = ?", (at, run.run))
    body = {**leases.who(by), "operations": count, **_without_old_words(connection, where)}
    chain = Chain(connection)
    chain.add(at, "purged", body, run=run.run)
    chain.flush()
    return count


def _keep_digests(connection: sqlite3.Connection, run: RunRow, where: dict[str, int]) -> int:
    count = 0
    cursor = connection.execute(_DOCUMENTS, where)
    while rows := cursor.fetchmany(_BATCH):
        kept = []
        for op, name, seal, *parts in rows:
            digests = digests_of(parts)
            if seal != UNSEALED and parts_changed(seal, digests):
                raise JournalError(
                    f"the document of `{name}` in run {run.name} is not what was planned, so nothing was purged",
                    hint="`bulkops journal verify` shows what else was changed",
                    code="J030",
                )
            kept.append((op, digests))
        connection.executemany("INSERT INTO purged VALUES (?, ?)", kept)
        count += len(kept)
    return count


def _without_old_words(connection: sqlite3.Connection, where: dict[str, int]) -> dict[str, object]:
    """Take the words out of events in which they stand inside what the hash covers, as older bulkops wrote them.

    Returns:
        What proves these events from now on, in place of their own hashes; nothing where there are none.
    """
    rolling, changed = sha256(), False
    (guard,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (_GUARD,)).fetchone()
    for seq, text in connection.execute(_OLD_WORDS, where).fetchall():
        body = loads(text)
        if "message" in body:
            if not changed:
                connection.execute(f"DROP TRIGGER {_GUARD}")
                changed = True
            body["message"] = ""
            connection.execute("UPDATE event SET body = ? WHERE seq = ?", (canonical(body).decode(), seq))
            rolling.update(old_words_line(seq, canonical(body).decode()))
    if not changed:
        return {}
    connection.execute(guard)
    return {"rewritten": rolling.hexdigest()}


def old_words_line(seq: int, body: str) -> bytes:
    """Give what an event without its words adds to the proof of all such events."""
    return canonical((seq, body))


def overwrite(connection: sqlite3.Connection) -> bool:
    """Leave nothing of what was removed in the file or its log.

    Returns:
        Whether the log could be emptied too; it cannot while another process reads.
    """
    connection.execute("VACUUM")
    busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def copies_of(path: Path) -> list[Path]:
    """List the copies that were made before the file's format was changed; they hold what stood in it then."""
    return sorted(found for found in path.parent.glob(f"{path.name}.v*") if found.suffix in {".bak", ".part"})
