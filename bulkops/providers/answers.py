"""What any HTTP API's answer says, for people: short, on one line, without markup."""

import re
from collections.abc import Mapping
from typing import Any

from bulkops.core.http import Response
from bulkops.core.json import loads

_TEXT_MAX = 500
_MARKUP = re.compile(r"<(script|style|title)\b.*?</\1>|<!--.*?-->|<[^>]*>", re.DOTALL | re.IGNORECASE)


def members(response: Response) -> dict[str, Any]:
    """Read a body as an object, names in lower case: servers spell them one way and another.

    Returns:
        Its members; empty where the body is not a JSON object.
    """
    body = _json(response)
    return lowered(body) if isinstance(body, dict) else {}


def lowered(values: Mapping[str, Any]) -> dict[str, Any]:
    """Give members by their names in lower case."""
    return {name.lower(): value for name, value in values.items()}


def plain_text(response: Response) -> str:
    """Give a body that is no JSON object as text: plain text, a JSON text, or what a page of HTML shows."""
    body = _json(response)
    if isinstance(body, dict | list):
        return ""
    text = body if isinstance(body, str) else response.body.decode("utf-8", "replace")
    return short(_MARKUP.sub(" ", text))


def short(text: str) -> str:
    """Bring a text to one line of at most 500 characters."""
    line = " ".join(text.split())
    return line if len(line) <= _TEXT_MAX else line[: _TEXT_MAX - 1] + "…"


def _json(response: Response) -> Any:
    try:
        return loads(response.body)
    except ValueError:
        return None
