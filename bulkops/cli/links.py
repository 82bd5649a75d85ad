"""Links to places in the user's files, as a code host shows them."""

import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from bulkops.cli.repository import repository_path
from bulkops.core.place import Place


def linker(base: str | None = None) -> Callable[[Place], str]:
    """Choose how places are linked to.

    Args:
        base: Address below which the files are shown; None: of the commit that a GitHub or GitLab job works on, and
            elsewhere none, so that links are relative.

    Returns:
        Place to address; empty for a place that is in no file of the repository.
    """
    prefix = _hosted() if base is None else base
    start = f"{prefix.rstrip('/')}/" if prefix else ""

    def link(place: Place) -> str:
        path = _within(place.file)
        line = f"#L{place.line}" if place.line else ""
        return f"{start}{quote(path, errors='surrogateescape')}{line}" if path else ""

    return link


def _hosted() -> str:
    """Give the address of the commit that a job works on; empty elsewhere."""
    server, repository, commit = map(os.environ.get, ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA"))
    if server and repository and commit:
        return f"{server}/{repository}/blob/{commit}"
    project, commit = map(os.environ.get, ("CI_PROJECT_URL", "CI_COMMIT_SHA"))
    return f"{project}/-/blob/{commit}" if project and commit else ""


def _within(file: str) -> str:
    """Give a file's path from the top of its repository; empty for a file outside of what can be linked to."""
    path = repository_path(file) if file else ""
    return "" if path.startswith(("/", "../")) or Path(path).is_absolute() else path
