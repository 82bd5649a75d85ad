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
from threading import Event, Thread, Timer, main_thread
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
_CLOSED = getattr(signal, "SIGHUP", None)
#: A signal that says nothing, and is ignored elsewhere.
_NUDGE: int | None = getattr(signal, "SIGURG", None)
_NUDGE_EVERY_S = 0.1
_SHOW_CURSOR = "\x1b[?25h"
NOTHING_SENT = "nothing was sent"
#: Once a run may have begun.
LOOK = "`bulkops status` shows what was done"


class Interrupted(KeyboardInterrupt):
    """A signal has broken a command off.

    A class of its own, because Python takes a plain `KeyboardInterrupt` that passes through `exec` for one that nobody
    catches, and in the end kills itself by SIGINT for it.
    """


class Signals:
    """The signals of this process.

    Attributes:
        asked: One has come.
        broken_off: It has broken the command off; whatever else goes wrong from then on is a consequence of that.
        outlook: What a user should know when the command ends now.
    """

    def __init__(self) -> None:
        self.asked = False
        self.broken_off = False
        self.outlook = NOTHING_SENT
        self._over: int | None = None
        self._listener: Callable[[int], None] | None = None
        self._numbers: frozenset[int] = frozenset()
        self._terminals: list[int] = []
        self._task: Any = None  # asyncio's; it is not imported before it is needed

    def install(self) -> None:
        """Take the signals from now on; those that whoever started this process wants ignored stay ignored."""
        numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
        self._numbers = frozenset(number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN)
        self._terminals = [stream for stream in (1, 2) if os.isatty(stream)]
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        Thread(target=self._limit, args=(reader,), name="signals", daemon=True).start()
        for number in self._numbers:
            signal.signal(number, self._come)
        if _NUDGE is not None:
            signal.signal(_NUDGE, lambda _number, _frame: None)

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

    @contextmanager
    def postponed(self) -> Iterator[None]:
        """Let nothing break off what the block does: it looks itself whether it was `asked`, often enough."""
        self._listener = lambda _number: None
        try:
            yield
        finally:
            self._listener = None

    def run(self, command: Callable[..., Awaitable[_T]], *arguments: Any) -> _T:
        """Run what a command does in an event loop of its own.

        Raises:
            Interrupted: A signal has broken it off.
        """
        import asyncio  # noqa: PLC0415 - `--help` does without

        import anyio  # noqa: PLC0415

        async def main() -> _T:
            self._task = asyncio.current_task()
            return await command(*arguments)

        try:
            return anyio.run(main)
        except BaseException as error:
            if self.broken_off:  # it was a cancellation, or came out of a group of tasks
                raise Interrupted from error
            raise
        finally:
            task, self._task = self._task, None
            if task is not None and task.done() and not task.cancelled():
                task.exception()  # known by now: asyncio is not to complain that nobody has asked

    def end(self, code: int) -> None:
        """Note that the command is over, and with what exit code: no signal changes that any more."""
        self._over = code
        for number in self._numbers:
            signal.signal(number, signal.SIG_IGN)  # Python would let them kill it while it cleans up

    def _come(self, number: int, _frame: object) -> None:
        """Take a signal; Python calls this in the main thread, between two steps of whatever it does."""
        self.asked = True
        if number == _CLOSED:
            self._leave_terminal()
        if self._listener is not None:
            self._listener(number)
        elif not self.broken_off:  # what is being cleaned up is not broken off in its turn
            self.broken_off = True
            self._break_off()

    def _leave_terminal(self) -> None:
        """Write nowhere from now on what would go to the terminal: it was closed, and writing to it would fail."""
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in self._terminals:
            os.dup2(nowhere, stream)

    def _break_off(self) -> None:
        if self._task is None:
            raise Interrupted
        import asyncio  # noqa: PLC0415 - there is a task, so it is loaded

        if asyncio.current_task(self._task.get_loop()) is self._task:
            raise Interrupted  # the command computes, or asks the user: it would not see a cancellation
        self._task.cancel()
        self._task.get_loop().call_soon_threadsafe(lambda: None)  # wakes the loop

    def _limit(self, reader: int) -> None:
        """Bound the waiting after each signal; runs in a thread, so that nothing holds it up."""
        asked = 0
        while asked < _COUNTED_MAX:
            (number,) = os.read(reader, 1)
            if number not in self._numbers:
                continue
            asked += 1
            timer = Timer(FIRST_MAX_S if asked == 1 else SECOND_MAX_S, self._give_up)
            timer.daemon = True
            timer.start()
            if asked == 1 and _NUDGE is not None:
                Thread(target=_nudge, args=(_NUDGE,), name="nudges", daemon=True).start()

    def _give_up(self) -> NoReturn:
        # Past Python's own streams: the main thread may hold them.
        with suppress(OSError):
            if os.isatty(2):
                os.write(2, _SHOW_CURSOR.encode())
            if self._over is None:
                os.write(2, f"ended without waiting any longer; {self.outlook}\n".encode())
        os._exit(INTERRUPTED if self._over is None else self._over)


def _nudge(number: int) -> None:
    """Interrupt what the main thread waits for, again and again.

    A signal that comes between its last look for one and a system call would else be seen when the call returns: when
    the user has answered, or the server has.
    """
    pause = Event()
    while not pause.wait(_NUDGE_EVERY_S):
        signal.pthread_kill(main_thread().ident or 0, number)


SIGNALS = Signals()


def run(command: Callable[..., Awaitable[_T]], *arguments: Any) -> _T:
    """Run what a command does; see `Signals.run`."""
    return SIGNALS.run(command, *arguments)
