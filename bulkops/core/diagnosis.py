"""What `doctor` has looked at, and what it found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Health(StrEnum):
    """How a check ended."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check.

    Attributes:
        name: What was looked at, such as `visma quota`.
        health: How it ended.
        seen: What was seen; never a secret.
        advice: What to do; empty where there is nothing to do.
        details: Further lines, such as one a finding.
        code: Stable code of the error; empty for none.
        exit_code: What the command ends with where this is its first error.
        facts: What was seen, for programs.
    """

    name: str
    health: Health
    seen: str
    advice: str = ""
    details: tuple[str, ...] = ()
    code: str = ""
    exit_code: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)


def exit_code_of(checks: tuple[Check, ...]) -> int:
    """Give the exit code of the first error; 0 where there is none."""
    return next((check.exit_code for check in checks if check.health is Health.ERROR), 0)
