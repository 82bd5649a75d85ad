"""What the cells of a column hold, counted while they pass, in bounded memory."""

from collections.abc import Callable
from dataclasses import dataclass

from bulkops.core.field import Kind
from bulkops.planning.import_names import Match
from bulkops.planning.template_names import shown

_FORMS_MAX = {Kind.DECIMAL: 2_000, Kind.INTEGER: 2_000, Kind.DATE: 5_000, Kind.FLAG: 50, Kind.CHOICE: 50}
_TEXTS_MAX = 20
_SAMPLES_MAX = 3
_SAMPLE_CHARACTERS = 24
_DIGITS = str.maketrans("12345678", "99999999")
NUMBERS = frozenset({Kind.DECIMAL, Kind.INTEGER})


@dataclass(slots=True)
class Form:
    """Cells that are written alike: all that is said of one of them holds for the others.

    Attributes:
        text: The first of them.
        line: Where it stands.
        count: How many there are.
    """

    text: str
    line: int
    count: int = 1


class Column:
    """One column of a table.

    Attributes:
        name: As the header has it.
        match: What it is taken to hold; None: it is not used.
        filled: Cells that are not blank.
        blank: Cells that are.
        blank_line: Line of the first blank cell; 0: none is.
        forms: Forms of its cells, the first ones.
    """

    def __init__(self, name: str, match: Match | None) -> None:
        self.name = name
        self.match = match
        self.filled = 0
        self.blank = 0
        self.blank_line = 0
        self.forms: dict[str, Form] = {}
        self._samples: list[str] = []
        self._form = _form_of(self.kind)
        self._forms_max = _FORMS_MAX.get(self.kind, _TEXTS_MAX)

    @property
    def kind(self) -> Kind:
        """What its cells must be."""
        return self.match.field.kind if self.match and self.match.field else Kind.TEXT

    @property
    def secret(self) -> bool:
        """Whether its cells may be personal: those of a field that is, and those of which nothing is known."""
        return self.match is None or (self.match.field is not None and self.match.field.sensitive)

    def add(self, text: str, line: int) -> None:
        """Count a cell."""
        bare = text.strip()
        if not bare:
            self.blank += 1
            self.blank_line = self.blank_line or line
            return
        self.filled += 1
        if len(self._samples) < _SAMPLES_MAX and bare not in self._samples:
            self._samples.append(bare)
        form = self._form(bare)
        if form in self.forms:
            self.forms[form].count += 1
        elif len(self.forms) < self._forms_max:
            self.forms[form] = Form(bare, line)

    def samples(self) -> str:
        """Show some cells; none that may be personal."""
        if self.secret:
            return ""
        return ", ".join(f"`{shown(text)[:_SAMPLE_CHARACTERS]}`" for text in self._samples)


def _form_of(kind: Kind) -> Callable[[str], str]:
    if kind in NUMBERS:
        return _number_form
    return _whole


def _number_form(text: str) -> str:
    """Write a number with its digits alike; a zero that leads is told from others, for no group of thousands has it."""
    form = text.translate(_DIGITS).replace("0", "9")
    return "0" + form if text.lstrip("+-\u2212 ")[:1] == "0" else form


def _whole(text: str) -> str:
    return text
