"""Read manifests into a draft: every entry checked, every mistake found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bulkops.adapters.draft import Draft
from bulkops.adapters.manifest_any import manifest_at, misplaced_options
from bulkops.adapters.manifest_file import ManifestFile
from bulkops.adapters.plan_file_head import is_plan_file
from bulkops.app.attached import with_files
from bulkops.app.finds import Finds
from bulkops.app.repeats import Repeats
from bulkops.app.stand_ins import StandIns
from bulkops.core.entry import Entry
from bulkops.core.finding import Finding, Related
from bulkops.core.place import Place
from bulkops.core.registry import Registry
from bulkops.core.table_options import NOTHING_SAID, TableOptions
from bulkops.planning.check import EntryCheck

if TYPE_CHECKING:
    from bulkops.adapters.table_manifest import TableManifest
    from bulkops.core.plan import LeftOut

BROKEN_MAX = 10_000


@dataclass(slots=True)
class Inputs:
    """What was read.

    Attributes:
        names: Names of the manifests, in the order of the files.
        digests: SHA-256 of each file.
        tables: Paths of the tables that they name, each once.
        left_out: Rows of tables that became no operation.
        broken: Manifest and id of entries with errors: references to them are no errors of their own.
        stand_ins: Tables that are read in the place of those that the manifests name.
        partial: They say nothing of some operations that the manifests have had: a table of what has failed stands in
            the place of the whole one, or is a manifest itself.
    """

    names: list[str] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    left_out: list["LeftOut"] = field(default_factory=list)
    broken: set[tuple[str, str]] = field(default_factory=set)
    stand_ins: StandIns = field(default_factory=StandIns)
    partial: bool = False


def read(
    files: Sequence[str], registry: Registry, draft: Draft, finds: Finds, tables: TableOptions = NOTHING_SAID
) -> Inputs:
    """Read manifests.

    Args:
        files: Paths as the user gave them.
        registry: Known operation types.
        draft: Takes the operations.
        finds: Takes what is wrong.
        tables: How tables among the files are read.
    """
    inputs = Inputs(stand_ins=StandIns(tables.rows), partial=bool(tables.rows))
    for finding in misplaced_options(files, tables):
        finds(finding)
    named: dict[str, str] = {}
    for shown in files:
        if is_plan_file(Path(shown)):
            hint = "it is applied and shown alone: `bulkops apply PLAN`, `bulkops show PLAN`"
            finds(Finding(code="M072", message="a saved plan is no manifest", place=Place(shown), hint=hint))
            continue
        with manifest_at(shown, registry, tables) as manifest:
            name = manifest.head.name
            twice = bool(name) and name in named
            if twice:
                related = (Related("the first manifest of that name", Place(named[name], 1)),)
                message = f"two manifests are called `{name}`"
                hint = "names identify operations for good: give each manifest its own"
                finds(Finding(code="M071", message=message, place=Place(shown, 1), hint=hint, related=related))
            named.setdefault(name, shown)
            # Of a manifest named like another one every id could be a second one: it is only checked by itself.
            _read_one(manifest, Path(shown).parent, registry, None if twice else draft, finds, inputs)
            for finding in manifest.findings:
                finds(finding)
            inputs.partial |= manifest.of_results
            inputs.names.append(name)
            inputs.digests.append(manifest.sha256)
    if not finds.errors:  # else not all that is in the manifests was seen
        for finding in inputs.stand_ins.unused():
            finds(finding)
    draft.close_entries()
    return inputs


def _read_one(
    manifest: "ManifestFile | TableManifest",
    base: Path,
    registry: Registry,
    draft: Draft | None,
    finds: Finds,
    inputs: Inputs,
) -> None:
    repeats = Repeats(finds)
    check = EntryCheck(manifest.head, registry, repeats)
    for entry, template in expanded(manifest.entries(), base, registry, finds, inputs):
        repeats.about(template)
        operation = check.operation(entry, template)
        if operation is None and len(inputs.broken) < BROKEN_MAX:
            inputs.broken.add((manifest.head.name, str(entry.tree.get("id"))))
        elif operation is not None and operation.type.paths:
            operation = with_files(operation, base, partial(_key_place, entry), repeats)
        if operation is not None and draft is not None:
            draft.add(operation)
    repeats.about(None)


def _key_place(entry: Entry, key: str) -> Place:
    return entry.place((key,))


def expanded(
    entries: Iterator[Entry], base: Path, registry: Registry, finds: Finds, inputs: Inputs
) -> Iterator[tuple[Entry, Entry | None]]:
    """Give each entry; of one made from a table also the entry with `rows` that it was made from."""
    for entry in entries:
        if "rows" in entry.tree:
            for made in _rows(entry, base, registry, finds, inputs):
                yield made, entry
        else:
            yield entry, None


def _rows(entry: Entry, base: Path, registry: Registry, finds: Finds, inputs: Inputs) -> Iterator[Entry]:
    from bulkops.adapters.tables import RowCount, expand  # noqa: PLC0415 - most manifests name no table
    from bulkops.core.plan import LeftOut  # noqa: PLC0415

    counts: list[RowCount] = []
    entry, base = inputs.stand_ins(entry, base, finds)
    yield from expand(entry, registry=registry, base=base, findings=finds, left_out=counts.append)
    inputs.tables += dict.fromkeys(count.file for count in counts if count.file not in inputs.tables)
    inputs.left_out += [
        LeftOut(
            file=count.file,
            rows=count.rows_left_out,
            rows_total=count.rows,
            groups=count.groups_left_out,
            why="where",
        )
        for count in counts
        if count.rows_left_out
    ]
