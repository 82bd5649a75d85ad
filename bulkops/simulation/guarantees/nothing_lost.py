"""G2: every entry ends in one explained state, which is the truth; counts and sums add up."""

from collections import Counter
from collections.abc import Iterator

from bulkops.core.operation import Effect
from bulkops.core.outcome import ENDED, State
from bulkops.simulation.evidence import Evidence, Told

#: Codes of ends that a write may have had its effect before: the server said so later, or took a part only, or the
#: document was changed again before anybody could see it.
_AFTER_THE_EFFECT = frozenset({"R132", "R141", "R145", "R160"})
_NO_TRACE = frozenset({Effect.READ, Effect.UPSERT})
_MARK = "the mark"
#: The ledger shows no other mark than the external reference.
_UNSEEN = "-"
_UNDONE = frozenset({State.REFUSED, State.SKIPPED, State.CANCELLED, State.CONFLICT})


def nothing_lost(evidence: Evidence) -> Iterator[str]:
    """Say what is lost, or told otherwise than it is."""
    if evidence.broken:
        yield f"the journal's chain is broken: {evidence.broken}"
    yield from _states(evidence)
    yield from _truth(evidence)
    for run, counts in evidence.counts:
        planned = run.planned + run.unchanged + run.conflicts
        if sum(counts.values()) != planned:
            yield f"run {run.name} has {planned} operations, and {sum(counts.values())} of them have a state"


def _states(evidence: Evidence) -> Iterator[str]:
    last = evidence.last
    for name in evidence.ids:
        told = last.get(name)
        if told is None:
            if not evidence.ends[-1].refused:
                yield f"{name} is in no run"
        elif told.state in {State.MANUAL, State.PLANNED} and _deleted_by_others(evidence):
            continue  # what one had made is gone; the person has left it, and what needs it, as it is
        elif told.state not in ENDED:
            yield f"{name} is left {told.state}: {told.history.row.message}"
        elif told.state in _UNDONE and not told.history.row.code:
            yield f"{name} is {told.state} without a cause"
    per_run = Counter((told.run.run, told.id) for told in evidence.told)
    yield from (f"{name} is {times} times in one run" for (_, name), times in per_run.items() if times > 1)


def _deleted_by_others(evidence: Evidence) -> bool:
    return any(effect.foreign and effect.kind == "deleted" for effect in evidence.effects)


def _truth(evidence: Evidence) -> Iterator[str]:
    """Hold what is told of the operations with one address, or one mark, against what has happened there."""
    told: dict[tuple[str, str], dict[str, list[Told]]] = {}
    for one in evidence.told:
        if one.type.effect not in _NO_TRACE:
            told.setdefault(_trace(one), {}).setdefault(one.id, []).append(one)
    effective = evidence.effective()
    happened = Counter((seen.method, seen.path) for seen in evidence.writes if seen.seq in effective)
    happened.update((_MARK, effect.external_reference) for effect in evidence.ours if effect.kind == "created")
    foreign = {effect.number for effect in evidence.effects if effect.foreign}
    for trace, by_id in told.items():
        if trace[1] and trace[1] != _UNSEEN:
            yield from _compared(trace, by_id, happened[trace], foreign)


def _compared(trace: tuple[str, str], by_id: dict[str, list[Told]], times: int, foreign: set[str]) -> Iterator[str]:
    every = [one for ones in by_id.values() for one in ones]
    done = [name for name, ones in by_id.items() if any(one.state is State.SUCCEEDED for one in ones)]
    if len(done) > times and not foreign & {one.history.row.target for one in every}:
        yield f"{', '.join(done)} are told to have succeeded, and {' '.join(trace)} has happened {times} times"
    excused = any(one.history.row.code in _AFTER_THE_EFFECT for one in every)
    if times > len(done) and not excused and all(ones[-1].state in ENDED for ones in by_id.values()):
        yield f"{' '.join(trace)} has happened {times} times, and is told to have {len(done)} times"


def _trace(told: Told) -> tuple[str, str]:
    """Say where in the ledger an operation shows: its address, or the mark of what it makes."""
    row = told.history.row
    if told.type.targeted:
        return told.address
    member, _, mark = row.natural_key.rpartition("/")[2].partition("=")
    return (_MARK, mark) if member == "externalReference" else (member, _UNSEEN)
