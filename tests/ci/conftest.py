from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ci.forge import standing_in
from tests.ci.scratch import Scratch, checked_out


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Scratch]:
    """A checked-out repository, and the forge that it is from."""
    with standing_in() as forge:
        yield checked_out(tmp_path, forge)
