"""Carry a case out in simulated time: the real engine and journal, and an API that answers what the case says."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bulkops.adapters.journal.journal import Journal
from bulkops.app.apply import apply
from bulkops.app.compose import System
from bulkops.app.execute import Watch
from bulkops.app.manners import manner_of
from bulkops.app.plan import plan
from bulkops.app.settings import VismaSettings
from bulkops.core.json import loads
from bulkops.engine.channel import Channel
from bulkops.engine.manner import Manner
from bulkops.engine.pace import Limits, Pace
from bulkops.providers import REGISTRY
from tests.cases.api import Api
from tests.cases.case import Case, Others
from tests.cases.planned import told
from tests.engine.simulation import FakeClock, Script, resumed, time_passes

Ends = Mapping[str, Any]


async def play(case: Case, folder: Path) -> tuple[Ends, Ends]:
    """Plan and apply the case's manifest, and resume it where the case says what that comes to.

    Returns:
        What became of the case's own operation by the run, and by its resumption.
    """
    api, clock = Api(case), FakeClock()
    path = case.write(folder)
    with Journal.open(folder / "journal.db") as journal:
        async with time_passes(clock):
            system = _system(case, Script(api, clock), clock)
            made = await plan([str(path)], REGISTRY, system, None)
            _go_on(case.meanwhile, api, folder, clock)
            try:
                _, end = await apply(made, system, journal, REGISTRY, Watch())
            finally:
                made.draft.close()
            outcome = {
                **_ends(journal, api, folder, case.outcome),
                "error": end.error.code if end.error is not None else "",
            }
            settled: Ends = {}
            if case.settles:
                _go_on(case.afterwards, api, folder, clock)
                await resumed(system, journal)
                settled = _ends(journal, api, folder, case.settles)
    assert not api.left, f"{len(api.left)} answers were not asked for"
    return outcome, settled


def _system(case: Case, script: Script, clock: FakeClock) -> System:
    manner = Manner()
    if case.profile:
        settings = VismaSettings.model_validate({"sandbox": True, **case.profile})
        manner, _ = manner_of(settings, proven=False)
    channels = {
        name: Channel(provider, script, Pace(Limits(), clock), clock, manner=manner if name == "visma" else Manner())
        for name, provider in REGISTRY.providers.items()
    }
    return System(environment="test", company="cases", scope="cases", channels=channels, clock=clock, sandbox=False)


def _go_on(others: Others, api: Api, folder: Path, clock: FakeClock) -> None:
    """Let others do what they do; then only what is asked from here on counts."""
    api.show(others.holds)
    for name, text in others.files.items():
        if text is None:
            (folder / name).unlink()
            continue
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
        os.utime(folder / name, (clock.now(), clock.now()))
    api.forget()


def _ends(journal: Journal, api: Api, folder: Path, wanted: Mapping[str, Any]) -> Ends:
    """Say what became of the last operation, and of the others, so far."""
    run = journal.runs()[0].run
    rows = list(journal.operations(run))
    own = journal.operation(run, rows[-1].id)
    assert own is not None
    return {
        "state": own.row.state.value,
        "code": own.row.code,
        "message": own.row.message,
        "number": own.row.number,
        "tag": own.row.tag,
        "adopted": own.row.adopted,
        "theirs": loads(own.theirs) if own.theirs else None,
        "states": {row.id: row.state.value for row in rows},
        "writes": len(api.writes),
        "requests": [told(request) for request in api.writes],
        "reads": list(api.reads),
        "saved": {name: _text(folder / name) for name in wanted.get("saved", ())},
    }


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None
