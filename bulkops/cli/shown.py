"""Show a plan file or a run: which of them is meant, what of it, and where to."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bulkops.adapters.plan_file import is_plan_file
from bulkops.app.save_file import check_free
from bulkops.cli.console import Console
from bulkops.cli.reading import exact_output
from bulkops.cli.shown_plan import PlanWanted
from bulkops.cli.shown_run import RunWanted
from bulkops.cli.target import target
from bulkops.core.errors import UsageError
from bulkops.reporting.style import Style


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the user asks for.

    Attributes:
        what: A plan file, or the name of a run.
        operation: Id of an operation; empty: all.
        manifest: Name of its manifest; None: the only one that uses the id.
        requests: What is sent.
        group: Number of a plan's group; 0: all.
        full: Every step and line of a plan.
        link_base: Address below which a plan's files are shown.
        budget: Most bytes of a plan in Markdown.
        form: `text`, `markdown`, `json` or `html`.
        project: The project file that the user names.
    """

    what: str
    operation: str
    manifest: str | None
    requests: bool
    group: int
    full: bool
    link_base: str | None
    budget: int | None
    form: str
    project: Path | None

    def show(self, console: Console, file: Path | None, *, overwrite: bool) -> int:
        """Show it, or write it to a file; give the exit code.

        Raises:
            UsageError: The words do not fit together, or there is no such thing.
        """
        lines = self._lines(console if file is None else replace(console, out=Style()))
        if file is None:
            if self.form != "text":
                exact_output()
            console.data(lines)
            return 0
        check_free(file, overwrite=overwrite)
        with target(file) as stream:
            stream.writelines(f"{line}\n" for line in lines)
        console.say(f"wrote `{file}`")
        return 0

    def _lines(self, console: Console) -> Iterator[str]:
        # Names of runs are letters and digits: another file can only be meant for a plan, and is told what it is not.
        if is_plan_file(path := Path(self.what)) or (path.is_file() and not self.what.isalnum()):
            return self._of_plan().lines(console)
        return self._of_run().lines(console)

    def _of_plan(self) -> PlanWanted:
        part = self.operation or self.group or self.requests
        if self.operation and self.group:
            raise UsageError("an operation and a group are two things", hint="name one: ID or `--group N`")
        if part and self.form not in {"text", "json"}:
            raise UsageError(
                f"a part of a plan is not shown as {self.form}", hint="leave out `--format`, or write `--format json`"
            )
        if self.requests and self.form != "text":
            raise UsageError("requests are shown as text", hint="a plan's `--format json` has them at each step")
        return PlanWanted(
            path=Path(self.what),
            operation=self.operation,
            manifest=self.manifest or "",
            group=self.group,
            requests=self.requests,
            full=self.full,
            form=self.form,
            link_base=self.link_base,
            budget=self.budget,
            project=self.project,
        )

    def _of_run(self) -> RunWanted:
        given = {
            "--group": self.group,
            "--full": self.full,
            "--link-base": self.link_base is not None,
            "--budget": self.budget is not None,
            f"--format {self.form}": self.form not in {"text", "json"},
        }
        if option := next((name for name, value in given.items() if value), ""):
            raise UsageError(
                f"`{option}` is for plans, and `{self.what}` is not a plan file",
                hint="`bulkops plan FILE -o PLAN` writes one; a run is shown as text or json",
            )
        if self.requests and self.form != "text":
            raise UsageError("requests are shown as text", hint="leave out `--format`")
        return RunWanted(
            run=self.what,
            operation=self.operation,
            manifest=self.manifest,
            requests=self.requests,
            form=self.form,
            project=self.project,
        )
