"""What commands on a system and a journal have in common."""

from collections.abc import Sequence
from pathlib import Path

from bulkops.adapters.journal.journal import Journal
from bulkops.app.project import Project, find_project, load_project
from bulkops.core.errors import UsageError


def project_of(files: Sequence[str], project: Path | None, profile: str | None) -> Project:
    """Load the project that manifests belong to.

    Args:
        files: Manifests; empty: the current folder decides.
        project: The project file that the user names; None: the one found upwards.
        profile: Name of the profile.
    """
    start = Path(files[0]).absolute().parent if files else Path.cwd()
    return load_project(project or find_project(start), profile)


def existing_journal(project: Project) -> Journal:
    """Open a project's journal to read it.

    Raises:
        UsageError: There is none yet.
    """
    path = project.journal_path
    if not path.exists():
        raise UsageError("there is no run yet", hint="`bulkops apply FILE` begins one")
    return Journal.open(path, create=False, read_only=True)
