"""A plan as a reviewer reads it: counts, sums and groups; its steps are kept in the store."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bulkops.core.change import ChangeKind
from bulkops.core.operation import Sign
from bulkops.core.place import Place
from bulkops.core.step import Verdict

#: Verdicts that leave nothing to do and nothing to look at.
QUIET = frozenset({Verdict.UNCHANGED, Verdict.DONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupChange:
    """What the steps of a group do to one field.

    Attributes:
        path: Members joined by dots, keys of lists left out: `invoiceLines[].quantity`.
        kind: What happens.
        count: Changes folded; more than the group's steps where documents have several lines.
        constant: All of them have one `before` and one `after`.
        before: Where constant: the value held now.
        after: Where constant: the value wanted.
        minimum: Where not constant, and all are numbers or dates: the smallest value wanted; else None.
        maximum: The largest, likewise.
        sensitive: Values are neither kept nor shown.
    """

    path: str
    kind: ChangeKind
    count: int
    constant: bool = False
    before: Any = None
    after: Any = None
    minimum: Any = None
    maximum: Any = None
    sensitive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Steps of one signature: type, verdict, currency and the set of changed paths.

    Attributes:
        number: From 1, in the order of the plan's groups.
        type: Name of the operation type; empty: the rest, steps of many signatures.
        verdict: Of all its steps; of the rest the one that matters most.
        sign: How the plan marks it.
        irreversible: Its steps cannot be undone; of the rest: some of them.
        changes: One for each changed path, in the order of the first step.
        count: Steps folded.
        sums: Net sums without VAT by currency (empty: the customers' own), of documents with a known amount.
        amount_unknown: Steps without a known amount.
        first: Place of the first step.
        examples: Ids of the first steps.
        seqs: Numbers of the first steps, more of them than `examples`.
        signatures: How many signatures are folded: 1; of the rest at least so many.
    """

    number: int
    type: str
    verdict: Verdict
    sign: Sign
    irreversible: bool = False
    changes: tuple[GroupChange, ...] = ()
    count: int
    sums: Mapping[str, Decimal] = field(default_factory=dict)
    amount_unknown: int = 0
    first: Place
    examples: tuple[str, ...] = ()
    seqs: tuple[int, ...] = ()
    signatures: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Largest:
    """The document with the largest net sum in a currency."""

    currency: str
    amount: Decimal
    id: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Rows of a table that became no operation.

    Attributes:
        file: The table.
        rows: Rows left out.
        rows_total: Rows of the table.
        groups: Documents that the rows left out would have made, where they are grouped; 0 if not known.
        why: What left them out, such as `where`.
    """

    file: str
    rows: int
    rows_total: int
    groups: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """Calls of one kind that a run is expected to make.

    Attributes:
        api: Name of the provider.
        kind: `write`, `confirm` or `look-up`.
        count: How many.
    """

    api: str
    kind: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What a run is expected to cost.

    Attributes:
        calls: By provider and kind.
        seconds: Expected time from start to end, waits for new quota included.
        windows: Hourly quota windows needed; 1 where one is enough or there is no quota.
        bound: What sets the time: `latency`, `per second`, `per hour`, or the name of an operation type.
    """

    calls: tuple[Calls, ...] = ()
    seconds: float = 0.0
    windows: int = 1
    bound: str = "latency"

    @property
    def total(self) -> int:
        """All calls."""
        return sum(calls.count for calls in self.calls)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanContext:
    """What a plan is for.

    Attributes:
        manifests: Files as the user gave them.
        company: Name of the company it lands on.
        environment: `production`, `test`, `sandbox` ….
        profile: Profile of the project file.
        digest: Digest of what would be sent; empty while there is none.
        saved_as: File that the plan was saved to; empty: none.
        offline: Nothing was read from the system: what depends on it is not checked.
        next_command: What to type to carry it out.
    """

    manifests: tuple[str, ...]
    company: str = ""
    environment: str
    profile: str = ""
    digest: str = ""
    saved_as: str = ""
    offline: bool = False
    next_command: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSummary:
    """A whole plan in bounded space; every step is counted in `counts` and in exactly one group.

    Attributes:
        context: What it is for.
        counts: Steps by verdict, then by operation type.
        sums: Net sums without VAT of the steps to do, by operation type, then by currency.
        volumes: As `sums`, but a credit adds to a sum as an invoice does: two that cancel out are twice the money.
        amount_unknown: Steps to do without a known amount, by operation type; only of documents that carry money.
        unweighed: Steps to do that change a document's sum to one that is not known, by operation type.
        irreversible: Steps to do that cannot be undone.
        largest: Largest document to do of each currency.
        groups: Irreversible first, then conflicts, removals, changes, creates, and what is quiet.
        left_out: Rows of tables that became no operation.
        excluded: Operations left out by `--only`, `--exclude` or `--only-failed`.
        along: Steps that were not selected themselves: others need them.
        outside: Steps whose target others have changed since a run of ours wrote it.
        outside_seqs: Numbers of the first of them.
        reads: Calls made while planning.
        writes: Requests to come that change something.
        forecast: What carrying it out is expected to cost.
        titles: Names of values that were looked up, by the field's path and the value as text.
    """

    context: PlanContext
    counts: Mapping[Verdict, Mapping[str, int]]
    sums: Mapping[str, Mapping[str, Decimal]]
    amount_unknown: Mapping[str, int]
    irreversible: int
    largest: tuple[Largest, ...]
    groups: tuple[Group, ...]
    left_out: tuple[LeftOut, ...] = ()
    excluded: int = 0
    along: int = 0
    outside: int = 0
    outside_seqs: tuple[int, ...] = ()
    reads: int = 0
    writes: int = 0
    forecast: Forecast | None = None
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    volumes: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)
    unweighed: Mapping[str, int] = field(default_factory=dict)

    def count(self, verdict: Verdict) -> int:
        """Count the steps of a verdict."""
        return sum(self.counts.get(verdict, {}).values())

    @property
    def steps(self) -> int:
        """All steps."""
        return sum(self.count(verdict) for verdict in Verdict)

    @property
    def shown(self) -> int:
        """Steps that a reviewer has to look at: to do, or in conflict."""
        return sum(self.count(verdict) for verdict in Verdict if verdict not in QUIET)
