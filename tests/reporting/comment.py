"""A comment as a platform would show it: rendered to HTML, and taken apart."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from markdown_it import MarkdownIt

_EMPTY = frozenset({"br", "hr"})
#: Elements in which a platform makes neither mentions nor references.
_DEAF = frozenset({"code", "pre", "a"})
_MARKDOWN = MarkdownIt("gfm-like")
assert _MARKDOWN.linkify is not None
# No platform makes a link of a bare domain, such as the name of a system.
_MARKDOWN.linkify.set({"fuzzy_link": False})
_ALERT = re.compile(r"\[!(?:CAUTION|WARNING|NOTE)\]")
_DIGITS = re.compile(r"[\d\u2009]+")


@dataclass
class Table:
    """A table's cells, as text."""

    rows: list[list[str]] = field(default_factory=list)


class Page(HTMLParser):
    """What a comment becomes.

    Attributes:
        tags: Names of all elements.
        attributes: All names of attributes.
        loud: Text in which mentions, references and addresses would be heeded.
        links: Addresses.
        tables: Tables.
        summaries: Lines of the folds.
        blocks: Blocks of code.
        paragraphs: Paragraphs and elements of lists, as text.
    """

    def __init__(self, markdown: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.loud: list[str] = []
        self.links: list[str] = []
        self.tables: list[Table] = []
        self.summaries: list[str] = []
        self.blocks: list[str] = []
        self.paragraphs: list[str] = []
        self._open: list[str] = []
        self.feed(_MARKDOWN.render(markdown))
        self.close()
        assert self._open == [], "elements are not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        if tag in _EMPTY:
            self.handle_data(" ")
            return
        if tag in _DEAF:
            self.loud.append(" ")
        self._open.append(tag)
        if tag == "a":
            self.links.append(dict(attrs)["href"] or "")
        starts: dict[str, list[str]] = {
            "summary": self.summaries, "pre": self.blocks, "p": self.paragraphs, "li": self.paragraphs
        }  # fmt: skip
        if tag in starts:
            starts[tag].append("")
        elif tag == "table":
            self.tables.append(Table())
        elif tag == "tr":
            self.tables[-1].rows.append([])
        elif tag in {"td", "th"}:
            self.tables[-1].rows[-1].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"{tag} is closed and was not open"
        assert self._open.pop() == tag, f"{tag} is closed before what is in it"

    def handle_data(self, data: str) -> None:
        if not _DEAF & set(self._open):
            self.loud.append(_ALERT.sub("", data))
        for tag, texts in (("summary", self.summaries), ("pre", self.blocks)):
            if tag in self._open:
                texts[-1] += data
        if {"p", "li"} & set(self._open):
            self.paragraphs[-1] += data
        if {"td", "th"} & set(self._open):
            self.tables[-1].rows[-1][-1] += data


def number(text: str) -> int:
    """Read the first count in a text."""
    match = _DIGITS.search(text)
    assert match is not None, text
    return int(match[0].replace("\u2009", ""))
