"""The documents that a user names: numbers with commas between, or a file or stdin with one a line."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bulkops.app.read_documents import check_key
from bulkops.core.errors import UsageError
from bulkops.core.resource import Resource
from bulkops.core.seen import Seen

_SHOWN_MAX = 10
_COMMENT = "#"
_STDIN = "-"


def read_keys(resource: Resource, texts: Sequence[str]) -> list[str]:
    """Read which documents are meant, each once, in the order given.

    Args:
        resource: Of what.
        texts: As the user gave them.

    Raises:
        UsageError: Something is no key of the resource, or a file cannot be read; every mistake is in it.
    """
    seen, keys, mistakes = Seen(), list[str](), list[str]()
    for text in texts:
        for place, key in _written(resource, text):
            try:
                check_key(resource, key)
            except UsageError as error:
                mistakes.append(f"{place}{error.message}")
                continue
            if seen.add(key):
                keys.append(key)
    if mistakes:
        more = f"\n  - and {len(mistakes) - _SHOWN_MAX} more" if len(mistakes) > _SHOWN_MAX else ""
        shown = "".join(f"\n  - {mistake}" for mistake in mistakes[:_SHOWN_MAX])
        message = mistakes[0] if len(mistakes) == 1 else f"{len(mistakes)} mistakes:{shown}{more}"
        raise UsageError(
            message, hint=f"write them as `{resource.example}`, with commas between or one a line of a file"
        )
    if not keys:
        raise UsageError(f"no {resource.key} is named", hint=f"write `{resource.example}`, or the name of a file")
    return keys


def _written(resource: Resource, text: str) -> Iterator[tuple[str, str]]:
    """Give the keys in a text, with the place of each as it stands before a message."""
    path = Path(text.removeprefix("@"))
    piped = text == _STDIN
    if not piped and not text.startswith("@") and (_is_key(resource, text) or not path.exists() or path.is_dir()):
        yield from (("", key) for part in text.split(",") if (key := part.strip()))
        return
    shown = "stdin" if piped else str(path)
    try:
        with open(0 if piped else path, encoding="utf-8-sig", closefd=not piped) as stream:
            for number, line in enumerate(stream, 1):
                key = line.partition(_COMMENT)[0].strip().rstrip(",")
                if key:
                    yield f"{shown}:{number}: ", key
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise UsageError(f"`{shown}` cannot be read: {reason}", hint="name a file with one number a line") from None
    except UnicodeDecodeError:
        raise UsageError(f"`{shown}` is no UTF-8 text", hint="save it as UTF-8, with one number a line") from None


def _is_key(resource: Resource, text: str) -> bool:
    try:
        check_key(resource, text)
    except UsageError:
        return False
    return True
