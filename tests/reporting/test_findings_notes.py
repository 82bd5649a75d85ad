"""Lines that belong to a finding, such as what a policy command has said, are in every form of findings."""

from bulkops.core.finding import Finding
from bulkops.reporting.findings import finding_text
from bulkops.reporting.findings_github import findings_github
from bulkops.reporting.findings_json import findings_json
from bulkops.reporting.findings_sarif import findings_sarif
from bulkops.reporting.style import Style

FINDING = Finding(code="P086", message="it says no", hint="read it", notes=("FAIL one\x1b[2J", "::error::two"))


def test_text_has_a_line_for_each_and_no_control_characters() -> None:
    assert finding_text(FINDING, lambda _: None, Style()).splitlines() == [
        "error[P086]: it says no",
        "  | FAIL one\\x1b[2J",
        "  | ::error::two",
        "hint: read it",
    ]


def test_annotations_stay_one_command() -> None:
    assert list(findings_github([FINDING])) == [
        "::error title=P086::it says no%0AFAIL one\x1b[2J%0A::error::two%0Aread it"
    ]


def test_programs_get_them() -> None:
    (found,) = findings_json([FINDING])["findings"]
    assert found["notes"] == list(FINDING.notes)
    (plain,) = findings_json([Finding(code="P086", message="it says no")])["findings"]
    assert "notes" not in plain
    (result,) = findings_sarif([FINDING], "1")["runs"][0]["results"]
    assert result["message"]["text"] == "it says no; read it\nFAIL one\x1b[2J\n::error::two"
