"""The hook that other repositories run: it finds the manifests and nothing else, and its exit code is right."""

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

TOP = Path(__file__).parents[2]
(HOOK,) = yaml.safe_load((TOP / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
GOOD = """
bulkops: 1
name: march
operations:
  - {id: a, op: visma.invoice.release, invoice: 100231}
"""
BAD = GOOD.replace("march", "april").replace("invoice: 100231", "invoic: 100231")
FILES = {
    "manifests/march.yaml": GOOD,
    "manifests/2026/may.yml": GOOD.replace("march", "may"),
    "manifests/bulkops.yaml": "bulkops: 1\nprofiles: {}\n",
    "bulkops.yaml": "bulkops: 1\nprofiles: {}\n",
    "policies/limits.yaml": "no: manifest\n",
    ".github/workflows/bulkops.yml": "on: push\n",
    "manifests/march.csv": "a;b\n",
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path


def chosen(repository: Path) -> list[str]:
    """Choose files as pre-commit does: both patterns are searched for in the path from the top."""
    files = sorted(file.relative_to(repository).as_posix() for file in repository.rglob("*") if file.is_file())
    return [file for file in files if re.search(HOOK["files"], file) and not re.search(HOOK["exclude"], file)]


def hooked(repository: Path) -> "subprocess.CompletedProcess[str]":
    program, *words = shlex.split(HOOK["entry"])
    bulkops = Path(sys.executable).with_name(program)
    return subprocess.run(
        [bulkops, *words, *chosen(repository)],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_only_manifests_are_checked(repository: Path) -> None:
    assert chosen(repository) == ["manifests/2026/may.yml", "manifests/march.yaml"]


def test_good_manifests_pass(repository: Path) -> None:
    done = hooked(repository)
    assert done.returncode == 0, done.stderr


def test_a_bad_manifest_fails_and_says_where(repository: Path) -> None:
    (repository / "manifests" / "april.yaml").write_text(BAD, encoding="utf-8")
    done = hooked(repository)
    assert done.returncode == 3
    assert "manifests/april.yaml:5:" in done.stderr


def test_manifests_are_compared_with_one_another(repository: Path) -> None:
    (repository / "manifests" / "copy.yaml").write_text(GOOD, encoding="utf-8")
    assert hooked(repository).returncode == 3
    assert HOOK["require_serial"] is True, "pre-commit would hand them to several processes"


def test_the_hook_says_what_pre_commit_needs() -> None:
    needed: dict[str, Any] = {"language": "python", "types": ["yaml"]}
    assert HOOK.items() >= needed.items()
    assert HOOK.get("pass_filenames", True)
