"""What is seen of a list while it is read, in simulated time."""

import pytest

from bulkops.cli.console import Console
from bulkops.cli.list_progress import ListProgress
from bulkops.core.errors import RemoteError
from bulkops.core.http import Response
from bulkops.providers import REGISTRY
from bulkops.reporting.style import Style
from tests.engine.simulation import FakeClock, Script, channel_to, time_passes

pytestmark = pytest.mark.anyio
PLAIN = Style(unicode=False)
INVOICE = REGISTRY.resources["visma.invoice"]


def progress_of(*, live: bool = False, progress: bool = True) -> ListProgress:
    return ListProgress(Console(out=PLAIN, err=PLAIN, progress=progress, live=live), INVOICE)


async def follow(progress: ListProgress, clock: FakeClock, *, waiting: str = "") -> None:
    channel = channel_to(Script(lambda _request: Response(status=200), clock), clock)
    channel.pace.waiting_for = waiting
    async with time_passes(clock), progress.shown(channel, clock):
        for page in range(1, 26):
            await clock.sleep(1)
            progress.tally.pages, progress.tally.given, progress.tally.total = page, page * 1000, 52_340


async def test_a_line_now_and_then(clock: FakeClock, capsys: pytest.CaptureFixture[str]) -> None:
    await follow(progress_of(), clock, waiting="quota")
    said = capsys.readouterr()
    assert said.out == ""
    lines = said.err.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("9 000 invoices from 9 pages") or lines[0].startswith("10 000 invoices from 10 pages")
    assert lines[0].endswith(" | of 52 340 rows | waiting for quota")


async def test_a_live_line_is_cleared_at_the_end(clock: FakeClock, capsys: pytest.CaptureFixture[str]) -> None:
    await follow(progress_of(live=True), clock)
    said = capsys.readouterr().err
    assert "\n" not in said
    assert "24 000 invoices from 24 pages | of 52 340 rows" in said
    assert said.endswith("\r\x1b[2K")


async def test_none_where_none_is_wanted(clock: FakeClock, capsys: pytest.CaptureFixture[str]) -> None:
    await follow(progress_of(progress=False), clock)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "error", [RemoteError("it is down"), BrokenPipeError()], ids=lambda error: type(error).__name__
)
async def test_what_the_reading_raises_comes_out_as_it_is(clock: FakeClock, error: Exception) -> None:
    channel = channel_to(Script(lambda _request: Response(status=200), clock), clock)
    with pytest.raises(type(error)) as caught:
        async with time_passes(clock), progress_of().shown(channel, clock):
            raise error
    assert caught.value is error
