"""A manifest file, read as a stream: one entry at a time, however many there are."""

import os
from collections.abc import Generator, Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import yaml
from yaml.events import (
    AliasEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from bulkops.adapters.files import open_binary, unreadable
from bulkops.adapters.manifest_head import (
    KEYS,
    OPERATIONS,
    check_head,
    check_missing,
    head_of,
    late_key,
    quote,
    readable,
    unknown_key,
)
from bulkops.adapters.yaml_events import TreeReader, mark_of
from bulkops.core.entry import Entry, Head
from bulkops.core.finding import Finding
from bulkops.core.tree import Map, locate


class ManifestFile:
    """One pass over a manifest. Use it in a `with` block, or call `open` and `close`.

    What is wrong with the file is added to `findings` while it is read; the list is complete when `entries` has ended.
    What its entries say is not checked here.

    Args:
        path: Where the file is.
        shown: Its path as the user gave it; findings show it.

    Attributes:
        head: What stands above the operations, once the file is open.
        findings: What was found so far.
        size: Length of the file in bytes; 0 where it is not known, such as of a pipe.
        sha256: Digest of the file in hexadecimal; empty until `entries` has ended, or where the file cannot be read.
        of_results: It has the columns of results, which only a table can have.
    """

    def __init__(self, path: Path, shown: str) -> None:
        self._path = path
        self._shown = shown
        self._stream: BinaryIO | None = None
        self._reader: TreeReader | None = None
        self._rest: Iterator[Entry | None] = iter(())
        self.head = Head(file=shown, tree=Map(), name="")
        self.findings: list[Finding] = []
        self.size = 0
        self.sha256 = ""
        self.of_results = False

    @property
    def read_bytes(self) -> int:
        """Bytes read so far, of `size`."""
        return self._reader.source.read_bytes if self._reader else 0

    def open(self) -> Self:
        """Open the file and read what stands above its operations."""
        stream = open_binary(self._path, self._shown)
        if isinstance(stream, Finding):
            self.findings.append(stream)
            return self
        self._stream = stream
        self.size = os.fstat(stream.fileno()).st_size
        self._reader = TreeReader(stream, self._shown, self.findings)
        self._rest = self._read(self._reader)
        next(self._rest, None)
        return self

    def close(self) -> None:
        """Close the file."""
        if self._reader is not None:
            self._reader.close()
        if self._stream is not None:
            self._stream.close()

    def __enter__(self) -> Self:
        return self.open()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def entries(self) -> Iterator[Entry]:
        """Give the entries of `operations` in order, once; each may be dropped before the next is read.

        An entry whose YAML has findings of its own is given as far as it could be read.
        """
        for entry in self._rest:
            if entry is not None:
                yield entry

    def _read(self, reader: TreeReader) -> Iterator[Entry | None]:
        """Read the whole file; give None once the head is there, then the entries."""
        try:
            try:
                start = reader.root()
                if start is not None and (yield from self._top(reader, start)):
                    reader.finish()
            except yaml.YAMLError as error:
                reader.fail(error)
            self.sha256 = reader.source.sha256()
        except OSError as error:
            self.findings.append(unreadable(error, self._shown))

    def _top(self, reader: TreeReader, start: MappingStartEvent) -> Generator[Entry | None, None, bool]:
        """Read the top-level mapping; returns whether it could be read to its end."""
        reader.refuse_properties(start)
        seen, tree = Map(mark_of(start)), Map(mark_of(start))
        self.head = head_of(tree, self._shown)
        while type(key := reader.event()) is not MappingEndEvent:
            if type(key) is not ScalarEvent:
                reader.refuse_key(key, 1)
                continue
            event = reader.event()
            if not reader.takes(seen, key):
                reader.node(event, 1)
            elif key.value == OPERATIONS:
                reader.put(seen, key, None, event)
                self._end_head(tree)
                yield None
                if not readable(tree):
                    return False
                yield from self._operations(reader, event)
            else:
                self._key(reader, seen, tree, key, event)
        if OPERATIONS not in seen:
            self._end_head(tree)
        self.findings += check_missing(seen, self._shown)
        return True

    def _key(self, reader: TreeReader, seen: Map, tree: Map, key: ScalarEvent, event: Event) -> None:
        """Read a top-level key other than `operations`."""
        value = reader.node(event, 1)
        if key.value not in KEYS:
            self.findings.append(unknown_key(key.value, reader.place(key)))
        elif OPERATIONS in seen:
            operations = reader.place_of(locate(seen, (OPERATIONS,), key=True))
            self.findings.append(late_key(key.value, reader.place(key), operations))
        reader.put(seen, key, None, event)
        if OPERATIONS not in seen:
            reader.put(tree, key, value, event)

    def _end_head(self, tree: Map) -> None:
        if not readable(tree):
            self.findings.clear()  # another version may mean other things by everything else
        self.head = head_of(tree, self._shown)
        self.findings += check_head(tree, self._shown)

    def _operations(self, reader: TreeReader, start: Event) -> Iterator[Entry]:
        """Read the value of `operations`."""
        if type(start) is not SequenceStartEvent:
            value = reader.node(start, 1)
            message = f"`operations` is {quote(value)}; it holds a list"
            reader.add(
                "M016", message, reader.place(start), "begin each operation with `- id:`, or write `[]` for none"
            )
            return
        reader.refuse_properties(start)
        while type(event := reader.event()) is not SequenceEndEvent:
            known = len(self.findings)
            tree = reader.node(event, 2)
            if isinstance(tree, Map):
                self._name_operation(tree, known)
                yield Entry(file=self._shown, tree=tree)
            elif type(event) is not AliasEvent:
                message = f"this entry is {quote(tree)}; an operation is a mapping"
                reader.add("M018", message, reader.place(event), "write `- id: …`, and `op: …` below it")

    def _name_operation(self, tree: Map, known: int) -> None:
        """Say in an entry's new findings which operation they are about."""
        name = tree.get("id")
        if isinstance(name, str):
            self.findings[known:] = [replace(finding, operation=str(name)) for finding in self.findings[known:]]
