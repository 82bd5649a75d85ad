"""Who watches a plan being made and written into the journal is told what is done, and for how many operations."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from bulkops.adapters.journal.journal import Journal
from bulkops.app.apply import apply
from bulkops.app.execute import Watch
from bulkops.app.making import Making
from bulkops.app.plan import USUAL, plan
from bulkops.providers import REGISTRY
from bulkops.sandbox.erp import Erp
from tests.engine.simulation import FakeClock, at_once, system_of, time_passes, written
from tests.runs.folder import pairs

pytestmark = pytest.mark.anyio
COUNT = 5
_T = TypeVar("_T")


class Told(Making):
    """Keeps what was begun, how many operations it was about at the end, and how many went through."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: dict[str, Callable[[], int]] = {}
        self.passed: dict[str, int] = {}

    def begin(self, doing: str, count: Callable[[], int] = lambda: 0) -> None:
        super().begin(doing, count)
        self.counts[doing] = count

    def through(self, operations: Iterable[_T]) -> Iterator[_T]:
        for operation in super().through(operations):
            assert self.done == self.passed.get(self.doing, 0)
            self.passed[self.doing] = self.passed.get(self.doing, 0) + 1
            yield operation


async def test_each_part_is_told_with_its_numbers(
    erp: Erp, clock: FakeClock, journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("anyio.to_thread.run_sync", at_once)
    planning, writing, over = Told(), Told(), []

    @contextmanager
    def watched() -> Iterator[Making]:
        yield writing
        over.append(len(erp.ledger().requests()))

    system = system_of(erp, clock)
    async with time_passes(clock):
        how = replace(USUAL, making=planning)
        made = await plan([written(tmp_path / "m.yaml", pairs("m", COUNT))], REGISTRY, system, None, how)
        before = len(erp.ledger().requests())
        await apply(made, system, journal, REGISTRY, Watch(making=watched))
        steps = 2 * COUNT
        assert {doing: count() for doing, count in planning.counts.items()} == dict.fromkeys(planning.counts, steps)
        assert planning.passed == {"deciding about": steps, "adding up": steps}
        assert {doing: count() for doing, count in writing.counts.items()} == {"writing down": steps}
        assert writing.passed == {"writing down": steps}
        assert over == [before], "it is over before anything is sent"
        made.draft.close()
