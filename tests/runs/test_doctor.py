"""`bulkops doctor`: what it sees, what it says to do, what it ends with; it never writes."""

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

import pytest

from bulkops.adapters.clock import SystemClock
from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import Holder, Proof
from bulkops.core.json import dumps
from tests.runs.examined import checks_of
from tests.runs.fake_erp import Reply, ddapi_profile, faking, reply, token, visma_profile
from tests.runs.folder import Done, Folder, pairs
from tests.runs.served import SECRET, SECRET_NAME, Server

ROW = {
    "referenceNumber": "1",
    "createdDateTime": "2026-03-31T08:00:00",
    "branchNumber": {"number": "1", "name": "Nordvik AS"},
    "metadata": {"totalCount": 1, "maxPageSize": 1000},
}


def checks(folder: Folder, *arguments: str, code: int = 0) -> dict[str, dict[str, Any]]:
    """Run it for a program; give the checks by name."""
    return checks_of(folder.run("doctor", "--format", "json", *arguments), code)


def seen(found: Mapping[str, Mapping[str, Any]], name: str) -> tuple[str, str]:
    return found[name]["health"], found[name]["seen"]


def check_quiet(folder: Folder, done: Done) -> None:
    """No traceback, no secret, nothing written."""
    assert "Traceback" not in done.text
    assert folder.variables[SECRET_NAME] not in done.text
    assert folder.writes() == []


def test_everything_is_well(server: Server) -> None:
    folder = server.folder
    server.profile(branch="Nordvik Sandbox AS", if_match="compare")
    done = folder.run("doctor", "--customer", "10042")
    assert done.code == 0, done.text
    check_quiet(folder, done)
    assert not (folder.path / ".bulkops").exists()
    lines = done.out.splitlines()
    assert {line.split()[0] for line in lines if not line.startswith(" ")} <= {"ok", "skipped"}
    assert "no errors, no warnings" in done.err

    found = checks(folder, "--customer", "10042")
    assert list(found) == [
        "project file",
        "secrets",
        "journal",
        "disk space",
        "visma token",
        "visma company",
        "visma read",
        "visma quota",
        "visma clock",
        "visma If-Match",
        "ddapi host",
        "ddapi settings",
    ]
    assert seen(found, "secrets")[1] == (
        f"1 reference resolved: visma.client_secret from environment variable {SECRET_NAME}"
    )
    assert found["visma token"]["facts"]["life_s"] == 3600
    assert seen(found, "visma company") == ("ok", "branch «1 Nordvik Sandbox AS», as the profile says")
    quota = found["visma quota"]["facts"]
    assert (quota["limit"], quota["reserve"]) == (100_000, 20_000)
    assert 0 < quota["remaining"] < 100_000
    assert seen(found, "ddapi settings") == ("ok", "customer 10042 has all that are declared")


def test_without_a_project_file_the_sandbox_is_named(folder: Folder) -> None:
    found = checks(folder)
    assert "embedded sandbox" in found["project file"]["seen"]
    assert seen(found, "visma company")[1].startswith(f"the embedded sandbox in {folder.state}; nothing leaves")
    assert "visma token" not in found


def test_a_wrong_secret(server: Server) -> None:
    folder = server.folder
    folder.variables[SECRET_NAME] = "canary-wrong-secret"
    done = folder.run("doctor")
    assert done.code == 5, done.text
    assert "R011" in done.out
    assert "client_secret" in done.out
    check_quiet(folder, done)
    found = checks(folder, code=5)
    assert found["visma token"]["code"] == "R011"
    assert {found[name]["health"] for name in ("visma company", "visma read", "visma quota")} == {"skipped"}


def test_a_wrong_tenant(server: Server) -> None:
    server.switch(tenant="another")
    found = checks(server.folder, code=5)
    assert (found["visma token"]["health"], found["visma token"]["code"]) == ("error", "R013")


def test_a_token_that_has_expired_is_renewed(server: Server) -> None:
    server.switch(token_life_s=1, latency_s=0.05)
    server.folder.write("march.yaml", pairs("march", 60))
    assert server.folder.apply("march.yaml").code == 0
    with server.folder.ledger() as ledger:
        assert ledger.count("POST", "/connect/token") > 2
        assert {row.status for row in ledger.requests()} <= {200, 201, 202}


def test_no_network(server: Server) -> None:
    server.stop()
    done = server.folder.run("doctor")
    assert done.code == 5, done.text
    assert "refused the connection" in done.out
    assert "2 errors" in done.err
    check_quiet(server.folder, done)


def test_what_is_wrong_with_the_project_file_comes_first(server: Server) -> None:
    folder = server.folder
    del folder.variables[SECRET_NAME]
    found = checks(folder, code=3)
    assert found["project file"]["health"] == "ok"
    (line,) = found["secrets"]["details"]
    assert f"C010: the environment variable `{SECRET_NAME}` is not set" in line
    assert set(found) == {"project file", "secrets"}

    server.profile(brunch="x")
    found = checks(folder, code=3)
    assert [found[name]["code"] for name in ("project file", "secrets")] == ["C004", "C010"]
    assert "unknown key `brunch`; did you mean `branch`?" in found["project file"]["details"][0]


def test_a_journal_that_cannot_be_used(server: Server) -> None:
    folder = server.folder
    journal = folder.path / ".bulkops" / "journal.db"
    journal.parent.mkdir()
    journal.write_bytes(b"no journal at all" * 100)
    found = checks(folder, code=6)
    assert (found["journal"]["health"], found["journal"]["code"]) == ("error", "J002")


def test_a_journal_of_a_kind_that_cannot_be_used(server: Server) -> None:
    path = server.folder.path / "bulkops.yaml"
    path.write_text(f"journal: postgresql://u@h/d\n{path.read_text()}")
    found = checks(server.folder, code=64)
    assert (found["journal"]["health"], found["journal"]["code"]) == ("error", "U001")


def test_a_certificate_file_that_is_not_there(server: Server) -> None:
    folder = server.folder
    text = (folder.path / "bulkops.yaml").read_text().replace("http://", "https://")
    folder.write("bulkops.yaml", text.replace("visma:", "visma:\n      ca_file: nowhere.pem"))
    found = checks(folder, code=5)
    assert (found["systems"]["health"], found["systems"]["code"]) == ("error", "R003")


def test_who_uses_the_journal_and_what_is_left(server: Server) -> None:
    folder = server.folder
    folder.write("march.yaml", pairs("march", 2))
    assert folder.apply("march.yaml").code == 0
    found = checks(folder)
    assert "nobody uses it now" in found["journal"]["seen"]
    assert seen(found, "unsettled runs") == ("ok", "none for this company")

    server.switch(faults=[{"kind": "lose_answer", "method": "POST", "path": "/v2/*", "count": 1}])
    folder.write("april.yaml", pairs("april", 2, marks="april"))
    assert folder.apply("april.yaml").code == 7
    with Journal.open(folder.path / ".bulkops" / "journal.db") as journal:
        holder = Holder(actor="eva", host="elsewhere", pid=4711)
        journal.acquire("test", "demo", holder=holder, now=SystemClock().now())
    found = checks(folder)
    assert "in use by eva@elsewhere (pid 4711)" in found["journal"]["seen"]
    left = found["unsettled runs"]
    assert (left["health"], "1 not settled" in left["seen"]) == ("warning", True)
    assert left["advice"].startswith(f"`bulkops resume {left['facts']['runs'][0]}`")


def test_a_quota_that_is_nearly_spent(server: Server) -> None:
    server.switch(rate_limit=5)
    found = checks(server.folder)
    quota = found["visma quota"]
    assert (quota["health"], quota["facts"]["limit"]) == ("ok", 5)
    for _ in range(3):
        found = checks(server.folder)
    assert found["visma quota"]["health"] == "warning"
    assert "waits until then" in found["visma quota"]["advice"]


@pytest.mark.parametrize(
    ("mode", "verdict", "health", "words"),
    [
        ("sync", "", "warning", "nothing is proved for this company, so each document is read"),
        ("sync", "checked", "ok", "proved on 2026-03-31 08:00:00 UTC"),
        ("sync", "ignored", "warning", "seen not to be checked on 2026-03-31 08:00:00 UTC, so"),
        ("background", "", "warning", "the vendor says that background calls compare versions; nothing is proved"),
        ("background", "checked", "ok", "proved on"),
        ("background", "ignored", "warning", "seen not to be checked on"),
        ("background", "unknown", "warning", "it could not be told on"),
        ("compare", "", "ok", "read and compared just before"),
    ],
)
def test_if_match(server: Server, mode: str, verdict: str, health: str, words: str) -> None:
    folder = server.folder
    server.profile(if_match=mode)
    with Journal.open(folder.path / ".bulkops" / "journal.db") as journal:
        other = "background" if mode == "sync" else "sync"
        journal.prove("test", "demo", Proof(api="visma", mode=other, verdict="checked", at=1.0))
        if verdict:
            journal.prove("test", "demo", Proof(api="visma", mode=mode, verdict=verdict, at=1774944000.0))
    found = checks(folder)
    assert found["visma If-Match"]["health"] == health
    assert words in found["visma If-Match"]["seen"]


def fake(rows: list[Mapping[str, Any]], **given: Any) -> Any:
    """Act as a Visma.net with these rows and this token."""

    def act(method: str, path: str, _headers: Mapping[str, str], _body: bytes) -> Reply | None:
        if (method, path) == ("POST", "/token"):
            return token(**given)
        return reply(rows) if path == "/v1/customerinvoice" else None

    return act


def jwt(**claims: str) -> str:
    return ".".join(urlsafe_b64encode(dumps(part)).rstrip(b"=").decode() for part in ({"alg": "x"}, claims, "s"))


def test_what_the_token_says_of_itself(folder: Folder) -> None:
    scopes = "vismanet_erp_service_api:read vismanet_erp_service_api:create"
    with faking(fake([ROW], access_token=jwt(tenant_id="tenant-1"), scope=scopes, expires_in=120)) as erp:
        visma_profile(folder, erp)
        found = checks(folder)
    granted = found["visma token"]
    assert (granted["health"], granted["seen"]) == ("warning", "lives 2 min; grants read, create")
    assert granted["advice"].startswith("`vismanet_erp_service_api:update`, `vismanet_erp_service_api:delete` must")
    assert seen(found, "visma company") == ("ok", "tenant tenant-1, branch «1 Nordvik AS»")


def test_the_tenant_that_the_sandbox_tells(server: Server) -> None:
    server.switch(token_form="jwt")
    found = checks(server.folder)
    assert seen(found, "visma company") == ("ok", "tenant demo, branch «1 Nordvik Sandbox AS»")
    assert found["visma clock"]["health"] == "ok"


def test_a_token_for_another_tenant(folder: Folder) -> None:
    with faking(fake([ROW], access_token=jwt(tenant_id="tenant-2"))) as erp:
        visma_profile(folder, erp)
        found = checks(folder, code=5)
        assert found["visma token"]["code"] == "R016"
        assert "tenant `tenant-2`" in found["visma token"]["seen"]
        folder.write("march.yaml", pairs("march", 1))
        assert folder.apply("march.yaml").code == 5
    assert {path for _, path, _ in erp.asked} == {"/token"}


def test_another_company(folder: Folder) -> None:
    with faking(fake([ROW])) as erp:
        visma_profile(folder, erp, branch="Sydvik AS")
        found = checks(folder, code=5)
    assert (found["visma company"]["health"], found["visma company"]["code"]) == ("error", "R016")


def test_no_invoice_yet(folder: Folder) -> None:
    with faking(fake([])) as erp:
        visma_profile(folder, erp, branch="Nordvik AS")
        found = checks(folder)
    assert seen(found, "visma company") == ("warning", "a company that cannot be checked, for it has no invoice yet")
    assert found["visma read"]["facts"]["invoices"] == 0
    assert found["visma quota"]["facts"] == {"limit": None}


@pytest.mark.parametrize(
    ("date", "health", "side"),
    [
        ("", "ok", "there"),
        (None, "skipped", "does not tell its time"),
        ("yesterday", "skipped", "does not tell its time"),
        ("Tue, 31 Mar 2020 08:00:00 GMT", "warning", "ahead"),
        ("Tue, 31 Mar 2099 08:00:00 GMT", "warning", "behind"),
    ],
)
def test_clocks(folder: Folder, date: str | None, health: str, side: str) -> None:
    with faking(fake([ROW]), date=date) as erp:
        visma_profile(folder, erp)
        found = checks(folder)
    assert found["visma clock"]["health"] == health
    assert side in found["visma clock"]["seen"]


PAIR = b64encode(f"eva:{SECRET}".encode()).decode()
REFERENCE = f"'${{env:{SECRET_NAME}}}'"
SCHEMES = {
    "basic": (f"{{scheme: basic, username: eva, password: {REFERENCE}}}", "authorization", f"Basic {PAIR}"),
    "bearer": (f"{{scheme: bearer, token: {REFERENCE}}}", "authorization", f"Bearer {SECRET}"),
    "header": (f"{{scheme: header, header: X-Api-Key, value: {REFERENCE}}}", "x-api-key", SECRET),
    "none": ("{scheme: none}", "", ""),
}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_scheme_of_ddapi(folder: Folder, scheme: str) -> None:
    auth, name, value = SCHEMES[scheme]

    def act(_method: str, path: str, headers: Mapping[str, str], _body: bytes) -> Reply | None:
        if name and headers.get(name) != value:
            return reply({"Message": "no"}, 401, WWW_Authenticate=f'Negotiate, {scheme.title()} realm="dd"')
        rows = {"CustomerReponse": [], "TotalPages": 0}
        return {"/api/invoice/termsofpayment": reply([]), "/api/customers/1900-01-01": reply(rows)}.get(path)

    with faking(act) as erp:
        ddapi_profile(folder, erp.url, auth)
        found = checks(folder)
        assert found["ddapi host"]["health"] == "ok", found
        assert f"credentials `{scheme}`" in found["ddapi host"]["seen"]
        if not name:
            assert "authorization" not in erp.asked[0][2]
            return
        folder.variables[SECRET_NAME] = "canary-wrong"
        done = folder.run("doctor")
    assert done.code == 5, done.text
    flat = " ".join(done.out.split())
    assert (
        f'R014: `ddapi` denied access to `GET /api/customers/1900-01-01`: 401, and asks for `Negotiate, {scheme.title()} realm="dd"`'
        in flat
    )
    assert "canary-wrong" not in done.text


def test_a_ddapi_host_without_lists(folder: Folder) -> None:
    with faking(lambda *_: None) as erp:
        ddapi_profile(folder, erp.url, "{scheme: none}")
        found = checks(folder)
    assert found["ddapi host"]["health"] == "warning"
    assert "no list of customer or terms of payment" in found["ddapi host"]["seen"]


@pytest.mark.parametrize("known", [True, False])
def test_whether_a_host_knows_reverse_tax(server: Server, known: bool) -> None:  # noqa: FBT001
    server.switch(ddapi_reverse_tax=known)
    found = checks(server.folder, "--customer", "10042")
    words = "customer 10042 has all that are declared" if known else "the host does not know `ReverseTax`"
    assert seen(found, "ddapi settings") == ("ok", words)
    assert seen(checks(server.folder, "--customer", "10001"), "ddapi settings")[0] == "warning"
    assert seen(checks(server.folder, "--customer", "C-1"), "ddapi settings")[0] == "skipped"
