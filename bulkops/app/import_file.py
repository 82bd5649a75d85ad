"""Propose a manifest for a table. Nothing is sent, and no system is asked."""

import codecs
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_hex

from bulkops.adapters.manifest_write import manifest_lines
from bulkops.app.import_open import Wanted
from bulkops.app.import_table import Told, inspect
from bulkops.app.save_file import check_free
from bulkops.core.errors import UsageError
from bulkops.core.noted import Noted
from bulkops.core.operation import OperationType
from bulkops.core.registry import Registry
from bulkops.planning.import_notation import UNSAID, Said
from bulkops.planning.import_propose import propose
from bulkops.planning.import_table import Proposal, Table
from bulkops.planning.template_date import carries_a_date
from bulkops.providers import REGISTRY

_NO_NAME = re.compile(r"[^0-9a-z]+")
_TABS = {"tab": "\t", "\\t": "\t"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What was found, and what is proposed."""

    table: Table
    proposal: Proposal

    def lines(self) -> Iterator[str]:
        """Write the manifest, line by line."""
        proposal, table = self.proposal, self.table
        state = "look at each `DOUBT`" if proposal.doubts else "nothing in it is in doubt"
        sums = f" and {table.totals.count} of sums" if table.totals is not None else ""
        above = (
            f"Proposed from `{table.file}`: {table.rows} rows{sums}, {len(table.columns)} columns.",
            f"{len(proposal.todos)} to fill in (`TODO`); {state}; then run `bulkops validate` on this file.",
        )
        return manifest_lines(Noted(value=proposal.head, above=above), (proposal.entry,))


def import_table(
    path: Path,
    output: Path | None,
    *,
    op: str,
    said: Said = UNSAID,
    told: Told,
    registry: Registry = REGISTRY,
) -> Imported:
    """Inspect a table and propose a manifest.

    Args:
        path: The table.
        output: Where the manifest will stand, for its `file` is relative to it; None: beside the caller.
        op: What the rows are to become.
        said: How it is written; what is not said is found out.
        told: Takes how many rows have been read.
        registry: The operation types.

    Raises:
        UsageError: There is no such operation type or encoding, or the delimiter or what is said is none.
        InvalidInputError: The file is no table that a manifest could be made for.
    """
    operation_type = _type(op, registry)
    beside = output.parent if output else Path()
    wanted = Wanted(path=path, file=_relative(path, beside), operation_type=operation_type, said=_checked(said))
    table = inspect(wanted, told)
    name = _NO_NAME.sub("-", path.stem.casefold()).strip("-") or "imported"
    return Imported(table=table, proposal=propose(table, name))


def write(imported: Imported, path: Path, *, overwrite: bool) -> None:
    """Write the manifest, whole or not at all.

    Raises:
        UsageError: It cannot be written, or there is a file already.
    """
    check_free(path, overwrite=overwrite)
    beside = path.with_name(f".{path.name}.{token_hex(4)}")
    try:
        with beside.open("x", encoding="utf-8", newline="\n") as stream:
            stream.writelines(imported.lines())
        check_free(path, overwrite=overwrite)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        reason = (error.strerror or type(error).__name__).lower()
        raise UsageError(f"`{path}` cannot be written: {reason}", hint="name another file", code="R116") from None


def _type(op: str, registry: Registry) -> OperationType:
    found = registry.get(op)
    if found is None:
        close = registry.close_to(op)
        hint = f"did you mean `{close}`?" if close else "`bulkops operations` lists them"
        raise UsageError(f"there is no operation `{op}`", hint=hint)
    return found


def _checked(said: Said) -> Said:
    sign = _TABS.get(said.delimiter, said.delimiter)
    if sign and (len(sign) > 1 or sign in '\r\n\0"'):
        raise UsageError(f"`{said.delimiter}` cannot part cells", hint='write one character, such as `";"` or `tab`')
    if not said.ways():
        hint = "`--decimal` takes `.` or `,`; `--thousands` takes a space, `.`, `,`, `'` or `none`, and another sign"
        raise UsageError("no numbers are written as `--decimal` and `--thousands` say", hint=hint)
    if said.dates and not carries_a_date(said.dates):
        raise UsageError(f"`{said.dates}` is no format of a date", hint="write one such as `--dates %d.%m.%Y`")
    return replace(said, delimiter=sign, encoding=_known(said.encoding))


def _known(encoding: str) -> str:
    if not encoding:
        return ""
    try:
        "".encode(encoding)  # refuses codecs that are no character encodings, such as `base64`
        return codecs.lookup(encoding).name
    except LookupError:
        hint = "usual ones are `utf-8`, `utf-16`, `cp1252`, `iso-8859-1`"
        raise UsageError(f"there is no encoding `{encoding}`", hint=hint) from None


def _relative(path: Path, beside: Path) -> str:
    try:
        return Path(os.path.relpath(path, beside)).as_posix()
    except ValueError:  # on another drive
        return path.resolve().as_posix()
