"""A seed gives the same run each time, to the last request, in whichever process."""

import os
import subprocess
import sys

import pytest

DIGEST = """
from hashlib import sha256
from bulkops.simulation.generate import scenario_of
from bulkops.simulation.search import played
evidence = played(scenario_of({seed}))
rows = [(one.history.row, one.history.events) for one in evidence.told]
told = [(row.id, row.state, row.number, [event.kind for event in events]) for row, events in rows]
ends = [(end.command, end.began, end.ended, end.met, end.turns, end.error, end.bug) for end in evidence.ends]
print(sha256(repr((evidence.requests, evidence.effects, told, ends)).encode()).hexdigest())
"""


def digest(seed: int, hash_seed: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", DIGEST.format(seed=seed)],
        env=os.environ | {"PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize("seed", [3, 53, 107])
def test_a_seed_gives_the_same_run_each_time(seed: int) -> None:
    assert digest(seed, "1") == digest(seed, "2")


def test_another_seed_gives_another_run() -> None:
    assert digest(3, "1") != digest(4, "1")
