"""The pilot of a run, as a user meets it: what it is going to send, what came of it, and whether the rest goes out."""

import sys
from collections.abc import Mapping

import click

from bulkops.app.pilot import PilotTerms
from bulkops.cli.consent import Consent
from bulkops.cli.console import Console, mute
from bulkops.cli.progress import RunProgress
from bulkops.core.errors import UsageError
from bulkops.core.pilot import Pilot
from bulkops.providers import REGISTRY
from bulkops.reporting.pilot_text import pilot_begins, pilot_text
from bulkops.reporting.words import count_text


class Piloted:
    """One `--pilot`.

    `--yes` answers its question too, where everything is as it was sent; where anything is not, nothing does.

    Args:
        count: Documents, at most.
        consent: `--yes`, and the company's name if it was given.
        progress: What is seen of the run.
        form: `text` or `json`.
        console: Where it is shown.
    """

    def __init__(self, count: int, consent: Consent, progress: RunProgress, form: str, console: Console) -> None:
        self._count = count
        self._yes = consent[0]
        self._progress = progress
        self._form = form
        self._console = console

    def terms(self) -> PilotTerms:
        """Say what the pilot is, and who decides after it."""
        return PilotTerms(count=self._count, begin=self._begin, tell=self._tell, go_on=self._go_on)

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

    def _go_on(self, pilot: Pilot) -> bool:
        if self._yes:
            return True
        if not sys.stdin.isatty():
            return False
        with self._progress.aside():
            rest = count_text(pilot.left, "step", self._console.err)
            return bool(click.confirm(f"Go on with the other {rest}?", err=True))
