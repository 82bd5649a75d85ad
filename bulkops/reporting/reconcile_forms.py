"""The members of a reconciliation in JSON, and their schema: what is printed is made of these declarations."""

from typing import Any

from msgspec import Struct
from msgspec.json import schema_components

from bulkops.core.schema import DIALECT

FORMAT = "bulkops.reconcile/1"
_ID = "reconcile.schema.json"
_DESCRIPTION = (
    "What `bulkops reconcile --format json` prints. Members never change their meaning within one format number; new "
    "ones may come: members that a reader does not know are to be ignored. Sums are text, so that none is rounded."
)


class MoneyForm(Struct, frozen=True, kw_only=True):
    """A net sum without VAT; the currency is null where it is the customer's own and nothing shows it."""

    currency: str | None
    amount: str


class OtherForm(Struct, frozen=True, kw_only=True):
    """A document that bears the same mark, and that no operation of bulkops has made."""

    number: str
    status: str | None
    net: MoneyForm | None


class ChangeForm(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is different: as runs of ours left it, and as it is now. Of sensitive values neither is there."""

    path: str
    kind: str
    sensitive: bool
    left: Any = None
    now: Any = None


class OperationForm(Struct, frozen=True, kw_only=True):
    """The run's first operation on a document; line and column are 0 where they are not known."""

    manifest: str
    id: str
    type: str
    at: str | None
    file: str
    line: int
    column: int


class LaterForm(Struct, frozen=True, kw_only=True):
    """The later run of ours that deleted or countered a document, and by what."""

    run: str
    type: str


class DocumentForm(Struct, frozen=True, kw_only=True):
    """A document that is not simply as made. The key is null where a create is in doubt, so that it has none."""

    standing: str
    code: str | None
    kind: str
    key: str | None
    mark: str | None
    status: str | None
    gone: bool
    left: MoneyForm | None
    now: MoneyForm | None
    changes: list[ChangeForm]
    others: list[OtherForm]
    purged: bool
    later: LaterForm | None
    operation: OperationForm


class SumForm(Struct, frozen=True, kw_only=True):
    """Sums of one kind of document in one currency: `made` and all of `because` together are `found`.

    Of `found`, `countered` is what later runs have reversed or corrected: the documents are there.
    """

    kind: str
    currency: str | None
    made: str
    because: dict[str, str]
    found: str
    difference: str
    countered: str


class HeadForm(Struct, frozen=True, kw_only=True):
    """Counts and sums. The counts of `counts` together are `documents_total`.

    `deleted` are those as made that the run itself has deleted: they are gone.
    """

    format: str
    environment: str
    company: str | None
    profile: str | None
    run: str
    manifests: list[str]
    started_at: str | None
    read_at: str | None
    documents_total: int
    differences: int
    counts: dict[str, int]
    deleted: int
    sums: list[SumForm]
    no_sum: int
    operations: dict[str, int]
    operations_unsettled: int
    operations_done_before: int
    unversioned: int
    singly: int
    calls: int


def reconcile_schema() -> dict[str, Any]:
    """Give the schema of a reconciliation."""
    _, parts = schema_components([HeadForm, DocumentForm], ref_template="#/$defs/{name}")
    head = parts.pop(HeadForm.__name__)
    head["properties"]["format"] = {"const": FORMAT}
    documents = {"type": "array", "items": {"$ref": f"#/$defs/{DocumentForm.__name__}"}}
    return {
        "$schema": DIALECT,
        "$id": _ID,
        "title": "Reconciliation of a run of bulkops",
        "description": _DESCRIPTION,
        "type": "object",
        "properties": {**head["properties"], "documents": documents},
        "required": [*head["required"], "documents"],
        "$defs": dict(sorted(parts.items())),
    }
