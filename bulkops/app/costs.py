"""What carrying out a plan will cost, for the systems and the manner that it is made for."""

from collections.abc import Mapping

from bulkops.app.compose import System
from bulkops.core.operation import Effect, OperationType
from bulkops.core.plan import Forecast
from bulkops.core.registry import Registry
from bulkops.engine.channel import Channel
from bulkops.engine.manner import Manner
from bulkops.planning.forecast import Pace, forecast

_LATENCY_S, _LATENCY_SANDBOX_S = 0.5, 0.02


def costs(writes: Mapping[str, int], registry: Registry, system: System) -> Forecast:
    """Forecast a run.

    Args:
        writes: Steps to do by operation type.
        registry: Operation types.
        system: Where they go.
    """
    types = [registry.types[name] for name in writes]
    look_ups = {found.name: _look_ups(found, system.require(found.api).manner) for found in types}
    paces = {name: _pace(channel, types, system) for name, channel in system.channels.items()}
    return forecast(writes, registry, paces, look_ups=look_ups)


def expect(writes: Mapping[str, int], registry: Registry, system: System) -> None:
    """Tell each API's pace how many calls are to come, so that it can spend a quota that does not suffice evenly.

    Args:
        writes: Steps to do by operation type.
        registry: Operation types.
        system: Where they go.
    """
    calls = dict.fromkeys(system.channels, 0)
    reached = {name: count for name, count in writes.items() if registry.types[name].api in calls}
    for expected in costs(reached, registry, system).calls:
        calls[expected.api] += expected.count
    for name, channel in system.channels.items():
        channel.pace.wanted = calls[name]


def _look_ups(operation_type: OperationType, manner: Manner) -> int:
    """Count the reads that go with one write: before it where the API compares no versions, after it of an upsert."""
    if not operation_type.targeted or operation_type.effect is Effect.READ:
        return 0
    compared = int(manner.compare or not operation_type.if_match)
    return compared + (operation_type.effect is Effect.UPSERT)


def _pace(channel: Channel, types: list[OperationType], system: System) -> Pace:
    limits, pace = channel.pace.limits, channel.pace
    return Pace(
        in_flight=limits.in_flight_max,
        requests_per_second=limits.per_second_max,
        requests_per_hour=pace.usable_each or 0,
        quota_left=pace.usable,
        window_left_s=pace.window_left_s,
        per_second=limits.per_operation_max,
        latency_s=_LATENCY_SANDBOX_S if system.sandbox else _LATENCY_S,
        background=frozenset(
            found.name
            for found in types
            if found.api == channel.provider.name and channel.manner.asks(found, bound=found.if_match)
        ),
    )
