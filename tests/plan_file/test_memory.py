"""However many steps a plan has, writing and reading its file takes the same memory."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import sys, tracemalloc
from itertools import islice
from pathlib import Path
from bulkops.adapters.plan_file import PlanFile, write_plan
from bulkops.core.bound import Bound
from bulkops.core.shown import ShownPlan
from bulkops.planning.fold import Fold
from bulkops.planning.show import show
from bulkops.providers import REGISTRY
from bulkops.reporting.plan_json import plan_json
from bulkops.reporting.plan_text import plan_text
from bulkops.reporting.style import Style
from tests.reporting.plans import CONTEXT, large

class Steps:
    def __iter__(self):
        return (show(step, REGISTRY.types[step.type]) for step in large(int(sys.argv[1])))
    def at(self, seqs):
        return (shown for shown in self if shown.seq in seqs)

fold = Fold(REGISTRY)
for shown in Steps():
    fold.add(shown)
plan = ShownPlan(summary=fold.summary(CONTEXT), steps=Steps(), bound=Bound(environment="test"))
path = Path(sys.argv[2])
tracemalloc.start()
write_plan(path, plan_json(plan, REGISTRY))
print(tracemalloc.get_traced_memory()[1])
tracemalloc.reset_peak()
with PlanFile(path, REGISTRY) as file:
    assert file.summary.steps == int(sys.argv[1])
    assert len(list(file.steps.at([1, int(sys.argv[1]) // 2, int(sys.argv[1])]))) == 3
    for _ in plan_text(file.shown, REGISTRY, Style(width=100)):
        pass
print(tracemalloc.get_traced_memory()[1])
"""


@pytest.mark.slow
def test_writing_and_reading_take_the_same_memory_for_fifty_times_the_steps(tmp_path: Path) -> None:
    peaks = []
    for count in (1000, 50_000):
        words = [sys.executable, "-c", SCRIPT, str(count), str(tmp_path / "plan.gz")]
        done = subprocess.run(words, capture_output=True, text=True, timeout=250, check=False)
        assert done.returncode == 0, done.stderr
        peaks.append([int(line) for line in done.stdout.split()])
    (write_few, read_few), (write_many, read_many) = peaks
    assert write_many < write_few + 500_000
    assert read_many < read_few + 1_000_000
