"""`bulkops sandbox serve` as a process: what it takes, what it says, how it ends."""

import json
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bulkops.sandbox.erp import Erp
from bulkops.sandbox.fault_kinds import FaultKind
from bulkops.sandbox.switches import Switches
from tests.cli.serve_process import serving

INVOICE = "/v1/customerinvoice"


def refused(folder: Path, *words: str) -> str:
    """Start a server that must not start, and give what it says."""
    with serving(folder, *words) as server:
        assert server.end() == 64, server.out
        assert server.out == ""
        assert "Traceback" not in server.err
        return server.err


def test_what_is_given_is_shown_and_holds(tmp_path: Path) -> None:
    words = ["--faults", "refuse:GET:status=418; slow:every=9", "--limits", "500/h,same=5/min"]
    with serving(tmp_path, *words, "--switch", "authorization=never", "--switch", "location_base=http://x") as server:
        assert server.ask("GET", INVOICE)[0] == 418
        assert server.ask("GET", INVOICE)[0] == 200
        kept = json.loads(server.ask("GET", "/_sandbox/switches")[1])
        assert (kept["rate_limit"], kept["same_request_limit"], kept["location_base"]) == (500, 5, "http://x")
        assert server.end() == 0
    shown = server.err.partition("for this serve only:\n")[2].partition("a profile for it")[0]
    assert shown.splitlines() == [
        "  rate_limit = 500",
        "  rate_window_s = 3600",
        "  same_request_limit = 5",
        "  same_request_window_s = 60",
        "  authorization = never",
        "  location_base = http://x",
        "  fault 1 = refuse:GET:status=418",
        "  fault 2 = slow:every=9",
    ]
    assert server.out.strip() == server.url


def test_what_is_given_holds_for_that_serve_only(tmp_path: Path) -> None:
    with Erp(tmp_path / "erp.db") as erp:
        erp.set_switches(Switches(authorization="never", page_size_max=7, rate_limit=11))
    words = ["--state", "erp.db", "--switch", "page_size_max=3"]
    with serving(tmp_path, *words, "--faults", "refuse") as server:
        server.ask("PUT", "/_sandbox/switches", {"rate_limit": 12})
        now = json.loads(server.ask("GET", "/_sandbox/switches")[1])
        assert (now["page_size_max"], now["rate_limit"], len(now["faults"])) == (3, 12, 1)
        with Erp(tmp_path / "erp.db") as other:  # another process changes the same file
            other.set_switches(Switches(authorization="never", page_size_max=8, rate_limit=13))
        assert server.ask("GET", INVOICE)[0] == 400
        now = json.loads(server.ask("GET", "/_sandbox/switches")[1])
        assert (now["page_size_max"], now["rate_limit"], len(now["faults"])) == (3, 13, 1)
        server.ask("PUT", "/_sandbox/switches", {"page_size_max": 5})
        assert json.loads(server.ask("GET", "/_sandbox/switches")[1])["page_size_max"] == 5
        server.ask("POST", "/_sandbox/reset")
        assert server.end() == 0
    with Erp(tmp_path / "erp.db") as erp:
        assert (erp.switches.page_size_max, erp.switches.rate_limit, erp.switches.faults) == (5, 13, ())


def test_a_line_a_request(tmp_path: Path) -> None:
    words = [
        "--switch",
        "release_delay_s=0",
        "--switch",
        "background_delay_s=0",
        "--switch",
        "background_order=received",
    ]
    with serving(tmp_path, *words, "--switch", "background_work_s=0", "--faults", "lose_answer:DELETE") as server:
        token = server.token()
        about = {"Authorization": token, "User_Agent": "probe/1"}
        body = {"customerNumber": {"value": "1"}, "invoiceLines": [{"unitPriceInCurrency": {"value": 1}}]}
        server.ask("POST", "/v2/customerinvoice", body, **about)
        server.ask("PUT", f"{INVOICE}/100301", body, If_Match='"AAAAAAAAAAA="', **about)
        server.ask("POST", f"{INVOICE}/100301/action/release", **about)
        _, accepted = server.ask("POST", "/v2/customerinvoice", body, erp_api_background="none", **about)
        server.ask("GET", f"{INVOICE}?customer=1&pageSize=5", **about)
        with pytest.raises(OSError, match=r".*"):
            server.ask("DELETE", f"{INVOICE}/100302", **about)
        server.ask("GET", f"{INVOICE}/7")
        server.ask("GET", "/_sandbox/health")
        assert server.end() == 0
    lines = server.err.partition("(the secret of every client is `sandbox`)\n")[2].splitlines()
    said = [re.sub(r"  \d+ ms", "", line.partition("Z  ")[2]) for line in lines[:-1]]
    receipt = json.loads(accepted)["id"]
    assert said == [
        "POST /connect/token  200",
        "POST /v2/customerinvoice  201  created invoice 100301  probe/1",
        f"PUT {INVOICE}/100301  412  If-Match  probe/1",
        f"POST {INVOICE}/100301/action/release  200  InProcess  probe/1",
        "then: released invoice 100301, of request 4",
        f"POST /v2/customerinvoice  202  background {receipt}  probe/1",
        "then: created invoice 100302, of request 5",
        f"GET {INVOICE}?customer=1&pageSize=5  200  2 rows  probe/1",
        f"DELETE {INVOICE}/100302  no answer  deleted invoice 100302  fault lose_answer  probe/1",
        f"GET {INVOICE}/7  401  The token is missing, unknown or has expired.",
        "GET /_sandbox/health  200",
    ]
    assert lines[-1] == "stopped after 9 requests"
    assert token.removeprefix("Bearer ") not in server.err
    assert all(re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z  ", line) for line in lines[:-1])


def test_the_log_for_programs(tmp_path: Path) -> None:
    with serving(tmp_path, "--format", "json", "--faults", "reset:POST", "--switch", "authorization=never") as server:
        with pytest.raises(ConnectionError):
            server.ask("POST", "/v2/customerinvoice", {})
        server.ask("GET", f"{INVOICE}/100231", User_Agent="probe/1")
        assert server.end() == 0
    begun, lost, read, ended = map(json.loads, server.out.splitlines())
    assert begun["serving"] == server.url
    assert begun["settings"] == ["authorization = never", "fault 1 = reset:POST"]
    assert (lost["status"], lost["fault"], lost["request"]) == (0, "reset", 1)
    assert (read["method"], read["target"], read["status"], read["client"]) == (
        "GET",
        f"{INVOICE}/100231",
        200,
        "probe/1",
    )
    assert ended["requests"] == 2
    assert server.err == ""


def test_quiet(tmp_path: Path) -> None:
    with serving(tmp_path, "--quiet") as server:
        server.ask("GET", INVOICE)
        assert server.end() == 0
    assert "GET" not in server.err


def test_what_cannot_be_printed_is_not(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        parts = urlsplit(server.url)
        with socket.create_connection((parts.hostname or "", parts.port or 0), 20) as connection:
            connection.sendall(b"GET /a HTTP/1.1\r\nHost: x\r\nUser-Agent: a\x1b[31m\r\nConnection: close\r\n\r\n")
            connection.recv(1000)
        assert server.end() == 0
    assert "\x1b" not in server.err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_in_good_order(tmp_path: Path, number: int) -> None:
    with serving(tmp_path, "--state", "erp.db") as server:
        assert server.ask("GET", "/_sandbox/health")[0] == 200
        assert server.end(number) == 0
    assert server.err.endswith("stopped after 1 request\n")
    with serving(tmp_path, "--state", "erp.db") as again:
        assert again.ask("GET", "/_sandbox/health")[0] == 200


def test_two_servers_do_not_share_a_company(tmp_path: Path) -> None:
    with serving(tmp_path, "--state", "erp.db") as server:
        (tmp_path / "link.db").symlink_to(tmp_path / "erp.db")
        for name in ("erp.db", "./erp.db", "link.db"):
            said = refused(tmp_path, "--state", name)
            assert f"`{Path(name)}` is served already at {server.url}" in said
            assert "hint: " in said
        assert server.ask("GET", "/_sandbox/health")[0] == 200
        server.process.kill()
        server.process.wait(20)
        with serving(tmp_path, "--state", "erp.db") as after:
            assert after.ask("GET", "/_sandbox/health")[0] == 200


def test_an_address_that_others_can_reach(tmp_path: Path) -> None:
    with serving(tmp_path, "--host", "0.0.0.0") as server:
        assert server.url.startswith("http://0.0.0.0:")
        assert server.end() == 0
    assert "who can reach this address can also change and empty the company" in server.err
    with serving(tmp_path) as server:
        assert server.end() == 0
    assert "who can reach" not in server.err


def test_a_port_in_use(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = refused(tmp_path, "--port", str(port))
    assert f"error[U001]: cannot listen on 127.0.0.1:{port}: address already in use\nhint: choose another" in said


def test_an_address_that_is_none(tmp_path: Path) -> None:
    assert "cannot listen on 203.0.113.7:0: " in refused(tmp_path, "--host", "203.0.113.7")


def test_a_file_that_is_no_company(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("no company")
    assert "the sandbox cannot be kept in `text.db`" in refused(tmp_path, "--state", "text.db")
    assert "the sandbox cannot be kept in `text.db/x.db`" in refused(tmp_path, "--state", "text.db/x.db")
    (tmp_path / "folder.db.serving").mkdir()
    assert "folder.db.serving` cannot be taken" in refused(tmp_path, "--state", "folder.db")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--faults", "sloow"], "`--faults`: fault 1: there is no kind `sloow`; `slow` is meant, perhaps"),
        (["--faults", "faults.yaml"], "`--faults`: `faults.yaml` cannot be read: no such file or directory"),
        (["--faults", "mistake.yaml"], "`--faults`: mistake.yaml:2:3: fault 1: there is no setting `delay`"),
        (["--limits", "5"], "`--limits`: `5` in `5` is no limit"),
        (["--switch", "masters"], "`--switch`: `masters` is no switch with its value"),
        (["--switch", "masters=half"], "`--switch`: `masters` cannot be `half`: it holds `open` or `strict`"),
        (["--switch", "rate_limit=many"], "`--switch`: `rate_limit` cannot be `many`: it holds a whole number"),
        (["--switch", "latency_s=-1"], "`--switch`: `latency_s` is -1.0: a number from 0"),
        (["--switch", "hold_on_entry=maybe"], "`hold_on_entry` cannot be `maybe`: it holds `true` or `false`"),
        (["--switch", "faults=slow"], "`faults` is given by `--faults`"),
        (["--switch", "rate_limit=5", "--limits", "5/h"], "`rate_limit` is given twice"),
        (["--openapi", "nowhere.json"], "the OpenAPI description `nowhere.json` cannot be used: no such file"),
    ],
)
def test_what_is_not_understood_is_said_before_anything_is_made(tmp_path: Path, words: list[str], said: str) -> None:
    (tmp_path / "mistake.yaml").write_text("- kind: slow\n  delay: 2\n")
    text = refused(tmp_path, *words)
    assert text.startswith("error[U001]: ")
    assert said in text
    assert "\nhint: " in text
    assert [path.name for path in tmp_path.iterdir()] == ["mistake.yaml"]


def test_faults_from_a_file_and_from_text(tmp_path: Path) -> None:
    (tmp_path / "faults.yaml").write_text("faults:\n  - {kind: refuse, method: GET, status: 503}\n")
    words = ["--faults", "faults.yaml", "--faults", "refuse:GET:status=504,first=2"]
    with serving(tmp_path, *words) as server:
        assert [server.ask("GET", INVOICE)[0] for _ in range(3)] == [503, 504, 401]


def test_the_list_of_faults(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bulkops", "sandbox", "serve", "--list-faults"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    for kind in FaultKind:
        assert f"\n  {kind} " in done.stdout
    assert "KIND[:METHOD][:PATH][:NAME=VALUE,…]" in done.stdout
    assert [len(line) for line in done.stdout.splitlines() if len(line) > 100] == []
    assert list(tmp_path.iterdir()) == []
