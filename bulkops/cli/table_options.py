"""Options about tables that are manifests of their own."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import click

from bulkops.core.table_options import TableOptions

F = TypeVar("F", bound=Callable[..., Any])
_OPTIONS = (
    ("op", "NAME", "Of a table: operation type of rows whose `@op` says none."),
    ("name", "NAME", "Of a table: the manifest's name, else its column `@manifest`, else the file's name."),
    ("sheet", "NAME or N", "Of a workbook: the sheet, where it has several."),
    ("encoding", "NAME", "Of a table: how its text is encoded, such as `cp1252`; else UTF-8."),
    ("delimiter", "SIGN", "Of a table: the character between two cells, or `tab`; else a comma."),
    ("decimal", "SIGN", "Of a table: the character before the decimals of a number."),
    ("thousands", "SIGN", "Of a table: the character between thousands; else none is taken."),
    ("dates", "FORMAT", "Of a table: how dates are written, such as `%d.%m.%Y`; else `%Y-%m-%d`."),
)


def tables(command: F) -> F:
    """Say how tables among the manifests are read; gives the command `tables`."""

    @wraps(command)
    def with_tables(*args: Any, **given: Any) -> Any:
        said = {name: given.pop(f"table_{name}") or "" for name, _, _ in _OPTIONS}
        return command(*args, tables=TableOptions(**said), **given)

    wrapped: Any = with_tables
    for name, metavar, words in reversed(_OPTIONS):
        wrapped = click.option(f"--{name}", f"table_{name}", metavar=metavar, help=words)(wrapped)
    result: F = wrapped
    return result
