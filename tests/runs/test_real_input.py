"""A real shop's ten thousand rows become invoices, each released once."""

import os
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from bulkops.core.outcome import State
from tests.runs.folder import Folder, check_report

EXAMPLES = Path(__file__).parents[2] / "manifests-examples" / "online-retail"
DATA = os.environ.get("BULKOPS_ONLINE_RETAIL", "")


def applied(folder: Folder, manifest: str, count: int, net: str) -> None:
    done = folder.apply(manifest)
    assert done.code == 0, done.text[-2000:]
    check_report(done.out, 2 * count)
    assert folder.counts() == {State.SUCCEEDED: 2 * count}
    with folder.ledger() as ledger:
        held = [document for document in ledger.documents() if document.number > "100300"]
        asked = len(ledger.requests())
    # A released invoice of 0 has nothing left to be paid: it is closed.
    assert all(document.status == ("Open" if document.net else "Closed") for document in held)
    assert len(held) == count
    assert {document.currency for document in held} == {"GBP"}
    assert sum(document.net for document in held) == Decimal(net)
    assert len({document.external_reference for document in held}) == count

    assert folder.apply(manifest).code == 0
    with folder.ledger() as ledger:
        assert len(ledger.requests()) == asked


def test_the_sample(folder: Folder) -> None:
    for name in ("sample.yaml", "sample.csv"):
        shutil.copy(EXAMPLES / name, folder.path)
    applied(folder, "sample.yaml", 15, "1250.81")


if DATA:

    @pytest.mark.slow
    def test_the_public_data_set(folder: Folder) -> None:
        folder.variables["BULKOPS_ONLINE_RETAIL"] = str(Path(DATA).absolute())
        shutil.copy(EXAMPLES / "online-retail.yaml", folder.path)
        applied(folder, "online-retail.yaml", 469, "184248.33")
