"""The folder of policies beside the project file: which files there are, and what they hold."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from bulkops.adapters.files import open_binary, unreadable
from bulkops.adapters.yaml_events import load_tree
from bulkops.core.finding import Finding
from bulkops.core.place import Place
from bulkops.core.tree import Map

FOLDER = "policies"
BYTES_MAX = 1024 * 1024
_SUFFIXES = frozenset({".yaml", ".yml"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyFile:
    """A policy file as it was written.

    Attributes:
        shown: Its path as findings show it.
        tree: What it holds; None where that cannot be read.
        sha256: Digest of its content, in hexadecimal.
        findings: What is wrong with its YAML.
    """

    shown: str
    tree: Map | None
    sha256: str = ""
    findings: tuple[Finding, ...] = ()


def policy_files(root: Path, shown: str = FOLDER) -> tuple[list[str], list[Finding]]:
    """List the policy files of a project, by name; those that begin with a dot are left out, as shells do.

    Args:
        root: Folder of the project file.
        shown: The folder's path as findings show it.

    Returns:
        Names, and why the folder cannot be read.
    """
    folder = root / FOLDER
    try:
        names = [path.name for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES]
    except FileNotFoundError:
        if not folder.is_symlink():
            return [], []
        return [], [_no_folder(shown)]
    except NotADirectoryError:
        return [], [_no_folder(shown)]
    except OSError as error:
        return [], [unreadable(error, shown)]
    return sorted(name for name in names if not name.startswith(".")), []


def read_policy_file(path: Path, shown: str) -> PolicyFile:
    """Read a policy file, without checking what its keys mean.

    Args:
        path: Where it is.
        shown: Its path as findings show it.
    """
    stream = open_binary(path, shown)
    if isinstance(stream, Finding):
        return PolicyFile(shown=shown, tree=None, findings=(stream,))
    try:
        with stream:
            data = stream.read(BYTES_MAX + 1)
    except OSError as error:
        return PolicyFile(shown=shown, tree=None, findings=(unreadable(error, shown),))
    if len(data) > BYTES_MAX:
        message = f"the file has more than {BYTES_MAX} bytes"
        finding = Finding(code="P087", message=message, place=Place(shown), hint="divide it; all files are read")
        return PolicyFile(shown=shown, tree=None, findings=(finding,))
    tree, findings = load_tree(data, shown)
    return PolicyFile(shown=shown, tree=tree, sha256=sha256(data).hexdigest(), findings=tuple(findings))


def _no_folder(shown: str) -> Finding:
    message = f"`{shown}` is no folder, so that no policy in it can be read"
    return Finding(code="M001", message=message, place=Place(shown), hint="put policy files into a folder of that name")
