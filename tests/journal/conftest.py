from collections.abc import Iterator
from pathlib import Path

import pytest

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import Lease
from tests.journal.rows import take_lease


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ".bulkops" / "journal.db"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    with Journal.open(path) as opened:
        yield opened


@pytest.fixture
def lease(journal: Journal) -> Lease:
    return take_lease(journal)
