"""Operations as they become steps: checked entries, then bound to what the system holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from bulkops.core.change import Change
from bulkops.core.json import digest
from bulkops.core.operation import OperationType
from bulkops.core.place import Place


@dataclass(frozen=True, slots=True)
class Reference:
    """The mention of another operation of the same manifest: its id, or in `after` a glob pattern of ids."""

    name: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One checked entry.

    Attributes:
        manifest: Name of its manifest.
        id: Unique in the manifest; with the manifest's name its identity for good.
        type: What kind of operation.
        target: Key of the document it is about; empty where it makes one, or where `target_from` says which.
        target_from: The operation that makes its target; None if none does.
        payload: Checked values of `with`: text, bool, int, Decimal, ISO dates, None, lists and mappings.
        options: Further keys of the entry, such as `create`; paths are absolute.
        if_match: Entity tag that the user holds; empty: the plan's own.
        after: Operations that must be done before.
        identity: Field that a create is looked up by; empty for others.
        place: Where the entry stands.
    """

    manifest: str
    id: str
    type: OperationType
    target: str = ""
    target_from: Reference | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    if_match: str = ""
    after: tuple[Reference, ...] = ()
    identity: str = ""
    place: Place

    @property
    def natural_key(self) -> str:
        """What identifies the document a create makes, beside its number; empty for other operations."""
        if not self.identity:
            return ""
        return f"{self.type.api}.{self.type.resource.name}/{self.identity}={self.payload.get(self.identity, '')}"

    def content(self) -> str:
        """Digest of what the user asks for: two entries with one identity and different content contradict."""
        maker = self.target_from.name if self.target_from else ""
        # Where a file lies on this machine is no part of what is asked for; its name and digest are, in the payload.
        options = {name: value for name, value in self.options.items() if name not in self.type.paths}
        return digest([self.type.name, self.target, maker, self.payload, options])


class Verdict(StrEnum):
    """What a plan decided about an operation."""

    DO = "do"
    UNCHANGED = "unchanged"  # the system holds the wanted values: nothing to send
    DONE = "done"  # an earlier run did it
    CONFLICT = "conflict"  # the tag that the user holds is not the system's


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An operation bound to what the system held when it was planned; applying it looks nothing up.

    Attributes:
        seq: Number in the plan, from 1, in the order of the manifests.
        manifest: Name of the manifest.
        id: Id of the operation.
        type: Name of the operation type.
        verdict: Whether there is something to do.
        reason: Why, where the verdict needs a word.
        target: Key of the target; empty where it is made by this step, or not known yet.
        target_from: `seq` of the step that makes the target; 0 if none.
        tag: Entity tag that the write is bound to; empty where there is none.
        tag_from: `seq` of the earlier step on the same target whose answer gives the tag; 0 if none.
        payload: Canonical JSON of the payload.
        options: JSON of the entry's further keys, paths made absolute.
        body: JSON that is sent; empty: no body.
        before: JSON of the target's document as planned from; empty where it did not exist or is not known.
        changes: What differs.
        content: Digest of what the user asked for.
        natural_key: What a create is found by.
        currency: Of `amount`; empty: the customer's own.
        amount: Net sum of the document, without VAT; None where it is not known.
        place: Where the entry stands.
        needs: `seq` of the steps that must be done before, ascending.
    """

    seq: int
    manifest: str
    id: str
    type: str
    verdict: Verdict = Verdict.DO
    reason: str = ""
    target: str = ""
    target_from: int = 0
    tag: str = ""
    tag_from: int = 0
    payload: bytes = b""
    options: bytes = b"{}"
    body: bytes = b""
    before: bytes = b""
    changes: tuple[Change, ...] = ()
    content: str = ""
    natural_key: str = ""
    currency: str = ""
    amount: Decimal | None = None
    place: Place
    needs: tuple[int, ...] = ()
