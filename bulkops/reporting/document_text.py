"""One document for a reader: its members in groups, its lists as tables."""

from collections.abc import Iterator, Mapping
from typing import Any

from bulkops.core.field import Kind
from bulkops.core.observed import held
from bulkops.core.resource import Resource
from bulkops.core.shape import Member, Section, leaves, member_at
from bulkops.planning.chosen_columns import Shown
from bulkops.reporting.cells import cell_text
from bulkops.reporting.rows_table import RowsTable
from bulkops.reporting.style import Colour, Style
from bulkops.reporting.values import value_text
from bulkops.reporting.width import left, visible

_INDENT = "  "


def document_text(
    resource: Resource, document: Mapping[str, Any], style: Style, *, personal: bool = False
) -> Iterator[str]:
    """Write a document; members without a value are left out.

    Args:
        resource: What it is.
        document: Its members as answered.
        style: What the terminal can show.
        personal: Show personal data.
    """
    page = _Page(document, style, personal=personal)
    for section in resource.shows:
        yield from page.section(section)
    declared = {member.name for member in resource.members}
    others = {name: value for name, value in document.items() if name not in declared and value not in (None, [], {})}
    if others:
        yield from page.others(others)


class _Page:
    def __init__(self, document: Mapping[str, Any], style: Style, *, personal: bool) -> None:
        self._document = document
        self._style = style
        self._personal = personal
        self._begun = False

    def section(self, section: Section) -> Iterator[str]:
        lines = []
        tables: list[tuple[str, Member, list[Any]]] = []
        for path, member in leaves(section.members):
            value = held(self._document, path)
            if member.kind is Kind.LIST and member.members and isinstance(value, list):
                tables += [(path, member, value)] if value else []
            elif (text := cell_text(member, value, self._style, personal=self._personal)) != "":
                lines.append((path, text))
        if not lines and not tables:
            return
        yield from self._titled(section.title)
        width = max((len(path) for path, _ in lines), default=0)
        for path, text in lines:
            yield f"{_INDENT}{left(path, width)}  {text}"
        for path, member, rows in tables:
            yield from self._table(path, member, rows)

    def others(self, members: Mapping[str, Any]) -> Iterator[str]:
        """Write what the API shows and no declaration names: a newer API than this program."""
        yield from self._titled("Other")
        width = max(len(visible(name)) for name in members)
        for name, value in members.items():
            yield f"{_INDENT}{left(visible(name), width)}  {value_text(value, self._style)}"

    def _titled(self, title: str) -> Iterator[str]:
        if self._begun:
            yield ""
        self._begun = True
        yield self._style.paint(title, Colour.BOLD)

    def _table(self, path: str, member: Member, rows: list[Any]) -> Iterator[str]:
        room = Style(colour=False, unicode=self._style.unicode, width=self._style.width - len(_INDENT))
        columns = [
            Shown(head=name, path=name, member=found)
            for name in member.columns
            if (found := member_at(member.members, name)) is not None
        ]
        elements = [row for row in rows if isinstance(row, Mapping)]
        table = RowsTable(columns, columns[0].path, elements, room, personal=self._personal)
        for line in (*table.head(), *(table.row(row) for row in elements)):
            yield _INDENT + line
        if table.left_out:
            yield f"{_INDENT}({path}: {', '.join(table.left_out)} not shown for lack of room)"
