"""The project file `bulkops.yaml`: where it is, what it holds, and what its references stand for."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bulkops.adapters.files import open_binary, unreadable
from bulkops.adapters.keyring_entry import KeyringEntries
from bulkops.adapters.yaml_events import load_tree
from bulkops.core.finding import Finding
from bulkops.core.place import Place
from bulkops.core.tree import Map, Seq, column_of, line_of, locate

PROJECT_FILE = "bulkops.yaml"
#: A reference inside a scalar: `${env:NAME}`, `${file:PATH}`, `${keyring:SERVICE/USER}`.
_REFERENCE = re.compile(r"\$\{([^}:]*):?([^}]*)\}")
#: Its text is not shown: someone may have written the secret itself between the braces.
_UNKNOWN = Finding(
    code="C012",
    message="this reference is of no kind that is known",
    hint="write `${env:NAME}`, `${file:PATH}` or `${keyring:SERVICE/USER}`",
)
_SECRET_BYTES_MAX = 64 * 1024
#: Keys and indexes from the top of the file.
TreePath = tuple[str | int, ...]


def find_project(start: Path) -> Path | None:
    """Look for the project file in a folder, or that of a file, and in the folders above it."""
    folder = start.absolute()
    for above in (folder, *folder.parents):
        candidate = above / PROJECT_FILE
        try:
            if candidate.is_file():
                return candidate
        except PermissionError:
            continue  # what cannot be seen is not ours
    return None


class ProjectTree:
    """The project file as it was written, with the places of everything in it.

    Args:
        path: Where the file is.
        tree: What it holds.
        shown: Its path as findings show it.
        environ: Environment variables.

    Attributes:
        findings: What was found wrong with its references.
    """

    def __init__(self, path: Path, tree: Map, shown: str, environ: Mapping[str, str]) -> None:
        self.path = path
        self.tree = tree
        self.shown = shown
        self.findings: list[Finding] = []
        self._environ = environ
        self._keyring = KeyringEntries()

    def place(self, path: TreePath, *, key: bool = False) -> Place:
        """Say where a value or key stands, or the nearest above it that is there."""
        return place_in(self.tree, self.shown, path, key=key)

    def written(self, path: TreePath) -> Any:
        """Give what is written at a path, references as they stand; None where there is nothing."""
        node: Any = self.tree
        for step in path:
            node = node[step] if _holds(node, step) else None
        return node

    def has(self, path: TreePath) -> bool:
        """Say whether something, be it nothing, is written at a path."""
        return _holds(self.written(path[:-1]), path[-1])

    def expanded(self, path: TreePath, profile: str) -> Any:
        """Give the values at a path with the references in their scalars replaced.

        Args:
            path: Keys from the top.
            profile: Name of the profile that is read, for findings; empty for what all share.
        """
        return self._expand(self.written(path), path, profile)

    def plain(self, path: TreePath) -> Any:
        """Give the values at a path, references left as they are."""
        return _plain(self.written(path))

    def _expand(self, node: Any, path: TreePath, profile: str) -> Any:
        if isinstance(node, Map):
            return {key: self._expand(value, (*path, key), profile) for key, value in node.items()}
        if isinstance(node, Seq):
            return [self._expand(value, (*path, index), profile) for index, value in enumerate(node)]
        if not isinstance(node, str):
            return _plain(node)
        return _REFERENCE.sub(lambda found: self._resolve(found, path, profile), str(node))

    def _resolve(self, found: re.Match[str], path: TreePath, profile: str) -> str:
        """Give what one reference stands for; it is left as it is, with a finding, where it stands for nothing."""
        kind, name = found.groups()
        resolve = self._KINDS.get(kind)
        finding = _UNKNOWN if resolve is None or not name else resolve(self, name)
        if isinstance(finding, str):
            return finding
        needed = f"; profile `{profile}` needs it" if profile and finding.code != "C012" else ""
        message = finding.message + needed
        self.findings.append(replace(finding, message=message, place=self.place(path)))
        return found.group()

    def _from_environment(self, name: str) -> str | Finding:
        value = self._environ.get(name)
        if value:
            return value
        state = "not set" if value is None else "empty"
        message = f"the environment variable `{name}` is {state}"
        return Finding(code="C010", message=message, hint=f"set it, such as by `export {name}=…`, or name another")

    def _from_file(self, name: str) -> str | Finding:
        path = self.path.parent / Path(name).expanduser()
        hint = "a path counts from the project file's folder"
        try:
            with path.open("rb") as stream:
                data = stream.read(_SECRET_BYTES_MAX + 1)
            text = data.decode()
        except OSError as error:
            return Finding(code="C011", message=unreadable(error, name).message, hint=hint)
        except UnicodeDecodeError:
            return Finding(code="C011", message=f"the file `{name}` is not UTF-8", hint="save it as UTF-8")
        if len(data) > _SECRET_BYTES_MAX:
            message = f"the file `{name}` has more than {_SECRET_BYTES_MAX} bytes"
            return Finding(code="C011", message=message, hint="name a file that holds the value and nothing else")
        value = text.removesuffix("\n").removesuffix("\r")
        return value or Finding(code="C011", message=f"the file `{name}` is empty", hint="write the value into it")

    def _from_keyring(self, name: str) -> str | Finding:
        return self._keyring(name)

    _KINDS: Mapping[str, Callable[["ProjectTree", str], str | Finding]] = {
        "env": _from_environment,
        "file": _from_file,
        "keyring": _from_keyring,
    }


def read_project(path: Path, shown: str = "") -> tuple[ProjectTree | None, list[Finding]]:
    """Read a project file, without checking what its keys mean.

    Args:
        path: Where it is.
        shown: Its path as findings show it.

    Returns:
        What it holds, None where it cannot be read, and the findings about its YAML.
    """
    shown = shown or str(path)
    stream = open_binary(path, shown)
    if isinstance(stream, Finding):
        return None, [stream]
    try:
        with stream:
            tree, findings = load_tree(stream, shown)
    except OSError as error:
        return None, [unreadable(error, shown)]
    return None if tree is None else ProjectTree(path, tree, shown, os.environ), findings


def place_in(tree: Map, shown: str, path: TreePath, *, key: bool = False) -> Place:
    """Say where something in a tree stands."""
    packed = locate(tree, path, key=key)
    return Place(shown, line_of(packed), column_of(packed))


def _holds(node: Any, step: str | int) -> bool:
    if isinstance(node, Map):
        return step in node
    return isinstance(node, Seq) and isinstance(step, int) and 0 <= step < len(node)


def _plain(node: Any) -> Any:
    if isinstance(node, Map):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, Seq):
        return [_plain(value) for value in node]
    return str(node) if isinstance(node, str) else node


def references(node: Any, path: TreePath) -> Iterator[tuple[TreePath, str, str]]:
    """Go through the references in the values at a path.

    Args:
        node: What is written there.
        path: Keys from the top.

    Yields:
        Where each stands, its kind, and the name of what it stands for.
    """
    if isinstance(node, Map):
        for key, value in node.items():
            yield from references(value, (*path, key))
    elif isinstance(node, Seq):
        for index, value in enumerate(node):
            yield from references(value, (*path, index))
    elif isinstance(node, str):
        for found in _REFERENCE.finditer(node):
            yield path, found[1], found[2]
