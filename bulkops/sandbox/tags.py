"""Row versions as entity tags: base64 of eight bytes, growing with every change."""

from base64 import b64encode

#: Where versions begin; the value has no meaning, it only looks like those of a system in use.
FIRST_VERSION = 0x4D182201


def tag(version: int) -> str:
    """Write a row version as it stands in `timeStamp`."""
    return b64encode(version.to_bytes(8)).decode("ascii")


def quoted(version: int) -> str:
    """Write a row version as it stands in the `ETag` header."""
    return f'"{tag(version)}"'


def agrees(if_match: str, version: int, *, bare: bool, lists: bool) -> bool:
    """Say whether an `If-Match` value names a row version.

    Args:
        if_match: Header value.
        version: The row's version.
        bare: A tag without quotes is understood.
        lists: `*` and several tags are understood.
    """
    given = [each.strip() for each in if_match.split(",")] if lists else [if_match]
    if lists and given == ["*"]:
        return True
    return quoted(version) in given or (bare and tag(version) in given)
