"""What a plan is bound to, put together; and what of it has changed since."""

from collections.abc import Iterator, Sequence
from hashlib import file_digest
from pathlib import Path

from bulkops import __version__
from bulkops.app.compose import System
from bulkops.app.project import Project
from bulkops.app.read import Inputs
from bulkops.core.bound import EVERYTHING, Bound, BoundFile, BoundLimit, Selection
from bulkops.core.errors import PlanRefusedError
from bulkops.core.json import digest
from bulkops.core.registry import Registry
from bulkops.core.schema_manifest import manifest_schema
from bulkops.reporting.times import time_text

#: How long a plan holds where the user does not say: a review over a weekend.
VALID_S = 7 * 24 * 3600.0


def bound_of(
    project: Project,
    system: System,
    registry: Registry,
    inputs: tuple[BoundFile, ...],
    *,
    selection: Selection = EVERYTHING,
    limits: tuple[BoundLimit, ...] = (),
    policies: tuple[BoundFile, ...] = (),
    valid_s: float = VALID_S,
) -> Bound:
    """Say what a plan that is made now is bound to."""
    now = system.clock.now()
    return Bound(
        environment=system.environment,
        company=system.company,
        company_id=system.scope,
        profile=project.profile_name,
        spec=spec_of(registry),
        inputs=inputs,
        selection=selection,
        limits=limits,
        policies=policies,
        version=__version__,
        created_at=now,
        expires_at=now + valid_s if valid_s else 0.0,
    )


def spec_of(registry: Registry) -> str:
    """Digest of the declarations: what an entry may say, and where it is sent."""
    routes = [(found.name, found.write.method, found.write.path) for found in registry.types.values()]
    return digest([manifest_schema(registry), routes])


def inputs_of(files: Sequence[str], inputs: Inputs) -> tuple[BoundFile, ...]:
    """Give manifests as they were read, and the tables that they name."""
    manifests = (BoundFile(path=path, sha256=found) for path, found in zip(files, inputs.digests, strict=True))
    return (*manifests, *map(hashed, inputs.tables))


def hashed(path: str) -> BoundFile:
    """Give a file with its digest.

    Raises:
        PlanRefusedError: It cannot be read.
    """
    try:
        with Path(path).open("rb") as stream:
            return BoundFile(path=path, sha256=file_digest(stream, "sha256").hexdigest())
    except OSError as error:
        hint = "run the command in the folder in which the plan was made, with its files in place"
        message = f"the input `{path}` of the plan cannot be read: {error.strerror or error}; nothing was sent"
        raise PlanRefusedError(message, hint=hint, code="P066") from error


def check_bound(saved: Bound, now: Bound) -> None:
    """Make sure that what a plan is bound to is as it was.

    Args:
        saved: What it was made for.
        now: What it would be applied to.

    Raises:
        PlanRefusedError: Something is different; it is named.
    """
    for message, hint in _differences(saved, now):
        raise PlanRefusedError(f"{message}; nothing was sent", hint=hint, code="P066")


_PLAN_AGAIN = "make the plan again with `bulkops plan … -o FILE`, and have it reviewed"


def _differences(saved: Bound, now: Bound) -> Iterator[tuple[str, str]]:
    """Say what is different, and what to do about it."""
    other_profile = f"choose the plan's profile: `--profile {saved.profile}`"
    if saved.environment != now.environment:
        here = f"the profile `{now.profile}` is `{now.environment}`"
        yield f"the plan is for the environment `{saved.environment}`, and {here}", other_profile
    if saved.company_id != now.company_id:
        yield (
            f"the plan is for {_company(saved)}, and the profile `{now.profile}` reaches {_company(now)}",
            other_profile,
        )
    if saved.spec != now.spec:
        versions = f"bulkops {saved.version}, and this is {now.version}"
        hint = f"use the bulkops that made the plan, or {_PLAN_AGAIN}"
        yield f"the plan was made by other declarations of the operations ({versions})", hint
    yield from _files("input", saved.inputs, now.inputs)
    if saved.selection != now.selection:
        yield "the selection of operations is another one", _PLAN_AGAIN
    before, after = ({limit.name: limit.value for limit in bound.limits} for bound in (saved, now))
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            was, found = before.get(name, "not set"), after.get(name, "not set")
            yield f"the limit `{name}` was {was} when the plan was made, and is {found}", _PLAN_AGAIN
    yield from _files("policy file", saved.policies, now.policies)


def _company(bound: Bound) -> str:
    name = f"company «{bound.company}»" if bound.company else "company"
    return f"{name} ({bound.company_id})"


def _files(noun: str, saved: tuple[BoundFile, ...], now: tuple[BoundFile, ...]) -> Iterator[tuple[str, str]]:
    before, after = ({file.path: file.sha256 for file in files} for files in (saved, now))
    for path in sorted(before.keys() | after.keys()):
        if path not in after:
            yield f"the {noun} `{path}` of the plan is not read any more", _PLAN_AGAIN
        elif path not in before:
            yield f"the {noun} `{path}` was not there when the plan was made", _PLAN_AGAIN
        elif before[path] != after[path]:
            hint = f"bring back the file as it was, or {_PLAN_AGAIN}"
            yield f"the {noun} `{path}` has changed since the plan was made", hint


def check_fresh(saved: Bound, now: float) -> None:
    """Make sure that a plan has not expired.

    Raises:
        PlanRefusedError: It has.
    """
    if saved.expires_at and now >= saved.expires_at:
        raise PlanRefusedError(
            f"the plan has expired at {time_text(saved.expires_at)}; nothing was sent", hint=_PLAN_AGAIN, code="P065"
        )
