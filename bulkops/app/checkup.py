"""Collects what checks find, and tells it as it comes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from bulkops.core.diagnosis import Check, Health
from bulkops.core.errors import BulkopsError


class Checkup:
    """The checks of one `doctor`.

    Args:
        listen: Is told each check as soon as it is made.

    Attributes:
        checks: All of them so far.
    """

    def __init__(self, listen: Callable[[Check], None]) -> None:
        self._listen = listen
        self.checks: list[Check] = []

    @property
    def failed(self) -> bool:
        """Whether a check found an error."""
        return any(check.health is Health.ERROR for check in self.checks)

    def tell(self, check: Check) -> None:
        """Take a check."""
        self.checks.append(check)
        self._listen(check)

    def good(self, name: str, seen: str, **facts: Any) -> None:
        """Say that something is as it should be."""
        self.tell(Check(name=name, health=Health.OK, seen=seen, facts=facts))

    def warn(self, name: str, seen: str, advice: str, **facts: Any) -> None:
        """Say that something works, and what better to do about it."""
        self.tell(Check(name=name, health=Health.WARNING, seen=seen, advice=advice, facts=facts))

    def skip(self, name: str, why: str, advice: str = "") -> None:
        """Say that something was not looked at."""
        self.tell(Check(name=name, health=Health.SKIPPED, seen=why, advice=advice))

    def fail(self, name: str, error: BulkopsError) -> None:
        """Say that something does not work."""
        self.tell(
            Check(
                name=name,
                health=Health.ERROR,
                seen=error.message,
                advice=error.hint,
                code=error.code,
                exit_code=error.exit_code,
            )
        )

    @contextmanager
    def check(self, name: str) -> Iterator[None]:
        """Make a check of what happens in the block: an error of ours is what it finds, and ends the block."""
        try:
            yield
        except BulkopsError as error:
            self.fail(name, error)
