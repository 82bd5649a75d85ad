"""A repository with manifests, as the workflows of docs/ci.md find it after it was checked out."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from bulkops.sandbox.conformity import VARIABLE
from tests.ci.forge import TOKEN, Forge
from tests.runs.folder import Folder, pairs

JOURNAL = "/var/lib/bulkops/journal.db"
COMPANY = "Nordvik Sandbox AS"
PROJECT = """
bulkops: 1
journal: ${env:BULKOPS_JOURNAL}
profiles:
  local:
    environment: sandbox
    visma: {sandbox: true}
    ddapi: {sandbox: true}
"""


@dataclass
class Scratch:
    """A repository, checked out.

    Attributes:
        folder: Where.
        apart: Folder of the runner, outside of the repository.
        forge: Where it is from.
        kept: Artifacts by name.
    """

    folder: Folder
    apart: Path
    forge: Forge
    kept: dict[str, dict[str, bytes]] = field(default_factory=dict)

    @property
    def journal(self) -> Path:
        return self.apart / "journal.db"

    def environment(self, **given: str) -> dict[str, str]:
        """Give what the steps find in their environment; of this machine's own only what programs need."""
        clean = {name: value for name, value in os.environ.items() if name in {"LANG", "LC_ALL", VARIABLE}}
        first = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        fixed = {"PATH": first, "HOME": str(self.apart), "PYTHONUTF8": "1", "NO_PROXY": "*", "PYTHONWARNINGS": "error"}
        return clean | fixed | {name: value.replace(JOURNAL, str(self.journal)) for name, value in given.items()}

    def keep(self, name: str, paths: list[str]) -> None:
        """Keep files as an artifact."""
        files = [self.folder.path / path for path in paths]
        self.kept[name] = {file.name: file.read_bytes() for file in files}

    def leaks(self) -> list[str]:
        """Name what holds the forge's token: files that were made, and comments."""
        made = [file for top in (self.folder.path, self.apart) for file in top.rglob("*") if file.is_file()]
        found = [str(file) for file in made if TOKEN.encode() in file.read_bytes()]
        return found + [body for body in self.forge.bodies() if TOKEN in body]


def checked_out(path: Path, forge: Forge) -> Scratch:
    """Make the repository, with a manifest of three invoices that are created and released."""
    repository, apart = path / "repository", path / "runner"
    (repository / "manifests").mkdir(parents=True)
    apart.mkdir()
    folder = Folder(repository, repository / ".bulkops" / "sandbox.db")
    subprocess.run(["git", "init", "--quiet", repository], check=True)
    folder.write("bulkops.yaml", PROJECT)
    folder.write("requirements.txt", "")
    folder.write("manifests/march.yaml", pairs("march", 3))
    return Scratch(folder, apart, forge)
