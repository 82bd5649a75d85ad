"""`--columns`: members by their dotted names, and every mistake at once."""

from bulkops.core.shape import leaves
from bulkops.planning.chosen_columns import Shown, read_columns
from bulkops.planning.mistakes import Mistakes
from bulkops.providers.ddapi.resources import CUSTOMER
from bulkops.providers.visma.resources import INVOICE


def heads(*columns: str) -> list[tuple[str, str]]:
    found = read_columns(INVOICE, columns)
    assert isinstance(found, tuple), found
    return [(column.head, column.path) for column in found]


def test_columns_keep_their_order_and_names() -> None:
    assert heads("customer.number", "status") == [("customer.number", "customer.number"), ("status", "status")]


def test_none_are_the_declared_ones() -> None:
    assert heads() == [(path, path) for path in INVOICE.columns]


def test_number_is_what_names_the_document() -> None:
    assert heads("number") == [("number", "referenceNumber")]
    found = read_columns(CUSTOMER, ["number"])
    assert isinstance(found, tuple)
    assert found[0].path == "CustomerNo"


def test_all_is_every_member_with_a_cell_of_its_own() -> None:
    found = read_columns(INVOICE, ["all"])
    assert isinstance(found, tuple)
    assert all(isinstance(column, Shown) for column in found)
    assert [column.path for column in found] == [path for path, _ in leaves(INVOICE.members)]
    assert {"invoiceLines", "customer.name", "subaccount.segments"} <= {column.path for column in found}
    assert "customer" not in {column.path for column in found}


def test_every_mistake_is_told() -> None:
    found = read_columns(INVOICE, ["custmer.number", "customer", "invoiceLines.quantity", "status", "zzzz"])
    assert isinstance(found, Mistakes)
    assert [text for text, _ in found.found] == [
        "`custmer.number` is no member of visma.invoice",
        "`customer` is a group of members",
        "`invoiceLines.quantity` is no member of visma.invoice",
        "`zzzz` is no member of visma.invoice",
    ]
    assert [hint for _, hint in found.found] == [
        "did you mean `customer.number`?",
        "write `customer.number` or `customer.name`",
        "`invoiceLines` is a list, shown as a whole; `--format json` has all of its members",
        "`bulkops list visma.invoice --describe` names its members",
    ]
