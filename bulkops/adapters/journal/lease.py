"""The lease: one process at a time sends for a company, and one that lost its turn is stopped by the fence."""

import os
import sqlite3
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from bulkops.adapters.journal.events import Chain
from bulkops.adapters.journal.records import Holder, Lease
from bulkops.adapters.journal.seal import row_seal
from bulkops.core.errors import JournalError

_SELECT = """SELECT holder, lease.host, lease.pid, place, coalesce(run.name, ''), since, until, fence
    FROM lease LEFT JOIN run USING (run) WHERE lease.scope = ?"""
_DEAD = frozenset({"Z", "X", "x"})
#: A lease as it is sealed.
SEALED_SQL = "SELECT scope, holder, host, pid, place, run, since, until, fence FROM lease"


def this_place() -> str:
    """Name the set of processes that this one's pid counts in: boot and pid namespace; empty where it is not told."""
    with suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot} {Path('/proc/self/ns/pid').readlink()}"
    return ""


def scope_of(connection: sqlite3.Connection, environment: str, company: str) -> int:
    """Find the key of an environment and company, made where it is new."""
    key = (environment, company)
    connection.execute("INSERT INTO scope (environment, company) VALUES (?, ?) ON CONFLICT DO NOTHING", key)
    row = connection.execute("SELECT scope FROM scope WHERE environment = ? AND company = ?", key).fetchone()
    return int(row[0])


def acquire(
    connection: sqlite3.Connection, environment: str, company: str, *, holder: Holder, now: float, ttl_s: float
) -> Lease:
    """Take the lease of a company, if it is free, expired, or its holder is known to be gone.

    Raises:
        JournalError: Someone else holds it.
    """
    scope = scope_of(connection, environment, company)
    row = connection.execute(_SELECT, (scope,)).fetchone()
    if (
        row is not None
        and row[6] > now
        and not _gone(Holder(actor=row[0], host=row[1], pid=row[2], place=row[3]), holder)
    ):
        raise _in_use(f"{environment}/{company}", row)
    fence = row[7] + 1 if row is not None else 1
    connection.execute(
        "INSERT INTO lease (scope, holder, host, pid, place, run, since, until, fence)"
        " VALUES (?, ?, ?, ?, ?, NULL, ?, ?, ?) ON CONFLICT DO UPDATE SET holder = excluded.holder,"
        " host = excluded.host, pid = excluded.pid, place = excluded.place, run = NULL, since = excluded.since,"
        " until = excluded.until, fence = excluded.fence",
        (scope, holder.actor, holder.host, holder.pid, holder.place, now, now + ttl_s, fence),
    )
    _seal(connection, scope)
    silent = None if row is None or not row[6] else _Silent(row, max(row[5], min(now, row[6] - ttl_s)))
    body = {"scope": f"{environment}/{company}", **who(holder), "fence": fence}
    chain = Chain(connection)
    chain.add(
        now, "lease", body if silent is None else {**body, "taken_from": silent.who, "silent_since": silent.since}
    )
    chain.flush()
    return Lease(
        scope=scope,
        environment=environment,
        company=company,
        holder=holder,
        since=now,
        until=now + ttl_s,
        fence=fence,
        taken_from="" if silent is None else silent.who,
        silent_since=0.0 if silent is None else silent.since,
    )


class _Silent:
    """Who had the lease and did not give it back; since when nothing was heard of it, in seconds since 1970."""

    def __init__(self, row: tuple[str, str, int, str, str, float, float, int], since: float) -> None:
        actor, host, pid, _place, run, *_ = row
        self.who = f"{actor}@{host} (pid {pid}{f', run {run}' if run else ''})"
        self.since = since


def who(holder: Holder) -> dict[str, object]:
    """Say in an event who works."""
    return {"actor": holder.actor, "host": holder.host, "pid": holder.pid}


def _seal(connection: sqlite3.Connection, scope: int) -> None:
    row = connection.execute(f"{SEALED_SQL} WHERE scope = ?", (scope,)).fetchone()
    connection.execute("UPDATE lease SET seal = ? WHERE scope = ?", (row_seal(row), scope))


def renew(connection: sqlite3.Connection, lease: Lease, until: float) -> None:
    """Hold a lease for longer.

    Raises:
        JournalError: It was taken over.
    """
    check(connection, lease)
    connection.execute("UPDATE lease SET until = ? WHERE scope = ?", (until, lease.scope))
    _seal(connection, lease.scope)


def hold_for(connection: sqlite3.Connection, lease: Lease, run: int, until: float = 0.0) -> None:
    """Note which run a lease is held for, and hold it until a time at least."""
    connection.execute("UPDATE lease SET run = ?, until = max(until, ?) WHERE scope = ?", (run, until, lease.scope))
    _seal(connection, lease.scope)


def release(connection: sqlite3.Connection, lease: Lease) -> None:
    """Give a lease back; one that was taken over is left alone. The row stays, so that the fence goes on growing."""
    changed = connection.execute(
        "UPDATE lease SET until = 0 WHERE scope = ? AND fence = ?", (lease.scope, lease.fence)
    ).rowcount
    if changed:
        _seal(connection, lease.scope)


def check(connection: sqlite3.Connection, lease: Lease) -> None:
    """Make sure, in the transaction that is open, that a lease is still ours.

    Raises:
        JournalError: It was taken over: this process was held up for longer than its lease.
    """
    row = connection.execute(_SELECT, (lease.scope,)).fetchone()
    if row is None or row[7] != lease.fence:
        other = f" by {row[0]}@{row[1]} (pid {row[2]})" if row is not None else ""
        raise JournalError(
            f"`{lease.environment}/{lease.company}` was taken over{other} while this process was held up",
            hint="nothing more is sent from here; let the other run end, then `bulkops status`",
            code="J009",
        )


def at_work(connection: sqlite3.Connection, run: int, *, observer: Holder, now: float) -> bool:
    """Say whether a process still works on a run: its lease holds, and its holder is not known to be gone."""
    row = connection.execute("SELECT holder, host, pid, place, until FROM lease WHERE run = ?", (run,)).fetchone()
    if row is None or row[4] <= now:
        return False
    return not _gone(Holder(actor=row[0], host=row[1], pid=row[2], place=row[3]), observer)


def _gone(old: Holder, new: Holder) -> bool:
    if not new.place or (old.host, old.place) != (new.host, new.place):
        return False
    try:
        os.kill(old.pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return _is_dead(old.pid)


def _is_dead(pid: int) -> bool:
    """Say whether of a process only its number is left: its parent has not asked yet, or never will, how it ended."""
    with suppress(OSError, IndexError):  # told by Linux only; and it may go meanwhile
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        # The name before it may hold anything, also brackets.
        return stat.rpartition(")")[2].split()[0] in _DEAD
    return False


def _in_use(scope: str, row: tuple[str, str, int, str, str, float, float, int]) -> JournalError:
    actor, host, pid, _place, run, since, until, _fence = row
    doing = f"run `{run}` of {actor}@{host}" if run else f"{actor}@{host}"
    return JournalError(
        f"`{scope}` is in use by {doing} (pid {pid}) since {_clock(since)}, until {_clock(until)} unless it goes on",
        hint="wait for it to end (`--lock-timeout 5m` does), or stop that process: its lease then ends by itself",
        code="J008",
    )


def _clock(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
