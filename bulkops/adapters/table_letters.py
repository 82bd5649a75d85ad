"""A byte that is not of a table's encoding, and the encodings that would read the table, each with what it would read.

Which of them is right only a person can see, so words of the table are shown: of its header, and of columns whose
field is not sensitive; of no others.
"""

import codecs
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from bulkops.adapters.table_bad_cell import Showable, bad_cell
from bulkops.adapters.table_encoding import chunks
from bulkops.core.finding import Finding
from bulkops.core.place import Place
from bulkops.planning.template_names import listed
from bulkops.planning.template_rows import Source

# What exports in the Nordic countries and Germany are written in, the likeliest first.
_CANDIDATES = ("cp1252", "iso-8859-1", "iso-8859-15", "cp850", "cp865", "mac-roman", "cp1250")
_WORD = re.compile("[A-Za-z]{0,12}[\x80-\xff][A-Za-z\x80-\xff]{0,12}")
_CONTROLS = bytes(range(0x80, 0xA0))
# Signs of money, measures and quotations, a no-break space.
_USUAL = frozenset(
    "\u20ac\u00a3\u00a7\u00b0\u00b4\u2013\u2014\u2019\u2018\u201c\u201d\u2026\u00bd\u00b2\u00b7\u00ab\u00bb\u00a0"
)
_WORDS_MAX = 5


def undecodable(path: Path, shown_file: str, source: Source, showable: Showable, cells: Iterable[str] = ()) -> Finding:
    """Find the first byte that cannot be decoded, and say what could: readings anew, only after the first one failed.

    Args:
        path: The table.
        shown_file: The table, as places show it.
        source: How it was read.
        showable: Says which of its columns may be shown.
        cells: Those of its cells that may be shown, each byte as the letter of that number.
    """
    encoding = source.encoding
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    line, offset = 1, 0
    for chunk in chunks(path):
        pending = len(decoder.getstate()[0])
        try:
            line += _line_ends(decoder.decode(chunk, final=not chunk))
        except UnicodeDecodeError as error:
            line += _line_ends(codecs.decode(error.object[: error.start], encoding, "ignore"))
            message = (
                f"byte 0x{error.object[error.start]:02X} at offset {offset - pending + error.start} is not `{encoding}`"
            )
            bad = chr(error.object[error.start])
            cell = bad_cell(source, path, line, showable)
            place = Place(shown_file, line, 0, cell.column if cell else "")
            found = _suggesting(path, place, message, _words(cells) or _words((cell.raw,) if cell else ()) or (bad,))
            read = (f"the cell is `{cell.text}`, as far as it can be read",) if cell and cell.text else ()
            return replace(found, notes=(*found.notes, *read))
        except UnicodeError as error:
            return Finding(
                code="T008", message=f"the table is not `{encoding}`: {error}", place=Place(shown_file, line)
            )
        offset += len(chunk)
    hint = "let nobody write it meanwhile, and run the command again"
    return Finding(code="T008", message="the table was changed while it was read", place=Place(shown_file), hint=hint)


def _line_ends(text: str) -> int:
    return text.count("\n") or text.count("\r")


def _words(cells: Iterable[str]) -> tuple[str, ...]:
    """Take the first words with a letter beyond ASCII."""
    words: dict[str, None] = {}
    for cell in cells:
        for found in _WORD.finditer(cell):
            words.setdefault(found[0])
            if len(words) >= _WORDS_MAX:
                return tuple(words)
    return tuple(words)


def _suggesting(path: Path, place: Place, message: str, words: tuple[str, ...]) -> Finding:
    order = _order_of_utf16(path)
    if order:
        hint = f"every second byte is 0, as in UTF-16 without its mark: declare `encoding: {order}` under `rows`"
        return Finding(code="T008", message=message, place=place, hint=hint)
    by_reading = _readings(path, words)
    if not by_reading:
        hint = "save the table as UTF-8, or declare the encoding it was saved in under `rows`"
        return Finding(code="T008", message=message, place=place, hint=hint)
    notes = tuple(f"{_either(names)} reads {listed(reading)}" for reading, names in by_reading.items())
    first = next(iter(by_reading.values()))[0]
    hint = f"declare the encoding that reads the words right, such as `encoding: {first}`; or save the table as UTF-8"
    return Finding(code="T008", message=message, place=place, hint=hint, notes=notes)


def _readings(path: Path, words: tuple[str, ...]) -> Mapping[tuple[str, ...], list[str]]:
    """Give what the words would be, and the encodings that would read them so; those that make letters of them."""
    found: dict[tuple[str, ...], list[str]] = {}
    for name in _able(path):
        try:
            reading = tuple(word.encode("latin-1").decode(name) for word in words)
        except UnicodeDecodeError:
            continue
        found.setdefault(reading, []).append(name)
    likely = {reading: names for reading, names in found.items() if all(map(_like_letters, reading))}
    return likely or found


def _like_letters(word: str) -> bool:
    return all(sign.isascii() or sign.isalpha() or sign in _USUAL for sign in word)


def _able(path: Path) -> list[str]:
    """Give the candidates that read the whole table; those of ISO have nothing but controls below 0xA0."""
    decoders = {name: codecs.getincrementaldecoder(name)("strict") for name in _CANDIDATES}
    for chunk in chunks(path):
        controls = len(chunk.translate(None, _CONTROLS)) < len(chunk)
        for name, decoder in list(decoders.items()):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                del decoders[name]
                continue
            if controls and name.startswith("iso"):
                del decoders[name]
    return list(decoders)


def _order_of_utf16(path: Path) -> str:
    with path.open("rb") as stream:
        start = stream.read(64)
    even, odd = start[::2], start[1::2]
    # A header is ASCII for the most part, in which one byte of each two is 0.
    if odd.count(0) > len(odd) // 2 and not even.count(0):
        return "utf-16-le"
    return "utf-16-be" if even.count(0) > len(even) // 2 and not odd.count(0) else ""


def _either(names: list[str]) -> str:
    return " or ".join(f"`{name}`" for name in names)
