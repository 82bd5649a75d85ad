"""Whatever a server answers, it is told apart or left open; nothing it writes can stop a run."""

from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bulkops.core.errors import UnknownOutcomeError
from bulkops.core.http import Request, Response
from bulkops.core.json import dumps
from bulkops.core.operation import OperationType
from bulkops.providers import REGISTRY

TYPES = list(REGISTRY.types.values())
REQUEST = Request(api="visma", method="POST", path="/v2/customerinvoice")
_NAMES = ["message", "Message", "ExceptionMessage", "Errors", "Success", "ErrorCode", "ErrorMessage", "ModelState"]
_NAMES += ["actionResult", "errorInfo", "referenceNumber", "ExceptionFaultCode", "error"]
_SCALARS = (
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["Failed", "Done", "VismaId: x. y", "", "é"])
)
_JSON = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_NAMES), inner, max_size=4)
)
BODIES = st.binary(max_size=60) | _JSON.map(dumps)
LOCATIONS = st.text(max_size=40) | st.text(max_size=12).map("https://api.example/v1/b64({})".format)


@pytest.mark.parametrize("operation_type", TYPES, ids=lambda found: found.name)
@settings(max_examples=60, deadline=None)
@given(body=BODIES, location=LOCATIONS)
@example(body=b"", location="https://api.example/v1/b64(A)")
@example(body=b"[" * 2000, location="http://[")
def test_no_answer_stops_a_run(operation_type: OperationType, body: bytes, location: str) -> None:
    provider = REGISTRY.provider_of(operation_type)
    response = Response(status=200, headers={"location": location}, body=body)
    with suppress(UnknownOutcomeError):
        assert isinstance(provider.judge(operation_type, response), str)
    text = provider.error_text(response)
    assert "\n" not in text
    assert len(text) <= 600
    assert isinstance(provider.new_number(operation_type, REQUEST, response), str)
