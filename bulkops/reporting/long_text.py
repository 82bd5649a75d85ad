"""A text of several lines, before and after, compared by line."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from bulkops.reporting.style import Style
from bulkops.reporting.width import visible
from bulkops.reporting.words import count_text

#: Lines of a comparison that are shown where not everything is.
LINES_MAX = 12
#: Longer texts are not compared, for that takes time that grows with their square: all of the one, all of the other.
_COMPARED_MAX = 500


def is_long(*sides: object) -> bool:
    """Whether one of the values is a text of several lines."""
    return any(isinstance(side, str) and "\n" in side for side in sides)


def text_lines(before: str, after: str, style: Style, *, full: bool = False) -> Iterator[str]:
    """Compare two texts by line.

    Args:
        before: What stands there.
        after: What is to stand there.
        style: How to dress it.
        full: All lines, those that stay as well.
    """
    told = 0
    cut = 0
    for line in _compared(_lines(before), _lines(after), style, full=full):
        if not full and told == LINES_MAX:
            cut += 1
            continue
        told += 1
        yield line
    if cut:
        yield f"  and {count_text(cut, 'more line', style)}; `--full` shows all"


def _lines(text: str) -> list[str]:
    # Not `splitlines`: another end of the text, or of a line, is a change that must be seen.
    return text.split("\n") if text else []


def _compared(old: list[str], new: list[str], style: Style, *, full: bool) -> Iterator[str]:
    if max(len(old), len(new)) > _COMPARED_MAX:
        yield from (f"- {visible(line)}" for line in old)
        yield from (f"+ {visible(line)}" for line in new)
        return
    for kind, first, last, new_first, new_last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from (f"- {visible(line)}" for line in old[first:last])
            yield from (f"+ {visible(line)}" for line in new[new_first:new_last])
        elif full:
            yield from (f"  {visible(line)}" for line in old[first:last])
        else:
            yield f"  ({count_text(last - first, 'line', style)} unchanged)"
