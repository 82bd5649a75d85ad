"""Results of a run in every form, as they are read by people and programs."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bulkops.core.outcome import State
from bulkops.core.results import Bucket
from bulkops.core.run import RunState
from bulkops.core.table_options import NOTHING_SAID, TableOptions
from bulkops.providers import REGISTRY
from bulkops.reporting.report_html import results_html
from bulkops.reporting.report_json import report_json
from bulkops.reporting.report_junit import junit_lines
from bulkops.reporting.report_next import results_next
from bulkops.reporting.report_text import results_text
from bulkops.reporting.style import PLAIN, Style
from tests.reporting.result_reports import rich_report

Golden = Callable[[str, str], None]
OUT = Path("proof")


def settled() -> dict[State, int]:
    return {State.SUCCEEDED: 2_482, State.REFUSED: 14, State.SKIPPED: 16}


def test_report_json(golden: Golden) -> None:
    golden("results.json", report_json(rich_report()))


def test_page(golden: Golden) -> None:
    # What it looks like is tried in a browser.
    golden("results.html", results_html(rich_report(), REGISTRY).partition("<body>")[2])


def test_junit(golden: Golden) -> None:
    cases = [
        ("invoice-1", "march", State.SUCCEEDED, "", "", 0.25),
        ("invoice-2", "march", State.UNCHANGED, "", "", 0.0),
        ("invoice-3", "march", State.REFUSED, "R104", 'no <VAT> code "9" & \x07', 1.5),
        ("invoice-4", "march", State.SKIPPED, "E002", "what it needs was not done", 0.0),
        ("invoice-5", "april", State.IN_DOUBT, "E003", "no answer came in 60 s", 60.0),
    ]
    run = replace(rich_report().run, counts=Counter(case[2] for case in cases))
    golden("results.xml", "\n".join(junit_lines(run, cases)) + "\n")


def test_text(golden: Golden) -> None:
    report = rich_report()
    run = replace(report.run, counts=settled())
    following = results_next(run, report.walked, OUT, NOTHING_SAID)
    lines = results_text("7f3a", OUT, report.walked, PLAIN, checked=False, following=following)
    golden("results.txt", "\n".join(lines) + "\n")
    plain = "\n".join(results_text("7f3a", OUT, report.walked, Style(unicode=False), checked=True))
    assert plain.replace("Försäljning", "").isascii()


def test_what_is_not_settled_comes_before_what_is_to_be_mended() -> None:
    report = rich_report()
    assert "bulkops resume 7f3a" in results_next(report.run, report.walked, OUT, NOTHING_SAID)
    stopped = replace(report.run, state=RunState.INTERRUPTED, counts={State.REFUSED: 1, State.READY: 2})
    assert "bulkops resume 7f3a" in results_next(stopped, report.walked, OUT, NOTHING_SAID)


def test_the_next_command_names_every_table_that_is_read_otherwise() -> None:
    report = rich_report()
    run, (march, april) = replace(report.run, counts=settled()), report.walked.tables
    april.file, april.stands_in = "mended april.csv", True
    assert results_next(run, report.walked, OUT, NOTHING_SAID) == (
        "correct proof/march-failed.csv, then `bulkops apply march.yaml april.yaml"
        " --rows in/march.csv=proof/march-failed.csv --rows 'in/Försäljning april.xlsx=mended april.csv'`"
    )
    march.rows[Bucket.FAILED] = 0
    report.walked.entries[Bucket.FAILED] = 1
    assert results_next(run, report.walked, OUT, NOTHING_SAID).startswith(
        "correct the entries that proof/operations.csv shows as failed, then `bulkops apply march.yaml"
    )
    report.walked.entries[Bucket.FAILED] = 0
    assert results_next(run, report.walked, OUT, NOTHING_SAID) == ""


def test_a_table_that_is_a_manifest_of_its_own_stands_in_its_own_place() -> None:
    report = rich_report()
    (march, april) = report.walked.tables
    march.own, march.file = True, "march.csv"
    report.walked.tables.remove(april)
    run = replace(report.run, counts=settled(), files=("march.csv",), option=" --project here/bulkops.yaml")
    options = TableOptions(delimiter=";", name="march")
    assert results_next(run, report.walked, OUT, options) == (
        "correct proof/march-failed.csv, then `bulkops apply --project here/bulkops.yaml --name march --delimiter ';'"
        " proof/march-failed.csv`"
    )
