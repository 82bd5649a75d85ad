"""Reports of results: as their schema says, with sums that add up, and harmless whatever stands in a message."""

import json
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

from jsonschema_rs import validator_for

from bulkops.core.outcome import State
from bulkops.core.place import Place
from bulkops.core.results import Bucket, Fate, mark_of, not_selected
from bulkops.core.results_report import ResultsReport, Samples, TableResult, Walked
from bulkops.core.run import Cause, RunReport, RunState
from bulkops.providers import REGISTRY
from bulkops.reporting.report_html import results_html
from bulkops.reporting.report_json import report_json
from bulkops.reporting.report_junit import junit_lines
from bulkops.reporting.report_schema import results_schema

CREATE, RELEASE = "visma.invoice.create", "visma.invoice.release"
NASTY = "<script>alert(1)</script> \u202e \x07"


def report() -> ResultsReport:
    names = {bucket: f"{bucket}.csv" for bucket in Bucket}
    table = TableResult(manifest="march", file="march.csv", sha256="a" * 64, names=names)
    walked = Walked(tables=[table])
    for number, (kind, state, amount) in enumerate(
        [(CREATE, State.SUCCEEDED, "10.50"), (RELEASE, State.SUCCEEDED, "10.50"), (CREATE, State.REFUSED, "2")]
    ):
        fate = Fate(id=f"inv-{number}", type=kind, state=state, currency="NOK", amount=Decimal(amount))
        walked.count(table.totals[mark_of((fate,)).bucket], fate)
    table.rows = Counter({Bucket.SUCCEEDED: 3, Bucket.FAILED: 1, Bucket.SKIPPED: 2})
    cause = Cause(state=State.REFUSED, code="R104", message=NASTY, count=1, id="inv-2")
    run = RunReport(
        name="7f3a",
        manifests=("march",),
        files=("march.yaml",),
        environment="production",
        company="Acme & Søn",
        state=RunState.ENDED,
        steps=3,
        counts={State.SUCCEEDED: 2, State.REFUSED: 1},
        started_at=1_774_944_902.125,
        actor="kari",
        host="vm",
        approver="Ola",
        plan_digest="b" * 64,
        manifest_digests=("c" * 64,),
        elapsed_s=2.0,
    )
    samples = Samples(cause=cause, operations=(("inv-2", Place("march.csv", 7)),))
    return ResultsReport(
        run=run, walked=walked, causes=(samples,), causes_total=1, last_hash="d" * 64, made_at=1_774_944_999.0
    )


def test_the_schema_is_the_published_one_and_holds() -> None:
    published = json.loads((Path(__file__).parents[2] / "schemas" / "results.schema.json").read_bytes())
    assert published == results_schema()
    given = json.loads(report_json(report()))
    assert list(validator_for(published).iter_errors(given)) == []
    assert given["rows_total"] == sum(given["rows"].values()) == given["tables"][0]["rows"] == 6
    assert given["operations_total"] == 3
    assert given["tables"][0]["succeeded"]["sums"][0]["amount"] == "10.50"
    given["rows_total"] = "6"
    assert list(validator_for(published).iter_errors(given))


def test_the_page_has_what_is_signed_and_nothing_that_runs() -> None:
    page = results_html(report(), REGISTRY)
    for words in ("Acme &amp; Søn", "Ola", "b" * 64, "d" * 64, "c" * 64, "march.csv:7", "10.50", "Signature"):
        assert words in page
    assert "<script" not in page
    assert "\u202e" not in page
    assert "not over" not in page
    unfinished = replace(report(), run=replace(report().run, state=RunState.INTERRUPTED))
    assert "This run is not over" in results_html(unfinished, REGISTRY)


def test_junit_counts_what_it_lists() -> None:
    cases = [
        ("inv-0", "march", State.SUCCEEDED, "", "", 0.25),
        ("inv-1", "march", State.REFUSED, "R104", NASTY, 0.0),
        ("inv-2", "march", State.SKIPPED, "E002", "", 0.0),
        ("inv-3", "march", State.IN_DOUBT, "E003", "nobody knows", 0.0),
    ]
    run = replace(report().run, counts=Counter(case[2] for case in cases))
    root = ET.fromstring("\n".join(junit_lines(run, cases)))
    (suite,) = root
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors"), suite.get("skipped")) == ("4",) + ("1",) * 3
    assert [case.get("name") for case in suite] == ["inv-0", "inv-1", "inv-2", "inv-3"]
    assert [[part.tag for part in case] for case in suite] == [[], ["failure"], ["skipped"], ["error"]]


def test_the_worst_operation_of_a_row_decides() -> None:
    made = Fate(id="a", type=CREATE, state=State.SUCCEEDED, number="100301")
    refused = Fate(id="a-release", type=RELEASE, state=State.REFUSED, code="R104", message="no")
    mark = mark_of((made, refused))
    assert mark.cells == ("refused", "R104", "a-release: no", "100301")
    assert mark.bucket is Bucket.FAILED
    doubt = replace(refused, state=State.IN_DOUBT)
    assert mark_of((made, refused, doubt)).bucket is Bucket.IN_DOUBT
    assert mark_of((replace(made, before=True),)).cells == ("succeeded", "done before", "", "100301")
    assert mark_of((replace(made, before=True), not_selected("b"))).bucket is Bucket.SKIPPED
