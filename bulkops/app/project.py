"""The project: which file, which profile, and what they say."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from pydantic import ValidationError

from bulkops.adapters.project_file import PROJECT_FILE, ProjectTree, TreePath, find_project, read_project
from bulkops.app.project_checks import check_names, check_profile, literal_secrets
from bulkops.app.settings import IMPLICIT_PROFILE, ProfileSettings, ProjectSettings
from bulkops.app.settings_findings import findings_of, missing, wrong_value
from bulkops.app.settings_safety import SafetySettings
from bulkops.core.errors import InvalidInputError, UsageError
from bulkops.core.finding import Finding
from bulkops.core.secret import Secret
from bulkops.core.tree import Map

__all__ = ["IMPLICIT_NAME", "JournalLocation", "Project", "find_project", "load_project"]

#: Name of the profile that holds without a project file.
IMPLICIT_NAME = "sandbox"
VERSION = "1"
JOURNAL_DEFAULT = ".bulkops/journal.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLocation:
    """Where the journal is: a file, or a database.

    Attributes:
        path: The file; None for a database.
        url: `postgresql://…`, which may hold a password; None for a file.
    """

    path: Path | None = None
    url: Secret | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """Where things go.

    Attributes:
        path: The project file; None where there is none.
        root: Folder that its relative paths count from.
        implicit: There is no project file: the embedded sandbox is used, which must be said loudly.
        profile_name: Name of the profile in use.
        profile: What it says.
        journal: Where the journal is.
        safety: Valves.
    """

    path: Path | None
    root: Path
    implicit: bool
    profile_name: str
    profile: ProfileSettings
    journal: JournalLocation
    safety: SafetySettings

    @property
    def journal_path(self) -> Path:
        """The journal's file.

        Raises:
            UsageError: The project names a database server, which this version cannot use.
        """
        return _file(self.journal)

    def resolve(self, path: str) -> Path:
        """Give the place of a file that the project file names."""
        return self.root / Path(path).expanduser()


def load_project(path: Path | None, profile: str | None = None, *, shown: str = "") -> Project:
    """Read the project file and check it; references are looked up for the profile in use only.

    Args:
        path: The project file; None: there is none, and the sandbox in the current directory is meant.
        profile: Name of the profile; None: the file's default.
        shown: The file's path as findings show it.

    Raises:
        InvalidInputError: With every finding about the file; none of them shows a secret.
    """
    if path is None:
        return _implicit(profile)
    tree, findings = read_project(path, shown)
    if tree is None or findings:
        raise refused(findings)
    _check_version(tree)
    name = _choose(tree, profile)
    settings, findings = _validate(tree, name)
    unresolved = {finding.place for finding in tree.findings}
    findings = [*tree.findings, *(finding for finding in findings if finding.place not in unresolved)]
    if settings is None or findings:
        raise refused(findings)
    root = path.absolute().parent
    return Project(
        path=path,
        root=root,
        implicit=False,
        profile_name=name,
        profile=settings.profiles[name],
        journal=_journal(settings.journal, root),
        safety=settings.safety,
    )


def journal_file(path: Path | None) -> Path:
    """Find a project's journal, and nothing else: no profile is chosen and no secret is needed to read it.

    Raises:
        InvalidInputError: The project file cannot be read.
        UsageError: The project names a database server, which this version cannot use.
    """
    if path is None:
        return _file(_journal(None, Path.cwd()))
    tree, findings = read_project(path, "")
    if tree is None or findings:
        raise refused(findings)
    written = tree.expanded(("journal",), "") if tree.has(("journal",)) else None
    return _file(_journal(Secret(str(written)) if written else None, path.absolute().parent))


def _file(location: JournalLocation) -> Path:
    if location.path is None:
        hint = "write a file's path at `journal:` in bulkops.yaml"
        raise UsageError("a journal on PostgreSQL is not supported yet", hint=hint)
    return location.path


def refused(findings: list[Finding]) -> InvalidInputError:
    """Make the error that carries the findings, in the order of the file, marked as not to be excerpted."""
    ordered = sorted(findings, key=lambda finding: (finding.place is not None, finding.place))
    return InvalidInputError(tuple(replace(finding, excerpt=False) for finding in ordered))


def _implicit(profile: str | None) -> Project:
    if profile not in {None, IMPLICIT_NAME}:
        message = f"there is no project file, so there is no profile `{profile}`"
        hint = f"write a `{PROJECT_FILE}` beside the manifests, or name one by `--project`"
        raise InvalidInputError((Finding(code="C002", message=message, hint=hint),))
    root = Path.cwd()
    return Project(
        path=None,
        root=root,
        implicit=True,
        profile_name=IMPLICIT_NAME,
        profile=IMPLICIT_PROFILE,
        journal=_journal(None, root),
        safety=SafetySettings(),
    )


def _check_version(tree: ProjectTree) -> None:
    version = tree.written(("bulkops",))
    if version == VERSION:
        return
    message = "`bulkops` is missing: the file does not say that it is a project file"
    if tree.has(("bulkops",)):
        message = f"`bulkops` is no version that this program reads; it reads {VERSION}"
    hint = "begin with `bulkops: 1`, or use the release of bulkops that the file was written for"
    raise refused([Finding(code="C001", message=message, place=tree.place(("bulkops",)), hint=hint)])


def _choose(tree: ProjectTree, profile: str | None) -> str:
    """Find the profile to use; references in the rest of the file are not looked up for that."""
    path: TreePath = ("profiles",)
    profiles = tree.written(path)
    if not tree.has(path):
        raise refused([missing(tree, path)])
    if not isinstance(profiles, Map) or not profiles:
        raise refused([wrong_value(tree, path, "profiles by name")])
    name = profile
    if name is None and tree.written(("default_profile",)) is not None:
        path = ("default_profile",)
        name = str(tree.expanded(path, ""))
    if name is None and len(profiles) == 1:
        name = next(iter(profiles))
    if name in profiles:
        return str(name)
    hint = f"the profiles are `{'`, `'.join(profiles)}`"
    if name is None:
        message, hint = "no `default_profile` says which of the profiles is meant", f"name one by `--profile`; {hint}"
    else:
        message, close = f"there is no profile `{name}`", get_close_matches(name, profiles, 1, 0.6)
        hint = f"did you mean `{close[0]}`?" if close else hint
    raise refused([Finding(code="C002", message=message, place=tree.place(path, key=path == ("profiles",)), hint=hint)])


def _validate(tree: ProjectTree, name: str) -> tuple[ProjectSettings | None, list[Finding]]:
    """Check all profiles; only the one in use has its references replaced."""
    findings = list(literal_secrets(tree))
    data = {key: tree.expanded((key,), "") for key in tree.tree if key not in {"profiles", "default_profile"}}
    data["default_profile"] = name
    data["profiles"] = {name: tree.expanded(("profiles", name), name)}
    settings = None
    try:
        settings = ProjectSettings.model_validate(data)
    except ValidationError as error:
        findings += (finding for _, finding in findings_of(error, tree))
    else:
        findings += check_profile(tree, name, settings.profiles[name])
    for other in tree.written(("profiles",)):
        if other != name:
            findings += _check_other(tree, ("profiles", other))
    return settings, findings


def _check_other(tree: ProjectTree, path: tuple[str, ...]) -> Iterator[Finding]:
    """Check a profile that is not in use; what its references stand for is not known."""
    try:
        profile = ProfileSettings.model_validate(tree.plain(path))
    except ValidationError as error:
        for at, finding in findings_of(error, tree, path):
            if "${" not in str(tree.written(at)):
                yield finding
    else:
        yield from check_names(tree, path, profile)


def _journal(written: Secret | None, root: Path) -> JournalLocation:
    text = written.reveal() if written else JOURNAL_DEFAULT
    if text.startswith(("postgresql://", "postgres://")):
        return JournalLocation(url=Secret(text))
    return JournalLocation(path=root / Path(text).expanduser())
