"""G1: operations whose answers were lost are in doubt, are looked up after the settling time, and none is sent twice."""

import json
from collections import Counter
from contextlib import closing
from decimal import Decimal
from functools import partial
from typing import Any

import anyio
import pytest

from bulkops.adapters.clock import SystemClock
from bulkops.app.plan import Planning, plan
from bulkops.core.outcome import State
from bulkops.providers import REGISTRY
from bulkops.sandbox.faults import Fault, FaultKind
from tests.cases.planned import request_of
from tests.engine.simulation import FakeClock, system_of
from tests.runs.folder import FIRST_NUMBER, Folder, check_once, check_report, pairs

CREATE, RELEASE, REVERSE = "/v2/customerinvoice", "*/action/release", "*/action/reverse"
#: Where answers get lost: method, path, and what the ledger calls the effect.
WRITES = {
    "create": ("POST", CREATE, "created"),
    "release": ("POST", RELEASE, "released"),
    "update": ("PUT", "/v1/customerinvoice/*", "updated"),
    "delete": ("DELETE", "/v1/customerinvoice/*", "deleted"),
    "reverse": ("POST", REVERSE, "reversed"),
    "set": ("PUT", "/api/customers/invoice", "set"),
}
LOSSES = {
    "answer lost": {"kind": FaultKind.LOSE_ANSWER},
    "bad gateway": {"kind": FaultKind.BAD_GATEWAY},
    "unavailable": {"kind": FaultKind.BAD_GATEWAY, "status": 503},
    "done late": {"kind": FaultKind.COMMIT_LATE, "delay_s": 0.5},
    "request lost": {"kind": FaultKind.LOSE_REQUEST},
}
LOST = 2  # of each kind of write
EACH = 5  # invoices of each kind
CUSTOMERS = range(10042, 10048)
#: Invoices that are only created, and what becomes of others after that.
LIVES = {"plain": (), "final": ("release",), "edited": ("update",), "gone": ("delete",), "back": ("release", "reverse")}


def invoice(mark: str, price: str, verbs: tuple[str, ...]) -> list[str]:
    """Write the entries of an invoice that is created, and goes on as told."""
    line = f"{{inventoryNumber: A, quantity: 1, unitPriceInCurrency: {price}}}"
    head = f"customerNumber: '10001', hold: false, currencyId: NOK, externalReference: {mark}"
    changes = {"update": ", with: {invoiceText: Changed}"}
    return [
        f"  - {{id: {mark}, op: visma.invoice.create, with: {{{head}, invoiceLines: [{line}]}}}}",
        *(
            f"  - {{id: {mark}-{verb}, op: visma.invoice.{verb}, invoice: {{from: {mark}}}{changes.get(verb, '')}}}"
            for verb in verbs
        ),
    ]


def manifest(*entries: str) -> str:
    return "\n".join(["bulkops: 1", "name: m", "operations:", *entries, ""])


def everything() -> str:
    entries = [
        f"  - {{id: set-{number}, op: ddapi.invoice_settings.set, customer: {number}, with: {{TermsOfPaymentId: 6}}}}"
        for number in CUSTOMERS
    ]
    for group, (life, verbs) in enumerate(LIVES.items(), 1):
        for number in range(1, EACH + 1):
            entries += invoice(f"{life}-{number}", f"{group}{number}.50", verbs)
    return manifest(*entries)


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES.keys())
def test_in_doubt_then_adopted(folder: Folder, loss: dict[str, Any]) -> None:
    folder.write("m.yaml", everything())
    # The last of each kind get lost, so that as little as possible waits for them.
    asked = {"create": 25, "release": 10, "update": 5, "delete": 5, "reverse": 5, "set": 6}
    folder.fail(
        *(
            Fault(method=method, path=path, first=asked[verb] - LOST - (verb != "set"), count=LOST, **loss)
            for verb, (method, path, _) in WRITES.items()
            if verb != "create"
        ),
        Fault(method="POST", path=CREATE, contains='"plain-2"', **loss),
        Fault(method="POST", path=CREATE, contains='"plain-4"', **loss),
    )
    steps, doubts = everything().count("op:"), LOST * len(WRITES)

    done = folder.apply("m.yaml")
    assert done.code == 7, done.text
    check_report(done.out, steps)
    assert folder.counts()[State.IN_DOUBT] >= doubts - LOST  # a release in doubt keeps its reverse from being sent
    in_doubt = folder.counts()[State.IN_DOUBT]
    before = folder.writes()

    status = folder.run("status")
    assert status.code == 0
    assert f"{in_doubt} in doubt" in " ".join(status.out.split())
    check_report(status.out, steps)
    listed = folder.run("resume", "--dry-run")
    assert sum(line.startswith("settle") for line in listed.out.splitlines()) == in_doubt
    assert folder.apply("m.yaml").code == 7, "what is in doubt is settled first"
    assert folder.writes() == before

    folder.finish()
    assert folder.counts() == {State.SUCCEEDED: steps}
    check_report(folder.run("status").out, steps)
    struck = Counter((seen.method, seen.path, seen.body_digest) for seen in folder.writes() if seen.fault)
    sent = Counter((seen.method, seen.path, seen.body_digest) for seen in folder.writes())
    again = 2 if loss["kind"] is FaultKind.LOSE_REQUEST else 1  # proved absent, and then sent once more
    assert struck.total() == doubts
    assert {request: sent[request] for request in struck} == dict.fromkeys(struck, again)
    assert {times for request, times in sent.items() if request not in struck} == {1}
    check_effects(folder)


def check_effects(folder: Folder) -> None:
    """Make sure that everything has happened once."""
    for verb, (_, _, kind) in WRITES.items():
        effects = [effect for effect in folder.effects(kind) if verb != "set"]
        times = Counter(effect.source if verb == "reverse" else effect.number for effect in effects)
        wanted = sum(verb in verbs for verbs in LIVES.values()) if verb != "create" else len(LIVES)
        assert len(times) == (0 if verb == "set" else wanted * EACH), verb
        assert set(times.values()) <= {1}, verb
    with folder.ledger() as ledger:
        settings = Counter(effect.number for effect in ledger.effects() if effect.kind == "set" and effect.request)
        marks = Counter(held.external_reference for held in ledger.documents() if held.number >= FIRST_NUMBER)
        notes = [held for held in ledger.documents("credit_note") if held.external_reference.startswith("back-")]
    assert settings == {str(number): 1 for number in CUSTOMERS}
    assert marks == {f"{life}-{number}": 1 for life in LIVES if life != "gone" for number in range(1, EACH + 1)}
    assert len(notes) == EACH


def test_late_commits_are_never_doubled(folder: Folder) -> None:
    """Work that is done after the connection broke and before the settling time is over: blind repetition doubles it."""
    folder.write("many.yaml", pairs("many", 60))
    folder.fail(
        Fault(kind=FaultKind.COMMIT_LATE, method="POST", path=CREATE, count=0, chance_percent=50, delay_s=0.9),
        Fault(kind=FaultKind.COMMIT_LATE, method="POST", path=RELEASE, count=0, chance_percent=50, delay_s=0.6),
    )
    assert folder.apply("many.yaml").code == 7
    folder.finish()
    check_once(folder, 60)
    assert folder.counts() == {State.SUCCEEDED: 120}


def other_client(folder: Folder, text: str) -> None:
    """Let somebody else, who does not look first, send what a manifest asks for to the same company."""
    file = folder.path.parent / "other.yaml"
    file.write_text(text, encoding="utf-8")
    with closing(folder.open_erp()) as erp:
        made = anyio.run(
            partial(plan, [str(file)], REGISTRY, system_of(erp, FakeClock()), None, Planning(offline=True))
        )
        with closing(made.draft):
            for step in made.draft.steps():
                assert erp.handle(request_of(step), SystemClock().now()).good


def test_two_documents_that_bear_the_mark_go_to_a_person(folder: Folder) -> None:
    folder.write("m.yaml", manifest(*invoice("mark-5", "5.50", ("release",)), *invoice("mark-6", "6.50", ())))
    folder.fail(Fault(kind=FaultKind.LOSE_ANSWER, method="POST", path=CREATE, contains='"mark-5"'))
    assert folder.apply("m.yaml").code == 7
    other_client(folder, manifest(*invoice("mark-5", "5.50", ())))
    with folder.ledger() as ledger:
        numbers = ledger.by_reference("mark-5")
    assert len(numbers) == 2
    check_manual(folder, *numbers)


def test_a_document_that_differs_goes_to_a_person(folder: Folder) -> None:
    folder.write("m.yaml", manifest(*invoice("mark-5", "5.50", ("release",)), *invoice("mark-6", "6.50", ())))
    folder.fail(Fault(kind=FaultKind.LOSE_REQUEST, method="POST", path=CREATE, contains='"mark-5"'))
    assert folder.apply("m.yaml").code == 7
    other_client(folder, manifest(*invoice("mark-5", "99.00", ())))
    with folder.ledger() as ledger:
        (number,) = ledger.by_reference("mark-5")
    check_manual(folder, number)


def check_manual(folder: Folder, *numbers: str) -> None:
    """Make sure that nothing is guessed: a person is shown what was found, and nothing is sent."""
    sent = folder.writes()
    for _ in range(2):
        done = folder.run("resume")
        assert done.code == 7
        assert folder.writes() == sent
    assert folder.counts() == {State.SUCCEEDED: 1, State.MANUAL: 1, State.PLANNED: 1}
    shown = folder.run("show", folder.last_run().name, "mark-5")
    assert all(number in shown.out for number in numbers), shown.out


def test_sums_add_up_when_some_are_in_doubt(folder: Folder) -> None:
    folder.write("many.yaml", pairs("many", 20))
    folder.fail(
        Fault(kind=FaultKind.LOSE_ANSWER, method="POST", path=CREATE, first=3, count=4),
        Fault(kind=FaultKind.REFUSE, method="POST", path=CREATE, contains='"mark-19"'),
    )
    done = folder.run("apply", "--yes", "--format", "json", "many.yaml")
    assert done.code == 7
    report = json.loads(done.out)
    assert sum(report["counts"].values()) == report["steps"] == 40
    total = sum(Decimal(one["amount"]) for one in report["sums"])
    assert total == 2 * sum(Decimal(number) + Decimal("0.50") for number in range(1, 21))
