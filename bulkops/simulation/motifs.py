"""Pieces that simulated manifests are put together from: each tells a small story about documents of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bulkops.simulation.dice import Dice

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a motif works with.

    Attributes:
        name: Makes ids and marks unique.
        dice: Decides about variants.
        drafts: Numbers of balanced invoices that are its own.
        opens: Numbers of released invoices that are its own.
        customer: Number of a customer whose settings are its own.
    """

    name: str
    dice: Dice
    drafts: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    customer: str = ""

    def entry(self, part: str, op: str, **more: Any) -> Entry:
        """Write an entry; `from` of a `target` is another part of the motif."""
        return {"id": f"{self.name}-{part}", "op": op, **more}

    def made(self, part: str) -> dict[str, str]:
        """Mention the document that another part makes."""
        return {"from": f"{self.name}-{part}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Motif:
    """A story.

    Attributes:
        tell: Writes its entries.
        drafts: Balanced invoices that it needs.
        opens: Released invoices that it needs.
        settings: It changes the settings of a customer.
    """

    tell: Callable[[Given], list[Entry]]
    drafts: int = 0
    opens: int = 0
    settings: bool = False


#: Files that entries attach, by name.
FILES: Mapping[str, bytes] = {"contract.txt": b"The contract.\n", "hours.csv": b"day;hours\n1;7.5\n"}


def _line(given: Given) -> Entry:
    price = given.dice.between(1, 5000, given.name, "price")
    return {"inventoryNumber": "101", "description": "Consulting", "quantity": 2, "unitPriceInCurrency": price}


def _new(given: Given, op: str = "visma.invoice.create", **more: Any) -> Entry:
    mark = {} if "identity" in more.pop("keys", {}) else {"externalReference": given.name}
    with_ = {
        "customerNumber": "10001",
        "currencyId": "NOK",
        "hold": False,
        "documentDate": "2026-05-28",
        **mark,
        "invoiceLines": [_line(given)],
        **more,
    }
    return given.entry("new", op, **{"with": with_})


def _bill(given: Given) -> list[Entry]:
    entries = [_new(given)]
    length = given.dice.between(0, 3, given.name, "length")
    for part, op in (("release", "visma.invoice.release"), ("reverse", "visma.invoice.reverse"))[:length]:
        entries.append(given.entry(part, op, invoice=given.made("new")))
    return entries


def _bill_by_customer_reference(given: Given) -> list[Entry]:
    entry = _new(given, externalReference=None, customerRefNumber=given.name)
    del entry["with"]["externalReference"]
    return [{**entry, "identity": "customerRefNumber"}, given.entry("release", _RELEASE, invoice=given.made("new"))]


def _numbered(given: Given) -> list[Entry]:
    number = f"7{given.dice.between(0, 10**8, given.name, 'number'):08d}"
    entry = _new(given, referenceNumber=number, overrideNumberSeries=True)
    return [{**entry, "identity": "referenceNumber"}, given.entry("release", _RELEASE, invoice=given.made("new"))]


def _old_way(given: Given) -> list[Entry]:
    return [_new(given, "visma.invoice.create_v1"), given.entry("release", _RELEASE, invoice=given.made("new"))]


def _thrown_away(given: Given) -> list[Entry]:
    return [_new(given), given.entry("delete", "visma.invoice.delete", invoice=given.made("new"))]


def _amended(given: Given) -> list[Entry]:
    (draft,) = given.drafts
    changes: list[Entry] = [{"invoiceText": f"Amended by {given.name}"}]
    if given.dice.happens(0.5, given.name, "lines"):
        changes[0]["invoiceLines"] = [{"lineNumber": 1, "quantity": 3}, _line(given)]
    if given.dice.happens(0.5, given.name, "again"):
        changes.append({"invoiceText": f"Amended again by {given.name}"})
    entries = [
        given.entry(f"update-{index}", "visma.invoice.update", invoice=draft, **{"with": change})
        for index, change in enumerate(changes, 1)
    ]
    if given.dice.happens(0.5, given.name, "release"):
        entries.append(given.entry("release", _RELEASE, invoice=draft))
    return entries


def _on(op: str, *, opened: bool = False) -> Callable[[Given], list[Entry]]:
    def tell(given: Given) -> list[Entry]:
        (number,) = given.opens if opened else given.drafts
        return [given.entry(op.rpartition(".")[2], op, invoice=number)]

    return tell


def _corrected(given: Given) -> list[Entry]:
    (number,) = given.opens
    change = {"invoiceText": f"Corrected by {given.name}", "invoiceLines": [{"lineNumber": 1, "quantity": 7}]}
    return [
        given.entry("correct", "visma.invoice.correct", invoice=number),
        given.entry("update", "visma.invoice.update", invoice=given.made("correct"), **{"with": change}),
        given.entry("release", _RELEASE, invoice=given.made("correct")),
    ]


def _sent(given: Given) -> list[Entry]:
    (number,) = given.opens
    return [given.entry("send", "visma.invoice.send_to_autoinvoice", invoice=number)]


def _attached(given: Given) -> list[Entry]:
    (number,) = given.drafts
    return [
        given.entry("attach", "visma.invoice.attach", invoice=number, file="contract.txt", sendToAutoinvoice=True),
        given.entry("attach-line", "visma.invoice.attach", invoice=number, line=1, file="hours.csv"),
    ]


def _printed(given: Given) -> list[Entry]:
    (number,) = given.opens
    return [given.entry("print", "visma.invoice.print", invoice=number, save_as=f"printed/{given.name}.pdf")]


def _settings(given: Given) -> list[Entry]:
    change = {"TermsOfPaymentId": given.dice.between(1, 3, given.name, "terms"), "PaysInvoiceFee": True}
    return [
        given.entry("settings", "ddapi.invoice_settings.set", customer=int(given.customer), **{"with": change}),
        given.entry("recipient", "ddapi.invoice_settings.set", customer=int(given.customer),
                    **{"with": {"InvoiceOrderPaymentEmailAddress": f"{given.name}@example.com"}}),
    ]  # fmt: skip


_RELEASE = "visma.invoice.release"

#: All motifs by name. Together they have an entry of every operation type.
MOTIFS: Mapping[str, Motif] = {
    "bill": Motif(tell=_bill),
    "bill-ref": Motif(tell=_bill_by_customer_reference),
    "numbered": Motif(tell=_numbered),
    "old-way": Motif(tell=_old_way),
    "thrown-away": Motif(tell=_thrown_away),
    "amended": Motif(tell=_amended, drafts=1),
    "released": Motif(tell=_on(_RELEASE), drafts=1),
    "deleted": Motif(tell=_on("visma.invoice.delete"), drafts=1),
    "reversed": Motif(tell=_on("visma.invoice.reverse", opened=True), opens=1),
    "countered": Motif(tell=_on("visma.invoice.reverse_and_apply_to_note", opened=True), opens=1),
    "corrected": Motif(tell=_corrected, opens=1),
    "sent": Motif(tell=_sent, opens=1),
    "attached": Motif(tell=_attached, drafts=1),
    "printed": Motif(tell=_printed, opens=1),
    "settings": Motif(tell=_settings, settings=True),
}
