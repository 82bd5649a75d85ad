"""G6: limits are kept, the server's and our own."""

from collections import defaultdict
from collections.abc import Iterator

from bulkops.sandbox.switches import Switches
from bulkops.simulation.evidence import Evidence

_SAME_MAX, _SAME_WINDOW_S = 5, 60.0
#: An answer takes this long at most to come back, beside the server's own time for it.
_NETWORK_S = 0.5


def within_limits(evidence: Evidence) -> Iterator[str]:
    """Say which limits were passed."""
    if evidence.in_flight_most > evidence.scenario.in_flight:
        yield f"{evidence.in_flight_most} calls were under way at once, of {evidence.scenario.in_flight}"
    yield from _same(evidence)
    yield from _waits(evidence)
    yield from _windows(evidence)


def _same(evidence: Evidence) -> Iterator[str]:
    times: dict[tuple[str, str, str, str], list[float]] = defaultdict(list)
    for seen in evidence.requests:
        if not seen.foreign:
            times[seen.method, seen.path, seen.query, seen.body_digest].append(seen.at)
    for (method, path, query, _), at in times.items():
        for first, sixth in zip(at, at[_SAME_MAX:], strict=False):
            if sixth - first < _SAME_WINDOW_S - 0.01 and _one_process(evidence, first, sixth):
                yield f"{method} {path}?{query} was made {_SAME_MAX + 1} times within {sixth - first:.0f} s"
                break


def _one_process(evidence: Evidence, since: float, until: float) -> bool:
    """Say whether no process began or ended in a time: what another one has asked for, a process does not know."""
    moments = (at + evidence.scenario.skew_s for end in evidence.ends for at in (end.began, end.ended))
    return not any(since <= moment <= until for moment in moments)


def _waits(evidence: Evidence) -> Iterator[str]:
    """Nobody sends while the server asks to wait; what was under way when it said so may still come."""
    faults = [fault for fault in evidence.scenario.faults if fault.retry_after_s]
    if not faults:
        return
    wait_s = min(fault.retry_after_s for fault in faults)
    told_by_s = evidence.scenario.switches.latency_s + max(fault.delay_s for fault in faults) + _NETWORK_S
    for denied in (seen for seen in evidence.requests if seen.status == 429 and seen.fault == "refuse"):
        for seen in evidence.requests:
            if seen.foreign or seen.api != denied.api:
                continue
            if denied.at + told_by_s < seen.at < denied.at + wait_s - 0.01:
                if _given_up_between(evidence, denied.at, denied.at + told_by_s):
                    continue  # nobody was left who had read it
                yield f"a request was made {seen.at - denied.at:.1f} s after a 429 that asked to wait {wait_s} s"
                return


def _given_up_between(evidence: Evidence, since: float, until: float) -> bool:
    """Say whether a process was killed or interrupted while an answer was on its way, so that nobody has read it."""
    skew_s = evidence.scenario.skew_s
    given_up = [end for end in evidence.ends if end.killed or end.interrupted_at]
    moments = [moment for end in given_up for moment in (end.ended, end.interrupted_at)]
    return any(since - skew_s <= moment <= until - skew_s for moment in moments)


def _windows(evidence: Evidence) -> Iterator[str]:
    quota, window_s = evidence.scenario.switches.rate_limit, evidence.scenario.switches.rate_window_s
    if quota == Switches().rate_limit:
        return
    denied: dict[int, int] = defaultdict(int)
    for seen in evidence.requests:
        if seen.status == 429 and not seen.fault:
            denied[int(seen.at // window_s)] += 1
    # Each process may meet a window that another one has used up; it learns of it by one answer.
    most = 1 + sum(end.killed for end in evidence.ends)
    yield from (f"{count} answers 429 in a window of {quota} calls" for count in denied.values() if count > most)
