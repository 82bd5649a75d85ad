"""Findings as they come: all are counted, the first of each kind are kept."""

from bulkops.core.errors import InvalidInputError
from bulkops.core.finding import Finding, Severity

KEPT_MAX = 1000


class Finds:
    """Collects findings in bounded space.

    Attributes:
        kept: The first findings, in the order in which they came.
        errors: How many errors there are, kept or not.
        warnings: How many warnings there are, kept or not.
    """

    def __init__(self) -> None:
        self.kept: list[Finding] = []
        self.errors = 0
        self.warnings = 0

    def __call__(self, finding: Finding) -> None:
        """Take one."""
        if finding.severity is Severity.ERROR:
            self.errors += 1
        else:
            self.warnings += 1
        if len(self.kept) < KEPT_MAX:
            self.kept.append(finding)

    @property
    def total(self) -> int:
        """All findings."""
        return self.errors + self.warnings

    def stop_on_errors(self) -> None:
        """End the command if there is any error.

        Raises:
            InvalidInputError: There is one; it carries what was kept.
        """
        if self.errors:
            raise InvalidInputError(tuple(self.kept), total=self.total)
