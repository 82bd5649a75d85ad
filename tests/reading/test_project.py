"""The project file: which one, which profile, what it says, what its references stand for."""

import os
from decimal import Decimal
from pathlib import Path

import pytest

from bulkops.app.project import Project, find_project, load_project
from bulkops.app.settings import BearerAuth, Environment, IfMatch, NoneAuth
from bulkops.core.errors import InvalidInputError
from bulkops.core.limit import Measure
from bulkops.core.place import Place

CANARY = "CANARY-4711"
FULL = """\
bulkops: 1
default_profile: sandbox
journal: .bulkops/journal.db
profiles:
  sandbox: {environment: sandbox, visma: {sandbox: true}, ddapi: {sandbox: true}}
  prod:
    environment: production
    visma:
      company: Nordvik AS
      tenant_id: ${env:BULKOPS_TEST_TENANT}
      client_id: id-${env:BULKOPS_TEST_CLIENT}
      client_secret: ${file:secret.txt}
      if_match: sync
      branch: [1, Nordvik AS]
      background: "subscription:run=${env:BULKOPS_TEST_CLIENT},from=bulkops"
      timeouts: {connect_s: 5.5, read_s: 245, settle_s: 400, background_s: 7200}
      limits: {requests_per_hour: 15000, requests_per_second: 2.5, reserve: 20%, in_flight: 4}
      per_operation: {visma.invoice.release: {per_second: 2}}
    ddapi:
      base_url: https://ddapi-nordvik.compilator.net/
      auth: {scheme: bearer, token: "${env:BULKOPS_TEST_TOKEN}"}
      company: Nordvik
      allowed: {InvoiceTypeId: [1, 2], CreditAccountId: [7]}
safety:
  operations_max: 5000
  release_max: 0
  sum_max: {SEK: 5000000, EUR: 99.50}
"""


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("BULKOPS_TEST_"):
            monkeypatch.delenv(name)


def write(folder: Path, text: str = FULL) -> Path:
    path = folder / "bulkops.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def found(path: Path | None, profile: str | None = None) -> list[str]:
    """Give code, line, column and message of each finding."""
    with pytest.raises(InvalidInputError) as caught:
        load_project(path, profile, shown="bulkops.yaml")
    places = [finding.place or Place("") for finding in caught.value.findings]
    return [
        f"{f.code} {place.line}:{place.column} {f.message}"
        for f, place in zip(caught.value.findings, places, strict=True)
    ]


@pytest.fixture
def prod(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    for name in ("TENANT", "CLIENT", "TOKEN"):
        monkeypatch.setenv(f"BULKOPS_TEST_{name}", CANARY)
    (tmp_path / "secret.txt").write_text(f"{CANARY}\n")
    return load_project(write(tmp_path), "prod")


def test_without_a_file_the_sandbox_beside_the_current_directory_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    project = load_project(None)

    assert project.implicit
    assert project.path is None
    assert project.profile_name == "sandbox"
    assert project.profile.environment is Environment.SANDBOX
    assert project.profile.visma is not None
    assert project.profile.visma.sandbox
    assert project.profile.ddapi is not None
    assert project.profile.ddapi.sandbox
    assert project.journal.path == tmp_path / ".bulkops" / "journal.db"
    assert load_project(None, "sandbox") == project


def test_without_a_file_there_is_no_other_profile() -> None:
    assert found(None, "prod") == ["C002 0:0 there is no project file, so there is no profile `prod`"]


def test_the_file_is_looked_for_upwards(tmp_path: Path) -> None:
    path = write(tmp_path)
    (tmp_path / "a" / "b").mkdir(parents=True)
    manifest = tmp_path / "a" / "m.yaml"
    manifest.touch()

    assert find_project(tmp_path) == path
    assert find_project(tmp_path / "a" / "b") == path
    assert find_project(manifest) == path
    (tmp_path / "a" / "bulkops.yaml").mkdir()  # a folder of that name is no project file
    assert find_project(manifest) == path


def test_the_default_profile_needs_no_secrets_of_another(tmp_path: Path) -> None:
    project = load_project(write(tmp_path))

    assert not project.implicit
    assert project.profile_name == "sandbox"
    assert project.root == tmp_path
    assert project.journal.path == tmp_path / ".bulkops" / "journal.db"


def test_every_key_is_read(prod: Project) -> None:
    visma, ddapi, safety = prod.profile.visma, prod.profile.ddapi, prod.safety

    assert visma is not None
    assert ddapi is not None
    assert (visma.company, visma.tenant_id, visma.client_id) == ("Nordvik AS", CANARY, f"id-{CANARY}")
    assert visma.client_secret is not None
    assert visma.client_secret.reveal() == CANARY
    assert visma.base_url == "https://api.finance.visma.net"
    assert visma.token_url == "https://connect.visma.com/connect/token"
    assert visma.if_match is IfMatch.SYNC
    assert (visma.timeouts.connect_s, visma.timeouts.read_s, visma.timeouts.settle_s) == (5.5, 245.0, 400.0)
    assert visma.timeouts.background_s == 7200.0
    assert visma.branch == ("1", "Nordvik AS")
    assert visma.background is not None
    assert visma.background.reveal() == f"subscription:run={CANARY},from=bulkops"
    assert (visma.limits.requests_per_hour, visma.limits.requests_per_second) == (15000, 2.5)
    assert (visma.limits.reserve, visma.limits.in_flight) == (Decimal("0.2"), 4)
    assert visma.per_operation["visma.invoice.release"].per_second == 2.0
    assert ddapi.base_url == "https://ddapi-nordvik.compilator.net"
    assert isinstance(ddapi.auth, BearerAuth)
    assert ddapi.auth.token.reveal() == CANARY
    assert (ddapi.company, ddapi.allowed) == ("Nordvik", {"InvoiceTypeId": (1, 2), "CreditAccountId": (7,)})
    counts = {limit.name: str(limit) for limit in safety.limits if limit.measure is Measure.COUNT}
    assert counts == {"operations_max": "5000", "release_max": "0"}
    assert safety.sum_max == {"SEK": Decimal(5000000), "EUR": Decimal("99.50")}


def test_defaults(tmp_path: Path) -> None:
    text = "bulkops: 1\nprofiles:\n  t: {environment: test, visma: {sandbox: true}, ddapi: {base_url: 'http://localhost:1'}}\n"
    project = load_project(write(tmp_path, text))  # the only profile needs no default
    visma, ddapi = project.profile.visma, project.profile.ddapi

    assert project.profile_name == "t"
    assert visma is not None
    assert ddapi is not None
    assert (visma.timeouts.connect_s, visma.timeouts.read_s, visma.timeouts.settle_s) == (10.0, 245.0, 300.0)
    assert (visma.limits.in_flight, visma.limits.reserve) == (8, Decimal("0.2"))
    assert visma.if_match is IfMatch.BACKGROUND
    assert (visma.background, visma.branch, visma.timeouts.background_s) == (None, (), 1800.0)
    assert (ddapi.auth, ddapi.allowed) == (NoneAuth(), {})


def test_unset_variables_are_named_with_the_profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BULKOPS_TEST_CLIENT", "")
    assert found(write(tmp_path), "prod") == [
        "C010 10:18 the environment variable `BULKOPS_TEST_TENANT` is not set; profile `prod` needs it",
        "C010 11:18 the environment variable `BULKOPS_TEST_CLIENT` is empty; profile `prod` needs it",
        "C011 12:22 there is no file `secret.txt`; profile `prod` needs it",
        "C010 15:19 the environment variable `BULKOPS_TEST_CLIENT` is empty; profile `prod` needs it",
        "C010 21:37 the environment variable `BULKOPS_TEST_TOKEN` is not set; profile `prod` needs it",
    ]


@pytest.mark.parametrize(
    ("content", "value"), [(b"a b\n", "a b"), (b"a\r\n", "a"), (b"a\n\n", "a\n"), (b"a", "a"), ("å".encode(), "å")]
)
def test_one_line_break_at_the_end_of_a_secrets_file_does_not_count(tmp_path: Path, content: bytes, value: str) -> None:
    (tmp_path / "s").write_bytes(content)
    text = _test_profile("ddapi: {base_url: 'https://x', auth: {scheme: bearer, token: '${file:s}'}}")
    ddapi = load_project(write(tmp_path, text)).profile.ddapi

    assert ddapi is not None
    assert isinstance(ddapi.auth, BearerAuth)
    assert ddapi.auth.token.reveal() == value


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff", b"x" * 70_000])
def test_unusable_secrets_files(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "s").write_bytes(content)
    text = _test_profile("ddapi: {base_url: 'https://x', auth: {scheme: bearer, token: '${file:s}'}}")

    (finding,) = found(write(tmp_path, text))
    assert finding.startswith("C011 4:66 the file `s`")


@pytest.mark.parametrize(
    ("journal", "path", "url"),
    [
        ("j.db", "j.db", None),
        ("/var/j.db", "/var/j.db", None),
        ("postgresql://u:${env:BULKOPS_TEST_X}@h/d", None, f"postgresql://u:{CANARY}@h/d"),
        ("postgresql://u@h/d", None, "postgresql://u@h/d"),
    ],
)
def test_the_journal_is_a_file_or_a_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, journal: str, path: str | None, url: str | None
) -> None:
    monkeypatch.setenv("BULKOPS_TEST_X", CANARY)
    project = load_project(write(tmp_path, f"journal: {journal}\n" + _test_profile("visma: {sandbox: true}")))

    assert project.journal.path == (None if path is None else tmp_path / path)
    assert (None if project.journal.url is None else project.journal.url.reveal()) == url
    assert CANARY not in repr(project)


def test_secrets_do_not_show(prod: Project) -> None:
    visma, ddapi = prod.profile.visma, prod.profile.ddapi
    assert visma is not None
    assert ddapi is not None
    for secret in (visma.model_copy(update={"tenant_id": "", "client_id": ""}), ddapi):
        for text in (repr(secret), str(secret), str(secret.model_dump()), secret.model_dump_json(), f"{secret}"):
            assert CANARY not in text
            assert "•••" in text


def _test_profile(body: str, environment: str = "test") -> str:
    return f"bulkops: 1\nprofiles:\n  t:\n    {body}\n    environment: {environment}\n"
