"""Hold a company's lease while a plan is made and asked about: nobody else changes what is being looked at."""

from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import Self

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import Lease
from bulkops.app.compose import System
from bulkops.app.execute import RENEW_EVERY_S
from bulkops.app.machine import Machine
from bulkops.app.turn import AT_ONCE, Terms, take_turn
from bulkops.core.errors import JournalError


class Hold:
    """A lease that is renewed by a thread: neither a large manifest nor a person who thinks for long lets it lapse.

    Use as `with Hold(…) as hold`; the lease is given back, and the journal closed, at the end of the block.

    Args:
        path: File of the journal.
        system: Whose company.
        machine: Who works here.
        terms: How long to wait for another who works for the company.
    """

    def __init__(self, path: Path, system: System, machine: Machine, terms: Terms = AT_ONCE) -> None:
        self._path = path
        self._system = system
        self._machine = machine
        self._terms = terms
        self._journal: Journal | None = None
        self._lease: Lease | None = None
        self._over = Event()
        self._thread = Thread(target=self._keep, name="lease", daemon=True)

    @property
    def journal(self) -> Journal:
        """The journal, open; made where it is missing."""
        if self._journal is None:
            self._journal = Journal.open(self._path)
        return self._journal

    def take(self) -> Lease:
        """Take the lease, if it is not held yet.

        Raises:
            JournalError: Another process holds it, or the journal cannot be written.
        """
        if self._lease is None:
            self._lease = take_turn(self.journal, self._system, self._machine, self._terms)
            self._thread.start()
        return self._lease

    def take_if_known(self) -> None:
        """Take the lease where there is a journal; a manifest with mistakes begins none.

        Raises:
            JournalError: Another process holds it, or the journal cannot be written.
        """
        if self._path.exists():
            self.take()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._lease is not None:
            self._thread.join()
            self.journal.release(self._lease)
        if self._journal is not None:
            self._journal.close()

    def _keep(self) -> None:
        lease = self._lease
        assert lease is not None
        # One that was taken over meanwhile is found out by whoever writes under it next.
        with suppress(JournalError):
            while not self._over.wait(RENEW_EVERY_S):
                lease = self.journal.renew(lease, self._system.clock.now())
