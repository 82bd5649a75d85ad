"""A manifest, whatever file it stands in: YAML, JSON, or a table."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bulkops.adapters.manifest_file import ManifestFile
from bulkops.core.finding import Finding
from bulkops.core.registry import Registry
from bulkops.core.table_options import NOTHING_SAID, TableOptions

if TYPE_CHECKING:
    from bulkops.adapters.table_manifest import TableManifest

#: How the names of tables end.
TABLES = frozenset({".csv", ".tsv", ".tab", ".xlsx", ".xlsm"})


def is_table(file: str) -> bool:
    """Whether a manifest's name is that of a table."""
    return Path(file).suffix.lower() in TABLES


def manifest_at(shown: str, registry: Registry, tables: TableOptions = NOTHING_SAID) -> "ManifestFile | TableManifest":
    """Give the manifest that a user names, to be opened in a `with` block.

    Args:
        shown: Its path as the user gave it.
        registry: Known operation types.
        tables: How it is read if it is a table.
    """
    if is_table(shown):
        from bulkops.adapters.table_manifest import TableManifest  # noqa: PLC0415 - most manifests are none

        return TableManifest(Path(shown), shown, registry, tables)
    return ManifestFile(Path(shown), shown)


def misplaced_options(files: Sequence[str], tables: TableOptions) -> tuple[Finding, ...]:
    """Refuse options about tables where there is no table, and one name for several."""
    count = sum(map(is_table, files))
    given = tables.given()
    if given and not count:
        options = ", ".join(f"`--{name}`" for name, _ in given)
        hint = "leave it out; for a table that a manifest names, write it under `rows`"
        message = f"{options} {'is' if len(given) == 1 else 'are'} about tables, and none of the manifests is one"
        return (Finding(code="M087", message=message, hint=hint),)
    if tables.name and count > 1:
        hint = "give each table a column `@manifest`, or apply them one by one"
        return (Finding(code="M085", message=f"`--name` would name {count} tables alike", hint=hint),)
    return ()
