"""What a company may still call, kept in the journal from one process to the next."""

from bulkops.adapters.journal.records import Budget
from bulkops.adapters.journal.store import SqliteStore
from bulkops.app.compose import System
from bulkops.engine.pace import Window


async def load_budgets(system: System, store: SqliteStore) -> None:
    """Let each API's pace go on from where the last process has left it.

    Raises:
        JournalError: The journal cannot be read.
    """
    for name, channel in system.channels.items():
        budget = await store.load_budget(name)
        if budget is not None:
            window = Window(
                end=budget.window_end,
                calls=budget.calls,
                quota=budget.quota,
                remaining=budget.remaining,
                not_before=budget.not_before,
            )
            channel.pace.go_on(window)


async def save_budgets(system: System, store: SqliteStore) -> None:
    """Keep what is used of each API's window.

    Raises:
        JournalError: The journal cannot be written.
    """
    for name, channel in system.channels.items():
        window = channel.pace.window()
        budget = Budget(
            window_end=window.end,
            calls=window.calls,
            quota=window.quota,
            remaining=window.remaining,
            not_before=window.not_before,
        )
        await store.save_budget(name, budget)
