"""Whether a row of a list is what was asked for: servers ignore filters that they do not know."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from bulkops.core.field import Kind
from bulkops.core.listing import Filter
from bulkops.core.observed import held
from bulkops.planning.where import Condition, Where


class Fit(Enum):
    """What a row is to what was asked for."""

    FITS = "fits"
    FOREIGN = "foreign"  # the API was asked to leave it out
    OUTSIDE = "outside"  # the API was not asked, or could not be


def fit(where: Where, row: Mapping[str, Any]) -> tuple[Fit, Condition | None]:
    """Compare a row with what was asked for.

    Returns:
        What it is, and the first condition that it does not hold.
    """
    for kind, conditions in ((Fit.FOREIGN, where.sent), (Fit.OUTSIDE, where.ours)):
        broken = _broken(conditions, row)
        if broken is not None:
            return kind, broken
    return Fit.FITS, None


def _broken(conditions: Iterable[Condition], row: Mapping[str, Any]) -> Condition | None:
    return next((condition for condition in conditions if not _holds(condition, row)), None)


def _holds(condition: Condition, row: Mapping[str, Any]) -> bool:
    """Say whether a row may be meant; what cannot be seen speaks for it."""
    found = condition.filter
    if not found.member:
        return True
    value = held(row, found.member)
    if value is None:
        return bool(found.expand)  # which members an expansion shows is not published
    if found.kind is Kind.DATE:
        return _within(condition, value)
    if found.shown_as:
        return _stands_for(found, condition.value, str(value))
    if found.kind is Kind.INTEGER:
        return str(value) == str(int(condition.value))
    return str(value) == condition.value


def _stands_for(found: Filter, choice: str, value: str) -> bool:
    standing = {each for each, values in found.shown_as.items() if value in values}
    return not standing or choice in standing


def _within(condition: Condition, value: Any) -> bool:
    try:
        shown = datetime.fromisoformat(str(value)).replace(tzinfo=None)
    except ValueError:
        return True
    if not condition.filter.timed:
        shown = shown.replace(hour=0, minute=0, second=0, microsecond=0)
    wanted = datetime.fromisoformat(condition.value)
    slack = timedelta(seconds=condition.filter.slack_s)
    match condition.operator:
        case ">=":
            return shown >= wanted - slack
        case ">":
            return shown > wanted - slack
        case "<=":
            return shown <= wanted + slack
        case "<":
            return shown < wanted + slack
        case _:
            return shown == wanted
