"""What a new run takes over from earlier ones, as lines for the user who is about to say yes."""

from collections.abc import Iterable, Iterator

from bulkops.core.takeover import Takeover
from bulkops.reporting.style import Style
from bulkops.reporting.words import count_text


def takeover_text(found: Iterable[Takeover], style: Style) -> Iterator[str]:
    """Say what becomes of steps that earlier runs have not sent.

    Args:
        found: What a new run means for each of them.
        style: How it is written.
    """
    for one in found:
        if one.taken:
            yield _line(one.taken, one.run, "is taken over by this run", "are taken over by this run", style)
        if one.gone:
            yield _line(
                one.gone, one.run, "is no longer asked for: cancelled", "are no longer asked for: cancelled", style
            )
        if one.left:
            sends = f"`bulkops resume {one.run}` sends"
            yield _line(
                one.left, one.run, f"is not part of this: {sends} it", f"are not part of this: {sends} them", style
            )


def _line(count: int, run: str, of_one: str, of_many: str, style: Style) -> str:
    was, becomes = ("was", of_one) if count == 1 else ("were", of_many)
    return f"{count_text(count, 'step', style)} of run {run} that {was} not sent {becomes}"
