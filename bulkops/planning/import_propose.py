"""A manifest for a table that was inspected: what is certain as values, what is not as comments or marks to fill in."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bulkops.core.field import Kind
from bulkops.core.noted import Noted
from bulkops.planning.import_columns import NUMBERS, Column
from bulkops.planning.import_doubts import doubts_about
from bulkops.planning.import_entry import Entry
from bulkops.planning.import_flags import flags_of
from bulkops.planning.import_names import DOCUMENT_PATH, Match, sendable
from bulkops.planning.import_notation import PLAIN, Reading, dates_of, in_two_ways, numbers_of
from bulkops.planning.import_rows import dates_key, numbers_keys, where_key
from bulkops.planning.import_table import Mapped, Proposal, Table
from bulkops.planning.template_names import listed, shown
from bulkops.planning.template_notation import Notation

_APART_MAX = 0.05
_LIST = "[]."


def propose(table: Table, name: str) -> Proposal:
    """Write a manifest for a table.

    Args:
        table: What was found in it.
        name: What the manifest is called.
    """
    numbers = _numbers(table)
    dates = dates_of(table.columns, table.said)
    notation = replace(numbers.notation, dates=dates.notation.dates)
    entry = Entry(table)
    rows = _rows(table, entry, numbers, dates)
    mapped = tuple(_mapped(table, entry, notation))
    entry.complete()
    head = {"bulkops": 1, "name": name}
    return Proposal(
        head=head,
        entry=Noted(value={"rows": rows, **entry.written(mapped)}),
        mapped=mapped,
        doubts=tuple(entry.doubts),
        todos=tuple(entry.todos),
    )


def _numbers(table: Table) -> Reading:
    if not table.workbook or table.said.decimal:
        return numbers_of(table.columns, table.said)
    return in_two_ways(table.text) or PLAIN


def _rows(table: Table, entry: Entry, numbers: Reading, dates: Reading) -> dict[str, Any]:
    rows: dict[str, Any] = {"file": table.file}
    for name, (value, doubts) in table.dialect.items():
        rows[name] = Noted(value=value, above=tuple(entry.doubt(each) for each in doubts)) if doubts else value
    rows |= numbers_keys(numbers, [each for each in table.columns if each.kind in NUMBERS], entry)
    rows |= dates_key(dates, entry)
    if table.groups is not None:
        rows["group_by"] = _group_by(table, entry)
    if table.totals is not None:
        rows |= where_key(table.totals, table.columns, entry)
    return rows


def _group_by(table: Table, entry: Entry) -> Any:
    *others, key = [table.columns[index].name for index in table.groups.keys] if table.groups else [""]
    doubts = [] if table.named else [_inferred(table, key)]
    if others:
        series = listed(others)
        doubts.append(f"`{shown(key)}` alone does not tell documents apart: one stands under several {series}")
    value = [*others, key] if others else key
    return Noted(value=value, above=tuple(map(entry.doubt, doubts)), inline=True) if doubts else value


def _inferred(table: Table, key: str) -> str:
    kind = table.operation_type.resource.name
    return f"no column is called like the number of one {kind}; rows with one `{shown(key)}` look like one"


def _mapped(table: Table, entry: Entry, notation: Notation) -> Iterator[Mapped]:
    keys = table.groups.keys if table.groups is not None else ()
    for index, column in enumerate(table.columns):
        match = _placed(table, index)
        if match is None or match.path == DOCUMENT_PATH:
            path = "names the document" if index in keys else entry.why_not(column.name)
            yield Mapped(column=column.name, path=path, samples=column.samples(), taken=index in keys)
            continue
        required = match.path in table.operation_type.required
        found = doubts_about(column, index, notation, table.groups, required=required)
        doubts = tuple(entry.doubt(each) for each in found)
        entry.put(match.path, _cell(column, doubts))
        yield Mapped(column=column.name, path=match.path, samples=column.samples(), taken=True)


def _cell(column: Column, doubts: tuple[str, ...]) -> Noted:
    values = flags_of(column)
    cell: dict[str, Any] = {"column": column.name} | ({"values": values} if values else {})
    return Noted(value=cell, above=doubts, beside=column.samples(), inline=not values)


def _placed(table: Table, index: int) -> Match | None:
    """Say what a column fills: of a field that heads and lines both have, the line's where it varies in a document."""
    column = table.columns[index]
    match, groups = column.match, table.groups
    if match is None or match.field is None or groups is None or _LIST in match.path:
        return match
    if groups.apart(index) <= groups.sampled * _APART_MAX:
        return match
    fields = dict(sendable(table.operation_type.fields))
    taken = {each.match.path for each in table.columns if each.match}
    lists = (field.name for field in table.operation_type.fields if field.kind is Kind.LIST)
    twin = next((path for each in lists if (path := f"{each}{_LIST}{match.path}") in fields and path not in taken), "")
    if not twin:
        return match
    column.match = Match(path=twin, field=fields[twin], meant=match.meant)
    return column.match
