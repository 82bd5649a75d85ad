"""The digest of a plan: over what it is bound to and what it will send, and over nothing of this machine or moment."""

from hashlib import sha256

from bulkops.core.bound import Bound
from bulkops.core.json import canonical
from bulkops.core.shown import SentRequest, Shown

#: Names the form of a plan file and what its digest is made of.
FORMAT = "bulkops.plan/1"


class PlanDigest:
    """Takes the steps of a plan one by one, in order.

    Two plans with one digest send the same, to the same company, under the same limits. Names of people and companies,
    times, versions, places in files and reasons are left out: they may change, and the plan is still the one approved.

    Args:
        bound: What the plan is bound to beside its steps.
    """

    def __init__(self, bound: Bound) -> None:
        self._sum = sha256(_head(bound))

    def add(self, shown: Shown) -> None:
        """Take the next step."""
        self._sum.update(_line(shown))

    def hexdigest(self) -> str:
        """Give the digest of the steps so far, in hexadecimal."""
        return self._sum.hexdigest()


def _head(bound: Bound) -> bytes:
    return canonical(
        {
            "format": FORMAT,
            "environment": bound.environment,
            "company_id": bound.company_id,
            "spec": bound.spec,
            "inputs": [(file.path, file.sha256) for file in bound.inputs],
            "selection": (bound.selection.only, bound.selection.exclude, bound.selection.only_failed),
            "limits": [(limit.name, limit.value, limit.lifted) for limit in bound.limits],
            "policies": [(file.path, file.sha256) for file in bound.policies],
            **({"tables": bound.tables.saved()} if bound.tables else {}),
        }
    )


def _line(shown: Shown) -> bytes:
    # A JSON array ends where it says it does: no two rows of arrays have the same bytes.
    return canonical(
        (
            shown.seq,
            shown.manifest,
            shown.id,
            shown.type,
            shown.verdict.value,
            shown.target,
            shown.target_from,
            shown.tag,
            shown.tag_from,
            shown.content,
            shown.natural_key,
            shown.currency,
            None if shown.amount is None else f"{shown.amount:f}",
            shown.payload_digest,
            shown.needs,
            [_request(request) for request in shown.requests],
        )
    )


def _request(request: SentRequest) -> tuple[str, str, str, bool, str]:
    return (request.method, request.path, request.if_match, request.background, request.body)
