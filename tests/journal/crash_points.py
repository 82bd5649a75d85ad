"""A small run of the journal in stages, what stands in it after each, and what a disk holds when the power goes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import Lease
from bulkops.core.outcome import State
from bulkops.core.step import Step
from tests.journal.faulty_disk import Call, disk
from tests.journal.rows import NOW, RELEASE, begin, end, intent, step, take_lease

PAIRS = 5
#: Pages after which the log is moved into the file: few, so that it happens within the small run.
CHECKPOINT_PAGES = 12
SECTOR_BYTES = 512

Stage = Callable[[Journal, Lease], object]


def pairs() -> list[Step]:
    made = [step(seq) for seq in range(1, 2 * PAIRS, 2)]
    return [both for one in made for both in (one, step(one.seq + 1, one.seq, type=RELEASE, target_from=one.seq))]


def send(journal: Journal, lease: Lease, *ops: tuple[int, int]) -> None:
    """Write intents, one transaction for all: pairs of operation and attempt."""
    with journal.write(lease) as transaction:
        for op, attempt in ops:
            transaction.intend(1, intent(op, attempt))


#: The run: create and release five documents. Each stage is one transaction, and is acknowledged when it returns.
STAGES: tuple[Stage, ...] = (
    lambda journal, lease: begin(journal, lease, pairs()),
    lambda journal, lease: send(journal, lease, (1, 1), (3, 1), (5, 1)),
    lambda journal, lease: end(journal, lease, 1, State.SUCCEEDED, number="100301"),
    lambda journal, lease: end(journal, lease, 3, State.READY),
    lambda journal, lease: send(journal, lease, (2, 1), (3, 2), (7, 1)),
    lambda journal, lease: end(journal, lease, 2, State.ACCEPTED),
    lambda journal, lease: end(journal, lease, 3, State.REFUSED, code="R1"),
    lambda journal, lease: end(journal, lease, 7, State.IN_DOUBT),
    lambda journal, lease: send(journal, lease, (9, 1)),
    lambda journal, lease: end(journal, lease, 9, State.SUCCEEDED, number="100302"),
    lambda journal, lease: journal.release(lease),
)


@dataclass(slots=True)
class Progress:
    """How far a run has come.

    Attributes:
        told: What was acknowledged: 0 nothing, 1 that the journal is open, 2 the lease, then a stage each.
    """

    told: int = 0


def carry_out(path: Path, progress: Progress, *, failed: Callable[[Exception], None] | None = None) -> None:
    """Go through all stages.

    Args:
        path: The journal.
        progress: Told how far it has come.
        failed: Called when a stage fails, which is then tried again, once; None: the run ends there.
    """

    def twice(call: Callable[[], Lease | object]) -> object:
        try:
            done = call()
        except Exception as error:
            if failed is None:
                raise
            failed(error)
            done = call()
        progress.told += 1
        return done

    journal = twice(lambda: Journal.open(path, busy_timeout_s=0.05))
    assert isinstance(journal, Journal)
    with journal:
        journal.database.connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
        lease = twice(lambda: take_lease(journal))
        assert isinstance(lease, Lease)
        for stage in STAGES:
            twice(lambda stage=stage: stage(journal, lease))  # type: ignore[misc]


@dataclass(frozen=True, slots=True)
class Held:
    """What stands in a journal.

    Attributes:
        text: All of it, as SQL.
        states: State of each operation, by its id.
    """

    text: str
    states: Mapping[str, State]


def content(path: Path) -> str:
    """Open a journal as the program does, make sure that it is whole, and give all that stands in it."""
    with disk(lambda _: None), Journal.open(path) as journal:
        assert journal.verify() is None
        connection = journal.database.connection
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        for run in journal.runs():
            assert sum(journal.counts(run.run).values()) == 2 * PAIRS
        return "\n".join(connection.iterdump())


def expected(folder: Path) -> list[Held]:
    """Give what stands in the journal when this much was acknowledged; nothing: as when it is open."""
    with Journal.open(folder / "journal.db") as journal:
        held = [_held(journal)] * 2
        lease = take_lease(journal)
        held.append(_held(journal))
        for stage in STAGES:
            stage(journal, lease)
            held.append(_held(journal))
    assert len({one.text for one in held}) == len(held) - 1, "each stage changes something"
    return held


def _held(journal: Journal) -> Held:
    rows = [row for run in journal.runs() for row in journal.operations(run.run)]
    return Held("\n".join(journal.database.connection.iterdump()), {row.id: row.state for row in rows})


def recover(path: Path) -> Mapping[str, State]:
    """Go on as another process does, and give the states of the operations."""
    with disk(lambda _: None), Journal.open(path) as journal:
        journal.recover(take_lease(journal, NOW + 1000), NOW + 1000)
        return _held(journal).states


@dataclass(slots=True)
class Platter:
    """What is on the disk for good, and what would still be lost if the power went now.

    Attributes:
        safe: Files as last synchronised.
        loose: Calls since, by file.
        gone: Files deleted whose deletion may not last.
    """

    safe: dict[str, bytes] = field(default_factory=dict)
    loose: dict[str, list[Call]] = field(default_factory=dict)
    gone: dict[str, bytes] = field(default_factory=dict)

    def take(self, call: Call) -> None:
        """Note a call that was made."""
        if call.kind == "open":
            self.loose.setdefault(call.path, [])
        elif call.kind == "sync":
            if call.path not in self.safe:  # with a new file SQLite synchronises the folder, and so what left it
                self.gone.clear()
            self.safe[call.path] = _changed(self.safe.get(call.path, b""), self.loose[call.path])
            self.loose[call.path] = []
        elif call.kind == "delete":
            self.loose.pop(call.path, None)
            before = self.safe.pop(call.path, None)
            if before is not None and not call.offset:
                self.gone[call.path] = before
        else:
            self.loose.setdefault(call.path, []).append(call)

    def after_power_cut(self, random: Random) -> Iterator[dict[str, bytes]]:
        """Give files as they may be found: all that was written, only what was synchronised, and something between."""
        yield self._kept(lambda calls: calls)
        yield self.gone | self.safe
        yield self._kept(lambda calls: [_torn(call, random) for call in calls if random.random() < 0.5])

    def _kept(self, choose: Callable[[list[Call]], list[Call]]) -> dict[str, bytes]:
        return {path: _changed(self.safe.get(path, b""), choose(calls)) for path, calls in self.loose.items()}


def _torn(call: Call, random: Random) -> Call:
    """Let only the first sectors of a write arrive, one time in two."""
    if call.kind != "write" or random.random() < 0.5:
        return call
    size = random.randrange(0, len(call.data) + 1, SECTOR_BYTES)
    return Call(count=call.count, kind="write", path=call.path, offset=call.offset, data=call.data[:size])


def _changed(data: bytes, calls: list[Call]) -> bytes:
    held = bytearray(data)
    for call in calls:
        if call.kind == "truncate":
            held = held[: call.offset].ljust(call.offset, b"\0")
        else:
            held = held.ljust(call.offset, b"\0")
            held[call.offset : call.offset + len(call.data)] = call.data
    return bytes(held)


def recorded(path: Path) -> list[tuple[Call, int]]:
    """Carry out the run, and give each call that changes a file, with how much was acknowledged before it."""
    calls: list[tuple[Call, int]] = []
    progress = Progress()
    with disk(lambda call: calls.append((call, progress.told))):
        carry_out(path, progress)
    return calls
