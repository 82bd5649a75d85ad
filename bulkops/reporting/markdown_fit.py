"""How much room each part of a comment gets."""

from collections.abc import Sequence


def level(wants: Sequence[int], room: int) -> list[int]:
    """Share room out: equal shares, what one does not want goes to the others, and what is left to the first.

    Args:
        wants: What each would take, at most.
        room: What there is.
    """
    shares = [0] * len(wants)
    for done, at in enumerate(sorted(range(len(wants)), key=wants.__getitem__)):
        shares[at] = min(wants[at], room // (len(wants) - done))
        room -= shares[at]
    for at, want in enumerate(wants):
        more = min(want - shares[at], room)
        shares[at] += more
        room -= more
    return shares
