"""Steps, runs and holders as the tests need them."""

import os
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.lease import this_place
from bulkops.adapters.journal.records import Holder, Lease, NewRun
from bulkops.core.outcome import Outcome, State
from bulkops.core.place import Place
from bulkops.core.step import Step
from bulkops.engine.ports import Intent

CREATE, RELEASE, REVERSE = "visma.invoice.create", "visma.invoice.release", "visma.invoice.reverse"
MAKES = {CREATE: "visma.invoice", REVERSE: "visma.credit_note"}
NOW = 1_780_000_000.0
#: Where a child process finds the tests' own modules.
ROOT = Path(__file__).parents[2]


def step(seq: int, *needs: int, **more: Any) -> Step:
    """Make a step; its id is `op-<seq>`."""
    values: dict[str, Any] = {
        "manifest": "march",
        "id": f"op-{seq}",
        "type": CREATE,
        "payload": b'{"a":1}',
        "body": b'{"a":{"value":1}}',
        "content": f"content {seq}",
        "currency": "NOK",
        "amount": Decimal("10.10"),
        "place": Place("march.yaml", seq, 3),
    }
    return Step(seq=seq, needs=needs, **(values | more))


def holder(**more: Any) -> Holder:
    values: dict[str, Any] = {"actor": "anna", "host": "here", "pid": os.getpid(), "place": this_place()}
    return Holder(**(values | more))


def take_lease(journal: Journal, now: float = NOW, **more: Any) -> Lease:
    return journal.acquire("test", "1234", holder=holder(**more), now=now)


def new_run(name: str = "7f3a", *, manifests: tuple[str, ...] = ("march",), at: float = NOW) -> NewRun:
    files = tuple(f"in/{manifest}.yaml" for manifest in manifests)
    return NewRun(
        name=name, manifests=manifests, files=files, digests=("d" * 64,), started_at=at, version="1.0", makes=MAKES
    )


def begin(journal: Journal, lease: Lease, steps: Iterable[Step], name: str = "7f3a") -> int:
    return journal.begin(new_run(name), steps, lease)


def intent(op: int, attempt: int = 1, at: float = NOW) -> Intent:
    return Intent(
        op=op, attempt=attempt, method="POST", path="/v1/invoice", if_match='"t0"', request_digest="e" * 64, at=at
    )


def send(journal: Journal, lease: Lease, run: int, op: int, attempt: int = 1) -> None:
    """Write an intent, without a store."""
    with journal.write(lease) as transaction:
        transaction.intend(run, intent(op, attempt))


def end(journal: Journal, lease: Lease, op: int, state: State, **more: Any) -> None:
    """Write an outcome, without a store."""
    with journal.write(lease) as transaction:
        transaction.end(op, Outcome(state=state, **more), NOW)


def states(journal: Journal, run: int) -> dict[str, State]:
    """State of each operation of a run, by its id."""
    return {row.id: row.state for row in journal.operations(run)}
