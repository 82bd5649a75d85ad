"""What an answer means: each row of the table of the architecture."""

import pytest

from bulkops.core.errors import NotSentError, UnknownOutcomeError
from bulkops.core.http import Request, Response
from bulkops.core.outcome import Outcome, State
from bulkops.engine.classify import of_failure, of_response
from bulkops.providers import REGISTRY

CREATE, RELEASE, UPDATE = "visma.invoice.create", "visma.invoice.release", "visma.invoice.update"
DELETE, REVERSE, SET = "visma.invoice.delete", "visma.invoice.reverse", "ddapi.invoice_settings.set"
LOCATION = {"location": "https://elsewhere.example/controller/api/v1/customerinvoice/100301"}


def said(
    name: str, status: int, body: bytes = b"", headers: dict[str, str] | None = None, *, delay_s: float = 0.0
) -> Outcome:
    operation_type = REGISTRY.types[name]
    request = Request(api=operation_type.api, method=operation_type.write.method, path=operation_type.write.path)
    response = Response(status=status, headers=headers or {}, body=body)
    return of_response(operation_type, REGISTRY.providers[operation_type.api], request, response, delay_s)


DONE = b'{"actionResult": "InProcess"}'


@pytest.mark.parametrize(
    ("name", "status", "body", "headers", "state", "number"),
    [
        (CREATE, 201, b"", LOCATION, State.SUCCEEDED, "100301"),
        (UPDATE, 204, b"", {}, State.SUCCEEDED, ""),
        (DELETE, 204, b"", {}, State.SUCCEEDED, ""),
        (RELEASE, 200, DONE, {}, State.ACCEPTED, ""),
        (REVERSE, 200, b'{"referenceNumber": "200001"}', {}, State.SUCCEEDED, "200001"),
        (SET, 200, b'{"Success": true, "Errors": []}', {}, State.SUCCEEDED, ""),
        # success that is none, or none that can be read
        (CREATE, 201, b"", {}, State.IN_DOUBT, ""),
        (REVERSE, 200, b"{}", {}, State.IN_DOUBT, ""),
        (REVERSE, 200, b"<html>", {}, State.IN_DOUBT, ""),
        (RELEASE, 200, b'{"actionResult": "Failed", "errorInfo": "closed"}', {}, State.REFUSED, ""),
        (SET, 200, b'{"Success": false, "Errors": [{"ErrorCode": 2, "ErrorMessage": "no"}]}', {}, State.REFUSED, ""),
        (SET, 200, b'{"Success": true, "Errors": [{"ErrorCode": 2}]}', {}, State.IN_DOUBT, ""),
        (SET, 200, b"<html>", {}, State.IN_DOUBT, ""),
        (SET, 200, b"", {}, State.IN_DOUBT, ""),
        # another 2xx than declared says nothing that is known
        (CREATE, 200, b"{}", LOCATION, State.IN_DOUBT, ""),
        (CREATE, 202, b"", {}, State.IN_DOUBT, ""),
        (UPDATE, 200, b"", {}, State.IN_DOUBT, ""),
    ],
)
def test_success(name: str, status: int, body: bytes, headers: dict[str, str], state: State, number: str) -> None:
    outcome = said(name, status, body, headers)
    assert (outcome.state, outcome.number) == (state, number)
    assert outcome.status == status
    assert bool(outcome.code) == (state not in {State.SUCCEEDED, State.ACCEPTED})
    assert bool(outcome.message) == bool(outcome.code)


@pytest.mark.parametrize("name", [CREATE, RELEASE, UPDATE, DELETE, REVERSE, SET])
@pytest.mark.parametrize("body", [b"", b'{"message": "VismaId: 1. Wrong."}', b"<html>oh</html>", b"\xff\x00"])
@pytest.mark.parametrize(
    ("status", "state"),
    [
        (400, State.REFUSED),
        (403, State.REFUSED),
        (404, State.REFUSED),
        (409, State.REFUSED),
        (412, State.CONFLICT),
        (422, State.REFUSED),
        (429, State.READY),
        (408, State.IN_DOUBT),
        (500, State.IN_DOUBT),
        (502, State.IN_DOUBT),
        (503, State.IN_DOUBT),
        (504, State.IN_DOUBT),
        (599, State.IN_DOUBT),
        (302, State.IN_DOUBT),
        (304, State.IN_DOUBT),
    ],
)
def test_no_success(name: str, body: bytes, status: int, state: State) -> None:
    outcome = said(name, status, body, delay_s=17.0)
    assert outcome.state is state
    assert outcome.status == status
    assert outcome.code
    assert outcome.message
    assert outcome.delay_s == (17.0 if status == 429 else 0)


@pytest.mark.parametrize(("tag", "kept"), [('"0x01"', "0x01"), ('W/"0x01"', "0x01"), ("0x01", "0x01"), ("", "")])
def test_the_tag_of_the_answer(tag: str, kept: str) -> None:
    assert said(UPDATE, 204, headers={"etag": tag}).tag == kept
    assert said(REVERSE, 200, b'{"referenceNumber": "2"}', {"etag": tag}).tag == kept, "it is the credit note's"


def test_not_sent() -> None:
    delays = [of_failure(NotSentError("down", code="R001"), attempt).delay_s for attempt in range(9)]
    assert delays == [2, 4, 8, 16, 32, 60, 60, 60, 60]
    assert of_failure(NotSentError("down", code="R001"), 0).state is State.READY


def test_no_answer() -> None:
    outcome = of_failure(UnknownOutcomeError("it broke", code="R006"), 0)
    assert (outcome.state, outcome.code, outcome.delay_s) == (State.IN_DOUBT, "R006", 0)
