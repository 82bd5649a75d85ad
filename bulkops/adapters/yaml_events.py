"""YAML to trees, by libyaml's events: scalars stay text, every key and value keeps its place.

bulkops owns the rules for scalars, for YAML's own turn `00104` into 68 and `no` into false. What a reviewer cannot see
at the place where it acts is refused: anchors, aliases, merge keys, tags, duplicate keys.
"""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any, BinaryIO, cast

import yaml
from yaml.error import Mark
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.reader import ReaderError

from bulkops.adapters.yaml_problems import syntax_finding
from bulkops.adapters.yaml_source import YamlSource
from bulkops.core.finding import Finding, Related
from bulkops.core.place import Place
from bulkops.core.tree import Map, Plain, Seq, column_of, line_of, locate, mark

#: Deepest nesting of mappings and lists that is read.
DEPTH_MAX = 64
_NULLS = frozenset(("", "~", "null"))
_SURROGATE = re.compile("[\ud800-\udfff]")
_NO_SHARING = "write the value out at each place; `defaults` holds what many operations share"


class TreeReader:
    """Reads the one document of a YAML stream, node by node.

    `root` comes first, then `event` and `node` by turns, then `finish`. Each may raise `yaml.YAMLError`, which `fail`
    turns into a finding; nothing more can be read after that.

    Args:
        stream: Bytes of the file.
        file: Its name in findings.
        findings: Where findings are added.
        pure: Use the parser in Python even where libyaml is there.
    """

    def __init__(self, stream: BinaryIO, file: str, findings: list[Finding], *, pure: bool = False) -> None:
        self.source = YamlSource(stream, file)
        self._file = file
        self._findings = findings
        self._fast = None if pure else getattr(yaml, "CSafeLoader", None)
        self._parser: Any = None
        #: Gives the next event, once `root` was called.
        self.event: Callable[[], Event] = self._event

    def root(self) -> MappingStartEvent | None:
        """Read up to the start of the top-level mapping; None, with a finding, where there is none."""
        self._parser = (self._fast or yaml.SafeLoader)(self.source)
        if self._fast:
            self.event = self._parser.get_event
        self.event()
        event = self.event()
        if isinstance(event, StreamEndEvent):
            self.add("M012", "the file holds no YAML", Place(self._file, 1, 1), "write the top-level keys")
            return None
        event = self.event()
        if type(event) is MappingStartEvent:
            return event
        self.add("M012", "the top level is no mapping of keys to values", self.place(event), "begin with `bulkops: 1`")
        return None

    def finish(self) -> None:
        """Read the end of the document; nothing may stand behind it."""
        self.event()
        event = self.event()
        if isinstance(event, DocumentStartEvent):
            message = "a second document begins here; a file holds one"
            self.add("M011", message, self.place(event), "put it into a file of its own, or remove the `---`")

    def fail(self, error: yaml.YAMLError) -> None:
        """Add the finding for what the parser has refused."""
        if self.source.problem is not None:
            self._findings.append(self.source.problem)
        elif isinstance(error, ReaderError):
            self._findings.append(self.source.unprintable())
        else:
            assert isinstance(error, yaml.MarkedYAMLError), error
            self._findings.append(syntax_finding(error, self._file, self.source))

    def close(self) -> None:
        """Let go of the parser."""
        if self._parser is not None:
            self._parser.dispose()

    def node(self, event: Event, depth: int) -> Any:
        """Build what an event begins: text, None, a `Map` or a `Seq`.

        Args:
            event: First event of the node.
            depth: Mappings and lists around it.
        """
        if type(event) is ScalarEvent:
            return self._scalar(event)
        if type(event) is AliasEvent:
            message = f"`*{event.anchor}` repeats a value from elsewhere; aliases are not read"
            self.add("M006", message, self.place(event), _NO_SHARING)
            return None
        if depth >= DEPTH_MAX:
            message = f"more than {DEPTH_MAX} mappings and lists are nested here"
            self.add("M009", message, self.place(event), "write it flatter")
            return self._skip()
        if type(event) is MappingStartEvent:
            return self.mapping(event, depth + 1)
        assert type(event) is SequenceStartEvent, event
        return self._seq(event, depth + 1)

    def mapping(self, start: MappingStartEvent, depth: int) -> Map:
        """Build the mapping that has just begun."""
        next_event, node, scalar, takes = self.event, self.node, self._scalar, self.takes
        self.refuse_properties(start)
        found = Map(mark_of(start))
        add_mark = found.marks.append
        while True:
            key = next_event()
            if type(key) is not ScalarEvent:
                if type(key) is MappingEndEvent:
                    return found
                self.refuse_key(key, depth)
                continue
            event = next_event()
            value = scalar(event) if type(event) is ScalarEvent else node(event, depth)
            if takes(found, key):
                found[key.value] = value
                add_mark(mark_of(key))
                add_mark(mark_of(event))

    def _seq(self, start: SequenceStartEvent, depth: int) -> Seq:
        self.refuse_properties(start)
        found = Seq(mark_of(start))
        while type(event := self.event()) is not SequenceEndEvent:
            found.append(self.node(event, depth))
            found.marks.append(mark_of(event))
        return found

    def takes(self, found: Map, key: ScalarEvent) -> bool:
        """Say whether a key may be added; a finding says why not."""
        if key.anchor is not None or key.tag is not None:
            self.refuse_properties(key)
        if key.value == "<<" and not key.style:
            self.add("M007", "merge keys are not read", self.place(key), _NO_SHARING)
            return False
        if key.value not in found:
            return True
        first = self.place_of(locate(found, (key.value,), key=True))
        related = Related("first written here", first)
        self.add("M005", f"`{key.value}` is written twice", self.place(key), "keep one of the two", related)
        return False

    def _event(self) -> Event:
        """Give the next event of the pure parser, which lets halves of characters pass that libyaml refuses."""
        event: Event = self._parser.get_event()
        if type(event) is ScalarEvent and not event.value.isascii() and _SURROGATE.search(event.value):
            raise yaml.MarkedYAMLError(problem="invalid Unicode character", problem_mark=cast("Mark", event.start_mark))
        return event

    def _scalar(self, event: ScalarEvent) -> str | None:
        if event.anchor is not None or event.tag is not None:
            self.refuse_properties(event)
        if event.style:
            return event.value
        return None if event.value in _NULLS else Plain(event.value)

    def put(self, found: Map, key: ScalarEvent, value: Any, event: Event) -> None:
        """Add a key and its value with their marks."""
        found[key.value] = value
        found.marks += (mark_of(key), mark_of(event))

    def refuse_key(self, key: Event, depth: int) -> None:
        """Refuse a key that is no text, and read past it and its value."""
        self.add("M010", "a key is no text", self.place(key), "write the key as text")
        self.node(key, depth)
        self.node(self.event(), depth)

    def refuse_properties(self, event: Any) -> None:
        """Refuse the anchor and the tag of a node, where it has any."""
        if event.anchor is None and event.tag is None:
            return
        place = self.place(event)
        if event.anchor is not None:
            self.add(
                "M006", f"`&{event.anchor}` names a value for repetition; anchors are not read", place, _NO_SHARING
            )
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            hint = "remove it; quotes make a value text, and the field's type reads all others"
            self.add("M008", f"the tag `{tag}` is not read", place, hint)

    def _skip(self) -> None:
        """Read to the end of a collection that has begun, however deep it is."""
        depth = 1
        while depth:
            event = self.event()
            depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)

    def place(self, event: Any) -> Place:
        """Say where an event begins."""
        return Place(self._file, event.start_mark.line + 1, event.start_mark.column + 1)

    def place_of(self, packed: int) -> Place:
        """Turn a mark of a tree into a place."""
        return Place(self._file, line_of(packed), column_of(packed))

    def add(self, code: str, message: str, place: Place, hint: str = "", *related: Related) -> None:
        """Add a finding."""
        self._findings.append(Finding(code=code, message=message, place=place, hint=hint, related=related))


def mark_of(event: Any) -> int:
    """Pack where an event begins."""
    begin = event.start_mark
    return mark(begin.line + 1, begin.column + 1)


def load_tree(data: bytes | BinaryIO, file: str, *, pure: bool = False) -> tuple[Map | None, list[Finding]]:
    """Read a small YAML file as a whole.

    Args:
        data: The bytes, or a stream of them.
        file: The file's name in findings.
        pure: Use the parser in Python even where libyaml is there.

    Returns:
        The top-level mapping, None where the file cannot be read to its end, and everything found on the way.
    """
    findings: list[Finding] = []
    stream = BytesIO(data) if isinstance(data, bytes) else data
    reader = TreeReader(stream, file, findings, pure=pure)
    try:
        start = reader.root()
        if start is None:
            return None, findings
        tree = reader.mapping(start, 1)
        reader.finish()
    except yaml.YAMLError as error:
        reader.fail(error)
        return None, findings
    finally:
        reader.close()
    return tree, findings
