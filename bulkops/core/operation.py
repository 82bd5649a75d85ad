"""The declaration of an operation and a provider: everything else is derived from these and from resources."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from bulkops.core.field import PATHS, Field
from bulkops.core.http import Request, Response
from bulkops.core.matching import Matching
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
    READ = ">"  # changes nothing at the system
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
        leaves: Statuses that the target may be in afterwards; None: it stays in the one it is in.
        beside: Kind of document that is made along with it and is like the target, where the new document itself is
            changed later and then not like it any more; None: there is none.
        others: Option that names documents like it which are known to belong to something else.
    """

    resource: Resource
    alike: tuple[tuple[str, str], ...]
    marks: tuple[tuple[str, str], ...] = ()
    result: str
    leaves: frozenset[str] | None = None
    beside: Resource | None = None
    others: str

    @property
    def trace(self) -> Resource:
        """The kind of document that shows for good whether it has been made."""
        return self.beside or self.resource


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that an operation sends, as `multipart/form-data`.

    Attributes:
        option: Key of the entry that names the file.
        part: Name of the part that holds it.
        metadata_part: Name of the part with what is said about it, as JSON; left out where nothing is said.
        metadata: Keys of the entry that go into that part.
        listed: Member of the target, or of its element, that lists what is attached.
        element: Where an entry names an element: the key that names it, the list, and the list's member with its key.
        content: Route of a file that is attached; `{key}` stands for its id.
        expand: Query flag that makes a list answer show what is attached.
    """

    option: str
    part: str
    metadata_part: str
    metadata: tuple[str, ...]
    listed: str
    element: tuple[str, str, str]
    content: Route
    expand: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequel:
    """A second write that completes an operation; made until it succeeds, for a repetition does no harm.

    Attributes:
        option: Key of the entry that asks for it.
        route: Where it goes; `{key}` stands for what the first write has made.
        body: What is sent.
        purpose: What it does, for messages.
    """

    option: str
    route: Route
    body: Mapping[str, Any]
    purpose: str


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
        needs: Those of them that must stand there.
        payload_required: `with` must stand there at all.
        write: Route of the write; names of options may stand in it in braces, too.
        write_with: Routes that take its place where an option is given, by the option's name.
        success_note: What the success of the answer means, where it is not the whole truth.
        effect: How doubt about it is settled.
        if_match: The API checks `If-Match` on it.
        irreversible: It cannot be undone by another operation without leaving a trace in the ledger.
        undone_by: Operation type that undoes it; empty: none.
        transition: The move it makes in the target's life cycle.
        spawn: The document it makes out of its target.
        upload: The file it sends.
        sequel: A second write that completes it.
        matching: How an entry may name elements of a list by a value of theirs.
        download: Option that names the file in which the body of the answer is kept; empty: it is not kept.
        deprecated: Why not to use it; empty while it is current.
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
    needs: tuple[str, ...] = ()
    payload_required: bool = False
    write: Route
    write_with: Mapping[str, Route] = field(default_factory=dict)
    success_note: str = ""
    effect: Effect = Effect.OPAQUE
    if_match: bool = False
    irreversible: bool = False
    undone_by: str = ""
    transition: Transition | None = None
    spawn: Spawn | None = None
    upload: Upload | None = None
    sequel: Sequel | None = None
    matching: Matching | None = None
    download: str = ""
    deprecated: str = ""
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
        """Whether the net sums of its documents are added up: it makes one, or moves one in its life cycle."""
        makes = not self.targeted or self.spawn is not None
        return bool(self.resource.net) and (makes or self.transition is not None)

    @property
    def posts(self) -> bool:
        """Whether it makes money final: only a counter-posting takes it back. What it spawns is not posted yet."""
        return self.irreversible and self.sign is Sign.FINAL and self.transition is not None

    @property
    def made(self) -> Resource | None:
        """The kind of document that it makes; None where it makes none."""
        if self.spawn is not None:
            return self.spawn.resource
        return None if self.targeted else self.resource

    @property
    def shows_done(self) -> bool:
        """Whether a document shows that it is done: the one it makes, or what its target has become."""
        moves = self.transition is not None and bool(self.transition.after)
        return moves or not self.targeted or self.effect is Effect.CONDITIONAL_UPDATE

    @property
    def dated(self) -> str:
        """Field with the day by which a list can be narrowed to the documents that it makes; empty: none."""
        listing = self.resource.listing
        by = listing.filter(listing.dated) if listing is not None and not self.targeted else None
        return next((found.name for found in self.fields if by is not None and found.observed == by.member), "")

    def shown_at(self, name: str) -> str:
        """Say where a document shows a field of the payload: member names joined by dots, empty for nowhere."""
        return next((found.observed for found in self.fields if found.name == name), "")

    @property
    def paths(self) -> frozenset[str]:
        """Options that hold paths of files."""
        return frozenset(option.name for option in self.options if option.kind in PATHS)

    @property
    def statuses(self) -> frozenset[str]:
        """Statuses of the target in which it may be sent; empty: any."""
        return self.transition.before if self.transition else self.allowed_in

    @property
    def versioned(self) -> bool:
        """Whether an entry may name the version that it is for: the API checks it, or bulkops does before it sends."""
        compared = self.targeted and bool(self.resource.tag) and self.effect is not Effect.READ
        return self.if_match or compared

    @property
    def api(self) -> str:
        """Name of the provider that serves it."""
        return self.resource.api


@dataclass(frozen=True, slots=True, kw_only=True)
class CallState:
    """What an API says of a call that it carries out in the background.

    Attributes:
        done: It has ended.
        failed: Why it could not be carried out to an end, so that its effect is not known; empty: it could.
        status: HTTP status that the call has come to; 0 while it is not done.
        headers: Header fields of its answer, names in lower case.
        has_body: Its answer has a body.
    """

    done: bool
    failed: str = ""
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    has_body: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """How an API takes calls that it carries out later.

    Attributes:
        header: Header field that asks for it.
        accepted: Status of the answer that the call was accepted.
        receipt: Id of the accepted call, from that answer; empty where it tells none.
        state: Route of its state; `{key}` stands for the id.
        content: Route of the body of its answer.
        read: An answer about its state as a value.
        settle_s: How long a call may be queued and under way, in seconds, before one whose acceptance was lost counts
            as not made.
    """

    header: str
    accepted: int = 202
    receipt: Callable[[Response], str]
    state: Route
    content: Route
    read: Callable[[Response], CallState]
    settle_s: int


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
        background: How it takes calls that it carries out later; None where it does not.
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
    background: Background | None = None
