"""One step of a plan: its head, what it needs and means, and what it changes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bulkops.core.operation import OperationType, Sign
from bulkops.core.plan import QUIET
from bulkops.core.registry import Registry
from bulkops.core.shown import Shown, ShownSteps
from bulkops.core.step import Verdict
from bulkops.reporting.body_text import row_lines, wrapped
from bulkops.reporting.change_text import change_rows
from bulkops.reporting.conflict_text import conflict_lines
from bulkops.reporting.create_text import create_lines, kept_lines, with_lines
from bulkops.reporting.net_text import net_text, total_rows
from bulkops.reporting.outside_text import outside_lines, outside_note
from bulkops.reporting.style import Colour, Style
from bulkops.reporting.width import visible, width_of
from bulkops.reporting.words import PLACE_MAX, ids_text, line_place_text

_COLOURS = {
    Sign.CREATE: Colour.GREEN,
    Sign.CHANGE: Colour.YELLOW,
    Sign.READ: Colour.DIM,
    Sign.REMOVE: Colour.RED,
    Sign.FINAL: Colour.RED,
}
#: Verdicts in words; a step to do needs none.
VERDICTS = {Verdict.UNCHANGED: "unchanged", Verdict.DONE: "done by an earlier run", Verdict.CONFLICT: "conflict"}
_MARGIN = 6
#: Columns that a place keeps, even where a line gets too long for them.
_PLACE_MIN = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """What a step is rendered with.

    Attributes:
        registry: Operation types.
        style: How to dress it.
        ids: Operation ids by `seq`, of the steps before; may lack some.
        full: Show lines of creates too.
        titles: Names of values that were looked up, by the field's path and the value as text.
    """

    registry: Registry
    style: Style
    ids: Mapping[int, str]
    full: bool = False
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def name_of(self, seq: int) -> str:
        """Name a step as it would be typed."""
        return self.ids.get(seq, f"step {seq}")


def step_lines(step: Shown, view: StepView) -> Iterator[str]:
    """Write a step, without an empty line after it."""
    operation_type = view.registry.types[step.type]
    yield _head(step, operation_type, view)
    if step.verdict not in QUIET:
        for note in _notes(step, operation_type, view):
            yield " " * _MARGIN + note
        yield from _body(step, operation_type, view)
    if view.full:
        yield from outside_lines(step, operation_type, view.style, view.titles, full=True, margin=_MARGIN)


def _body(step: Shown, operation_type: OperationType, view: StepView) -> Iterator[str]:
    """Write what a step makes, changes or is in conflict with."""
    if step.conflict is not None:
        yield from conflict_lines(step.conflict, view.style, margin=_MARGIN)
        return
    if step.verdict is Verdict.DO and operation_type.sign is Sign.CREATE:
        yield from create_lines(step, operation_type, view.style, full=view.full, margin=_MARGIN)
        return
    rows = list(change_rows(step, operation_type, view.style, view.titles, full=view.full))
    yield from row_lines([*rows, *total_rows(step, operation_type, view.style)], view.style, margin=_MARGIN)
    if rows:
        yield from kept_lines(step, operation_type, view.style, full=view.full, margin=_MARGIN)
    elif step.verdict is Verdict.DO and not operation_type.download:
        yield from with_lines(step, operation_type, view.style, full=view.full, margin=_MARGIN)


def names_of(step: Shown, steps: ShownSteps) -> dict[int, str]:
    """Find the ids of the steps that a step names by number."""
    numbers = {seq for seq in (*step.needs, step.target_from, step.tag_from) if seq}
    return {found.seq: found.id for found in steps.at(numbers)} if numbers else {}


def verb_text(operation_type: OperationType) -> str:
    """Write the verb in words: `send to autoinvoice`."""
    return operation_type.verb.replace("_", " ")


def sign_of(verdict: Verdict, sign: Sign, style: Style) -> tuple[str, Colour]:
    """Give the sign of a step and its colour."""
    if verdict is Verdict.CONFLICT:
        return style.cross, Colour.RED
    if verdict is Verdict.DO:
        return sign.value, _COLOURS[sign]
    return "=", Colour.DIM


def _head(step: Shown, operation_type: OperationType, view: StepView) -> str:
    """Write sign and words at the left, and where it comes from at the right."""
    style = view.style
    sign, colour = sign_of(step.verdict, operation_type.sign, style)
    verb, target = verb_text(operation_type), _target(step, operation_type, view)
    word = VERDICTS.get(step.verdict, "")
    if step.reason and step.verdict is Verdict.UNCHANGED:
        word += f": {visible(step.reason)}"
    plain = f"  {sign} {visible(step.id)}  {verb}  {target}{f'  {word}' if word else ''}"
    room = style.width - width_of(plain) - 2
    origin = line_place_text(step.place, style, min(max(room, _PLACE_MIN), PLACE_MAX))
    gap = max(style.width - width_of(plain) - width_of(origin), 2)
    verdict = f"  {style.paint(word, colour)}" if word else ""
    name = style.paint(visible(step.id), Colour.BOLD)
    return (
        f"  {style.paint(sign, colour, Colour.BOLD)} {name}  {style.paint(verb, colour)}  {target}{verdict}"
        f"{' ' * gap}{style.paint(origin, Colour.DIM)}"
    )


def _target(step: Shown, operation_type: OperationType, view: StepView) -> str:
    resource = operation_type.resource
    if not operation_type.targeted and step.target and step.verdict is not Verdict.DONE:
        return f"{resource.noun} {visible(step.target)}"
    if not operation_type.targeted:
        return f"new {resource.name.replace('_', ' ')}"
    noun = resource.key.replace("_", " ")
    if step.target:
        return f"{noun} {visible(step.target)}"
    return f"{noun}: the number that `{visible(view.name_of(step.target_from))}` gets"


def _notes(step: Shown, operation_type: OperationType, view: StepView) -> list[str]:
    """Write what a step means and needs."""
    style = view.style
    along = f"comes along: `{visible(step.along)}` needs it" if step.along else ""
    outside = outside_note(step.outside, style) if step.outside is not None and not view.full else ""
    if step.verdict is Verdict.CONFLICT:
        return [style.paint(visible(step.reason), Colour.RED), *(part for part in (along, outside) if part)]
    final = ""
    if operation_type.irreversible:
        counter = f", only countered by `{operation_type.undone_by}`" if operation_type.undone_by else ""
        final = style.paint(f"cannot be undone{counter}", Colour.RED, Colour.BOLD)
    names = [view.name_of(seq) for seq in step.needs[:3]]
    needs = f"after {ids_text(names, style, total=len(step.needs))}" if names else ""
    money = net_text(step, operation_type, style) if operation_type.irreversible else ""
    parts = [
        part for part in (style.paint(along, Colour.YELLOW), final, money, needs, visible(step.reason), outside) if part
    ]
    return list(wrapped(parts, style.width - _MARGIN, between=style.dot)) if parts else []
