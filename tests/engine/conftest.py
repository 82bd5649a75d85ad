from collections.abc import Iterator
from pathlib import Path

import pytest

from bulkops.adapters.journal.journal import Journal
from bulkops.sandbox.erp import Erp
from tests.engine.simulation import FakeClock


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def erp(clock: FakeClock) -> Iterator[Erp]:
    erp = Erp()
    erp.seed(clock.now() - 7 * 86_400)
    yield erp
    erp.close()


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal.open(tmp_path / "journal.db") as opened:
        yield opened
