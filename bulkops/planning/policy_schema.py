"""JSON Schema of policy files, for editors; what depends on the kinds of fields is left to the program."""

from collections.abc import Sequence
from typing import Any

from bulkops.core.finding import Severity
from bulkops.core.registry import Registry
from bulkops.planning.policy_keys import KEYS, REQUIRED, TOP
from bulkops.planning.policy_paths import SUMMARY, paths_of
from bulkops.planning.policy_values import LISTED, PRESENCE, Operator

_TEXT = {"type": "string", "minLength": 1}
_SCALAR = {"type": ["string", "number", "boolean"]}
_LIST = {"type": "array", "minItems": 1, "items": _SCALAR}
_VALUE = {"anyOf": [_SCALAR, _LIST]}


def policy_schema(registry: Registry) -> dict[str, Any]:
    """Make the JSON Schema of a policy file."""
    known = {path: at for one in registry.types.values() for path, at in paths_of(one).items() if not at.sensitive}
    single = [path for path, at in known.items() if not at.whole]
    properties = {
        "name": _TEXT | {"description": "Names the policy; unique among all policy files."},
        "message": _TEXT | {"description": "What is wrong where the policy is broken: one sentence, for people."},
        "where": {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"enum": single},
            "additionalProperties": _VALUE,
            "description": "Which operations it is about: paths and what stands there, text as a glob pattern; all of "
            "them hold, of a list any. Without `verdict` only operations to do are meant.",
        },
        "path": {
            "anyOf": [{"enum": list(known)}, {"type": "string", "pattern": f"^{SUMMARY}\\."}],
            "description": "What must be so: a member of a step of the plan, `[]` for each element of a list, or a "
            "number of its summary such as `summary.irreversible`.",
        },
        "operator": {"enum": list(Operator), "description": "How it is compared, in quotes."},
        "value": _VALUE | {"description": "What it is compared with."},
        "severity": {"enum": list(Severity), "default": "error", "description": "Whether it refuses the plan."},
    }
    assert tuple(properties) == KEYS
    policy = {
        "type": "object",
        "properties": properties,
        "required": list(REQUIRED),
        "additionalProperties": False,
        "allOf": [
            _if(sorted(PRESENCE), {"not": {"required": ["value"]}}, {"required": ["value"]}),
            _if(sorted(LISTED), {"properties": {"value": _LIST}}, {"properties": {"value": _SCALAR}}),
        ],
    }
    return {
        "title": "Policies of bulkops, version 1",
        "type": "object",
        "properties": {
            "bulkops": {"const": 1, "description": "Version of the format."},
            "policies": {"type": "array", "minItems": 1, "items": policy, "description": "What must be true."},
        },
        "required": list(TOP),
        "additionalProperties": False,
    }


def _if(operators: Sequence[str], then: dict[str, Any], otherwise: dict[str, Any]) -> dict[str, Any]:
    condition = {"properties": {"operator": {"enum": list(operators)}}, "required": ["operator"]}
    return {"if": condition, "then": then, "else": otherwise}
