"""The server's zone is learnt only from times that leave no other one open."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulkops.engine.servertime import ServerTime

SENT = 1_780_000_200.0


def stamped(at: float, zone_minutes: int) -> dict[str, str]:
    moment = datetime.fromtimestamp(at, UTC) + timedelta(minutes=zone_minutes)
    return {"createdDateTime": moment.strftime("%Y-%m-%dT%H:%M:%S.417")}


@given(
    zone=st.integers(-48, 56).map(lambda quarters: quarters * 15),
    worked_s=st.floats(0, 1800),
    waited_s=st.floats(0, 1800),
    skew_s=st.floats(-60, 60),
)
def test_what_is_learnt_is_right_and_leaves_nothing_out(
    zone: int, worked_s: float, waited_s: float, skew_s: float
) -> None:
    time = ServerTime()
    document = stamped(SENT + worked_s + skew_s, zone)
    time.learn(document, "createdDateTime", SENT, SENT + worked_s + waited_s)
    since = datetime.strptime(time.since(SENT), "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    true = datetime.fromtimestamp(SENT + skew_s, UTC) + timedelta(minutes=zone)
    assert since <= true
    if time.known:
        assert true - since < timedelta(minutes=15)


@pytest.mark.parametrize("zone", [-480, 0, 60, 330, 765])
def test_a_quick_write_tells_the_zone(zone: int) -> None:
    time = ServerTime()
    time.learn(stamped(SENT + 1, zone), "createdDateTime", SENT, SENT + 2)
    assert time.known


def test_a_write_that_may_have_waited_long_tells_nothing() -> None:
    time = ServerTime()
    time.learn(stamped(SENT + 900, 60), "createdDateTime", SENT, SENT + 1800)
    assert not time.known


@pytest.mark.parametrize("document", [None, {}, {"createdDateTime": ""}, {"createdDateTime": "yesterday"}])
def test_what_is_no_time_tells_nothing(document: dict[str, str] | None) -> None:
    time = ServerTime()
    time.learn(document, "createdDateTime", SENT, SENT + 1)
    assert not time.known
