"""Text of users and of the system in Markdown: it is shown as it is, and neither formats, links, mentions nor calls."""

import re
from collections.abc import Callable, Iterable

from bulkops.reporting.width import visible

ELLIPSIS = "…"

#: Stands for a character without width, which ends what a platform would make a link or a call of.
_BREAK = "\0"
_BREAK_ENTITY = "&#8203;"
# Mentions, references to issues and the like, labels, formulas, emoji, and addresses, on GitHub and on GitLab.
_ACTIVE = re.compile(r'[@#~$^](?!\s)|[!%](?=[\w"\[])|&(?=\w)|:(?=//|[\w+-]+:)|www(?=\.)|GH(?=-\d)', re.IGNORECASE)
_COMMIT = re.compile(r"\b[0-9a-f]{7,}\b", re.IGNORECASE)
_SPECIAL = re.compile(r"[\\`*_\[\]~]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;"}
# In HTML, also where a platform still looks for Markdown in it.
_PUNCTUATION = re.compile(r"[\\`*_\[\]~<>&|\"'@:]|(?<=www)\.", re.IGNORECASE)
_TICKS = re.compile(r"`+")


def size(text: str) -> int:
    """Count bytes, as platforms do."""
    return len(text.encode())


def clipped(text: str, length_max: int) -> str:
    """Make a text harmless and cut it to so many characters, or to twice as many bytes; what was cut is marked."""
    shown = visible(text[: length_max + 1])
    if len(shown) <= length_max and size(shown) <= 2 * length_max:
        return shown
    room = 2 * length_max - size(ELLIPSIS)
    return shown[: length_max - 1].encode()[:room].decode(errors="ignore") + ELLIPSIS


def escaped(text: str) -> str:
    """Write a text, one line of visible characters, among other text; it also fits into a cell of a table."""
    defused = _COMMIT.sub(lambda match: _broken(match[0]), _ACTIVE.sub(lambda match: match[0] + _BREAK, text))
    plain = _SPECIAL.sub(r"\\\g<0>", defused)
    return "".join(_ENTITIES.get(char, char) for char in plain).replace(_BREAK, _BREAK_ENTITY)


def code(text: str) -> str:
    """Write a text, one line of visible characters, as code; it also fits into a cell of a table."""
    if not text:
        return '`""`'
    if "|" in text:  # platforms disagree on how one is escaped in a cell, where it follows a backslash
        return html_code(text)
    fence = "`" * (_longest(text) + 1)
    pad = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def html_code(text: str) -> str:
    """Write a text as code in HTML, such as a summary, where Markdown may be heeded or not."""
    return f"<code>{html(text)}</code>"


def html(text: str) -> str:
    """Write a text in HTML, where Markdown may be heeded or not."""
    return _PUNCTUATION.sub(lambda match: f"&#{ord(match[0])};", text)


def prose(text: str, length_max: int) -> str:
    """Write a message, in which what can be typed or was typed stands between backticks."""
    parts = clipped(text, length_max).split("`")
    if len(parts) % 2 == 0:  # one of them is the user's own: nobody can tell which
        return escaped("`".join(parts))
    written = [code(part) if number % 2 else escaped(part) for number, part in enumerate(parts)]
    inner = (part or _BREAK_ENTITY for part in written[1:-1])
    return "".join([written[0], *inner, *written[1:][-1:]])


def fenced(lines: Iterable[str], language: str = "") -> str:
    """Write lines as a block of code that nothing in them can end."""
    text = "\n".join(lines)
    fence = "`" * max(3, _longest(text) + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def link_to(text: str, url: str) -> str:
    """Write a link with a text that is Markdown; no link where there is no address."""
    if not url:
        return text
    # All that Markdown could take for the end of the address, or for a cell's, is written as in an address.
    address = "".join(char if _plain(char) else "".join(f"%{byte:02X}" for byte in char.encode()) for char in url)
    return f"[{text}]({address})"


def fitted(text: str, room: int, write: Callable[[str], str]) -> str:
    """Write as much of a text as takes no more than so many bytes; what was cut is marked."""
    whole = write(text)
    if size(whole) <= room:
        return whole
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if size(write(text[:middle] + ELLIPSIS)) <= room else (low, middle - 1)
    return write(text[:low] + ELLIPSIS)


def _plain(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char in "-._~:/?#@!$&+,;=%")


def _longest(text: str) -> int:
    return max(map(len, _TICKS.findall(text)), default=0)


def _broken(text: str) -> str:
    """Break what could be a commit's number; a plain number is left whole, to be searched and copied."""
    return text if text.isdecimal() else _BREAK.join(text[at : at + 6] for at in range(0, len(text), 6))
