"""Select operations of a draft: those that a user names, and what they need."""

from difflib import get_close_matches

from bulkops.adapters.draft import Draft
from bulkops.adapters.draft.selecting import Lost, Selecting
from bulkops.adapters.journal.earlier import EarlierRuns
from bulkops.app.finds import Finds
from bulkops.core.bound import Selection
from bulkops.core.errors import UsageError
from bulkops.core.finding import Finding, Related, Severity
from bulkops.planning.select import read_pattern


def select(draft: Draft, selection: Selection, history: EarlierRuns | None, finds: Finds) -> int:
    """Reduce a draft to what is selected; what that needs comes along, unless an earlier run did it.

    An operation is selected if any `--only` names it (without one: all do), if it failed in the run of `--only-failed`
    (without one: no matter), and if no `--exclude` names it or anything that it needs.

    Args:
        draft: Linked, without errors, and nothing observed for it yet.
        selection: What the user has said.
        history: What earlier runs have done.
        finds: Takes warnings.

    Returns:
        How many operations are left out that no earlier run has done.

    Raises:
        UsageError: A pattern or run names nothing, or two of them contradict one another.
    """
    if not selection:
        return 0
    selecting = draft.selecting()
    _take_only(selecting, selection)
    if selection.only_failed:
        _take_failed(selecting, selection.only_failed, history, finds)
    for text in selection.exclude:
        if not selecting.exclude(read_pattern(text)):
            finds(_excludes_nothing(text))
    selecting.choose()
    if (contradiction := selecting.contradiction()) is not None:
        raise _contradicts(contradiction)
    if (lost := selecting.lost()) is not None:
        finds(_takes_along(lost))
    return selecting.reduce()


def _take_only(selecting: Selecting, selection: Selection) -> None:
    patterns = [read_pattern(text) for text in selection.only]
    unknown = [pattern for pattern in patterns if not selecting.only(pattern)]
    if unknown:
        texts = ", ".join(f"`{pattern.text}`" for pattern in unknown)
        first = unknown[0]
        close = () if first.wild else get_close_matches(first.glob, selecting.names_near(), 1, 0.6)
        forms = "an id, a type or a target, or a glob pattern such as `inv-1*`, `*.release`, `target:invoice/1002*`"
        raise UsageError(
            f"no operation is named by {texts} of `--only`",
            hint=f"did you mean `{close[0]}`?" if close else f"write {forms}",
            code="P050",
        )


def _take_failed(selecting: Selecting, run: str, history: EarlierRuns | None, finds: Finds) -> None:
    if history is None or not history.knows(run):
        raise UsageError(f"there is no run `{run}` of this company", hint="`bulkops runs` lists them", code="P054")
    failed, here = selecting.only_failed(history.failed(run))
    if failed and not here:
        raise UsageError(
            f"nothing that failed in run `{run}` is in these manifests",
            hint=f"`bulkops status {run}` names the manifests of the run",
            code="P054",
        )
    if failed > here:
        noun = "operation that failed in run" if failed == 1 else "operations that failed in run"
        finds(
            Finding(
                code="P054",
                message=f"{failed - here} of the {failed} {noun} `{run}` are not in these manifests",
                hint="give all of its manifests; what was removed from them or got another id is left as it is",
                severity=Severity.WARNING,
            )
        )


def _excludes_nothing(text: str) -> Finding:
    return Finding(
        code="P051",
        message=f"`--exclude {text}` leaves nothing out: no operation is named by it",
        hint="check it against the ids, types and targets of the manifests",
        severity=Severity.WARNING,
    )


def _contradicts(lost: Lost) -> UsageError:
    what = f"`{lost.id}`" if lost.count == 1 else f"`{lost.id}`, as all {lost.count} that `--only {lost.pattern}` names"
    return UsageError(
        f"`--only {lost.pattern}` selects {what}, which needs `{lost.needs}`, and `--exclude` leaves that out",
        hint="remove one of the two: what an operation needs is done before it, or not at all",
        code="P052",
    )


def _takes_along(lost: Lost) -> Finding:
    one = lost.count == 1
    what = "1 more operation is" if one else f"{lost.count} more operations are"
    why = f"because {'it needs' if one else 'they need'} what `--exclude` leaves out"
    first = f"`{lost.id}` needs `{lost.needs}`" if one else f"the first, `{lost.id}`, needs `{lost.needs}`"
    return Finding(
        code="P053",
        message=f"{what} left out, {why}: {first}",
        place=lost.place,
        operation=lost.id,
        hint="this is not all that the manifests ask for; a later run without `--exclude` does the rest",
        related=(Related("excluded", lost.needs_place),),
        severity=Severity.WARNING,
    )
