"""A document as an update will leave it."""

from bulkops.planning.diff import difference
from bulkops.planning.project import projected
from bulkops.providers import REGISTRY

FIELDS = REGISTRY.types["visma.invoice.update"].fields


def test_a_period_that_is_set_is_then_the_same() -> None:
    after = projected(FIELDS, {"postPeriod": "042026"}, {"postPeriod": "202603"})
    assert difference(FIELDS, {"postPeriod": "042026"}, after).empty


def test_lines_that_one_update_adds_are_kept_by_the_next() -> None:
    new = {"operation": "Insert", "quantity": 1}
    first = projected(FIELDS, {"invoiceLines": [new, new]}, {"invoiceLines": [{"lineNumber": 1}]})
    assert len(first["invoiceLines"]) == 3
    change = {"operation": "Update", "lineNumber": 1, "quantity": 2}
    assert len(projected(FIELDS, {"invoiceLines": [change]}, first)["invoiceLines"]) == 3
