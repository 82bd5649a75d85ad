"""Names of operations and fields that a project file may use as keys: the declarations know them."""

from collections.abc import Mapping

from bulkops.core.field import walk
from bulkops.providers import REGISTRY


def known_names(api: str) -> Mapping[str, tuple[str, ...]]:
    """Give the names that may stand below keys of an API's settings.

    Returns:
        Operation types for `per_operation`, fields whose ids the profile lists for `allowed`.
    """
    types = REGISTRY.providers[api].operations
    listed = (name for one in types for name, field in walk(one.fields) if field.listed)
    return {
        "per_operation": tuple(sorted(one.name for one in types)),
        "allowed": tuple(dict.fromkeys(listed)),
    }


def verbs() -> tuple[str, ...]:
    """Give the verbs of all operation types, each once."""
    return tuple(sorted({one.verb for one in REGISTRY.types.values()}))


def money_verbs() -> tuple[str, ...]:
    """Give the verbs of the operation types whose documents are summed up."""
    return tuple(sorted({one.verb for one in REGISTRY.types.values() if one.moves_money}))
