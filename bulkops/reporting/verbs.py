"""Operation types in words, where several of them stand beside one another."""

from collections import Counter
from collections.abc import Iterable

from bulkops.core.operation import OperationType, Sign
from bulkops.core.registry import Registry
from bulkops.reporting.step_text import verb_text

#: Creates first, what is final last.
_SIGNS = (Sign.CREATE, Sign.CHANGE, Sign.READ, Sign.REMOVE, Sign.FINAL)


def verbs_of(names: Iterable[str], registry: Registry) -> dict[str, str]:
    """Give each operation type its verb, or its whole name where two share the verb; creates first, what is final last.

    Raises:
        KeyError: A type is not in the registry.
    """
    ordered = sorted(set(names), key=lambda name: (_SIGNS.index(registry.types[name].sign), name))
    verbs = {name: verb_text(registry.types[name]) for name in ordered}
    shared = Counter(verbs.values())
    return {name: verb if shared[verb] == 1 else name for name, verb in verbs.items()}


def undo_text(operation_type: OperationType, registry: Registry) -> str:
    """Say in a few words what takes a step of this type back."""
    if operation_type.sign is Sign.READ:
        return "changes nothing"
    by = registry.get(operation_type.undone_by)
    verb = verb_text(by) if by is not None else ""
    if operation_type.irreversible:
        return f"cannot be undone, only countered by {verb}" if verb else "cannot be undone"
    if by is operation_type:
        return "can be set back to what it was"
    return f"{verb} undoes it" if verb else "can be undone by hand only"
