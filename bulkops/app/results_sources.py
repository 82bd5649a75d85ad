"""The sources of a run, as they were: its manifests, the tables that they name, and the entries beside."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import file_digest
from itertools import count
from pathlib import Path

from bulkops.adapters.journal.records import RunRow
from bulkops.adapters.manifest_any import is_table
from bulkops.adapters.manifest_file import ManifestFile
from bulkops.adapters.result_stage import ResultStage, batches
from bulkops.adapters.table_named import own_source
from bulkops.app.results_tables import NamingEntry, RunTables, TableSource, changed
from bulkops.core.entry import Entry
from bulkops.core.errors import InvalidInputError, UsageError
from bulkops.core.finding import Finding
from bulkops.core.results import Bucket
from bulkops.core.sheet_column import is_workbook
from bulkops.core.table_options import TableOptions
from bulkops.core.tree import Map

_HINT = "put the file of that time back, and give the command in the folder in which the run was applied"


def sources_of(run: RunRow, stage: ResultStage, options: TableOptions) -> tuple[TableSource, ...]:
    """Read the run's manifests again; entries that are no tables are kept in the stage.

    Args:
        run: The run.
        stage: Takes these entries.
        options: How tables are read that are manifests of their own, and which in the place of others.

    Raises:
        UsageError: One is not as it was, or is not there.
    """
    own: list[TableSource] = []
    naming: list[NamingEntry] = []
    digests = run.digests or ("",) * len(run.files)
    for file, name, digest in zip(run.files, run.manifests, digests, strict=False):
        found_digest = _check(Path(file), digest, run, f"the manifest `{file}`")
        if is_table(file):
            own.append(_own(Path(file), name, found_digest, options))
            continue
        with ManifestFile(Path(file), file) as manifest:
            entries = _sorted(manifest.entries(), Path(file).parent, name, naming.append)
            for batch in batches(entries):
                stage.add_entries(batch)
    tables = RunTables(run=run, stage=stage, rows=options.rows)
    return tuple(_named([*own, *tables.found(naming)]))


def _sorted(
    entries: Iterator[Entry], base: Path, manifest: str, take: Callable[[NamingEntry], None]
) -> Iterator[tuple[str, str, str, str]]:
    for entry in entries:
        if "rows" in entry.tree:
            take(NamingEntry(manifest=manifest, entry=entry, base=base))
        else:
            yield manifest, str(entry.tree.get("id")), str(entry.tree.get("op")), _target(entry)


def _target(entry: Entry) -> str:
    """Give the key of the document that an entry names, such as an invoice's number."""
    keys = ("id", "op", "with", "after", "if_match", "identity")
    plain = (value for key, value in entry.tree.items() if key not in keys and isinstance(value, str | Map))
    first = next(plain, "")
    return str(first.get("from", "")) if isinstance(first, Map) else str(first)


def _own(path: Path, manifest: str, digest: str, options: TableOptions) -> TableSource:
    findings: list[Finding] = []
    read = own_source(path, options, findings.append)
    if read is None:
        raise InvalidInputError(tuple(findings))
    entry, source = read
    return TableSource(manifest=manifest, entry=entry, source=source, path=path, sha256=digest, names={}, own=True)


def _check(path: Path, wanted: str, run: RunRow, what: str) -> str:
    try:
        with path.open("rb") as stream:
            found = file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise UsageError(f"{what} of run {run.name} cannot be read: {reason}", hint=_HINT, code="P091") from None
    if wanted and found != wanted:
        raise changed(what, run)
    return found


def _named(found: list[TableSource]) -> Iterator[TableSource]:
    """Name result files: `failed.csv`; where there are several tables, after them: `march-failed.csv`."""
    taken: set[str] = set()
    for table in found:
        stem = table.path.stem
        prefix = next(name for name in _prefixes(stem) if name not in taken) if len(found) > 1 else ""
        taken.add(prefix)
        suffix = ".csv" if is_workbook(str(table.path)) else table.path.suffix
        yield replace(table, names={bucket: f"{prefix}{bucket}{suffix}" for bucket in Bucket})


def _prefixes(stem: str) -> Iterator[str]:
    yield f"{stem}-"
    yield from (f"{stem}-{number}-" for number in count(2))
