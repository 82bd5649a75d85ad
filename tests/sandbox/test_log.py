from collections.abc import Iterator

import pytest

from bulkops.core.http import Request, Response
from bulkops.core.json import dumps
from bulkops.sandbox.erp import Erp
from bulkops.sandbox.faults import Fault, FaultKind
from bulkops.sandbox.log import Log
from bulkops.sandbox.log_line import Entry, json, outcome, text
from bulkops.sandbox.switches import Switches
from tests.sandbox.desk import INVOICE, NOW, wrapped

CREATE = "/v2/customerinvoice"


@pytest.fixture
def erp() -> Iterator[Erp]:
    erp = Erp(switches=Switches(release_delay_s=2.0))
    yield erp
    erp.close()


class Watched:
    """A log, and what it has written."""

    def __init__(self, erp: Erp) -> None:
        self.erp = erp
        self.lines: list[str] = []
        self.log = Log(erp, lambda entry: self.lines.append(text(entry)))

    def ask(self, method: str, path: str, body: object = None, at: float = NOW) -> str:
        request = Request(api="visma", method=method, path=path, body=None if body is None else dumps(body))
        reply = self.erp.answer(request, at)
        return text(self.log.completed(Entry(at=at, method=method, target=path), reply))


def test_what_was_due_comes_before_what_was_asked(erp: Erp) -> None:
    watched = Watched(erp)
    lines = [{"unitPriceInCurrency": 1}]
    assert "created invoice 100001" in watched.ask("POST", CREATE, wrapped(lines=lines))
    assert "InProcess" in watched.ask("POST", f"{INVOICE}/100001/action/release")
    assert watched.lines == []
    assert "created invoice 100002" in watched.ask("POST", CREATE, wrapped(), at=NOW + 60)
    assert watched.lines == ["2026-03-02T11:00:02.000Z  then: released invoice 100001, of request 2"]


def test_a_log_begins_with_what_is_there_and_goes_on_after_a_reset(erp: Erp) -> None:
    for number in range(30):
        erp.answer(Request(api="visma", method="POST", path=CREATE, body=dumps(wrapped())), NOW + number)
    watched = Watched(erp)
    assert "created invoice 100031" in watched.ask("POST", CREATE, wrapped())
    erp.reset(NOW)
    assert "created invoice 100301" in watched.ask("POST", CREATE, wrapped())
    assert "created invoice 100302" in watched.ask("POST", CREATE, wrapped())
    assert watched.lines == []


def test_another_clients_work_stands_on_the_line_of_the_request(erp: Erp) -> None:
    watched = Watched(erp)
    watched.ask("POST", CREATE, wrapped())
    erp.inject(Fault(kind=FaultKind.SECOND_CLIENT))
    line = watched.ask("GET", f"{INVOICE}/100001")
    assert "updated invoice 100001 by another client  fault second_client" in line
    assert watched.lines == []


JSON = {"content-type": "application/json; charset=utf-8"}


@pytest.mark.parametrize(
    ("response", "said"),
    [
        (None, ()),
        (Response(status=204), ()),
        (Response(status=412), ("If-Match",)),
        (Response(status=200, headers=JSON, body=b'[{"a": 1}, {}]'), ("2 rows",)),
        (Response(status=200, headers=JSON, body=b'{"actionResult": "Done"}'), ("Done",)),
        (Response(status=200, headers=JSON, body=b'{"access_token": "secret"}'), ()),
        (Response(status=200, headers=JSON, body=b'{"Success": false}'), ("Success: false",)),
        (Response(status=200, headers=JSON, body=b"null"), ()),
        (Response(status=202, headers=JSON, body=b'{"id": "7"}'), ("background 7",)),
        (Response(status=400, headers=JSON, body=b'{"message": "VismaId: 1-2. No. Never."}'), ("No. Never.",)),
        (Response(status=401, headers=JSON, body=b'{"ExceptionMessage": "Who?"}'), ("Who?",)),
        (Response(status=400, headers=JSON, body=b'{"error": "invalid_client"}'), ("invalid_client",)),
        (Response(status=500, headers={"content-type": "text/plain"}, body=b"does not conform"), ("does not conform",)),
        (Response(status=200, headers={"content-type": "application/pdf"}, body=b"%PDF"), ()),
    ],
)
def test_what_an_answer_says(response: Response | None, said: tuple[str, ...]) -> None:
    assert outcome(response, []) == said


def test_a_line_holds_no_more_than_one_line(erp: Erp) -> None:
    entry = Entry(at=NOW, method="GET", target="/a\r\n\x1b[2J", client="x" * 500, departs="a\nb")
    assert text(entry).isprintable()
    assert len(text(entry)) < 200
    assert "\n" not in json(entry)
