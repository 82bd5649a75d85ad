"""Which declared route a request in the ledger is of."""

from bulkops.core.resource import Route
from bulkops.providers import REGISTRY
from bulkops.sandbox.ledger import Seen


def is_of(route: Route, seen: Seen, key: str = "") -> bool:
    """Say whether a request is of a route.

    Args:
        route: The route; places in braces stand for anything.
        seen: The request.
        key: What stands at the place of the target's key; empty: anything.
    """
    parts, given = route.path.split("/"), seen.path.split("/")
    if route.method != seen.method or len(parts) != len(given):
        return False
    pairs = [(part, found) for part, found in zip(parts, given, strict=True) if part != found]
    return all(part.startswith("{") and (part != "{key}" or key in {"", found}) for part, found in pairs)


def is_sequel(seen: Seen) -> bool:
    """Say whether a request is the second write of an operation: a repetition does no harm."""
    sequels = (found.sequel for found in REGISTRY.types.values())
    return any(sequel is not None and is_of(sequel.route, seen) for sequel in sequels)
