"""The pilot of a run, as a user meets it: what it is going to send, what came of it, and whether the rest goes out."""

import sys
from collections.abc import Mapping

import click

from bulkops.app.pilot_terms import Decision, PilotTerms
from bulkops.cli.console import Console
from bulkops.cli.outlet import mute
from bulkops.cli.progress import RunProgress
from bulkops.core.errors import UsageError
from bulkops.core.pilot import Pilot, PilotAnswer
from bulkops.providers import REGISTRY
from bulkops.reporting.pilot_text import pilot_begins, pilot_text
from bulkops.reporting.words import count_text

#: How an answer was given that was typed.
AT_TERMINAL = "at the terminal"


class Piloted:
    """One `--pilot`.

    `--yes` answers its question too, where everything is as it was sent; where anything is not, nothing does.

    Args:
        count: Documents, at most.
        word: `--yes`, and who approves what it answers; empty: whoever works here.
        progress: What is seen of the run.
        form: `text` or `json`.
        console: Where it is shown.
    """

    def __init__(self, count: int, word: tuple[bool, str], progress: RunProgress, form: str, console: Console) -> None:
        self._count = count
        self._yes, self._approver = word
        self._progress = progress
        self._form = form
        self._console = console

    def terms(self) -> PilotTerms:
        """Say what the pilot is, and who decides after it."""
        return PilotTerms(
            count=self._count, approver=self._approver, begin=self._begin, tell=self._tell, go_on=self._go_on
        )

    def _begin(self, steps: Mapping[str, int]) -> None:
        with self._progress.aside():
            self._console.say(pilot_begins(steps, REGISTRY, self._console.err))

    def _tell(self, pilot: Pilot) -> None:
        """Show the pilot; what nobody has read is no ground for going on.

        Raises:
            UsageError: Who read the output has gone.
        """
        with self._progress.aside():
            if self._form != "text":
                return
            try:
                self._console.data(["", *pilot_text(pilot, REGISTRY, self._console.out)])
            except BrokenPipeError:
                mute(sys.stdout)
                hint = f"`bulkops status {pilot.run}` shows the run, `bulkops resume {pilot.run}` goes on with it"
                raise UsageError("nobody reads what the pilot came to, so the rest was not sent", hint=hint) from None

    def _go_on(self, pilot: Pilot) -> Decision:
        if self._yes:
            return Decision(answer=PilotAnswer.APPROVED, how="--yes")
        if not sys.stdin.isatty():
            return Decision(answer=PilotAnswer.OPEN)
        with self._progress.aside():
            rest = count_text(pilot.left, "step", self._console.err)
            yes = click.confirm(f"Go on with the other {rest}?", err=True)
        return Decision(answer=PilotAnswer.APPROVED if yes else PilotAnswer.DECLINED, how=AT_TERMINAL)
