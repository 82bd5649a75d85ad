"""Tables as people export them, imported as the command does it, and the proposed manifest read by `validate`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bulkops.app.finds import Finds
from bulkops.app.import_file import Imported, import_table, write
from bulkops.app.validate import validate
from bulkops.planning.import_notation import Said

CREATE = "visma.invoice.create"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What came of one table."""

    imported: Imported
    manifest: Path
    text: str

    @property
    def paths(self) -> dict[str, str]:
        """Field by column."""
        return {each.column: each.path for each in self.imported.proposal.mapped if each.taken}

    @property
    def doubts(self) -> tuple[str, ...]:
        """What is in doubt besides the currency, which few of these tables name."""
        return tuple(doubt for doubt in self.imported.proposal.doubts if doubt not in self.currency)

    @property
    def currency(self) -> tuple[str, ...]:
        """What is said of the currency where no column names it."""
        return tuple(doubt for doubt in self.imported.proposal.doubts if doubt.startswith("no column fills `currency"))

    @property
    def todos(self) -> tuple[str, ...]:
        return self.imported.proposal.todos

    def validated(self) -> tuple[Finds, int]:
        """Run `validate` on the manifest as it was written."""
        return validate([str(self.manifest)])


def imported(
    folder: Path,
    content: str | bytes,
    *,
    name: str = "t.csv",
    op: str = CREATE,
    **options: Any,
) -> Case:
    """Import a table."""
    table, manifest = folder / name, folder / "t.yaml"
    table.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = import_table(table, manifest, op=op, said=Said(**options), told=lambda _: None)
    write(found, manifest, overwrite=True)
    return Case(imported=found, manifest=manifest, text=manifest.read_text(encoding="utf-8"))
