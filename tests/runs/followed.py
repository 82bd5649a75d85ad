"""A page of the documentation, whose commands are typed one after the other."""

import re
import shlex
import subprocess
import time
from pathlib import Path

from tests.runs.folder import Done, Folder

ROOT = Path(__file__).parents[2]


class Page:
    """Types a page's commands, in order."""

    def __init__(self, name: str, folder: Folder) -> None:
        self.text = (ROOT / "docs" / name).read_text(encoding="utf-8")
        self.folder = folder
        blocks = re.findall(r"```console\n(.*?)```", self.text, re.DOTALL)
        self._left: list[str] = [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]
        self._names: dict[str, str] = {}

    def next(self, begins: str, *, code: int = 0) -> Done:
        """Run the next command, which has to begin and to end as said."""
        line = self._take(begins)
        if line.startswith("bulkops "):
            done = self.folder.run(*shlex.split(line)[1:])
        else:
            ran = subprocess.run(
                ["bash", "-c", line],
                cwd=self.folder.path,
                env=self.folder.environment,
                capture_output=True,
                text=True,
                check=False,
            )
            done = Done(ran.returncode, ran.stdout, ran.stderr)
        assert done.code == code, done.text
        return done

    def killed(self, begins: str, after: int) -> None:
        """Run the next command, and kill it after so many writes."""
        with self.folder.start(*shlex.split(self._take(begins))[1:]) as process:
            until = time.monotonic() + 120
            while len(self.folder.writes()) < after and time.monotonic() < until:
                time.sleep(0.01)
            assert process.poll() is None
            process.kill()
            process.communicate()

    def name_runs(self, *words: str) -> None:
        """From now on, these words stand for the runs, in the order in which they were begun."""
        with self.folder.journal() as journal:
            names = [run.name for run in reversed(journal.runs())]
        self._names = dict(zip(words, names, strict=True))

    def over(self) -> bool:
        return not self._left

    def _take(self, begins: str) -> str:
        line: str = self._left.pop(0)
        assert line.startswith(begins), line
        for word, name in self._names.items():
            line = line.replace(word, name)
        return line
