"""The journal as evidence: verified, exported, and purged of what it need not keep."""

from collections.abc import Iterator

from bulkops.adapters.journal import export as exporting
from bulkops.adapters.journal import purge as purging
from bulkops.adapters.journal import verify as verification
from bulkops.adapters.journal.damage import Damage
from bulkops.adapters.journal.database import Database
from bulkops.adapters.journal.records import Holder, RunRow
from bulkops.core.event import ExportedEvent
from bulkops.core.evidence import Verified


class Evidence:
    """What a journal proves.

    Args:
        database: The open file.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    def verified(self, verified: Verified, *, expected: str = "") -> Iterator[Damage]:
        """Look at everything.

        Args:
            verified: Takes what was looked at.
            expected: Hash of an event that must be there, in hexadecimal; empty: none.

        Yields:
            What does not fit, as it is found.
        """
        with self.database.reading() as connection:
            yield from verification.walk(connection, verified, expected=expected)

    def events(self, run: int | None = None) -> Iterator[ExportedEvent]:
        """Go through all events, or those of a run, in their order."""
        after = 0
        while True:
            with self.database.reading() as connection:
                page = exporting.page(connection, after, run)
            if not page:
                return
            yield from page
            after = page[-1].seq

    def last_hash(self) -> str:
        """Give the hash of the last event, in hexadecimal; empty where there is none."""
        with self.database.reading() as connection:
            return exporting.last_hash(connection)

    def purge(self, run: RunRow, by: Holder, at: float) -> int:
        """Remove what a run that is over has sent; `overwrite` then leaves nothing of it in the file.

        Returns:
            How many operations the run has.

        Raises:
            JournalError: A document is not the one that was planned.
        """
        with self.database.reading() as connection:
            connection.execute("PRAGMA secure_delete = ON")
        with self.database.transaction() as connection:
            return purging.purge(connection, run, by, at)

    def overwrite(self) -> bool:
        """Leave nothing of what was removed in the file or its log; say whether the log could be emptied too."""
        with self.database.reading() as connection:
            return purging.overwrite(connection)
