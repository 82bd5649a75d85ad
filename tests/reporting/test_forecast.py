import pytest

from bulkops.core.plan import Calls
from bulkops.planning.forecast import Pace, forecast
from bulkops.providers import REGISTRY

CREATE, RELEASE, SET = "visma.invoice.create", "visma.invoice.release", "ddapi.invoice_settings.set"
REVERSE = "visma.invoice.reverse"


def test_calls_are_counted_by_kind() -> None:
    ours = forecast({CREATE: 2500, RELEASE: 2500, SET: 10}, REGISTRY, {})
    assert ours.calls == (
        Calls(api="ddapi", kind="write", count=10),
        Calls(api="ddapi", kind="look-up", count=20),  # compared before, read back after
        Calls(api="visma", kind="write", count=5000),
        Calls(
            api="visma", kind="confirm", count=6 + 15
        ),  # 3 pages of 1000, 2 sweeps; one each 20 s of 5006 * 0.5 / 8 s
    )
    assert ours.total == 5051


@pytest.mark.parametrize(
    ("pace", "seconds", "bound"),
    [
        (Pace(in_flight=8, latency_s=0.5), 62.5, "latency"),
        (Pace(in_flight=64, latency_s=0.5, requests_per_second=4), 250.0, "per second"),
        (Pace(in_flight=64, latency_s=0.5, per_second={CREATE: 2}), 500.0, CREATE),
    ],
)
def test_the_narrowest_limit_sets_the_time(pace: Pace, seconds: float, bound: str) -> None:
    ours = forecast({CREATE: 1000}, REGISTRY, {"visma": pace})
    assert (ours.seconds, ours.bound, ours.windows) == (seconds, bound, 1)


def test_a_quota_makes_windows() -> None:
    pace = Pace(in_flight=8, latency_s=0.5, requests_per_hour=1000, reserve=0.2, quota_left=300)
    ours = forecast({CREATE: 2000}, REGISTRY, {"visma": pace})
    # 300 now, 800 and 800 in two further windows, 100 in a fourth
    assert (ours.windows, ours.bound) == (4, "per hour")
    assert ours.seconds == pytest.approx(3 * 3600 + 100 * 0.5 / 8)


def test_a_run_slower_than_its_quota_is_not_held_up_by_it() -> None:
    pace = Pace(in_flight=1, latency_s=10, requests_per_hour=1000)
    ours = forecast({CREATE: 2000}, REGISTRY, {"visma": pace})
    assert (ours.seconds, ours.bound) == (20_000, "latency")


def test_nothing_to_do_costs_nothing() -> None:
    assert forecast({CREATE: 0}, REGISTRY, {}).total == 0


def test_look_ups_can_be_named() -> None:
    ours = forecast({SET: 10}, REGISTRY, {}, look_ups={SET: 2})
    assert ours.total == 30


def test_background_calls_are_asked_after_where_no_page_shows_them() -> None:
    pace = Pace(background=frozenset({CREATE, REVERSE}))
    ours = forecast({CREATE: 2000, REVERSE: 10}, REGISTRY, {"visma": pace})
    assert ours.calls == (
        Calls(api="visma", kind="write", count=2010),
        Calls(
            api="visma", kind="confirm", count=24 + 6
        ),  # 2 pages of 1000, 2 sweeps; 10 states and 10 answers; each 20 s
    )


def test_what_ends_at_once_is_not_looked_at_while_the_run_goes_on() -> None:
    ours = forecast({CREATE: 2500}, REGISTRY, {})
    assert ours.calls == (Calls(api="visma", kind="write", count=2500),)


def test_the_present_window_ends_when_it_ends() -> None:
    pace = Pace(in_flight=8, latency_s=0.5, requests_per_hour=800, quota_left=300, window_left_s=600)
    ours = forecast({CREATE: 2000}, REGISTRY, {"visma": pace})
    # 300 now, 800 and 800 in two further windows, 100 in a fourth, which begins in 600 s and two hours
    assert ours.windows == 4
    assert ours.seconds == pytest.approx(600 + 2 * 3600 + 100 * 0.5 / 8)
