"""Deliberate breakages of the engine and the journal: what a careless change could do. The simulation must catch each.

Each is a patch that holds while a block lasts. `docs/reliability.md` lists them with the guarantee that catches them.
"""

from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from bulkops.adapters.journal import lease as leases
from bulkops.adapters.journal import moves
from bulkops.adapters.journal.moves import Transaction
from bulkops.adapters.journal.store import SqliteStore
from bulkops.app import execute
from bulkops.core.errors import RemoteError, UnknownOutcomeError
from bulkops.core.http import Request, Response
from bulkops.core.outcome import DONE, Outcome, State
from bulkops.engine import attempt, classify, listing
from bulkops.engine.attempt import Attempts
from bulkops.engine.channel import Channel
from bulkops.engine.classify import of_response
from bulkops.engine.identical import Identical
from bulkops.engine.observe import observe_one
from bulkops.engine.pace import Pace
from bulkops.engine.ports import Intent, Item
from bulkops.engine.request import write_request
from bulkops.engine.settling import Settling
from bulkops.sandbox.faults import Fault, FaultKind
from bulkops.sandbox.switches import Switches
from bulkops.simulation.scenario import Scenario

Break = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakage:
    """A breakage.

    Attributes:
        what: What it does.
        caught_by: Name of the guarantee that it breaches.
        apply: Breaks it.
        scenario: One that shows it, where seeds seldom do; None: seeds do.
        first_seed: Where to begin: it is caught soon from there.
    """

    what: str
    caught_by: str
    apply: Break
    scenario: Scenario | None = None
    first_seed: int = 1


def _send_before_intent(patch: pytest.MonkeyPatch) -> None:
    intend, write = SqliteStore.intend, Channel.write
    kept: list[tuple[SqliteStore, Intent]] = []

    async def later(store: SqliteStore, intent: Intent) -> None:
        kept.append((store, intent))

    async def first(channel: Channel, request: Request, **options: Any) -> Response:
        mine = kept.pop() if kept else None
        try:
            return await write(channel, request, **options)
        finally:
            if mine is not None:
                await intend(*mine)

    patch.setattr(SqliteStore, "intend", later)
    patch.setattr(Channel, "write", first)


def _look_at_once(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Settling, "over_at", lambda _self, sent_at, *, background: sent_at)


def _retry_blindly(patch: pytest.MonkeyPatch) -> None:
    def again(error: Exception, attempts: int) -> Outcome:
        found = classify.of_failure(error, attempts)  # type: ignore[arg-type]
        return replace(found, state=State.READY, delay_s=2.0) if isinstance(error, UnknownOutcomeError) else found

    patch.setattr(attempt, "of_failure", again)


def _transport_retries(patch: pytest.MonkeyPatch) -> None:
    write = Channel.write

    async def twice(channel: Channel, request: Request, **options: Any) -> Response:
        try:
            return await write(channel, request, **options)
        except UnknownOutcomeError:
            return await channel._transport.send(request)

    patch.setattr(Channel, "write", twice)


def _died_means_not_sent(patch: pytest.MonkeyPatch) -> None:
    def ready(transaction: Transaction, scope: int, at: float) -> int:
        rows = transaction.connection.execute(
            "SELECT op FROM operation WHERE scope = ? AND state = 'sending'", (scope,)
        ).fetchall()
        for (op,) in rows:
            transaction.end(op, Outcome(state=State.READY, code="J017", message="not sent"), at)
        return len(rows)

    patch.setattr(Transaction, "recover", ready)


def _refreshed_tag(patch: pytest.MonkeyPatch) -> None:
    guarded = Attempts._guarded

    async def refreshed(attempts: Attempts, operation_type: Any, channel: Channel, item: Item) -> Any:
        item, found = await guarded(attempts, operation_type, channel, replace(item, tag=""))
        if found is None and operation_type.targeted and operation_type.if_match:
            item = replace(item, tag=(await observe_one(channel, operation_type.resource, item.target)).tag)
        return item, found

    patch.setattr(Attempts, "_guarded", refreshed)


def _conflict_sent_again_without_a_tag(patch: pytest.MonkeyPatch) -> None:
    write = Channel.write

    async def forced(channel: Channel, request: Request, **options: Any) -> Response:
        response = await write(channel, request, **options)
        if response.status == 412:
            headers = tuple(pair for pair in request.headers if pair[0] != "If-Match")
            return await write(channel, replace(request, headers=headers), **options)
        return response

    patch.setattr(Channel, "write", forced)


def _two_results_of_one_document(patch: pytest.MonkeyPatch) -> None:
    async def free(_store: SqliteStore, _resource: str, _number: str) -> bool:
        return False

    patch.setattr(SqliteStore, "claimed", free)
    patch.setattr(Transaction, "_without_second_claim", lambda _self, _op, _scope, _makes, outcome: outcome)


def _dependents_before_the_end(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(moves, "DONE", DONE | {State.ACCEPTED, State.IN_DOUBT})


def _dependents_of_the_refused(patch: pytest.MonkeyPatch) -> None:
    def unlock(transaction: Transaction, op: int, *_more: object) -> None:
        transaction._unlock(op)

    patch.setattr(Transaction, "skip_below", unlock)


def _a_success_that_was_none(patch: pytest.MonkeyPatch) -> None:
    original = of_response

    def trusting(operation_type: Any, provider: Any, request: Request, response: Response, delay_s: float) -> Outcome:
        found = original(operation_type, provider, request, response, delay_s)
        done = found.state is State.REFUSED and operation_type.made is None
        return replace(found, state=State.SUCCEEDED, code="") if done else found

    patch.setattr(attempt, "of_response", trusting)


def _half_a_list_is_a_list(patch: pytest.MonkeyPatch) -> None:
    original = listing.documents

    async def believed(reader: Any, resource: Any) -> AsyncGenerator[Any, None]:
        try:
            async for page in original(reader, resource):
                yield page
        except RemoteError as error:
            if error.code != "R113":
                raise

    patch.setattr(listing, "_back", lambda *_: 0)
    patch.setattr(listing, "_PASSES_MAX", 1)
    patch.setattr(listing, "documents", believed)


def _a_frozen_one_sends(patch: pytest.MonkeyPatch) -> None:
    async def always(_channel: Channel, request: Request, _written_at: float) -> Request:
        return request

    patch.setattr(Channel, "_in_time", always)
    patch.setattr(leases, "check", lambda _connection, _lease: None)


def _everybody_sends(patch: pytest.MonkeyPatch) -> None:
    _a_frozen_one_sends(patch)
    acquire = leases.acquire

    def taken(connection: Any, *names: Any, now: float, **options: Any) -> Any:
        connection.execute("UPDATE lease SET until = 0")
        return acquire(connection, *names, now=now, **options)

    patch.setattr(leases, "acquire", taken)


def _body_changed_after_the_review(patch: pytest.MonkeyPatch) -> None:
    original = write_request

    def improved(*words: Any) -> Request:
        request = original(*words)
        return replace(request, body=request.body.replace(b"From", b"from") + b" ") if request.body else request

    patch.setattr(attempt, "write_request", improved)


def _no_pause_after_429(patch: pytest.MonkeyPatch) -> None:
    answered = Pace.answered

    def hasty(pace: Pace, *words: Any) -> None:
        answered(pace, *words)
        pace.not_before = 0.0

    patch.setattr(Pace, "answered", hasty)


def _any_number_in_flight(patch: pytest.MonkeyPatch) -> None:
    limit = Pace.limit
    patch.setattr(Pace, "limit", lambda pace, limits: limit(pace, replace(limits, in_flight_max=64)))
    patch.setattr(Pace, "_together", lambda _pace: 64)


def _the_same_again_and_again(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Identical, "wait_s", lambda _self, _request, _now: (0.0, ""))


def _waits_for_every_answer(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(execute, "GRACE_S", 10_000.0)


_SEEN_BY_ANOTHER = Scenario(
    seed=1,
    motifs=(("amended", 1),),
    faults=(Fault(kind=FaultKind.SECOND_CLIENT, method="GET"),),
)
_ALIKE = Scenario(
    seed=1,
    motifs=(("reversed", 1), ("reversed", 2)),
    faults=(Fault(kind=FaultKind.LOSE_REQUEST, method="POST", first=2),),
    in_flight=1,
)
_MOVING = Scenario(
    seed=1,
    motifs=tuple(("old-way", number) for number in range(1, 13)),
    switches=Switches(page_size_max=5),
    faults=(
        Fault(kind=FaultKind.LOSE_ANSWER, method="POST", path="/v1/customerinvoice", count=12),
        Fault(kind=FaultKind.MOVE_ROW, method="GET", first=3, count=0),
    ),
    lives=((), ()),
)
_REFUSED = Scenario(
    seed=1, motifs=(("released", 1),), faults=(Fault(kind=FaultKind.REFUSE, method="POST", message="no"),)
)

#: All breakages by name.
BREAKAGES: Mapping[str, Breakage] = {
    "send before intent": Breakage(
        what="the intent is written down after the answer has come",
        caught_by="G1 once",
        apply=_send_before_intent,
        first_seed=29,
    ),
    "look-up at once": Breakage(
        what="what is in doubt is looked up without waiting for the settling time",
        caught_by="G1 once",
        apply=_look_at_once,
        first_seed=34,
    ),
    "blind retry": Breakage(what="a lost answer counts as not sent", caught_by="G1 once", apply=_retry_blindly),
    "retry in the transport": Breakage(
        what="a write is sent a second time when its answer is lost",
        caught_by="G4 as reviewed",
        apply=_transport_retries,
    ),
    "died means not sent": Breakage(
        what="what a dead process was sending counts as not sent",
        caught_by="G1 once",
        apply=_died_means_not_sent,
        first_seed=29,
    ),
    "refreshed tag": Breakage(
        what="the tag is read again right before the write",
        caught_by="G3 no overwrite",
        apply=_refreshed_tag,
        scenario=_SEEN_BY_ANOTHER,
    ),
    "conflict forced": Breakage(
        what="after a 412 the write is sent without If-Match",
        caught_by="G3 no overwrite",
        apply=_conflict_sent_again_without_a_tag,
        scenario=_SEEN_BY_ANOTHER,
    ),
    "shared identity": Breakage(
        what="two operations may have the same document as their result",
        caught_by="G1 once",
        apply=_two_results_of_one_document,
        scenario=_ALIKE,
    ),
    "half a list": Breakage(
        what="a list whose pages moved while it was read counts as complete",
        caught_by="G1 once",
        apply=_half_a_list_is_a_list,
        scenario=_MOVING,
    ),
    "frozen one sends": Breakage(
        what="right before the first byte nobody looks at the clock and the lease",
        caught_by="G1 once",
        apply=_a_frozen_one_sends,
        first_seed=99,
    ),
    "lease ignored": Breakage(
        what="a second process does not wait for the lease of the first",
        caught_by="G1 once",
        apply=_everybody_sends,
        first_seed=99,
    ),
    "too early": Breakage(
        what="what needs an operation begins when that is accepted or in doubt",
        caught_by="G5 in order, isolated",
        apply=_dependents_before_the_end,
    ),
    "after a refusal": Breakage(
        what="what needs a refused operation is sent all the same",
        caught_by="G5 in order, isolated",
        apply=_dependents_of_the_refused,
    ),
    "success that was none": Breakage(
        what="a refusal counts as success",
        caught_by="G2 nothing lost",
        apply=_a_success_that_was_none,
        scenario=_REFUSED,
    ),
    "changed after the review": Breakage(
        what="the body differs from what was planned", caught_by="G4 as reviewed", apply=_body_changed_after_the_review
    ),
    "no pause": Breakage(what="`Retry-After` is not heeded", caught_by="G6 within limits", apply=_no_pause_after_429),
    "crowd": Breakage(
        what="more calls are under way than may be", caught_by="G6 within limits", apply=_any_number_in_flight
    ),
    "same again": Breakage(
        what="the same request is made as often as anybody likes",
        caught_by="G6 within limits",
        apply=_the_same_again_and_again,
    ),
    "patience": Breakage(
        what="an interrupted process waits for every answer",
        caught_by="well ended",
        apply=_waits_for_every_answer,
        first_seed=131,
    ),
}
