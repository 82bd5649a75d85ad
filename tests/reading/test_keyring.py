"""References to the keyring, with the real library and keyrings made for the test."""

import json
import os
import subprocess
import sys
from pathlib import Path

import keyring.core
import pytest

from bulkops.adapters.keyring_entry import KeyringEntries
from bulkops.core.finding import Finding
from tests.reading.keyring_backends import SilentKeyring

CANARY = "CANARY-4711"
ROOT = Path(__file__).parents[2]
PROJECT = """\
bulkops: 1
profiles:
  t:
    environment: test
    ddapi: {base_url: 'http://127.0.0.1:9', auth: {scheme: basic, username: u, password: '${keyring:REFERENCE}'}}
"""
#: Prints what a reference stands for, as the program sees it, and the findings about it.
READ = """\
import sys
from pathlib import Path
from bulkops.app.project import load_project
from bulkops.core.errors import InvalidInputError
try:
    print(load_project(Path(sys.argv[1])).profile.ddapi.auth.password.reveal())
except InvalidInputError as error:
    for finding in error.findings:
        print(finding.code, finding.place.line, finding.message, "|", finding.hint)
"""


def read(folder: Path, reference: str, backend: str, *options: str) -> str:
    """Read a project file in a process of its own: the library keeps the first keyring it finds for good."""
    (folder / "entries.json").write_text(json.dumps({"bulkops": {"u": CANARY, "none": ""}, "https://x/y": {"u": "v"}}))
    (folder / "bulkops.yaml").write_text(PROJECT.replace("REFERENCE", reference))
    environment = os.environ | {
        "PYTHON_KEYRING_BACKEND": backend,
        "BULKOPS_TEST_KEYRING": str(folder / "entries.json"),
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, *options, "-c", READ, folder / "bulkops.yaml"],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def backend(name: str) -> str:
    return f"tests.reading.keyring_backends.{name}"


@pytest.mark.parametrize(("reference", "secret"), [("bulkops/u", CANARY), ("https://x/y/u", "v")])
def test_an_entry_is_read(tmp_path: Path, reference: str, secret: str) -> None:
    assert read(tmp_path, reference, backend("FileKeyring")) == secret


@pytest.mark.parametrize(
    ("reference", "name", "expected"),
    [
        (
            "bulkops/w",
            backend("FileKeyring"),
            "C013 5 the entry `w` of `bulkops` in the keyring is not there; profile `t` needs it | `keyring set bulkops w` sets it",
        ),
        (
            "bulkops/none",
            backend("FileKeyring"),
            "C013 5 the entry `none` of `bulkops` in the keyring is empty; profile `t` needs it | `keyring set bulkops none` sets it",
        ),
        (
            CANARY,
            backend("FileKeyring"),
            "C013 5 a reference to the keyring does not say which entry is meant; profile `t` needs it | write `${keyring:SERVICE/USER}`",
        ),
        (
            "bulkops/u",
            "keyring.backends.fail.Keyring",
            "C013 5 this machine has no keyring that can be used; profile `t` needs it | use `${env:NAME}` or `${file:PATH}`",
        ),
        (
            "bulkops/u",
            backend("LockedKeyring"),
            "C013 5 the keyring is locked; profile `t` needs it | unlock it, or use `${env:NAME}` or `${file:PATH}`",
        ),
        (
            "bulkops/u",
            backend("BrokenKeyring"),
            "C013 5 the keyring cannot be read: ConnectionResetError; profile `t` needs it | `keyring diagnose` shows its settings; or use `${env:NAME}` or `${file:PATH}`",
        ),
        (
            "bulkops/u",
            "no.such.Keyring",
            "C013 5 the keyring cannot be read: ModuleNotFoundError; profile `t` needs it | `keyring diagnose` shows its settings; or use `${env:NAME}` or `${file:PATH}`",
        ),
    ],
    ids=["no entry", "empty", "no slash", "no keyring", "locked", "broken", "no backend"],
)
def test_what_can_be_wrong(tmp_path: Path, reference: str, name: str, expected: str) -> None:
    assert read(tmp_path, reference, name) == expected


def test_without_the_library(tmp_path: Path) -> None:
    """The optional library is not installed: as in a process that has none but the standard one."""
    (tmp_path / "keyring.py").write_text("raise ImportError('none here')\n")
    (tmp_path / "bulkops.yaml").write_text(PROJECT.replace("REFERENCE", "bulkops/u"))
    done = subprocess.run(
        [sys.executable, "-c", READ, tmp_path / "bulkops.yaml"],
        env=os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.strip() == (
        "C013 5 the library `keyring` is not installed; profile `t` needs it"
        " | `pip install 'bulkops[keyring]'` installs it; or use `${env:NAME}` or `${file:PATH}`"
    ), done.stderr


def test_a_keyring_that_waits_for_somebody_is_given_up_and_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Counting(SilentKeyring):
        def get_password(self, service: str, username: str) -> str | None:
            asked.append(service)
            return super().get_password(service, username)

    monkeypatch.setattr(keyring.core, "_keyring_backend", Counting())  # type: ignore[no-untyped-call]  # the library annotates only half of it
    with Path(os.devnull).open() as nobody:
        monkeypatch.setattr(sys, "stdin", nobody)
        entries = KeyringEntries(unattended_s_max=0.2)
        found = [entries("a/b"), entries("c/d")]

    assert [finding.message for finding in found if isinstance(finding, Finding)] == [
        "the keyring did not answer within 0.2 s"
    ] * 2
    assert asked == ["a"]


def test_the_library_is_loaded_only_for_a_reference() -> None:
    code = "import sys, bulkops.app.project, bulkops.cli.validate; print('keyring' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "False"
