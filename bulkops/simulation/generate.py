"""Make a scenario out of a seed: any motifs, any trouble that the guarantees hold under."""

from typing import Literal

from bulkops.sandbox.faults import Fault, FaultKind
from bulkops.sandbox.switches import Switches
from bulkops.simulation.dice import Dice
from bulkops.simulation.motifs import MOTIFS
from bulkops.simulation.scenario import MANNERS, Scenario
from bulkops.simulation.upsets import Fate, Point, Upset

Edit = Literal["text", "line", "release", "delete"]
_MOTIFS_MAX = 7
_SETTINGS_MAX = 5
_PLENTY = Switches().rate_limit
_LIVES_MAX = 4
_SETTLE_S = 300.0
#: The server works on a request for less than the profile says that it may; everything rests on that.
_LATEST_S = 290.0
_WRITES = ("POST", "PUT", "DELETE")
#: What goes wrong with a write, and how long that may take.
_TROUBLE: tuple[tuple[FaultKind, float], ...] = (
    (FaultKind.LOSE_ANSWER, 60.0),
    (FaultKind.LOSE_REQUEST, 60.0),
    (FaultKind.COMMIT_LATE, _LATEST_S),
    (FaultKind.BAD_GATEWAY, 1.0),
    (FaultKind.SLOW, 400.0),
    (FaultKind.PARTIAL_BODY, 1.0),
    (FaultKind.RESET, 0.0),
)
_OF_READS = (FaultKind.LOSE_ANSWER, FaultKind.BAD_GATEWAY, FaultKind.SLOW, FaultKind.MOVE_ROW, FaultKind.ADD_ROW)


def scenario_of(seed: int) -> Scenario:
    """Make the scenario of a seed; the same one each time."""
    dice = Dice(seed)
    lives = tuple(_upsets(dice, life) for life in range(dice.between(1, _LIVES_MAX, "lives")))
    return Scenario(
        seed=seed,
        motifs=_motifs(dice),
        switches=_switches(dice),
        faults=_faults(dice),
        lives=lives,
        manner=dice.one(MANNERS, "manner"),
        in_flight=dice.one((1, 2, 4, 8), "in flight"),
        settle_s=_SETTLE_S,
        skew_s=dice.one((0.0, 0.0, 45.0, -45.0), "skew"),
    )


def _motifs(dice: Dice) -> tuple[tuple[str, int], ...]:
    chosen: list[tuple[str, int]] = []
    names = list(MOTIFS)
    for place in range(dice.between(1, _MOTIFS_MAX, "motifs")):
        name = dice.one(names, "motif", place)
        if MOTIFS[name].settings and sum(MOTIFS[other].settings for other, _ in chosen) >= _SETTINGS_MAX:
            continue
        chosen.append((name, dice.between(1, 10**6, "number", place) * 10 + place))
    return tuple(chosen)


def _switches(dice: Dice) -> Switches:
    return Switches(
        latency_s=dice.one((0.0, 0.05, 1.0), "latency"),
        release_delay_s=dice.one((0.0, 0.5, 40.0), "release"),
        release_fails_every=dice.one((0, 0, 0, 3), "release fails"),
        background_delay_s=dice.one((0.0, 2.0, 90.0), "queue"),
        rate_limit=dice.one((_PLENTY, _PLENTY, _PLENTY, 60), "quota"),
        list_order=dice.one(("oldest", "newest"), "order"),
        page_size_max=dice.one((1000, 1000, 7), "page"),
        utc_offset_minutes=dice.one((0, 60, 120), "zone"),
        update_etag=dice.happens(0.5, "etag"),
        error_body=dice.one(("message", "Message", "text", "empty"), "error"),
    )


def _faults(dice: Dice) -> tuple[Fault, ...]:
    faults = []
    for place in range(dice.between(0, 4, "faults")):
        kind, longest_s = dice.one(_TROUBLE, "fault", place)
        faults.append(
            Fault(
                kind=kind,
                method=dice.one(_WRITES[:1] * 3 + _WRITES[1:], "method", place),
                first=dice.between(1, 6, "first", place),
                every=dice.between(1, 3, "every", place),
                count=dice.between(1, 6, "count", place),
                delay_s=dice.seconds(0.0, longest_s, "delay", place),
                seed=place,
            )
        )
    if dice.happens(0.25, "reads"):
        kind = dice.one(_OF_READS, "read")
        first, delay_s = dice.between(1, 8, "read first"), dice.seconds(0.0, 30.0, "read delay")
        faults.append(Fault(kind=kind, method="GET", first=first, count=2, delay_s=delay_s))
    if dice.happens(0.25, "another"):
        edit: Edit = dice.one(("text", "line", "release", "delete"), "edit")
        first = dice.between(1, 8, "another first")
        faults.append(Fault(kind=FaultKind.SECOND_CLIENT, method="GET", first=first, count=2, edit=edit))
    if dice.happens(0.25, "busy"):
        first = dice.between(1, 10, "busy first")
        faults.append(Fault(kind=FaultKind.REFUSE, first=first, count=1, status=429, retry_after_s=90, message="busy"))
    if dice.happens(0.2, "refused"):
        first = dice.between(1, 8, "refused first")
        faults.append(Fault(kind=FaultKind.REFUSE, method="POST", first=first, count=1))
    return tuple(faults)


def _upsets(dice: Dice, life: int) -> tuple[Upset, ...]:
    if dice.happens(0.25, "calm", life):
        return ()
    fates = (Fate.KILL, Fate.KILL, Fate.KILL, Fate.INTERRUPT, Fate.INTERRUPT_TWICE, Fate.FREEZE)
    fate = dice.one(fates, "fate", life)
    return (Upset(point=dice.one(tuple(Point), "point", life), turn=dice.between(1, 25, "turn", life), fate=fate),)
