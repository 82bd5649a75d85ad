"""The simulated company: a sandbox with documents for the motifs to work on."""

from collections.abc import Mapping, Sequence
from typing import Any

from bulkops.core.http import Request
from bulkops.core.json import dumps, loads
from bulkops.sandbox.demo import SETTINGS_OF
from bulkops.sandbox.erp import Erp
from bulkops.simulation.dice import Dice
from bulkops.simulation.motifs import MOTIFS, Entry, Given

_LINE = {"inventoryNumber": {"value": "101"}, "quantity": {"value": 1}, "unitPriceInCurrency": {"value": 100}}
#: What is ready long before a run is in the books.
_BEFORE_S = 30 * 24 * 3600.0


def stock(erp: Erp, motifs: Sequence[tuple[str, int]], now: float) -> list[Given]:
    """Make the documents that motifs work on, and say which are whose.

    Args:
        erp: A new company whose switches are the default ones.
        motifs: The motifs.
        now: When it is, seconds since 1970.
    """
    erp.seed(now)
    customers = iter(SETTINGS_OF)
    given = []
    for name, number in motifs:
        motif = MOTIFS[name]
        given.append(
            Given(
                name=f"{name}-{number}",
                dice=Dice(number),
                drafts=tuple(_invoice(erp, now) for _ in range(motif.drafts)),
                opens=tuple(_released(erp, now) for _ in range(motif.opens)),
                customer=str(next(customers)) if motif.settings else "",
            )
        )
    return given


def entries(given: Sequence[Given], motifs: Sequence[tuple[str, int]]) -> list[Entry]:
    """Write the entries of all motifs."""
    return [entry for one, (name, _) in zip(given, motifs, strict=True) for entry in MOTIFS[name].tell(one)]


def _invoice(erp: Erp, now: float) -> str:
    body = {
        "customerNumber": {"value": "10001"},
        "currencyId": {"value": "NOK"},
        "hold": {"value": False},
        "invoiceText": {"value": "From before"},
        "invoiceLines": [{"operation": "Insert", **_LINE}],
    }
    answer = _call(erp, "POST", "/v2/customerinvoice", body, now)
    return answer["location"].rpartition("/")[2]


def _released(erp: Erp, now: float) -> str:
    number = _invoice(erp, now)
    _call(erp, "POST", f"/v1/customerinvoice/{number}/action/release", {}, now)
    erp.run_due(now)
    return number


def _call(erp: Erp, method: str, path: str, body: Any, now: float) -> Mapping[str, str]:
    request = Request(api="visma", method=method, path=path, body=dumps(body))
    response = erp.handle(request, now - _BEFORE_S)
    assert response.status < 300, (response.status, loads(response.body or b"null"))
    return response.headers
