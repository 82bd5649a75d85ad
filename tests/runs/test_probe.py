"""`bulkops doctor --probe-if-match`: what it proves, what it writes down, and that it always takes its draft away."""

import json
import signal
from collections.abc import Mapping
from typing import Any

import pytest

from bulkops.adapters.journal.journal import Journal
from bulkops.app.landing import API
from bulkops.sandbox.demo import INVOICES
from bulkops.sandbox.ledger import Seen
from tests.runs.examined import checks_of
from tests.runs.fake_erp import Reply, faking, reply, token, visma_profile
from tests.runs.folder import Folder, ended
from tests.runs.served import Server

PROBE = ("doctor", "--probe-if-match", "--yes", "--format", "json")
CREATE, UPDATE, DELETE = ("POST", "/v2/customerinvoice"), ("PUT", "/v1/customerinvoice/*"), ("DELETE", "*")


def proofs(folder: Folder) -> dict[str, str]:
    with folder.journal() as journal:
        return {proof.mode: proof.verdict for proof in journal.proofs("test", "demo") if proof.api == API}


def sent(folder: Folder) -> list[tuple[str, int]]:
    """Give method and status of the writes."""
    return [(seen.method, seen.status) for seen in folder.writes()]


def drafts(folder: Folder) -> list[str]:
    """Numbers of the documents that are left of a probe."""
    with folder.ledger() as ledger:
        return [held.number for held in ledger.documents() if held.external_reference.startswith("bulkops-probe-")]


def steps(folder: Folder) -> list[dict[str, Any]]:
    """What the journal tells of the probe's writes."""
    with folder.journal() as journal, journal.database.reading() as connection:
        rows = connection.execute("SELECT body FROM event WHERE kind = 'probe' ORDER BY seq").fetchall()
    return [json.loads(body) for (body,) in rows]


@pytest.mark.parametrize("if_match", ["checked", "ignored"])
def test_what_is_proved(server: Server, if_match: str) -> None:
    folder = server.folder
    server.switch(if_match=if_match)
    found = checks_of(folder.run(*PROBE))
    assert proofs(folder) == {"sync": if_match, "background": "checked"}
    words = "is checked" if if_match == "checked" else "is not checked"
    assert found["probe synchronous"]["seen"].endswith(words)
    assert found["probe synchronous"]["health"] == ("ok" if if_match == "checked" else "warning")
    assert found["probe background"]["seen"].endswith("is checked")
    assert drafts(folder) == []
    assert sent(folder) == [
        ("POST", 201),
        ("PUT", 412 if if_match == "checked" else 204),
        ("PUT", 202),
        ("DELETE", 204),
    ]


def test_what_was_proved_holds_from_then_on(server: Server) -> None:
    folder = server.folder
    server.profile(if_match="sync")
    checks_of(folder.run(*PROBE))
    found = checks_of(folder.run("doctor", "--format", "json"))
    assert found["visma If-Match"]["health"] == "ok"
    assert found["visma If-Match"]["seen"].startswith("`sync`: proved on ")

    server.switch(if_match="ignored")
    checks_of(folder.run(*PROBE))
    found = checks_of(folder.run("doctor", "--format", "json"))
    assert "seen not to be checked" in found["visma If-Match"]["seen"]


def test_every_step_stands_in_the_journal_before_it_is_sent(server: Server) -> None:
    folder = server.folder
    checks_of(folder.run(*PROBE))
    told = steps(folder)
    names = [step["step"] for step in told]
    assert names == ["visma.invoice.create", *["visma.invoice.update"] * 2, "visma.invoice.delete"]
    assert [(step["method"], step["path"]) for step in told] == [(seen.method, seen.path) for seen in folder.writes()]
    assert len({step["probe"] for step in told}) == 1
    assert [step.get("erp-api-background", "") for step in told] == ["", "", "none", ""]
    tags = {step["If-Match"] for step in told if "If-Match" in step}
    assert len(tags) == 1
    with Journal.open(folder.path / ".bulkops" / "journal.db", read_only=True, create=False) as journal:
        assert journal.verify() is None


def test_where_documents_show_another_zone(server: Server) -> None:
    server.switch(utc_offset_minutes=345)
    found = checks_of(server.folder.run(*PROBE))
    assert found["probe time zone"]["seen"] == "documents show UTC+5.75 h"


def test_the_customer_is_that_of_the_newest_invoice_or_the_one_named(server: Server) -> None:
    folder = server.folder
    newest = min(INVOICES, key=lambda invoice: invoice.days_ago)
    assert f"for customer {newest.customer}" in folder.run(*PROBE).err
    assert "for customer 10003" in folder.run(*PROBE, "--customer", "10003").err


def test_a_draft_that_is_refused(server: Server) -> None:
    folder = server.folder
    server.switch(faults=[{"kind": "refuse", "method": "POST", "path": CREATE[1], "message": "No such customer."}])
    found = checks_of(folder.run(*PROBE, "--customer", "99999"), code=5)
    assert found["probe draft"]["code"] == "R017"
    assert found["probe draft"]["seen"].startswith("the probe's draft was not made: 400 No such customer.")
    assert "probe deletion" not in found
    assert [method for method, _ in sent(folder)] == ["POST"]


@pytest.mark.parametrize("arguments", [(), ("--format", "json")])
def test_without_a_terminal_it_needs_a_yes(server: Server, arguments: tuple[str, ...]) -> None:
    folder = server.folder
    done = folder.run("doctor", "--probe-if-match", *arguments)
    assert done.code == 64, done.text
    assert "there is no terminal to ask on" in done.err
    assert "the probe makes one draft (on hold, external reference `bulkops-probe-" in done.err
    assert folder.writes() == []
    assert not (folder.path / ".bulkops").exists()


def test_errors_come_before_the_probe(server: Server) -> None:
    server.profile(branch="Sydvik AS")
    found = checks_of(server.folder.run(*PROBE), code=5)
    assert (found["probe"]["health"], found["probe"]["seen"]) == ("skipped", "the errors above come first")
    assert server.folder.writes() == []


@pytest.mark.parametrize("kind", ["lose_answer", "bad_gateway", "commit_late"])
def test_a_lost_create_is_looked_for_after_the_settling_time(server: Server, kind: str) -> None:
    folder = server.folder
    late = {"delay_s": 1.0} if kind == "commit_late" else {}
    server.switch(faults=[{"kind": kind, "method": CREATE[0], "path": CREATE[1], "count": 1, **late}])
    found = checks_of(folder.run(*PROBE))
    assert found["probe draft"]["health"] == "ok"
    assert proofs(folder) == {"sync": "checked", "background": "checked"}
    assert drafts(folder) == []
    methods = [method for method, _ in sent(folder)]
    assert methods == ["POST", "PUT", "PUT", "DELETE"] == [step["method"] for step in steps(folder)]


def test_a_create_that_got_lost_on_its_way_is_not_sent_again(server: Server) -> None:
    folder = server.folder
    server.switch(faults=[{"kind": "lose_request", "method": CREATE[0], "path": CREATE[1], "count": 1}])
    found = checks_of(folder.run(*PROBE), code=5)
    assert found["probe draft"]["code"] == "R017"
    assert "probe deletion" not in found
    assert [method for method, _ in sent(folder)] == ["POST"]


def test_a_lost_deletion_is_looked_after(server: Server) -> None:
    folder = server.folder
    server.switch(faults=[{"kind": "lose_answer", "method": "DELETE", "count": 1}])
    found = checks_of(folder.run(*PROBE))
    assert found["probe deletion"]["health"] == "ok"
    assert [method for method, _ in sent(folder)].count("DELETE") == 1

    server.switch(faults=[{"kind": "lose_request", "method": "DELETE", "count": 1}])
    found = checks_of(folder.run(*PROBE))
    assert found["probe deletion"]["health"] == "ok"
    assert [method for method, _ in sent(folder)].count("DELETE") == 3
    assert drafts(folder) == []


def test_a_draft_that_cannot_be_deleted_is_named(server: Server) -> None:
    folder = server.folder
    server.switch(faults=[{"kind": "refuse", "method": "DELETE", "message": "It is locked.", "every": 1}])
    found = checks_of(folder.run(*PROBE), code=5)
    (number,) = drafts(folder)
    left = found["probe deletion"]
    assert left["code"] == "R018"
    assert f"draft {number} of the probe may be left" in left["seen"]
    assert "It is locked." in left["seen"]
    assert f"look for `{steps(folder)[0]['probe']}`" in left["advice"]
    assert proofs(folder) == {"sync": "checked", "background": "checked"}


@pytest.mark.parametrize("kind", ["lose_answer", "lose_request"])
def test_a_try_without_an_answer_proves_nothing_and_the_next_is_left_out(server: Server, kind: str) -> None:
    folder = server.folder
    server.switch(faults=[{"kind": kind, "method": "PUT", "count": 1}])
    found = checks_of(folder.run(*PROBE))
    assert proofs(folder) == {"sync": "unknown"}
    assert "it cannot be told" in found["probe synchronous"]["seen"]
    assert found["probe background"]["health"] == "skipped"
    assert drafts(folder) == []


def test_a_background_call_that_breaks_off_proves_nothing(server: Server) -> None:
    folder = server.folder
    server.switch(background_fails_every=1)
    found = checks_of(folder.run(*PROBE))
    assert proofs(folder) == {"sync": "checked", "background": "unknown"}
    assert "it cannot be told: the call broke off" in found["probe background"]["seen"]
    assert drafts(folder) == []


def test_a_host_that_takes_no_background_calls(folder: Folder) -> None:
    """It passes over the header, and takes any version: both are seen, and the draft goes."""
    held: dict[str, Any] = {}

    def act(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply | None:
        if path == "/token":
            return token()
        if method == "POST":
            sent = json.loads(body)
            held.update(
                referenceNumber="7", externalReference=sent["externalReference"]["value"], timeStamp="AAAAAAAAAAI="
            )
            assert sent["hold"] == {"value": True}
            return 201, {"Location": "https://elsewhere.example/v2/customerinvoice/7"}, b""
        if path == "/v1/customerinvoice":
            return reply([])
        if method == "DELETE":
            held.clear()
        if method == "PUT":
            assert headers["if-match"] == '"AAAAAAAAAAE="', "the version before the one that it has"
        return reply(held) if method == "GET" and held else (404 if method == "GET" else 204, {}, b"")

    with faking(act) as erp:
        visma_profile(folder, erp)
        found = checks_of(folder.run(*PROBE, "--customer", "10001"))
        assert [found[name]["facts"]["verdict"] for name in ("probe synchronous", "probe background")] == [
            "ignored"
        ] * 2
        assert erp.paths("DELETE") == ["/v1/customerinvoice/7"]
        named = folder.run(*PROBE)
    assert named.code == 64
    assert "name one by `--customer NUMBER`" in named.err


def test_what_bears_another_reference_is_not_deleted(folder: Folder) -> None:
    """A host that answers with another document's number must not make us delete that one."""

    def act(method: str, path: str, _headers: Mapping[str, str], _body: bytes) -> Reply | None:
        if path == "/token":
            return token()
        if method == "POST":
            return 201, {"Location": "/v1/customerinvoice/8"}, b""
        if path == "/v1/customerinvoice":
            return reply([])
        return reply({"referenceNumber": "8", "externalReference": "theirs"}) if method == "GET" else (412, {}, b"")

    with faking(act) as erp:
        visma_profile(folder, erp)
        found = checks_of(folder.run(*PROBE, "--customer", "10001"), code=5)
        assert erp.paths("DELETE") == []
    assert "does not bear the reference" in found["probe deletion"]["seen"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_who_interrupts_it_leaves_no_draft(server: Server, number: int) -> None:
    folder = server.folder
    server.switch(background_delay_s=30.0)
    with folder.start(*PROBE) as process:
        while len(writes := folder.writes()) < 3:
            assert process.poll() is None, process.communicate()
        assert isinstance(writes[-1], Seen)
        process.send_signal(number)
        done = ended(process)
    found = checks_of(done, code=130)
    assert found["probe deletion"]["health"] == "ok"
    assert drafts(folder) == []
    assert proofs(folder) == {"sync": "checked"}


def test_who_interrupts_the_create_is_told_what_to_look_for(server: Server) -> None:
    """The answer is still on its way: whether there is a draft cannot be known, but is looked for once."""
    folder = server.folder
    server.switch(faults=[{"kind": "slow", "method": "POST", "path": CREATE[1], "delay_s": 15.0, "count": 1}])
    with folder.start(*PROBE) as process:
        while not folder.writes():
            assert process.poll() is None, process.communicate()
        process.send_signal(signal.SIGINT)
        done = ended(process)
    found = checks_of(done, code=130)
    assert found["probe deletion"]["health"] == "ok"
    assert drafts(folder) == []
