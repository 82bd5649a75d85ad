"""Findings about a plan: its warnings, and each operation that is in conflict."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bulkops.core.conflict import Conflict, Standing, ThreeWay
from bulkops.core.finding import Finding
from bulkops.core.place import Place
from bulkops.core.shown import Shown, ShownPlan
from bulkops.core.step import Step, Verdict
from bulkops.planning.show import show
from bulkops.providers import REGISTRY
from bulkops.reporting.plan_findings import CONFLICTS_MAX, conflict_finding, plan_findings
from tests.reporting.plans import plan_of, step

WARNING = Finding(code="P040", message="a limit is near")


def conflicting(seq: int) -> Step:
    return step(seq, "visma.invoice.update", target="100777", verdict=Verdict.CONFLICT, reason="somebody changed it")


def shown(conflict: Conflict | None = None) -> Shown:
    return replace(show(conflicting(7), REGISTRY.types["visma.invoice.update"]), conflict=conflict)


def row(path: str, theirs: object, ours: object, **more: object) -> ThreeWay:
    return ThreeWay(path=path, standing=Standing.OURS, theirs=theirs, ours=ours, asked=True, **more)  # type: ignore[arg-type]


def test_a_conflict_has_its_place_and_its_operation() -> None:
    found = conflict_finding(shown(), REGISTRY)
    assert (found.code, found.place, found.operation) == ("P030", Place("march.yaml", 73, 5), "s-7")
    assert found.message == "the update of invoice 100777 is in conflict: somebody changed it"
    assert found.hint


def test_a_conflict_says_which_fields_differ_and_how() -> None:
    rows = (row("note", "a", "b"), *(row(f"f{number}", 1, 2) for number in range(6)))
    found = conflict_finding(shown(Conflict(noun="invoice", target="100777", rows=rows)), REGISTRY)
    assert "; `note` is a, yours b, `f0` is 1, yours 2" in found.message
    assert found.message.endswith(" and 4 more fields")


def test_a_conflict_about_personal_data_shows_neither_side() -> None:
    rows = (row("invoiceContact.email", "canary-theirs", "canary-ours", sensitive=True),)
    found = conflict_finding(shown(Conflict(noun="invoice", target="100777", rows=rows)), REGISTRY)
    assert "`invoiceContact.email` differs (sensitive)" in found.message
    assert "canary" not in found.message + found.hint


def test_a_document_that_is_gone_is_said_to_be() -> None:
    found = conflict_finding(shown(Conflict(noun="invoice", target="100777", gone=True)), REGISTRY)
    assert found.message.endswith("; it is gone: somebody has deleted it")


def test_a_plan_gives_its_findings_and_its_conflicts() -> None:
    steps = [step(1, "visma.invoice.release", target="100001"), conflicting(2), conflicting(3)]
    plan = replace(plan_of(steps), findings=(WARNING,), findings_total=5)
    found, total = plan_findings(plan, REGISTRY)
    assert [(one.code, one.operation) for one in found] == [("P040", ""), ("P030", "s-2"), ("P030", "s-3")]
    assert total == 7


@dataclass(frozen=True, slots=True)
class Counted:
    """Steps that count how many of them were asked for."""

    steps: tuple[Shown, ...]
    given: list[int]

    def __iter__(self) -> Iterator[Shown]:
        for one in self.steps:
            self.given.append(one.seq)
            yield one

    def at(self, _seqs: object) -> Iterator[Shown]:
        raise AssertionError


def counted(steps: list[Step]) -> tuple[ShownPlan, list[int]]:
    given: list[int] = []
    plan = plan_of(steps)
    return replace(plan, steps=Counted(tuple(plan.steps), given)), given


def test_conflicts_beyond_the_bound_are_counted_and_not_read() -> None:
    plan, given = counted([conflicting(number) for number in range(1, CONFLICTS_MAX + 500)])
    found, total = plan_findings(plan, REGISTRY)
    assert len(found) == CONFLICTS_MAX == len(given)
    assert total == CONFLICTS_MAX + 499


def test_a_plan_without_conflicts_is_not_gone_through() -> None:
    plan, given = counted([step(number, "visma.invoice.release", target="1") for number in range(1, 5)])
    assert plan_findings(plan, REGISTRY) == ((), 0)
    assert given == []
