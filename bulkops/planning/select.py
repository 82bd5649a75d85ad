"""Patterns by which a user selects operations, as values."""

from dataclasses import dataclass
from enum import StrEnum

_WILD = "*?["


class Form(StrEnum):
    """What of an operation a pattern is held against, as a user writes it before the pattern: `type:*.release`."""

    ID = "id"
    TYPE = "type"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A glob pattern of operations: `*` stands for any text, `?` for one character, `[abc]` for one of some.

    Attributes:
        text: As the user gave it.
        glob: Without what says which form it has.
        forms: What it is held against: one, or all where the user does not say.
    """

    text: str
    glob: str
    forms: frozenset[Form]

    @property
    def wild(self) -> bool:
        """Whether it may name several; what stands in it is also taken as it is, should an id have such signs."""
        return any(sign in self.glob for sign in _WILD)


def read_pattern(text: str) -> Pattern:
    """Read a pattern: `inv-1*`, `march/inv-1`, `visma.invoice.release`, `100231`, `id:…`, `type:…`, `target:…`."""
    form, colon, glob = text.partition(":")
    if colon and form in list(Form):
        return Pattern(text, glob, frozenset({Form(form)}))
    return Pattern(text, text, frozenset(Form))
