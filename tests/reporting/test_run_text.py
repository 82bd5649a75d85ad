from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bulkops.core.conflict import Conflict, Standing, ThreeWay
from bulkops.core.outcome import State
from bulkops.core.pilot import PilotAnswer, PilotRecord
from bulkops.core.run import Cause, RunReport, RunState
from bulkops.reporting.next_command import next_text
from bulkops.reporting.run_json import run_json, runs_json, show_json
from bulkops.reporting.run_text import count_check, run_text, runs_text, status_text
from bulkops.reporting.show_text import show_text
from bulkops.reporting.style import Style
from tests.reporting.runs import AT, ATTACHED, DONE, FAILED, IN_CONFLICT, INTERRUPTED, PRINTED, RECORD, total

Golden = Callable[[str, str], None]
STYLE = Style(width=100)
GONE = Conflict(noun="invoice", target="100777", gone=True)
#: Nothing that can be compared was changed by others.
ELSEWHERE = Conflict(
    noun="invoice",
    target="100777",
    rows=(ThreeWay(path="note", standing=Standing.OURS, before="", theirs="", ours="hello", asked=True),),
    foreseen=True,
)
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


def test_the_end_of_a_run_that_was_not_about_everything() -> None:
    report = replace(DONE, excluded=12)
    assert "left out by your selection: 12 operations of the same manifests\n" in text_of(report)
    assert text_of(report).endswith("next: `bulkops apply 'in/march 2026.yaml'` does what was left out\n")
    assert (run_json(report)["excluded"], run_json(DONE)["excluded"]) == (12, None)
    assert "left out" not in text_of(replace(FAILED, excluded=12)).rpartition("next: ")[2], "what failed comes first"


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
            "`bulkops resolve r ID` shows what was found and takes your decision",
        ),
        (
            {State.MANUAL: 1, State.REFUSED: 1},
            "`bulkops resolve r ID` shows what was found and takes your decision",
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


RESULTS = "`bulkops results r -o results-r --project p.yaml` writes the rows that failed, each with its reason"
PROVED = "`bulkops reconcile r --project p.yaml` reads again what was made, and proves it"
AGAIN = "`bulkops plan m.yaml --project p.yaml` shows what was changed since"
NOTHING = "nothing is left to do"


@pytest.mark.parametrize(
    ("facts", "counts", "says"),
    [
        ({"tables": 1}, {State.SUCCEEDED: 1}, PROVED),
        ({"environment": "production"}, {State.SUCCEEDED: 1, State.UNCHANGED: 3}, PROVED),
        ({"environment": "sandbox"}, {State.SUCCEEDED: 1}, NOTHING),
        ({"tables": 1}, {State.UNCHANGED: 1}, NOTHING),
        ({"tables": 1, "done_before": 4}, {}, NOTHING),
        ({"tables": 1, "purged_at": AT}, {State.SUCCEEDED: 1}, NOTHING),
        ({"tables": 2}, {State.SUCCEEDED: 1, State.REFUSED: 1, State.SKIPPED: 1}, RESULTS),
        ({"tables": 1}, {State.REFUSED: 1, State.CONFLICT: 1}, RESULTS),
        ({"tables": 1}, {State.SUCCEEDED: 1, State.CONFLICT: 1}, AGAIN),
        (
            {"tables": 1, "excluded": 3},
            {State.SUCCEEDED: 1},
            "`bulkops apply m.yaml --project p.yaml` does what was left out",
        ),
        (
            {"tables": 1, "environment": "production"},
            {State.REFUSED: 1, State.READY: 1},
            "`bulkops resume r --project p.yaml` goes on where it stopped",
        ),
    ],
)
def test_after_tables_come_results_and_the_proof(facts: Mapping[str, Any], counts: dict[State, int], says: str) -> None:
    report = RunReport(
        name="r",
        manifests=("m",),
        files=("m.yaml",),
        state=RunState.ENDED,
        steps=sum(counts.values()) + facts.get("done_before", 0),
        counts=counts,
        option=" --project p.yaml",
        **{"environment": "test", **facts},
    )
    assert next_text(report) == says


MEND = "; then mend the manifest and apply it again, or go on by `bulkops resume r --project p.yaml`"
ON = "`bulkops resume r --project p.yaml` goes on where it stopped"
READ = {"read_at": AT, "documents": 5, "left": 9}


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({**READ, "equal": 3}, f"`bulkops reconcile r --project p.yaml` shows what is not as sent{MEND}"),
        ({**READ, "equal": 5}, ON),
        ({**READ, "equal": 3, "answer": PilotAnswer.APPROVED}, ON),
        (
            {**READ, "equal": 3, "answer": PilotAnswer.DECLINED},
            f"`bulkops reconcile r --project p.yaml` shows what is not as sent{MEND}",
        ),
        (
            {**READ, "equal": 5, "failed": 1},
            f"`bulkops show r 'the first' --project p.yaml` shows what the pilot has failed in{MEND}",
        ),
        ({"steps": 6}, f"`bulkops reconcile r --project p.yaml` shows whether the pilot is as it was sent{MEND}"),
    ],
)
def test_after_a_pilot_that_did_not_pass_one_looks_first(facts: Mapping[str, Any], says: str) -> None:
    counts = {State.SUCCEEDED: 5, State.REFUSED: facts.get("failed", 0), State.READY: 9}
    cause = Cause(state=State.REFUSED, code="R104", message="no", count=1, id="the first")
    report = RunReport(
        name="r",
        manifests=("m",),
        environment="test",
        state=RunState.INTERRUPTED,
        steps=sum(counts.values()),
        counts=counts,
        causes=(cause,) if facts.get("failed") else (),
        pilots=(PilotRecord(at=AT), PilotRecord(at=AT, **facts)),
        option=" --project p.yaml",
    )
    assert next_text(report) == says
    ended = replace(report, counts={State.SUCCEEDED: 14})
    assert "resume" not in next_text(ended)


@pytest.mark.parametrize(
    ("cause", "says"),
    [
        ({"code": "R102"}, "shows what was changed since"),
        ({}, "says of each conflict what stands in the way, and what to do"),
    ],
)
def test_what_is_said_of_conflicts_depends_on_what_they_are(cause: Mapping[str, Any], says: str) -> None:
    told = Cause(state=State.CONFLICT, message="a credit note like it is there already", count=1, id="c", **cause)
    report = RunReport(
        name="r",
        manifests=("m",),
        files=("m.yaml",),
        environment="test",
        state=RunState.ENDED,
        steps=1,
        counts={State.CONFLICT: 1},
        causes=(told,),
    )
    assert next_text(report) == f"`bulkops plan m.yaml` {says}"


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


def test_one_operation_in_conflict(golden: Golden) -> None:
    parts = [
        "\n".join(show_text(IN_CONFLICT, STYLE)),
        "\n".join(show_text(replace(IN_CONFLICT, conflict=None, attempts=()), STYLE)),
        "\n".join(show_text(replace(IN_CONFLICT, conflict=GONE, attempts=()), STYLE)),
        "\n".join(show_text(replace(IN_CONFLICT, conflict=ELSEWHERE, attempts=()), STYLE)),
    ]
    golden("show-conflict.txt", "\n\n".join(parts) + "\n")
    assert "\n".join(show_text(IN_CONFLICT, Style(unicode=False, width=60))).replace("\xe4", "").isascii()


def test_operations_with_files(golden: Golden) -> None:
    golden("show-files.txt", "\n\n".join("\n".join(show_text(one, STYLE)) for one in (ATTACHED, PRINTED)) + "\n")


def test_a_conflict_has_one_row_in_the_report_of_its_run() -> None:
    lines = [line.strip() for line in text_of(FAILED).splitlines()]
    at = lines.index("`due-later` rättelser.yaml:31:5") + 1
    assert lines[at : at + 2] == [
        "invoice 100777: documentDueDate planned from 2026-04-30, theirs 2026-05-15,",
        "ours 2026-05-31, others changed 7 more fields",
    ]


def test_a_conflict_for_programs() -> None:
    value = show_json(IN_CONFLICT)
    assert value["conflict"]["document"] == {"kind": "invoice", "key": "100777"}
    fields = {field["path"]: field for field in value["conflict"]["fields"]}
    assert fields["invoiceLines[3].unitPriceInCurrency"] == {
        "path": "invoiceLines[3].unitPriceInCurrency",
        "standing": "clash",
        "planned_from": "100",
        "theirs": "120.50",
        "ours": "1150.00",
        "asked": True,
        "sensitive": False,
    }
    assert fields["invoiceContact.email"]["ours"] is None
    assert (value["receipt"], value["attempts"][0]["background"]) == (IN_CONFLICT.receipt, True)
    assert run_json(FAILED)["causes"][0]["conflict"] == value["conflict"]
    assert show_json(ATTACHED)["file"] == {
        "name": "hours.pdf",
        "size": 12345,
        "sha256": "ab" * 32,
        "path": "/in/hours.pdf",
    }
    assert show_json(PRINTED)["save_as"] == "/out/100231.pdf"


def test_doubts_for_programs() -> None:
    doubts = run_json(INTERRUPTED)["doubts"]
    assert [(doubt["operation"], doubt["settled_at"]) for doubt in doubts] == [
        ("inv-5", None),
        ("inv-9-release", "2026-03-31T10:20:02.125Z"),
        ("inv-11-release", "2026-03-31T10:11:42.125Z"),
    ]


def test_an_operation_for_programs() -> None:
    value = show_json(RECORD)
    assert (value["amount"], value["state"], value["line"]) == ("16605.50", "manual", 50)
    assert value["attempts"][1]["ended_at"] is None
    assert value["payload_keys"] == ["customerNumber", "documentDate", "invoiceContact", "invoiceLines"]
    assert value["body"]["invoiceContact"] == {"name": "(sensitive)", "overrideContact": True}
    assert value["body"]["invoiceLines"][0]["quantity"] == "12.5"
    assert show_json(ATTACHED)["body"] is None
