"""A needed field that is missing in a table: what to do stands in its cells and columns, not in a line of YAML."""

from dataclasses import replace

from bulkops.core.entry import Entry
from bulkops.core.finding import Finding
from bulkops.planning.places import Path, own_column

#: Code of a needed field that is missing.
_MISSING = "M022"


def about_cell(finding: Finding, path: Path, entry: Entry, template: Entry | None) -> Finding:
    """Say what to do about a missing field in the words of a table; other findings stay as they are.

    Args:
        finding: What the gate has found.
        path: The field, in the entry.
        entry: The entry that lacks it.
        template: The entry with `rows` that it was made from, if it was.
    """
    place = finding.place
    if finding.code != _MISSING or place is None or not entry.columns:
        return finding
    if place.label:
        hint = f"fill column `{place.label}` in line {place.line}"
        if template is not None:
            hint += f", or put `default:` beside `column: {place.label}`"
        return replace(finding, message=f"{finding.message}: the cell is blank", hint=hint)
    name = own_column(path)
    return finding if template is not None or not name else replace(finding, hint=f"add a column `{name}`")
