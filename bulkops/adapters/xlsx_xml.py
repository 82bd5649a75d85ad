"""The XML parts of a workbook, read as streams of events; no document is ever held as a whole."""

from collections.abc import Callable, Iterator, Mapping
from typing import IO
from xml.parsers import expat

_CHUNK_BYTES = 1 << 16
#: Of one tag, and of a part that is read as a whole: a small file may unpack to any size.
TAG_BYTES_MAX = 1 << 20
SMALL_PART_BYTES_MAX = 64 << 20
#: Of one cell: programs write at most 32 767, maybe each dressed differently.
_TEXT_CHARACTERS_MAX = 1_000_000
_TEXT_PIECES_MAX = 40_000
_SEPARATOR = "\x1f"

Start = Callable[[str, Mapping[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


class XmlRefusedError(Exception):
    """A part is not the XML that workbooks are made of."""


def parsed(stream: IO[bytes], start: Start, end: End, text: Text) -> Iterator[None]:
    """Read a part: call the handlers, and give control back after each chunk.

    Names come without their namespaces: the two dialects of the format differ in nothing else.

    Raises:
        XmlRefusedError: It is no XML, declares entities, which no workbook does, or has a tag without an end.
    """
    local: dict[str, str] = {}

    def bare(name: str) -> str:
        found = local.get(name)
        if found is None:
            found = local[name] = name.rpartition(_SEPARATOR)[2]
        return found

    def started(name: str, attributes: dict[str, str]) -> None:
        start(bare(name), {bare(key): value for key, value in attributes.items()} if attributes else attributes)

    def ended(name: str) -> None:
        end(bare(name))

    def declared(*_: object) -> None:
        raise XmlRefusedError("it declares a document type")

    parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
    parser.buffer_text = True
    parser.StartElementHandler = started
    parser.EndElementHandler = ended
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = declared
    given = 0
    try:
        while chunk := stream.read(_CHUNK_BYTES):
            parser.Parse(chunk, False)  # noqa: FBT003 - the parser's own signature
            given += len(chunk)
            if given - parser.CurrentByteIndex > TAG_BYTES_MAX:
                raise XmlRefusedError("it has a tag that does not end")
            yield
        parser.Parse(b"", True)  # noqa: FBT003 - as above
    except expat.ExpatError as error:
        raise XmlRefusedError(str(error)) from error
    yield


def is_endless(parts: list[str]) -> bool:
    """Say whether the pieces of one text are more than any program writes into a cell."""
    return len(parts) > _TEXT_PIECES_MAX or sum(map(len, parts)) > _TEXT_CHARACTERS_MAX


def each_element(stream: IO[bytes], found: Start) -> None:
    """Call a handler for each element of a small part.

    Raises:
        XmlRefusedError: It is not the XML of workbooks, or not small.
    """
    chunks_max = SMALL_PART_BYTES_MAX // _CHUNK_BYTES
    for chunks, _ in enumerate(parsed(stream, found, lambda _: None, lambda _: None)):
        if chunks > chunks_max:
            raise XmlRefusedError("a part that is read as a whole is too large")
