"""Carry out a run of the journal: the store, the lease's renewal, signals and the engine, put together."""

from collections.abc import AsyncIterator, Callable, Collection
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

import anyio

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import Lease, RunRow
from bulkops.adapters.journal.store import SqliteStore
from bulkops.app.budgets import load_budgets, save_budgets
from bulkops.app.compose import System
from bulkops.app.costs import expect
from bulkops.app.machine import Machine
from bulkops.app.making import Making
from bulkops.core.errors import BulkopsError
from bulkops.core.outcome import Outcome
from bulkops.core.pilot import Pilot
from bulkops.core.registry import Registry
from bulkops.engine.ports import Item
from bulkops.engine.run import Run
from bulkops.engine.settling import Settle

RENEW_EVERY_S = 15.0
#: Time that calls in flight are given after the first signal. CI runners kill after 8 to 10 s, and by then what is left
#: open has to be written down and reported.
GRACE_S = 6.0


@dataclass(slots=True)
class Watch:
    """What is told while a run goes on; all calls come from the event loop.

    Attributes:
        outcome: An operation has come to an outcome.
        waiting: The run waits for a settling time, until when (seconds since 1970).
        stopping: The run was interrupted; how many calls are still in flight.
        beat: Comes several times a second, to show progress; is given the calls in flight. None: nobody looks.
        making: Follows the writing of the plan into the journal, during which the event loop stands still.
    """

    outcome: Callable[[Item, Outcome], None] = lambda _item, _outcome: None
    waiting: Callable[[float], None] = lambda _until: None
    stopping: Callable[[int], None] = lambda _in_flight: None
    beat: Callable[[int], None] | None = None
    making: Callable[[], AbstractContextManager[Making]] = lambda: nullcontext(Making())


@dataclass(slots=True)
class End:
    """How carrying out a run ended.

    Attributes:
        interrupted: A signal ended it.
        stopped: Why it has stopped by itself before everything was sent; empty if it has not.
        error: What ended it early; None if nothing did.
        pilot: What its pilot has come to; None: it had none, or that was not read back.
        held_back: It has stopped because the pilot did not pass, or because somebody has said no to the rest.
    """

    interrupted: bool = False
    stopped: str = ""
    error: BulkopsError | None = field(default=None)
    pilot: Pilot | None = None
    held_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How much of a run is carried out.

    Attributes:
        settle: What is done about what is in doubt.
        only: The journal's keys of the operations that are sent; None: all.
    """

    settle: Settle = Settle.LATER
    only: Collection[int] | None = None


ALL = Extent()


async def execute(
    system: System,
    journal: Journal,
    run: int,
    lease: Lease,
    registry: Registry,
    watch: Watch,
    machine: Machine,
    *,
    extent: Extent = ALL,
) -> tuple[RunRow, End]:
    """Carry out a run until nothing is left that can be done now, or until it is interrupted; and close it.

    Args:
        system: Its systems.
        journal: Where it is written.
        run: The journal's key of it.
        lease: Lease of its company.
        registry: Operation types.
        watch: Told what happens.
        machine: Where it runs.
        extent: How much of it is carried out.
    """
    end = End()
    with machine.interrupts() as signals:  # until the run is closed: nothing breaks that off
        store = SqliteStore(journal, run, lease, aside=machine.aside, only=extent.only)
        await _carry_out(system, store, registry, watch, machine, signals, end, settle=extent.settle)
        row = journal.close_run(run, system.clock.now(), lease)
    return row, end


async def _carry_out(
    system: System,
    store: SqliteStore,
    registry: Registry,
    watch: Watch,
    machine: Machine,
    signals: AsyncIterator[int],
    end: End,
    *,
    settle: Settle,
) -> None:
    async with store:
        await load_budgets(system, store)
        for channel in system.channels.values():
            channel.hold = store.hold
        engine = Run(
            store,
            system.channels,
            registry,
            system.clock,
            files=machine.files,
            watch=watch.outcome,
            settle=settle,
            waiting=watch.waiting,
        )
        engine.failures = system.failures_max
        expect(await store.left(), registry, system)
        async with anyio.create_task_group() as beside:
            work = anyio.CancelScope()
            beside.start_soon(_renew, store, system, engine, end)
            beside.start_soon(_listen, signals, system, engine, work, watch, end)
            if watch.beat is not None:
                beside.start_soon(_beat, system, watch.beat)
            with work:
                await _work(engine, end)
            beside.cancel_scope.cancel()
        if engine.spent:
            end.stopped = f"stopped at the error budget: {engine.failed} steps did not go through; the limit is"
            end.stopped += f" {system.failures_max}"
        try:
            await save_budgets(system, store)
        except BulkopsError as error:
            end.error = end.error or error


async def _work(engine: Run, end: End) -> None:
    try:
        if not end.interrupted:
            await engine.carry_out()
    except BulkopsError as error:
        end.error = error


async def _renew(store: SqliteStore, system: System, engine: Run, end: End) -> None:
    while True:
        await anyio.sleep(RENEW_EVERY_S)
        try:
            await store.renew(system.clock.now())
        except BulkopsError as error:
            end.error = end.error or error
            engine.stop()
            return


async def _beat(system: System, beat: Callable[[int], None]) -> None:
    while True:
        beat(system.under_way)
        await anyio.sleep(0.1)


async def _listen(
    signals: AsyncIterator[int], system: System, engine: Run, work: anyio.CancelScope, watch: Watch, end: End
) -> None:
    """Stop sending at the first signal, wait a little for what is in flight, and give it up at the second."""
    async for _ in signals:
        end.interrupted = True
        engine.stop()
        watch.stopping(system.under_way)
        break
    with anyio.move_on_after(GRACE_S):
        async for _ in signals:
            break
    work.cancel()
