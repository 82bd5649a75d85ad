"""What a company may still call, kept in the journal from one process to the next."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import Budget
from bulkops.adapters.journal.store import SqliteStore
from bulkops.app.compose import System
from bulkops.app.project import Project
from bulkops.core.errors import JournalError
from bulkops.engine.window import Window


async def load_budgets(system: System, store: SqliteStore) -> None:
    """Let each API's pace go on from where the last process has left it, and keep from now on what it learns.

    A `Retry-After` is durable before anybody acts on the answer that it stood in; how much of a window is used, at each
    half percent of it.

    Raises:
        JournalError: The journal cannot be read.
    """
    for name, channel in system.channels.items():
        _go_on(system, name, await store.load_budget(name))
        channel.keep = _keeper(store, name)


def obey_budgets(system: System, project: Project) -> None:
    """Let reads that belong to no run go on from what the last run has left; the journal is only read.

    A journal that cannot be read keeps nobody from reading documents; whoever needs it for more is told.
    """
    if not project.journal_path.exists():
        return
    with suppress(JournalError), Journal.open(project.journal_path, create=False, read_only=True) as journal:
        for name in system.channels:
            _go_on(system, name, journal.budget(system.environment, system.scope, name))


async def save_budgets(system: System, store: SqliteStore) -> None:
    """Keep what is used of each API's window.

    Raises:
        JournalError: The journal cannot be written.
    """
    for name, channel in system.channels.items():
        channel.keep = None
        await store.save_budget(name, _budget(channel.pace.window()))


def _go_on(system: System, name: str, budget: Budget | None) -> None:
    if budget is None:
        return
    window = Window(
        end=budget.window_end,
        calls=budget.calls,
        quota=budget.quota,
        remaining=budget.remaining,
        not_before=budget.not_before,
    )
    system.channels[name].pace.go_on(window)


def _keeper(store: SqliteStore, name: str) -> Callable[[Window], Awaitable[None]]:
    async def keep(window: Window) -> None:
        await store.save_budget(name, _budget(window))

    return keep


def _budget(window: Window) -> Budget:
    return Budget(
        window_end=window.end,
        calls=window.calls,
        quota=window.quota,
        remaining=window.remaining,
        not_before=window.not_before,
    )
