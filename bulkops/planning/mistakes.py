"""What is wrong with the words of a command: all of it at once."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Mistakes:
    """What is wrong.

    Attributes:
        found: For each mistake what is wrong, and what to do, which may be empty.
    """

    found: list[tuple[str, str]] = field(default_factory=list)

    def add(self, text: str, hint: str = "") -> None:
        """Note one."""
        self.found.append((text, hint))
