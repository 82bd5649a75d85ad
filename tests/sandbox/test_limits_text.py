import pytest

from bulkops.sandbox.limits_text import read_limits
from bulkops.sandbox.switches import Switches
from tests.sandbox.desk import INVOICE, Desk


@pytest.mark.parametrize(
    ("text", "switches"),
    [
        ("500/h", {"rate_limit": 500, "rate_window_s": 3600}),
        ("all=10/30s", {"rate_limit": 10, "rate_window_s": 30}),
        ("same=5/min", {"same_request_limit": 5, "same_request_window_s": 60}),
        (
            " 15000/h , same=5/min, failed=2/5min ",
            {
                "rate_limit": 15000,
                "rate_window_s": 3600,
                "same_request_limit": 5,
                "same_request_window_s": 60,
                "failed_request_limit": 2,
                "failed_request_window_s": 300,
            },
        ),
        ("1/d,failed=0/s", {"rate_limit": 1, "rate_window_s": 86400} | dict.fromkeys(["failed_request_limit"], 0)),
    ],
)
def test_limits(text: str, switches: dict[str, int]) -> None:
    read = read_limits(text)
    assert switches.items() <= read.items()
    assert set(read) - set(switches) <= {"failed_request_window_s"}
    Switches(**read)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "`` in `` is no limit: write it as `500/h`"),
        ("500", "`500` in `500` is no limit"),
        ("500/week", "`500/week` in `500/week` is no limit"),
        ("5/0min", "`5/0min` in `5/0min` is no limit"),
        ("-5/h", "`-5/h` in `-5/h` is no limit"),
        ("٣/h", "`٣/h` in `٣/h` is no limit"),
        ("0/h", "`0/h` in `0/h` lets no request through"),
        ("5/h,often=3/min", "`often` in `5/h,often=3/min` is no limit: there are `all`, `same`, `failed`"),
        ("5/h,3/min", "`5/h,3/min` holds two limits of one kind, `all`"),
        ("5/h,", "`` in `5/h,` is no limit"),
    ],
)
def test_what_is_no_limit(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=r".") as raised:
        read_limits(text)
    assert str(raised.value).startswith(said)


def test_windows_hold(desk: Desk) -> None:
    desk.switch(**read_limits("100/h,same=2/10s"))
    assert [desk.ask("GET", INVOICE).status for _ in range(3)] == [200, 200, 429]
    desk.now += 11
    assert desk.ask("GET", INVOICE).status == 200
    desk.switch(**read_limits("failed=1/20s"))
    assert desk.ask("GET", f"{INVOICE}/9").status == 404
    desk.now += 11
    refused = desk.ask("GET", f"{INVOICE}/9")
    assert (refused.status, refused.headers["retry-after"]) == (429, "9")
    desk.now += 21
    assert desk.ask("GET", f"{INVOICE}/9").status == 404
