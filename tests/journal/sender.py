"""A process that sends without end, to be killed: after each durable record it says so on its output."""

import sys
from pathlib import Path

import anyio

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.store import SqliteStore
from bulkops.core.outcome import Outcome, State
from tests.journal.rows import NOW, begin, intent, step, take_lease

WORKERS = 8


def say(word: str, op: int) -> None:
    sys.stdout.write(f"{word} {op}\n")
    sys.stdout.flush()


async def work(store: SqliteStore) -> None:
    while items := await store.take(3, NOW):
        for item in items:
            await store.intend(intent(item.op, item.attempt + 1))
            say("intent", item.op)
            await store.end(item.op, Outcome(state=State.SUCCEEDED, number=str(item.op)), NOW)
            say("end", item.op)


async def main(path: Path, count: int) -> None:
    with Journal.open(path) as journal:
        lease = take_lease(journal)
        run = begin(journal, lease, [step(seq, *([seq - 1] if seq % 3 == 0 else [])) for seq in range(1, count + 1)])
        say("begun", run)
        async with SqliteStore(journal, run, lease) as store, anyio.create_task_group() as group:
            for _ in range(WORKERS):
                group.start_soon(work, store)


if __name__ == "__main__":
    anyio.run(main, Path(sys.argv[1]), int(sys.argv[2]))
