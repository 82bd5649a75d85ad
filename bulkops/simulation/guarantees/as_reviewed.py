"""G4: what is sent is what was shown, and nothing is sent that was not written down before."""

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256

from bulkops.core.resource import Route
from bulkops.core.step import Step
from bulkops.providers import REGISTRY
from bulkops.sandbox.ledger import Seen
from bulkops.simulation.evidence import Evidence


def as_reviewed(evidence: Evidence) -> Iterator[str]:
    """Say what was sent that was not shown, or not written down."""
    steps = [step for end in evidence.ends for step in end.shown]
    for seen in evidence.writes:
        if not any(_shown(step, seen) for step in steps) and not _is_sequel(seen):
            yield f"{seen.method} {seen.path} (request {seen.seq}, If-Match {seen.if_match or 'none'}) was not shown"
    intents = Counter((attempt.method, attempt.path) for told in evidence.told for attempt in told.history.attempts)
    for (method, path), times in Counter((seen.method, seen.path) for seen in evidence.writes
                                         if not _is_sequel(seen)).items():  # fmt: skip
        if times > intents[method, path]:
            yield f"{method} {path} was sent {times} times, with {intents[method, path]} intents in the journal"
    earliest: dict[tuple[str, str], float] = {}
    for told in evidence.told:
        for attempt in told.history.attempts:
            key = (attempt.method, attempt.path)
            earliest[key] = min(attempt.intent_at, earliest.get(key, attempt.intent_at))
    for seen in evidence.writes:
        at = earliest.get((seen.method, seen.path))
        if at is not None and seen.at - evidence.scenario.skew_s < at - 0.001:
            yield f"{seen.method} {seen.path} was sent before its intent was written down"


def _shown(step: Step, seen: Seen) -> bool:
    """Say whether a request is that of a step, as it was shown."""
    operation_type = REGISTRY.types[step.type]
    routes = (operation_type.write, *operation_type.write_with.values())
    if not any(_fits(route, step, seen) for route in routes):
        return False
    body = sha256(step.body).hexdigest() if step.body else ""
    if operation_type.upload is None and body != seen.body_digest:
        return False
    bound = operation_type.if_match and step.tag and not step.tag_from
    return not bound or seen.if_match.strip('"') == step.tag


def _fits(route: Route, step: Step, seen: Seen) -> bool:
    parts, given = route.path.split("/"), seen.path.split("/")
    if route.method != seen.method or len(parts) != len(given):
        return False
    pairs = [(part, found) for part, found in zip(parts, given, strict=True) if part != found]
    return all(part.startswith("{") and (part != "{key}" or step.target in {"", found}) for part, found in pairs)


def _is_sequel(seen: Seen) -> bool:
    return any(_route_is(found.sequel.route, seen) for found in REGISTRY.types.values() if found.sequel is not None)


def _route_is(route: Route, seen: Seen) -> bool:
    parts, given = route.path.split("/"), seen.path.split("/")
    return (
        route.method == seen.method
        and len(parts) == len(given)
        and all(part.startswith("{") or part == found for part, found in zip(parts, given, strict=True))
    )
