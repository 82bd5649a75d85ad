"""What earlier runs have done, from the journal of a project."""

from pathlib import Path

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import Applied
from bulkops.app.link import Prior
from bulkops.app.project import Project
from bulkops.core.errors import UsageError


def journal_path(project: Project) -> Path:
    """Give the file of a project's journal.

    Raises:
        UsageError: The project names a database server, which this version cannot use.
    """
    if project.journal.path is None:
        raise UsageError(
            "a journal on PostgreSQL is not supported yet", hint="write a file's path at `journal:` in bulkops.yaml"
        )
    return project.journal.path


class JournalHistory:
    """Looks operations of one company up in a journal.

    Args:
        journal: The journal.
        environment: Of the profile.
        company: Of the profile.
    """

    def __init__(self, journal: Journal, environment: str, company: str) -> None:
        self._journal = journal
        self._scope = (environment, company)

    def applied(self, manifest: str, operation: str) -> Prior | None:
        """Find an operation that is done or under way, by its identity."""
        return _prior(self._journal.applied(*self._scope, manifest, operation))

    def holder(self, natural_key: str) -> Prior | None:
        """Find the operation that is done or under way with a natural key."""
        return _prior(self._journal.holder_of(*self._scope, natural_key))


def _prior(found: Applied | None) -> Prior | None:
    if found is None:
        return None
    return Prior(
        state=found.state,
        content=found.content,
        number=found.number,
        run=found.run,
        manifest=found.manifest,
        id=found.id,
    )
