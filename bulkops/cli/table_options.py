"""Options about tables: those that are manifests of their own, and those that are read in the place of others."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from bulkops.core.errors import UsageError
from bulkops.core.schema_rows import HEADER_LINE_MAX
from bulkops.core.table_options import TableOptions

F = TypeVar("F", bound=Callable[..., Any])
_LINE = click.IntRange(1, HEADER_LINE_MAX)
_OPTIONS = (
    ("op", "NAME", str, "Of a table: operation type of rows whose `@op` says none."),
    ("name", "NAME", str, "Of a table: the manifest's name, else its column `@manifest`, else the file's name."),
    ("sheet", "NAME or N", str, "Of a workbook: the sheet, where it has several."),
    ("header", "LINE", _LINE, "Of a table: the line with the names of the columns; else the first that is not blank."),
    ("encoding", "NAME", str, "Of a table: how its text is encoded, such as `cp1252`; else UTF-8."),
    ("delimiter", "SIGN", str, "Of a table: the character between two cells, or `tab`; else a comma."),
    ("decimal", "SIGN", str, "Of a table: the character before the decimals of a number."),
    ("thousands", "SIGN", str, "Of a table: the character between thousands; else none is taken."),
    ("dates", "FORMAT", str, "Of a table: how dates are written, such as `%d.%m.%Y`; else `%Y-%m-%d`."),
)

_ROWS = "Read this table in the place of the one that a manifest names; NAME is its `file:`, where there are several."


class StandIn(click.ParamType[tuple[str, str]]):
    """A table, and before it the name of the one that it stands for, where that has to be said."""

    name = "table"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Read it; click calls it."""
        if isinstance(value, tuple):
            return value
        name, equals, file = str(value).rpartition("=")
        if equals and not name:
            self.fail(f"`{value}` names no table before `=`", param, ctx)
        if not Path(file).is_file():
            reason = "is a folder" if Path(file).is_dir() else "is no file" if Path(file).exists() else "is not there"
            self.fail(f"the table `{file}` {reason}", param, ctx)
        return name, file

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        """Let the shell offer files."""
        return [CompletionItem(incomplete, type="file")]


def _stand_ins(rows: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Refuse two tables in the place of one.

    Raises:
        UsageError: There are such.
    """
    names = [name for name, _ in rows]
    if len(set(names)) < len(names) or ("" in names and len(names) > 1):
        hint = "say of each which table it stands for: `--rows NAME=FILE --rows OTHER=FILE`"
        raise UsageError("`--rows` gives two tables in the place of one", hint=hint)
    return rows


def tables(command: F) -> F:
    """Say how tables among the manifests are read, and what in the place of those that they name; gives `tables`."""
    result: F = click.option("--rows", type=StandIn(), multiple=True, metavar="[NAME=]FILE", help=_ROWS)(own(command))
    return result


def own(command: F) -> F:
    """Say how tables among the manifests are read, where those that they name are not; gives the command `tables`."""

    @wraps(command)
    def with_tables(*args: Any, rows: tuple[tuple[str, str], ...] = (), **given: Any) -> Any:
        said = {name: str(given.pop(f"table_{name}") or "") for name, *_ in _OPTIONS}
        return command(*args, tables=TableOptions(**said, rows=_stand_ins(rows)), **given)

    wrapped: Any = with_tables
    for name, metavar, kind, words in reversed(_OPTIONS):
        wrapped = click.option(f"--{name}", f"table_{name}", type=kind, metavar=metavar, help=words)(wrapped)
    result: F = wrapped
    return result
