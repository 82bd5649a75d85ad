"""What is seen of a run while it goes on: one live line on a terminal, a line now and then elsewhere."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from typing import TYPE_CHECKING

from bulkops.app.compose import System
from bulkops.app.execute import Watch
from bulkops.app.making import Making
from bulkops.cli.console import Console, unheard
from bulkops.cli.making_progress import MakingProgress
from bulkops.cli.waits import tell_waits
from bulkops.core.operation import OperationType
from bulkops.core.outcome import DONE, Outcome, State
from bulkops.core.place import Place
from bulkops.core.registry import Registry
from bulkops.core.run import Progress
from bulkops.engine.ports import Item
from bulkops.planning.forecast import through_windows
from bulkops.reporting.progress_text import failure_line, line_due, progress_line, progress_plain

if TYPE_CHECKING:
    from rich.live import Live

FAILURES_MAX = 20
#: Reasons for not sending that are told, each once.
DELAYS_MAX = 5
#: Of a longer wait it is told when it ends, and seldom again.
_LONG_S, _SELDOM_S = 10.0, 300.0
_FAILED = frozenset({State.REFUSED, State.CONFLICT, State.IN_DOUBT, State.MANUAL})


class RunProgress:
    """Follows one run.

    Args:
        console: Where it is shown.
        system: Whose calls are counted.
        registry: Operation types.
        total: Steps to do.
        done: Steps that are done already.
        place_of: Gives the place of an operation by the journal's key.
    """

    def __init__(
        self,
        console: Console,
        system: System,
        registry: Registry,
        *,
        total: int,
        done: int,
        place_of: Callable[[Item], Place | None],
    ) -> None:
        self._console = console
        self._system = system
        self._registry = registry
        self._total = total
        self._started_with = done
        self._done = done
        self._failed: Counter[State] = Counter()
        self._place_of = place_of
        self._shown_failures = 0
        self._delays: set[str] = set()
        self._stopping = False
        self._until = 0.0
        self._began = system.clock.monotonic()
        self._calls = {name: channel.pace.calls for name, channel in system.channels.items()}
        self._line_at = self._began
        self._line_done = done
        self._live: Live | None = None

    @contextmanager
    def shown(self) -> Iterator[Watch]:
        """Show progress while the block lasts."""
        tell_waits(self._system, self._print)
        watch = Watch(
            outcome=self._outcome, waiting=self._wait, stopping=self._stop, beat=self._beat, making=self._making
        )
        if not (self._console.progress and self._console.live):
            yield watch
            return
        from rich.console import Console as RichConsole  # noqa: PLC0415 - only a terminal pays for it
        from rich.live import Live  # noqa: PLC0415

        with Live(console=RichConsole(stderr=True), transient=True, auto_refresh=False) as self._live:
            yield watch
        self._live = None

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Take the live line away while the block lasts: something else is shown, or asked."""
        if self._live is not None:
            self._live.stop()
        try:
            yield
        finally:
            if self._live is not None:
                self._live.start()

    @contextmanager
    def _making(self) -> Iterator[Making]:
        with self.aside(), MakingProgress(self._console).shown() as making:
            yield making
        # What is left to do is estimated from the time that sending takes.
        self._began = self._line_at = self._system.clock.monotonic()

    def _outcome(self, item: Item, outcome: Outcome) -> None:
        self._until = 0.0
        if outcome.state in DONE:
            self._done += 1
        elif outcome.state in _FAILED:
            self._failed[outcome.state] += 1
            if not self._stopping:  # what the interruption leaves in doubt is told once, in the report
                self._tell(item, outcome)
        elif outcome.state is State.READY and outcome.message not in self._delays and len(self._delays) < DELAYS_MAX:
            self._delays.add(outcome.message)
            self._print(f"not sent, tried again: {outcome.message}")

    def _tell(self, item: Item, outcome: Outcome) -> None:
        self._shown_failures += 1
        if self._shown_failures > FAILURES_MAX:
            return
        operation_type: OperationType = self._registry.types[item.type]
        place = self._place_of(item)
        style = self._console.err
        message = outcome.message
        line = failure_line(outcome.state, item.id, operation_type.verb, message, place, style, status=outcome.status)
        self._print(line)
        if self._shown_failures == FAILURES_MAX:
            self._print("further failures are only counted here; the report at the end groups them by cause")

    def _print(self, line: str) -> None:
        if self._live is not None:
            from rich.text import Text  # noqa: PLC0415 - as above

            try:
                self._live.console.print(Text.from_ansi(line), soft_wrap=True)
            except OSError as error:
                unheard(error)
        else:
            self._console.say(line)

    def _wait(self, until: float) -> None:
        self._until = until
        delay_s = max(0.0, until - self._system.clock.now())
        if self._live is None and delay_s > 2:
            self._console.say(f"waiting {delay_s:.0f} s: what was sent may still take effect; then it is looked up")

    def _stop(self, in_flight: int) -> None:
        self._stopping = True
        if in_flight:
            calls = f"{in_flight} call{'' if in_flight == 1 else 's'}"
            self._print(f"stopping: waiting for {calls} in flight; interrupt again to leave them in doubt")
        else:
            self._print("stopping: nothing is in flight")

    def _beat(self, in_flight: int) -> None:
        if not self._console.progress:
            return
        now = self._system.clock.monotonic()
        if self._live is not None:
            from rich.text import Text  # noqa: PLC0415 - as above

            line = progress_line(self._progress(in_flight), self._console.err)
            try:
                self._live.update(Text.from_ansi(line), refresh=True)
            except OSError as error:
                unheard(error)
        elif now - self._began > 1 and self._line_is_due(now):
            self._line_at, self._line_done = now, self._done
            self._console.say(progress_plain(self._progress(in_flight), self._console.err))

    def _line_is_due(self, now: float) -> bool:
        at = self._system.clock.now()
        if any(channel.pace.waiting_until - at > _LONG_S for channel in self._system.channels.values()):
            return now - self._line_at >= _SELDOM_S  # nothing moves meanwhile
        # The last line would only say what the report says next.
        return bool(self._left) and line_due(self._done, self._total, self._line_done, now - self._line_at)

    @property
    def _left(self) -> int:
        """Steps that have come to no end yet; those skipped for others are not told one by one and stay in it."""
        return self._total - self._done - self._failed.total()

    def _progress(self, in_flight: int) -> Progress:
        paces = [channel.pace for channel in self._system.channels.values()]
        elapsed_s = self._system.clock.monotonic() - self._began
        fresh = self._done + self._failed.total() - self._started_with
        left = [pace.remaining for pace in paces if pace.remaining is not None]
        waits = next((pace for pace in paces if pace.waiting_for), None)
        waiting = waits.waiting_for if waits else "settling" if self._until else ""
        long = waits is not None and waiting != "pace" and waits.waiting_until - self._system.clock.now() > _LONG_S
        return Progress(
            done=self._done,
            total=self._total,
            in_flight=in_flight,
            refused=self._failed[State.REFUSED] + self._failed[State.CONFLICT],
            in_doubt=self._failed[State.IN_DOUBT] + self._failed[State.MANUAL],
            waiting_for=waiting,
            wait_s=max(0.0, self._until - self._system.clock.now()) if self._until else 0.0,
            wait_until=waits.waiting_until if waits and long else 0.0,
            calls_used=self._system.calls,
            calls_left=min(left) if left else None,
            eta_s=self._eta_s(elapsed_s, fresh) if fresh and self._left else None,
        )

    def _eta_s(self, elapsed_s: float, fresh: int) -> float:
        """Give the seconds to the end: by the speed so far, or by the quota where that does not suffice."""
        eta_s = elapsed_s / fresh * self._left
        for channel in self._system.channels.values():
            pace = channel.pace
            usable, each = pace.usable, pace.usable_each
            calls = (pace.calls - self._calls[channel.provider.name]) / fresh * self._left
            if usable is not None and each and calls > usable:
                speed_s = max(pace.latency_s / pace.in_flight_max, 1 / (pace.limits.per_second_max or inf))
                return through_windows(calls, usable, each, pace.window_left_s, speed_s)[1]
        return eta_s
