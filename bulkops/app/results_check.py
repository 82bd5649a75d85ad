"""Whether results add up: what was counted on the way through the sources, held against the journal's own counts."""

from collections.abc import Mapping
from decimal import Decimal

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import RunRow
from bulkops.adapters.result_stage import ResultStage
from bulkops.core.outcome import State
from bulkops.core.results import ResultsError
from bulkops.core.results_report import Money, Total, Walked

_HINT = "`bulkops journal verify` says whether the journal is as it was written"


def check_sums(walked: Walked, stage: ResultStage, journal: Journal, run: RunRow) -> None:
    """Make sure that each operation of the run was met once, and that counts and sums are the journal's.

    Raises:
        ResultsError: They are not.
    """
    missing = stage.unseen()
    if missing is not None:
        manifest, name, place = missing
        raise ResultsError(
            f"operation `{name}` of `{manifest}` is in the run and in no file of results; it was made from {place}",
            hint="the source was changed while it was read: put it back, and write the results again",
        )
    counted = {state: total.operations for state, total in walked.states.items()}
    kept = {state: count for state, count in journal.counts(run.run).items() if count}
    if counted != kept:
        state = next(state for state in State if counted.get(state) != kept.get(state))
        raise ResultsError(
            f"the results hold {counted.get(state, 0)} operations that are {state}, and the run has"
            f" {kept.get(state, 0)}",
            hint=_HINT,
        )
    if walked.before.operations != run.done_before:
        raise ResultsError(
            f"the results hold {walked.before.operations} operations that earlier runs did, and the run counted"
            f" {run.done_before}",
            hint=_HINT,
        )
    _check_money(walked, journal, run)


def _check_money(walked: Walked, journal: Journal, run: RunRow) -> None:
    # What earlier runs did is summed up from their own operations: a plan does not know all of these sums again.
    wanted: dict[State, dict[Money, Decimal]] = {}
    for row in journal.sums(run.run):
        if row.count:
            wanted.setdefault(row.state, {})[row.type, row.currency] = row.amount
    for state, total in walked.states.items():
        _same(state, total, wanted.get(state, {}))


def _same(state: State, found: Total, wanted: Mapping[Money, Decimal]) -> None:
    for money in found.sums.keys() | wanted.keys():
        ours, theirs = found.sums.get(money, Decimal(0)), wanted.get(money, Decimal(0))
        if ours != theirs:
            name, currency = money
            raise ResultsError(
                f"the sum of `{name}` in {currency or 'own currencies'} of operations that are {state} is"
                f" {ours} in the results and {theirs} in the run",
                hint=_HINT,
            )
