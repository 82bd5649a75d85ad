"""How text is dressed for the place it is printed to; nothing is ever said by colour alone."""

from dataclasses import dataclass
from enum import StrEnum


class Colour(StrEnum):
    """What a piece of text is, as an ANSI code."""

    BOLD = "1"
    DIM = "2"
    RED = "31"
    GREEN = "32"
    YELLOW = "33"
    BLUE = "34"
    CYAN = "36"


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What the terminal or file can show.

    Attributes:
        colour: Whether ANSI codes are written.
        unicode: Whether signs beyond ASCII are written; text of users and of the system stays as it is.
        width: Columns of the terminal.
    """

    colour: bool = False
    unicode: bool = True
    width: int = 100

    def paint(self, text: str, *colours: Colour) -> str:
        """Colour a piece of text, where there is colour."""
        if not self.colour or not text or not colours:
            return text
        return f"\x1b[{';'.join(colours)}m{text}\x1b[0m"

    @property
    def arrow(self) -> str:
        """Between before and after."""
        return "→" if self.unicode else "->"

    @property
    def dot(self) -> str:
        """Between parts of a line."""
        return " · " if self.unicode else " | "

    @property
    def cross(self) -> str:
        """Sign of what did not or will not go through."""
        return "\N{MULTIPLICATION SIGN}" if self.unicode else "x"

    @property
    def times(self) -> str:
        """After a count."""
        return "\N{MULTIPLICATION SIGN}" if self.unicode else "x"

    @property
    def ellipsis(self) -> str:
        """Where text was cut."""
        return "…" if self.unicode else "..."

    @property
    def dash(self) -> str:
        """Between the ends of a range."""
        return "\N{EN DASH}" if self.unicode else "-"

    @property
    def gap(self) -> str:
        """Between groups of three digits, for people."""
        return "\N{THIN SPACE}" if self.unicode else " "

    def quoted(self, text: str) -> str:
        """Set words of another system apart from ours."""
        return f"«{text}»" if self.unicode else f'"{text}"'


PLAIN = Style()
