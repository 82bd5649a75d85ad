"""A saved plan on its way to being applied: held against what it is bound to, and against the same plan made again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from bulkops.adapters.draft import Draft
from bulkops.adapters.plan_file import PlanFile
from bulkops.app.bound import check_bound, check_fresh
from bulkops.core.bound import Bound
from bulkops.core.errors import InvalidInputError, PlanRefusedError
from bulkops.core.finding import Finding
from bulkops.core.shown import Shown, ShownPlan
from bulkops.planning.moved import Moved, moved
from bulkops.planning.plan_digest import PlanDigest

#: Steps that have moved which are named; the others are counted.
NAMED_MAX = 20
_HINT = "make the plan again and have it reviewed, or leave out what has moved: `--on-conflict skip`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """A saved plan that is to be applied.

    Attributes:
        file: The plan.
        expected: What its digest has to begin with; empty: anything.
        skip: Leave out the steps that have moved, and do the others.
    """

    file: PlanFile
    expected: str = ""
    skip: bool = False

    def check(self, now: Bound) -> None:
        """Make sure that the plan is the expected one, has not expired, and is bound to what it is applied to.

        Args:
            now: What a plan of the same files would be bound to now.

        Raises:
            PlanRefusedError: It is not.
        """
        self.check_digest()
        check_fresh(self.file.bound, now.created_at)
        check_bound(self.file.bound, now)

    def check_digest(self) -> None:
        """Make sure that the plan is the expected one.

        Raises:
            PlanRefusedError: It is not.
        """
        if self.expected and not self.file.digest.startswith(self.expected):
            raise PlanRefusedError(
                f"the digest of the plan is {self.file.digest[:12]}, not {self.expected}; nothing was sent",
                hint="this is not the plan that was approved: apply that one, or have this one reviewed",
                code="P069",
            )

    def hold_against(self, made: ShownPlan, draft: Draft) -> int:
        """Hold the plan against itself, made again: what is sent is what was shown.

        Args:
            made: The plan as it would be now.
            draft: Its steps; where moved ones are left out, they are in conflict in it afterwards.

        Returns:
            How many steps have moved and are left out.

        Raises:
            PlanRefusedError: Something has moved, and is not to be left out.
        """
        check_bound(self.file.bound, made.bound)
        digest = PlanDigest(self.file.bound)
        found = moved(self.file.steps, _digested(made.steps, digest))
        first = list(islice(found, NAMED_MAX))
        if self.skip:
            count = sum(_left_out(draft, one) for one in chain(first, found))
        else:
            count = len(first) + sum(1 for _ in found)
            if count:
                raise _refused(first, count, self.file.summary.steps)
        if not count and digest.hexdigest() != self.file.digest:
            raise PlanRefusedError(
                "the plan made again is not the one that was reviewed; nothing was sent", hint=_HINT, code="P067"
            )
        return count


def _digested(steps: Iterable[Shown], digest: PlanDigest) -> Iterator[Shown]:
    for step in steps:
        digest.add(step)
        yield step


def _left_out(draft: Draft, one: Moved) -> bool:
    if one.open:
        draft.refuse(one.shown.seq, f"not as reviewed: {one.what}")
    return True


def _refused(first: list[Moved], count: int, steps: int) -> PlanRefusedError:
    findings = tuple(
        Finding(
            code="P067",
            message=f"`{one.shown.id}` is not as it was reviewed: {one.what}",
            place=one.shown.place,
            operation=one.shown.id,
        )
        for one in first
    )
    verb = "is" if count == 1 else "are"
    return PlanRefusedError(
        f"{count} of {steps} steps {verb} not as reviewed; nothing was sent",
        hint=_HINT,
        code="P067",
        findings=findings,
        total=count,
    )


def as_refusal(error: InvalidInputError) -> PlanRefusedError:
    """Say of mistakes that were none when the plan was reviewed that the world has moved: the manifests have not."""
    return PlanRefusedError(
        "the plan does not fit the system any more; nothing was sent",
        hint="make the plan again and have it reviewed",
        code="P068",
        findings=error.findings,
        total=error.total,
    )
