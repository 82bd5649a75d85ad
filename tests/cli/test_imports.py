"""What the quick commands do without: each of these would cost them more than they need to start."""

import subprocess
import sys
from pathlib import Path

import pytest

QUICKSTART = Path(__file__).parents[2] / "manifests-examples" / "quickstart.yaml"
HEAVY = frozenset({"anyio", "asyncio", "httpx2", "pydantic", "rich", "ssl"})
LOADED = """
import sys
from bulkops.cli.main import run
assert run(sys.argv[1:]) == 0
sys.stderr.write(" ".join(sys.modules))
"""


def loaded_by(*arguments: str) -> frozenset[str]:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments], capture_output=True, text=True, check=True, timeout=60
    )
    return frozenset(done.stderr.split())


@pytest.mark.parametrize(
    "arguments", [("--help",), ("--version",), ("validate", "--help"), ("apply", "--help"), ("list", "--help")]
)
def test_help_loads_neither_libraries_nor_the_program(arguments: tuple[str, ...]) -> None:
    loaded = loaded_by(*arguments)
    assert "click" in loaded
    unneeded = HEAVY | {
        "jsonschema_rs",
        "msgspec",
        "sqlite3",
        "yaml",
        "bulkops.adapters",
        "bulkops.app",
        "bulkops.engine",
        "bulkops.planning",
        "bulkops.providers",
        "bulkops.sandbox",
    }
    assert not loaded & unneeded


def test_help_of_all_loads_nothing_of_the_core() -> None:
    loaded = loaded_by("--help")
    assert not {name for name in loaded if name.startswith("bulkops.core")}
    assert "dataclasses" not in loaded


def test_validate_loads_what_reads_and_checks_and_nothing_else() -> None:
    loaded = loaded_by("validate", str(QUICKSTART))
    assert {"yaml", "jsonschema_rs"} <= loaded
    unneeded = HEAVY | {
        "bulkops.adapters.http",
        "bulkops.adapters.journal",
        "bulkops.adapters.tables",
        "bulkops.app.project",
        "bulkops.core.plan",
        "bulkops.engine",
        "bulkops.planning.decide",
        "bulkops.planning.template",
        "bulkops.reporting.findings",
        "bulkops.sandbox",
    }
    assert not loaded & unneeded
