"""The steps of a plan as data in its page: chunks of JSON, as many as a browser can hold, and what was left out."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from bulkops.core.json import dumps
from bulkops.core.plan import QUIET, Group
from bulkops.core.registry import Registry
from bulkops.core.shown import Shown, ShownPlan
from bulkops.planning.fold import Signature, signature_of
from bulkops.reporting.html_step import page_step, page_type
from bulkops.reporting.verbs import verbs_of

#: Steps that a page holds one by one; a browser takes a few seconds to read so many.
STEPS_MAX = 100_000
#: Size of their data, in characters.
DATA_MAX = 256 * 1024 * 1024
#: Steps that are read at once.
CHUNK = 100

# What could end the element that the data stands in, or begin another one.
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def script_json(value: Any) -> Markup:
    """Write JSON that may stand in a `script` element, whatever is in it."""
    return Markup(dumps(value).decode().translate(_ESCAPES))  # noqa: S704 - nothing in it can end the element


@dataclass(frozen=True, slots=True)
class Left:
    """Steps of a group that the page does not hold one by one.

    Attributes:
        group: The group.
        here: Its steps that the page holds.
        left: Those that it only counts.
    """

    group: Group
    here: int
    left: int


class StepsData:
    """The steps of a page; gone through once.

    Steps come in the order of the plan until the page is full. Where not all of them fit, those that leave nothing to
    do are left out first, and of what comes after the end each group's first steps are taken along.

    Args:
        plan: The plan.
        registry: Operation types.
        steps_max: Steps that the page holds, the groups' first steps aside.
        data_max: Characters of data after which the page is full.
    """

    def __init__(
        self, plan: ShownPlan, registry: Registry, *, steps_max: int = STEPS_MAX, data_max: int = DATA_MAX
    ) -> None:
        self._plan = plan
        self._registry = registry
        self._steps_max = steps_max
        self._data_max = data_max
        self._size = 0
        self._here: Counter[int] = Counter()
        groups = plan.summary.groups
        self._firsts = {group.seqs[0]: group.number for group in groups if group.seqs}
        self._numbers: dict[Signature, int] = {}
        self._rest = next((group.number for group in groups if not group.type), 0)

    @property
    def bounded(self) -> bool:
        """Whether it is known beforehand that not all steps fit."""
        return self._plan.summary.steps > self._steps_max

    def chunks(self) -> Iterator[Markup]:
        """Give the steps, some at a time."""
        chunk: list[dict[str, Any]] = []
        for shown in self._chosen():
            chunk.append(page_step(shown, self._group(shown), self._registry))
            if len(chunk) == CHUNK:
                yield self._written(chunk)
                chunk = []
        if chunk:
            yield self._written(chunk)

    def left(self) -> list[Left]:
        """Count, by group, what the page does not hold; to be asked when all chunks were given."""
        counted = [(group, self._here[group.number]) for group in self._plan.summary.groups]
        return [Left(group, here, group.count - here) for group, here in counted if group.count > here]

    def _chosen(self) -> Iterator[Shown]:
        taken = last = 0
        for shown in self._plan.steps:
            if taken >= self._steps_max or self._size > self._data_max:
                break
            last = shown.seq
            if self.bounded and shown.verdict in QUIET:
                continue
            taken += 1
            yield shown
        else:
            return
        groups = (group for group in self._plan.summary.groups if not (self.bounded and group.verdict in QUIET))
        yield from self._plan.steps.at({seq for group in groups for seq in group.seqs if seq > last})

    def _group(self, shown: Shown) -> int:
        """Find the group of a step: the first step of each group is known by its number, and comes first."""
        signature = signature_of(shown, self._registry.types[shown.type])
        if shown.seq in self._firsts:
            self._numbers[signature] = self._firsts[shown.seq]
        number = self._numbers.get(signature, self._rest)
        self._here[number] += 1
        return number

    def _written(self, chunk: list[dict[str, Any]]) -> Markup:
        written = script_json(chunk)
        self._size += len(written)
        return written


def head_json(plan: ShownPlan, registry: Registry) -> Markup:
    """Write what the page has to know about all steps: words for operation types, and names of values."""
    names = {name for counts in plan.summary.counts.values() for name in counts}
    types = {name: page_type(registry.types[name], verb, registry) for name, verb in verbs_of(names, registry).items()}
    return script_json({"types": types, "titles": plan.summary.titles, "steps": plan.summary.steps})
