"""The tables of the journal, as statements, and the list of versions they came in.

Operations and what they send stand in two tables: `operation` is small, changes twice for each operation and is
scanned for counts and sums; `document` is large and never changes.
"""

from dataclasses import dataclass

from bulkops.core.outcome import UNSETTLED, State

#: Marks the file as ours: "bulk" in ASCII.
APPLICATION_ID = 0x62756C6B


def _among(states: frozenset[State]) -> str:
    # SQLite uses a partial index only where a query repeats its condition word for word: hence one place for each.
    names = ", ".join(f"'{state}'" for state in State if state in states)
    return f"state IN ({names})"


UNSETTLED_SQL = _among(UNSETTLED)
#: Holds its identity: no second operation may have it.
LIVE_SQL = _among(UNSETTLED | {State.PLANNED, State.READY, State.SUCCEEDED})
#: Not sent yet: can still be skipped or cancelled.
UNSENT_SQL = _among(frozenset({State.PLANNED, State.READY}))
_STATES_SQL = _among(frozenset(State))

_TABLES = (
    """CREATE TABLE scope (
        scope INTEGER PRIMARY KEY,
        environment TEXT NOT NULL,
        company TEXT NOT NULL,
        UNIQUE (environment, company)
    ) STRICT""",
    """CREATE TABLE run (
        run INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE CHECK (length(name) >= 4),
        scope INTEGER NOT NULL REFERENCES scope,
        manifests TEXT NOT NULL,
        files TEXT NOT NULL DEFAULT '[]',
        digest TEXT NOT NULL,
        started_at REAL NOT NULL,
        ended_at REAL NOT NULL DEFAULT 0,
        state TEXT NOT NULL CHECK (state IN ('running', 'ended', 'interrupted')),
        actor TEXT NOT NULL,
        host TEXT NOT NULL,
        pid INTEGER NOT NULL,
        version TEXT NOT NULL,
        planned INTEGER NOT NULL DEFAULT 0,
        unchanged INTEGER NOT NULL DEFAULT 0,
        conflicts INTEGER NOT NULL DEFAULT 0,
        done_before INTEGER NOT NULL DEFAULT 0,
        done_before_sums TEXT NOT NULL DEFAULT '{}',
        first_op INTEGER NOT NULL DEFAULT 0,
        last_op INTEGER NOT NULL DEFAULT -1
    ) STRICT""",
    f"""CREATE TABLE operation (
        op INTEGER PRIMARY KEY,
        run INTEGER NOT NULL REFERENCES run,
        seq INTEGER NOT NULL,
        scope INTEGER NOT NULL REFERENCES scope,
        manifest TEXT NOT NULL,
        id TEXT NOT NULL,
        type TEXT NOT NULL,
        state TEXT NOT NULL CHECK ({_STATES_SQL}),
        waiting INTEGER NOT NULL DEFAULT 0 CHECK (waiting >= 0),
        attempt INTEGER NOT NULL DEFAULT 0,
        sent_at REAL NOT NULL DEFAULT 0,
        not_before REAL NOT NULL DEFAULT 0,
        target TEXT NOT NULL,
        target_from INTEGER REFERENCES operation DEFERRABLE INITIALLY DEFERRED,
        tag TEXT NOT NULL,
        tag_from INTEGER REFERENCES operation DEFERRABLE INITIALLY DEFERRED,
        makes TEXT NOT NULL,
        number TEXT NOT NULL DEFAULT '',
        result_tag TEXT NOT NULL DEFAULT '',
        adopted INTEGER NOT NULL DEFAULT 0,
        status INTEGER NOT NULL DEFAULT 0,
        code TEXT NOT NULL DEFAULT '',
        message TEXT NOT NULL DEFAULT '',
        cause INTEGER REFERENCES operation,
        ended_at REAL NOT NULL DEFAULT 0,
        content TEXT NOT NULL,
        natural_key TEXT NOT NULL,
        currency TEXT NOT NULL,
        amount TEXT,
        file TEXT NOT NULL,
        line INTEGER NOT NULL,
        column_ INTEGER NOT NULL,
        label TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE document (
        op INTEGER PRIMARY KEY REFERENCES operation,
        payload BLOB NOT NULL,
        body BLOB NOT NULL,
        before BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE dependency (
        op INTEGER NOT NULL REFERENCES operation DEFERRABLE INITIALLY DEFERRED,
        needs INTEGER NOT NULL REFERENCES operation DEFERRABLE INITIALLY DEFERRED,
        PRIMARY KEY (op, needs)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE attempt (
        op INTEGER NOT NULL REFERENCES operation,
        attempt INTEGER NOT NULL CHECK (attempt > 0),
        fence INTEGER NOT NULL,
        intent_at REAL NOT NULL,
        ended_at REAL NOT NULL DEFAULT 0,
        method TEXT NOT NULL,
        path TEXT NOT NULL,
        if_match TEXT NOT NULL,
        request_digest TEXT NOT NULL,
        status INTEGER NOT NULL DEFAULT 0,
        state TEXT NOT NULL DEFAULT 'sending',
        code TEXT NOT NULL DEFAULT '',
        message TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (op, attempt)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE event (
        seq INTEGER PRIMARY KEY,
        at REAL NOT NULL,
        run INTEGER,
        op INTEGER,
        kind TEXT NOT NULL,
        body TEXT NOT NULL,
        previous BLOB NOT NULL,
        hash BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE budget (
        scope INTEGER NOT NULL REFERENCES scope,
        api TEXT NOT NULL,
        window_end REAL NOT NULL,
        calls INTEGER NOT NULL,
        quota INTEGER NOT NULL,
        remaining INTEGER NOT NULL,
        not_before REAL NOT NULL,
        PRIMARY KEY (scope, api)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE lease (
        scope INTEGER PRIMARY KEY REFERENCES scope,
        holder TEXT NOT NULL,
        host TEXT NOT NULL,
        pid INTEGER NOT NULL,
        place TEXT NOT NULL,
        run INTEGER,
        since REAL NOT NULL,
        until REAL NOT NULL,
        fence INTEGER NOT NULL
    ) STRICT""",
)

_INDEXES = (
    f"CREATE UNIQUE INDEX operation_identity ON operation (scope, manifest, id) WHERE {LIVE_SQL}",
    f"""CREATE UNIQUE INDEX operation_natural_key ON operation (scope, natural_key)
        WHERE {LIVE_SQL} AND natural_key <> ''""",
    "CREATE INDEX operation_ready ON operation (run, type, seq) WHERE state = 'ready'",
    "CREATE INDEX operation_planned ON operation (run, seq) WHERE state = 'planned'",
    "CREATE INDEX operation_due ON operation (run, not_before) WHERE state = 'ready' AND not_before > 0",
    f"CREATE INDEX operation_unsettled ON operation (scope, run, op) WHERE {UNSETTLED_SQL}",
    "CREATE INDEX operation_made ON operation (scope, makes, number) WHERE makes <> '' AND number <> ''",
    "CREATE INDEX dependency_needs ON dependency (needs, op)",
    "CREATE INDEX event_op ON event (op) WHERE op IS NOT NULL",
)

_TRIGGERS = (
    """CREATE TRIGGER event_is_not_changed BEFORE UPDATE ON event
        BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END""",
    """CREATE TRIGGER event_is_not_removed BEFORE DELETE ON event
        BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END""",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """How the file gets from one version to the next.

    Attributes:
        version: The version it brings the file to; counted from 1 without gaps.
        statements: SQL, run in order in one transaction.
    """

    version: int
    statements: tuple[str, ...]


#: Calls in the background, what a conflict was with, and what is known of a company beside its runs.
_BACKGROUND = (
    "ALTER TABLE operation ADD COLUMN receipt TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE attempt ADD COLUMN background INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE document ADD COLUMN options BLOB NOT NULL DEFAULT x'7b7d'",
    """CREATE TABLE theirs (
        op INTEGER PRIMARY KEY REFERENCES operation,
        at REAL NOT NULL,
        body BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE proof (
        scope INTEGER NOT NULL REFERENCES scope,
        api TEXT NOT NULL,
        mode TEXT NOT NULL,
        verdict TEXT NOT NULL,
        at REAL NOT NULL,
        PRIMARY KEY (scope, api, mode)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE landing (
        scope INTEGER PRIMARY KEY REFERENCES scope,
        names TEXT NOT NULL,
        at REAL NOT NULL
    ) STRICT""",
)

#: The journal as evidence: seals over what has no event, words that can be purged, who has approved what.
_EVIDENCE = (
    "ALTER TABLE operation ADD COLUMN seal BLOB NOT NULL DEFAULT x'" + "00" * 32 + "'",
    "ALTER TABLE lease ADD COLUMN seal BLOB NOT NULL DEFAULT x'" + "00" * 32 + "'",
    "ALTER TABLE budget ADD COLUMN seal BLOB NOT NULL DEFAULT x'" + "00" * 32 + "'",
    "ALTER TABLE event ADD COLUMN said TEXT",
    "ALTER TABLE run ADD COLUMN digests TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE run ADD COLUMN approver TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE run ADD COLUMN purged_at REAL NOT NULL DEFAULT 0",
    "UPDATE operation SET waiting = 0 WHERE state <> 'planned' AND waiting <> 0",
    """CREATE TABLE purged (
        op INTEGER PRIMARY KEY REFERENCES operation,
        digests BLOB NOT NULL
    ) STRICT""",
    "DROP TRIGGER event_is_not_changed",
    """CREATE TRIGGER event_is_not_changed BEFORE UPDATE OF seq, at, run, op, kind, body, previous, hash ON event
        BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END""",
    """CREATE TRIGGER event_words_are_only_purged BEFORE UPDATE OF said ON event WHEN NEW.said IS NOT ''
        BEGIN SELECT RAISE(ABORT, 'words of events are only ever purged'); END""",
)

#: Which saved plan a run carries out: it is applied once.
_SAVED_PLANS = (
    "ALTER TABLE run ADD COLUMN saved_plan TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE run ADD COLUMN plan_seal TEXT NOT NULL DEFAULT ''",
    "CREATE UNIQUE INDEX run_plan_seal ON run (plan_seal) WHERE plan_seal <> ''",
)

#: Which operations have been about a document.
_TARGETS = ("CREATE INDEX operation_target ON operation (scope, target) WHERE target <> ''",)

#: What became of a run as a whole, such as its pilots, found without a look at what became of each operation.
_OF_RUNS = ("CREATE INDEX event_run ON event (run, seq) WHERE op IS NULL",)

#: All versions so far, oldest first; one that was released is never changed, only followed by another.
MIGRATIONS: tuple[Migration, ...] = (
    Migration(version=1, statements=(*_TABLES, *_INDEXES, *_TRIGGERS)),
    Migration(version=2, statements=_BACKGROUND),
    Migration(version=3, statements=_EVIDENCE),
    Migration(version=4, statements=(*_SAVED_PLANS, *_TARGETS)),
    Migration(version=5, statements=_OF_RUNS),
)
