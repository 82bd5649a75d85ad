"""Play a scenario out: one process after the other, until nothing is left to do; then gather the evidence."""

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Thread

import anyio
import yaml

from bulkops.adapters.journal.journal import Journal
from bulkops.core.step import Verdict
from bulkops.sandbox.erp import Erp
from bulkops.simulation.company import entries, stock
from bulkops.simulation.dice import Dice
from bulkops.simulation.evidence import Evidence
from bulkops.simulation.life import End, Process
from bulkops.simulation.loop import SimulatedClock, SimulatedLoop, StuckError, options
from bulkops.simulation.mortal import Mortal
from bulkops.simulation.motifs import FILES
from bulkops.simulation.person import decide
from bulkops.simulation.scenario import Scenario
from bulkops.simulation.upsets import Upset

NOW = 1_780_000_200.0  # begins an hour, and a window of the sandbox
#: Longer than any lease holds: a user who comes back later.
_LATER_S = 90.0
#: Processes at the end, when nothing goes wrong any more; each has to bring something about, or it is the last one.
_CLOSING_MAX = 12


class Play:
    """A scenario on the stage.

    Args:
        scenario: What happens.
        folder: An empty folder for the manifest, its files and the journal.
    """

    def __init__(self, scenario: Scenario, folder: Path) -> None:
        self.scenario = scenario
        self._folder = folder
        self._dice = Dice(scenario.seed)
        self._now = NOW
        self._journal = folder / "journal-0.db"
        self._manifest = folder / "manifest.yaml"
        self._saved: dict[str, float] = {}
        self._ends: list[End] = []
        self._in_flight_most = 0

    def run(self) -> Evidence:
        """Play it to its end."""
        erp = Erp(":memory:")
        try:
            before = self._set_up(erp)
            for upsets in self.scenario.lives:
                self._life(erp, upsets)
                self._now += self._dice.one((1.0, _LATER_S, 900.0), "pause", len(self._ends))
            erp.inject()
            self._close(erp)
            with Journal.open(self._journal, read_only=True) as journal:
                return Evidence.of(self.scenario, self._ends, self._ids, journal, erp, before, self._in_flight_most)
        finally:
            erp.close()

    def _set_up(self, erp: Erp) -> int:
        motifs = self.scenario.motifs
        given = stock(erp, motifs, self._now)
        found = entries(given, motifs)
        self._ids = tuple(entry["id"] for entry in found)
        head = {"bulkops": 1, "name": "simulated", "operations": found}
        self._manifest.write_text(yaml.safe_dump(json.loads(json.dumps(head)), sort_keys=False), encoding="utf-8")
        for name, content in FILES.items():
            (self._folder / name).write_bytes(content)
        before = erp.ledger().requests()[-1].seq if erp.ledger().requests() else 0
        erp.set_switches(replace(self.scenario.switches, faults=self.scenario.faults))
        return before

    def _close(self, erp: Erp) -> None:
        """Resume and apply until nothing is left, as a user does whose server is well again."""
        for _ in range(_CLOSING_MAX):
            self._now += _LATER_S
            end = self._life(erp, ())
            decided = self._decided(erp)
            if end.command != "apply" or decided or (end.error and not end.refused):
                continue
            to_do = any(step.verdict is Verdict.DO for step in end.shown)
            if end.refused or not to_do or _asked(end) == _asked(self._ends[-2]):
                return  # refused by the plan, done, or asked for twice and refused twice: for good

    def _life(self, erp: Erp, upsets: Sequence[Upset], *, after_s: float = 0.0) -> End:
        """Let one process live."""
        loop, number = SimulatedLoop(), len(self._ends) + 1
        clock = SimulatedClock(loop, self._now + after_s)
        meanwhile = partial(self._meanwhile, erp)
        mortal = Mortal(loop, clock, self._journal, upsets, Dice(f"{self.scenario.seed}/{number}"), meanwhile)
        process = Process(mortal, number, self.scenario, erp, self._manifest, self._saved)
        try:
            anyio.run(process.live, backend_options=dict(options(loop)))
            end = process.end()
        except StuckError as error:
            end = replace(process.end(), bug=f"stuck: {error}")
        mortal.close()
        self._ends.append(end)
        self._in_flight_most = max(self._in_flight_most, mortal.in_flight_most)
        self._journal, self._now = mortal.journal, max(self._now, end.ended)
        return end

    def _meanwhile(self, erp: Erp, frozen_at: float) -> float:
        """Let another process work while one stands still, once its lease is over; give the time when it ends."""
        before, self._now = self._now, frozen_at
        other = Thread(target=self._life, args=(erp, ()), kwargs={"after_s": _LATER_S})
        other.start()
        other.join()
        ended, self._now = self._now, before
        return ended

    def _decided(self, erp: Erp) -> bool:
        """Let a person decide what is left to one; say whether there was something."""
        found = anyio.run(decide, self._journal, erp, self.scenario, self._now + _LATER_S)
        self._now += 2 * _LATER_S if found else 0.0
        return found


def _asked(end: End) -> list[tuple[str, str]]:
    return [(step.id, step.verdict) for step in end.shown]


def play(scenario: Scenario, folder: Path) -> Evidence:
    """Play a scenario in an empty folder."""
    return Play(scenario, folder).run()
