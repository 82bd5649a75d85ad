"""Whatever a text holds, it is shown, and is neither formatted nor heeded."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulkops.reporting.markdown_fit import level
from bulkops.reporting.markdown_text import (
    clipped,
    code,
    escaped,
    fenced,
    fitted,
    html,
    html_code,
    link_to,
    prose,
    size,
)
from bulkops.reporting.markdown_view import within
from bulkops.reporting.width import visible
from tests.reporting.comment import Page

PIECES = (
    *"abz019 \t\n\r\\`*_[](){}<>|~!#@$%&^:;=+-./\"'",
    *("@everyone", "#12", "GH-7", "!3", "~bug", "https://evil.example", "www.evil.example", "a@evil.example"),
    *("</details>", "<script>", "-->", "<!--", "```", "~~~~", "---", "| a | b |", "![x](y)", "&amp;", "&#35;1"),
    *("deadbeef0", ":tada:", "$x$", "漢字", "😀", "e\u0301", "\u202e", "\u200b", "\0", "\x1b[31m", "\u2028"),
)
#: Texts of what formats, ends, links or calls.
TEXTS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
LINES = TEXTS.map(visible)
EMPTY = '""'
HEEDED = re.compile(r"@\w|#\d|GH-\d|[!~$%]\w|://|www\.|\b[0-9]*[a-f][0-9a-f]{7,}\b", re.IGNORECASE)


def bare(text: str) -> str:
    """Leave out the characters without width that we have put between others, and what HTML takes for one space."""
    return re.sub(r"\s+", " ", text.replace("\u200b", "")).strip()


@settings(deadline=None)
@given(LINES)
def test_prose_is_shown_as_it_is(text: str) -> None:
    page = Page(f"a {escaped(text)} z")
    assert bare("".join(page.loud)) == bare(f"a {text} z")
    assert page.tags == {"p"}
    assert not HEEDED.search("".join(page.loud))


@settings(deadline=None)
@given(LINES)
def test_code_is_shown_as_it_is(text: str) -> None:
    page = Page(f"a {code(text)} z")
    assert page.tags == {"p", "code"}
    assert bare(page.paragraphs[0]) == bare(f"a {text or EMPTY} z")
    assert bare("".join(page.loud)) == "a z"


@settings(deadline=None)
@given(LINES, LINES)
def test_a_cell_stays_a_cell(first: str, second: str) -> None:
    page = Page(f"| a | b |\n|---|---|\n| {escaped(first)} | {code(second)} |")
    assert [bare(cell) for cell in page.tables[0].rows[1]] == [bare(first), bare(second or EMPTY)]
    assert page.tags == {"table", "thead", "tbody", "tr", "th", "td", "code"}


@settings(deadline=None)
@given(LINES)
def test_a_summary_stays_a_summary(text: str) -> None:
    page = Page(f"<details>\n<summary>{html_code(text)}</summary>\n\nx\n\n</details>")
    assert page.tags == {"details", "summary", "code", "p"}
    assert page.summaries == [text]


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=5))
def test_a_message_may_hold_anything(parts: list[str]) -> None:
    text = "`".join(parts)
    page = Page(f"- **error**: {prose(text, 10_000)}")
    assert page.tags <= {"ul", "li", "strong", "code"}
    assert not HEEDED.search("".join(page.loud))
    assert told(bare(page.paragraphs[0])) == told(bare(f"error: {visible(text)}"))


def told(text: str) -> str:
    """Leave out what stands around words: marks of code, what stands for empty code (a pair of quotes), and spaces."""
    return text.replace("`", "").replace('"', "").replace(" ", "")


def test_what_a_message_quotes_is_code() -> None:
    assert prose("`a|b` is no `@x`, in #3", 99) == "<code>a&#124;b</code> is no `@x`, in #&#8203;3"
    assert prose("one ` only", 99) == r"one \` only"


@settings(deadline=None)
@given(st.lists(LINES, min_size=1, max_size=6))
def test_nothing_ends_a_block_but_its_end(lines: list[str]) -> None:
    page = Page(f"x\n\n{fenced(lines, 'diff')}\n\nz")
    assert page.blocks == ["\n".join(lines) + "\n"]
    assert page.paragraphs == ["x", "z"]


@settings(deadline=None)
@given(TEXTS)
def test_nothing_ends_an_address_but_its_end(text: str) -> None:
    page = Page(f"a [x] {link_to(code('y'), 'https://git.example/' + text)} z")
    (address,) = page.links
    assert address.startswith("https://git.example/")
    assert bare("".join(page.loud)) == "a [x] z"
    assert page.tags == {"p", "a", "code"}


@settings(deadline=None)
@given(TEXTS, st.integers(min_value=2, max_value=60))
def test_a_cut_text_is_short_in_characters_and_bytes(text: str, length_max: int) -> None:
    cut = clipped(text, length_max)
    assert len(cut) <= length_max
    assert size(cut) <= max(2 * length_max, 3)
    assert cut == visible(text) or cut.endswith("…")


@settings(deadline=None)
@given(LINES, st.integers(min_value=40, max_value=90))
def test_as_much_of_a_text_as_fits(text: str, room: int) -> None:
    found = fitted(text, room, escaped)
    assert size(found) <= room
    assert found == escaped(text) or found.endswith("…")


@settings(deadline=None)
@given(st.lists(st.integers(min_value=0, max_value=900), max_size=30), st.integers(min_value=0, max_value=9000))
def test_room_is_shared_out_evenly_and_all_of_it(wants: list[int], room: int) -> None:
    shares = level(wants, room)
    assert all(0 <= share <= want for share, want in zip(shares, wants, strict=True))
    assert sum(shares) == min(sum(wants), room)
    least = min((share for share, want in zip(shares, wants, strict=True) if share < want), default=None)
    assert least is None or all(share <= least + len(wants) for share in shares)


@settings(deadline=None)
@given(st.lists(st.text("abc", max_size=20), max_size=20), st.integers(min_value=12, max_value=200))
def test_lines_that_do_not_fit_are_counted(lines: list[str], room: int) -> None:
    kept = within(lines, room, lambda count: f"and {count}")
    assert sum(size(line) + 1 for line in kept) <= room
    assert kept == lines or kept == [*lines[: len(kept) - 1], f"and {len(lines) - len(kept) + 1}"]


@pytest.mark.parametrize("text", ["2026-04-30", "100.00", "invoiceLines+x", "terms/14"])
def test_what_needs_no_escape_in_html_gets_none(text: str) -> None:
    assert html(text) == text
