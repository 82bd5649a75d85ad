from decimal import Decimal

import pytest

from bulkops.adapters.journal.begin import BEGIN_MAX_S
from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import Lease
from bulkops.core.errors import InDoubtError, JournalError
from bulkops.core.outcome import UNSETTLED, State
from bulkops.core.step import Verdict
from tests.journal.rows import CREATE, NOW, RELEASE, begin, end, new_run, send, states, step, take_lease


def test_a_run_holds_a_row_for_each_step_that_earlier_runs_have_not_done(journal: Journal, lease: Lease) -> None:
    steps = [
        step(1),
        step(2, 1),
        step(3, verdict=Verdict.UNCHANGED, reason="2 fields are as wanted"),
        step(4, verdict=Verdict.CONFLICT),
        step(5, verdict=Verdict.DONE, amount=Decimal("0.10")),
        step(6, verdict=Verdict.DONE, amount=Decimal("0.20")),
        step(7, verdict=Verdict.DONE, amount=None),
        step(8, verdict=Verdict.DONE, type=RELEASE, amount=Decimal("0.30")),
    ]
    row = journal.run_of(begin(journal, lease, steps))
    assert states(journal, row.run) == {
        "op-1": State.READY,
        "op-2": State.PLANNED,
        "op-3": State.UNCHANGED,
        "op-4": State.CONFLICT,
    }
    assert (row.planned, row.unchanged, row.conflicts, row.done_before) == (2, 1, 1, 4)
    assert row.done_before_sums == {CREATE: {"NOK": Decimal("0.30")}, RELEASE: {"NOK": Decimal("0.30")}}
    assert (row.name, row.state, row.manifests, row.files) == ("7f3a", "running", ("march",), ("in/march.yaml",))
    assert journal.run_named("7f3a") == row
    assert journal.run_named("ffff") is None


def test_rows_keep_their_step(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1, target="100", natural_key="visma.invoice/ref=A", amount=Decimal("1e3"))])
    history = journal.operation(run, "op-1")
    assert history is not None
    assert (history.payload, history.body, history.before) == (b'{"a":1}', b'{"a":{"value":1}}', b"")
    assert (history.row.place.file, history.row.place.line, history.row.place.column) == ("march.yaml", 1, 3)
    assert (history.row.natural_key, history.row.target) == ("visma.invoice/ref=A", "100")
    assert history.row.amount == Decimal(1000)


def test_many_steps_come_from_a_stream(journal: Journal, lease: Lease) -> None:
    count = 2500
    run = journal.begin(new_run(), (step(seq) for seq in range(1, count + 1)), lease)
    assert journal.counts(run) == {State.READY: count}
    assert [row.seq for row in journal.operations(run)] == list(range(1, count + 1))


def test_two_runs_do_not_share_rows_even_where_the_first_has_none(journal: Journal, lease: Lease) -> None:
    first = begin(journal, lease, [step(seq, verdict=Verdict.DONE) for seq in range(1, 6)], "aaaa")
    second = begin(journal, lease, [step(1)], "bbbb")
    third = begin(journal, lease, [step(1, id="other")], "cccc")
    assert [journal.counts(run) for run in (first, second, third)] == [
        {},
        {State.CANCELLED: 1},
        {State.READY: 1},
    ]


def test_one_identity_twice_names_both(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1)], "aaaa")
    send(journal, lease, run, 1)
    end(journal, lease, 1, State.SUCCEEDED)
    with pytest.raises(JournalError) as caught:
        begin(journal, lease, [step(1, id="op-9"), step(2, id="op-1"), step(3)], "bbbb")
    assert caught.value.message == "operation `op-1` of manifest `march` is succeeded in run `aaaa` already"
    assert caught.value.code == "J012"
    assert [row.name for row in journal.runs()] == ["aaaa"], "nothing of the new run is left"


def test_one_natural_key_twice_names_both(journal: Journal, lease: Lease) -> None:
    begin(journal, lease, [step(1, manifest="april", natural_key="visma.invoice/ref=A")], "aaaa")
    with pytest.raises(JournalError) as caught:
        begin(journal, lease, [step(1), step(2, natural_key="visma.invoice/ref=A")], "bbbb")
    assert caught.value.message == (
        "operation `op-2` of manifest `march` would make `visma.invoice/ref=A`, which `op-1` of manifest `april`"
        " is ready in run `aaaa`"
    )
    assert caught.value.code == "J013"


def test_a_twin_within_one_run_is_named_too(journal: Journal, lease: Lease) -> None:
    with pytest.raises(JournalError, match="is ready in this run already"):
        begin(journal, lease, [step(1), step(2, id="op-1")])


@pytest.mark.parametrize("state", [State.REFUSED, State.CONFLICT, State.CANCELLED, State.UNCHANGED])
def test_what_did_not_happen_leaves_its_identity_and_key_free(journal: Journal, lease: Lease, state: State) -> None:
    steps = [step(1, natural_key="visma.invoice/ref=A")]
    begin(journal, lease, steps, "aaaa")
    end(journal, lease, 1, state)
    run = begin(journal, lease, steps, "bbbb")
    assert journal.counts(run) == {State.READY: 1}


def test_companies_do_not_share_identities(journal: Journal, lease: Lease) -> None:
    other = journal.acquire("test", "5678", holder=lease.holder, now=NOW)
    steps = [step(1, natural_key="visma.invoice/ref=A")]
    begin(journal, lease, steps, "aaaa")
    begin(journal, other, steps, "bbbb")
    assert [journal.counts(row.run) for row in journal.runs()] == [{State.READY: 1}] * 2


def test_what_an_older_run_has_not_sent_is_superseded(journal: Journal, lease: Lease) -> None:
    steps = [step(1), step(2, 1), step(3), step(4, 3, manifest="april"), step(5, manifest="april")]
    old = begin(journal, lease, steps, "aaaa")
    send(journal, lease, old, 1)
    end(journal, lease, 1, State.SUCCEEDED)
    begin(journal, lease, [step(1, verdict=Verdict.DONE), step(2, 1), step(3)], "bbbb")
    assert states(journal, old) == {
        "op-1": State.SUCCEEDED,
        "op-2": State.CANCELLED,
        "op-3": State.CANCELLED,
        "op-4": State.SKIPPED,
        "op-5": State.READY,
    }
    gone = journal.operation(old, "op-2")
    assert gone is not None
    assert (gone.row.code, gone.row.message) == ("J016", "superseded by run bbbb")
    assert gone.events[-1].kind == "cancelled"
    assert journal.run_of(old).state == "running", "an operation of another manifest is left to do"
    assert journal.verify() is None


def test_a_run_of_which_nothing_is_left_is_over(journal: Journal, lease: Lease) -> None:
    old = begin(journal, lease, [step(1)], "aaaa")
    new = begin(journal, lease, [step(1)], "bbbb")
    assert journal.run_of(old).state == "ended"
    assert [row.run for row in journal.unfinished()] == [new]


@pytest.mark.parametrize("state", sorted(UNSETTLED))
def test_a_run_does_not_begin_on_top_of_doubt(journal: Journal, lease: Lease, state: State) -> None:
    run = begin(journal, lease, [step(1), step(2)], "aaaa")
    send(journal, lease, run, 1)
    if state is not State.SENDING:
        end(journal, lease, 1, state)
    with pytest.raises(InDoubtError) as caught:
        begin(journal, lease, [step(1, manifest="april")], "bbbb")
    assert caught.value.message == "run `aaaa` is not settled: 1 operation of it is in doubt or unfinished"
    remedy = "resolve aaaa ID" if state is State.MANUAL else "resume aaaa"
    assert f"`bulkops {remedy}`" in caught.value.hint
    assert states(journal, run)["op-2"] is State.READY


def test_doubt_in_one_company_does_not_stop_another(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1)], "aaaa")
    send(journal, lease, run, 1)
    other = journal.acquire("test", "5678", holder=lease.holder, now=NOW)
    assert begin(journal, other, [step(1)], "bbbb") != run


def test_the_lease_outlasts_a_long_beginning(journal: Journal, lease: Lease) -> None:
    begin(journal, lease, [step(1)])
    with pytest.raises(JournalError) as caught:
        take_lease(journal, NOW + BEGIN_MAX_S - 1)
    assert "run `7f3a` of anna@here" in caught.value.message


def test_runs_are_closed_and_reopened(journal: Journal, lease: Lease) -> None:
    run = begin(journal, lease, [step(1)])
    assert journal.close_run(run, NOW + 5, lease).state == "interrupted"
    assert [row.name for row in journal.unfinished()] == ["7f3a"]
    again = journal.reopen(run, NOW + 10, lease)
    assert (again.state, again.ended_at) == ("running", 0.0)
    end(journal, lease, 1, State.SUCCEEDED)
    closed = journal.close_run(run, NOW + 20, lease)
    assert (closed.state, closed.ended_at) == ("ended", NOW + 20)
    assert journal.unfinished() == []
