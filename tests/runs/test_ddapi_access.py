"""Every way of proving who calls DDAPI, through a whole run; what a host asks for is shown."""

from base64 import b64encode
from pathlib import Path

import pytest

from bulkops.core.outcome import State
from tests.runs.fake_erp import ddapi_profile
from tests.runs.folder import Folder
from tests.runs.served import SECRET, SECRET_NAME, serving

REFERENCE = f"'${{env:{SECRET_NAME}}}'"
PAIR = b64encode(f"eva:{SECRET}".encode()).decode()
SCHEMES = {
    "basic": (f"{{scheme: basic, username: eva, password: {REFERENCE}}}", f"Basic {PAIR}"),
    "bearer": (f"{{scheme: bearer, token: {REFERENCE}}}", f"Bearer {SECRET}"),
    "header": (f"{{scheme: header, header: Authorization, value: {REFERENCE}}}", SECRET),
}
MANIFEST = """bulkops: 1
name: s
operations:
  - {id: a, op: ddapi.invoice_settings.set, customer: 10042, with: {PaysInvoiceFee: true, TermsOfPaymentId: 1}}
"""


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_run_with_credentials(tmp_path: Path, scheme: str) -> None:
    auth, value = SCHEMES[scheme]
    (tmp_path / "project").mkdir()
    (tmp_path / "erp").mkdir()
    folder = Folder(tmp_path / "project", tmp_path / "erp" / "sandbox.db")
    folder.write("s.yaml", MANIFEST)
    with serving(folder, ddapi_authorization=value) as server:
        ddapi_profile(folder, server.url, auth)
        folder.variables[SECRET_NAME] = "canary-wrong"
        refused = folder.apply("s.yaml")
        assert refused.code == 5, refused.text
        assert "error[R014]: `ddapi` denied access" in refused.err
        assert "401, and asks for `" in refused.err
        assert "canary-wrong" not in refused.text
        assert folder.writes() == []

        folder.variables[SECRET_NAME] = SECRET
        done = folder.apply("s.yaml")
        assert done.code == 0, done.text
        assert folder.counts() == {State.SUCCEEDED: 1}
        assert [seen.method for seen in folder.writes()] == ["PUT"]
