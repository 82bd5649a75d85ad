"""Look for what the creates of a plan would make a second time; what the journal knows as done is not asked for."""

from collections.abc import Iterator

from bulkops.adapters.draft import Draft
from bulkops.app.compose import System
from bulkops.core.operation import OperationType
from bulkops.core.registry import Registry
from bulkops.core.resource import Resource
from bulkops.engine.existing import Sought, find_existing
from bulkops.engine.observe import expansions

_Kind = tuple[OperationType, str, int, str]


async def recognise(draft: Draft, registry: Registry, system: System) -> None:
    """Find the documents that bear the marks of a draft's creates, and keep them in it.

    Raises:
        RemoteError: The system cannot be read.
    """
    by_resource: dict[str, list[_Kind]] = {}
    for name, identity, count, first_day in draft.existing.sought():
        found = registry.types[name]
        by_resource.setdefault(found.resource.full_name, []).append((found, identity, count, first_day))
    for kinds in by_resource.values():
        resource = kinds[0][0].resource
        await find_existing(
            system.require(resource.api), _sought(resource, kinds), _marks(draft, kinds), draft.existing.keep
        )
    draft.existing.bind()


def _sought(resource: Resource, kinds: list[_Kind]) -> Sought:
    return Sought(
        resource=resource,
        members={identity: found.shown_at(identity) for found, identity, _, _ in kinds},
        count=sum(count for _, _, count, _ in kinds),
        first_day=min(first_day for _, _, _, first_day in kinds),
        expand=tuple(sorted({flag for found, _, _, _ in kinds for flag in expansions(found.fields)})),
    )


def _marks(draft: Draft, kinds: list[_Kind]) -> Iterator[tuple[str, str]]:
    for found, identity, _, _ in kinds:
        for key in draft.existing.keys(found.name, identity):
            yield identity, key.partition("=")[2]
