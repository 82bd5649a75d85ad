"""The summary of a plan as it stands in a plan file: counts, sums, groups, and what it is expected to cost."""

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from bulkops.core.change import ChangeKind
from bulkops.core.operation import Sign
from bulkops.core.saved_step import Amount, Seq
from bulkops.core.step import Verdict


class SavedPlace(Struct, frozen=True, kw_only=True):
    """A place in a file."""

    file: str | None
    line: int | None
    column: int | None
    label: str | None


class SavedSum(Struct, frozen=True, kw_only=True):
    """A net sum without VAT."""

    currency: Annotated[str, Meta(description="Empty: the customers' own.")]
    amount: Amount


class SavedTypeSum(SavedSum, frozen=True, kw_only=True):
    """The net sum of the steps of a type."""

    type: str


class SavedLargest(SavedPlace, frozen=True, kw_only=True):
    """The document with the largest net sum in a currency."""

    currency: str
    amount: Amount
    id: str


class SavedGroupChange(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the steps of a group do to one field: one pair of values, or the range of those wanted."""

    path: Annotated[str, Meta(description="Keys of lists are left out: `invoiceLines[].quantity`.")]
    kind: Literal["set", "add", "remove", "unread", "sensitive"]
    count: int
    was: ChangeKind | UnsetType = UNSET
    constant: bool | UnsetType = UNSET
    before: Any = UNSET
    after: Any = UNSET
    minimum: Any = UNSET
    maximum: Any = UNSET


class SavedGroup(Struct, frozen=True, kw_only=True):
    """Steps that do the same to the same fields."""

    number: int
    type: Annotated[str | None, Meta(description="Null: the rest, steps of many kinds.")]
    verdict: Verdict
    sign: Sign
    irreversible: bool
    count: int
    sums: list[SavedSum]
    amount_unknown: int
    changes: list[SavedGroupChange]
    examples: Annotated[list[str], Meta(description="Ids of the first steps.")]
    seqs: Annotated[list[Seq], Meta(description="Numbers of the first steps.")]
    signatures: int
    first: SavedPlace


class SavedLeftOut(Struct, frozen=True, kw_only=True):
    """Rows of a table that became no operation."""

    file: str
    rows: int
    rows_total: int
    groups: int
    why: str


class SavedCalls(Struct, frozen=True, kw_only=True):
    """Calls of one kind."""

    api: str
    kind: str
    count: int


class SavedForecast(Struct, frozen=True, kw_only=True):
    """What carrying the plan out is expected to cost."""

    calls: list[SavedCalls]
    total: int
    seconds: float
    windows: Annotated[int, Meta(description="Hourly quotas needed.")]
    bound: Annotated[str, Meta(description="What sets the time.")]


class SavedSummary(Struct, frozen=True, kw_only=True):
    """Counts, sums and groups; every step is in exactly one count and one group."""

    steps: int
    counts: Annotated[dict[Verdict, dict[str, int]], Meta(description="By verdict, then by type.")]
    sums: Annotated[list[SavedTypeSum], Meta(description="Of two types not to be added: they may share a document.")]
    amount_unknown: Annotated[dict[str, int], Meta(description="Steps to do without a known amount, by type.")]
    unweighed: Annotated[dict[str, int], Meta(description="Steps to do that leave a sum that is not known, by type.")]
    irreversible: int
    largest: list[SavedLargest]
    groups: list[SavedGroup]
    left_out: list[SavedLeftOut]
    excluded: Annotated[int, Meta(description="Operations left out by the selection.")]
    along: Annotated[int, Meta(description="Steps that others need, and that were not selected themselves.")]
    outside: Annotated[int, Meta(description="Steps whose target others have changed since a run of ours.")]
    reads: int
    writes: int
    forecast: SavedForecast | None
