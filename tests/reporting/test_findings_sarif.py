"""The log for code scanners: what GitHub asks of one, and results that stay the same while lines move."""

from dataclasses import replace
from typing import Any

import pytest

from bulkops.core.codes import CODES
from bulkops.core.errors import RemoteError
from bulkops.core.finding import Finding, Related, Severity
from bulkops.core.place import Place
from bulkops.reporting.findings_sarif import FINGERPRINT, RESULTS_MAX, findings_sarif

HERE = Finding(
    code="M015",
    message="two operations are called `a`",
    place=Place("march.yaml", 104, 9, length=4),
    operation="a",
    hint="give one another id",
    related=(Related("the first one stands here", Place("march.yaml", 3, 9)),),
)
CELL = Finding(code="T011", message="`1,234` may be 1234", place=Place("fakturor.csv", 14, 0, "Antal"))
NOWHERE = Finding(code="P001", message="412 releases are planned; the limit is 100", severity=Severity.WARNING)


def run_of(*findings: Finding, **more: Any) -> dict[str, Any]:
    (run,) = findings_sarif(findings, "0.1.0", **more)["runs"]
    return dict(run)


def prints(*findings: Finding) -> list[str]:
    return [result["partialFingerprints"][FINGERPRINT] for result in run_of(*findings)["results"]]


def test_a_result_says_where_and_what() -> None:
    result = next(one for one in run_of(HERE, CELL)["results"] if one["ruleId"] == "M015")
    assert result["level"] == "error"
    assert result["message"] == {"text": "two operations are called `a`; give one another id"}
    (location,) = result["locations"]
    assert location == {
        "physicalLocation": {
            "artifactLocation": {"uri": "march.yaml"},
            "region": {"startLine": 104, "startColumn": 9, "endColumn": 13},
        },
        "logicalLocations": [{"name": "a", "kind": "operation"}],
    }
    assert result["relatedLocations"][0]["message"] == {"text": "the first one stands here"}


def test_a_cell_is_found_by_its_line_and_the_name_of_its_column() -> None:
    (result,) = run_of(CELL)["results"]
    assert result["message"]["text"].startswith("column `Antal`: ")
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 14}


def test_every_rule_is_explained_and_every_result_has_its_rule() -> None:
    run = run_of(HERE, CELL, NOWHERE, replace(CELL, code="Z999"))
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["M015", "P001", "T011", "Z999"]
    for rule in rules[:3]:
        known = CODES[rule["id"]]
        assert rule["shortDescription"]["text"] == known.title
        assert known.remedy in rule["help"]["text"]
        assert known.remedy in rule["help"]["markdown"]
        assert known.example.rstrip() in rule["help"]["markdown"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_a_finding_without_a_place_is_put_to_the_file_it_is_about() -> None:
    (result,) = run_of(NOWHERE, fallback="march.yaml")["results"]
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "march.yaml"},
        "region": {"startLine": 1},
    }
    assert "locations" not in run_of(NOWHERE)["results"][0]


def test_a_finding_about_many_is_put_to_the_first_of_them() -> None:
    found = replace(NOWHERE, related=(Related("the first of them", Place("april.yaml", 13, 5)),))
    (result,) = run_of(found, fallback="march.yaml")["results"]
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "april.yaml"},
        "region": {"startLine": 13, "startColumn": 5},
    }


def test_a_result_is_known_again_when_lines_are_added_above_it() -> None:
    moved = replace(HERE, place=replace(HERE.place or Place("x"), line=999))
    assert prints(moved) == prints(HERE)
    assert prints(replace(HERE, operation="b")) != prints(HERE)
    assert prints(replace(HERE, code="M016")) != prints(HERE)
    assert prints(replace(HERE, place=Place("april.yaml", 104))) != prints(HERE)


def test_a_limit_that_is_passed_by_another_count_is_the_same_result() -> None:
    assert prints(replace(NOWHERE, message="413 releases are planned; the limit is 100")) == prints(NOWHERE)


def test_results_that_say_the_same_are_told_apart() -> None:
    first, second = prints(HERE, replace(HERE, place=Place("march.yaml", 200)))
    assert first.partition(":")[0] == second.partition(":")[0]
    assert first != second


def test_what_is_left_out_is_counted_and_errors_go_first() -> None:
    warnings = [replace(CELL, severity=Severity.WARNING, place=Place("a.csv", line)) for line in range(RESULTS_MAX)]
    run = run_of(*warnings, HERE, total=9000)
    assert len(run["results"]) == RESULTS_MAX
    assert "M015" in {result["ruleId"] for result in run["results"]}
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"] == "4000 more findings are not in this file"
    assert "toolExecutionNotifications" not in run_of(HERE)["invocations"][0]


def test_a_log_replaces_the_one_of_its_own_category_only() -> None:
    assert run_of(HERE, category="plan")["automationDetails"] == {"id": "bulkops/plan/"}
    assert "automationDetails" not in run_of(HERE)


def test_a_command_that_was_ended_has_not_looked_at_everything() -> None:
    error = RemoteError("api.example cannot be reached", hint="try again later", code="R004")
    run = run_of(ended=error)
    assert run["results"] == []
    assert run["invocations"] == [
        {
            "executionSuccessful": False,
            "toolExecutionNotifications": [
                {
                    "level": "error",
                    "message": {"text": "api.example cannot be reached; try again later"},
                    "descriptor": {"id": "R004"},
                }
            ],
        }
    ]
    assert run_of(HERE)["invocations"] == [{"executionSuccessful": True}]


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("manifests/märz 1.yaml", "manifests/m%C3%A4rz%201.yaml"),
        ("a:b.yaml", "a%3Ab.yaml"),
        ("in\\march.yaml", "in/march.yaml"),
        ("/data/march 1.yaml", "file:///data/march%201.yaml"),
        ("C:\\in\\march.yaml", "file:///C:/in/march.yaml"),
    ],
)
def test_paths_are_written_as_uris(file: str, uri: str) -> None:
    (result,) = run_of(replace(HERE, place=Place(file, 1), related=()))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": uri}
