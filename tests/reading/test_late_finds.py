"""What is found about an entry long after it was read stands where it was written, if it is still written there."""

import os
from pathlib import Path
from threading import Thread

import pytest

from bulkops.app import late_finds
from bulkops.app.finds import Finds
from bulkops.app.late_finds import LateFinds
from bulkops.core.finding import Finding
from bulkops.core.place import Place
from bulkops.planning.places import Path as EntryPath
from bulkops.providers import REGISTRY

MANIFEST = """\
bulkops: 1
name: m
defaults:
  visma.invoice.create: {invoiceAddress: {city: Oslo}, currencyId: NOK}
operations:
  - id: first
    op: visma.invoice.create
    with: {customerNumber: "1", currencyId: SEK}
  - id: second
    op: visma.invoice.create
    with:
      customerNumber: "2"
      invoiceLines:
        - {quantity: 1, typeOfWork: Bygg}
        - {quantity: 1, typeOfWork: bygg}
"""


def told(file: Path, operation: str, path: EntryPath, manifest: str = "m") -> str:
    """Say where a finding about a part of an operation comes to stand, as `line:column`."""
    finds = Finds()
    late = LateFinds(finds)
    place = Place(str(file), 6 if operation == "first" else 9, 5)
    late(Finding(code="P040", message="", place=place, operation=operation), manifest, path)
    late.tell([str(file)], REGISTRY)
    (finding,) = finds.kept
    assert finding.place is not None
    assert finding.place.file == str(file)
    return f"{finding.place.line}:{finding.place.column}"


#: Of each: operation, path inside its entry, and the text that stands at the place.
PATHS: dict[str, tuple[str, EntryPath, str]] = {
    "a value": ("first", ("with", "currencyId"), "SEK}"),
    "a line's value": ("second", ("with", "invoiceLines", 1, "typeOfWork"), "bygg}"),
    "a value of the defaults": ("second", ("with", "currencyId"), "NOK}"),
    "a member of the defaults": ("second", ("with", "invoiceAddress", "city"), "Oslo}"),
    "a part that is not there": ("first", ("with", "note"), "{customerNumber"),
    "the entry": ("first", (), "id: first"),
}


@pytest.mark.parametrize(("operation", "path", "text"), PATHS.values(), ids=PATHS.keys())
def test_places(tmp_path: Path, operation: str, path: EntryPath, text: str) -> None:
    file = tmp_path / "m.yaml"
    file.write_text(MANIFEST, encoding="utf-8")
    line, column = map(int, told(file, operation, path).split(":"))
    assert MANIFEST.splitlines()[line - 1][column - 1 :].startswith(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        MANIFEST.replace("second", "other"),
        MANIFEST.replace("name: m", "name: n"),
        MANIFEST.replace("- id: first", "- {["),
    ],
    ids=["all gone", "renamed", "another manifest", "broken"],
)
def test_an_entry_that_has_gone_meanwhile_keeps_its_place(tmp_path: Path, text: str) -> None:
    file = tmp_path / "m.yaml"
    file.write_text(text, encoding="utf-8")
    assert told(file, "second", ("with", "currencyId")) == "9:5"


def test_a_file_that_has_gone_meanwhile(tmp_path: Path) -> None:
    assert told(tmp_path / "m.yaml", "second", ("with", "currencyId")) == "9:5"


def test_a_pipe_is_not_read_again(tmp_path: Path) -> None:
    """Nobody writes into it any more: who opens it waits for ever."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    places: list[str] = []
    reader = Thread(target=lambda: places.append(told(pipe, "second", ("with", "currencyId"))), daemon=True)
    reader.start()
    reader.join(20)
    assert places == ["9:5"]


def test_findings_beyond_those_that_are_kept_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(late_finds, "KEPT_MAX", 2)
    file = tmp_path / "m.yaml"
    file.write_text(MANIFEST, encoding="utf-8")
    finds = Finds()
    late = LateFinds(finds)
    for _ in range(5):
        late(
            Finding(code="P040", message="", place=Place(str(file), 6, 5), operation="first"),
            "m",
            ("with", "currencyId"),
        )
    late.tell([str(file)], REGISTRY)
    assert finds.errors == 5
    assert [finding.place.line for finding in finds.kept if finding.place] == [6, 6, 6, 8, 8]
