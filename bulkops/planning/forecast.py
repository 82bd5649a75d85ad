"""The forecast: what carrying a plan out will cost in calls and time. Plain arithmetic over counts and limits.

Calls, for each provider:

- *write*: one for each step to do.
- *look-up*: the reads that go with a write: comparing before a write where the API does not, reading back an upsert.
- *confirm*: operations whose answer only says that the work has started are confirmed by list pages where those show
  it: ⌈n / page size⌉ calls a sweep at the end, and a sweep now and then while the run goes on. Other background calls
  are asked after one by one: their state, and their answer.

Time, for each provider, is the longest of these; providers work side by side, so the whole takes as long as the
slowest one:

- *latency*: calls x latency / calls in flight;
- *per second*: calls / requests allowed a second;
- an operation type's own pace: its writes / writes allowed a second;
- *per hour*: whole hours waited for new quota, and then the rest of the calls at the speed of the limits above.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil

from bulkops.core.operation import Effect, OperationType
from bulkops.core.plan import Calls, Forecast
from bulkops.core.registry import Registry

HOUR_S = 3600.0
#: For a background call that no list page shows to be done: its state and its answer.
_CALLS_ASKED_AFTER = 2
#: Between the sweeps of a run that still sends, in seconds.
_SWEEPS_EVERY_S = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Limits that one provider's calls are held to.

    Attributes:
        in_flight: Calls under way at once.
        requests_per_second: 0 where there is no such limit.
        requests_per_hour: Quota of a window, 0 where there is none.
        reserve: Share of the quota left for others, from 0 to less than 1.
        quota_left: Calls that may be made in the current window; None where not known: a whole one.
        window_left_s: Seconds to the end of the current window.
        per_second: Writes a second by operation type, for types with a pace of their own.
        latency_s: Assumed time of one call.
        sweeps: Assumed confirmation sweeps over all operations that only start, once they are sent.
        background: Names of the operation types whose writes are background calls.
    """

    in_flight: int = 8
    requests_per_second: float = 0.0
    requests_per_hour: int = 0
    reserve: float = 0.0
    quota_left: int | None = None
    window_left_s: float = HOUR_S
    per_second: Mapping[str, float] = field(default_factory=dict)
    latency_s: float = 0.5
    sweeps: int = 2
    background: frozenset[str] = frozenset()


def forecast(
    writes: Mapping[str, int],
    registry: Registry,
    paces: Mapping[str, Pace],
    *,
    look_ups: Mapping[str, int] | None = None,
) -> Forecast:
    """Forecast a run.

    Args:
        writes: Steps to do by operation type; `PlanSummary.counts[Verdict.DO]`.
        registry: Operation types.
        paces: Limits by provider; a provider without one gets `Pace()`.
        look_ups: Reads that go with each write, by operation type; for types not named, 2 for an upsert and else 0.
    """
    calls: list[Calls] = []
    slowest = Forecast()
    for api in registry.providers:
        ours = {name: count for name, count in writes.items() if count and registry.types[name].api == api}
        if not ours:
            continue
        pace = paces.get(api, Pace())
        kinds = _calls(ours, registry, pace, look_ups or {})
        if any(_shown_later(registry.types[name], pace) for name in ours):
            kinds["confirm"] += int(_speed(sum(kinds.values()), ours, pace)[1] / _SWEEPS_EVERY_S)
        calls += (Calls(api=api, kind=kind, count=count) for kind, count in kinds.items() if count)
        one = _time(sum(kinds.values()), ours, pace)
        if one.seconds >= slowest.seconds:
            slowest = one
    return Forecast(calls=tuple(calls), seconds=slowest.seconds, windows=slowest.windows, bound=slowest.bound)


def _calls(writes: Mapping[str, int], registry: Registry, pace: Pace, look_ups: Mapping[str, int]) -> dict[str, int]:
    kinds = {"write": sum(writes.values()), "look-up": 0, "confirm": 0}
    pages: dict[int, int] = {}  # operations to confirm, by the page size of their listing
    for name, count in writes.items():
        operation_type = registry.types[name]
        kinds["look-up"] += count * look_ups.get(name, 2 * (operation_type.effect is Effect.UPSERT))
        if _shown_later(operation_type, pace):
            size = _page_size(operation_type)
            pages[size] = pages.get(size, 0) + count
        elif name in pace.background:
            kinds["confirm"] += _CALLS_ASKED_AFTER * count
    kinds["confirm"] += pace.sweeps * sum(ceil(count / size) for size, count in pages.items())
    return kinds


def _shown_later(operation_type: OperationType, pace: Pace) -> bool:
    """Say whether what an operation has started is seen in list pages once it is done."""
    later = operation_type.transition is not None and operation_type.transition.later
    return later or (operation_type.name in pace.background and operation_type.shows_done)


def _page_size(operation_type: OperationType) -> int:
    listing = operation_type.resource.listing
    return listing.page_size if listing is not None else 1


def _speed(total: int, writes: Mapping[str, int], pace: Pace) -> tuple[str, float]:
    """Find the limit that sets the time for one provider's calls where no quota holds them up, and that time."""
    bounds = {"latency": total * pace.latency_s / max(pace.in_flight, 1)}
    if pace.requests_per_second > 0:
        bounds["per second"] = total / pace.requests_per_second
    for name, count in writes.items():
        if pace.per_second.get(name, 0) > 0:
            bounds[name] = count / pace.per_second[name]
    bound = max(bounds, key=bounds.__getitem__)
    return bound, bounds[bound]


def _time(total: int, writes: Mapping[str, int], pace: Pace) -> Forecast:
    """Find the limit that sets the time for one provider's calls."""
    bound, took_s = _speed(total, writes, pace)
    window = int(pace.requests_per_hour * (1 - pace.reserve))
    first = window if pace.quota_left is None else min(pace.quota_left, window)
    if not window or total <= first:
        return Forecast(seconds=took_s, bound=bound)
    windows, seconds = through_windows(total, first, window, pace.window_left_s, took_s / total)
    if seconds < took_s:
        return Forecast(seconds=took_s, windows=windows, bound=bound)
    return Forecast(seconds=seconds, windows=windows, bound="per hour")


def through_windows(calls: float, first: int, each: int, first_left_s: float, speed_s: float) -> tuple[int, float]:
    """Say through how many windows of a quota calls go, and the seconds until the last of them.

    Args:
        calls: How many.
        first: Calls that may be made in the present window.
        each: Calls that may be made in every later one; at least 1.
        first_left_s: Seconds to the end of the present window.
        speed_s: Seconds that a call takes off the time where no quota holds it up.
    """
    if calls <= first:
        return 1, calls * speed_s
    further = ceil((calls - first) / each)
    last = calls - first - (further - 1) * each
    return further + 1, first_left_s + (further - 1) * HOUR_S + last * speed_s
