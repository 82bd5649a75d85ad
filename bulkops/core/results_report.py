"""Results of a run in numbers: what was counted while each source row went into its file."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from bulkops.core.outcome import State
from bulkops.core.place import Place
from bulkops.core.results import Bucket, Fate
from bulkops.core.run import Cause, RunReport

#: The file of entries that stand in a manifest itself.
OPERATIONS = "operations.csv"

#: Operation type and currency. Sums of two types are never added: they may be about one document.
Money = tuple[str, str]


@dataclass(slots=True)
class Total:
    """Operations and their net sums.

    Attributes:
        operations: How many.
        sums: By operation type and currency; all known amounts, zero too.
        unknown: Operations without a known amount, likewise.
        counts: All operations, likewise.
    """

    operations: int = 0
    sums: dict[Money, Decimal] = field(default_factory=dict)
    unknown: Counter[Money] = field(default_factory=Counter)
    counts: Counter[Money] = field(default_factory=Counter)

    def add(self, fate: Fate) -> None:
        """Count an operation."""
        self.operations += 1
        money = (fate.type, fate.currency)
        self.counts[money] += 1
        if fate.amount is None:
            self.unknown[money] += 1
        else:
            self.sums[money] = self.sums.get(money, Decimal(0)) + fate.amount

    def take(self, other: "Total") -> None:
        """Count what another one has counted."""
        self.operations += other.operations
        self.counts.update(other.counts)
        self.unknown.update(other.unknown)
        for money, amount in other.sums.items():
            self.sums[money] = self.sums.get(money, Decimal(0)) + amount


@dataclass(slots=True, kw_only=True)
class TableResult:
    """What the rows of a table came to.

    Attributes:
        manifest: Name of the manifest.
        file: The table, as places show it.
        sha256: Its digest.
        names: Result files by bucket; all names that it may have, written or not.
        own: It is a manifest of its own.
        named: The table that the manifest names, as it is written there.
        stands_in: It was read in the place of that one.
        rows: Rows by bucket.
        totals: Operations by bucket, each once.
    """

    manifest: str
    file: str
    sha256: str
    names: dict[Bucket, str]
    own: bool = False
    named: str = ""
    stands_in: bool = False
    rows: Counter[Bucket] = field(default_factory=Counter)
    totals: dict[Bucket, Total] = field(default_factory=lambda: {bucket: Total() for bucket in Bucket})


@dataclass(slots=True, kw_only=True)
class Walked:
    """What was found on the way.

    Attributes:
        tables: What the rows of each table came to.
        entries: Entries of manifests that are no tables, by bucket.
        entry_totals: Their operations, each once.
        states: Operations of the run by state, each once.
        left_out: Operations that the run left out, by selection.
        before: Operations that earlier runs had done.
    """

    tables: list[TableResult] = field(default_factory=list)
    entries: Counter[Bucket] = field(default_factory=Counter)
    entry_totals: dict[Bucket, Total] = field(default_factory=lambda: {bucket: Total() for bucket in Bucket})
    states: dict[State, Total] = field(default_factory=dict)
    left_out: int = 0
    before: Total = field(default_factory=Total)

    def count(self, total: Total, fate: Fate) -> None:
        """Count an operation that is met for the first time."""
        total.add(fate)
        if fate.before:
            self.before.add(fate)
        elif fate.state is not None:
            self.states.setdefault(fate.state, Total()).add(fate)

    @property
    def rows(self) -> Mapping[Bucket, int]:
        """Rows of all tables by bucket."""
        counted: Counter[Bucket] = Counter()
        for table in self.tables:
            counted.update(table.rows)
        return counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """A cause, and the first operations that it is the cause of."""

    cause: Cause
    operations: tuple[tuple[str, Place], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsReport:
    """Results of a run, to be read and signed.

    Attributes:
        run: What became of the run.
        walked: What its sources came to.
        causes: Why operations did not go through, the most frequent first.
        causes_total: How many causes there are, where not all are told.
        last_hash: Hash of the journal's last event; kept elsewhere, it proves all before.
        made_at: When the results were written, seconds since 1970.
        tables_known: Whether the run knows the digests of its tables.
    """

    run: RunReport
    walked: Walked
    causes: tuple[Samples, ...]
    causes_total: int
    last_hash: str
    made_at: float
    tables_known: bool = True
