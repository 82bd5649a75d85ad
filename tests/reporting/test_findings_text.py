from collections.abc import Callable

import pytest

from bulkops.core.errors import JournalError
from bulkops.core.finding import Finding, Related, Severity
from bulkops.core.place import Place
from bulkops.reporting.excerpt import excerpt_lines
from bulkops.reporting.findings import error_text, finding_text, findings_text
from bulkops.reporting.findings_github import findings_github
from bulkops.reporting.findings_json import findings_json
from bulkops.reporting.style import Style

Golden = Callable[[str, str], None]
STYLE = Style(width=72)

LONG = "      invoiceText: " + "lång text " * 12 + "discountPercnt: 10 " + "och mera text " * 10
FILES = {
    ("march.yaml", 3): "  - id: acme-march",
    ("march.yaml", 14): "      documentDat: 2026-03-31",
    ("march.yaml", 20): '      invoiceText: "Räkning för 山田商店 i mars"',
    ("march.yaml", 21): "\t\tquantity:\t1,5",
    ("march.yaml", 104): "  - id: acme-march",
    ("march.yaml", 105): LONG,
    ("fakturor.csv", 14): "F-14;10042;CONS-1;1,234;980,50",
}
FINDINGS = (
    Finding(
        code="M021",
        message="unknown field `documentDat`",
        place=Place("march.yaml", 14, 7),
        operation="acme-march",
        hint="did you mean `documentDate`?",
    ),
    Finding(
        code="T011",
        message="`1,234` may be 1234 or 1.234",
        place=Place("fakturor.csv", 14, 0, "Antal"),
        operation="inv-F-14",
        hint="say `thousands` or `decimal` in `rows`",
    ),
    Finding(
        code="M015",
        message="two operations are called `acme-march`",
        place=Place("march.yaml", 104, 9),
        related=(Related("the first one stands here", Place("march.yaml", 3, 9)),),
    ),
    Finding(code="M040", message="text has 3 wide characters", place=Place("march.yaml", 20, 20, length=30)),
    Finding(code="M030", message="`1,5` is not a decimal number", place=Place("march.yaml", 21, 13)),
    Finding(code="M021", message="unknown field `discountPercnt`", place=Place("march.yaml", 105, 140)),
    Finding(code="C003", message="the file is empty", place=Place("bulkops.yaml"), severity=Severity.WARNING),
    Finding(code="P003", message="412 releases are planned; the limit is 100", hint="pass `--allow release=412`"),
    Finding(code="M050", message="the file has gone\x1b[2J", place=Place("gone.yaml", 4, 2), operation="x"),
)


def excerpt(place: Place) -> str | None:
    return FILES.get((place.file, place.line))


def all_of(findings: tuple[Finding, ...], style: Style = STYLE, *, total: int = 0, cap: int = 100) -> str:
    return "\n".join(findings_text(findings, excerpt, style, total=total, cap=cap)) + "\n"


def test_every_layout(golden: Golden) -> None:
    golden("findings.txt", all_of(FINDINGS))


def test_every_layout_in_colour(golden: Golden) -> None:
    golden("findings-colour.txt", all_of(FINDINGS, Style(colour=True, width=72)))


def test_the_layout_of_the_manual() -> None:
    assert finding_text(FINDINGS[0], excerpt, STYLE) == (
        "error[M021]: unknown field `documentDat`\n"
        "  --> march.yaml:14:7  operation `acme-march`\n"
        "   |\n"
        "14 |       documentDat: 2026-03-31\n"
        "   |       ^^^^^^^^^^^\n"
        "hint: did you mean `documentDate`?"
    )


@pytest.mark.parametrize(
    ("line", "column", "length", "carets"),
    [
        ("key: value", 1, 0, (0, 3)),
        ("key: value", 6, 0, (5, 5)),
        ("key: 'a value', b", 6, 0, (5, 9)),
        ("key: 'open", 6, 0, (5, 5)),
        ("{a: 12:30, b: c}", 5, 0, (4, 5)),
        ("山田: x", 1, 0, (0, 4)),
        ("山田: x", 5, 0, (6, 1)),
        ("e\u0301te: x", 1, 0, (0, 3)),
        ("\tkey: x", 2, 0, (4, 3)),
        ("key: value", 6, 3, (5, 3)),
        ("key: 1,5, x", 6, 0, (5, 3)),
        ("key: value", 6, 99, (5, 5)),
        ("key:", 5, 0, (4, 1)),
        ("key:", 99, 0, (4, 1)),
        ("a\x07b: x", 1, 0, (0, 6)),
        ("", 1, 0, (0, 1)),
    ],
)
def test_carets_stand_under_the_word(line: str, column: int, length: int, carets: tuple[int, int]) -> None:
    place = Place("f", 7, column, length=length)
    _, _, under = excerpt_lines(place, line, STYLE)
    under = under.removeprefix("  | ")
    assert (len(under) - len(under.lstrip()), under.count("^")) == carets


@pytest.mark.parametrize("column", [1, 20, 139, 140, 250, 270])
def test_long_lines_are_cut_around_the_caret(column: int) -> None:
    _, text, under = excerpt_lines(Place("f", 105, column, length=4), LONG, STYLE)
    assert len(text) <= STYLE.width
    shown, at = text.removeprefix("105 | "), under.removeprefix("    | ")
    start = at.index("^")
    assert shown[start : start + 4].strip("…") in LONG
    assert shown[start : start + 4] == LONG[column - 1 : column + 3].rstrip() or "…" in shown


def test_an_underlined_part_longer_than_the_room_ends_at_the_cut() -> None:
    _, text, under = excerpt_lines(Place("f", 1, 5, length=500), "x" * 600, STYLE)
    assert len(text) <= STYLE.width
    assert len(under) <= len(text)


def test_findings_are_cut_off_with_a_count_and_errors_go_first() -> None:
    many = tuple(
        Finding(
            code="M001",
            message=f"no. {line}",
            place=Place("a.yaml", line),
            severity=Severity.ERROR if line > 150 else Severity.WARNING,
        )
        for line in range(1, 161)
    )
    text = all_of(many, total=500)
    assert text.count("[M001]") == 100
    assert text.count("error[M001]") == 10
    assert text.index("warning[M001]: no. 1\n") < text.index("error[M001]: no. 151\n")
    assert text.endswith("500 findings, of the first 160: 10 errors, 150 warnings · 400 not shown\n")


def test_counts_are_singular_and_plural() -> None:
    assert all_of(FINDINGS[:1]).splitlines()[-1] == "1 error"
    assert all_of(FINDINGS).splitlines()[-1] == "8 errors, 1 warning"


def test_findings_for_programs() -> None:
    value = findings_json(FINDINGS, total=12)
    assert value["format"] == "bulkops.findings/1"
    assert value["counts"] == {"error": 8, "warning": 1}
    assert value["total"] == 12
    first = value["findings"][0]
    assert (first["file"], first["line"], first["severity"]) == ("bulkops.yaml", None, "warning")
    table = next(one for one in value["findings"] if one["code"] == "T011")
    assert table == {
        "code": "T011",
        "severity": "error",
        "message": "`1,234` may be 1234 or 1.234",
        "file": "fakturor.csv",
        "line": 14,
        "column": None,
        "label": "Antal",
        "operation": "inv-F-14",
        "hint": "say `thousands` or `decimal` in `rows`",
        "related": [],
    }


def test_what_ended_a_command_looks_like_a_finding() -> None:
    error = JournalError("the journal is locked by another run", hint="wait, or pass `--lock-timeout 5m`", code="J002")
    assert error_text(error, STYLE) == (
        "error[J002]: the journal is locked by another run\nhint: wait, or pass `--lock-timeout 5m`"
    )


def test_findings_for_github() -> None:
    odd = Finding(code="M001", message="50 % of\nit", place=Place("a,b:c.yaml", 4, 2), severity=Severity.WARNING)
    lines = list(findings_github((*FINDINGS[:2], odd), total=10))
    assert lines == [
        "::warning file=a%2Cb%3Ac.yaml,line=4,col=2,title=M001::50 %25 of%0Ait",
        (
            "::error file=fakturor.csv,line=14,title=T011::column `Antal`: `1,234` may be 1234 or 1.234 "
            "(operation `inv-F-14`)%0Asay `thousands` or `decimal` in `rows`"
        ),
        (
            "::error file=march.yaml,line=14,col=7,title=M021::unknown field `documentDat` (operation `acme-march`)"
            "%0Adid you mean `documentDate`?"
        ),
        "::notice title=bulkops::7 more not shown here, 0 of them in the log of this step",
    ]
