"""Long work lets others have their turn."""

from collections.abc import Iterator

import anyio
import pytest
from anyio.lowlevel import checkpoint

from bulkops.app.turns import in_turns

pytestmark = pytest.mark.anyio


async def test_others_have_their_turn_and_nothing_is_left_out() -> None:
    done, seen = list[int](), list[int]()

    async def look_on() -> None:
        while True:
            seen.append(len(done))
            await checkpoint()

    def values() -> Iterator[int]:
        for value in range(5500):
            assert len(done) == value, "one at a time"
            yield value

    async with anyio.create_task_group() as group:
        group.start_soon(look_on)
        await in_turns(values(), done.append)
        group.cancel_scope.cancel()
    assert done == list(range(5500))
    assert len(set(seen)) >= 5
