import os
from collections.abc import Iterator

import pytest

from tests.sandbox.desk import Desk

#: The vendor's description is not part of the repository; CONTRIBUTING.md says how to point to it.
_NEED_IT = ["test_openapi.py", "test_conformity.py", "test_conforming.py", "test_schemathesis.py"]
collect_ignore = [] if os.environ.get("BULKOPS_OPENAPI") else _NEED_IT


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    desk.erp.close()


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
