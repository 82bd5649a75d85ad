"""Whatever is written as a manifest is read back the same, by our own reader and by other tools."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bulkops.adapters.manifest_file import ManifestFile
from bulkops.adapters.manifest_write import entry_lines, manifest_lines
from bulkops.core.noted import Noted
from bulkops.core.tree import Plain

HEAD = {"bulkops": 1, "name": "odd"}
COMMENTS = st.text(max_size=20)
TEXT = st.text(st.characters(codec="utf-8"), max_size=20) | st.from_regex(r"[\n #:|>'\"\-\[{,]{1,9}", fullmatch=True)
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=4) | st.integers() | st.booleans() | st.dates()
SCALARS = TEXT | TEXT.map(Plain) | NUMBERS | st.none()


def _noted(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return values | st.builds(Noted, value=values, above=st.tuples(COMMENTS), beside=COMMENTS)


NODES = st.recursive(
    _noted(SCALARS),
    lambda inner: _noted(st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4)),
    max_leaves=15,
)
ENTRIES = _noted(st.dictionaries(TEXT, NODES, max_size=5))


def _read(folder: Path, lines: Iterable[str]) -> list[Any]:
    path = folder / "written.yaml"
    path.write_text("".join(lines), encoding="utf-8", newline="")
    with ManifestFile(path, "written.yaml") as manifest:
        entries = [entry.tree for entry in manifest.entries()]
    assert manifest.findings == []
    assert manifest.head.name == "odd"
    return entries


def _expected(value: Any) -> Any:
    match value:
        case Noted():
            return _expected(value.value)
        case Mapping():
            return {key: _expected(member) for key, member in value.items()}
        case list():
            return [_expected(element) for element in value]
        case bool():
            return str(value).lower()
        case _ if value is None or isinstance(value, str):
            return value
        case _:
            return format(value, "f") if isinstance(value, Decimal) else str(value)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ENTRIES | COMMENTS, max_size=4))
@example([{"id": Plain("null")}, {"id": "~", "a": {"<<": "x"}}, {"b": "one\ntwo", "c": "one\n\n", "d": "\n"}])
@example([{"b": Noted(value="one\n two\n", beside="why"), "c": [["x", ["y"]], [], {}, {"k": {"l": []}}]}])
def test_what_is_written_is_read_back(tmp_path: Path, entries: list[Any]) -> None:
    given_entries = [_expected(entry) for entry in entries if not isinstance(entry, str)]

    assert _read(tmp_path, manifest_lines(HEAD, entries)) == given_entries


@pytest.mark.parametrize(
    "text", ["00104", "12", "1_000", "1.50", "1e3", "0x1F", "12 345", "yes", "No", "true", "y", "~"]
)
def test_other_tools_read_text_as_text(text: str) -> None:
    document = yaml.safe_load("".join(manifest_lines(HEAD, [{"a": text, "b": [text], "c": [{text: text}]}])))

    assert document["operations"] == [{"a": text, "b": [text], "c": [{text: text}]}]


def test_it_reads_well() -> None:
    entry = {
        "id": "undo-1",
        "op": "visma.invoice.update",
        "invoice": Noted(value="100231", beside="Acme AB"),
        "after": ["a", "b"],
        "with": {
            "documentDate": date(2026, 3, 31),
            "hold": False,
            "invoiceText": "two\nlines",
            "invoiceLines": [
                {"inventoryNumber": "CONS-1", "quantity": Decimal("12.50"), "note": None},
                {"description": "x" * 120},
            ],
            "billingAddress": Noted(value={"city": "Åre"}, above=("As it was.",)),
        },
    }
    lines = manifest_lines(
        Noted(value=HEAD, above=("Undoes a run.",)), ["Left out: 3", Noted(value=entry, beside="1 of 1"), "End."]
    )

    assert (
        "".join(lines)
        == f"""\
# Undoes a run.
bulkops: 1
name: odd
# Left out: 3
operations:
  # 1 of 1
  - id: undo-1
    op: visma.invoice.update
    invoice: "100231"  # Acme AB
    after: [a, b]
    with:
      documentDate: 2026-03-31
      hold: false
      invoiceText: |-
        two
        lines
      invoiceLines:
        - {{inventoryNumber: CONS-1, quantity: 12.50, note: null}}
        - description: {"x" * 120}
      # As it was.
      billingAddress:
        city: Åre
  # End.
"""
    )


def test_no_operations_are_an_empty_list() -> None:
    assert (
        "".join(manifest_lines(HEAD, ["Nothing is left."]))
        == "bulkops: 1\nname: odd\n# Nothing is left.\noperations: []\n"
    )


def test_a_comment_cannot_become_an_operation() -> None:
    entry = Noted(value={"id": Noted(value="a", beside="x\nop: b")}, above=("one\n- id: two\r\n\x85op: three",))
    document = yaml.safe_load("".join(manifest_lines(HEAD, [entry, "\u2028- id: four"])))

    assert document["operations"] == [{"id": "a"}]


def test_entries_are_written_as_they_come() -> None:
    taken = 0

    def entries() -> Iterator[dict[str, str]]:
        nonlocal taken
        while True:
            taken += 1
            yield {"id": str(taken)}

    assert len(list(islice(manifest_lines(HEAD, entries()), 1000))) == 1000
    assert taken <= 1000


def test_a_mapping_stands_in_one_line_where_that_is_asked_for() -> None:
    entry = {
        "id": "a",
        "with": {"a": Noted(value={"column": "No: 1"}, beside="0042", inline=True), "b": {"column": "M"}},
    }
    text = "".join(manifest_lines(HEAD, [entry]))

    assert '      a: {column: "No: 1"}  # 0042\n      b:\n        column: M\n' in text


def test_an_entry_by_itself_is_written_as_among_others() -> None:
    first, second = {"id": "a"}, Noted(value={"id": "b", "with": {"x": "1\n2"}}, above=("why",))
    together = "".join(manifest_lines(HEAD, [first, second]))

    assert "".join([*manifest_lines(HEAD, [first]), *entry_lines(second)]) == together
