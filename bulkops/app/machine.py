"""The machine that a run runs on: who works there, its files, its threads and what asks it to stop."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

import anyio

from bulkops.adapters.aside import Aside, in_thread
from bulkops.adapters.journal.records import Holder
from bulkops.adapters.local_files import LocalFiles
from bulkops.app.holder import holder
from bulkops.engine.ports import Files

Signals = AbstractContextManager[AsyncIterator[int]]


@contextmanager
def undisturbed() -> Iterator[AsyncIterator[int]]:
    """Be asked by nobody."""

    async def none() -> AsyncIterator[int]:
        await anyio.sleep_forever()
        yield 0

    yield none()


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What a run needs of its surroundings; a simulation gives others.

    Attributes:
        holder: Says who works here.
        files: The user's own files.
        aside: Makes a call that blocks, beside the event loop.
        interrupts: Receives what asks the process to stop, for as long as a block lasts.
    """

    holder: Callable[[], Holder] = holder
    files: Files = field(default_factory=LocalFiles)
    aside: Aside = in_thread
    interrupts: Callable[[], Signals] = undisturbed


THIS_MACHINE = Machine()
