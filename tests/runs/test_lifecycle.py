"""The example `lifecycle.yaml` against a served sandbox with OAuth, in every manner of writing."""

import shutil
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from bulkops.core.outcome import State
from bulkops.sandbox.ledger import Seen
from tests.runs.folder import FIRST_NUMBER, Folder
from tests.runs.served import Server

EXAMPLES = Path(__file__).parents[2] / "manifests-examples"
STEPS = 13
FIRST_NOTE = "200001"
#: What is to be found in the ledger when all of it is done: kind of effect and of document.
EFFECTS = {
    ("created", "invoice"): 2,
    ("attached", "invoice"): 2,
    ("attachment_updated", "attachment"): 1,
    ("updated", "invoice"): 2,
    ("released", "invoice"): 2,
    ("sent", "invoice"): 1,
    ("corrected", "invoice"): 1,
    ("reversed", "credit_note"): 2,  # one comes with the correction
    ("released", "credit_note"): 2,
    ("settled", "invoice"): 2,
    ("settled", "credit_note"): 2,
    ("deleted", "invoice"): 1,
}
CONDITIONAL = {"PUT", "attachment", "release", "sendToAutoInvoice", "correct", "reverseandapplytonote"}
#: Lines of the profile by manner.
MANNERS = {
    "background": {"if_match": "background"},
    "sync": {"if_match": "sync"},
    "compare": {"if_match": "compare"},
    "everything in the background": {"if_match": "compare", "background": "none"},
}


def lifecycle(folder: Folder) -> str:
    shutil.copytree(EXAMPLES / "lifecycle", folder.path / "lifecycle")
    shutil.copy(EXAMPLES / "lifecycle.yaml", folder.path)
    return "lifecycle.yaml"


def kind(seen: Seen) -> str:
    last = seen.path.rpartition("/")[2]
    return seen.method if seen.method in {"PUT", "DELETE"} and "attachment" not in seen.path else last


def check_ledger(folder: Folder, effects: Mapping[tuple[str, str], int] = EFFECTS, *, after: int = 0) -> None:
    """Make sure that everything has happened once since a request, and that the sums are those of the example."""
    with folder.ledger() as ledger:
        ours = [effect for effect in ledger.effects() if effect.request > after]
        documents = [held for held in ledger.documents() if held.number >= FIRST_NUMBER]
        notes = [held for held in ledger.documents("credit_note") if held.number >= FIRST_NOTE]
    counts = Counter((effect.kind, effect.resource) for effect in ours)
    assert counts == effects
    assert {held.status for held in (*documents, *notes)} == {"Closed"}
    assert (
        [held.net for held in documents] == [held.net for held in notes] == [Decimal("16740.00"), Decimal("15490.00")]
    )
    assert (folder.path / "printed" / "acme-november.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("manner", MANNERS)
def test_the_whole_life_of_an_invoice(server: Server, manner: str) -> None:
    server.profile(**MANNERS[manner])
    folder = server.folder
    file = lifecycle(folder)
    if manner == "sync":
        done = folder.run("doctor", "--probe-if-match", "--yes")
        assert done.code == 0, done.text
    before = folder.writes()
    done = folder.apply(file)
    assert done.code == 0, done.text
    assert folder.counts() == {State.SUCCEEDED: STEPS}
    check_ledger(folder, after=before[-1].seq if before else 0)

    writes = folder.writes()[len(before) :]
    bound = {kind(seen) for seen in writes if seen.if_match}
    accepted = {kind(seen) for seen in writes if seen.status == 202}
    assert bound == CONDITIONAL
    if manner == "background":
        assert accepted == CONDITIONAL
    elif manner == "everything in the background":
        assert accepted == CONDITIONAL | {"customerinvoice", "DELETE"}
    else:
        assert accepted == set()
    sent = len(folder.writes())
    assert folder.apply(file).code == 0
    assert len(folder.writes()) == sent
