"""G5: nothing happens before what it needs, and what is refused stops only what needs it."""

from collections.abc import Iterator

from bulkops.core.outcome import DONE, State
from bulkops.simulation.evidence import Evidence, Told

_STOPPED = frozenset({State.REFUSED, State.CONFLICT, State.SKIPPED, State.CANCELLED, State.MANUAL})


def in_order(evidence: Evidence) -> Iterator[str]:
    """Say what has happened out of order, or was stopped for nothing."""
    by_run: dict[int, dict[str, Told]] = {}
    for told in evidence.told:
        by_run.setdefault(told.run.run, {})[told.id] = told
    for operations in by_run.values():
        for told in operations.values():
            needs = [operations[name] for name in told.history.needs if name in operations]
            yield from _begun_too_early(told, needs)
            if told.state is State.SKIPPED and not any(need.state in _STOPPED for need in needs):
                yield f"{told.id} was skipped, and nothing that it needs was stopped"
    yield from _order_at_the_server(evidence)


def _begun_too_early(told: Told, needs: list[Told]) -> Iterator[str]:
    if not told.history.attempts:
        return
    began = told.history.attempts[0].intent_at
    for need in needs:
        if need.state not in DONE:
            yield f"{told.id} was sent, and {need.id}, which it needs, is {need.state}"
        elif need.history.row.ended_at > began:
            yield f"{told.id} was sent before {need.id}, which it needs, was done"


def _order_at_the_server(evidence: Evidence) -> Iterator[str]:
    """Look at what has happened alone: no document is acted on before it is there, nor reversed before it is final."""
    created = {effect.number: effect.seq for effect in evidence.ours if effect.kind == "created"}
    for effect in evidence.ours:
        if effect.kind in {"released", "updated", "deleted"} and created.get(effect.number, 0) > effect.seq:
            yield f"{effect.number} was {effect.kind} before it was created"
