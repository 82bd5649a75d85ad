"""The declaration of an operation and a provider: everything else is derived from these and from resources."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from bulkops.core.field import Field
from bulkops.core.http import Request, Response
from bulkops.core.resource import Resource, Route

Payload = Mapping[str, Any]
#: An answer of the API about one target, decoded: JSON values, numbers as `int` or `Decimal`.
Document = Mapping[str, Any]


class Effect(StrEnum):
    """What a repetition would do, and so how doubt is settled; the strictest is the default."""

    READ = "read"
    KEYED_CREATE = "keyed_create"
    MARKED_CREATE = "marked_create"
    CONDITIONAL_UPDATE = "conditional_update"
    UPSERT = "upsert"
    STATE_ACTION = "state_action"
    SPAWNING_ACTION = "spawning_action"
    REVISION = "revision"
    OPAQUE = "opaque"


class Sign(StrEnum):
    """How a plan marks a step."""

    CREATE = "+"
    CHANGE = "~"
    REMOVE = "-"
    FINAL = "!"  # cannot be undone, or only by a counter-posting


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A move in a resource's life cycle.

    Attributes:
        before: Statuses from which the operation may be sent.
        after: Statuses that mean it has happened; empty: the document is gone.
        later: The answer means that the work has started; it is done when a read shows one of `after`.
    """

    before: frozenset[str]
    after: frozenset[str] = frozenset()
    later: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Spawn:
    """The document that an operation makes out of its target.

    Attributes:
        resource: What kind of document.
        alike: Pairs of members (of the new document, of the target) that are equal: without them it cannot be it.
        marks: Further pairs that may be equal: they speak for a document, but their lack does not speak against it.
        result: Member of the answer that names the new document.
    """

    resource: Resource
    alike: tuple[tuple[str, str], ...]
    marks: tuple[tuple[str, str], ...] = ()
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A rule that a payload breaks and a schema cannot state.

    Attributes:
        path: From the entry, such as `("with", "invoiceLines", 0, "operation")`.
        code: Stable code of the finding.
        message: What is wrong.
        hint: What to do.
    """

    path: tuple[str | int, ...]
    code: str
    message: str
    hint: str = ""


#: Payload and options of an entry to what is wrong with them.
Rule = Callable[[Payload, Mapping[str, Any]], Iterable[Breach]]


# Two declarations are never equal unless they are the same one: compared, and hashed, by identity.
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OperationType:
    """One kind of operation: schema, columns, docs, diff, order, sandbox route and cases follow from it.

    Attributes:
        name: `api.resource.verb`.
        summary: What it does, one sentence.
        details: What a user should know before using it: Markdown, may be empty.
        sign: How a plan marks it.
        resource: What it is about.
        targeted: It is about an existing document, which an entry names by the resource's key.
        fields: What `with` may hold.
        required: Fields that `with` must hold.
        options: Further keys of an entry, beside `with`.
        payload_required: `with` must stand there at all.
        write: Route of the write.
        success_note: What the success of the answer means, where it is not the whole truth.
        effect: How doubt about it is settled.
        if_match: The API checks `If-Match` on it.
        irreversible: It cannot be undone by another operation without leaving a trace in the ledger.
        undone_by: Operation type that undoes it; empty: none.
        transition: The move it makes in the target's life cycle.
        spawn: The document it makes out of its target.
        allowed_in: Statuses of the target in which it may be sent, where it makes no move; empty: any.
        leaves: Statuses that a payload brings the document into; empty where it does not say.
        identity: Fields by which a create can be found again: the default first, the document's own number last.
        rules: What a schema cannot state.
        net_after: Net sum of a document as an update will leave it (first), from what was read (second).
        net: Sum of a payload's lines without VAT; None where the system sets a price. Absent: it moves no money.
        example: A short `with` as a user would write it; decimals and dates as text.
        source: Section of the API description that its rules come from.
    """

    name: str
    summary: str
    details: str = ""
    sign: Sign
    resource: Resource
    targeted: bool = True
    fields: tuple[Field, ...] = ()
    required: tuple[str, ...] = ()
    options: tuple[Field, ...] = ()
    payload_required: bool = False
    write: Route
    success_note: str = ""
    effect: Effect = Effect.OPAQUE
    if_match: bool = False
    irreversible: bool = False
    undone_by: str = ""
    transition: Transition | None = None
    spawn: Spawn | None = None
    allowed_in: frozenset[str] = frozenset()
    leaves: Callable[[Payload], frozenset[str]] | None = None
    identity: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    net: Callable[[Payload], Decimal | None] | None = None
    net_after: Callable[[Document, Document], Decimal | None] | None = None
    example: Payload = field(default_factory=dict)
    source: str = ""

    @property
    def verb(self) -> str:
        """Last part of the name: `create`, `release`, …."""
        return self.name.rpartition(".")[2]

    @property
    def moves_money(self) -> bool:
        """Whether the net sums of its documents are added up; those of an update are no new money."""
        return bool(self.resource.net) and self.sign is not Sign.CHANGE

    @property
    def posts(self) -> bool:
        """Whether it makes money final: only a counter-posting takes it back. What it spawns is not posted yet."""
        return self.irreversible and self.sign is Sign.FINAL and self.spawn is None

    @property
    def statuses(self) -> frozenset[str]:
        """Statuses of the target in which it may be sent; empty: any."""
        return self.transition.before if self.transition else self.allowed_in

    @property
    def api(self) -> str:
        """Name of the provider that serves it."""
        return self.resource.api


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One remote API and its operation types.

    Attributes:
        name: First part of its operations' names.
        title: Name for people.
        operations: Its operation types.
        resources: What can be read there, or operated on.
        encode: Payload and the document it is laid over (or None) to the JSON body of the write, or None for no body.
        judge: Whether a 2xx answer means success: an empty string, or the API's refusal in its own words.
        error_text: What an answer of failure says, for people; never a stack trace.
        new_number: Number of the document that a write has made, from its answer.
        settle_s: Longest time the server may work on a request, in seconds: what is absent before may yet come.
    """

    name: str
    title: str
    operations: tuple[OperationType, ...]
    resources: tuple[Resource, ...]
    encode: Callable[[OperationType, Payload, Document | None], Any]
    judge: Callable[[OperationType, Response], str]
    error_text: Callable[[Response], str]
    new_number: Callable[[OperationType, Request, Response], str]
    settle_s: int
