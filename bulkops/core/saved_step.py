"""A step as it stands in a plan file: the one declaration that files are read by and their schema is made from."""

from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from bulkops.core.change import ChangeKind
from bulkops.core.conflict import Standing
from bulkops.core.step import Verdict

Digest = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", description="SHA-256, in hexadecimal.")]
Amount = Annotated[
    str,
    Meta(pattern=r"^-?[0-9]+(\.[0-9]+)?$", description="A number with all its decimals, as text: no reader rounds."),
]
Time = Annotated[datetime, Meta(tz=True, description="A point in time: UTC, ISO 8601.")]
Seq = Annotated[int, Meta(ge=1, description="Number of a step.")]


class SavedChange(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A field that would differ; of a sensitive one neither side is kept."""

    path: Annotated[str, Meta(description="Members joined by dots, elements by key: `invoiceLines[3].quantity`.")]
    kind: Annotated[
        Literal["set", "add", "remove", "unread", "sensitive"],
        Meta(description="`add` and `remove` are elements of lists; `unread` is sent, but never shown by the API."),
    ]
    was: Annotated[ChangeKind, Meta(description="Of a sensitive change: what happens.")] | UnsetType = UNSET
    before: Annotated[Any, Meta(description="Value held now.")] = UNSET
    after: Annotated[Any, Meta(description="Value wanted; null clears it.")] = UNSET


class SavedDocument(Struct, frozen=True, kw_only=True):
    """A document, by what it is called."""

    kind: Annotated[str, Meta(description="What it is, for people: `invoice`.")]
    key: str


class SavedField(Struct, frozen=True, kw_only=True):
    """A field in a conflict, three ways; of a sensitive one without values."""

    path: str
    standing: Annotated[Standing, Meta(description="Who has changed it.")]
    planned_from: Any
    theirs: Any
    ours: Any
    asked: Annotated[bool, Meta(description="The manifest sets it.")]
    sensitive: bool


class SavedConflict(Struct, frozen=True, kw_only=True):
    """What a step is in conflict with."""

    document: SavedDocument
    gone: Annotated[bool, Meta(description="The document is not there any more.")]
    planned_from_known: bool
    planned_from_foreseen: bool
    fields: list[SavedField]


class SavedOutside(Struct, frozen=True, kw_only=True):
    """What others have changed on the target since a run of ours wrote it last."""

    run: str
    at: Time | None
    changes: list[SavedChange]
    gone: bool


class SavedTarget(Struct, frozen=True, kw_only=True):
    """The document that a step is about."""

    kind: Annotated[str, Meta(description="What it is, for people: `invoice`.")]
    key: Annotated[str | None, Meta(description="Null where it is made by this step, or not known yet.")]
    made_by: Annotated[Seq | None, Meta(description="The step that makes it.")]


class SavedRequest(Struct, frozen=True, kw_only=True):
    """A request that a step will make."""

    method: str
    path: Annotated[str, Meta(description="Path and query; `{id}` stands for a number that this operation brings.")]
    if_match: Annotated[str | None, Meta(description="Entity tag, or `{id}` of the operation that brings it.")]
    background: Annotated[bool, Meta(description="The API is asked to carry it out later.")]
    body_sha256: Digest | None
    bytes: Annotated[int, Meta(ge=0, description="Size of the body.")]


class SavedStep(Struct, frozen=True, kw_only=True):
    """A step; sensitive values are not in it."""

    seq: Seq
    manifest: str
    id: str
    type: str
    action: Annotated[str, Meta(description="Last part of the type: `create`, `release`.")]
    verdict: Annotated[Verdict, Meta(description="Only what is `do` is sent.")]
    reason: str | None
    file: str
    line: int | None
    column: int | None
    label: Annotated[str | None, Meta(description="Header name of the column, in a table.")]
    target: SavedTarget
    needs: Annotated[list[Seq], Meta(description="Steps that must be done before.")]
    etag: Annotated[str | None, Meta(description="Entity tag that the write is bound to.")]
    etag_from: Annotated[Seq | None, Meta(description="The earlier step whose answer gives the entity tag.")]
    irreversible: bool
    undone_by: Annotated[str | None, Meta(description="Operation type that undoes it.")]
    natural_key: Annotated[str | None, Meta(description="What a create is found by again.")]
    currency: Annotated[str, Meta(description="Of the amounts; empty: the customer's own.")]
    amount: Annotated[Amount | None, Meta(description="Net sum without VAT, as the step leaves the document.")]
    amount_before: Annotated[Amount | None, Meta(description="The same as it is now.")]
    existing: Annotated[bool, Meta(description="What the target holds was read, so that null means none.")]
    payload: Annotated[dict[str, Any], Meta(description="What is asked for; `(sensitive)` stands for values left out.")]
    changes: list[SavedChange]
    kept: Annotated[
        dict[str, tuple[int, int]], Meta(description="By list: elements that stay as they are, and all elements.")
    ]
    conflict: SavedConflict | None
    outside: SavedOutside | None
    along: Annotated[str | None, Meta(description="Id of the operation that needs this one, which was not selected.")]
    requests: list[SavedRequest]
    content: Annotated[str, Meta(description="Digest of what the user asked for.")]
    payload_sha256: Annotated[Digest | None, Meta(description="Digest of the payload, sensitive values included.")]
