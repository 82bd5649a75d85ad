"""Five thousand operations as a month-end has them: made, released, changed, reversed, deleted, settings, conflicts."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bulkops.core.bound import Bound, BoundLimit
from bulkops.core.change import Change, ChangeKind
from bulkops.core.json import canonical
from bulkops.core.outside import Outside
from bulkops.core.place import Place
from bulkops.core.plan import Calls, Forecast, PlanContext
from bulkops.core.shown import Shown, ShownPlan
from bulkops.core.step import Step, Verdict
from bulkops.planning.fold import fold
from bulkops.planning.show import show
from bulkops.providers import REGISTRY
from tests.reporting.plans import Listed, step

COUNT = 5000
CONTEXT = PlanContext(
    manifests=("month-end/invoices.yaml", "month-end/corrections.yaml", "month-end/customers.yaml"),
    company="Nordvik AS",
    environment="production",
    profile="prod",
    digest="5f0c1d7e9ab34421",
    saved_as="month-end.plan.json",
    next_command="bulkops apply month-end.plan.json",
)
BOUND = Bound(
    environment="production",
    company="Nordvik AS",
    company_id="1234567",
    limits=(
        BoundLimit(name="release_max", value="1100"),
        BoundLimit(name="delete_max", value="200", lifted=True),
        BoundLimit(name="document_max.NOK", value="1000000"),
    ),
    created_at=1_774_944_000.0,
    expires_at=1_775_030_400.0,
)
_CURRENCIES = ("NOK", "NOK", "NOK", "SEK", "EUR")


def mixed() -> ShownPlan:
    """A saved plan of them, some of whose documents others have changed since an earlier run."""
    steps = [_outside(show(one, REGISTRY.types[one.type])) for one in _steps()]
    forecast = Forecast(
        calls=(
            Calls(api="ddapi", kind="write", count=300),
            Calls(api="visma", kind="write", count=4300),
            Calls(api="visma", kind="confirm", count=44),
        ),
        seconds=3_912.0,
        windows=2,
    )
    summary = replace(fold(steps, REGISTRY, CONTEXT), reads=61, forecast=forecast)
    return ShownPlan(summary=summary, steps=Listed(steps), bound=BOUND)


def _steps() -> Iterator[Step]:
    for seq in range(1, COUNT + 1):
        yield _one(seq)


def _outside(shown: Shown) -> Shown:
    if shown.type != "visma.invoice.update" or shown.seq % 700 != 22:
        return shown
    theirs = Change(path="documentDueDate", before="2026-03-31", after="2026-04-15")
    return replace(shown, outside=Outside(run="7f3a", at=1_774_000_000.0, changes=(theirs,)))


def _one(seq: int) -> Step:
    kind, block, number = (seq - 1) % 50, (seq - 1) // 50, str(200_000 + seq)
    currency = _CURRENCIES[block % 5]
    amount = Decimal(1000 + 37 * block) + Decimal((seq - 1) // 2 % 100) / 100
    invoices, corrections = (Place(f"month-end/{name}.yaml", 4 + 6 * seq, 5) for name in ("invoices", "corrections"))
    if kind < 20:  # a new invoice, and its release after it
        return _create(seq, currency, amount, invoices) if kind % 2 == 0 else _release(seq, currency, amount, invoices)
    if kind < 43:
        return _update(seq, kind, number, corrections)
    if kind < 45:
        op = "visma.invoice.reverse" if kind == 43 else "visma.invoice.delete"
        verb = op.rpartition(".")[2]
        return step(seq, op, id=f"{verb}-{number}", target=number, currency=currency, amount=amount, place=corrections)
    if kind < 48:
        return _settings(seq)
    quiet: dict[str, Any] = {"verdict": Verdict.DONE if kind == 48 else Verdict.UNCHANGED, "place": corrections}
    return step(seq, "visma.invoice.update", id=f"upd-{number}", target=number, **quiet)


def _settings(seq: int) -> Step:
    terms = Change(path="TermsOfPaymentId", before=1 + seq % 3, after=4)
    place, target = Place("month-end/customers.yaml", 5 + 4 * seq, 3), str(10_000 + seq)
    op = "ddapi.invoice_settings.set"
    return step(seq, op, id=f"customer-{seq}", target=target, changes=(terms,), before=b"{}", place=place)


def _create(seq: int, currency: str, amount: Decimal, place: Place) -> Step:
    payload = {
        "customerNumber": str(10_000 + seq),
        "documentDate": "2026-03-31",
        "invoiceText": f"Consulting, March, order {seq}",
        "invoiceLines": [{"inventoryNumber": "CONS-1", "quantity": 1, "unitPriceInCurrency": amount}],
    }
    return step(
        seq,
        "visma.invoice.create",
        id=f"inv-{seq}",
        payload=canonical(payload),
        natural_key=f"visma.invoice/externalReference=march/{seq}",
        currency=currency,
        amount=amount,
        place=place,
    )


def _release(seq: int, currency: str, amount: Decimal, place: Place) -> Step:
    money: dict[str, Any] = {"currency": currency, "amount": amount, "place": place}
    op = "visma.invoice.release"
    return step(seq, op, id=f"inv-{seq - 1}-release", target_from=seq - 1, needs=(seq - 1,), **money)


def _update(seq: int, kind: int, number: str, place: Place) -> Step:
    op, name = "visma.invoice.update", f"upd-{number}"
    document = {"detailTotalInCurrency": Decimal(4500), "invoiceLines": [{"lineNumber": at} for at in (1, 2, 3)]}
    shared: dict[str, Any] = {"id": name, "target": number, "place": place, "before": canonical(document)}
    if kind < 35:
        return step(seq, op, changes=(Change(path="creditTermsId", before="30", after="14"),), **shared)
    if kind < 41:
        price = Change(path=f"invoiceLines[{1 + seq % 3}].unitPriceInCurrency", before=Decimal(100), after=Decimal(150))
        new = {"inventoryNumber": "TRAVEL", "quantity": 2, "unitPriceInCurrency": Decimal(250)}
        line = Change(path="invoiceLines[+]", kind=ChangeKind.ADD, after=new)
        return step(seq, op, changes=(price, line), currency="NOK", amount=Decimal(5050), **shared)
    if kind == 41:
        changes = (
            Change(path="note", before="Agreed by phone\nwith Kari", after="Agreed by e-mail\nwith Kari"),
            Change(path="invoiceContact.email", before="old@acme.example", after="new@acme.example", sensitive=True),
        )
        return step(seq, op, changes=changes, **shared)
    shared["before"] = canonical({"documentDueDate": "2026-04-15T00:00:00"})
    reason = "`documentDueDate` was changed since (yours 2026-04-30, theirs 2026-04-15)"
    payload = canonical({"documentDueDate": "2026-04-30"})
    return step(seq, op, verdict=Verdict.CONFLICT, reason=reason, payload=payload, **shared)
