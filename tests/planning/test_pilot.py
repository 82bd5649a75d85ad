"""A document of a pilot, held against what was sent: each way in which it can differ, by example."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from bulkops.core.field import Field, Kind
from bulkops.core.json import dumps
from bulkops.core.observed import Observed
from bulkops.core.pilot import Pilot, PilotDocument, PilotVerdict
from bulkops.core.resource import Resource
from bulkops.core.written import Written
from bulkops.planning.left import left_by, put
from bulkops.planning.pilot import read_back
from bulkops.providers import REGISTRY
from bulkops.providers.visma.resources import INVOICE
from bulkops.reporting.pilot_json import pilot_json
from bulkops.reporting.pilot_text import pilot_text
from bulkops.reporting.style import Style
from tests.planning.test_left import LINE, document, written

CANARY = "canary-4711"
LINES = {"invoiceLines": [{"inventoryNumber": "A", "quantity": 1, "unitPriceInCurrency": Decimal("5.50")}]}
SUM = {"amount": Decimal("5.50"), "currency": "NOK"}
NET = {"detailTotalInCurrency": Decimal("5.5"), "vatTotalInCurrency": Decimal("1.375")}


def found(now: dict[str, Any] | None, *writes: Written, tag: str = "t") -> PilotDocument:
    observed = Observed(document=now, tag=tag)
    return read_back(left_by(INVOICE, writes, REGISTRY.types), "100231", observed, writes)


def changes(told: PilotDocument) -> dict[str, tuple[Any, Any]]:
    return {change.path: (change.before, change.after) for change in told.changes}


def test_as_sent_with_its_sums_and_vat() -> None:
    told = found(document(**NET), written("create", {"invoiceText": "Mars", **LINES}, **SUM))
    assert (told.verdict, told.changes, told.unseen) == (PilotVerdict.EQUAL, (), ())
    assert told.compared == 4, "the text, and three members of the line"
    assert (told.net_sent, told.net_found, told.vat_found) == (Decimal("5.50"), Decimal("5.50"), Decimal("1.38"))


def test_another_version_is_no_difference() -> None:
    told = found(document(**NET), written("create", {"invoiceText": "Mars"}, **SUM), tag="another")
    assert told.verdict is PilotVerdict.EQUAL


def test_a_field() -> None:
    told = found(document(invoiceText="Venus"), written("create", {"invoiceText": "Mars"}))
    assert (told.verdict, changes(told)) == (PilotVerdict.DIFFERS, {"invoiceText": ("Mars", "Venus")})


def test_the_value_that_was_set_last_counts() -> None:
    writes = (written("create", {"invoiceText": "Mars"}), written("update", {"invoiceText": "Venus"}))
    assert found(document(invoiceText="Venus"), *writes).verdict is PilotVerdict.EQUAL
    assert changes(found(document(invoiceText="Mars"), *writes)) == {"invoiceText": ("Venus", "Mars")}


def test_a_line_that_differs_is_missing_or_is_too_many() -> None:
    create = written("create", LINES)
    seven = found(document(invoiceLines=[{**LINE, "quantity": 7}]), create)
    assert seven.verdict is PilotVerdict.DIFFERS
    none = found(document(invoiceLines=[]), create)
    assert none.verdict is PilotVerdict.DIFFERS
    two = found(document(invoiceLines=[LINE, {**LINE, "lineNumber": 2}]), create)
    assert (two.verdict, changes(two)) == (PilotVerdict.DIFFERS, {"invoiceLines": ("1 element", "2 elements")})


def test_the_net_sum_alone() -> None:
    told = found(document(detailTotalInCurrency=Decimal("55.00")), written("create", LINES, **SUM))
    assert (told.verdict, told.changes) == (PilotVerdict.DIFFERS, ())
    assert (told.net_sent, told.net_found) == (Decimal("5.50"), Decimal("55.00"))


def test_a_sum_that_is_not_known_is_not_held_against_anything() -> None:
    assert found(document(), written("create", LINES)).verdict is PilotVerdict.EQUAL


def test_the_status() -> None:
    writes = (written("create", {"hold": False}), written("release"))
    assert found(document(status="Open"), *writes).verdict is PilotVerdict.EQUAL
    told = found(document(status="Balanced"), *writes)
    assert told.verdict is PilotVerdict.DIFFERS
    assert changes(told)["status"][1] == "Balanced"


def test_missing() -> None:
    told = found(None, written("create", LINES, **SUM))
    assert (told.verdict, told.net_found, told.compared) == (PilotVerdict.GONE, None, 0)


def test_not_gone() -> None:
    assert found(None, written("delete")).verdict is PilotVerdict.EQUAL
    there = found(document(**NET), written("delete"))
    assert (there.verdict, there.net_sent) == (PilotVerdict.THERE, None)


def test_what_the_system_does_not_show_is_named() -> None:
    rot = {"rotRutDetails": {"distributedAutomaticaly": True, "appartment": "12"}}
    told = found(document(), written("create", {"invoiceText": "Mars", **rot}))
    assert told.unseen
    assert all(path.startswith("rotRutDetails") for path in told.unseen)


def test_a_pilot_passes_where_everything_went_through_and_is_as_sent() -> None:
    good = found(document(**NET), written("create", LINES, **SUM))
    bad = found(None, written("create", LINES, **SUM))
    assert Pilot(run="r", documents=(good,)).passed
    assert not Pilot(run="r", documents=(good, bad)).passed
    assert not Pilot(run="r", documents=(good,), failed=1).passed
    assert Pilot(run="r", documents=(good, bad)).totals == {"NOK": (Decimal("11.00"), Decimal("5.50"), Decimal("1.38"))}


def _sensitive(fields: tuple[Field, ...], names: tuple[str, ...] = (), seen: str = "") -> Iterator[tuple[str, str]]:
    """Give the path as it is sent, and the path as it is shown, of every sensitive text."""
    for field in fields:
        path, shown = (*names, field.name), ".".join(part for part in (seen, field.observed) if part)
        if field.sensitive and field.kind is Kind.TEXT:
            yield ".".join(path), shown if field.observed else ""
        yield from _sensitive(field.fields, path, shown)


EVERY = [
    (resource, sent, shown)
    for resource in REGISTRY.resources.values()
    for sent, shown in dict(_sensitive(resource.fields)).items()
]


@pytest.mark.parametrize(
    ("resource", "sent", "shown"), EVERY, ids=[f"{one.full_name} {path}" for one, path, _ in EVERY]
)
def test_no_sensitive_value_is_in_what_is_told_of_a_pilot(resource: Resource, sent: str, shown: str) -> None:
    payload: dict[str, Any] = {}
    now: dict[str, Any] = {}
    put(payload, sent, f"{CANARY} ours")
    if shown:
        put(now, shown, f"{CANARY} theirs")
    setter = next(
        one.name
        for one in REGISTRY.types.values()
        if sent.partition(".")[0] in {field.name for field in one.fields} and one.resource is resource
    )
    write = written(setter, payload, made=not REGISTRY.types[setter].targeted)
    left = left_by(resource, [write], REGISTRY.types)
    told = read_back(left, "1", Observed(document=now, tag="t"), [write])
    assert told.verdict is (PilotVerdict.DIFFERS if shown else PilotVerdict.EQUAL)
    pilot = Pilot(run="7f3a", steps={setter: 1}, documents=(told,))
    text = "\n".join(pilot_text(pilot, REGISTRY, Style(width=100)))
    assert sent.rpartition(".")[2] in text or sent.partition(".")[0] in text, "that it differs is told"
    assert CANARY not in text
    assert CANARY not in dumps(pilot_json(pilot)).decode()
    assert CANARY not in repr(told)


def test_there_are_sensitive_fields() -> None:
    assert len(EVERY) > 9
