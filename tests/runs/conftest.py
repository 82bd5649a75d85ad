from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.runs.folder import Folder
from tests.runs.served import Server, serving


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A folder whose runs reach the embedded sandbox."""
    path = tmp_path / "project"
    path.mkdir()
    return Folder(path, path / ".bulkops" / "sandbox.db")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A folder whose runs reach a sandbox in another process over HTTP."""
    path = tmp_path / "project"
    path.mkdir()
    (tmp_path / "erp").mkdir()
    with serving(Folder(path, tmp_path / "erp" / "sandbox.db")) as served:
        yield served
