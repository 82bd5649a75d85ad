import sqlite3
import threading
from pathlib import Path

import pytest

from bulkops.core.json import dumps, loads
from bulkops.sandbox.erp import Erp
from bulkops.sandbox.faults import Fault, FaultKind
from bulkops.sandbox.ledger import Ledger
from bulkops.sandbox.state import OtherVersionError
from bulkops.sandbox.switches import Switches
from tests.sandbox.desk import INVOICE, NOW, Desk, wrapped
from tests.sandbox.serving import Served, killable

CREATE = "/v2/customerinvoice"


def test_state_outlives_the_process(tmp_path: Path) -> None:
    desk = Desk()
    desk.erp = Erp(tmp_path / "state.db", Switches(release_delay_s=50.0))
    desk.erp.inject(Fault(kind=FaultKind.REFUSE, method="POST", path=CREATE, first=2, status=418))
    number = desk.create(lines=[{"quantity": 1, "unitPriceInCurrency": 5}])
    desk.act(number, "release")
    desk.erp.close()
    desk.erp = Erp(tmp_path / "state.db")
    assert desk.erp.switches.release_delay_s == 50.0
    assert desk.ask("POST", CREATE, wrapped()).status == 418
    assert desk.read(number)["status"] == "Balanced"
    desk.now += 50
    assert desk.read(number)["status"] == "Open"
    assert desk.create() == "100002"
    assert desk.erp.ledger().count("POST") == 4
    desk.erp.close()


def test_two_processes_may_share_a_file(tmp_path: Path) -> None:
    one, two = Desk(), Desk()
    with Erp(tmp_path / "state.db") as one.erp, Erp(tmp_path / "state.db") as two.erp:
        assert [one.create(), two.create(), one.create()] == ["100001", "100002", "100003"]
        two.switch(masters="strict")
        assert one.ask("POST", CREATE, wrapped(customerNumber="nobody")).status == 400
    with Ledger(tmp_path / "state.db") as ledger:
        assert ledger.count("POST") == 4


def first_version(path: Path) -> None:
    """Make a file as the first version did: without a mark, and with fewer tables."""
    with sqlite3.connect(path) as db:
        for name in ("setting", "counter", "document", "settings", "effect"):
            db.execute(f"CREATE TABLE {name} (name TEXT)")
        db.execute("INSERT INTO document VALUES ('100001')")
        db.execute("PRAGMA user_version = 1")
    db.close()


def test_a_file_of_another_version_is_left_alone(tmp_path: Path) -> None:
    first_version(tmp_path / "state.db")
    before = (tmp_path / "state.db").read_bytes()
    with pytest.raises(OtherVersionError, match="of version 1, and this program knows version 2"):
        Erp(tmp_path / "state.db")
    assert (tmp_path / "state.db").read_bytes() == before


def test_a_file_of_another_version_can_be_begun_again(tmp_path: Path) -> None:
    first_version(tmp_path / "state.db")
    with Erp(tmp_path / "state.db", renew=True) as erp:
        assert erp.ledger().documents() == []
    desk = Desk()
    with Erp(tmp_path / "state.db") as desk.erp:
        assert desk.create() == "100001"


@pytest.mark.parametrize("renew", [False, True])
def test_a_database_of_another_program_is_never_touched(tmp_path: Path, *, renew: bool) -> None:
    with sqlite3.connect(tmp_path / "other.db") as db:
        db.execute("CREATE TABLE document (name TEXT)")
    db.close()
    before = (tmp_path / "other.db").read_bytes()
    with pytest.raises(ValueError, match="another program"):
        Erp(tmp_path / "other.db", renew=renew)
    assert (tmp_path / "other.db").read_bytes() == before


def test_seeding_is_idempotent_and_resetting_begins_again(desk: Desk) -> None:
    desk.erp.seed(NOW)
    desk.erp.seed(NOW)
    statuses = {row["referenceNumber"]: row["status"] for row in desk.rows()}
    assert len(statuses) == 11
    assert statuses["100231"] == "Balanced"
    assert set(statuses.values()) == {"Balanced", "Hold", "Open", "Closed"}
    notes = desk.rows("expandApplications=true", "/v1/customerCreditNote")
    assert [(note["referenceNumber"], note["status"]) for note in notes] == [
        ("100137", "Balanced"),
        ("100138", "Closed"),
    ]
    assert notes[1]["applications"][0]["refNbr"] == "100241"
    file = desk.read("100236")["invoiceLines"][0]["attachments"][0]
    assert desk.ask("GET", f"/v1/attachment/{file['id']}").body.startswith(b"48 filters")
    household = loads(desk.ask("GET", f"{INVOICE}/100239/rotrut").body)
    assert household["totalDeductableAmount"] == household["distributedAmount"] == 4185
    assert desk.act("100237", "reverse").status == 200
    assert desk.rows("", "/v1/customerCreditNote")[-1]["referenceNumber"] == "200001"
    assert desk.read("100231")["customer"]["number"] == "10001"
    assert loads(desk.ask("GET", "/api/customers/invoice?customerNumber=10042").body)["TermsOfPaymentId"] == 4
    assert desk.create() == "100301"
    desk.ask("DELETE", f"{INVOICE}/100231")
    before = desk.erp.ledger().count()
    desk.erp.seed(NOW)
    assert desk.erp.ledger().count() == before
    assert desk.ask("GET", f"{INVOICE}/100231").status == 404
    desk.erp.reset(NOW)
    assert desk.erp.ledger().requests() == []
    assert desk.read("100231")["status"] == "Balanced"


def test_seeding_leaves_a_company_in_use_as_it_is(desk: Desk) -> None:
    desk.create()
    desk.erp.seed(NOW)
    assert desk.numbers("") == ["100001"]


def flood(server: Served, worker: int, answered: list[str]) -> None:
    """Create until the server is gone, over one connection."""
    connection = server.connection()
    try:
        for index in range(10_000):
            body = wrapped(externalReference=f"w{worker}-{index}", lines=[{"unitPriceInCurrency": 1}] * 5)
            connection.request("POST", CREATE, dumps(body))
            response = connection.getresponse()
            response.read()
            answered.append(f"w{worker}-{index}")
    except OSError:
        return
    finally:
        connection.close()


@pytest.mark.parametrize("after", [5, 60, 200])
def test_a_killed_server_leaves_whole_documents(tmp_path: Path, after: int) -> None:
    answered: list[str] = []
    with killable(tmp_path / "state.db") as (server, process):
        workers = [threading.Thread(target=flood, args=(server, worker, answered)) for worker in range(3)]
        for worker in workers:
            worker.start()
        while len(answered) < after:
            assert process.poll() is None
            workers[0].join(0.002)
        process.kill()
        for worker in workers:
            worker.join(20)
    erp = Erp(tmp_path / "state.db")
    ledger = Ledger(tmp_path / "state.db")
    documents, effects = ledger.documents(), ledger.effects()
    # What was answered is there, once; at most one a worker is there without its answer.
    references = [document.external_reference for document in documents]
    assert len(set(references)) == len(references)
    assert set(answered) <= set(references)
    assert len(references) <= len(answered) + 3
    # Each is whole: its lines, its sums, its effect and its request belong together.
    assert [effect.number for effect in effects] == [document.number for document in documents]
    assert len([seen for seen in ledger.requests() if seen.status == 201]) == len(documents)
    assert ledger.net_sum("NOK") == 5 * len(documents)
    assert erp.state.db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    ledger.close()
    erp.close()
