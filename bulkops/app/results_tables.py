"""The tables that the manifests of a run name, as they were: held against the digests that the journal has of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from bulkops.adapters.journal.records import RunRow
from bulkops.adapters.result_stage import ResultStage
from bulkops.adapters.table_rows import locate_source
from bulkops.app.stand_ins import StandIns, written_file
from bulkops.core.entry import Entry
from bulkops.core.errors import InvalidInputError, UsageError
from bulkops.core.finding import Finding
from bulkops.core.results import Bucket
from bulkops.core.results_report import TableResult
from bulkops.planning.template_rows import Source

_HINT = (
    "put the file of that time back, and give the command in the folder in which the run was applied; where it has been"
    " moved, `--rows` names it"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSource:
    """A table that operations of the run were made from.

    Attributes:
        manifest: Name of the manifest.
        entry: Its entry with `rows`.
        source: What its `rows` says.
        path: The table.
        sha256: Its digest.
        names: Name of the result file of each bucket.
        own: It is a manifest of its own.
        named: The table that its entry names, as it is written there.
        stands_in: It was read in the place of that one.
    """

    manifest: str
    entry: Entry
    source: Source
    path: Path
    sha256: str
    names: dict[Bucket, str]
    own: bool = False
    named: str = ""
    stands_in: bool = False

    def result(self) -> TableResult:
        """Begin to count its rows."""
        return TableResult(
            manifest=self.manifest,
            file=str(self.path),
            sha256=self.sha256,
            names=self.names,
            own=self.own,
            named=self.named,
            stands_in=self.stands_in,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NamingEntry:
    """An entry with `rows`.

    Attributes:
        manifest: Name of its manifest.
        entry: The entry as written.
        base: Folder of the manifest.
    """

    manifest: str
    entry: Entry
    base: Path

    @property
    def path(self) -> Path:
        """The table that it names."""
        return self.base / written_file(self.entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunTables:
    """Finds the tables of a run.

    Attributes:
        run: The run.
        stage: Knows which files its operations were made from.
        rows: Tables that the user gives in the place of those that the manifests name.
    """

    run: RunRow
    stage: ResultStage
    rows: tuple[tuple[str, str], ...]

    def found(self, entries: list[NamingEntry]) -> Iterator[TableSource]:
        """Find the table of each of the run's entries with `rows`.

        Raises:
            InvalidInputError: One is not there.
            UsageError: One is not as it was.
        """
        wanted = self._digests(entries)
        stand_ins = StandIns(self.rows)
        for naming in entries:
            yield self._one(naming, stand_ins, wanted.get(naming.path, self._all))
        unused = tuple(stand_ins.unused())
        if unused:
            raise InvalidInputError(unused)

    @property
    def _all(self) -> tuple[str, ...]:
        """Digests of all tables; empty where an older bulkops began the run."""
        return self.run.digests[len(self.run.files) :]

    def _digests(self, entries: list[NamingEntry]) -> dict[Path, tuple[str, ...]]:
        """Say which digest each table had: the journal has them in the order in which they are named."""
        named = list(dict.fromkeys(naming.path for naming in entries))
        # Where one table has stood in the place of two, it is not known which digest is whose.
        pairs = zip(named, self._all, strict=True) if len(named) == len(self._all) else ()
        return {path: (digest,) for path, digest in pairs}

    def _one(self, naming: NamingEntry, stand_ins: StandIns, wanted: tuple[str, ...]) -> TableSource:
        findings: list[Finding] = []
        first = _located(naming, stand_ins, findings)
        if first is not None and (not wanted or first.sha256 in wanted):
            return first
        found = None if self.rows else self._by_operations(naming, wanted)
        if found is not None:
            return found
        if first is None:
            raise InvalidInputError(tuple(findings))
        raise changed(f"the table `{first.path}`", self.run)

    def _by_operations(self, naming: NamingEntry, wanted: tuple[str, ...]) -> TableSource | None:
        """Find what stood in the place of the named table: operations were made from it, and it is as it was."""
        for file in self.stage.files(naming.manifest):
            if sha256_of(Path(file)) in wanted:
                return _located(naming, StandIns((("", file),)), [])
        return None


def _located(naming: NamingEntry, stand_ins: StandIns, findings: list[Finding]) -> TableSource | None:
    entry, base = stand_ins(naming.entry, naming.base, findings.append)
    located = None if findings else locate_source(entry, base, findings.append)
    if located is None:
        return None
    source, path, digest = located
    return TableSource(
        manifest=naming.manifest,
        entry=entry,
        source=source,
        path=path,
        sha256=digest,
        names={},
        named=written_file(naming.entry),
        stands_in=entry is not naming.entry,
    )


def sha256_of(path: Path) -> str:
    """Give a file's digest; empty where it cannot be read."""
    try:
        with path.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def changed(what: str, run: RunRow) -> UsageError:
    """Say that a source is not as it was."""
    return UsageError(f"{what} is not the one that run {run.name} was made from", hint=_HINT, code="P091")
