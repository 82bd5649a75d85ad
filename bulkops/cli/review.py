"""Findings in the forms that review tools read: `sarif` and `github`, and `json` for any other program."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bulkops import __version__
from bulkops.cli.console import Console
from bulkops.cli.repository import repository_path
from bulkops.core.errors import BulkopsError, InvalidInputError
from bulkops.core.finding import Finding, Related
from bulkops.core.place import Place

#: Forms that hold findings and nothing else.
REVIEW_FORMS = ("sarif", "github")
#: Forms in which what ended a command is told too: who reads them reads no other text.
FINDING_FORMS = (*REVIEW_FORMS, "json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Findings of one command, for a program.

    Attributes:
        command: `validate` or `plan`: results of the one do not replace those of the other.
        form: `sarif`, `github` or `json`.
        files: Manifests; findings without a place are put to the first.
        console: Where they are printed.
    """

    command: str
    form: str
    files: Sequence[str]
    console: Console

    def tell(self, findings: Sequence[Finding], total: int, ended: BulkopsError | None = None) -> None:
        """Print findings.

        Args:
            findings: What was found.
            total: How many were found, where not all were kept.
            ended: What ended the command, if it is none of the findings.
        """
        from bulkops.reporting import findings_github, findings_json, findings_sarif  # noqa: PLC0415 - one is needed

        if self.form == "sarif":
            fallback = repository_path(self.files[0]) if self.files else ""
            log = findings_sarif.findings_sarif(
                tuple(map(_in_repository, findings)),
                __version__,
                total=total,
                category=self.command,
                fallback=fallback,
                ended=ended,
            )
            self.console.json(log)
            return
        if ended is not None:
            findings = (*findings, Finding(code=ended.code, message=ended.message, hint=ended.hint))
            total = max(total + 1, len(findings))
        if self.form == "json":
            self.console.json(findings_json.findings_json(findings, total=total))
        else:
            self.console.data(findings_github.findings_github(tuple(map(_in_repository, findings)), total=total))

    def end(self, error: BulkopsError) -> int:
        """Print what ended the command, and give the exit code."""
        if isinstance(error, InvalidInputError):
            self.tell(error.findings, error.total)
        else:
            self.tell((), 0, error)
        return error.exit_code


def _in_repository(finding: Finding) -> Finding:
    related = tuple(Related(one.text, _place(one.place)) for one in finding.related)
    return replace(finding, place=None if finding.place is None else _place(finding.place), related=related)


def _place(place: Place) -> Place:
    return replace(place, file=repository_path(place.file))
