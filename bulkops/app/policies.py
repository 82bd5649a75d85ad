"""Policies of a project: read before anything else, and held against a plan before it is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bulkops.adapters.policy_file import FOLDER, policy_files, read_policy_file
from bulkops.core.bound import BoundFile
from bulkops.core.errors import InvalidInputError
from bulkops.core.finding import Finding
from bulkops.core.plan import PlanSummary
from bulkops.core.registry import Registry
from bulkops.core.shown import Shown
from bulkops.planning.policy import Policy
from bulkops.planning.policy_check import PolicyCheck
from bulkops.planning.policy_keys import PolicyTree
from bulkops.planning.policy_read import PolicyReader
from bulkops.reporting.step_json import step_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """What plans of a project are held against.

    Attributes:
        policies: The policies, in the order of their files.
        files: The files that they stand in, by their paths from the project's folder.
    """

    policies: tuple[Policy, ...] = ()
    files: tuple[BoundFile, ...] = ()

    @property
    def about_requests(self) -> bool:
        """Whether any of them looks at the requests that steps will make: those are costly to foresee."""
        looked_at = (parts[0] for policy in self.policies for parts in (policy.parts, *policy.conditions))
        return any(part.removesuffix("[]") == "requests" for part in looked_at)


def load_policies(root: Path, registry: Registry) -> Policies:
    """Read all policies of a project.

    Args:
        root: Folder of the project file, or the current one where there is none.
        registry: Operation types.

    Raises:
        InvalidInputError: With every finding about the files.
    """
    folder = _shown(root / FOLDER)
    names, findings = policy_files(root, folder)
    reader, files = PolicyReader(registry), []
    for name in names:
        read = read_policy_file(root / FOLDER / name, f"{folder}/{name}")
        findings += read.findings
        if read.tree is not None:
            reader.read(PolicyTree(read.shown, read.tree))
        files.append(BoundFile(path=f"{FOLDER}/{name}", sha256=read.sha256))
    findings += reader.findings
    if findings:
        raise InvalidInputError(tuple(findings))
    return Policies(policies=tuple(reader.policies), files=tuple(files))


def check_policies(
    policies: Policies, steps: Iterable[Shown], summary: PlanSummary, registry: Registry
) -> tuple[Finding, ...]:
    """Hold a plan against the policies; the steps are gone through once, and only where a policy is about them.

    Args:
        policies: What must be true.
        steps: Steps of the plan; where the policies are not about requests, they need not have any.
        summary: Its counts and sums.
        registry: Operation types.

    Returns:
        What breaks a policy, of each the first ones and a count of the others; errors refuse the plan.
    """
    check = PolicyCheck(policies.policies, registry)
    if check.types:
        for step in steps:
            if step.type in check.types:
                check.add(step_json(step, registry))
    return check.findings(summary)


def _shown(folder: Path) -> str:
    """Write a folder's path as the user would type it here."""
    absolute = folder.absolute()
    here = Path.cwd()
    return (absolute.relative_to(here) if absolute.is_relative_to(here) else absolute).as_posix()
