"""The person who decides what nothing can settle; unlike a real one, this one can see the server's ledger."""

from pathlib import Path

import anyio
import anyio.lowlevel

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.reported import History
from bulkops.app.compose import System
from bulkops.app.resolve import Case, open_case
from bulkops.core.errors import MissingError
from bulkops.core.operation import OperationType
from bulkops.core.outcome import State
from bulkops.engine.channel import Channel
from bulkops.engine.pace import Limits, Pace
from bulkops.providers import REGISTRY
from bulkops.sandbox.erp import Erp
from bulkops.sandbox.ledger import Happened
from bulkops.sandbox.transport import SandboxTransport
from bulkops.simulation.life import COMPANY, ENVIRONMENT
from bulkops.simulation.scenario import Scenario


class _Patient:
    """A clock for which waiting takes no time."""

    def __init__(self, now: float) -> None:
        self._now = now

    def now(self) -> float:
        return self._now

    def monotonic(self) -> float:
        return self._now

    async def sleep(self, delay_s: float) -> None:
        await anyio.lowlevel.checkpoint()
        self._now += max(0.0, delay_s)


async def decide(path: Path, erp: Erp, scenario: Scenario, now: float) -> bool:
    """Decide all that is left to a person, by what has really happened.

    Returns:
        Whether there was anything.
    """
    clock = _Patient(now)
    erp.run_due(now + scenario.skew_s)
    transport = SandboxTransport(erp, clock)
    channels = {
        name: Channel(provider, transport, Pace(Limits(), clock), clock, settle_s=scenario.settle_s)
        for name, provider in REGISTRY.providers.items()
    }
    system = System(
        environment=ENVIRONMENT, company=COMPANY, scope=COMPANY, channels=channels, clock=clock, sandbox=False
    )
    found = False
    with Journal.open(path) as journal:
        for run in journal.runs():
            for row in list(journal.operations(run.run, state=State.MANUAL)):
                history = journal.operation(run.run, row.id)
                assert history is not None
                operation_type = REGISTRY.types[row.type]
                effect = _effect(erp, operation_type, history, scenario.skew_s)
                async with open_case(journal, run, row, system, REGISTRY) as case:
                    found |= await _decided(case, operation_type, effect)
    return found


async def _decided(case: Case, operation_type: OperationType, effect: Happened | None) -> bool:
    if effect is None:
        case.again()
    elif operation_type.made is None:
        case.done(None)
    else:
        try:
            case.done(await case.numbered(effect.number))
        except MissingError:  # somebody has deleted what it had made: the person leaves it as it is
            return False
    return True


def _effect(erp: Erp, operation_type: OperationType, history: History, skew_s: float) -> Happened | None:
    """Find what one of its attempts has brought about."""
    began = min(attempt.intent_at for attempt in history.attempts) + skew_s
    addresses = {(attempt.method, attempt.path) for attempt in history.attempts}
    ledger = erp.ledger()
    causes = {
        seen.seq
        for seen in ledger.requests()
        if (seen.method, seen.path) in addresses and seen.at >= began - 1 and not seen.foreign
    }
    made = operation_type.made
    mark = history.row.natural_key.rpartition("=")[2]
    for effect in ledger.effects():
        if effect.request not in causes or effect.foreign:
            continue
        if made is None or (effect.resource == made.name and mark in {"", effect.external_reference}):
            return effect
    return None
