"""How a document of a run stands, by example."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bulkops.core.json import canonical
from bulkops.core.observed import Observed
from bulkops.core.outcome import State
from bulkops.core.place import Place
from bulkops.core.reconcile import Compared, Money, Reconciled
from bulkops.core.written import Written
from bulkops.planning.reconcile import Ours, compared
from bulkops.providers import REGISTRY
from bulkops.providers.visma.resources import INVOICE

RUN = "7f3a"
HUNDRED = Money(currency="NOK", amount=Decimal("100.00"))


def document(**members: Any) -> dict[str, Any]:
    base = {"referenceNumber": "100231", "status": "Balanced", "currencyId": "NOK", "detailTotalInCurrency": 100}
    return {**base, "invoiceText": "Ours", **members}


def written(verb: str, payload: dict[str, Any] | None = None, **more: Any) -> Written:
    facts: dict[str, Any] = {"run": RUN, "manifest": "m", "id": verb, "state": State.SUCCEEDED, "at": 1.0, "op": 1}
    facts |= {"made": verb == "create", "place": Place("m.yaml", 4), "payload": canonical(payload or {}), "tag": "t"}
    return Written(type=f"visma.invoice.{verb}", **facts | more)


CREATE = written("create", {"invoiceText": "Ours", "hold": False}, currency="NOK", amount=Decimal(100))
PURGED = replace(CREATE, payload=b"", purged=True)
DELETE = written("delete", op=2, at=2.0, amount=Decimal(100), currency="NOK")
LATER = written("delete", op=3, at=3.0, run="later", amount=Decimal(100), currency="NOK")
REVERSED = written("reverse", op=4, at=4.0, run="later")
DOUBT = written("update", {"note": "x"}, op=2, at=0.0, state=State.IN_DOUBT)


def look(writes: Sequence[Written], now: dict[str, Any] | None, tag: str = "t") -> Compared:
    ours = Ours(resource=INVOICE, key="100231", run=RUN, writes=writes)
    return compared(ours, Observed(document=now, tag=tag), REGISTRY.types)


@pytest.mark.parametrize(
    ("writes", "now", "tag", "standing"),
    [
        ([CREATE], document(), "t", Reconciled.AS_MADE),
        ([CREATE], document(), "other", Reconciled.CHANGED),
        ([CREATE], document(invoiceText="Theirs"), "t", Reconciled.DIFFERING),
        ([CREATE], document(status="Open"), "t", Reconciled.DIFFERING),
        ([CREATE], document(detailTotalInCurrency=Decimal("100.01")), "t", Reconciled.DIFFERING),
        ([CREATE], document(detailTotalInCurrency=Decimal("100.004")), "t", Reconciled.AS_MADE),
        ([CREATE], document(currencyId="SEK"), "t", Reconciled.DIFFERING),
        ([CREATE], None, "", Reconciled.MISSING),
        ([CREATE, DELETE], None, "", Reconciled.AS_MADE),
        ([CREATE, DELETE], document(), "t", Reconciled.BACK),
        ([CREATE, LATER], None, "", Reconciled.UNDONE),
        ([CREATE, LATER], document(), "t", Reconciled.BACK),
        ([CREATE, DOUBT], document(), "t", Reconciled.UNKNOWN),
        ([CREATE, DOUBT], None, "", Reconciled.UNKNOWN),
        ([CREATE, REVERSED], document(), "t", Reconciled.COUNTERED),
        ([CREATE, REVERSED], document(), "other", Reconciled.COUNTERED),
        ([CREATE, REVERSED], document(invoiceText="Theirs"), "t", Reconciled.DIFFERING),
        ([CREATE, REVERSED], None, "", Reconciled.MISSING),
        ([CREATE, replace(REVERSED, run=RUN)], document(), "t", Reconciled.AS_MADE),
        (
            [replace(CREATE, run="before"), REVERSED, written("update", op=5, at=5.0)],
            document(),
            "t",
            Reconciled.AS_MADE,
        ),
        ([CREATE, replace(REVERSED, state=State.REFUSED)], document(), "t", Reconciled.AS_MADE),
        ([PURGED, REVERSED], document(), "t", Reconciled.UNKNOWN),
        ([PURGED], document(), "t", Reconciled.AS_MADE),
        ([PURGED], document(), "other", Reconciled.UNKNOWN),
        ([PURGED], document(detailTotalInCurrency=7), "other", Reconciled.DIFFERING),
        ([PURGED], None, "", Reconciled.MISSING),
    ],
)
def test_how_a_document_stands(
    writes: list[Written], now: dict[str, Any] | None, tag: str, standing: Reconciled
) -> None:
    found = look(writes, now, tag)
    assert found.standing is standing
    assert found.gone is (now is None)
    assert found.id == next(one.id for one in writes if one.run == RUN)


def test_the_later_run_is_named() -> None:
    assert (look([CREATE, REVERSED], document()).later_run, look([CREATE], document()).later_run) == ("later", "")
    undone = look([CREATE, LATER], None)
    assert (undone.later_run, undone.later_type) == ("later", "visma.invoice.delete")
    assert look([CREATE, DELETE], None).later_run == ""


def test_what_a_run_deleted_itself_was_not_to_be_there() -> None:
    assert look([CREATE], None).left == HUNDRED
    assert look([CREATE, DELETE], None).left is None
    assert look([CREATE, LATER], None).left == HUNDRED


def test_lines_without_a_known_price_make_the_sum_unknown() -> None:
    more = written("update", {"invoiceLines": []}, op=2, at=2.0)
    assert look([CREATE, more], document(detailTotalInCurrency=7)).left is None
    said = written("update", {"invoiceLines": []}, op=2, at=2.0, amount=Decimal(7), currency="NOK")
    assert look([CREATE, said], document(detailTotalInCurrency=7)).left == Money(currency="NOK", amount=Decimal("7.00"))
    release = written("release", op=2, at=2.0)
    assert look([CREATE, release], document(status="Open")).left == HUNDRED


def test_the_customers_own_currency_is_the_one_that_shows() -> None:
    own = written("create", {"invoiceText": "Ours"}, amount=Decimal(100))
    assert look([own], document()).left == HUNDRED
    assert look([own], document()).standing is Reconciled.AS_MADE
    assert look([own], None).left == Money(currency="", amount=Decimal("100.00"))
