"""What `bulkops import` has found in a table, for a terminal."""

from collections.abc import Iterator

from bulkops.planning.import_table import Mapped, Proposal, Table
from bulkops.planning.template_names import shown
from bulkops.reporting.style import Colour, Style
from bulkops.reporting.words import count_text, joined

_SHOWN_MAX = 60
_NAME_MAX = 30


def import_lines(table: Table, proposal: Proposal, style: Style, written: str) -> Iterator[str]:
    """Write what was found, what is proposed, what is in doubt, and what to do next.

    Args:
        table: What was inspected.
        proposal: The manifest for it.
        style: How text is dressed.
        written: Where the manifest stands; empty: it was printed.
    """
    yield style.paint(_found(table, style), Colour.BOLD)
    yield from _columns(proposal.mapped, style)
    for word, texts in (("TODO", proposal.todos), ("DOUBT", proposal.doubts)):
        for text in texts[:_SHOWN_MAX]:
            yield f"{style.paint(word, Colour.YELLOW)}: {text}"
        if len(texts) > _SHOWN_MAX:
            yield f"{word}: {len(texts) - _SHOWN_MAX} more, as comments in the manifest"
    yield ""
    yield _next(proposal, written)


def _found(table: Table, style: Style) -> str:
    rows, columns = count_text(table.rows, "row", style), count_text(len(table.columns), "column", style)
    if table.totals is not None:
        rows += f" and {count_text(table.totals.count, 'sum row', style)}"
    parts = [f"{shown(table.shown)}: {rows}", columns]
    if table.groups is not None:
        about = "about " if table.groups.share > 1 else ""
        parts.append(f"{about}{count_text(table.groups.count, 'document', style)}")
    parts += [f"{name} `{value}`" for name, (value, _) in table.dialect.items()]
    return joined(tuple(parts), style)


def _columns(mapped: tuple[Mapped, ...], style: Style) -> Iterator[str]:
    wide = max((len(_name(each)) for each in mapped[:_SHOWN_MAX]), default=0)
    fields = max((len(each.path) for each in mapped[:_SHOWN_MAX]), default=0)
    for each in mapped[:_SHOWN_MAX]:
        arrow = style.arrow if each.taken else style.cross
        line = f"  {_name(each):{wide}}  {arrow} {each.path:{fields}}  {each.samples if each.taken else ''}"
        yield line.rstrip()
    if len(mapped) > _SHOWN_MAX:
        yield f"  and {len(mapped) - _SHOWN_MAX} more columns"


def _name(each: Mapped) -> str:
    return each.column if len(each.column) <= _NAME_MAX else each.column[: _NAME_MAX - 1] + "~"


def _next(proposal: Proposal, written: str) -> str:
    if not written:
        return "nothing was sent; write it to a file with `-o FILE.yaml`"
    first = "fill in each `TODO`, then " if proposal.todos else "look at each `DOUBT`, then " if proposal.doubts else ""
    return f"{written} is written, and nothing was sent; {first}run `bulkops validate {written}`"
