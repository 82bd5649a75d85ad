"""What others have changed of a step's target since a run of ours wrote it last."""

from collections.abc import Mapping

from bulkops.adapters.journal.earlier import EarlierRuns
from bulkops.adapters.journal.left import Writes
from bulkops.core.json import loads
from bulkops.core.observed import held
from bulkops.core.operation import Effect, OperationType
from bulkops.core.outside import Outside
from bulkops.core.registry import Registry
from bulkops.core.resource import Resource
from bulkops.core.step import Step
from bulkops.planning.drift import another_version, changes_since, status_change
from bulkops.planning.left import Left, left_by


def about(registry: Registry) -> dict[str, str]:
    """Say what kind of document each operation type is about that needs an existing one, and changes it."""
    return {
        name: operation_type.resource.full_name
        for name, operation_type in registry.types.items()
        if operation_type.targeted and operation_type.effect is not Effect.READ
    }


class OutsideChanges:
    """Compares the targets of steps with what earlier runs have left them as.

    Args:
        history: What earlier runs have done; None: nothing.
        registry: Operation types.
    """

    def __init__(self, history: EarlierRuns | None, registry: Registry) -> None:
        self._types: Mapping[str, OperationType] = registry.types
        self._writes: Writes | None = history.writes(about(registry)) if history is not None else None

    def of(self, step: Step) -> Outside | None:
        """Say what others have changed; None: nothing, or nothing is known.

        The step's own intent has no part in it: the document as it was planned from is held against what the last of
        our operations left. Of several steps on one document only the first is told of.
        """
        operation_type = self._types[step.type]
        resource = operation_type.resource
        if self._writes is None or not operation_type.targeted or not step.target or _follows(step, resource):
            return None
        if not step.before and not _is_absent(step, operation_type):
            return None  # nothing was read
        left = left_by(resource, self._writes.on(resource.full_name, step.target), self._types)
        if left.last is None or left.removed or left.unsettled:
            return None
        return _outside(left, step)


def _outside(left: Left, step: Step) -> Outside | None:
    assert left.last is not None
    run, at, path = left.last.run, left.last.at, left.resource.tag
    if not step.before:
        return Outside(run=run, at=at, gone=True)
    document = loads(step.before)
    tag = str(held(document, path) or "") if path else ""
    if left.tag and left.tag == tag:
        return None
    moved = status_change(left, document)
    changes = (*((moved,) if moved is not None else ()), *changes_since(left, document))
    return Outside(run=run, at=at, changes=changes) if changes or another_version(left, tag) else None


def _follows(step: Step, resource: Resource) -> bool:
    """Whether the step finds its target as an earlier step of its plan leaves it, not as others have left it."""
    return bool(step.tag_from) or bool(resource.tag and not step.tag)


def _is_absent(step: Step, operation_type: OperationType) -> bool:
    """Whether it was seen that there is no such document: only then such a step has something to send."""
    return operation_type.effect is Effect.UPSERT and bool(step.body)
