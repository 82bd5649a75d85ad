from collections.abc import Iterator

import pytest

from tests.sandbox.desk import Desk


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    desk.erp.close()


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
