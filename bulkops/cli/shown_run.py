"""Show a run, or one operation of it, from the journal."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bulkops.app.apply import choose_run
from bulkops.app.sent import sent
from bulkops.cli import journals
from bulkops.cli.console import Console
from bulkops.cli.session import existing_journal, journal_path, option_to
from bulkops.providers import REGISTRY
from bulkops.reporting import run_json, run_text, show_text
from bulkops.reporting.requests_text import request_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class RunWanted:
    """What of a run is to be shown.

    Attributes:
        run: Its name.
        operation: Id of an operation; empty: all.
        manifest: Name of its manifest; None: the only one that uses the id.
        requests: What it has sent, instead of what came of it.
        form: `text` or `json`.
        project: The project file that the user names.
    """

    run: str
    operation: str = ""
    manifest: str | None = None
    requests: bool = False
    form: str = "text"
    project: Path | None = None

    def lines(self, console: Console) -> Iterator[str]:
        """Write it, line by line.

        Raises:
            UsageError: There is no such run, or no such operation.
            JournalError: The journal cannot be read.
        """
        if self.requests:
            yield from self._requests()
        elif self.operation:
            record = journals.record(self.run, self.operation, self.manifest, self.project)
            record = replace(record, option=option_to(self.project))
            if self.form == "json":
                yield _json_text(run_json.show_json(record))
            else:
                yield from show_text.show_text(record, console.out)
        else:
            report = journals.report(self.run, self.project)
            if self.form == "json":
                yield _json_text(run_json.status_json(report))
            else:
                yield from run_text.status_text(report, console.out)

    def _requests(self) -> Iterator[str]:
        with existing_journal(journal_path(self.project)) as journal:
            run = choose_run(journal, self.run)
            manifest = ""
            if self.operation:  # that there is one, and which, is found out as everywhere
                manifest = journals.history_of(journal, run, self.operation, self.manifest).row.manifest
            yield from request_lines(sent(journal, run, REGISTRY, operation=self.operation, manifest=manifest))


def _json_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
