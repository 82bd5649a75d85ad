"""One step of a plan: why, from which line, what it needs, what it will send, and what undoes it."""

from collections.abc import Iterator, Mapping

from bulkops.core.change import ChangeKind
from bulkops.core.operation import OperationType
from bulkops.core.registry import Registry
from bulkops.core.shown import SentRequest, Shown
from bulkops.core.step import Verdict
from bulkops.reporting.body_text import row_lines
from bulkops.reporting.change_text import Titles, change_rows
from bulkops.reporting.conflict_text import conflict_lines
from bulkops.reporting.facts_text import fact_lines, sent_lines, undone_text
from bulkops.reporting.net_text import LATER, net_text, total_rows
from bulkops.reporting.outside_text import outside_lines
from bulkops.reporting.step_text import VERDICTS, sign_of
from bulkops.reporting.style import Colour, Style
from bulkops.reporting.width import visible
from bulkops.reporting.words import count_text, ids_text, joined, noun, place_text

_NEEDS_MAX = 10


def step_explained(
    shown: Shown, registry: Registry, style: Style, names: Mapping[int, str], *, titles: Titles | None = None
) -> Iterator[str]:
    """Write all that a plan says of one step; in the order in which a run tells of it afterwards.

    Args:
        shown: The step.
        registry: Operation types.
        style: How to dress it.
        names: Ids of other steps by number, as `step_text.names_of` finds them; may lack some.
        titles: Names of values that were looked up, by the field's path and the value as text.
    """
    operation_type = registry.types[shown.type]
    sign, colour = sign_of(shown.verdict, operation_type.sign, style)
    word = style.paint(f"{sign} {VERDICTS.get(shown.verdict, 'to be done')}", colour, Colour.BOLD)
    yield f"{style.paint(visible(shown.id), Colour.BOLD)}  {shown.type}  {word}"
    yield from fact_lines(_facts(shown, operation_type, registry, style, names))
    rows = [
        *change_rows(shown, operation_type, style, titles or {}, full=True),
        *total_rows(shown, operation_type, style),
    ]
    if rows:
        yield "changes"
        yield from row_lines(rows, style, margin=2)
    yield from outside_lines(shown, operation_type, style, titles or {}, full=True, margin=0)
    if shown.conflict is not None:
        yield "conflict"
        yield from conflict_lines(shown.conflict, style)
    yield from sent_lines("asked for, sensitive values hidden", shown.payload, style)
    if shown.requests:
        yield "requests"
    for number, request in enumerate(shown.requests, 1):
        yield from _request_lines(number, request, style)


def _facts(
    step: Shown, operation_type: OperationType, registry: Registry, style: Style, names: Mapping[int, str]
) -> dict[str, str]:
    needs = [_name(seq, names) for seq in step.needs[:_NEEDS_MAX]]
    return {
        "why": _why(step, operation_type, style),
        "from": place_text(step.place),
        "step": joined((f"{step.seq} of the plan", f"manifest {visible(step.manifest)}"), style),
        "target": _target(step, operation_type, names),
        "entity tag": visible(step.tag) or _later("the one that", step.tag_from, "answers with", names),
        "found again by": visible(step.natural_key),
        "amount": net_text(step, operation_type, style),
        "needs": ids_text(needs, style, total=len(step.needs), shown_max=_NEEDS_MAX) if needs else "",
        "comes along": f"`{visible(step.along)}` needs it; it was not selected itself" if step.along else "",
        "undone by": _undone(step, operation_type, registry),
    }


def _why(step: Shown, operation_type: OperationType, style: Style) -> str:
    """Say why the step is there: in the plan's own words, or by what was compared."""
    if step.reason or step.verdict is not Verdict.DO:
        return visible(step.reason)
    if not operation_type.targeted:
        return f"a new {operation_type.resource.noun} is asked for"
    compared = sum(change.kind is not ChangeKind.UNREAD for change in step.changes)
    if compared:
        return f"what is there differs in {count_text(compared, 'field', style)} or {noun(compared, 'line')}"
    if step.changes:
        return "the API does not show what is asked for, so it is sent"
    if step.target_from:
        return "asked for, once its document is there"
    return "asked for"


def _target(step: Shown, operation_type: OperationType, names: Mapping[int, str]) -> str:
    kind = operation_type.resource.noun
    if step.target:
        return f"{kind} {visible(step.target)}"
    if operation_type.targeted:
        return f"{kind}: {_later('the number that', step.target_from, 'gets', names) or 'not known'}"
    return f"new {kind}: its number is {LATER.strip('()')}" if step.verdict is Verdict.DO else ""


def _later(what: str, seq: int, does: str, names: Mapping[int, str]) -> str:
    return f"{what} `{visible(_name(seq, names))}` {does} {LATER}" if seq else ""


def _name(seq: int, names: Mapping[int, str]) -> str:
    return names.get(seq, f"step {seq}")


def _undone(step: Shown, operation_type: OperationType, registry: Registry) -> str:
    if step.verdict in (Verdict.UNCHANGED, Verdict.CONFLICT):  # it does nothing: there is nothing to undo
        return ""
    undoing = registry.get(operation_type.undone_by)
    statuses = sorted(undoing.statuses) if undoing is not None else []
    return undone_text(operation_type.undone_by, statuses, irreversible=operation_type.irreversible)


def _request_lines(number: int, request: SentRequest, style: Style) -> Iterator[str]:
    """Write a request as an attempt at it will be written."""
    tag = f"If-Match {visible(request.if_match)}" if request.if_match else ""
    background = "as a background call" if request.background else ""
    yield f"  {joined((f'{number}  {request.method} {visible(request.path)}', tag, background), style)}"
    if request.body:
        yield f"     body: {count_text(request.bytes, 'byte', style)}, sha256 {request.body}"
