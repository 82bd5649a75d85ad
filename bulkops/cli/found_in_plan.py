"""Find an operation or a group of a saved plan, as a user names it."""

from difflib import get_close_matches
from pathlib import Path

from bulkops.core.errors import UsageError
from bulkops.core.plan import Group
from bulkops.core.shown import Shown, ShownPlan
from bulkops.reporting.words import typed_text

#: Ids among which one is looked for that may have been meant.
_NEAR_MAX = 5000


def found_step(plan: ShownPlan, path: Path, operation: str, manifest: str) -> Shown:
    """Find an operation by its id.

    Args:
        plan: The plan.
        path: Its file, for messages.
        operation: The id.
        manifest: Name of its manifest; empty: the only one that uses the id.

    Raises:
        UsageError: There is none, or there are several.
    """
    found: list[Shown] = []
    near: list[str] = []
    for shown in plan.steps:
        if shown.id == operation and manifest in ("", shown.manifest):
            found.append(shown)
        elif len(near) < _NEAR_MAX:
            near.append(shown.id)
    if not found:
        close = get_close_matches(operation, near, 1, 0.6)
        hint = f"did you mean `{close[0]}`?" if close else f"`bulkops show {typed_text(str(path))}` shows all"
        raise UsageError(f"the plan `{path}` has no operation `{operation}`", hint=hint)
    if len(found) > 1:
        names = ", ".join(shown.manifest for shown in found)
        raise UsageError(
            f"several manifests of the plan have an operation `{operation}`: {names}",
            hint="name one: `--manifest NAME`",
        )
    return found[0]


def found_group(plan: ShownPlan, path: Path, number: int) -> Group:
    """Find a group by its number.

    Raises:
        UsageError: There is none.
    """
    groups = plan.summary.groups
    if number > len(groups):
        raise UsageError(
            f"the plan `{path}` has no group {number}",
            hint=f"its groups are numbered from 1 to {len(groups)}" if groups else "it has no steps at all",
        )
    return groups[number - 1]
