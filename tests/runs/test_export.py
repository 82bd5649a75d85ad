"""`bulkops export` over HTTP against the served sandbox: what it writes is what is there, and a plan of it says so."""

import stat
from pathlib import Path
from typing import Any

import pytest
import yaml

from bulkops.adapters.manifest_write import manifest_lines
from bulkops.core.field import Field, Kind
from bulkops.planning.diff import OPERATION
from bulkops.planning.export_fields import setters
from bulkops.providers import REGISTRY
from tests.runs.folder import Folder
from tests.runs.served import SECRET, Server

CREATE, UPDATE = REGISTRY.types["visma.invoice.create"], REGISTRY.types["visma.invoice.update"]
SETTINGS = REGISTRY.types["ddapi.invoice_settings.set"]
CANARY = "canary-77b2"
NOTHING = "nothing to do"


@pytest.fixture
def folder(server: Server) -> Folder:
    return server.folder


def examples(fields: tuple[Field, ...]) -> dict[str, Any]:
    """The examples of all fields, deprecated ones too; sensitive texts begin with the canary."""
    return {field.name: example(field) for field in fields if field.name != OPERATION}


def example(field: Field) -> Any:
    if field.kind is Kind.GROUP:
        return examples(field.fields)
    if field.kind is Kind.LIST:
        return [examples(field.fields)]
    return f"{CANARY} {field.example}"[: field.length_max or None] if field.sensitive else field.example


def create(folder: Folder, **more: Any) -> str:
    """Make an invoice in which every field is set; give its number."""
    number = f"X-{len(list(folder.path.glob('made-*')))}"
    values = examples(CREATE.fields) | {"customerNumber": "10001", "referenceNumber": number}
    values |= {"overrideNumberSeries": True, "invoiceText": "two\nlines, and\n\n a third", "note": "00042"} | more
    name = f"made-{number}"
    entry = {"id": "all", "op": CREATE.name, "with": values}
    folder.write(f"{name}.yaml", "".join(manifest_lines({"bulkops": 1, "name": name}, [entry])))
    done = folder.apply(f"{name}.yaml")
    assert done.code == 0, done.text
    return number


def exported(folder: Folder, *words: str, file: str = "export.yaml", code: int = 0) -> Any:
    """Export, look that a plan finds nothing to do, and give the manifest."""
    done = folder.run("export", *words, "--overwrite", "-o", file)
    assert done.code == code, done.text
    assert done.out == ""
    assert SECRET not in done.err
    plan = folder.run("plan", "--detailed-exitcode", file)
    assert plan.code == 0, plan.text
    assert NOTHING in plan.out
    return yaml.safe_load((folder.path / file).read_text())


def entry_of(manifest: Any, number: str) -> Any:
    return next(entry for entry in manifest["operations"] if str(entry.get("invoice")) == number)


def test_every_field_of_an_invoice_comes_back(folder: Folder) -> None:
    number = create(folder)
    entry = entry_of(exported(folder, "visma.invoice", "--deprecated"), number)
    shown = {field.name for field in UPDATE.fields if field.observed} - {"referenceNumber"}
    assert set(entry["with"]) == shown
    lines = next(field for field in UPDATE.fields if field.name == "invoiceLines")
    assert set(entry["with"]["invoiceLines"][0]) == {field.name for field in lines.fields if field.observed}
    assert entry["with"]["invoiceText"] == "two\nlines, and\n\n a third"
    assert entry["with"]["note"] == "00042"


def test_every_setting_of_a_customer_comes_back(folder: Folder) -> None:
    values = {"with": examples(SETTINGS.fields) | {"CurrencyId": 1, "InvoiceRecipientCustomerNumber": 10043}}
    entry = {"id": "all", "op": SETTINGS.name, "customer": 10042} | values
    folder.write("set.yaml", "".join(manifest_lines({"bulkops": 1, "name": "set"}, [entry])))
    done = folder.apply("set.yaml")
    assert done.code == 0, done.text
    manifest = exported(folder, "ddapi.invoice_settings", "--customers", "10042")
    assert manifest["operations"] == [entry | {"id": "customer-10042"}]


def test_documents_of_all_statuses_are_unchanged(folder: Folder) -> None:
    manifest = exported(folder, "visma.invoice")
    text = (folder.path / "export.yaml").read_text()
    assert {"# Hold\n", "# Balanced\n", "# Open\n", "# Closed\n"} <= {
        line[line.index("# ") :] for line in text.splitlines(keepends=True) if line.startswith("    invoice: ")
    }
    assert text.endswith(f"# end: {len(manifest['operations'])} entries\n")


def test_filters_narrow_it_as_they_narrow_a_list(folder: Folder) -> None:
    where = ("--where", "status=Balanced", "--where", "customer=10001")
    listed = folder.run("list", "visma.invoice", *where, "--format", "csv", "--columns", "number").out.split()[1:]
    manifest = exported(folder, "visma.invoice", *where)
    assert [entry["invoice"] for entry in manifest["operations"]] == listed != []
    assert len(exported(folder, "visma.invoice", "--limit", "3", "--page-size", "2")["operations"]) == 3
    assert exported(folder, "visma.invoice", "--where", "customer=none")["operations"] == []


def test_an_edit_is_all_that_is_planned_and_the_next_export_shows_it(folder: Folder) -> None:
    number = create(folder)
    exported(folder, "visma.invoice")
    file = folder.path / "export.yaml"
    file.write_text(file.read_text().replace('note: "00042"', "note: '00043'"))
    done = folder.apply("export.yaml")
    assert done.code == 0, done.text
    assert "1 done" in done.text
    assert entry_of(exported(folder, "visma.invoice"), number)["with"]["note"] == "00043"


def test_a_file_is_for_its_owner_only_and_never_replaced_unasked(folder: Folder) -> None:
    exported(folder, "visma.invoice")
    file = folder.path / "export.yaml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_bytes()
    again = folder.run("export", "visma.invoice", "-o", "export.yaml")
    assert (again.code, file.read_bytes()) == (64, before)
    assert "error[R116]" in again.err


def test_personal_data_is_told_of_and_can_be_left_out(folder: Folder) -> None:
    create(folder)
    done = folder.run("export", "visma.invoice", "-o", "all.yaml")
    assert "personal data is in it" in done.err
    assert CANARY not in done.text
    assert CANARY in (folder.path / "all.yaml").read_text()
    without = folder.run("export", "visma.invoice", "--without-personal")
    assert without.code == 0
    assert CANARY not in without.text
    assert "personal data is in it" not in without.err
    exported(folder, "visma.invoice", "--without-personal")
    assert CANARY not in (folder.path / "export.yaml").read_text()


def numbers(manifest: Any) -> list[int]:
    return [entry["customer"] for entry in manifest["operations"]]


def test_settings_of_all_customers_of_some_and_of_a_file(folder: Folder) -> None:
    everyone = numbers(exported(folder, "ddapi.invoice_settings", "--page-size", "7"))
    assert everyone == sorted(everyone)
    assert len(everyone) > 2
    some = exported(folder, "ddapi.invoice_settings", "--customers", "10043,10042", "--customers", "10042")
    assert numbers(some) == [10043, 10042]
    folder.write("customers.txt", "\ufeff10042\n\n# theirs\n10043  # ours\n")
    assert numbers(exported(folder, "ddapi.invoice_settings", "--customers", "customers.txt")) == [10042, 10043]
    assert numbers(exported(folder, "ddapi.invoice_settings", "--customers", "@customers.txt")) == [10042, 10043]


def test_customers_come_from_stdin_and_from_a_pipe(folder: Folder) -> None:
    words = ("export", "ddapi.invoice_settings", "--fields", "CurrencyId", "--customers")
    for named in ("-", "/dev/stdin"):
        folder.write("customers.txt", "\ufeff10042\n10043  # ours\n10042\n")
        with folder.start_words("cat", "customers.txt") as cat:
            done = folder.run(*words, named, stdin=cat.stdout)
        assert done.code == 0, done.text
        assert numbers(yaml.safe_load(done.out)) == [10042, 10043]
    with (folder.path / "customers.txt").open() as stream:
        stream.seek(0, 2)
        nothing = folder.run(*words, "-", stdin=stream)
    assert (nothing.code, "no customer is named" in nothing.err) == (64, True), nothing.text


def test_the_head_says_what_it_was_narrowed_to(folder: Folder) -> None:
    named = folder.run("export", "ddapi.invoice_settings", "--customers", "10042,10043", "--fields", "CurrencyId").out
    assert "# Only those that were named: 2 customers.\n# Only these fields: CurrencyId.\n" in named
    assert "Personal data" not in named
    first = folder.run("export", "visma.invoice", "--where", "customer=10001", "--limit", "2").out
    assert "# Only where customer=10001.\n# Only the first 2.\n# Personal data is in it: " in first
    assert "# Only" not in folder.run("export", "visma.invoice").out
    assert "Personal data" not in folder.run("export", "visma.invoice", "--without-personal").out


def test_a_customer_without_settings_is_named(folder: Folder) -> None:
    words = ("ddapi.invoice_settings", "--customers", "10042,99999,99998")
    assert numbers(exported(folder, *words, code=1)) == [10042]
    done = folder.run("export", *words)
    assert "error[P105]: 2 customers have no invoice settings: `99999`, `99998`" in done.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("visma.invoic",), "did you mean `visma.invoice`?"),
        (("visma.credit_note",), "no operation sets fields of credit notes"),
        (("visma.invoice", "--where", "stat=Hold"), "did you mean `status`?"),
        (("visma.invoice", "--fields", "creditTerms"), "did you mean `creditTermsId`?"),
        (("visma.invoice", "--customers", "10042"), "choose with `--where`"),
        (("ddapi.invoice_settings", "--customers", "abc"), "is a whole number"),
        (("ddapi.invoice_settings", "--customers", ","), "no customer is named"),
        (("ddapi.invoice_settings", "--customers", "@none.txt"), "`none.txt` cannot be read"),
        (("ddapi.invoice_settings", "--customers", "bad.txt"), "bad.txt:2: 'x1' names no invoice settings"),
        (("ddapi.invoice_settings", "--customers", "1", "--where", "Changed>=2026-01-01"), "give one of the two"),
        (("visma.invoice", "-o", "none/export.yaml"), "no such file or directory"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_written(folder: Folder, words: tuple[str, ...], said: str) -> None:
    folder.write("bad.txt", "10042\nx1\n")
    before = sorted(folder.path.iterdir())
    output = () if "-o" in words else ("-o", "export.yaml")
    done = folder.run("export", *words, *output)
    assert done.code == 64, done.text
    assert said in done.err
    assert "Traceback" not in done.err
    assert sorted(path for path in folder.path.iterdir() if path.name != ".bulkops") == [
        path for path in before if path.name != ".bulkops"
    ]


def test_it_says_what_there_is(folder: Folder) -> None:
    done = folder.run("export")
    assert done.code == 0
    assert [line.split()[0] for line in done.out.splitlines()] == [
        each.resource.full_name for each in setters(REGISTRY)
    ]


def test_a_server_that_goes_away_leaves_no_file(server: Server, folder: Folder) -> None:
    server.stop()
    done = folder.run("export", "visma.invoice", "-o", "export.yaml")
    assert done.code == 5, done.text
    assert not [path for path in Path(folder.path).iterdir() if "export" in path.name]
