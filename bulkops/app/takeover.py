"""What a plan takes over from earlier runs of its manifests, before it does."""

from dataclasses import replace

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.unsent import unsent
from bulkops.app.compose import System
from bulkops.app.plan import Plan
from bulkops.core.takeover import Takeover


def takeovers(plan: Plan, journal: Journal, system: System) -> list[Takeover]:
    """Say of each earlier run what of its steps that were not sent becomes of this plan, in order of the runs.

    Args:
        plan: The plan, which is about to be carried out.
        journal: The journal.
        system: Whose company it is.
    """
    found: dict[str, Takeover] = {}
    for one in unsent(journal.database, system.environment, system.scope, tuple(plan.inputs.names)):
        so_far = found.get(one.run, Takeover(run=one.run))
        if plan.draft.holds(one.manifest, one.id, one.natural_key):
            so_far = replace(so_far, taken=so_far.taken + 1)
        elif plan.partial:
            so_far = replace(so_far, left=so_far.left + 1)
        else:
            so_far = replace(so_far, gone=so_far.gone + 1)
        found[one.run] = so_far
    return list(found.values())
