"""A manifest's `defaults`, laid under each operation's `with`."""

from typing import Any

from bulkops.core.tree import Map


def laid_under(given: Any, defaults: Map | None, at: int) -> Any:
    """Fill what `given` does not say from `defaults`; members of groups too, lists as a whole.

    Args:
        given: What the entry says, or None.
        defaults: What the manifest says for the operation's type, or None.
        at: Mark for the values that come from the defaults: they stand elsewhere, the entry is the nearest place.
    """
    if defaults is None or not (given is None or isinstance(given, Map)):
        return given
    merged = Map(given.at if given is not None else at)
    if given is not None:
        for index, (name, value) in enumerate(given.items()):
            under = defaults.get(name)
            merged[name] = laid_under(value, under, at) if isinstance(under, Map) else value
            merged.marks += given.marks[2 * index : 2 * index + 2]
    for name, value in defaults.items():
        if name not in merged:
            merged[name] = value
            merged.marks += (at, at)
    return merged
