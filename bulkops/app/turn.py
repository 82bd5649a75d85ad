"""A company's turn: one process at a time works for it, and another may wait."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import Lease
from bulkops.app.compose import System
from bulkops.app.machine import Machine
from bulkops.app.pilot_terms import PilotTerms
from bulkops.core.errors import JournalError
from bulkops.reporting.times import time_text
from bulkops.reporting.words import duration_text

_IN_USE = "J008"
_LOOK_EVERY_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On whose word a command works for a company, and how long it waits for its turn.

    Attributes:
        approver: Who has approved it; empty: whoever works here.
        wait_s: Seconds; 0: it does not wait.
        say: Tells the user that it waits, and whom it has taken over from.
        lease: The lease that it holds already; None: it has to take it.
        plan_digest: Digest of the saved plan that was approved; empty: none was saved.
        plan_seal: Seal of that plan's file.
        pilot: How the first documents are tried before the others; None: they are not.
    """

    approver: str = ""
    wait_s: float = 0.0
    say: Callable[[str], None] = lambda _text: None
    lease: Lease | None = None
    plan_digest: str = ""
    plan_seal: str = ""
    pilot: PilotTerms | None = None


AT_ONCE = Terms()


def take_turn(journal: Journal, system: System, machine: Machine, terms: Terms = AT_ONCE) -> Lease:
    """Take a company's lease, and wait for it where somebody else has it. A signal ends the waiting.

    Raises:
        JournalError: Another process holds it, and goes on holding it.
    """
    if terms.lease is not None:
        return terms.lease
    begun, told, pause = system.clock.monotonic(), False, Event()
    while True:
        try:
            now = system.clock.now()
            lease = journal.acquire(system.environment, system.scope, holder=machine.holder(), now=now)
            break
        except JournalError as error:
            left_s = terms.wait_s - (system.clock.monotonic() - begun)
            if error.code != _IN_USE or left_s <= 0:
                raise
            if not told:
                terms.say(f"{error.message}; waiting, {duration_text(terms.wait_s)} at most")
                told = True
        pause.wait(min(_LOOK_EVERY_S, left_s))  # blocks: nothing else goes on in this process yet
    if lease.taken_from:
        terms.say(f"taken over from {lease.taken_from}, silent since {time_text(lease.silent_since)}")
    return lease
