"""Annotations of a pull request: how many are shown, and that no text of a user's becomes a command."""

import re

import pytest

from bulkops.core.finding import Finding, Related, Severity
from bulkops.core.place import Place
from bulkops.reporting.findings_github import ANNOTATIONS_MAX, findings_github

SHOWN = re.compile(r"::(error|warning|notice) (\S*)::")


def finding(line: int, message: str = "x", severity: Severity = Severity.ERROR) -> Finding:
    return Finding(code="M001", message=message, place=Place("a.yaml", line), severity=severity)


def kinds(lines: list[str]) -> list[str]:
    return [match[1] for line in lines if (match := SHOWN.match(line))]


def test_the_first_of_each_kind_are_annotations_and_the_others_stand_in_the_log() -> None:
    errors = [finding(line, f"no. {line}") for line in range(1, 26)]
    warnings = [finding(line, severity=Severity.WARNING) for line in range(100, 103)]
    lines = list(findings_github([*errors, *warnings]))
    assert kinds(lines).count("error") == ANNOTATIONS_MAX
    assert kinds(lines).count("warning") == len(warnings)
    assert "::group::15 more" in lines
    assert "  - a.yaml:25: error[M001]: no. 25" in lines
    assert lines[-1] == "::notice title=bulkops::15 more not shown here, 15 of them in the log of this step"


def test_the_log_is_bounded_too() -> None:
    lines = list(findings_github([finding(line) for line in range(1, 1001)], total=70_000))
    assert len(lines) < 120
    assert lines[-1] == "::notice title=bulkops::69990 more not shown here, 100 of them in the log of this step"


def test_nothing_is_said_of_nothing() -> None:
    assert list(findings_github([])) == []


def test_a_finding_about_many_stands_beside_the_first_of_them() -> None:
    related = (Related("the first of them", Place("a.yaml", 13, 5)),)
    found = Finding(code="P001", message="3 releases; 1 is allowed", related=related)
    assert list(findings_github([found])) == ["::error file=a.yaml,line=13,col=5,title=P001::3 releases; 1 is allowed"]
    assert "  - a.yaml:13:5: error[P001]: 3 releases; 1 is allowed" in findings_github([found] * 11)


def test_what_is_underlined_is_marked_up_to_its_end() -> None:
    found = Finding(code="M040", message="x", place=Place("a.yaml", 20, 20, length=30))
    assert list(findings_github([found])) == ["::error file=a.yaml,line=20,col=20,endColumn=50,title=M040::x"]


@pytest.mark.parametrize(
    "text", ["a\n::stop-commands::x", "a\r\n::add-mask::1", "##[set-output name=x]1", "####[add-mask]1"]
)
def test_text_of_a_user_is_no_command(text: str) -> None:
    place = Place(text, 3, label=text)
    many = [Finding(code="M001", message=text, place=place, operation=text, hint=text) for _ in range(12)]
    lines = list(findings_github(many))
    for line in lines:
        assert "\n" not in line
        assert "\r" not in line
        # A command of the newer form is at the start of a line; the older one is looked for where that one is not.
        assert line.startswith(("::error ", "::group::2 more", "::endgroup::", "::notice ")) or (
            line.startswith("  - ") and "##[" not in line
        )
