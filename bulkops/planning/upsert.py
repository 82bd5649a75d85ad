"""Decide about a document that is sent as a whole, and is made where there is none: customers' invoice settings.

Rules from compilator-ddapi.md: section 5 (what is left out is reset; what a host does not know is ignored) and
section 9 (making settings has to be asked for, and needs all of them).
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bulkops.core.change import Change
from bulkops.core.field import Field
from bulkops.core.json import dumps
from bulkops.core.observed import Observed
from bulkops.core.operation import Provider
from bulkops.core.step import Operation, Step, Verdict
from bulkops.planning.diff import difference
from bulkops.planning.refusal import refusal

_GAPS_HINT = "add them: what is left out would become 0 or false"


def decide_upsert(
    operation: Operation,
    provider: Provider,
    document: Mapping[str, Any] | None,
    host: frozenset[str] | None,
    step: Step,
) -> tuple[Step, Observed]:
    """Turn an operation into a step.

    Args:
        operation: What the user wants.
        provider: Serves its type.
        document: What the system holds; None where there is nothing yet.
        host: Members that the host's documents of this kind show; None where none was seen.
        step: The step so far.

    Raises:
        Refusal: It makes no sense for what the system holds.
    """
    operation_type, resource = operation.type, operation.type.resource
    if document is None and not operation.options.get("create"):
        message = f"{resource.key} `{operation.target}` has no settings yet"
        hint = "add `create: true` to make them, and give every field"
        raise refusal(operation, "P015", message, hint, (resource.key,))
    _refuse_unknown(operation, document, host)
    found = difference(operation_type.fields, operation.payload, document or {})
    if document is not None and found.empty:
        return replace(step, verdict=Verdict.UNCHANGED, reason=found.same), Observed(document=document)
    if document is None:
        _refuse_gaps(operation, host)
    key = {resource.number: int(operation.target)}
    try:
        body = provider.encode(operation_type, {**key, **operation.payload}, document)
    except ValueError as error:
        raise refusal(operation, "P017", f"the settings have gaps: {error}", _GAPS_HINT, ("with",)) from error
    changes = _all_new(operation) if document is None else found.changes
    return replace(step, body=dumps(body), changes=tuple(changes)), Observed(document=body)


def _refuse_unknown(operation: Operation, document: Mapping[str, Any] | None, host: frozenset[str] | None) -> None:
    """Refuse fields that the host does not show: it would take them, say success, and ignore them."""
    if host is None:  # then the document, if there is one, is made by an earlier step of this plan
        return
    shown = host.union(document or ())
    for field in operation.type.fields:
        # A host may leave out members that are null; of those that cannot be, the lack says that it has none such.
        if field.name in operation.payload and field.name not in shown and not field.nullable:
            message = f"this host does not know `{field.name}`: it would take the value and ignore it"
            raise refusal(operation, "P016", message, "leave the field out for this host", ("with", field.name))


def _refuse_gaps(operation: Operation, host: frozenset[str] | None) -> None:
    """Refuse new settings with gaps: they would be filled with 0 and false, which are settings too."""

    def needed(field: Field) -> bool:
        return not field.nullable and (not field.newer or field.name in (host or ()))

    missing = [
        f"`{field.name}`" for field in operation.type.fields if needed(field) and field.name not in operation.payload
    ]
    if missing:
        message = f"new settings need every field: missing are {', '.join(missing)}"
        raise refusal(operation, "P017", message, _GAPS_HINT, ("with",))


def _all_new(operation: Operation) -> list[Change]:
    """Show all that is set: of a document that is not there yet, `false` is no value that it has already."""
    payload = operation.payload
    return [
        Change(path=field.name, after=payload[field.name], sensitive=field.sensitive)
        for field in operation.type.fields
        if field.name in payload
    ]
