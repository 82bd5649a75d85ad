"""What docs/ci.md has to be copied, so that the page itself is what is tested."""

import re
from pathlib import Path
from typing import Any

import yaml

PAGE = Path(__file__).parents[2] / "docs" / "ci.md"
_BLOCK = re.compile(r"^```yaml\n# (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

#: Text of each file by its path.
FILES: dict[str, str] = dict(reversed(_BLOCK.findall(PAGE.read_text(encoding="utf-8"))))
WORKFLOWS = sorted(name for name in FILES if name.startswith(".github/workflows/"))
GITLAB = ".gitlab-ci.yml"


def workflow(name: str) -> dict[str, Any]:
    """Read a workflow of GitHub Actions; YAML takes its `on` for a yes."""
    read: dict[Any, Any] = yaml.safe_load(FILES[f".github/workflows/{name}.yml"])
    return {"on" if key is True else key: value for key, value in read.items()}


def pipeline() -> dict[str, Any]:
    """Read the pipeline of GitLab."""
    read: dict[str, Any] = yaml.safe_load(FILES[GITLAB])
    return read
