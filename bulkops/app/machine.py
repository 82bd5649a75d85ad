"""The machine that a run runs on: who works there, its files, its threads and its signals."""

import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

import anyio

from bulkops.adapters.aside import Aside, in_thread
from bulkops.adapters.journal.records import Holder
from bulkops.adapters.local_files import LocalFiles
from bulkops.app.holder import holder
from bulkops.engine.ports import Files

Signals = AbstractContextManager[AsyncIterator[int]]


def interrupts() -> Signals:
    """Receive what asks this process to stop: SIGINT and SIGTERM."""
    return anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What a run needs of its surroundings; a simulation gives others.

    Attributes:
        holder: Says who works here.
        files: The user's own files.
        aside: Makes a call that blocks, beside the event loop.
        interrupts: Receives what asks the process to stop.
    """

    holder: Callable[[], Holder] = holder
    files: Files = field(default_factory=LocalFiles)
    aside: Aside = in_thread
    interrupts: Callable[[], Signals] = interrupts


THIS_MACHINE = Machine()
