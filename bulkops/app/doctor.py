"""Doctor: look at everything that a run needs, in the order it is needed, and say what to do. Nothing is written."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bulkops.app.checkup import Checkup
from bulkops.app.compose import System, connect
from bulkops.app.doctor_ddapi import examine_ddapi
from bulkops.app.doctor_journal import NAME as JOURNAL
from bulkops.app.doctor_journal import examine_journal
from bulkops.app.doctor_visma import Row, examine_visma
from bulkops.app.project import Project
from bulkops.core.errors import BulkopsError, JournalError
from bulkops.core.registry import Registry

SYSTEMS = "systems"


@asynccontextmanager
async def reached(project: Project, registry: Registry, checkup: Checkup) -> AsyncIterator[System | None]:
    """Build what reaches a profile's systems for as long as the block lasts; None, and an error, where that fails."""
    name = JOURNAL
    try:
        _ = project.journal_path  # there may be none that this version can use
        name = SYSTEMS
        system = connect(project, registry)
    except BulkopsError as error:
        checkup.fail(JOURNAL if isinstance(error, JournalError) else name, error)
        yield None
        return
    try:
        yield system
    finally:
        await system.aclose()


async def examine(
    project: Project, system: System, registry: Registry, checkup: Checkup, *, customer: str = ""
) -> list[Row]:
    """Look at the journal and at every system of a profile.

    Args:
        project: What the profile says.
        system: Its systems.
        registry: Declarations.
        checkup: Is told what is found.
        customer: Customer whose settings show what a DDAPI host knows; empty: none is read.

    Returns:
        The newest invoices that were seen.
    """
    rows: list[Row] = []
    journal = examine_journal(project, system, checkup)
    try:
        if project.profile.visma is not None:
            rows = await examine_visma(project, system, checkup, journal)
        if project.profile.ddapi is not None:
            await examine_ddapi(project, system, registry, checkup, customer)
    finally:
        if journal is not None:
            journal.close()
    if not system.channels:
        checkup.skip(SYSTEMS, "the profile reaches no system", "add `visma:` or `ddapi:` to it in bulkops.yaml")
    return rows
