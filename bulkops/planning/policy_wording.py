"""What is said of policies that a plan breaks."""

from decimal import Decimal
from typing import Any

from bulkops.core.finding import Finding, Severity
from bulkops.planning.policy import Policy
from bulkops.planning.policy_values import MISSING, Operator

#: Characters of a value that are shown.
SHOWN_MAX = 60


def broken(policy: Policy, value: Any, number: int) -> Finding:
    """Say that an operation, or the plan, is not as a policy wants it.

    Args:
        policy: What it breaks.
        value: What stands there.
        number: Of a list: which of its elements, from 1.
    """
    if policy.operator is Operator.EXISTS:
        stands, wants = f"`{policy.path}` has no value", ""
    elif policy.operator is Operator.ABSENT:
        stands, wants = f"`{policy.path}` has a value", ""
    else:
        stands, wants = f"`{policy.path}` is {_text(value)}", f", not `{policy.written}`"
    element = f" in element {number}" if any(part.endswith("[]") for part in policy.parts) else ""
    message = f"{policy.message} ({stands}{element}{wants})"
    return Finding(
        code="P083",
        message=message,
        place=policy.place,
        hint=f"correct it, or change the policy `{policy.name}`",
        severity=policy.severity,
    )


def undecided(policy: Policy, value: Any) -> Finding:
    """Say that a policy cannot be held against an operation; that is an error, whatever the policy's severity."""
    what = "" if value is MISSING else f": `{policy.path}` is {_text(value)}"
    message = f"the policy `{policy.name}` cannot be held against this operation{what}"
    hint = "correct the policy, or narrow it by `where`: what cannot be checked does not pass"
    return Finding(code="P084", message=message, place=policy.place, hint=hint)


def more(policy: Policy, count: int, severity: Severity) -> Finding:
    """Say how many further operations a policy was not fulfilled by."""
    what = "1 more operation does" if count == 1 else f"{count} more operations do"
    message = f"{what} not fulfil the policy `{policy.name}`"
    return Finding(code="P083", message=message, place=policy.place, severity=severity)


def unknown(policy: Policy, count: int) -> Finding:
    """Say that sums are not known before, so that a policy says nothing about them."""
    what, them = ("the sum of 1 operation is", "it") if count == 1 else (f"the sums of {count} operations are", "them")
    message = f"{what} not known before; the policy `{policy.name}` says nothing about {them}"
    hint = "look at them; a policy with `path: amount` and `operator: exists` refuses them"
    return Finding(code="P085", message=message, place=policy.place, hint=hint, severity=Severity.WARNING)


def _text(value: Any) -> str:
    if isinstance(value, dict | list | tuple):
        return "a list" if isinstance(value, list | tuple) else "keys and values"
    text = str(value).lower() if isinstance(value, bool) else f"{value:f}" if isinstance(value, Decimal) else str(value)
    return f"`{text[:SHOWN_MAX]}…`" if len(text) > SHOWN_MAX else f"`{text}`"
