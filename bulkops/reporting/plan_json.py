"""A plan for programs, and for keeping: one JSON document, written as it is gone through, a step a line.

Members never change their meaning within one format number; new ones may come, and are to be ignored by who does not
know them. docs/plan-format.md describes it, schemas/plan.schema.json declares it.
"""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from bulkops.core.bound import Bound, BoundFile
from bulkops.core.json import dumps
from bulkops.core.registry import Registry
from bulkops.core.shown import ShownPlan
from bulkops.planning.plan_digest import FORMAT, PlanDigest
from bulkops.reporting.findings_json import findings_json
from bulkops.reporting.plan_summary_json import summary_json
from bulkops.reporting.step_json import step_json
from bulkops.reporting.times import time_json

__all__ = ["plan_json", "step_json"]


def plan_json(plan: ShownPlan, registry: Registry) -> Iterator[str]:
    """Write a plan, line by line; the lines make one JSON document.

    The last line holds the seal, the digest of all lines before it: a file that was cut or edited shows it.
    """
    seal = sha256()
    for line in _sealed(plan, registry):
        seal.update(f"{line}\n".encode())
        yield line
    yield f'"seal":"{seal.hexdigest()}"}}'


def _sealed(plan: ShownPlan, registry: Registry) -> Iterator[str]:
    head = _members(_head(plan))
    yield "{" + next(head)
    yield from head
    yield '"steps":['
    digest, line = PlanDigest(plan.bound), ""
    for shown in plan.steps:
        if line:
            yield f"{line},"
        digest.add(shown)
        line = dumps(step_json(shown, registry)).decode()
    if line:
        yield line
    yield "],"
    findings = findings_json(plan.findings, total=plan.findings_total)
    yield from _members(
        {
            "summary": summary_json(plan.summary),
            "findings": findings["findings"],
            "findings_total": findings["total"],
            "digest": digest.hexdigest(),
        }
    )


def _members(members: Mapping[str, Any]) -> Iterator[str]:
    """Write members of the document, a line each."""
    for name, value in members.items():
        yield f'"{name}":{dumps(value).decode()},'


def _head(plan: ShownPlan) -> dict[str, Any]:
    bound, context = plan.bound, plan.summary.context
    return {
        "format": FORMAT,
        "tool": {"name": "bulkops", "version": bound.version},
        "created_at": time_json(bound.created_at),
        "expires_at": time_json(bound.expires_at),
        "target": {
            "environment": bound.environment,
            "company": bound.company or None,
            "company_id": bound.company_id,
            "profile": bound.profile or None,
        },
        "spec": bound.spec,
        "manifests": list(context.manifests),
        "offline": context.offline,
        **_bound(bound),
        "complete": not plan.summary.excluded,
        "titles": plan.summary.titles,
    }


def _bound(bound: Bound) -> dict[str, Any]:
    selection = bound.selection
    return {
        "inputs": _files(bound.inputs),
        "selection": {
            "only": list(selection.only),
            "exclude": list(selection.exclude),
            "only_failed": selection.only_failed or None,
        },
        # A member of its own only where something is said: plans of other manifests are as they always were.
        **({"tables": bound.tables.saved()} if bound.tables else {}),
        "limits": [{"name": limit.name, "value": limit.value, "lifted": limit.lifted} for limit in bound.limits],
        "policies": _files(bound.policies),
    }


def _files(files: tuple[BoundFile, ...]) -> list[dict[str, str]]:
    return [{"path": file.path, "sha256": file.sha256} for file in files]
