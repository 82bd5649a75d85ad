"""Carry out a self-test for a command: progress, report, exit code."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice

from bulkops.adapters.clock import SystemClock
from bulkops.cli.console import Console
from bulkops.cli.signals import INTERRUPTED, SIGNALS
from bulkops.simulation.search import Breach, Tally, search
from bulkops.simulation.told import breach_json, breach_lines, tally_json, tally_lines

_BUG = 70
_LINE_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Selftest:
    """One `bulkops selftest`.

    Attributes:
        begin: The first seed.
        count: Scenarios to play; None: as many as there is time for.
        minutes: Time to play for; None: until they are played, or it is interrupted.
    """

    begin: int
    count: int | None
    minutes: float | None

    def carry_out(self, form: str, console: Console) -> int:
        """Play, tell of each breach as it is found, and sum up; give the exit code."""
        tally, found = Tally(), list[Breach]()
        with SIGNALS.postponed():  # between two scenarios only: a simulated process is not to meet a real signal
            for breach in self._searched(tally, console):
                found.append(breach)
                if form == "text":
                    console.data([*breach_lines(breach), ""])
        if form == "json":
            console.json({"tally": tally_json(tally), "breaches": [breach_json(breach) for breach in found]})
        else:
            console.data(tally_lines(tally, console.out))
        if found:
            return _BUG
        return INTERRUPTED if SIGNALS.asked and self.count is not None else 0

    def _searched(self, tally: Tally, console: Console) -> Iterator[Breach]:
        clock = SystemClock()
        began = last = clock.monotonic()
        seeds = count(self.begin) if self.count is None else islice(count(self.begin), self.count)
        for breach in search(seeds, tally):
            if breach is not None:
                yield breach
            now = clock.monotonic()
            if console.progress and now - last >= _LINE_S:
                last = now
                of = f" of {self.count}" if self.count is not None else ""
                console.say(f"{tally.seeds}{of} scenarios · {tally.breaches} with a breach")
            if SIGNALS.asked or (self.minutes is not None and now - began >= self.minutes * 60):
                return
