"""Findings about entries that were read long ago: where inside the entry they stand is looked up when there are any."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bulkops.adapters.manifest_any import manifest_at
from bulkops.adapters.manifest_file import ManifestFile
from bulkops.app.finds import KEPT_MAX, Finds
from bulkops.app.read import Inputs, expanded
from bulkops.app.stand_ins import StandIns
from bulkops.core.entry import Entry, Head
from bulkops.core.finding import Finding
from bulkops.core.place import Place
from bulkops.core.registry import Registry
from bulkops.core.table_options import NOTHING_SAID, TableOptions
from bulkops.core.tree import Map
from bulkops.planning import places

if TYPE_CHECKING:
    from bulkops.adapters.table_manifest import TableManifest


class LateFinds:
    """Holds findings back until their manifests have been read once more, and then hands them on with their places.

    A draft keeps the place of an entry and not of what is in it: there may be millions, and few are ever needed.

    Args:
        finds: Takes the findings.
    """

    def __init__(self, finds: Finds) -> None:
        self._finds = finds
        self._held: dict[tuple[str, str], list[tuple[Finding, places.Path]]] = {}
        self._count = 0

    def __call__(self, finding: Finding, manifest: str, path: places.Path) -> None:
        """Take a finding about one operation.

        Args:
            finding: What is wrong, with the place of the entry.
            manifest: Name of the manifest.
            path: What it is about inside the entry; empty: the entry as a whole.
        """
        if not path or self._count >= KEPT_MAX:
            self._finds(finding)
            return
        self._count += 1
        self._held.setdefault((manifest, finding.operation), []).append((finding, path))

    def tell(self, files: Sequence[str], registry: Registry, tables: TableOptions = NOTHING_SAID) -> None:
        """Hand the findings on.

        Args:
            files: The manifests, as they were read before. What has gone from them meanwhile stays at its entry.
            registry: Operation types.
            tables: How tables among them are read.
        """
        inputs = Inputs(stand_ins=StandIns(tables.rows))
        for shown in files if self._held else ():
            if Path(shown).is_file():  # what came out of a pipe cannot be read again
                with manifest_at(shown, registry, tables) as manifest:
                    self._tell_of(manifest, Path(shown).parent, registry, inputs)
        for held in self._held.values():
            for finding, _ in held:
                self._finds(finding)
        self._held.clear()

    def _tell_of(
        self, manifest: "ManifestFile | TableManifest", base: Path, registry: Registry, inputs: Inputs
    ) -> None:
        name = manifest.head.name
        wanted = {operation for of, operation in self._held if of == name}
        silent = Finds()  # what is wrong with the file was said when it was read before
        for entry, template in expanded(manifest.entries(), base, registry, silent, inputs) if wanted else ():
            operation = str(entry.tree.get("id"))
            if operation not in wanted:
                continue
            wanted.remove(operation)
            for finding, path in self._held.pop((name, operation)):
                place = _place(manifest.head, entry, template, path)
                self._finds(replace(finding, place=place))
            if not wanted:
                break


def _place(head: Head, entry: Entry, template: Entry | None, path: places.Path) -> Place:
    """Say where a part of an operation was written: what its entry does not say stands in the defaults."""
    defaults, name = head.defaults, str(entry.tree.get("op"))
    if isinstance(defaults, Map) and not places.has(entry.tree, path) and places.has(defaults.get(name), path[1:]):
        return places.in_defaults(head, name)(path)
    return places.in_entry(entry, template)(path)
