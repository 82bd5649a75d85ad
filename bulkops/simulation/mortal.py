"""The process's ends that it can die at: its journal, its way to the server, its threads and its files."""

import shutil
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from signal import SIGINT
from typing import TypeVar

import anyio
import anyio.lowlevel

from bulkops.adapters.journal.database import Database, open_database
from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.local_files import save
from bulkops.core.errors import TOO_LATE, JournalError, NotSentError, UnknownOutcomeError
from bulkops.core.http import Request, Response
from bulkops.sandbox.transport import SandboxTransport
from bulkops.simulation.dice import Dice
from bulkops.simulation.loop import SimulatedClock, SimulatedLoop
from bulkops.simulation.upsets import Fate, Point, Upset

_T = TypeVar("_T")
#: A frozen process stands still for so long: more than its lease holds, and than an intent may be old.
FROZEN_S = 120.0


class Mortal:
    """One process's thread of life.

    What runs on after its end is a ghost: its journal is a file that nobody reads any more, and nothing that it sends
    leaves. So what it does to clean up proves nothing, as after a SIGKILL.

    Args:
        loop: The process's event loop.
        clock: Its clock.
        journal: File of the journal.
        upsets: What befalls it.
        dice: Decides how long calls take.
        meanwhile: What happens while it is frozen, from when and until when (seconds since 1970).
    """

    def __init__(
        self,
        loop: SimulatedLoop,
        clock: SimulatedClock,
        journal: Path,
        upsets: Sequence[Upset],
        dice: Dice,
        meanwhile: Callable[[float], float],
    ) -> None:
        self.clock = clock
        self.began = clock.now()
        self.turns: Counter[Point] = Counter()
        self.in_flight: Counter[str] = Counter()
        self.in_flight_most = 0
        self.met: list[Upset] = []
        self.journal = journal
        self.dice = dice
        self.killed_at = self.interrupted_at = 0.0
        self.over = anyio.Event()
        self._listening = False
        self._loop = loop
        self._upsets = {(upset.point, upset.turn): upset for upset in upsets}
        self._meanwhile = meanwhile
        self._interrupt, self._interrupts = anyio.create_memory_object_stream[int](8)

    @property
    def dead(self) -> bool:
        """Whether it is a ghost."""
        return self.killed_at > 0

    def reach(self, point: Point) -> bool:
        """Come to a point; say whether the process lives on from there."""
        if self.dead:
            return False
        self.turns[point] += 1
        upset = self._upsets.get((point, self.turns[point]))
        if upset is not None:
            self.met.append(upset)
            self._meet(upset.fate)
        return not self.dead

    def _meet(self, fate: Fate) -> None:
        if fate is Fate.KILL:
            self.killed_at = self.clock.now()
            self.journal = _left_behind(self.journal)
            self.over.set()
        elif fate is Fate.FREEZE:
            until = self._meanwhile(self.clock.now())
            self._loop.pass_time(max(FROZEN_S, until - self.clock.now()))
        elif not self._listening:  # as a command that does not heed signals itself: it is broken off, and cleans up
            self.interrupted_at = self.interrupted_at or self.clock.now()
            self.over.set()
        else:
            self.interrupted_at = self.interrupted_at or self.clock.now()
            for _ in range(2 if fate is Fate.INTERRUPT_TWICE else 1):
                self._interrupt.send_nowait(SIGINT)

    @contextmanager
    def interrupts(self) -> Iterator[AsyncIterator[int]]:
        """Receive the signals that it is sent; it may be asked for them more than once."""
        self._listening = True
        with self._interrupts.clone() as signals:
            yield signals
        self._listening = False

    async def aside(self, call: Callable[[], _T], /, *, limiter: anyio.CapacityLimiter) -> _T:
        """Make a call that blocks, as a thread would: it takes a while, and is waited for in any case."""
        await anyio.lowlevel.checkpoint()
        with anyio.CancelScope(shield=True):
            async with limiter:
                await self.clock.sleep(self.dice.seconds(0.0001, 0.004, "aside", self.turns.total()))
                given = call()
        return given

    def close(self) -> None:
        """Let go of what belongs to the process."""
        self._interrupt.close()
        self._interrupts.close()


def _left_behind(journal: Path) -> Path:
    """Give the journal as the process has left it on the disk: closing it would tidy up."""
    number = int(journal.stem.rpartition("-")[2])
    copy = journal.with_stem(f"journal-{number + 1}")
    for ending in ("", "-wal"):
        source = journal.with_name(journal.name + ending)
        if source.exists():
            shutil.copy(source, copy.with_name(copy.name + ending))
    return copy


class MortalDatabase(Database):
    """The journal's file, until the process dies.

    Args:
        mortal: The process.
    """

    def __init__(self, mortal: Mortal) -> None:
        opened = open_database(mortal.journal, create=True)
        # The machine does not die here, only the process does: what was written stands in the file.
        opened.connection.execute("PRAGMA synchronous = OFF")
        super().__init__(opened.path, opened.connection)
        self._mortal = mortal

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Write everything in the block, or nothing of it.

        Raises:
            JournalError: The process is dead, which only a ghost sees.
        """
        if not self._mortal.reach(Point.WRITE):
            raise JournalError("the process is dead")
        with super().transaction() as connection:
            yield connection
        if not self._mortal.reach(Point.WRITTEN):
            raise JournalError("the process is dead")


def open_mortal(mortal: Mortal) -> Journal:
    """Open the journal of a process.

    Raises:
        JournalError: It cannot be opened.
    """
    return Journal(MortalDatabase(mortal))


class MortalTransport:
    """The way to the server, until the process dies.

    Args:
        mortal: The process.
        server: What answers.
    """

    def __init__(self, mortal: Mortal, server: SandboxTransport) -> None:
        self._mortal = mortal
        self._server = server

    async def send(self, request: Request) -> Response:
        """Send a request once.

        Raises:
            NotSentError: The process was frozen, and the right to send it has ended.
            UnknownOutcomeError: No answer came, or the process is dead, which only a ghost sees.
        """
        mortal = self._mortal
        if not mortal.reach(Point.SEND):
            raise UnknownOutcomeError("the process is dead")
        if mortal.clock.now() > request.not_after:  # as the real one does, right before the first byte
            raise NotSentError(TOO_LATE)
        turn = mortal.turns[Point.SEND]
        mortal.in_flight[request.api] += 1
        mortal.in_flight_most = max(mortal.in_flight[request.api], mortal.in_flight_most)
        try:
            response = await self._server.deliver(request)
            await mortal.clock.sleep(mortal.dice.seconds(0.005, 0.4, "network", turn))
        finally:
            mortal.in_flight[request.api] -= 1
        if not mortal.reach(Point.ANSWER):
            raise UnknownOutcomeError("the process is dead")
        return response

    async def aclose(self) -> None:
        """Hold nothing."""


class MortalFiles:
    """The `Files` port on this machine's files, with the times of the simulation.

    Args:
        mortal: The process.
        saved: When files were written, by path; outlives the process.
    """

    def __init__(self, mortal: Mortal, saved: dict[str, float]) -> None:
        self._mortal = mortal
        self._saved = saved

    async def read(self, path: str) -> bytes:
        """Read a file whole."""
        return Path(path).read_bytes()  # noqa: ASYNC240 - takes none of the simulation's time

    async def save(self, path: str, content: bytes) -> None:
        """Keep content in a new file, whole or not at all."""
        if not self._mortal.dead:
            save(Path(path), content)
            self._saved[path] = self._mortal.clock.now()

    async def saved_at(self, path: str) -> float | None:
        """Say when a file was written; None if there is none."""
        return self._saved.get(path)
