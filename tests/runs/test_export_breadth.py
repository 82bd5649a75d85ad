"""An export of documents of many kinds is what is there: each optional field alone, odd texts, lines that were deleted."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from bulkops.adapters.manifest_write import manifest_lines
from bulkops.core.field import Field, Kind
from bulkops.planning.diff import OPERATION
from bulkops.providers import REGISTRY
from tests.runs.drifting import edit, put
from tests.runs.folder import FIRST_NUMBER, Folder
from tests.runs.small_disk import CAN_MOUNT, FolderOnDisk, small_disk

CREATE, UPDATE = REGISTRY.types["visma.invoice.create"], REGISTRY.types["visma.invoice.update"]
LINES = next(field for field in CREATE.fields if field.name == "invoiceLines")
LINE: Mapping[str, Any] = {"inventoryNumber": "A", "quantity": 1, "unitPriceInCurrency": 5}
BASE: Mapping[str, Any] = {"customerNumber": "10001", "hold": False, "documentDate": "2026-03-31", "currencyId": "NOK"}
#: What a reader of YAML may take for something else, what breaks lines, and what does not show.
TEXTS = (
    *("~", "null", "yes", "0x1F", "1_000", "12:30:45", "=1+1", "- a", "# no", "a: b", "*x", "&y", "!!t", "%d", "@at"),
    *("`b`", "|", "{a}", "[a", "<null>", "  lead", "trail  ", "\ttab", "'q' \"d\"", "e\u0301", "\U0001f600"),
    *("a\u2028b", "a\u0085b", "a\u00a0b", "a\u200bb", "\ufeffa", "a\r\nb", "many\n  indented\n\nend\n", "x" * 255),
)
#: A number of one's own has to be free.
FREE = "X-1"


def example(field: Field) -> Any:
    if field.kind in {Kind.GROUP, Kind.LIST}:
        inner = {each.name: example(each) for each in field.fields if each.name != OPERATION}
        return inner if field.kind is Kind.GROUP else [inner]
    return field.example


def alone() -> list[dict[str, Any]]:
    """Give payloads of creates in each of which one optional field is set, of the invoice or of its line."""
    whole = [
        {**BASE, "invoiceLines": [LINE], field.name: example(field)}
        for field in CREATE.fields
        if field.name not in {*BASE, "referenceNumber"}
    ]
    numbered = {**BASE, "invoiceLines": [LINE], "referenceNumber": FREE, "overrideNumberSeries": True}
    lines = [
        {**BASE, "invoiceLines": [{**LINE, field.name: example(field)}]}
        for field in LINES.fields
        if field.name not in {OPERATION, *LINE}
    ]
    return [*whole, numbered, *lines]


def created(folder: Folder, payloads: list[dict[str, Any]]) -> None:
    entries = [{"id": f"e-{at}", "op": CREATE.name, "with": payload} for at, payload in enumerate(payloads)]
    folder.write("made.yaml", "".join(manifest_lines({"bulkops": 1, "name": "made"}, entries)))
    done = folder.apply("made.yaml")
    assert done.code == 0, done.text


def exported(folder: Folder) -> dict[str, Any]:
    """Export all invoices, look that a plan finds nothing to do, and give what is said of each."""
    done = folder.run("export", "visma.invoice", "--deprecated", "--overwrite", "-o", "export.yaml")
    assert done.code == 0, done.text
    assert "left out" not in done.err
    plan = folder.run("plan", "--detailed-exitcode", "export.yaml")
    assert plan.code == 0, plan.text
    assert "nothing to do" in plan.out
    entries = yaml.safe_load((folder.path / "export.yaml").read_text())["operations"]
    return {entry["invoice"]: entry["with"] for entry in entries}


def test_each_optional_field_alone_comes_back(folder: Folder) -> None:
    before = exported(folder).keys()
    created(folder, alone())
    found = exported(folder)
    assert len(found.keys() - before) == len(alone()) > len(CREATE.fields)
    assert FREE in found


def test_texts_currencies_and_lines_come_back(folder: Folder) -> None:
    currencies = ("NOK", "SEK", "EUR")
    payloads = [
        {**BASE, "currencyId": currencies[at % 3], "invoiceText": text, "invoiceLines": [{**LINE, "description": text}]}
        for at, text in enumerate(TEXTS)
    ]
    many = {**BASE, "invoiceLines": [{**LINE, "quantity": number} for number in (1, 2, 3)]}
    created(folder, [many, many, *payloads])
    first = int(FIRST_NUMBER)
    gone = [{"operation": "Delete", "lineNumber": {"value": number}} for number in (1, 2, 3)]
    more = [{"operation": "Insert", **{name: {"value": value} for name, value in LINE.items()}}]
    edit(folder, put(str(first), invoiceLines=[gone[1], *more]), put(str(first + 1), invoiceLines=gone))
    found = exported(folder)
    assert [line["lineNumber"] for line in found[str(first)]["invoiceLines"]] == [1, 3, 4]
    assert "invoiceLines" not in found[str(first + 1)]
    made = [each for number, each in sorted(found.items()) if int(number) >= first + 2]
    assert [each["invoiceText"] for each in made] == list(TEXTS)
    assert [each["invoiceLines"][0]["description"] for each in made] == list(TEXTS)
    assert {each["currencyId"] for each in made} == set(currencies)


@pytest.mark.skipif(not CAN_MOUNT, reason="no file system may be mounted here; stdout is tried below")
def test_a_full_disk_leaves_no_file(tmp_path: Path) -> None:
    with small_disk(tmp_path / "out", "16k") as disk:
        folder = FolderOnDisk(tmp_path, tmp_path / "erp.db", {}, disk=disk)
        done = folder.run("export", "visma.invoice", "-o", "out/export.yaml")
        assert done.code == 64, done.text
        assert "no space left" in done.err
        assert "Traceback" not in done.err
        assert list(disk.seen.iterdir()) == []


def test_a_full_stdout_is_told(folder: Folder) -> None:
    with Path("/dev/full").open("w") as full:
        done = folder.run("export", "visma.invoice", stdout=full)
    assert done.code == 64, done.text
    assert "error[R116]: stdout cannot be written: no space left on device" in done.err
    assert len(done.err.splitlines()) == 3
