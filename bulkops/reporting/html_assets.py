"""Style and script of the page of a plan: files of their own, put into it, and the digests by which it allows them."""

from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files

from markupsafe import Markup

PACKAGE = "bulkops.reporting"
FOLDER = "html_page"
#: In the order in which they are read.
SCRIPTS = (
    "dom.js",
    "text.js",
    "lines.js",
    "changes.js",
    "payload.js",
    "facts.js",
    "step.js",
    "data.js",
    "list.js",
    "page.js",
)
STYLES = ("colours.css", "page.css", "steps.css", "print.css")


@lru_cache(maxsize=2)
def page_assets(*more: str) -> dict[str, Markup]:
    """Give `style` and `script`, and the digests of both by which the page allows these and no others.

    Args:
        more: Further styles.
    """
    style = "\n".join(map(_text, (*STYLES, *more)))
    scripts = "\n".join(map(_text, SCRIPTS))
    script = f'(() => {{\n"use strict";\n{scripts}}})();\n'
    return {
        "style": Markup(style),  # noqa: S704 - a file of this package
        "script": Markup(script),  # noqa: S704 - files of this package
        "style_digest": Markup(_digest(style)),  # noqa: S704 - base64
        "script_digest": Markup(_digest(script)),  # noqa: S704 - base64
    }


def _text(name: str) -> str:
    return (files(PACKAGE) / FOLDER / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()
