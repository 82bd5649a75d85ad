from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from bulkops.core.outcome import State
from bulkops.core.run import RunReport, RunState
from bulkops.reporting.next_command import next_text
from bulkops.reporting.run_json import run_json, runs_json, show_json
from bulkops.reporting.run_text import count_check, run_text, runs_text, status_text
from bulkops.reporting.show_text import show_text
from bulkops.reporting.style import Style
from tests.reporting.runs import DONE, FAILED, INTERRUPTED, RECORD, total

Golden = Callable[[str, str], None]
STYLE = Style(width=100)
REPORTS = {"done": DONE, "failed": FAILED, "interrupted": INTERRUPTED}


def text_of(report: RunReport, style: Style = STYLE) -> str:
    return "\n".join(run_text(report, style)) + "\n"


@pytest.mark.parametrize("name", REPORTS)
def test_the_end_of_a_run(name: str, golden: Golden) -> None:
    count_check(REPORTS[name])
    text = text_of(REPORTS[name])
    assert text.count("next: ") == 1
    golden(f"run-{name}.txt", text)


def test_the_end_of_a_run_in_ascii_and_colour(golden: Golden) -> None:
    assert text_of(INTERRUPTED, Style(unicode=False, width=60)).isascii()
    golden("run-failed-colour.txt", text_of(FAILED, Style(colour=True)))


def test_runs_status_and_one_operation(golden: Golden) -> None:
    running = replace(INTERRUPTED, state=RunState.RUNNING)
    parts = [
        "\n".join(runs_text([DONE, FAILED, INTERRUPTED], STYLE)),
        "\n".join(runs_text([], STYLE)),
        "\n".join(status_text(running, STYLE)),
        "\n".join(show_text(RECORD, STYLE)),
    ]
    golden("runs-status-show.txt", "\n\n".join(parts) + "\n")


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        ({State.SUCCEEDED: 1}, "nothing is left to do"),
        (
            {State.SUCCEEDED: 1, State.IN_DOUBT: 1, State.REFUSED: 1},
            "`bulkops resume r` looks up what is not settled before it sends anything",
        ),
        ({State.READY: 1, State.REFUSED: 1}, "`bulkops resume r` goes on where it stopped"),
        ({State.PLANNED: 1}, "`bulkops resume r` goes on where it stopped"),
        ({State.MANUAL: 1, State.READY: 1}, "`bulkops resume r` goes on where it stopped"),
        (
            {State.MANUAL: 1, State.PLANNED: 1},
            "`bulkops show r` shows what was found; a person has to look at it in the system",
        ),
        (
            {State.MANUAL: 1, State.REFUSED: 1},
            "`bulkops show r` shows what was found; a person has to look at it in the system",
        ),
        ({State.REFUSED: 1}, "mend what was refused, then `bulkops apply m.yaml` does only what is not done"),
        ({State.CONFLICT: 1}, "`bulkops plan m.yaml` shows what was changed since"),
        ({State.CANCELLED: 1}, "`bulkops apply m.yaml` does only what is not done"),
    ],
)
def test_there_is_one_next_command(counts: dict[State, int], says: str) -> None:
    report = RunReport(
        name="r",
        manifests=("m",),
        files=("m.yaml",),
        environment="test",
        state=RunState.ENDED,
        steps=sum(counts.values()),
        counts=counts,
    )
    assert next_text(report) == says


@pytest.mark.parametrize(
    ("report", "says"),
    [
        (replace(DONE, steps=1521), "the states tell of 1520 steps, the plan has 1521"),
        (
            replace(DONE, sums=DONE.sums[:-1]),
            "the states tell of 88689061.5 NOK by `visma.invoice.release`, the plan of 88689062",
        ),
        (
            replace(FAILED, sums_planned={**(FAILED.sums_planned or {}), "visma.invoice.reverse": {"EUR": Decimal(1)}}),
            "the states tell of 0 EUR by `visma.invoice.reverse`, the plan of 1",
        ),
        (replace(FAILED, counts={State.SUCCEEDED: 516, State.REFUSED: 4}), "5 causes are given for 0 steps skipped"),
    ],
)
def test_what_does_not_add_up_is_told(report: RunReport, says: str) -> None:
    with pytest.raises(ValueError, match=r"the states tell of|causes are given") as caught:
        count_check(report)
    if "causes" not in says:
        assert str(caught.value) == says


def test_types_that_share_a_verb_are_called_by_their_names() -> None:
    other = total(State.SUCCEEDED, "visma.credit_note.release", "7")
    alone, both = (text_of(replace(DONE, sums=sums)) for sums in ((DONE.sums[-1],), (DONE.sums[-1], other)))
    assert " release 0.50 NOK (final)\n" in alone
    assert " visma.invoice.release 0.50 NOK (final)\n" in both
    assert " visma.credit_note.release 7.00 NOK\n" in both


def test_a_run_for_programs() -> None:
    value = run_json(FAILED)
    assert value["counts"] == {"succeeded": 510, "refused": 4, "skipped": 5, "conflict": 1}
    assert value["sums"][2] == {
        "state": "refused",
        "type": "visma.invoice.create",
        "currency": "SEK",
        "amount": "1234.5",
        "amount_unknown": 0,
        "final": False,
    }
    assert value["calls"] == 531
    assert run_json(INTERRUPTED)["calls"] is None
    assert value["causes"][1]["first"] == {
        "operation": "inv-27",
        "file": "january.csv",
        "line": 27,
        "column": None,
        "label": "Momskod",
    }
    assert value["started_at"] == "2026-03-31T08:15:02.125Z"
    assert runs_json([FAILED])["runs"] == [value]
    last = run_json(DONE)["sums"][-1]
    assert (last["state"], last["type"], last["amount"], last["final"]) == (
        "done_before",
        "visma.invoice.release",
        "0.5",
        True,
    )


def test_an_operation_for_programs() -> None:
    value = show_json(RECORD)
    assert (value["amount"], value["state"], value["line"]) == ("16605.50", "manual", 50)
    assert value["attempts"][1]["ended_at"] is None
    assert value["payload_keys"] == ["customerNumber", "documentDate", "invoiceLines"]
