"""CSV columns follow from the fields."""

import pytest

from bulkops.core.columns import columns_of
from bulkops.core.field import Kind, walk
from bulkops.core.operation import OperationType
from bulkops.providers import REGISTRY

TYPES = list(REGISTRY.types.values())


@pytest.mark.parametrize("operation_type", TYPES, ids=lambda found: found.name)
def test_columns_are_named_once_and_lead_to_fields(operation_type: OperationType) -> None:
    columns = columns_of(operation_type)
    names = [column.name for column in columns]
    assert len(set(names)) == len(names)
    assert names[:2] == ["@op", "@id"]
    fields = dict(walk(operation_type.fields))
    for column in columns:
        assert column.name.startswith("@") == bool(column.key)
        if not column.key:
            assert fields[".".join(column.path)] is column.field
            assert column.kind not in {Kind.GROUP, Kind.LIST}


def test_the_keys_of_an_entry() -> None:
    def keys(name: str) -> list[str]:
        return [column.name for column in columns_of(REGISTRY.types[name]) if column.key]

    assert keys("visma.invoice.create") == ["@op", "@id", "@after", "@identity"]
    assert keys("visma.invoice.release") == ["@op", "@id", "@invoice", "@after", "@if_match"]
    assert keys("ddapi.invoice_settings.set") == ["@op", "@id", "@customer", "@after", "@create"]


def test_members_of_groups_and_lists_have_paths() -> None:
    names = {column.name for column in columns_of(REGISTRY.types["visma.invoice.update"])}
    assert {"documentDate", "billingAddress.city", "invoiceLines[].quantity"} <= names
    assert {"billingAddress", "invoiceLines", "invoiceLines[].subaccount[].segmentId"}.isdisjoint(names)
