"""A production profile, over TLS: nothing is written before the company's name is given."""

import os
import pty
from collections.abc import Iterator
from pathlib import Path

import pytest

from bulkops.core.outcome import State
from tests.runs.folder import Folder, pairs
from tests.runs.served import SECRET_NAME, Server
from tests.runs.tls_front import tls_front

COMPANY = "Nordvik Sandbox AS"


@pytest.fixture
def folder(server: Server, tmp_path: Path) -> Iterator[Folder]:
    """A folder with a production profile, which reaches the sandbox through TLS."""
    folder = server.folder
    folder.write("march.yaml", pairs("march", 2))
    with tls_front(server.port, tmp_path / "ca.pem") as url:
        folder.write(
            "bulkops.yaml",
            f"""bulkops: 1
profiles:
  prod:
    environment: production
    visma:
      base_url: {url}
      token_url: {url}/connect/token
      ca_file: {tmp_path / "ca.pem"}
      company: {COMPANY}
      tenant_id: demo
      client_id: isv_demo
      client_secret: ${{env:{SECRET_NAME}}}
""",
        )
        yield folder


def typed(folder: Folder, text: str, *arguments: str) -> tuple[int, str]:
    """Run a command on a terminal on which something is typed."""
    terminal, side = pty.openpty()
    try:
        os.write(terminal, text.encode())
        done = folder.run(*arguments, stdin=side)
        return done.code, done.err
    finally:
        os.close(side)
        os.close(terminal)


@pytest.mark.parametrize(
    ("consent", "said"),
    [
        ((), "production asks for the company's name"),
        (("--yes",), "production asks for the company's name"),
        (("--confirm-company", "Nordvik AS"), "it is not `Nordvik AS`"),
        (("--yes", "--confirm-company", "nordvik sandbox as"), "it is not `nordvik sandbox as`"),
    ],
)
def test_without_the_name_nothing_is_written(folder: Folder, consent: tuple[str, ...], said: str) -> None:
    done = folder.run("apply", *consent, "march.yaml")
    assert done.code == 64, done.text
    assert said in done.err
    assert f"lands on: branch «1 {COMPANY}»" in done.err
    assert folder.writes() == []
    assert folder.runs() == 0


def test_with_the_name_it_is_applied(folder: Folder) -> None:
    done = folder.run("apply", "--confirm-company", COMPANY, "march.yaml")
    assert done.code == 0, done.text
    assert folder.counts() == {State.SUCCEEDED: 4}


def test_the_name_is_asked_for_on_a_terminal(folder: Folder) -> None:
    code, said = typed(folder, "yes\n", "apply", "march.yaml")
    assert (code, "it is not `yes`" in said) == (64, True), said
    assert folder.writes() == []

    code, said = typed(folder, f"{COMPANY}\n", "apply", "march.yaml")
    assert code == 0, said
    assert f"Type the name of the company to apply 4 steps to company «{COMPANY}» (PRODUCTION)" in said
    assert folder.counts() == {State.SUCCEEDED: 4}


def test_the_probe_asks_for_the_name_too(folder: Folder) -> None:
    probing = ("doctor", "--probe-if-match")
    assert folder.run(*probing, "--yes").code == 64
    code, said = typed(folder, "y\n", *probing)
    assert (code, "it is not `y`" in said) == (64, True), said
    assert folder.writes() == []

    done = folder.run(*probing, "--confirm-company", COMPANY)
    assert done.code == 0, done.text
    assert [seen.method for seen in folder.writes()] == ["POST", "PUT", "PUT", "DELETE"]
