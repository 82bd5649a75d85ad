"""What `doctor` has found, for people and for programs."""

from collections import Counter
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Any

from bulkops.core.diagnosis import Check, Health, exit_code_of
from bulkops.reporting.style import Colour, Style
from bulkops.reporting.width import visible
from bulkops.reporting.words import noun

_COLOURS = {
    Health.OK: (Colour.GREEN,),
    Health.WARNING: (Colour.YELLOW, Colour.BOLD),
    Health.ERROR: (Colour.RED, Colour.BOLD),
    Health.SKIPPED: (Colour.DIM,),
}
_NAME_WIDTH = 24
_HEALTH_WIDTH = 9
_TEXT_WIDTH_MIN = 40


def check_lines(check: Check, style: Style) -> Iterator[str]:
    """Write a check: how it ended, what was seen, and below it what to do."""
    indent = " " * (_HEALTH_WIDTH + _NAME_WIDTH)
    code = f"{check.code}: " if check.code else ""
    head = style.paint(check.health.value, *_COLOURS[check.health]) + " " * (_HEALTH_WIDTH - len(check.health.value))
    first, *more = _wrapped(f"{code}{check.seen}", style)
    yield f"{head}{check.name:{_NAME_WIDTH}}{first}"
    for line in more:
        yield f"{indent}{line}"
    for detail in check.details:
        for line in _wrapped(detail, style):
            yield f"{indent}{line}"
    for number, line in enumerate(_wrapped(check.advice, style) if check.advice else ()):
        mark = f"{style.arrow} " if number == 0 else " " * (len(style.arrow) + 1)
        yield f"{indent}{mark}{line}"


def closing_line(checks: Sequence[Check], style: Style) -> str:
    """Count what was found."""
    counts = Counter(check.health for check in checks)
    errors, warnings = counts[Health.ERROR], counts[Health.WARNING]
    text = f"{errors or 'no'} {noun(errors, 'error')}, {warnings or 'no'} {noun(warnings, 'warning')}"
    return style.paint(text, *_COLOURS[Health.ERROR if errors else Health.WARNING if warnings else Health.OK])


def checks_json(checks: Sequence[Check]) -> dict[str, Any]:
    """Write all checks for programs."""
    return {
        "doctor": 1,
        "exit_code": exit_code_of(tuple(checks)),
        "checks": [
            {
                "name": check.name,
                "health": check.health.value,
                "seen": check.seen,
                "advice": check.advice,
                "details": list(check.details),
                "code": check.code or None,
                "facts": dict(check.facts),
            }
            for check in checks
        ],
    }


def _wrapped(text: str, style: Style) -> list[str]:
    width = max(_TEXT_WIDTH_MIN, style.width - _HEALTH_WIDTH - _NAME_WIDTH - len(style.arrow) - 1)
    # Paths and addresses stay whole: they are there to be copied.
    return wrap(visible(text), width, break_long_words=False, break_on_hyphens=False) or [""]
