"""What speaks against making a manifest for a table, and what is doubtful about how it is written."""

import re
from collections.abc import Iterator, Sequence

from bulkops.adapters.import_bytes import Encoding
from bulkops.adapters.import_dialect import Dialect
from bulkops.core.errors import InvalidInputError
from bulkops.core.finding import Finding
from bulkops.core.place import Place
from bulkops.planning.import_columns import Column
from bulkops.planning.import_header import DATA
from bulkops.planning.template_fill import Row
from bulkops.planning.template_names import Header, listed

_EVEN_MIN = 0.9
_WORDS_MAX = 3
_WORD = re.compile(r"\w*[^\W\x00-\x7f]\w*")
#: How signs are called that cannot be seen.
_SIGNS = {"\t": "tab"}


def check_width(dialect: Dialect, header: Row, shown: str) -> None:
    """Refuse a table of which no row is found that could be the header.

    Raises:
        InvalidInputError: Most rows have another number of cells.
    """
    cells = len(header.cells)
    if cells == dialect.width or dialect.even < _EVEN_MIN:
        return
    first = "first row" if header is dialect.rows[0] else "row that holds usual names"
    message = f"the {first} has {cells} cells, and most rows have {dialect.width}: it is not their header"
    hint = "give each column a name; or say which line holds the names: `--header LINE`"
    place = Place(shown, header.line)
    raise InvalidInputError((Finding(code="I003", message=message, place=place, hint=hint, excerpt=False),))


def check_header(header: Header, line: int, columns: Sequence[Column]) -> None:
    """Refuse a table whose first row holds data.

    Raises:
        InvalidInputError: No column is called as is usual, and cells of the first row are numbers or dates.
    """
    if any(column.match for column in columns):
        return
    data = [name for name in header.columns if DATA.fullmatch(name)]
    if data:
        message = f"the row that should name the columns holds data: {len(data)} of its cells are numbers or dates"
        hint = "write a row with the names of the columns above the data"
        place = Place(header.file, line)
        raise InvalidInputError((Finding(code="I002", message=message, place=place, hint=hint, excerpt=False),))


def encoding_doubts(encoding: Encoding, columns: Sequence[Column]) -> Iterator[str]:
    """Show words in each encoding that the table may be written in; none that may be personal."""
    if encoding.unmarked:
        yield f"the file has no mark that says so, but looks like `{encoding.name}`"
    if not encoding.others:
        return
    texts = [column.name for column in columns]
    texts += [form.text for column in columns if not column.secret for form in column.forms.values()]
    words = dict.fromkeys(word for text in texts for word in _WORD.findall(text) if len(word) < 30)
    yield f"the file is not UTF-8, and nothing in it says what it is. {_shown(encoding, list(words))}"


def _shown(encoding: Encoding, words: Sequence[str]) -> str:
    ways: dict[str, str] = {}
    for name in (encoding.name, *encoding.others):
        try:
            read = [word.encode(encoding.name).decode(name) for word in words[:_WORDS_MAX]]
        except UnicodeError:
            continue
        ways[name] = listed(read)
    if not words:
        return f"It may be {listed((encoding.name, *encoding.others))}"
    same = [name for name, text in ways.items() if text == ways.get(encoding.name)]
    other = [f"as `{name}`: {text}" for name, text in ways.items() if name not in same]
    return "; ".join([f"As {listed(same)} it holds {ways.get(encoding.name, '')}", *other])


def delimiter_doubts(dialect: Dialect, unread: int, rows: int) -> Iterator[str]:
    """Say what is not certain about cells and rows."""
    if dialect.others:
        signs = listed(_SIGNS.get(sign, sign) for sign in dialect.others)
        yield f"{signs} would part the rows as evenly"
    if dialect.quote != '"':
        yield "cells do not stand in double quotes: those in the text belong to it"
    if dialect.width == 1:
        yield "the table has a single column; perhaps its cells are parted by a sign that is not known"
    if unread:
        yield f"{unread} of {rows + unread} rows cannot be read so; `validate` names each"
