"""A finding: something a user wrote that is wrong, as a value with its place."""

from dataclasses import dataclass
from enum import StrEnum

from bulkops.core.place import Place


class Severity(StrEnum):
    """How much a finding weighs: an error stops the command before anything is sent."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that a finding is about, such as the first of two duplicates."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to mend.

    Attributes:
        code: Stable code, a key of `core.codes.CODES`; never reused.
        message: What is wrong, with the value and the bound; one lower-case sentence.
        place: Where; None where no file is at fault.
        operation: Id of the operation it is about, where known.
        hint: What to do next.
        related: Other places that belong to it.
        severity: Error or warning.
        excerpt: Whether the lines at its places may be shown; False where they may hold secrets.
        notes: Lines that belong to it, such as what another program has said.
    """

    code: str
    message: str
    place: Place | None = None
    operation: str = ""
    hint: str = ""
    related: tuple[Related, ...] = ()
    severity: Severity = Severity.ERROR
    excerpt: bool = True
    notes: tuple[str, ...] = ()
