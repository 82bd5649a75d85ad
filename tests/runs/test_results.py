"""Results of a run: every source row in exactly one file, byte for byte, and numbers that add up however it ended."""

import json
from collections import Counter
from decimal import Decimal

import pytest

from bulkops.core.outcome import State
from bulkops.sandbox.faults import Fault, FaultKind
from tests.runs.folder import Folder
from tests.runs.served import Server
from tests.runs.tabled import COLUMNS, HEADER, ROWS, by_state, prepare, read, results, source_bytes
from tests.runs.test_kill import killed_at

CREATE = "/v2/customerinvoice"


def refuse(folder: Folder, mark: str, *, path: str = CREATE) -> None:
    folder.fail(Fault(kind=FaultKind.REFUSE, method="POST", path=path, contains=mark, message='Not; this "one".'))


def whole(raw: bytes) -> bytes:
    return raw if raw.endswith(b"\r\n") else raw + b"\r\n"


def test_rows_stand_in_their_own_dialect_byte_for_byte(folder: Folder) -> None:
    prepare(folder)
    refuse(folder, "N3")
    assert folder.apply("nasty.yaml").code == 1
    done = results(folder)
    assert done.code == 0, done.text
    out = folder.path / "out"
    assert {path.name for path in out.iterdir()} == {
        "succeeded.csv",
        "failed.csv",
        "skipped.csv",
        "report.json",
        "report.html",
    }
    header = HEADER.replace(b"\r\n", b"")
    for name in ("succeeded", "failed", "skipped"):
        assert (out / f"{name}.csv").read_bytes().startswith(header + b";_state;_code;_message;_number\r\n")
    assert source_bytes(out / "succeeded.csv")[1:] == [whole(ROWS[line]) for line in (2, 3, 4, 11)]
    failed = (out / "failed.csv").read_bytes()
    assert failed.count(whole(ROWS[5])[:-2] + b";refused;") == 1
    assert failed.index(ROWS[5][:-2]) < failed.index(ROWS[9][:-2])
    assert all(row["_message"].startswith('Not; this "one".') for row in read(folder, "failed.csv"))
    assert by_state(folder) == {
        ("succeeded", "succeeded", ""): 4,
        ("failed", "refused", read(folder, "failed.csv")[0]["_code"]): 2,
        ("skipped", "left_out", "where"): 1,
    }
    with folder.ledger() as ledger:
        numbers = {held.external_reference: held.number for held in ledger.documents()}
    assert [row["_number"] for row in read(folder, "succeeded.csv")] == [
        numbers[row["Nr"]] for row in read(folder, "succeeded.csv")
    ]


def test_a_follow_up_that_fails_takes_the_row_along(folder: Folder) -> None:
    prepare(folder)
    refuse(folder, "", path="*/action/release")
    assert folder.apply("nasty.yaml").code == 1
    assert results(folder).code == 0
    (row, *_) = read(folder, "failed.csv")
    assert row["_state"] == "refused"
    assert row["_number"]
    assert row["_message"].startswith(f"inv-{row['Nr']}-release: ")


def test_a_corrected_file_is_applied_again_without_doubling(folder: Folder) -> None:
    prepare(folder)
    folder.fail(Fault(kind=FaultKind.REFUSE, method="POST", path=CREATE, contains="Caf", count=0))
    assert folder.apply("nasty.yaml").code == 1
    assert results(folder).code == 0
    failed = folder.path / "out" / "failed.csv"
    corrected = failed.read_bytes().replace(b"Caf\xe9", b"Kaff\xe9")
    (folder.path / "fixed.csv").write_bytes(corrected)
    text = (folder.path / "nasty.yaml").read_text(encoding="utf-8")
    folder.write("nasty.yaml", text.replace("file: nasty.csv", "file: fixed.csv"))
    again = folder.apply("nasty.yaml")
    assert again.code == 0, again.text
    assert len(folder.effects("created")) == len(folder.effects("released")) == 4
    assert results(folder, to="again").code == 0
    # The columns that the first results have added are not added twice.
    written = (folder.path / "again" / "succeeded.csv").read_bytes()
    header = HEADER.replace(b"\r\n", b"")
    assert written.startswith(
        header + b";_state;_code;_message;_number\r\nN2;10001;Kaff\xe9;A;2;5,00;Open;succeeded;;;"
    )
    assert len(written.splitlines()) == 2


def test_done_before(folder: Folder) -> None:
    prepare(folder)
    refuse(folder, "N2")
    assert folder.apply("nasty.yaml").code == 1
    assert folder.apply("nasty.yaml").code == 0
    assert results(folder).code == 0
    assert by_state(folder) == {
        ("succeeded", "succeeded", ""): 1,
        ("succeeded", "succeeded", "done before"): 5,
        ("skipped", "left_out", "where"): 1,
    }
    report = json.loads((folder.path / "out" / "report.json").read_bytes())
    states = {part["state"]: part for part in report["operations"]}
    assert states["succeeded"]["operations"] == 2
    assert states["done_before"]["operations"] == 6
    assert report["operations_total"] == 8


def test_what_a_selection_leaves_out_is_skipped(folder: Folder) -> None:
    prepare(folder)
    assert folder.run("apply", "--yes", "--only", "inv-N2*", "nasty.yaml").code == 0
    assert results(folder).code == 0
    assert by_state(folder) == {
        ("succeeded", "succeeded", ""): 1,
        ("skipped", "left_out", "where"): 1,
        ("skipped", "left_out", "not selected"): 5,
    }


def test_entries_of_a_manifest_stand_in_a_file_of_their_own(folder: Folder) -> None:
    more = """  - id: by-hand
    op: visma.invoice.create
    with:
      customerNumber: "10001"
      externalReference: by-hand
      invoiceLines: [{inventoryNumber: A, quantity: 1, unitPriceInCurrency: 3}]
  - id: by-hand-release
    op: visma.invoice.release
    invoice: {from: by-hand}
"""
    prepare(folder, more=more)
    refuse(folder, "by-hand")
    assert folder.apply("nasty.yaml").code == 1
    assert results(folder).code == 0
    rows = read(folder, "operations.csv", encoding="utf-8", delimiter=",")
    assert list(rows[0]) == ["id", "type", "target", *COLUMNS]
    assert [(row["id"], row["target"], row["_state"]) for row in rows] == [
        ("by-hand", "", "refused"),
        ("by-hand-release", "by-hand", "skipped"),
    ]
    assert results(folder, "--check").code == 0


def test_sums_are_those_of_the_input(folder: Folder) -> None:
    prepare(folder)
    refuse(folder, "N2")
    assert folder.apply("nasty.yaml").code == 1
    assert results(folder).code == 0
    report = json.loads((folder.path / "out" / "report.json").read_bytes())
    sums: Counter[str] = Counter()
    for bucket in ("succeeded", "failed", "in_doubt", "skipped"):
        for part in report["tables"][0][bucket]["sums"]:
            sums[part["type"]] += Decimal(part["amount"])  # type: ignore[assignment]
    net = Decimal("10.50") + Decimal("1.25") + 10 + 7 + 3 + 9
    assert sums == {"visma.invoice.create": net, "visma.invoice.release": net}
    assert report["tables"][0]["failed"]["sums"][0]["amount"] == "10.00"


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("succeeded.csv", lambda text: text.replace(b"10,50", b"10,51")),
        ("succeeded.csv", lambda text: text + text.splitlines(keepends=True)[1]),
        ("skipped.csv", lambda text: b"".join(text.splitlines(keepends=True)[:-1])),
        ("failed.csv", lambda _: HEADER),
    ],
)
def test_check_finds_a_row_that_was_changed_doubled_lost_or_added(folder: Folder, name: str, change: object) -> None:
    assert callable(change)
    prepare(folder)
    assert folder.apply("nasty.yaml").code == 0
    assert results(folder).code == 0
    assert results(folder, "--check").code == 0
    path = folder.path / "out" / name
    path.write_bytes(change(path.read_bytes() if path.exists() else b""))
    done = results(folder, "--check")
    assert done.code == 1
    assert "error[P090]" in done.err
    assert f"out/{name}:" in done.err


def test_a_source_that_was_changed_since_is_refused_by_name(folder: Folder) -> None:
    prepare(folder)
    assert folder.apply("nasty.yaml").code == 0
    table = folder.path / "nasty.csv"
    table.write_bytes(table.read_bytes().replace(b"9,00", b"9,01"))
    done = results(folder)
    assert done.code == 64
    assert "error[P091]: the table `nasty.csv` is not the one that run" in done.err
    assert not (folder.path / "out").exists()
    prepare(folder)
    (folder.path / "nasty.yaml").unlink()
    assert "error[P091]: the manifest `nasty.yaml`" in results(folder).err


def test_a_folder_in_use_is_left_alone(folder: Folder) -> None:
    prepare(folder)
    assert folder.apply("nasty.yaml").code == 0
    (folder.path / "out").mkdir()
    folder.write("out/notes.txt", "mine")
    done = results(folder)
    assert done.code == 64
    assert "error[P092]" in done.err
    folder.write("out/failed.csv", "of another run")
    assert results(folder, "--overwrite").code == 0
    assert {path.name for path in (folder.path / "out").iterdir()} == {
        "notes.txt",
        "succeeded.csv",
        "skipped.csv",
        "report.json",
        "report.html",
    }
    assert not [path for path in folder.path.iterdir() if path.name.startswith(".out")]


def test_in_doubt_then_settled(folder: Folder) -> None:
    prepare(folder)
    folder.fail(Fault(kind=FaultKind.LOSE_ANSWER, method="POST", path=CREATE, contains="N2"))
    first = folder.apply("nasty.yaml")
    assert first.code == 7, first.text
    assert results(folder).code == 0
    assert [row["Nr"] for row in read(folder, "in_doubt.csv")] == ["N2"]
    folder.finish()
    assert results(folder, "--check").code == 1, "what was written is not true any more"
    assert results(folder, "--overwrite").code == 0
    assert not read(folder, "in_doubt.csv")
    assert by_state(folder)["succeeded", "succeeded", ""] == 6


@pytest.mark.parametrize("writes", [3, 8, 30])
def test_a_killed_run_has_every_row_in_one_file(server: Server, writes: int) -> None:
    folder = server.folder
    rows = b"".join(b"M%d;10001;t;A;1;%d,00;Open\r\n" % (number, number) for number in range(1, 41))
    prepare(folder)
    (folder.path / "nasty.csv").write_bytes(HEADER + rows)
    killed_at(folder, ("apply", "--yes", "nasty.yaml"), writes, 0.0)
    done = results(folder)
    assert done.code == 0, done.text
    found = [
        row["Nr"] for name in ("succeeded", "failed", "in_doubt", "skipped") for row in read(folder, f"{name}.csv")
    ]
    assert sorted(found) == sorted(f"M{number}" for number in range(1, 41))
    report = json.loads((folder.path / "out" / "report.json").read_bytes())
    assert report["run_state"] == "interrupted"
    assert report["operations_total"] == sum(folder.counts().values()) == 80
    folder.finish()
    assert results(folder, "--overwrite").code == 0
    assert len(read(folder, "succeeded.csv")) == 40
    assert folder.counts() == {State.SUCCEEDED: 80}


def test_nothing_personal_is_in_the_reports(folder: Folder) -> None:
    canary = "canary-5318008"
    prepare(folder)
    text = (folder.path / "nasty.yaml").read_text(encoding="utf-8")
    contact = f"      invoiceContact: {{email: {canary}@example.com}}\n      invoiceLines:"
    folder.write("nasty.yaml", text.replace("      invoiceLines:", contact))
    refuse(folder, "N2")
    assert folder.apply("nasty.yaml").code == 1
    done = results(folder, "--junit", "junit.xml")
    assert done.code == 0, done.text
    for path in [*(folder.path / "out").iterdir(), folder.path / "junit.xml"]:
        assert canary.encode() not in path.read_bytes(), path.name
    assert canary not in done.text


def test_a_table_that_is_a_manifest_of_its_own(folder: Folder) -> None:
    header = b"@op;@id;customerNumber;externalReference;invoiceLines[].inventoryNumber;invoiceLines[].quantity;"
    header += b"invoiceLines[].unitPriceInCurrency"
    create = b"visma.invoice.create"
    rows = [
        b"%s;N1;10001;T1;A;1;10,50" % create,
        b"%s;N2;10001;T2;A;1;2,00" % create,
        b"%s;N1;10001;T1;B;1;1,00" % create,
    ]
    (folder.path / "own.csv").write_bytes(b"\r\n".join([header, *rows, b""]))
    refuse(folder, "T2")
    options = ("--delimiter", ";", "--decimal", ",")
    assert folder.run("apply", "--yes", *options, "own.csv").code == 1
    assert "error[T020]" in results(folder).err, "the table cannot be read without its options"
    assert results(folder, *options).code == 0
    out = folder.path / "out"
    (first, *failed) = (out / "failed.csv").read_bytes().split(b"\r\n")
    assert first == header + b";@manifest;_state;_code;_message;_number"
    assert failed[0].startswith(rows[1] + b";own;refused;")
    assert [row["_state"] for row in read(folder, "succeeded.csv")] == ["succeeded"] * 2
    # Renamed or moved, it still names the same operations; and what is written of it has the columns once.
    (out / "failed.csv").rename(folder.path / "mended.csv")
    assert folder.run("apply", "--yes", *options, "mended.csv").code == 0
    assert len(folder.effects("created")) == 2
    assert results(folder, *options, to="again").code == 0
    (again, row, _) = (folder.path / "again" / "succeeded.csv").read_bytes().split(b"\r\n")
    assert again == first
    assert row.startswith(rows[1] + b";own;succeeded;")
