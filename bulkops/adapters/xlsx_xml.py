"""The XML parts of a workbook, read as streams of events; no document is ever held as a whole."""

from collections.abc import Callable, Iterator, Mapping
from typing import IO
from xml.parsers import expat

_CHUNK_BYTES = 1 << 16
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
        XmlRefusedError: It is no XML, or declares entities, which no workbook does.
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
    try:
        while chunk := stream.read(_CHUNK_BYTES):
            parser.Parse(chunk, False)  # noqa: FBT003 - the parser's own signature
            yield
        parser.Parse(b"", True)  # noqa: FBT003 - as above
    except expat.ExpatError as error:
        raise XmlRefusedError(str(error)) from error
    yield


def each_element(stream: IO[bytes], found: Start) -> None:
    """Call a handler for each element of a small part."""
    for _ in parsed(stream, found, lambda _: None, lambda _: None):
        pass
