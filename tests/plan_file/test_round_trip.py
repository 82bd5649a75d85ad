"""A plan read from its file is the plan that was written: to programs, and to the letter of every rendering."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bulkops.core.conflict import Conflict
from bulkops.core.json import canonical
from bulkops.core.operation import OperationType
from bulkops.core.shown import Shown, ShownPlan
from bulkops.core.step import Verdict
from bulkops.planning.diff import difference
from bulkops.planning.show import show
from bulkops.planning.three_way import three_way
from bulkops.providers import REGISTRY
from bulkops.reporting.plan_json import plan_json
from bulkops.reporting.plan_text import plan_text
from bulkops.reporting.style import Style
from tests.cases.case import cases
from tests.cases.planned import planned
from tests.plan_file.made import as_read, made_of, opened, plain, rich, saved
from tests.planning.documents import answered, readable, wanted
from tests.reporting.plans import large, step

each_type = pytest.mark.parametrize("operation_type", REGISTRY.types.values(), ids=lambda each: each.name)
quiet = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def text_of(plan: ShownPlan, *, show_all: bool = True) -> str:
    return "\n".join(plan_text(plan, REGISTRY, Style(width=100), show_all=show_all))


def check(plan: ShownPlan, path: Path) -> None:
    with opened(saved(plan, path)) as file:
        read = file.shown
        assert list(read.steps) == list(plan.steps)
        assert (read.bound, read.findings_total) == (plan.bound, plan.findings_total)
        assert as_read(read).summary == as_read(plan).summary
        for show_all in (True, False):
            assert text_of(as_read(read), show_all=show_all) == text_of(as_read(plan), show_all=show_all)
        assert list(plan_json(read, REGISTRY)) == list(plan_json(plan, REGISTRY))


@pytest.mark.parametrize("name", ["plan.json", "plan.bulk", "plan.json.gz"])
def test_a_plan_with_everything_comes_back(name: str, tmp_path: Path) -> None:
    check(rich(), tmp_path / name)


def test_its_findings_come_back_without_lines_of_the_file(tmp_path: Path) -> None:
    with opened(saved(rich(), tmp_path / "p")) as file:
        assert set(file.findings) == {replace(finding, excerpt=False) for finding in rich().findings}


@pytest.mark.parametrize("count", [0, 1, 2, 63, 64, 65, 1000])
def test_a_plan_of_any_size_comes_back(count: int, tmp_path: Path) -> None:
    check(made_of(list(large(count))), tmp_path / "p")


@each_type
def test_what_the_program_plans_of_every_type_comes_back(operation_type: OperationType, tmp_path: Path) -> None:
    steps = []
    for number, case in enumerate(cases()):
        if case.type == operation_type.name:
            folder = tmp_path / str(number)
            folder.mkdir()
            steps += [found for found in [planned(case, folder).step] if found is not None]
    assert steps, "no case of this type is planned"
    numbered = [replace(one, seq=seq, needs=(), target_from=0, tag_from=0) for seq, one in enumerate(steps, 1)]
    check(made_of(numbered), tmp_path / "p")


@each_type
@quiet
@given(data=st.data())
def test_whatever_is_wanted_and_held_comes_back(
    operation_type: OperationType, data: st.DataObject, tmp_path: Path
) -> None:
    shown = [_drawn(operation_type, data, seq) for seq in (1, 2)]
    check(plain(shown), tmp_path / "p")


def _drawn(operation_type: OperationType, data: st.DataObject, seq: int) -> Shown:
    fields = operation_type.fields
    payload, values, others = (data.draw(wanted(fields)) for _ in range(3))
    document, planned_from = answered(readable(fields), values), answered(readable(fields), others)
    if operation_type.resource.net:
        document[operation_type.resource.net] = data.draw(st.decimals(-(10**6), 10**6, places=2))
    shown = show(
        step(
            seq,
            operation_type.name,
            payload=canonical(payload),
            before=canonical(document) if operation_type.targeted else b"",
            changes=tuple(difference(fields, payload, document).changes),
            amount=data.draw(st.none() | st.decimals(-(10**6), 10**6, places=2)),
            currency=data.draw(st.sampled_from(["", "SEK"])),
        ),
        operation_type,
    )
    rows = three_way(fields, payload, planned_from, document)
    conflict = Conflict(noun=operation_type.resource.noun, target="100231", rows=rows)
    return replace(
        shown, conflict=data.draw(st.none() | st.just(conflict)), verdict=data.draw(st.sampled_from(Verdict))
    )


@given(st.sets(st.integers(-3, 1100), max_size=40))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_steps_are_found_by_their_numbers(tmp_path: Path, seqs: set[int]) -> None:
    path = tmp_path / "thousand"
    # With gaps, as where earlier runs have left some out.
    steps = [one for one in large(1000) if one.seq % 7]
    if not path.exists():
        saved(made_of(steps), path)
    with opened(path) as file:
        found = [shown.seq for shown in file.steps.at(seqs)]
        assert found == sorted(one.seq for one in steps if one.seq in seqs)


def test_two_readers_do_not_disturb_one_another(tmp_path: Path) -> None:
    with opened(saved(made_of(list(large(300))), tmp_path / "p")) as file:
        pairs = zip(file.steps, file.steps.at(range(1, 301)), strict=True)
        assert all(first == second for first, second in pairs)


def test_it_says_where_it_was_saved_and_what_to_type(tmp_path: Path) -> None:
    path = saved(rich(), tmp_path / "p")
    with opened(path) as file:
        assert file.summary.context.saved_as == str(path)
        assert file.summary.context.digest == file.digest == json.loads(path.read_text())["digest"]
