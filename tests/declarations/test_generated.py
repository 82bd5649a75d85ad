"""The files in the repository are those that the declarations give."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from bulkops.app.generate import generated, main, schemas, stale
from bulkops.core.schema import example_entry
from bulkops.core.schema_manifest import manifest_schema
from bulkops.providers import REGISTRY
from bulkops.reporting.manifest_text import manifest_text, scalar_text
from bulkops.reporting.reference import operation_text, operations_table, reference_markdown

ROOT = Path(__file__).parents[2]


def test_the_files_in_the_repository_are_up_to_date() -> None:
    assert stale(ROOT) == ()


def test_every_operation_has_a_schema_file() -> None:
    assert {f"{name}.schema.json" for name in REGISTRY.types} | {"manifest.schema.json"} <= set(schemas())


def test_a_schema_file_is_named_by_its_id_and_by_no_address() -> None:
    for name, text in schemas().items():
        schema = json.loads(text)
        assert schema["$id"] == name
        assert "://" not in schema["$id"]


def test_check_names_what_differs_and_writing_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([]) == 0
    assert main(["--check"]) == 0
    assert capsys.readouterr().out == ""
    (tmp_path / "docs/operations.md").unlink()
    (tmp_path / "schemas/manifest.schema.json").write_text("{}", encoding="utf-8")
    (tmp_path / "schemas/visma.invoice.vanished.schema.json").write_text("{}", encoding="utf-8")
    assert main(["--check"]) == 1
    named = [line.partition(" ")[0] for line in capsys.readouterr().out.splitlines()]
    assert named == [
        "docs/operations.md",
        "schemas/manifest.schema.json",
        "schemas/visma.invoice.vanished.schema.json",
    ]


def test_the_same_declarations_give_the_same_files() -> None:
    assert generated() == generated()
    assert manifest_schema(REGISTRY) == manifest_schema(REGISTRY)


def test_the_reference_names_every_operation_and_field() -> None:
    text = reference_markdown(REGISTRY)
    for name, operation_type in REGISTRY.types.items():
        section = text.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
        assert operation_type.write.path in section
        assert operation_type.details in section
        for field in (*operation_type.fields, *operation_type.options):
            assert f"| `{field.name}` |" in section
            assert field.description in section


@pytest.mark.parametrize("width", [60, 100])
def test_the_terminal_text_keeps_to_its_width(width: int) -> None:
    for operation_type in REGISTRY.types.values():
        text = operation_text(operation_type, width=width).partition("Example:")[0]
        # A route is not broken: it would not be found any more.
        assert all(len(line) <= width or " " not in line.strip() for line in text.splitlines())
        assert "**" not in text


def test_the_table_has_one_line_an_operation() -> None:
    lines = operations_table(REGISTRY).splitlines()
    assert [line.split()[0] for line in lines] == list(REGISTRY.types)


@pytest.mark.parametrize("name", list(REGISTRY.types))
def test_an_example_reads_back_as_written(name: str) -> None:
    entry = example_entry(REGISTRY.types[name])
    assert as_text(yaml.load(manifest_text([entry]), yaml.BaseLoader)) == as_text([entry])


def as_text(node: Any) -> Any:
    """Give scalars as the text that a manifest's reader sees."""
    if isinstance(node, dict):
        return {name: as_text(value) for name, value in node.items()}
    if isinstance(node, list):
        return [as_text(value) for value in node]
    return {True: "true", False: "false"}.get(node, str(node)) if isinstance(node, bool) else str(node)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("00104", '"00104"'),
        ("100231", "100231"),
        ("12.5", "12.5"),
        ("2026-03-31", "2026-03-31"),
        ("no", '"no"'),
        ("Null", '"Null"'),
        ("", '""'),
        (" x", '" x"'),
        ("a: b", '"a: b"'),
        ("- a", '"- a"'),
        ("a #b", '"a #b"'),
        ('say "hi"\n', '"say \\"hi\\"\\n"'),
        ("\u2028", '"\\U00002028"'),
        ("Åsa", '"Åsa"'),
        ("+47 22", '"+47 22"'),
        ("1_000", '"1_000"'),
        ("1e5", '"1e5"'),
        (None, "null"),
        (True, "true"),
        (7, "7"),
    ],
)
def test_text_that_other_tools_would_misread_is_quoted(value: Any, text: str) -> None:
    assert scalar_text(value) == text
    if isinstance(value, str):
        assert yaml.load(text, yaml.BaseLoader) == value
