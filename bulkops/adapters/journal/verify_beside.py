"""Runs, and what is kept beside operations, held against what the events tell, or against their own seals."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from bulkops.adapters.journal.damage import Damage, or_unreadable
from bulkops.adapters.journal.lease import SEALED_SQL
from bulkops.adapters.journal.schema import MIGRATIONS
from bulkops.adapters.journal.seal import UNSEALED, rolled, row_seal
from bulkops.adapters.journal.verify_events import Told
from bulkops.core.json import loads

_RUNS = """SELECT run, name, environment || '/' || company AS scope, manifests, files, digests, digest, approver,
    saved_plan, plan_seal, started_at, ended_at, state, actor, host, pid, version, planned, unchanged, conflicts,
    done_before, done_before_sums, first_op, last_op, purged_at FROM run LEFT JOIN scope USING (scope)
    ORDER BY run"""
_VERDICTS = {"planned": "do", "unchanged": "unchanged", "conflicts": "conflict", "done_before": "done"}
_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name"


def walk_schema(connection: sqlite3.Connection) -> Iterator[Damage]:
    """Compare the tables with those that this bulkops makes."""
    with closing(sqlite3.connect(":memory:")) as fresh:
        for migration in MIGRATIONS:
            for statement in migration.statements:
                fresh.execute(statement)
        wanted = {row[1]: row for row in fresh.execute(_SCHEMA)}
    found = {row[1]: row for row in connection.execute(_SCHEMA)}
    for name in sorted(wanted.keys() | found.keys(), key=str):
        if wanted.get(name) != found.get(name):
            yield Damage(f"the definition of `{name}`", "it is not the one that bulkops makes")


def walk_runs(connection: sqlite3.Connection, told: Told) -> Iterator[Damage]:
    """Hold each run against the events that tell of it."""
    cursor = connection.execute(_RUNS)
    names = [column[0] for column in cursor.description]
    seen = set()
    for values in cursor.fetchall():
        row = dict(zip(names, values, strict=True))
        seen.add(row["run"])
        begun = told.runs.get(row["run"])
        if begun is None:
            yield Damage(_place(row["name"]), "no event tells of its beginning")
            continue
        yield from or_unreadable(_place(row["name"]), _walk_run(connection, row, begun))
    for run, begun in told.runs.items():
        if run not in seen:
            yield Damage(_place(begun["name"]), f"it is missing; event {begun['seq']} tells of its beginning")


def _walk_run(connection: sqlite3.Connection, row: dict[str, Any], begun: dict[str, Any]) -> Iterator[Damage]:
    place = _place(row["name"])
    for name in ("manifests", "files", "digests", "done_before_sums"):
        row[name] = loads(row[name])
    wanted = dict(begun)
    wanted["digest"] = wanted.pop("plan")
    wanted |= {name: begun["verdicts"].get(verdict, 0) for name, verdict in _VERDICTS.items()}
    wanted.setdefault("purged_at", 0.0)
    if "operations" in begun:
        wanted["first_op"], wanted["last_op"] = begun["operations"]
    if "actor" not in begun:
        row["holder"] = f"{row['actor']}@{row['host']} (pid {row['pid']})"
    for name, found in row.items():
        if name in wanted and wanted[name] != found:
            yield Damage(place, f"{name} is {found!r}, and its events say {wanted[name]!r}")
    if "seals" in begun and rolled(connection, *begun["operations"]) != begun["seals"]:
        yield Damage(place, "its operations are not all those that it began with")


def walk_companies(connection: sqlite3.Connection, told: Told) -> Iterator[Damage]:
    """Hold what is known of companies against the events that tell of them, and their leases and budgets too."""
    companies = dict(connection.execute("SELECT scope, environment || '/' || company FROM scope"))
    known = {*told.leases, *(scope for _kind, scope, _subject in told.notes)}
    for company in companies.values():
        if company not in known:
            yield Damage(f"company `{company}`", "no event tells of it")
    yield from _walk_leases(connection, told, companies)
    for row in connection.execute("SELECT * FROM budget"):
        *values, seal = row
        if seal not in {UNSEALED, row_seal(values)}:
            yield Damage(f"budget of `{companies.get(row[0])}`", "it has been changed: its seal does not fit")
    yield from _walk_notes(connection, told, companies)


def _walk_notes(connection: sqlite3.Connection, told: Told, companies: dict[int, str]) -> Iterator[Damage]:
    notes = dict(told.notes)
    for scope, api, mode, verdict, at in connection.execute("SELECT scope, api, mode, verdict, at FROM proof"):
        found = notes.pop(("proof", companies.get(scope, ""), f"{api} {mode}"), None)
        if found is None or (found[0], found[1].get("verdict")) != (at, verdict):
            yield Damage(f"proof about `{api}` of `{companies.get(scope)}`", "it is not what its event tells")
    for scope, names, at in connection.execute("SELECT scope, names, at FROM landing"):
        found = notes.pop(("landing", companies.get(scope, ""), ""), None)
        if found is None or found[0] != at or _read(names) != found[1].get("names"):
            yield Damage(f"names of `{companies.get(scope)}`", "they are not what their event tells")
    for kind, company, _subject in notes:
        if kind in {"proof", "landing"}:
            yield Damage(f"{kind} of `{company}`", "it is missing, and an event tells of it")


def _walk_leases(connection: sqlite3.Connection, told: Told, companies: dict[int, str]) -> Iterator[Damage]:
    held = set()
    seals = dict(connection.execute("SELECT scope, seal FROM lease"))
    for row in connection.execute(SEALED_SQL):
        scope, actor, host, pid, _place, _run, since, _until, fence = row
        company = companies.get(scope, "")
        held.add(company)
        changes = told.leases.get(company)
        if not changes:
            yield Damage(f"lease of `{company}`", "no event tells of it")
            continue
        _seq, at, body = changes[-1]
        wanted = [body.get(name) for name in ("actor", "host", "pid")]
        if "actor" not in body:
            fits = body.get("holder") == f"{actor}@{host} (pid {pid})" and seals[scope] in {UNSEALED, row_seal(row)}
        else:
            fits = wanted == [actor, host, pid] and seals[scope] == row_seal(row)
        if not fits or (since, fence) != (at, body.get("fence")):
            yield Damage(f"lease of `{company}`", "it has been changed: it is not what its event and its seal say")
    for company in told.leases.keys() - held:
        yield Damage(f"lease of `{company}`", "it is missing, and an event tells of it")


def _read(text: Any) -> Any:
    try:
        return loads(text)
    except (ValueError, TypeError):
        return None


def _place(name: object) -> str:
    return f"run {name}"
