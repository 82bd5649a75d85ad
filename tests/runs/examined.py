"""What `bulkops doctor --format json` says, read; every check of it has to stand on the page about it."""

import json
import re
from pathlib import Path
from typing import Any

from tests.runs.folder import Done

_PAGE = (Path(__file__).parents[2] / "docs" / "real-systems.md").read_text(encoding="utf-8")
_ROWS = re.findall(r"^\| ([^|]+) \|", _PAGE.rpartition("| check |")[2], re.MULTILINE)
DESCRIBED = {name for row in _ROWS for name in row.split(", ")} - {"---"}


def checks_of(done: Done, code: int = 0) -> dict[str, dict[str, Any]]:
    """Give the checks by name.

    Args:
        done: How the command ended.
        code: Exit code that it has to have ended with, and to tell.
    """
    assert done.code == code, done.text
    found = json.loads(done.out)
    assert code in {found["exit_code"], 130}
    names = {check["name"]: check for check in found["checks"]}
    assert set(names) - {"probe"} <= DESCRIBED
    return names
