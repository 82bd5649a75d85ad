from decimal import Decimal

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import Lease
from bulkops.core.outcome import ENDED, State
from bulkops.core.step import Verdict
from tests.journal.rows import CREATE, NOW, RELEASE, begin, end, holder, send, step


def test_sums_are_exact_and_add_up(journal: Journal, lease: Lease) -> None:
    tenth, large = Decimal("0.1"), Decimal("12345678901234567890123456789.01")
    steps = [
        *(step(seq, amount=tenth) for seq in range(1, 11)),
        step(11, amount=large),
        step(12, amount=Decimal("0.01")),
        step(13, amount=None),
        step(14, currency="SEK", amount=Decimal("-5.50")),
        step(15, currency="", verdict=Verdict.UNCHANGED, amount=Decimal(7)),
        step(16, type=RELEASE, amount=tenth),
    ]
    run = begin(journal, lease, steps)
    for op in (1, 2, 3):
        end(journal, lease, op, State.SUCCEEDED)
    found = [
        (total.state, total.type, total.currency, total.count, total.amount, total.unknown)
        for total in journal.sums(run)
    ]
    assert found == [
        (State.READY, CREATE, "NOK", 9, Decimal("12345678901234567890123456789.72"), 1),
        (State.READY, CREATE, "SEK", 1, Decimal("-5.50"), 0),
        (State.READY, RELEASE, "NOK", 1, Decimal("0.1"), 0),
        (State.SUCCEEDED, CREATE, "NOK", 3, Decimal("0.3"), 0),
        (State.UNCHANGED, CREATE, "", 1, Decimal(7), 0),
    ]
    counts = journal.counts(run)
    for state in counts:
        assert counts[state] == sum(total.count + total.unknown for total in journal.sums(run) if total.state is state)


def test_causes_are_grouped_the_most_frequent_first(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(seq) for seq in range(1, 9)])
    for op, message in ((3, "no such customer"), (2, "the period is closed"), (4, "no such customer")):
        end(journal, lease, op, State.REFUSED, code="R040", message=message)
    end(journal, lease, 5, State.SUCCEEDED)
    send(journal, lease, run, 6)
    end(journal, lease, 6, State.IN_DOUBT, code="R050", message="no answer")
    found = [
        (cause.state, cause.code, cause.message, cause.count, cause.first_id, cause.first_place.line)
        for cause in journal.causes(run)
    ]
    assert found == [
        (State.REFUSED, "R040", "no such customer", 2, "op-3", 3),
        (State.REFUSED, "R040", "the period is closed", 1, "op-2", 2),
        (State.IN_DOUBT, "R050", "no answer", 1, "op-6", 6),
    ]


def test_operations_are_streamed_in_plan_order(journal: Journal, lease: Lease) -> None:
    begin(journal, lease, [step(1, manifest="april", id="other")], "aaaa")
    run = begin(journal, lease, [step(seq) for seq in range(1, 2301)])
    assert [row.seq for row in journal.operations(run)] == list(range(1, 2301))
    end(journal, lease, 6, State.REFUSED)
    assert [row.id for row in journal.operations(run, state=State.REFUSED)] == ["op-5"]
    assert [row.id for row in journal.operations(run, pattern="op-22[0-2]?")] == [f"op-{n}" for n in range(2200, 2230)]
    assert [row.id for row in journal.operations(run, state=State.REFUSED, pattern="op-6*")] == []
    left = [row for row in journal.operations(run) if row.state not in ENDED]
    assert len(left) == 2299
    assert list(journal.operations_left(run)) == left


def test_one_operation_tells_everything(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1), step(2), step(3, 1, 2)])
    send(journal, lease, run, 1)
    end(journal, lease, 1, State.READY, status=429, message="wait")
    send(journal, lease, run, 1, attempt=2)
    end(journal, lease, 1, State.REFUSED, status=400, code="R040", message="no")
    first, last = journal.operation(run, "op-1"), journal.operation(run, "op-3", manifest="march")
    assert first is not None
    assert last is not None
    assert [(one.attempt, one.status, one.state, one.path) for one in first.attempts] == [
        (1, 429, State.READY, "/v1/invoice"),
        (2, 400, State.REFUSED, "/v1/invoice"),
    ]
    assert [event.kind for event in first.events] == ["intent", "ready", "intent", "refused"]
    assert [event.at for event in first.events] == [NOW] * 4
    assert (last.needs, last.cause) == (("op-1", "op-2"), "op-1")
    assert journal.operation(run, "op-4") is None
    assert journal.operation(run, "op-3", manifest="april") is None


def test_runs_come_newest_first_with_who_ran_them(journal: Journal, lease: Lease) -> None:
    other = journal.acquire("production", "99", holder=holder(actor="bert"), now=NOW)
    begin(journal, lease, [step(1)], "aaaa")
    begin(journal, other, [step(1)], "bbbb")
    found = [(row.name, row.environment, row.company, row.holder.actor) for row in journal.runs()]
    assert found == [("bbbb", "production", "99", "bert"), ("aaaa", "test", "1234", "anna")]
    assert [row.name for row in journal.unfinished()] == ["bbbb", "aaaa"]


def test_the_target_that_an_earlier_step_makes_is_told_once_it_is_made(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1), step(2, 1, type=RELEASE, target_from=1)])
    before = journal.operation(run, "op-2")
    end(journal, lease, 1, State.SUCCEEDED, number="100301")
    after = journal.operation(run, "op-2")
    assert before is not None
    assert after is not None
    assert (before.row.target, after.row.target) == ("", "100301")
