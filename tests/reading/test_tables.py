"""A table becomes entries: grouping, places, templates, follow-ups, what is left out."""

import random
from pathlib import Path

import pytest

from bulkops.core.tree import Plain
from tests.reading.tables.case import Read, read_text
from tests.reading.tables.entries import HEADER, entry

ROWS = "1;2026-03-31;00104;A;2;1,50;N;first\n1;2026-03-31;00104;B;3;2;N;first\n2;2026-04-01;00105;A;-1;0,10;J;\n"


def read_rows(folder: Path, rows: str = ROWS, **parts: str) -> Read:
    return read_text(folder, entry(**parts), {"t.csv": HEADER + rows})


def test_rows_of_one_group_become_one_entry(tmp_path: Path) -> None:
    out = read_rows(tmp_path)
    assert out.findings == []
    assert out.trees == [
        {
            "id": "inv-1",
            "op": "visma.invoice.create",
            "with": {
                "customerNumber": "00104",
                "documentDate": "2026-03-31",
                "invoiceLines": [
                    {"inventoryNumber": "A", "quantity": "2", "unitPriceInCurrency": "1.50"},
                    {"inventoryNumber": "B", "quantity": "3", "unitPriceInCurrency": "2"},
                ],
            },
        },
        {
            "id": "inv-2",
            "op": "visma.invoice.create",
            "with": {
                "customerNumber": "00105",
                "documentDate": "2026-04-01",
                "invoiceLines": [{"inventoryNumber": "A", "quantity": "-1", "unitPriceInCurrency": "0.10"}],
            },
        },
    ]


def test_text_is_quoted_and_what_was_converted_is_plain(tmp_path: Path) -> None:
    payload = read_rows(tmp_path).trees[0]["with"]
    line = payload["invoiceLines"][0]
    assert [type(value) for value in (payload["customerNumber"], payload["documentDate"])] == [str, Plain]
    assert [type(value) for value in line.values()] == [str, Plain, Plain]


def test_places_are_lines_and_column_names_of_the_table(tmp_path: Path) -> None:
    second = read_rows(tmp_path).entries[1]
    first = read_rows(tmp_path).entries[0]
    table = str(tmp_path / "t.csv")
    lines = ("with", "invoiceLines")
    assert str(first.place((*lines, 1, "unitPriceInCurrency"))) == f"{table}:3, column `Price`"
    assert str(first.place((*lines, 1))) == f"{table}:3"
    assert str(second.place()) == f"{table}:4"
    assert str(second.place(("id",))) == f"{table}:4, column `No`"
    assert str(second.place(("op",))) == f"{table}:4"
    assert str(second.place(("with", "customerNumber"), key=True)) == f"{table}:4, column `Customer`"


def test_a_quoted_line_end_counts_as_a_physical_line(tmp_path: Path) -> None:
    rows = '1;2026-03-31;1;A;1;1;N;"two\r\nlines"\r\n\r\n;;;;;;;\r\n2;2026-03-31;1;A;1;1;N;\r\n'
    out = read_rows(tmp_path, rows)
    assert [entry.place().line for entry in out.entries] == [2, 6]
    assert out.counts[0].rows == 2


@pytest.mark.parametrize("seed", range(5))
def test_shuffled_rows_give_the_same_operations(tmp_path: Path, seed: int) -> None:
    rows = [f"{group};2026-03-31;{group:05};A{line};{line};1,5;N;\n" for group in range(40) for line in range(1, 6)]
    ordered = read_rows(tmp_path, "".join(rows)).trees
    mixed = rows.copy()
    random.Random(seed).shuffle(mixed)
    shuffled = read_rows(tmp_path, "".join(mixed)).trees
    starts = list(dict.fromkeys(row.partition(";")[0] for row in mixed))
    assert [tree["id"] for tree in shuffled] == [f"inv-{start}" for start in starts]
    for tree in shuffled:
        lines = tree["with"]["invoiceLines"]
        assert [line["inventoryNumber"] for line in lines] == [
            row.split(";")[3] for row in mixed if row.startswith(tree["id"].removeprefix("inv-") + ";")
        ]
        lines.sort(key=lambda line: line["inventoryNumber"])
    assert sorted(shuffled, key=str) == sorted(ordered, key=str)


def test_groups_by_several_columns_do_not_run_together(tmp_path: Path) -> None:
    rows = "1;2026-03-31;1;A;1;1;N;x\n1;2026-03-31;1;A;1;1;N;y\n1;2026-03-31;1;B;1;1;N;x\n"
    out = read_rows(tmp_path, rows, group_by="[No, Text]", name='"{No}-{Text}"')
    assert [(tree["id"], len(tree["with"]["invoiceLines"])) for tree in out.trees] == [("1-x", 2), ("1-y", 1)]


def test_without_group_by_each_row_is_an_operation(tmp_path: Path) -> None:
    out = read_rows(tmp_path, name='"inv-{No}-{Item}"', group_by="")
    assert [tree["id"] for tree in out.trees] == ["inv-1-A", "inv-1-B", "inv-2-A"]
    assert [len(tree["with"]["invoiceLines"]) for tree in out.trees] == [1, 1, 1]


def test_two_times_of_one_day_are_one_date(tmp_path: Path) -> None:
    rows = "1;1/12/2010 16:57;1;A;1;1;N;\n1;1/12/2010 16:58;1;B;1;1;N;\n"
    out = read_rows(tmp_path, rows, declared='dates: "%d/%m/%Y %H:%M"')
    assert out.findings == []
    assert out.trees[0]["with"]["documentDate"] == "2010-12-01"


@pytest.mark.parametrize(
    ("where", "ids", "left_out"),
    [
        ("No: '1'", ["inv-1"], (1, 1)),
        ("No: ['2', '3']", ["inv-2"], (2, 1)),
        ("No: {matches: '[2-9]'}", ["inv-2"], (2, 1)),
        ("No: {matches: ['1*', '3']}", ["inv-1"], (1, 1)),
        ("No: {not: '1'}", ["inv-2"], (2, 1)),
        ("No: {not: ['1', '3']}", ["inv-2"], (2, 1)),
        ("No: {not: {matches: '1*'}}", ["inv-2"], (2, 1)),
        ("No: {not: {not: '1'}}", ["inv-1"], (1, 1)),
        ("No: ['1', {matches: '2'}]", ["inv-1", "inv-2"], (0, 0)),
        ("{No: '1', Draft: N}", ["inv-1"], (1, 1)),
        ("Text: ''", ["inv-2"], (2, 1)),
    ],
)
def test_where_takes_rows_and_counts_the_others(
    tmp_path: Path, where: str, ids: list[str], left_out: tuple[int, int]
) -> None:
    condition = where if where.startswith("{") else f"{{{where}}}"
    out = read_rows(tmp_path, declared=f"where: {condition}")
    assert out.findings == []
    assert [tree["id"] for tree in out.trees] == ids
    count = out.counts[0]
    assert (count.rows_left_out, count.groups_left_out) == left_out
    assert (count.rows, count.groups) == (3, 2)


def test_where_looks_at_cells_without_the_spaces_around_them(tmp_path: Path) -> None:
    out = read_rows(tmp_path, ROWS.replace("1;2026", " 1 ;2026"), declared="where: {No: '1'}")
    assert [tree["id"] for tree in out.trees] == ["inv-1"]


def test_rows_that_are_left_out_need_no_group(tmp_path: Path) -> None:
    out = read_rows(tmp_path, ROWS + ";2026-04-01;;;;;;a subtotal\n", declared="where: {No: {not: ''}}")
    assert out.findings == []
    assert (out.counts[0].rows_left_out, out.counts[0].groups_left_out) == (1, 1)


def test_followers_come_right_after_their_create(tmp_path: Path) -> None:
    out = read_rows(tmp_path, more="then: [visma.invoice.release, visma.invoice.reverse]")
    assert [tree["id"] for tree in out.trees] == [
        "inv-1", "inv-1-release", "inv-1-reverse", "inv-2", "inv-2-release", "inv-2-reverse",
    ]  # fmt: skip
    assert out.trees[1] == {"id": "inv-1-release", "op": "visma.invoice.release", "invoice": {"from": "inv-1"}}
    assert str(out.entries[4].place(("invoice", "from"))) == f"{tmp_path / 't.csv'}:4, column `No`"


def test_the_entrys_own_keys_take_columns(tmp_path: Path) -> None:
    text = entry(
        name='"fix-{No}-{{x}}"',
        op="visma.invoice.update",
        payload="  invoiceText: {column: Text}",
        more="invoice: {column: No}\nafter: ['make-{No}', 'all-*']\nif_match: '\"{Item}\"'\n",
        group_by="",
    )
    out = read_text(tmp_path, text, {"t.csv": HEADER + "007;;;A;;;;Hello\n"})
    assert out.findings == []
    assert out.trees == [
        {
            "id": "fix-007-{x}",
            "op": "visma.invoice.update",
            "with": {"invoiceText": "Hello"},
            "invoice": "007",
            "after": ["make-007", "all-*"],
            "if_match": '"A"',
        }
    ]


def test_a_target_may_be_made_by_another_entry(tmp_path: Path) -> None:
    text = entry(name='"rel-{No}"', op="visma.invoice.release", group_by="", payload="  {}").replace(
        "with:\n  {}\n", ""
    )
    out = read_text(tmp_path, text + "\ninvoice: {from: 'inv-{No}'}\n", {"t.csv": HEADER + ROWS[:40]})
    assert out.trees[0]["invoice"] == {"from": "inv-1"}


@pytest.mark.parametrize(
    ("template", "cell", "value"),
    [
        ("{column: Text}", "", "-"),
        ("{column: Text}", "  ", "-"),
        ("{column: Text}", " a ", " a "),
        ("{column: Text, trim: true}", " a ", "a"),
        ("{column: Text, default: none}", "", "none"),
        ("{column: Text, default: none}", "a", "a"),
        ("{column: Text, default: ''}", "", ""),
        ("{column: Text, default: null}", "", None),
        ("{column: Text, values: {a: b}}", "a ", "b"),
        ("{column: Text, values: {a: b}}", "", "-"),
        ("{column: Text, values: {a: b, '': empty}}", "", "empty"),
        ("{column: Text, values: {a: b}, default: other}", "z", "other"),
        ("{column: Text, values: {a: null}}", "a", None),
        ("{column: Text, max: 3}", "abc", "abc"),
        ("null", "x", None),
        ("as it is {Text}", "x", "as it is {Text}"),
        ("{column: Text}", "null", "null"),
        ("{column: Text}", "~", "~"),
    ],
)
def test_texts(tmp_path: Path, template: str, cell: str, value: str | None) -> None:
    out = read_rows(tmp_path, f"1;;;;;;;{cell}\n", payload=f"  invoiceText: {template}\n  hold: false")
    assert out.findings == []
    assert out.trees[0]["with"].get("invoiceText", "-") == value


@pytest.mark.parametrize(("cell", "value"), [("J", "true"), ("N", "false")])
def test_values_give_flags(tmp_path: Path, cell: str, value: str) -> None:
    out = read_rows(tmp_path, f"1;;;;;;{cell};\n", payload="  hold: {column: Draft, values: {J: true, N: false}}")
    assert out.trees[0]["with"] == {"hold": value}
    assert type(out.trees[0]["with"]["hold"]) is Plain


def test_groups_and_fixed_lists_take_columns(tmp_path: Path) -> None:
    payload = """
  billingAddress: {city: {column: Text}, countryId: NO}
  invoiceLines:
    - {inventoryNumber: {column: Item}, quantity: {column: Count}}
    - {inventoryNumber: FEE, quantity: 1}
"""
    out = read_rows(tmp_path, "1;;;A;2;;;Oslo\n", payload=payload)
    assert out.findings == []
    assert out.trees[0]["with"] == {
        "billingAddress": {"city": "Oslo", "countryId": "NO"},
        "invoiceLines": [{"inventoryNumber": "A", "quantity": "2"}, {"inventoryNumber": "FEE", "quantity": "1"}],
    }


def test_a_group_of_blank_cells_is_not_given(tmp_path: Path) -> None:
    out = read_rows(tmp_path, "1;;;;;;;\n", payload="  hold: true\n  billingAddress: {city: {column: Text}}")
    assert out.trees[0]["with"] == {"hold": "true"}
