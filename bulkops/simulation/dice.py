"""Chance that can be repeated: what falls depends on the seed and on what it is thrown for, not on what fell before."""

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

_T = TypeVar("_T")
_FACES = 1 << 53


class Dice:
    """Throws by name.

    Args:
        seed: What makes one set of dice differ from another.
    """

    def __init__(self, seed: int | str) -> None:
        self._seed = seed

    def part(self, *name: object) -> float:
        """Throw a part of 1, from 0 to less than 1."""
        digest = sha256("/".join(map(str, (self._seed, *name))).encode()).digest()
        return (int.from_bytes(digest[:8]) % _FACES) / _FACES

    def happens(self, chance: float, *name: object) -> bool:
        """Say whether what has a chance (0 to 1) happens."""
        return self.part(*name) < chance

    def between(self, least: int, most: int, *name: object) -> int:
        """Throw a whole number from `least` to `most`."""
        return least + int(self.part(*name) * (most - least + 1))

    def seconds(self, least_s: float, most_s: float, *name: object) -> float:
        """Throw a time."""
        return round(least_s + self.part(*name) * (most_s - least_s), 4)

    def one(self, among: Sequence[_T], *name: object) -> _T:
        """Choose one of several."""
        return among[self.between(0, len(among) - 1, *name)]
