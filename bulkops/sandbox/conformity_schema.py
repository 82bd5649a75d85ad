"""The vendor's schemas as strict JSON Schema: OpenAPI 3.0 leaves more open than the system does.

The readings are those of visma-net.md, section 9: members that are not described are misspelt; an answer may hold null
anywhere, a request only where the wrapper's name says so; dates carry no zone.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema_rs import Draft202012Validator

from bulkops.core.field import INT32_MAX

_DAY, _CLOCK = r"\d{4}-\d\d-\d\d", r"T\d\d:\d\d:\d\d(\.\d{1,7})?"
_DATE_SENT = f"^{_DAY}({_CLOCK})?$"
_DATE_SHOWN = f"^{_DAY}{_CLOCK}$"
_MOMENT_UTC = f"^{_DAY}{_CLOCK}Z?$"
_BASE64 = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"
_NULLABLE = "DtoValueOfNullableOf"


class Schemas:
    """The described schemas in one direction, ready to check values with.

    Args:
        schemas: `components.schemas` of the description.
        answers: They are those of answers; else of requests.
    """

    def __init__(self, schemas: Mapping[str, Any], *, answers: bool) -> None:
        self._answers = answers
        #: The schemas by name, as JSON Schema.
        self.strict = {name: self._strict(schema, name) for name, schema in schemas.items()}
        self._compiled: dict[str, Draft202012Validator] = {}

    def faults(self, key: str, schema: Mapping[str, Any], value: Any) -> Iterator[tuple[str, str]]:
        """Check a value.

        Args:
            key: Identifies the schema, so that it is compiled once.
            schema: A schema of the description, as it stands there.
            value: What is checked, as JSON.

        Yields:
            Where, as a JSON pointer, and why.
        """
        compiled = self._compiled.get(key)
        if compiled is None:
            whole = {**self._strict(schema, ""), "components": {"schemas": self.strict}}
            compiled = self._compiled[key] = Draft202012Validator(whole, validate_formats=True)
        if value is None:
            yield "", "null is no value"
            return
        for error in compiled.iter_errors(value):
            yield "".join(f"/{step}" for step in error.instance_path), error.message

    def _strict(self, schema: Any, name: str) -> Any:
        if "$ref" in schema or "anyOf" in schema:
            return schema
        made = {key: value for key, value in schema.items() if key in _KEPT}
        if "properties" in schema:
            made["properties"] = {key: self._strict(inner, key) for key, inner in schema["properties"].items()}
            made["additionalProperties"] = False
            if name.startswith(_NULLABLE):
                made["properties"]["value"] = _or_null(made["properties"]["value"])
        if "items" in schema:
            made["items"] = self._strict(schema["items"], "")
        made |= self._form(schema.get("format", ""), name)
        return _or_null(made) if self._answers else made

    def _form(self, form: str, name: str) -> dict[str, Any]:
        if form == "date-time":
            shown = _MOMENT_UTC if name.endswith("Utc") else _DATE_SHOWN
            return {"pattern": shown if self._answers else _DATE_SENT}
        if form == "int32":
            return {"minimum": -INT32_MAX - 1, "maximum": INT32_MAX}
        if form == "byte":
            return {"pattern": _BASE64}
        return {"format": "uuid"} if form == "uuid" else {}


_KEPT = frozenset({"type", "enum", "required", "pattern", "additionalProperties", "minimum", "maximum"})


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    made = dict(schema)
    if isinstance(made.get("type"), str):
        made["type"] = [made["type"], "null"]
    if "enum" in made:
        made["enum"] = [*made["enum"], None]
    return made
