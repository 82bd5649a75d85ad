"""The header of a table that is a manifest of its own: what it must say, and what it cannot."""

from collections.abc import Iterator

from bulkops.core.finding import Finding
from bulkops.core.registry import Registry
from bulkops.planning.table_columns import ID, OP, RESULT_COLUMNS, names_of
from bulkops.planning.template_names import Header, did_you_mean, listed, shown


def header_findings(header: Header, line: int, registry: Registry, op: str) -> Iterator[Finding]:
    """Find why no entries can be made of the rows below a header.

    Args:
        header: The table's header.
        line: Line on which it stands.
        registry: The known operation types.
        op: Operation type of rows that name none; empty: each names its own.
    """
    types = listed(registry.types)
    if ID not in header.columns:
        yield Finding(
            code="M080",
            message=f"the table has no column `{ID}`: it does not say which operation a row belongs to",
            place=header.place(line),
            hint=header.other_delimiter() or _where_names_stand(header),
        )
    elif op and op not in registry.types:
        message = f"there is no operation type `{shown(op)}`"
        hint = did_you_mean(op, registry.types) or f"the operation types are {types}"
        yield Finding(code="T024", message=message, place=header.place(0), hint=hint)
    elif OP not in header.columns and not op:
        message = f"the table has no column `{OP}`: it does not say what is to be done"
        hint = f"add the column, or say it for all rows: `--op NAME`; the operation types are {types}"
        yield Finding(code="M081", message=message, place=header.place(line), hint=hint)
    else:
        yield from _unknown(header, line, registry, op)


def _where_names_stand(header: Header) -> str:
    hint = f"add the column `{ID}`, with a value of its own for each operation"
    # A title or a date above the table has no name of this kind.
    titled = not any(name.startswith("@") for name in header.columns)
    return f"{hint}; or say which line holds the names: `--header LINE`" if titled else hint


def _unknown(header: Header, line: int, registry: Registry, op: str) -> Iterator[Finding]:
    """Find columns that no operation has which the table can be about."""
    types = registry.types.values() if OP in header.columns else [registry.types[op]]
    known = dict.fromkeys(name for one in types for name in names_of(one))
    for index, name in enumerate(header.columns):
        if name not in known and name not in RESULT_COLUMNS:
            about = "" if OP in header.columns else f" for `{op}`"
            hint = did_you_mean(name, known) or "rename it, or delete it; `bulkops operations NAME` lists the columns"
            message = f"the column `{shown(name)}` has no meaning{about}"
            yield Finding(code="M082", message=message, place=header.place(line, index), hint=hint)
