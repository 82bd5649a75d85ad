"""What is seen of a look for drift that takes long, in simulated time."""

import pytest

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.left import Writes
from bulkops.app.drift import Chosen, Drifting
from bulkops.cli.console import Console
from bulkops.cli.drift_progress import DriftProgress
from bulkops.providers import REGISTRY
from bulkops.reporting.style import Style
from bulkops.sandbox.erp import Erp
from tests.engine.simulation import FakeClock, system_of, time_passes

pytestmark = pytest.mark.anyio
PLAIN = Style(unicode=False)


class Slow(Drifting):
    """A look that has come some way."""

    compared, documents = 1234, 52_340


async def test_a_line_now_and_then(
    journal: Journal, erp: Erp, clock: FakeClock, capsys: pytest.CaptureFixture[str]
) -> None:
    system, drifting = system_of(erp, clock), Slow(Writes(journal.database, 1, {}), REGISTRY, Chosen())
    progress = DriftProgress(Console(out=PLAIN, err=PLAIN), drifting)
    async with time_passes(clock), progress.shown(system):
        await clock.sleep(15)
        system.channels["visma"].pace.waiting_for = "quota"
        await clock.sleep(10)
    drifting.close()
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        "1 234 of 52 340 documents compared",
        "1 234 of 52 340 documents compared | waiting for quota",
    ]
