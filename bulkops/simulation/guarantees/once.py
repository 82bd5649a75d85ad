"""G1: one entry never becomes two documents, and nothing is done twice."""

from collections import Counter
from collections.abc import Iterator

from bulkops.core.operation import Effect
from bulkops.providers import REGISTRY
from bulkops.sandbox.ledger import Seen
from bulkops.simulation.evidence import Evidence
from bulkops.simulation.guarantees.routes import is_of, is_sequel


def once(evidence: Evidence) -> Iterator[str]:
    """Say what was done more than once."""
    effective = evidence.effective()
    done: Counter[tuple[str, str, str]] = Counter()
    for seen in evidence.writes:
        if seen.seq in effective and not _may_be_repeated(seen):
            done[seen.method, seen.path, seen.body_digest] += 1
    for (method, path, _), times in done.items():
        if times > 1:
            yield f"{method} {path} with one body has had its effect {times} times"
    marks = Counter(effect.external_reference for effect in evidence.ours if effect.kind == "created")
    for mark, times in marks.items():
        if mark and times > 1:
            yield f"{times} documents were created with the mark {mark}"
    numbers = Counter(held.number for held in evidence.documents)
    yield from (f"{times} documents have the number {number}" for number, times in numbers.items() if times > 1)
    results = Counter(
        (told.type.made.full_name, told.history.row.number)
        for told in evidence.last.values()
        if told.type.made is not None and told.history.row.number
    )
    yield from (f"{kind} {number} is the result of {times} operations" for (kind, number), times in results.items()
                if times > 1)  # fmt: skip


def _may_be_repeated(seen: Seen) -> bool:
    """Say whether a repetition does no harm: it brings about what is there already."""
    upserts = (found.write for found in REGISTRY.types.values() if found.effect is Effect.UPSERT)
    return is_sequel(seen) or any(is_of(route, seen) for route in upserts)
