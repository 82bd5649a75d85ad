"""`--allow NAME=VALUE`: raises one limit for one plan, and nothing else."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from difflib import get_close_matches

from bulkops.core.bound import BoundLimit
from bulkops.core.errors import UsageError
from bulkops.core.limit import Limit, Measure, percent

_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,10})?")


def limits_in_force(limits: Sequence[Limit], allow: Iterable[str]) -> tuple[Limit, ...]:
    """Raise limits for one plan.

    Args:
        limits: Those of the project file.
        allow: What the user allows: `release=520`, `release=40%`, `sum.SEK=6000000`; the name may be the setting's.

    Raises:
        UsageError: No such limit is set, the value is none of it or not above it, or one is named twice.
    """
    in_force = {limit.name: limit for limit in limits}
    raised: set[str] = set()
    for text in allow:
        name, equals, value = text.partition("=")
        if not equals:
            hint = "write the limit and how much is allowed, such as `--allow release=520`"
            raise UsageError(f"`--allow {text}` says no value", hint=hint)
        limit = _named(name, limits)
        if limit.name in raised:
            raise UsageError(f"`--allow` names `{limit.flag}` twice", hint="keep one of the two")
        raised.add(limit.name)
        in_force[limit.name] = _raised(limit, value)
    return tuple(in_force.values())


def allowances(bound: Iterable[BoundLimit]) -> tuple[str, ...]:
    """Give what was allowed for a plan, as `limits_in_force` takes it, from what the plan is bound to."""
    return tuple(f"{limit.name}={limit.value.partition(' ')[0]}" for limit in bound if limit.lifted)


def _named(name: str, limits: Sequence[Limit]) -> Limit:
    for limit in limits:
        if name in {limit.name, limit.flag}:
            return limit
    flags = [limit.flag for limit in limits]
    hint = "no limit is set under `safety` in the project file, so that there is none to raise"
    if flags:
        close = get_close_matches(name, flags, 1, 0.6)
        hint = f"did you mean `{close[0]}`?" if close else f"the limits that are set are `{'`, `'.join(flags)}`"
    raise UsageError(f"`--allow {name}=…` names no limit that is set", hint=hint)


def _raised(limit: Limit, value: str) -> Limit:
    share = limit.share
    if share is not None and value.endswith("%"):
        raised = _number(limit, value.removesuffix("%"), value) / 100
        if not share < raised <= 1:
            bounds = f"more than {percent(share)} and at most 100%"
            raise UsageError(f"`--allow {limit.flag}={value}` raises nothing: the share is {bounds}", hint=_hint(limit))
        return limit.shared(raised)
    number = _number(limit, value, value)
    lowest = limit.most if share is None else limit.least
    if number <= lowest:
        message = f"`--allow {limit.flag}={value}` raises nothing: `{limit.name}` is {limit.text(lowest)}"
        raise UsageError(message, hint="give more than that, or leave the option out")
    return limit.raised(number)


def _number(limit: Limit, digits: str, value: str) -> Decimal:
    counts = limit.measure is Measure.COUNT and digits == value
    if not _NUMBER.fullmatch(digits) or (counts and "." in digits):
        raise UsageError(f"`--allow {limit.flag}={value}`: `{value}` is no value of this limit", hint=_hint(limit))
    return Decimal(digits)


def _hint(limit: Limit) -> str:
    if limit.measure is not Measure.COUNT:
        return f"write an amount, such as `--allow {limit.flag}=6000000.00`"
    share = " or a share such as `40%`" if limit.share is not None else ""
    return f"write a number of operations{share}, such as `--allow {limit.flag}=520`"
