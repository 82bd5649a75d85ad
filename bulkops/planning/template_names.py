"""Names in a table's header and in a manifest, and the likely meaning of a misspelt one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from bulkops.core.finding import Finding
from bulkops.core.place import Place

#: Takes each finding as it is made.
Report = Callable[[Finding], None]

# Delimiters that a table with one single "column" was perhaps written with.
_OTHER_DELIMITERS = (";", "\t", "|", ",")
_SHOWN_MAX = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """First row of a table.

    Attributes:
        file: The table, as places show it.
        columns: Names, without spaces around them; each is there once.
    """

    file: str
    columns: tuple[str, ...]

    def place(self, line: int, index: int = -1) -> Place:
        """Say where a cell stands: its line, and its column counted from 0; -1 for the row as a whole."""
        return Place(self.file, line, 0, self.columns[index] if 0 <= index < len(self.columns) else "")

    def find(self, name: str, place: Place, report: Report) -> int:
        """Find a column by name, from 0; report one that is not there and give -1."""
        if name.strip() in self.columns:
            return self.columns.index(name.strip())
        report(
            Finding(
                code="T020",
                message=f"`{shown(self.file)}` has no column `{shown(name)}`",
                place=place,
                hint=did_you_mean(name, self.columns) or self.other_delimiter() or f"it has {listed(self.columns)}",
            )
        )
        return -1

    def other_delimiter(self) -> str:
        """Hint at the delimiter that a header of one column was perhaps written with; empty where none is."""
        if len(self.columns) > 1:
            return ""
        found = next((sign for sign in _OTHER_DELIMITERS if sign in self.columns[0]), "")
        sign = "\\t" if found == "\t" else found
        return f'the header was read as one column: declare `delimiter: "{sign}"` under `rows`' if found else ""


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """Word a hint at the known name most like a misspelt one; empty where none is."""
    known = list(names)
    same = [each for each in known if each.casefold() == name.strip().casefold()]
    best = next(iter(same or get_close_matches(name, known, 1, 0.6)), "")
    return f"did you mean `{best}`?" if best else ""


def listed(names: Iterable[str], names_max: int = 12) -> str:
    """Write names for a message, at most so many."""
    known = [f"`{shown(name)}`" for name in names]
    more = f" and {len(known) - names_max} more" if len(known) > names_max else ""
    return ", ".join(known[:names_max]) + more


def shown(text: str) -> str:
    """Shorten a value for a message, and keep it on one line."""
    flat = text.replace("\r", "").replace("\n", "⏎")
    return flat if len(flat) <= _SHOWN_MAX else flat[: _SHOWN_MAX - 1] + "…"
