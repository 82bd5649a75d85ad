"""The command: what it prints where, what it refuses, and that it never writes over a file."""

from pathlib import Path

import pytest

from bulkops.cli.main import run
from bulkops.core.operation import OperationType
from bulkops.planning.import_names import DOCUMENT_PATH, Names, folded, sendable, usual
from bulkops.planning.import_words import CUSTOMER, DOCUMENT, LOOSE, NOT_SENT, WORDS
from bulkops.providers import REGISTRY

TABLE = "Fakturanr;Fakturadatum;Kundnr;Kundnamn;Artikel;Antal;Pris;Valuta\n1;2026-03-31;00104;Bo;A;1;2,50;NOK\n"


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "Export Mars.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_the_manifest_is_written_and_the_summary_printed(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", str(table), "-o", "sub.yaml"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "1 row" in out
    assert "`00104`" in out
    assert "Bo" not in out
    assert out.endswith("sub.yaml is written, and nothing was sent; run `bulkops validate sub.yaml`\n")
    assert "name: export-mars\n" in Path("sub.yaml").read_text(encoding="utf-8")
    assert run(["validate", "sub.yaml"]) == 0


def test_without_a_name_the_manifest_is_data(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", str(table)]) == 0
    out, err = capsys.readouterr()
    assert "bulkops: 1\n" in out
    assert "nothing was sent" in err


def test_a_manifest_in_another_folder_still_finds_its_table(table: Path) -> None:
    (table.parent / "manifests").mkdir()
    assert run(["import", str(table), "-o", "manifests/a.yaml"]) == 0
    assert run(["validate", "manifests/a.yaml"]) == 0


def test_no_file_is_written_over(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.yaml").write_text("mine", encoding="utf-8")
    assert run(["import", str(table), "-o", "a.yaml"]) == 64
    assert "--overwrite" in capsys.readouterr().err
    assert Path("a.yaml").read_text(encoding="utf-8") == "mine"
    assert run(["import", str(table), "-o", "a.yaml", "--overwrite"]) == 0
    assert "bulkops: 1" in Path("a.yaml").read_text(encoding="utf-8")
    assert sorted(path.name for path in table.parent.iterdir()) == ["Export Mars.csv", "a.yaml"]


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (["--op", "visma.invoice.creat"], "did you mean `visma.invoice.create`", 64),
        (["--encoding", "ansi-7"], "there is no encoding `ansi-7`", 64),
        (["--delimiter", ";;"], "cannot part cells", 64),
        (["-o", "no/such/folder.yaml"], "cannot be written", 64),
    ],
)
def test_wrong_words_are_refused(
    table: Path, words: list[str], said: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["import", str(table), *words]) == code
    assert said in capsys.readouterr().err


def test_settings_of_customers(table: Path) -> None:
    table.write_text("Kundnr;PaysInvoiceFee;TermsOfPaymentId\n10042;Nej;4\n10043;Ja;4\n", encoding="utf-8")
    assert run(["import", str(table), "-o", "s.yaml", "--op", "ddapi.invoice_settings.set"]) == 0
    text = Path("s.yaml").read_text(encoding="utf-8")
    assert "customer: {column: Kundnr}" in text
    assert run(["validate", "s.yaml"]) == 0


@pytest.mark.parametrize("operation_type", REGISTRY.types.values(), ids=lambda each: each.name)
def test_every_operation_gets_a_manifest(table: Path, operation_type: OperationType) -> None:
    assert run(["import", str(table), "-o", "x.yaml", "--op", operation_type.name]) == 0
    assert f"op: {operation_type.name}\n" in Path("x.yaml").read_text(encoding="utf-8")


def test_no_usual_name_means_two_things() -> None:
    meanings: dict[str, set[str]] = {}
    for path, words in [*WORDS.items(), *NOT_SENT.items(), *LOOSE.items(), (DOCUMENT_PATH, DOCUMENT)]:
        for word in usual(words):
            meanings.setdefault(folded(word), set()).add(path)
    assert {word: paths for word, paths in meanings.items() if len(paths) > 1} == {}


def test_every_usual_name_finds_its_field() -> None:
    create = REGISTRY.types["visma.invoice.create"]
    names = Names(create, "")
    assert set(WORDS) <= {path for path, _ in sendable(create.fields)}
    for path, words in WORDS.items():
        for word in usual(words):
            found = names.find(f" {word.upper()}. ")
            assert found is not None, word
            assert (found.path, found.meant) == (path, "")
    assert all(names.find(word) is None for words in NOT_SENT.values() for word in usual(words))
    assert {match.path for word in usual(CUSTOMER) if (match := names.find(word))} == {"customerNumber"}
