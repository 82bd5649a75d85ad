"""Doctor on the project file: what it says, and whether what it refers to is there."""

from pathlib import Path

from bulkops.adapters.project_file import read_project, references
from bulkops.app.checkup import Checkup
from bulkops.app.project import Project, load_project
from bulkops.core.diagnosis import Check, Health
from bulkops.core.errors import InvalidInputError
from bulkops.core.finding import Finding

FILE, SECRETS = "project file", "secrets"
#: Findings about what a reference stands for, not about what is written.
_REFERENCES = frozenset({"C010", "C011", "C012", "C013"})
_WORDS = {"env": "environment variable", "file": "file", "keyring": "keyring entry"}
_FINDINGS_MAX = 20


def examine_project(path: Path | None, profile: str | None, checkup: Checkup) -> Project | None:
    """Load the project file.

    Returns:
        The project; None where it cannot be used.
    """
    try:
        project = load_project(path, profile)
    except InvalidInputError as error:
        _refused(error, path, checkup)
        return None
    if project.implicit or path is None:
        checkup.good(FILE, "there is none here or above, so everything goes to the embedded sandbox", profile="sandbox")
        checkup.good(SECRETS, "none are needed")
        return project
    environment = project.profile.environment.value
    seen = f"{path}, profile {project.profile_name} ({environment.upper()})"
    checkup.good(FILE, seen, path=str(path), profile=project.profile_name, environment=environment)
    _secrets(path, project, checkup)
    return project


def _refused(error: InvalidInputError, path: Path | None, checkup: Checkup) -> None:
    missing = [finding for finding in error.findings if finding.code in _REFERENCES]
    wrong = [finding for finding in error.findings if finding.code not in _REFERENCES]
    if wrong:
        checkup.tell(_check(FILE, wrong, error))
    else:
        checkup.good(FILE, f"{path} can be read")
    if missing:
        checkup.tell(_check(SECRETS, missing, error))


def _check(name: str, findings: list[Finding], error: InvalidInputError) -> Check:
    count = len(findings)
    lines = [
        f"{finding.place or ''} {finding.code}: {finding.message}{f'; {finding.hint}' if finding.hint else ''}".strip()
        for finding in findings[:_FINDINGS_MAX]
    ]
    return Check(
        name=name,
        health=Health.ERROR,
        seen=f"{count} error{'' if count == 1 else 's'}",
        advice="`bulkops explain CODE` says more about each",
        details=(*lines, *([f"and {count - _FINDINGS_MAX} more"] if count > _FINDINGS_MAX else [])),
        code=findings[0].code,
        exit_code=error.exit_code,
    )


def _secrets(path: Path, project: Project, checkup: Checkup) -> None:
    """Name what the profile's references stand for, which is there; never the values."""
    tree, _ = read_project(path)
    assert tree is not None, "it was read a moment ago"
    found: list[str] = []
    for at in (("profiles", project.profile_name), ("journal",)):
        for where, kind, name in references(tree.written(at), at):
            short = where[2:] if where[0] == "profiles" else where
            found.append(f"{'.'.join(map(str, short))} from {_WORDS[kind]} {name}")
    count = len(found)
    seen = f"{count} reference{'' if count == 1 else 's'} resolved: {', '.join(found)}" if found else "none are used"
    checkup.good(SECRETS, seen, references=found)
