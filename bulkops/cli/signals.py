"""What asks this process to stop: Ctrl-C, SIGTERM, and a terminal that is closed. All three mean the same.

The first signal asks, a second one insists, and there is an end to waiting for either. Where a run goes on, it is told
(`Signals.received`). Elsewhere nothing can be lost, and the command is broken off where it stands: by
`KeyboardInterrupt` in code that computes or asks, by cancellation where it waits for an answer. Code that heeds
neither, such as a commit on a slow disk, is ended by a thread of its own: the journal is made for that.
"""

import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread, Timer
from typing import Any, NoReturn, TypeVar

_T = TypeVar("_T")

#: CI runners kill 8 to 10 s after they have asked.
FIRST_MAX_S = 8.0
#: A person who insists waits no longer.
SECOND_MAX_S = 1.0
INTERRUPTED = 130
#: Further ones change nothing.
_COUNTED_MAX = 10
_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")  # Windows has no SIGHUP
_SHOW_CURSOR = "\x1b[?25h"
_GIVEN_UP = "ended without waiting any longer; `bulkops status` shows what was done, if anything\n"


class Signals:
    """The signals of this process.

    Attributes:
        asked: One has come.
    """

    def __init__(self) -> None:
        self.asked = False
        self._broken_off = False
        self._over: int | None = None
        self._listener: Callable[[int], None] | None = None
        self._task: Any = None  # asyncio's; it is not imported before it is needed

    def install(self) -> None:
        """Take the signals from now on; those that whoever started this process wants ignored stay ignored."""
        numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
        numbers = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        Thread(target=self._limit, args=(reader, frozenset(numbers)), name="signals", daemon=True).start()
        for number in numbers:
            signal.signal(number, self._come)

    @contextmanager
    def received(self) -> Iterator[AsyncIterator[int]]:
        """Receive signals for as long as the block lasts, which nothing breaks off meanwhile."""
        import asyncio  # noqa: PLC0415 - `--help` does without

        loop, come = asyncio.get_running_loop(), asyncio.Queue[int]()

        async def each() -> AsyncIterator[int]:
            while True:
                yield await come.get()

        def heard(number: int) -> None:
            loop.call_soon_threadsafe(come.put_nowait, number)

        self._listener = heard
        try:
            yield each()
        finally:
            self._listener = None

    def run(self, command: Callable[..., Awaitable[_T]], *arguments: Any) -> _T:
        """Run what a command does in an event loop of its own.

        Raises:
            KeyboardInterrupt: A signal has broken it off.
        """
        import asyncio  # noqa: PLC0415 - `--help` does without

        import anyio  # noqa: PLC0415

        async def main() -> _T:
            self._task = asyncio.current_task()
            return await command(*arguments)

        try:
            return anyio.run(main)
        except BaseException as error:
            if self._broken_off and not isinstance(error, Exception):
                raise KeyboardInterrupt from error  # it was a cancellation, or came out of a group of tasks
            raise
        finally:
            task, self._task = self._task, None
            if task is not None and task.done() and not task.cancelled():
                task.exception()  # known by now: asyncio is not to complain that nobody has asked

    def end(self, code: int) -> None:
        """Note that the command is over, and with what exit code: no signal changes that any more."""
        self._over = code

    def _come(self, number: int, _frame: object) -> None:
        """Take a signal; Python calls this in the main thread, between two steps of whatever it does."""
        self.asked = True
        if self._over is not None:
            os._exit(self._over)
        if self._listener is not None:
            self._listener(number)
        elif not self._broken_off:  # what is being cleaned up is not broken off in its turn
            self._broken_off = True
            self._break_off()

    def _break_off(self) -> None:
        if self._task is None:
            raise KeyboardInterrupt
        import asyncio  # noqa: PLC0415 - there is a task, so it is loaded

        if asyncio.current_task(self._task.get_loop()) is self._task:
            raise KeyboardInterrupt  # the command computes, or asks the user: it would not see a cancellation
        self._task.cancel()
        self._task.get_loop().call_soon_threadsafe(lambda: None)  # wakes the loop

    def _limit(self, reader: int, numbers: frozenset[int]) -> None:
        """Bound the waiting after each signal; runs in a thread, so that nothing holds it up."""
        for count in range(1, _COUNTED_MAX):
            (number,) = os.read(reader, 1)
            if number in numbers:
                timer = Timer(FIRST_MAX_S if count == 1 else SECOND_MAX_S, self._give_up)
                timer.daemon = True
                timer.start()

    def _give_up(self) -> NoReturn:
        # Past Python's own streams: the main thread may hold them.
        with suppress(OSError):
            if os.isatty(2):
                os.write(2, _SHOW_CURSOR.encode())
            if self._over is None:
                os.write(2, _GIVEN_UP.encode())
        os._exit(INTERRUPTED if self._over is None else self._over)


SIGNALS = Signals()


def run(command: Callable[..., Awaitable[_T]], *arguments: Any) -> _T:
    """Run what a command does; see `Signals.run`."""
    return SIGNALS.run(command, *arguments)
