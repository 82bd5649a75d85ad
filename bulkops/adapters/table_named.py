"""Which operations a row of a table stands for: by the id of its entry, or by its own column."""

from dataclasses import replace
from pathlib import Path

from bulkops.adapters.table_rows import Names, Naming
from bulkops.core.entry import Entry
from bulkops.core.registry import Registry
from bulkops.core.table_options import TableOptions
from bulkops.core.tree import Map
from bulkops.planning.table_columns import ID
from bulkops.planning.template import compile_template
from bulkops.planning.template_fill import Row
from bulkops.planning.template_names import Header, Report
from bulkops.planning.template_rows import Source, read_source
from bulkops.planning.template_where import compile_where


def by_entry(registry: Registry) -> Naming:
    """Name the operations of rows as an entry with `rows` does: its id, and those of what follows it."""

    def bound(entry: Entry, source: Source, header: Header, report: Report) -> Names:
        notation = source.notation
        template = compile_template(entry, registry=registry, header=header, notation=notation, report=report)
        where = compile_where(entry, source.where, header, report)
        if template is None:
            return None
        # What names the operations is enough: cells of the payload need not be read again.
        named = replace(template, members=tuple(member for member in template.members if member[0] == "id"))

        def names(row: Row) -> tuple[str, ...]:
            # All rows of an operation agree in what its id is made of, or there would have been no run.
            made = named.entries((row,), report) if where.takes(row.cells) else ()
            return tuple(str(each.tree["id"]) for each in made)

        return names

    return bound


def by_column(entry: Entry, _source: Source, header: Header, report: Report) -> Names:
    """Name the operation of a row as a table does that is a manifest of its own."""
    index = header.find(ID, entry.place(), report)
    return None if index < 0 else lambda row: (row.cells[index].strip(),)


def own_source(path: Path, options: TableOptions, report: Report) -> tuple[Entry, Source] | None:
    """Say how a table is read that is a manifest of its own; None where the options are at fault."""
    rows, tree = Map(), Map()
    rows.update(file=str(path), **{key: value for key, value in options.given() if key not in {"op", "name"}})
    rows.marks = [0] * (2 * len(rows))
    tree["rows"] = rows
    tree.marks = [0, 0]
    entry = Entry(file=str(path), tree=tree)
    source = read_source(entry, report)
    return None if source is None else (entry, source)
