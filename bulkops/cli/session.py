"""What commands on a system and a journal have in common."""

from collections.abc import Sequence
from pathlib import Path

from bulkops.adapters.journal.journal import Journal
from bulkops.app.project import Project, find_project, journal_file, load_project
from bulkops.core.errors import UsageError
from bulkops.reporting.words import typed_text


def project_of(files: Sequence[str], project: Path | None, profile: str | None) -> Project:
    """Load the project that manifests belong to.

    Args:
        files: Manifests; empty: the current folder decides.
        project: The project file that the user names; None: the one found upwards.
        profile: Name of the profile.
    """
    start = Path(files[0]).absolute().parent if files else Path.cwd()
    return load_project(project or find_project(start), profile)


def journal_path(project: Path | None) -> Path:
    """Say where the journal of a project is: of the one named, or of the one found upwards."""
    return journal_file(project or find_project(Path.cwd()))


def existing_journal(path: Path) -> Journal:
    """Open a journal to read it.

    Raises:
        UsageError: There is none yet.
    """
    if not path.exists():
        hint = "`bulkops apply FILE` begins one; a run of another folder is named by `--project FILE`"
        raise UsageError("there is no run yet", hint=hint)
    return Journal.open(path, create=False, read_only=True)


def option_for(project: Project) -> str:
    """Give the option by which a command of the current folder finds a project; empty where it needs none."""
    return option_to(project.path)


def option_to(file: Path | None) -> str:
    """Give the option by which a command of the current folder finds a project file; empty where it needs none."""
    here = find_project(Path.cwd())
    if file is None or (here is not None and here.resolve() == file.resolve()):
        return ""
    return f" --project {typed_text(str(file))}"
