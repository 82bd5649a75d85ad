"""What is said of waiting: who waits for what, and until when."""

from collections.abc import Callable

from bulkops.app.budgets import obey_budgets
from bulkops.app.compose import System
from bulkops.app.project import Project
from bulkops.reporting.times import time_text

_SAID_MIN_S = 2.0
_WORDS = {
    "retry-after": "{title} has asked for a pause, and no call is made before",
    "quota": "the calls to {title} that this hour has for us are used up",
    "same request": "the very same request to {title} was made as often in a minute as the gateway bears",
    "failed request": "a request to {title} has failed as often in five minutes as the gateway bears",
}


def obey(system: System, project: Project, say: Callable[[str], None]) -> None:
    """Go on from where the last run has left quota and `Retry-After`, and say what is waited for from now on."""
    obey_budgets(system, project)
    tell_waits(system, say)


def tell_waits(system: System, say: Callable[[str], None]) -> None:
    """Say what calls wait for, once for each time, and until when."""
    for channel in system.channels.values():
        channel.pace.waits = _Waits(system, channel.provider.title, say)


class _Waits:
    def __init__(self, system: System, title: str, say: Callable[[str], None]) -> None:
        self._system = system
        self._title = title
        self._say = say
        self._said = 0.0

    def __call__(self, why: str, until: float) -> None:
        words = _WORDS.get(why)
        if words is None or until - self._system.clock.now() < _SAID_MIN_S or until - self._said < _SAID_MIN_S:
            return
        self._said = until
        self._say(f"waiting for {why} until {time_text(until)}: {words.format(title=self._title)}")
