"""Compare what came of a case with the parts that it names."""

from collections.abc import Mapping
from typing import Any

from bulkops.core.json import canonical


def same(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """Compare the parts that a case names; as JSON, so that `true` is not `1` and `1300` not `1300.00`."""
    unknown = set(wanted) - set(found)
    assert not unknown, f"{unknown} is not among {sorted(found)}"
    for name, value in wanted.items():
        if canonical(found[name]) != canonical(value):
            assert found[name] == value, name
            raise AssertionError(f"{name}: {canonical(found[name]).decode()} is not {canonical(value).decode()}")


def came_to(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """Compare what a run came to with the parts that a case names.

    Of a message, a document and the states a part is enough, and so it is of a request: `POST /v1/…` is its method
    and path.
    """
    parts, wanted = dict(found), {"error": "", **wanted} if "error" in found else wanted
    if wanted.get("message"):
        assert str(wanted["message"]) in str(found["message"])
        parts["message"] = wanted["message"]
    for name in ("theirs", "states"):
        if wanted.get(name) is not None:
            parts[name] = {part: (found[name] or {}).get(part) for part in wanted[name]}
    if "requests" in wanted:
        more = [""] * (len(found["requests"]) - len(wanted["requests"]))
        pairs = zip(found["requests"], [*wanted["requests"], *more], strict=False)
        parts["requests"] = [_told(request, asked) for request, asked in pairs]
    same(parts, wanted)


def _told(request: Mapping[str, Any], wanted: Any) -> Any:
    if isinstance(wanted, Mapping):
        return {name: request.get(name) for name in wanted}
    return f"{request['method']} {request['path']}"
