"""What a file's bytes say of its encoding: one reading of the whole file, in bounded memory."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bulkops.adapters.files import open_binary
from bulkops.core.errors import InvalidInputError
from bulkops.core.finding import Finding
from bulkops.core.place import Place

_CHUNK_BYTES = 1 << 20
_WORDS_MAX = 2_000
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
# Archives, workbooks of both kinds, PDF, packed files, pictures.
_NO_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff")
_WORKBOOKS = _NO_TEXT[:2]
_WORD = re.compile(rb"[A-Za-z]*[\x80-\xff]+[A-Za-z\x80-\xff]*")
# Encodings of exports in the Nordic countries and Germany, the likeliest first.
_CANDIDATES = ("cp1252", "iso-8859-1", "cp850", "mac-roman")
_EXPECTED = frozenset("åäöÅÄÖæøÆØéÉüÜßèàçñëïôóá§€£½°µ²\u00a0\u00b4\u2013\u2014\u2019\u201c\u201d\u2026\u00d7")
_CONTROLS = re.compile("[\x80-\x9f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """What a table is taken to be written in.

    Attributes:
        name: Name of the encoding.
        others: Others that it may be, the likeliest first; empty: there is no doubt.
        unmarked: It is UTF-16 without the mark that would say so.
    """

    name: str
    others: tuple[str, ...] = ()
    unmarked: bool = False


def encoding_of(path: Path, shown: str) -> Encoding:
    """Find out how a table is encoded.

    Raises:
        InvalidInputError: It cannot be read, is empty, or is no text.
    """
    opened = open_binary(path, shown)
    if isinstance(opened, Finding):
        raise InvalidInputError((opened,))
    with opened as stream:
        chunks = iter(lambda: stream.read(_CHUNK_BYTES), b"")
        first = next(chunks, b"")
        marked = _by_its_start(first, shown)
        return marked or _by_all(first, chunks, shown)


def _by_its_start(start: bytes, shown: str) -> Encoding | None:
    if not start.strip():
        raise _refused("T010", "the table is empty", shown, "export it again")
    if start.startswith(_WORKBOOKS):
        hint = "save the sheet as CSV and name that file"
        raise _refused("I001", "the file is a workbook or an archive, and no text", shown, hint)
    if start.startswith((*_NO_TEXT, *_UTF32)):
        raise _refused("I001", "the file is no text that a table could be", shown, "save it as CSV in UTF-8")
    name = next((name for mark, name in _BOMS if start.startswith(mark)), "")
    if name == "utf-8":
        return None  # the mark does not say that the rest is well formed
    return Encoding(name=name) if name else _unmarked(start, shown)


def _unmarked(start: bytes, shown: str) -> Encoding | None:
    if b"\0" not in start:
        return None
    head = start[: len(start) // 2 * 2][:65_536]
    for name, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if zeros.count(0) > len(zeros) * 0.8:
            return Encoding(name=name, unmarked=True)
    raise _refused("I001", "the file holds NUL bytes and is no text", shown, "export it again as CSV")


def _by_all(first: bytes, rest: Iterator[bytes], shown: str) -> Encoding:
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    words: set[bytes] = set()
    well_formed, chunk = True, first
    while chunk:
        if b"\0" in chunk:
            raise _refused("I001", "the file holds NUL bytes and is no text", shown, "export it again as CSV")
        well_formed = well_formed and _decodes(decoder, chunk)
        if len(words) < _WORDS_MAX and not chunk.isascii():
            words.update(found[0] for found in _WORD.finditer(chunk))
        chunk = next(rest, b"")
    if well_formed and _decodes(decoder, b"", final=True):
        return Encoding(name="utf-8")
    best, *others = sorted(_CANDIDATES, key=lambda name: (-_likelihood(name, words), _CANDIDATES.index(name)))
    return Encoding(name=best, others=tuple(name for name in others if _likelihood(name, words) > 0))


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final=final)
    except UnicodeDecodeError:
        return False
    return True


def _likelihood(name: str, words: set[bytes]) -> float:
    """Give the share of words whose letters are usual ones; 0 where one cannot be decoded at all."""
    usual = 0
    for word in words:
        try:
            text = word.decode(name)
        except UnicodeDecodeError:
            return 0.0
        usual += not _CONTROLS.search(text) and all(sign.isascii() or sign in _EXPECTED for sign in text)
    return usual / len(words) if words else 0.0


def _refused(code: str, message: str, shown: str, hint: str) -> InvalidInputError:
    return InvalidInputError((Finding(code=code, message=message, place=Place(shown), hint=hint, excerpt=False),))
