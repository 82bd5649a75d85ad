"""Rows of a table that is a manifest: brought together by their id, and what is wrong with them said for options."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from hashlib import file_digest
from pathlib import Path

from bulkops.adapters.table_any import Reader
from bulkops.adapters.table_letters import undecodable
from bulkops.adapters.table_stage import GROUP_ROWS_MAX, Stage
from bulkops.core.entry import Entry
from bulkops.core.finding import Finding
from bulkops.core.registry import Registry
from bulkops.planning.table_columns import ID, columns_to_show
from bulkops.planning.table_manifest import TableEntries
from bulkops.planning.template_fill import Row
from bulkops.planning.template_names import Header, Report
from bulkops.planning.template_rows import Source

_OPTIONS = "encoding|delimiter|decimal|thousands|dates|sheet|header"
_KEY = re.compile(rf"`rows\.({_OPTIONS})`")
_BARE = re.compile(rf"declare `({_OPTIONS})`")
_DECLARATION = re.compile(rf"`({_OPTIONS}): ?(?:\"([^\"`]*)\"|'([^'`]*)'|([^`]*))`")


def spoken(finding: Finding) -> Finding:
    """Say a finding about a table in words of the command line, as there is no manifest to declare anything in."""
    return replace(finding, message=_KEY.sub(r"`--\1`", finding.message), hint=_as_options(finding.hint))


def _as_options(hint: str) -> str:
    def option(found: re.Match[str]) -> str:
        value = next(text for text in found.groups()[1:] if text is not None)
        return f"`--{found[1]} {value if value.isalnum() else repr(value)}`"

    hint = hint.removesuffix(", or put the field under `each_row`")
    said = _BARE.sub(r"give `--\1`", _DECLARATION.sub(option, hint))
    if said == hint:
        return hint
    return said.replace("declare `", "give `").replace(" under `rows`", "")


def digest_of(path: Path) -> str:
    """Digest of a file, in hexadecimal.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def undecoded(
    entries: Iterator[Entry], path: Path, shown: str, source: Source, registry: Registry, report: Report
) -> Iterator[Entry]:
    """Pass entries on; a letter that is not of the table's encoding ends them, and is named."""
    try:
        yield from entries
    except UnicodeError:
        report(undecodable(path, shown, source, partial(columns_to_show, registry)))


def grouped(
    rows: Iterator[Row], reader: Reader, maker: TableEntries, report: Report, header: Header
) -> Iterator[Entry]:
    """Make entries of rows; those of one id belong together, wherever they stand."""
    index = maker.id_column
    if not maker.grouped:
        for row in rows:
            yield from maker.entries((row,))
        return
    with Stage() as stage:
        stage.fill(((row.cells[index].strip(),), row, True) for row in _identified(rows, index, report, header))
        for group in stage.groups():
            if group.count > GROUP_ROWS_MAX:
                message = f"{group.count} rows belong to the operation that begins here; at most {GROUP_ROWS_MAX} may"
                report(Finding(code="T040", message=message, place=header.place(group.line, index)))
                continue
            entries = maker.entries(group.rows)
            if reader.whole:
                yield from entries


def _identified(rows: Iterator[Row], index: int, report: Report, header: Header) -> Iterator[Row]:
    for row in rows:
        if row.cells[index].strip():
            yield row
            continue
        message = f"the cell is empty: which operation this row belongs to is not known (`{ID}`)"
        report(Finding(code="T037", message=message, place=header.place(row.line, index), hint="fill the cell"))
