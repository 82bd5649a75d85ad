"""Findings about a table, bounded: a million bad cells are counted, and the first of each kind are kept."""

from collections import Counter
from collections.abc import Callable

from bulkops.core.finding import Finding, Severity
from bulkops.core.place import Place

FINDINGS_MAX = 100


class BoundedReport:
    """Hands on the first findings of each code and counts the rest.

    Attributes:
        errors: Findings so far that are errors, those not handed on too.
    """

    def __init__(self, findings: Callable[[Finding], None], *, each_max: int = FINDINGS_MAX) -> None:
        self._findings = findings
        self._each_max = each_max
        self._counts: Counter[str] = Counter()
        self.errors = 0

    def __call__(self, finding: Finding) -> None:
        """Take a finding."""
        self.errors += finding.severity is Severity.ERROR
        self._counts[finding.code] += 1
        if self._counts[finding.code] <= self._each_max:
            self._findings(finding)

    def close(self, file: str) -> None:
        """Report how many of each code were not handed on."""
        for code, count in sorted(self._counts.items()):
            more = count - self._each_max
            if more > 0:
                message = f"{more} more findings `{code}` in this table are not shown"
                self._findings(Finding(code=code, message=message, place=Place(file), hint="mend the first ones"))
