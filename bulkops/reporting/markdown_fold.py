"""Folds of a comment: one for each group, in what room there is."""

from collections.abc import Sequence
from dataclasses import dataclass

from bulkops.core.plan import Group
from bulkops.reporting.markdown_example import ROWS_MAX, Example
from bulkops.reporting.markdown_fit import level
from bulkops.reporting.markdown_text import fenced, size
from bulkops.reporting.markdown_view import STYLE, View, operations
from bulkops.reporting.words import count_text, number_text

#: Part of the room that folds without examples may take.
_BARE_SHARE = 0.6
#: Lines of an example's changes: all, some, none.
_ROWS = (ROWS_MAX, 6, 0)
#: With so many examples, none needs to be shortened to make room for another one.
_ENOUGH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """A group on its way into a comment.

    Attributes:
        group: The group.
        summary: Its line, in HTML.
        about: What its operation type does.
        common: What all its operations have in common, lines of a diff.
        examples: Its first operations.
        more: What shows all of them.
        view: What it is written with.
    """

    group: Group
    summary: str
    about: str
    common: tuple[str, ...]
    examples: tuple[Example, ...]
    more: str
    view: View

    def text(self, count: int, rows: int = ROWS_MAX) -> str:
        """Write it with so many examples, each with so many lines of what it changes."""
        examples = self.examples[:count]
        lines = ["<details>", f"<summary>{self.summary}</summary>", ""]
        if not examples:
            return "\n".join(
                [*lines, f"first: {self.view.place(self.group.first)}; all: {self.more}", "", "</details>", ""]
            )
        block = [line for one in examples for line in one.lines(rows)]
        lines += [self.about, "", fenced([*self.common, *block], "diff"), ""]
        left = self.group.count - count
        more = f"; and {number_text(left, STYLE)} more: {self.more}" if left else ""
        lines.append(f"From {self.view.places(one.place for one in examples)}{more}")
        return "\n".join([*lines, "", "</details>", ""])

    def within(self, room: int) -> str:
        """Write as much of it as fits: some examples with all lines, else with fewer; without any it always fits."""
        best = ""
        for rows in _ROWS:
            for count in range(len(self.examples), 0, -1):
                text = self.text(count, rows)
                if size(text) > room:
                    continue
                if count >= min(_ENOUGH, len(self.examples)):
                    return text
                best = text if rows else best or text
                break
        return best or self.text(0)


def group_texts(folds: Sequence[Fold], room: int) -> list[str]:
    """Write groups into some room, in equal shares; what is not used goes to the first. Those left over are counted."""
    bare = [size(fold.text(0)) + 1 for fold in folds]
    count = len(folds)
    if sum(bare) > room:
        kept, taken = 0, 0
        while kept < count and taken + bare[kept] <= _BARE_SHARE * room:
            taken += bare[kept]
            kept += 1
        count, room = kept, room - size(_folded(folds[kept:])) - 1
    needs = [size(fold.text(len(fold.examples))) + 1 - least for fold, least in zip(folds[:count], bare, strict=False)]
    shares = level([max(need, 0) for need in needs], max(room - sum(bare[:count]), 0))
    texts = []
    slack = 0
    for fold, least, share in zip(folds[:count], bare, shares, strict=False):
        text = fold.within(least + share + slack - 1)
        slack += least + share - size(text) - 1
        texts.append(text)
    return [*texts, _folded(folds[count:])] if count < len(folds) else texts


def _folded(folds: Sequence[Fold]) -> str:
    steps = sum(fold.group.count for fold in folds)
    final = sum(fold.group.count for fold in folds if fold.group.irreversible)
    undone = f", some of which cannot be undone ({operations(final)} in those groups)" if final else ""
    groups = count_text(sum(fold.group.signatures for fold in folds), "more group", STYLE)
    return f"and {groups} with {operations(steps)}{undone}\n" if folds else ""
