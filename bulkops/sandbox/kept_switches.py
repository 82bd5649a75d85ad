"""The switches in force: those that the state file keeps, and over them those of one process only."""

from collections.abc import Mapping
from typing import Any

import msgspec

from bulkops.sandbox.state import State
from bulkops.sandbox.switches import Switches, from_json, to_json

_NAME = "switches"


class KeptSwitches:
    """Switches of a state file, which other processes may change too.

    Args:
        state: The file.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._over: dict[str, Any] = {}
        self._kept = self._read()
        self._foreign = state.foreign_version()
        #: Those in force.
        self.now = self._kept

    def set(self, switches: Switches) -> None:
        """Keep these, and let nothing lie over them; faults count their requests from 1 again."""
        self._over = {}
        self._keep(switches)

    def change(self, given: bytes) -> None:
        """Keep those that a JSON object names; what lies over the same names goes.

        Raises:
            ValueError: A name is unknown or a value is not one of the switch's.
        """
        switches = from_json(given, self._kept)
        self._over = {name: value for name, value in self._over.items() if name not in msgspec.json.decode(given)}
        self._keep(switches)

    def lay_over(self, given: Mapping[str, Any]) -> None:
        """Let values hold for this process, over what the file keeps; faults count their requests from 1 again.

        Raises:
            ValueError: A name is unknown or a value is not one of the switch's.
        """
        over = {**self._over, **given}
        self.now = from_json(msgspec.json.encode(over), self._kept)
        self._over = over
        with self._state.transaction():
            self._restart_faults()

    def notice_others(self) -> None:
        """Take over what another process has set in the same file."""
        foreign = self._state.foreign_version()
        if foreign != self._foreign:
            self._foreign = foreign
            self._kept = self._read()
            self._combine()

    def write_again(self) -> None:
        """Put what is kept into a file that has been emptied, in the transaction that is open."""
        self._state.put(_NAME, to_json(self._kept))

    def _keep(self, switches: Switches) -> None:
        with self._state.transaction():
            self._state.put(_NAME, to_json(switches))
            self._restart_faults()
        self._kept = switches
        self._combine()

    def _combine(self) -> None:
        self.now = from_json(msgspec.json.encode(self._over), self._kept) if self._over else self._kept

    def _restart_faults(self) -> None:
        self._state.db.execute("DELETE FROM counter WHERE name LIKE 'fault:%'")

    def _read(self) -> Switches:
        kept = self._state.get(_NAME)
        return Switches() if kept is None else from_json(kept)
