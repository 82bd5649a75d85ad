"""A manifest is read as a stream: the head first, then one entry after the other."""

import hashlib
import os
import tracemalloc
from pathlib import Path

import pytest
import yaml

from bulkops.adapters.manifest_file import ManifestFile
from bulkops.core.entry import Entry
from bulkops.core.place import Place

HEAD = "bulkops: 1\nname: march-2026\ndefaults:\n  visma.invoice.create: {currencyId: SEK}\n"


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_head_and_entries(tmp_path: Path) -> None:
    text = HEAD + "operations:\n  - id: a\n    with: {customerNumber: 00104}\n  - rows: {file: x.csv}\n"
    path = _write(tmp_path / "m.yaml", text)

    with ManifestFile(path, "m.yaml") as manifest:
        assert manifest.head.name == "march-2026"
        assert manifest.head.defaults == {"visma.invoice.create": {"currencyId": "SEK"}}
        assert list(manifest.head.tree) == ["bulkops", "name", "defaults"]
        assert manifest.size == path.stat().st_size
        assert manifest.sha256 == ""
        entries = list(manifest.entries())

    assert manifest.findings == []
    assert [entry.tree for entry in entries] == [
        {"id": "a", "with": {"customerNumber": "00104"}},
        {"rows": {"file": "x.csv"}},
    ]
    assert entries[0].place(("with", "customerNumber")) == Place("m.yaml", 7, 28)
    assert entries[0].place(("with",), key=True) == Place("m.yaml", 7, 5)
    assert manifest.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert manifest.read_bytes == manifest.size


def test_json_is_a_manifest(tmp_path: Path) -> None:
    path = _write(
        tmp_path / "m.json", '{"bulkops": 1, "name": "j",\n "operations": [{"id": "a", "if_match": null, "x": 12.50}]}'
    )

    with ManifestFile(path, "m.json") as manifest:
        entries = list(manifest.entries())

    assert manifest.findings == []
    assert [entry.tree for entry in entries] == [{"id": "a", "if_match": None, "x": "12.50"}]


def test_without_libyaml_the_same_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _write(tmp_path / "m.yaml", HEAD + "operations:\n  - id: a\n    with: {x: 007, y: '7', z: }\n")
    with ManifestFile(path, "m") as manifest:
        fast = [(entry.tree, entry.tree.marks) for entry in manifest.entries()]
    monkeypatch.delattr(yaml, "CSafeLoader")
    with ManifestFile(path, "m") as manifest:
        pure = [(entry.tree, entry.tree.marks) for entry in manifest.entries()]

    assert manifest.findings == []
    assert pure == fast


def test_no_operations_are_no_error(tmp_path: Path) -> None:
    with ManifestFile(_write(tmp_path / "m.yaml", HEAD + "operations: []\n"), "m") as manifest:
        assert list(manifest.entries()) == []

    assert manifest.findings == []


def test_a_file_that_is_not_there() -> None:
    with ManifestFile(Path("/nonexistent/m.yaml"), "m.yaml") as manifest:
        assert list(manifest.entries()) == []

    (finding,) = manifest.findings
    assert (finding.code, finding.message) == ("M001", "there is no file `m.yaml`")
    assert finding.hint


def test_a_folder(tmp_path: Path) -> None:
    with ManifestFile(tmp_path, "folder") as manifest:
        assert list(manifest.entries()) == []

    assert [(f.code, f.message) for f in manifest.findings] == [("M001", "`folder` is a folder")]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = _write(tmp_path / "m.yaml", HEAD)
    path.chmod(0)
    with ManifestFile(path, "m") as manifest:
        assert list(manifest.entries()) == []

    assert [f.code for f in manifest.findings] == ["M001"]


def test_entries_before_broken_yaml_are_given(tmp_path: Path) -> None:
    text = HEAD + "operations:\n" + "".join(f"  - id: e{n}\n" for n in range(5)) + "  - id: 'open\n"
    with ManifestFile(_write(tmp_path / "m.yaml", text), "m") as manifest:
        assert [entry.tree["id"] for entry in manifest.entries()] == [f"e{n}" for n in range(5)]

    assert [(f.code, f.place) for f in manifest.findings] == [("M004", Place("m", 11, 9))]
    assert manifest.sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_half_an_entry_before_a_bad_byte_is_not_given(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_bytes(HEAD.encode() + b"operations:\n  - id: a\n    op: x\n    with: {a: 1}\n    text: \xff\n")
    with ManifestFile(path, "m") as manifest:
        assert list(manifest.entries()) == []

    assert [(f.code, f.place) for f in manifest.findings] == [("M002", Place("m", 9, 11))]


def test_findings_name_the_operation_and_both_places(tmp_path: Path) -> None:
    text = HEAD + "operations:\n  - op: x\n    op: y\n    id: late-id\n"
    with ManifestFile(_write(tmp_path / "m.yaml", text), "m") as manifest:
        list(manifest.entries())

    (finding,) = manifest.findings
    assert (finding.code, finding.operation, finding.place) == ("M005", "late-id", Place("m", 7, 5))
    assert [related.place for related in finding.related] == [Place("m", 6, 5)]


def test_an_entry_left_half_way_can_be_closed(tmp_path: Path) -> None:
    path = _write(tmp_path / "m.yaml", HEAD + "operations:\n" + "  - id: a\n" * 50_000)
    with ManifestFile(path, "m") as manifest:
        assert next(iter(manifest.entries())).tree == {"id": "a"}

    assert manifest.sha256 == ""


@pytest.mark.slow
def test_many_entries_take_no_more_memory_than_few(tmp_path: Path) -> None:
    layout = (
        "  - id: inv-{}\n    op: visma.invoice.create\n    with:\n      customerNumber: 00104\n      invoiceText: {}\n"
    )
    path = tmp_path / "m.yaml"
    with path.open("w") as stream:
        stream.write(HEAD + "operations:\n")
        stream.writelines(layout.format(n, "x" * 200) for n in range(20_000))

    tracemalloc.start()
    try:
        with ManifestFile(path, "m") as manifest:
            last: Entry | None = None
            count = 0
            for entry in manifest.entries():
                last, count = entry, count + 1
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert (count, manifest.findings) == (20_000, [])
    assert last is not None
    assert last.place(("id",)) == Place("m", 6 + 19_999 * 5, 9)
    assert path.stat().st_size > 6_000_000
    assert peak < 2_000_000
