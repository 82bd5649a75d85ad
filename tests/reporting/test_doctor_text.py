"""What `doctor` prints: one line a check, what to do below it, and for programs everything."""

from bulkops.core.diagnosis import Check, Health, exit_code_of
from bulkops.reporting.doctor_text import check_lines, checks_json, closing_line
from bulkops.reporting.style import Style

PLAIN = Style(width=80)
GOOD = Check(name="journal", health=Health.OK, seen="there")
WRONG = Check(
    name="visma background calls",
    health=Health.ERROR,
    seen="the token endpoint refused an access token because the secret was renewed\x1b[31m",
    advice="write /a/very/long/path/that/stays/whole/so/that/it/can/be/copied/from/here",
    details=("bulkops.yaml:1:2 C004: unknown key",),
    code="R011",
    exit_code=5,
    facts={"limit": 5},
)
WARNING = Check(name="quota", health=Health.WARNING, seen="low", advice="wait")


def test_a_check_as_text() -> None:
    assert list(check_lines(GOOD, PLAIN)) == ["ok       journal                 there"]
    assert list(check_lines(WRONG, PLAIN)) == [
        "error    visma background calls  R011: the token endpoint refused an access",
        "                                 token because the secret was renewed\\x1b[31m",
        "                                 bulkops.yaml:1:2 C004: unknown key",
        "                                 \N{RIGHTWARDS ARROW} write",
        "                                   /a/very/long/path/that/stays/whole/so/that/it/can/be/copied/from/here",
    ]


def test_signs_and_colours_are_those_of_the_place() -> None:
    assert list(check_lines(WARNING, Style(unicode=False)))[1].strip() == "-> wait"
    assert list(check_lines(GOOD, Style(colour=True))) == ["\x1b[32mok\x1b[0m       journal                 there"]


def test_the_last_line_counts() -> None:
    assert closing_line((), PLAIN) == "no errors, no warnings"
    assert closing_line((WRONG, WARNING, GOOD, WARNING), PLAIN) == "1 error, 2 warnings"


def test_for_programs() -> None:
    assert exit_code_of((GOOD, WARNING)) == 0
    told = checks_json((GOOD, WRONG))
    assert (told["doctor"], told["exit_code"]) == (1, 5)
    assert told["checks"][1] == {
        "name": "visma background calls",
        "health": "error",
        "seen": WRONG.seen,
        "advice": WRONG.advice,
        "details": list(WRONG.details),
        "code": "R011",
        "facts": {"limit": 5},
    }
    assert told["checks"][0]["code"] is None
