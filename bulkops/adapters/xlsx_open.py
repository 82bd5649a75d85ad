"""A workbook's file: opened, its parts found, and one of its sheets chosen."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from zipfile import BadZipFile, ZipFile
from zlib import error as InflateError  # noqa: N812 - a class, named like a function

from bulkops.adapters.xlsx_styles import Styles
from bulkops.adapters.xlsx_texts import SharedTexts
from bulkops.adapters.xlsx_xml import XmlRefusedError, each_element

#: What a damaged file makes the readers raise.
DAMAGE = (BadZipFile, InflateError, XmlRefusedError, EOFError, KeyError, struct.error, NotImplementedError, OSError)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_BOOK = "xl/workbook.xml"
_HEAD_BYTES = 1 << 16


class WorkbookRefusedError(Exception):
    """The file is no workbook that can be read; carries what it is, and what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(slots=True)
class Workbook:
    """An open workbook. Use it in a `with` block.

    Attributes:
        sheets: Part of each sheet by name, in the order of the workbook.
        texts: Its shared texts.
        styles: Its styles.
        from_1904: Days are counted from 1904.
    """

    archive: ZipFile
    sheets: dict[str, str] = field(default_factory=dict)
    texts: SharedTexts = field(default_factory=SharedTexts)
    styles: Styles = field(default_factory=Styles)
    from_1904: bool = False
    _parts: list[IO[bytes]] = field(default_factory=list)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of its files."""
        # A part that is left in its middle would hold the file open.
        for part in self._parts:
            part.close()
        self.texts.close()
        self.archive.close()

    def sheet(self, name: str) -> IO[bytes]:
        """Open the part of a sheet."""
        part = self.archive.open(self.sheets[name])
        self._parts.append(part)
        return part

    def load(self) -> None:
        """Read all but the sheets.

        Raises:
            WorkbookRefusedError: It is a ZIP file of another kind.
        """
        if _BOOK not in self.archive.namelist():
            raise WorkbookRefusedError("is a ZIP file and no .xlsx workbook", "save the workbook as .xlsx")
        targets = self._targets()

        def found(name: str, attributes: Mapping[str, str]) -> None:
            part = targets.get(attributes.get("id", ""), ("", ""))
            if name == "sheet" and part[0] == "worksheet":
                self.sheets[attributes.get("name", "")] = part[1]
            elif name == "workbookPr":
                self.from_1904 = attributes.get("date1904", "") in {"1", "true"}

        with self.archive.open(_BOOK) as stream:
            each_element(stream, found)
        for kind, part in targets.values():
            reader = {"sharedStrings": self.texts.read, "styles": self.styles.read}.get(kind)
            if reader is not None and part in self.archive.namelist():
                with self.archive.open(part) as stream:
                    reader(stream)

    def _targets(self) -> dict[str, tuple[str, str]]:
        """Find the parts that the workbook names: what kind each is, and where it lies."""
        targets: dict[str, tuple[str, str]] = {}

        def found(name: str, attributes: Mapping[str, str]) -> None:
            if name == "Relationship":
                target = attributes.get("Target", "")
                part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
                targets[attributes.get("Id", "")] = attributes.get("Type", "").rpartition("/")[2], part

        with self.archive.open("xl/_rels/workbook.xml.rels") as stream:
            each_element(stream, found)
        return targets


def open_workbook(path: Path) -> Workbook:
    """Open a workbook.

    Raises:
        WorkbookRefusedError: It is none, or none that can be read.
        OSError: The file cannot be opened.
    """
    with path.open("rb") as stream:
        start = stream.read(_HEAD_BYTES)
        if start.startswith(_OLE):
            stream.seek(0)
            raise _old(any(_LOCKED in part for part in iter(lambda: stream.read(1 << 20), b"")))
    if not start.startswith(b"PK"):
        raise WorkbookRefusedError("is no workbook", "save it as .xlsx; a table of text is named .csv or .tsv")
    try:
        workbook = Workbook(ZipFile(path))
    except DAMAGE as error:
        raise _damaged() from error
    try:
        workbook.load()
    except BaseException as error:
        workbook.close()
        if isinstance(error, DAMAGE):
            raise _damaged() from error
        raise
    return workbook


def _old(locked: bool) -> WorkbookRefusedError:  # noqa: FBT001 - one fact
    if locked:
        return WorkbookRefusedError("is locked with a password", "save it without one, then try again")
    return WorkbookRefusedError("is a workbook of Excel 97 to 2003 (.xls)", "open it and save it as .xlsx")


def _damaged() -> WorkbookRefusedError:
    return WorkbookRefusedError("is damaged", "open it in a spreadsheet program and save it again, or copy it anew")
