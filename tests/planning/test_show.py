"""What is shown of a step for review holds nothing sensitive, wherever in the step it stood."""

from dataclasses import replace

from bulkops.core.field import Field, Kind
from bulkops.core.json import canonical, dumps
from bulkops.core.operation import OperationType
from bulkops.core.place import Place
from bulkops.core.shown import HIDDEN
from bulkops.core.step import Step, Verdict
from bulkops.planning.diff import difference
from bulkops.planning.show import show
from bulkops.providers import REGISTRY

CANARY = "canary-51d0"
UPDATE = REGISTRY.types["visma.invoice.update"]


def with_secret_lines() -> OperationType:
    """Declare the description of a line sensitive, as it is of no operation so far."""
    return replace(
        UPDATE, fields=tuple(_secret(field) if field.kind is Kind.LIST else field for field in UPDATE.fields)
    )


def _secret(field: Field) -> Field:
    inner = (replace(one, sensitive=True) if one.name == "description" else one for one in field.fields)
    return replace(field, fields=tuple(inner))


def test_members_of_lines_that_come_go_and_change_are_hidden() -> None:
    operation_type = with_secret_lines()
    lines = [
        {"operation": "Insert", "description": CANARY, "quantity": 1},
        {"operation": "Update", "lineNumber": 1, "description": CANARY},
        {"operation": "Delete", "lineNumber": 2},
    ]
    payload = {"invoiceLines": lines, "invoiceContact": {"email": CANARY}, "note": "x"}
    held = [{"lineNumber": number, "description": CANARY + "!"} for number in (1, 2)]
    document = {"invoiceLines": held, "contact": {"email": CANARY + "?"}}
    found = difference(operation_type.fields, payload, document)
    for verdict in Verdict:
        step = Step(
            seq=1,
            manifest="m",
            id="a",
            type=UPDATE.name,
            verdict=verdict,
            place=Place("m.yaml", 1),
            target="1",
            payload=canonical(payload),
            body=dumps(payload),
            before=dumps(document),
            changes=tuple(found.changes),
        )
        shown = show(step, operation_type)
        assert CANARY not in repr(shown)
        assert shown.payload["note"] == "x"
        assert shown.changes[-3].after == {"description": HIDDEN, "quantity": 1}
