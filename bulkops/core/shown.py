"""A step as a reviewer sees it: nothing in it is secret, and every rendering and every saved plan is made of it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from bulkops.core.bound import Bound
from bulkops.core.change import Change
from bulkops.core.conflict import Conflict
from bulkops.core.finding import Finding
from bulkops.core.outside import Outside
from bulkops.core.place import Place
from bulkops.core.plan import PlanSummary
from bulkops.core.step import Verdict

#: Stands where a sensitive value would.
HIDDEN = "(sensitive)"


@dataclass(frozen=True, slots=True, kw_only=True)
class SentRequest:
    """A request that a step will make, as far as it is known before.

    Attributes:
        method: `POST`, `PUT`, ….
        path: Path and query; a number that an earlier step will bring stands as `{id of that operation}`.
        if_match: Entity tag; one that an earlier step's answer will bring stands as `{id of that operation}`; may be
            empty.
        background: It asks the API to carry it out later.
        body: SHA-256 of the body, in hexadecimal; empty: there is none.
        bytes: Size of the body.
    """

    method: str
    path: str
    if_match: str = ""
    background: bool = False
    body: str = ""
    bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A step of a plan, for review.

    Attributes:
        seq: Number in the plan, from 1, in the order of the manifests; there may be gaps.
        manifest: Name of the manifest.
        id: Id of the operation.
        type: Name of the operation type.
        verdict: Whether there is something to do.
        reason: Why, where the verdict needs a word.
        place: Where the entry stands.
        target: Key of the target; empty where it is made by this step, or not known yet.
        target_from: `seq` of the step that makes the target; 0 if none.
        tag: Entity tag that the write is bound to; empty where there is none.
        tag_from: `seq` of the earlier step whose answer gives the tag; 0 if none.
        needs: `seq` of the steps that must be done before, ascending.
        natural_key: What a create is found by: `api.resource/field=value`.
        currency: Of the amounts; empty: the customer's own.
        amount: Net sum of the document, without VAT, as the step leaves it; None where it is not known.
        amount_before: The same as it is now; None where it is not known, or there is no document.
        existing: What the target holds was read, so that "none" means none.
        payload: What the user asks for, sensitive values replaced by `HIDDEN`.
        changes: What differs; of sensitive ones neither side.
        kept: By list, how many of its elements stay as they are, and how many there are.
        conflict: What it is in conflict with, field by field; None where it is in none.
        outside: What others have changed since our last run; None: nothing, or nothing is known.
        along: Id of the operation that needs it: it was not selected itself; empty for others.
        requests: What it will send.
        content: Digest of what the user asked for.
        payload_digest: Digest of the payload, sensitive values included.
    """

    seq: int
    manifest: str
    id: str
    type: str
    verdict: Verdict = Verdict.DO
    reason: str = ""
    place: Place
    target: str = ""
    target_from: int = 0
    tag: str = ""
    tag_from: int = 0
    needs: tuple[int, ...] = ()
    natural_key: str = ""
    currency: str = ""
    amount: Decimal | None = None
    amount_before: Decimal | None = None
    existing: bool = False
    payload: Mapping[str, Any] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    kept: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    conflict: Conflict | None = None
    outside: Outside | None = None
    along: str = ""
    requests: tuple[SentRequest, ...] = ()
    content: str = ""
    payload_digest: str = ""


class ShownSteps(Protocol):
    """The steps of a plan, wherever they are kept. May be gone through any number of times."""

    def __iter__(self) -> Iterator[Shown]:
        """Give all steps, in order."""
        ...

    def at(self, seqs: Collection[int]) -> Iterator[Shown]:
        """Give the steps with some numbers, in order."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPlan:
    """A plan for review: what every rendering is given.

    Attributes:
        summary: Counts, sums and groups.
        steps: Its steps.
        bound: What it is bound to beside its steps.
        findings: Warnings; and what it is refused for, such as a valve.
        findings_total: All findings, where not all are kept.
    """

    summary: PlanSummary
    steps: ShownSteps
    bound: Bound
    findings: tuple[Finding, ...] = ()
    findings_total: int = 0
