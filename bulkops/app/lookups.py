"""Ask the systems and the profile for the values that a plan would send."""

from collections.abc import Iterable, Mapping
from typing import Any

from bulkops.app.compose import System
from bulkops.app.late_finds import LateFinds
from bulkops.core.field import Lookup
from bulkops.core.finding import Finding
from bulkops.core.registry import Registry
from bulkops.engine.known import known
from bulkops.planning.lookup_findings import Known, of_beyond, of_host, of_list, of_lookup
from bulkops.planning.lookups import Basis, Question, Use, Uses


async def look_up(
    uses: Uses, registry: Registry, system: System, late: LateFinds, *, offline: bool
) -> Mapping[str, Mapping[str, str]]:
    """Find values that are not where they have to be.

    Args:
        uses: The values.
        registry: Resources.
        system: What is asked.
        late: Takes what is found.
        offline: Ask the profile, and no system.

    Returns:
        Names for people of values that are there, by the field's path and the value as text.

    Raises:
        RemoteError: A system cannot be reached.
    """
    answers = {} if offline else await _answers(uses, registry, system)
    for question, values in uses.by_question.items():
        if offline and question.basis is not Basis.PROFILE:
            continue
        for finding, use in _found(question, values, answers, registry, system):
            late(finding, use.manifest, use.path)
        if beyond := uses.beyond[question]:
            use = next(iter(values.values()))
            late(of_beyond(question, beyond, use), use.manifest, use.path)
    asked = (question for question in uses.by_question if question.lookup in answers)
    return {question.name: answers[question.lookup].titles for question in asked if question.lookup is not None}


async def _answers(uses: Uses, registry: Registry, system: System) -> Mapping[Lookup, Known]:
    """Look up all values of one kind together, whichever fields they stand in."""
    wanted: dict[Lookup, dict[str, None]] = {}
    for question, values in uses.by_question.items():
        if question.lookup is not None:
            wanted.setdefault(question.lookup, {}).update(dict.fromkeys(map(str, values)))
    answers: dict[Lookup, Known] = {}
    for lookup, texts in wanted.items():
        resource = registry.resources[lookup.resource]
        witness = str(uses.witnesses.get(lookup, ""))
        answers[lookup] = await known(system.require(resource.api), resource, lookup, texts, witness=witness)
    return answers


def _found(
    question: Question,
    values: Mapping[Any, Use],
    answers: Mapping[Lookup, Known],
    registry: Registry,
    system: System,
) -> Iterable[tuple[Finding, Use]]:
    if question.basis is Basis.PROFILE:
        return of_list(question, values, system.allowed.get(question.api, {}).get(question.name))
    if question.basis is Basis.HOST:
        return of_host(question, values)
    assert question.lookup is not None
    return of_lookup(question, values, answers[question.lookup], registry.providers[question.api].title)
