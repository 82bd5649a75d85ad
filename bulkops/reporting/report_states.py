"""What became of the steps of a run, as rows of a page: by state and action, and all of an action together."""

from collections.abc import Iterator
from dataclasses import dataclass

from bulkops.core.outcome import DONE, State
from bulkops.core.registry import Registry
from bulkops.core.results_report import ResultsReport, Total
from bulkops.reporting.states import WORDS
from bulkops.reporting.style import PLAIN
from bulkops.reporting.verbs import verbs_of
from bulkops.reporting.words import OWN_CURRENCY, amount_text

_BEFORE = "done by an earlier run"


@dataclass(frozen=True, slots=True, kw_only=True)
class StateRow:
    """Steps of one action.

    Attributes:
        state: What became of them, in words.
        steps: How many.
        action: What they do.
        money: Net sums with their currencies; none where they move none.
        unknown: Steps without a known amount.
        bad: They are not done.
    """

    state: str
    steps: int
    action: str
    money: tuple[tuple[str, str], ...]
    unknown: int
    bad: bool = False


def state_rows(report: ResultsReport, registry: Registry) -> Iterator[StateRow]:
    """Give the steps by state, then by action."""
    verbs = _verbs(report, registry)
    for words, total, state in _states(report):
        yield from _rows(words, total, verbs, registry, bad=state is not None and state not in DONE)


def total_rows(report: ResultsReport, registry: Registry) -> Iterator[StateRow]:
    """Give all steps by action: sums of two actions are not added, as they may be about one document."""
    whole = Total()
    for _, total, _ in _states(report):
        whole.take(total)
    yield from _rows("all", whole, _verbs(report, registry), registry)


def _states(report: ResultsReport) -> list[tuple[str, Total, State | None]]:
    walked = report.walked
    named = [(WORDS[state], walked.states[state], state) for state in WORDS if state in walked.states]
    return [*named, (_BEFORE, walked.before, None)]


def _verbs(report: ResultsReport, registry: Registry) -> dict[str, str]:
    return verbs_of({name for _, total, _ in _states(report) for name, _ in total.counts}, registry)


def _rows(
    words: str, total: Total, verbs: dict[str, str], registry: Registry, *, bad: bool = False
) -> Iterator[StateRow]:
    for name in sorted({name for name, _ in total.counts}):
        operation_type = registry.get(name)
        moving = operation_type is not None and operation_type.moves_money
        own = sorted(money for money in total.counts if money[0] == name)
        yield StateRow(
            state=words,
            steps=sum(total.counts[money] for money in own),
            action=verbs.get(name, name),
            money=tuple(
                (amount_text(total.sums[money], PLAIN), money[1] or OWN_CURRENCY)
                for money in own
                if moving and money in total.sums
            ),
            unknown=sum(total.unknown[money] for money in own) if moving else 0,
            bad=bad,
        )
