"""JSON Schema (2020-12) of plan files, from the declarations that they are read by."""

from typing import Any

from msgspec.json import schema_components

from bulkops.core.saved_plan import PlanEnd, PlanHead
from bulkops.core.saved_step import SavedChange, SavedStep
from bulkops.core.saved_summary import SavedGroupChange
from bulkops.core.schema import DIALECT

_ID = "plan.schema.json"
_DESCRIPTION = (
    "A plan of bulkops, as `bulkops plan -o` saves it and `--format json` prints it. Members never change their "
    "meaning within one format number; new ones may come: members that a reader does not know are to be ignored."
)
#: A value of either side would be a leak: a change that is sensitive has none.
_SENSITIVE = {
    "if": {"properties": {"kind": {"const": "sensitive"}}},
    "then": {
        "required": ["was"],
        "properties": dict.fromkeys(("before", "after", "minimum", "maximum", "constant"), False),
    },
    "else": {"properties": {"was": False}},
}


def plan_schema() -> dict[str, Any]:
    """Give the schema of a plan."""
    _, parts = schema_components([PlanHead, SavedStep, PlanEnd], ref_template="#/$defs/{name}")
    head, end = parts.pop(PlanHead.__name__), parts.pop(PlanEnd.__name__)
    steps = {"type": "array", "items": {"$ref": f"#/$defs/{SavedStep.__name__}"}}
    for change in (SavedChange, SavedGroupChange):
        parts[change.__name__] |= _SENSITIVE
    return {
        "$schema": DIALECT,
        "$id": _ID,
        "title": "Plan of bulkops",
        "description": _DESCRIPTION,
        "type": "object",
        "properties": {**head["properties"], "steps": steps, **end["properties"]},
        "required": [*head["required"], "steps", *end["required"]],
        "$defs": dict(sorted(parts.items())),
    }
