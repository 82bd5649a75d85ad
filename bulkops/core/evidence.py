"""What verifying a journal has looked at."""

from dataclasses import dataclass


@dataclass(slots=True)
class Verified:
    """What was looked at; complete when `walk` has come to its end.

    Attributes:
        events: Events of the chain.
        runs: Runs that it tells of.
        operations: Operations in the tables.
        unsealed: Operations of runs that an older bulkops began: what was planned of them cannot be proved.
        unsealed_runs: Names of these runs.
        purged: Operations whose documents were removed on purpose.
        last_hash: Hash of the last event, in hexadecimal.
        expected_at: Number of the event with the hash that was asked for; 0: there is none.
    """

    events: int = 0
    runs: int = 0
    operations: int = 0
    unsealed: int = 0
    unsealed_runs: tuple[str, ...] = ()
    purged: int = 0
    last_hash: str = ""
    expected_at: int = 0
