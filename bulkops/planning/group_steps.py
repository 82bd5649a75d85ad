"""All steps of one group of a plan."""

from collections.abc import Iterator

from bulkops.core.plan import Group
from bulkops.core.registry import Registry
from bulkops.core.shown import Shown, ShownPlan
from bulkops.planning.fold import signature_of


def steps_of(plan: ShownPlan, group: Group, registry: Registry) -> Iterator[Shown]:
    """Give the steps that are folded into a group of the plan, in order."""
    if group.count <= len(group.seqs):
        yield from plan.steps.at(group.seqs)
        return
    known = [one.seqs[0] for one in plan.summary.groups if one.type]
    signatures = {shown.seq: _signature(shown, registry) for shown in plan.steps.at(known)}
    own = signatures[group.seqs[0]] if group.type else None
    others = frozenset(signatures.values())
    for shown in plan.steps:
        signature = _signature(shown, registry)
        if signature == own if group.type else signature not in others:
            yield shown


def _signature(shown: Shown, registry: Registry) -> object:
    return signature_of(shown, registry.types[shown.type])
