"""The net sum of a step's document: as it is, as it becomes, or why nobody knows it yet."""

from collections.abc import Iterator

from bulkops.core.operation import OperationType, Sign
from bulkops.core.shown import Shown
from bulkops.core.step import Verdict
from bulkops.reporting.body_text import Row
from bulkops.reporting.style import Style
from bulkops.reporting.values import pair_texts
from bulkops.reporting.width import visible
from bulkops.reporting.words import OWN_CURRENCY, money_text

#: Stands where only the system can say, once it has carried the step out.
LATER = "(known after apply)"
_LABEL = "net, without VAT"


def net_text(step: Shown, operation_type: OperationType, style: Style) -> str:
    """Write the net sum that a step makes or moves; empty where it is about no money, or nobody has read it."""
    if step.amount is not None:
        return f"{money_text(step.currency, step.amount, style)} net, without VAT"
    made = step.verdict is Verdict.DO and (operation_type.sign is Sign.CREATE or bool(step.target_from))
    return f"net sum, without VAT: {LATER}" if made and operation_type.moves_money else ""


def total_rows(step: Shown, operation_type: OperationType, style: Style) -> Iterator[Row]:
    """Give the document's net sum before and after, where it moves, or where it may and only the system can tell."""
    if operation_type.irreversible or step.verdict is not Verdict.DO or not (step.changes or step.payload):
        return
    currency, before = visible(step.currency) or OWN_CURRENCY, step.amount_before
    if step.amount is None:
        if operation_type.net_after is not None and _moves_lines(step):
            then = f"{money_text(step.currency, before, style)} {style.arrow} " if before is not None else ""
            yield Row(label=_LABEL, texts=(f"{then}{LATER}",))
    elif step.changes and before is not None and before != step.amount:
        first, second = pair_texts(before, step.amount, style)
        yield Row(label=_LABEL, texts=(first, f"{second} {currency}"), kind="pair")


def _moves_lines(step: Shown) -> bool:
    """Whether a step touches what sums are made of, and is not shown without its document having been read."""
    if step.existing:
        return any("[" in change.path for change in step.changes)
    return bool(step.target_from) and any(isinstance(value, list) for value in step.payload.values())
