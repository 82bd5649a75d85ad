"""A part of a manifest is planned and applied, says so, and the rest is done later: nothing twice, nothing lost."""

import pytest

from bulkops.core.outcome import State
from bulkops.sandbox.faults import Fault, FaultKind
from tests.runs.folder import Done, Folder, check_once, pairs

COUNT = 5


@pytest.fixture
def march(folder: Folder) -> Folder:
    """A folder with a manifest of invoices that are made and released."""
    folder.write("march.yaml", pairs("march", COUNT))
    return folder


def flat(text: str) -> str:
    return " ".join(text.split())


def applied(folder: Folder, *options: str) -> Done:
    return folder.run("apply", "--yes", *options, "march.yaml")


def created(folder: Folder) -> list[str]:
    with folder.ledger() as ledger:
        marks = [held.external_reference for held in ledger.documents()]
    return sorted(mark for mark in marks if mark.startswith("mark-"))


def fail(folder: Folder, *marks: str) -> None:
    """Refuse the next create of each of some invoices."""
    folder.fail(
        *(
            Fault(
                kind=FaultKind.REFUSE,
                method="POST",
                path="/v2/customerinvoice",
                contains=f'"{mark}"',
                count=1,
                message="The customer is blocked.",
            )
            for mark in marks
        )
    )


def test_what_is_selected_brings_what_it_needs_and_the_rest_is_done_later(march: Folder) -> None:
    done = applied(march, "--only", "inv-2-release", "--only", "inv-4")
    assert done.code == 0, done.text
    assert created(march) == ["mark-2", "mark-4"]
    assert len(march.effects("released")) == 1
    assert march.counts() == {State.SUCCEEDED: 3}
    assert "left out by your selection: 7 operations" in flat(done.out)
    assert "INCOMPLETE: 7 of 10 operations are left out" in flat(done.out)
    assert "`bulkops apply march.yaml` does what was left out" in flat(done.out)

    done = applied(march)
    assert done.code == 0, done.text
    assert "3 done by an earlier run" in flat(done.out)
    assert "left out" not in done.out
    check_once(march, COUNT)


def test_a_plan_says_what_came_along_and_how_it_is_applied(march: Folder) -> None:
    done = march.run("plan", "--only", "inv-2-*", "march.yaml")
    assert done.code == 0
    assert "not selected, and in the plan because others need it: 1 operation" in flat(done.out)
    assert "next: `bulkops apply --only 'inv-2-*' march.yaml`" in flat(done.out)
    assert march.writes() == []


def test_what_is_excluded_takes_what_needs_it_along(march: Folder) -> None:
    done = applied(march, "--exclude", "inv-2", "--exclude", "nobody")
    assert done.code == 0, done.text
    assert "warning[P051]" in done.err
    assert "warning[P053]: 1 more operation is left out" in flat(done.err)
    assert created(march) == ["mark-1", "mark-3", "mark-4", "mark-5"]
    assert len(march.effects("released")) == 4
    assert applied(march).code == 0
    check_once(march, COUNT)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--only", "inv-9"), "P050"),
        (("--only", "inv-2-release", "--exclude", "inv-2"), "P052"),
        (("--only-failed", "7f3a"), "P054"),
    ],
)
@pytest.mark.parametrize("command", [("plan",), ("plan", "--detailed-exitcode"), ("apply", "--yes")])
def test_a_selection_that_cannot_be_meant_is_a_mistake(
    march: Folder, command: tuple[str, ...], options: tuple[str, ...], code: str
) -> None:
    done = march.run(*command, *options, "march.yaml")
    assert done.code == 64
    assert f"error[{code}]" in done.err
    assert march.writes() == []


@pytest.mark.parametrize("option", ["--only-failed", "--only"])
def test_an_empty_variable_of_a_script_does_not_select_everything(march: Folder, option: str) -> None:
    assert applied(march, option, "").code == 64
    assert march.runs() == 0


def test_only_what_failed_is_done_again(march: Folder) -> None:
    fail(march, "mark-3")
    assert applied(march).code == 1
    first = march.last_run().name
    sent = len(march.writes())
    done = applied(march, "--only-failed", first)
    assert done.code == 0, done.text
    assert [seen.path.rpartition("/")[2] for seen in march.writes()[sent:]] == ["customerinvoice", "release"]
    assert "left out" not in done.out, "the others are done"
    check_once(march, COUNT)

    again = march.run("plan", "--detailed-exitcode", "--only-failed", first, "march.yaml")
    assert again.code == 0, again.text
    assert "2 done by an earlier run" in flat(again.out)


def test_what_failed_in_part_of_the_files(march: Folder) -> None:
    march.write("april.yaml", pairs("april", 1, marks="april"))
    fail(march, "april-1", "mark-3")
    assert march.run("apply", "--yes", "march.yaml", "april.yaml").code == 1
    run = march.last_run().name
    march.write("may.yaml", pairs("may", 1, marks="may"))
    assert march.run("plan", "--only-failed", run, "may.yaml").code == 64
    done = march.run("plan", "--only-failed", run, "march.yaml")
    assert done.code == 0
    assert "warning[P054]: 2 of the 4 operations" in flat(done.err)
    assert "to come: 2 writes" in flat(done.out)


def interrupted(folder: Folder) -> str:
    """Begin a run that stops at its first create, which is refused, and give its name."""
    fail(folder, "mark-1")
    done = folder.run("apply", "--yes", "--in-flight", "1", "--max-failures", "0", "march.yaml")
    assert done.code == 1, done.text
    return folder.last_run().name


def test_a_selection_leaves_the_rest_to_the_run_that_planned_it(march: Folder) -> None:
    first = interrupted(march)
    before = march.counts()[State.READY]
    assert before >= 3, "the run has stopped early"
    assert applied(march, "--only", "inv-5-release").code == 0
    assert "mark-5" in created(march)
    assert march.counts()[State.READY] == before - 1, "only the selected ones were taken from the earlier run"

    done = march.run("resume", first)
    assert done.code == 1, done.text
    assert created(march) == ["mark-2", "mark-3", "mark-4", "mark-5"]
    assert applied(march).code == 0
    check_once(march, COUNT)
    assert march.run("journal", "verify").code == 0


def test_detailed_exitcode(march: Folder) -> None:
    plan = ("plan", "--detailed-exitcode")
    assert march.run(*plan, "march.yaml").code == 2
    assert march.run("plan", "march.yaml").code == 0
    assert march.run(*plan, "--only", "inv-1", "march.yaml").code == 2
    assert applied(march, "--only", "inv-1").code == 0
    for options in (("--only", "inv-1"), ("--exclude", "*"), ("--only", "inv-2", "--exclude", "inv-2")):
        done = march.run(*plan, *options, "march.yaml")
        assert done.code == 0, done.text
    assert march.run(*plan, "march.yaml").code == 2
    assert applied(march).code == 0
    assert march.run(*plan, "march.yaml").code == 0
    march.write("march.yaml", pairs("march", COUNT).replace("quantity: 1", "quantity: one"))
    assert march.run(*plan, "march.yaml").code == 3
    assert march.run(*plan, "--only", "inv-1", "march.yaml").code == 3, "a manifest with mistakes is refused as a whole"
    assert march.run(*plan, "nothing.yaml").code not in {0, 2}


def test_a_saved_plan_of_a_selection_is_that_selection(march: Folder) -> None:
    saved = march.run("plan", "--only", "inv-2-release", "-o", "part.plan", "march.yaml")
    assert saved.code == 0, saved.text
    wrong = march.run("apply", "--yes", "--only", "inv-3", "part.plan")
    assert wrong.code == 64
    assert march.writes() == []
    done = march.run("apply", "--yes", "part.plan")
    assert done.code == 0, done.text
    assert created(march) == ["mark-2"]
    assert applied(march).code == 0
    check_once(march, COUNT)


def test_a_saved_plan_names_what_another_run_has_done_of_it(march: Folder) -> None:
    assert march.run("plan", "--only", "inv-2-release", "-o", "part.plan", "march.yaml").code == 0
    assert applied(march, "--only", "inv-2").code == 0
    done = march.run("apply", "--yes", "part.plan")
    assert done.code == 4, done.text
    assert "another run has done it meanwhile" in flat(done.err)
    assert march.effects("released") == []
