"""`--policy-cmd`: only a clear yes of the command lets a plan pass, whatever else it does."""

import os
import shlex
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import anyio
import pytest

from bulkops.app import policy_command as asked
from bulkops.app.policy_command import hidden_variables, judge, policy_command
from bulkops.core.errors import UsageError
from bulkops.core.finding import Finding

CANARY = "CANARY-4711"
PLAN = ['{"format":"bulkops.plan/1",', '"steps":[', '{"seq":1}', "]}"]


def python(program: str) -> str:
    return f"{shlex.quote(sys.executable)} -c {shlex.quote(program)}"


def asks(command: str, plan: Iterator[str] | list[str] = PLAN, hidden: frozenset[str] = frozenset()) -> list[Finding]:
    async def main() -> tuple[Finding, ...]:
        return await judge(policy_command(command), plan, hidden)

    return list(anyio.run(main))


def refusal(command: str, plan: Iterator[str] | list[str] = PLAN) -> Finding:
    (finding,) = asks(command, plan)
    assert finding.code == "P086"
    assert finding.hint
    return finding


def test_it_reads_the_whole_plan_and_says_yes() -> None:
    program = "import json, sys; assert json.load(sys.stdin)['steps'] == [{'seq': 1}]"
    assert asks(python(program)) == []


def test_no_is_told_in_its_own_words_first_lines_of_both_streams() -> None:
    program = "import sys; print('FAIL - one\\x1b[2J'); sys.stdout.flush(); print('two', file=sys.stderr); sys.exit(3)"
    finding = refusal(python(program))
    assert finding.message.endswith("says no: it ended with 3")
    assert finding.notes == ("FAIL - one\\x1b[2J", "two")


def test_twenty_lines_are_told_and_the_others_counted() -> None:
    finding = refusal(python("import sys; print('x' * 10_000); [print(n) for n in range(30)]; sys.exit(1)"))
    assert len(finding.notes) == 20
    assert finding.notes[0] == "x" * 500
    assert finding.notes[-2:] == ("17", "… and 12 more lines")
    finding = refusal(python("import sys; [print(n) for n in range(20)]; sys.exit(1)"))
    assert finding.notes == tuple(map(str, range(20)))


def test_one_that_does_not_read_may_say_yes_or_no() -> None:
    long = ["x" * 1000] * 2000
    assert asks("true", iter(long)) == []
    assert refusal("false", iter(long)).message == "the policy command `false` says no: it ended with 1"
    closing = "import os, sys, time; os.close(0); time.sleep(0.3); print('closed')"
    assert asks(python(closing), iter(long)) == []


def test_a_plan_is_only_made_as_fast_as_it_is_read() -> None:
    made = 0

    def lines() -> Iterator[str]:
        nonlocal made
        for _ in range(100_000):
            made += 1
            yield "x" * 1000

    assert asks(python("import sys; sys.stdin.readline(); sys.exit(0)"), lines()) == []
    assert made < 5000


def test_one_that_is_killed_does_not_say_yes() -> None:
    assert "was killed by SIGKILL" in refusal(python("import os; os.kill(os.getpid(), 9)")).message


def test_endless_output_is_stopped() -> None:
    finding = refusal("yes")
    assert finding.message == "the policy command `yes` wrote more than 1048576 bytes, and was stopped"
    assert finding.notes[:2] == ("y", "y")
    assert len(finding.notes) == 20


def test_one_that_takes_too_long_is_stopped_with_all_that_it_has_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked, "SECONDS_MAX", 1.5)
    pid = tmp_path / "pid"
    finding = refusal(f"sh -c 'sleep 600 & echo $! >{shlex.quote(str(pid))}; wait'")
    assert finding.message.endswith("took more than 1.5 s, and was stopped")
    assert is_gone(int(pid.read_text()))


def test_what_it_leaves_behind_does_not_keep_the_plan_waiting(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    assert asks(f"sh -c 'sleep 600 & echo $! >{shlex.quote(str(pid))}; exit 0'") == []
    assert is_gone(int(pid.read_text()))


def is_gone(pid: int) -> bool:
    """Say whether a process ends soon; one that nobody has waited for yet has."""
    for _ in range(100):
        try:
            if Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.05)
    return False


def test_an_interrupt_ends_it(tmp_path: Path) -> None:
    pid = tmp_path / "pid"

    async def main() -> None:
        command = policy_command(f"sh -c 'echo $$ >{shlex.quote(str(pid))}; exec sleep 600'")
        async with anyio.create_task_group() as group:
            group.start_soon(judge, command, PLAN)
            while not pid.exists() or not pid.read_text().strip():  # noqa: ASYNC110 - another process writes it
                await anyio.sleep(0.05)
            group.cancel_scope.cancel()

    anyio.run(main)
    assert is_gone(int(pid.read_text()))


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("", "`--policy-cmd` is empty"),
        ("conftest 'test", "`--policy-cmd` cannot be read: no closing quotation"),
        ("no-such-program -x", "`--policy-cmd`: there is no program `no-such-program`"),
    ],
)
def test_what_can_never_run_is_refused_before_anything_is_read(command: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        policy_command(command)
    assert caught.value.message == message
    assert caught.value.hint


def test_a_program_that_cannot_be_started_does_not_say_yes(tmp_path: Path) -> None:
    script = tmp_path / "check"
    script.write_bytes(b"\x7fELF no program")
    script.chmod(0o755)
    assert refusal(str(script)).message.endswith("cannot be started: exec format error")


def test_no_shell_looks_at_it(tmp_path: Path) -> None:
    assert asks(f"test ! -e '$(touch {tmp_path}/made)'") == []
    assert list(tmp_path.iterdir()) == []


def test_it_does_not_get_the_variables_that_the_project_takes_secrets_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("BULKOPS_TEST_SECRET", "BULKOPS_TEST_OTHER", "BULKOPS_TEST_FREE"):
        monkeypatch.setenv(name, CANARY)
    project = tmp_path / "bulkops.yaml"
    project.write_text(
        "bulkops: 1\njournal: ${env:HOME}/journal.db\nprofiles:\n"
        "  a: {environment: test, visma: {client_secret: '${env:BULKOPS_TEST_SECRET}'}}\n"
        "  b: {environment: test, ddapi: {auth: {scheme: bearer, token: 'x-${env:BULKOPS_TEST_OTHER}'}}}\n"
    )
    hidden = hidden_variables(project)
    assert hidden == {"BULKOPS_TEST_SECRET", "BULKOPS_TEST_OTHER"}
    program = "import os, sys; print(sorted(n for n in os.environ if n.startswith('BULKOPS_TEST_'))); sys.exit(1)"
    (finding,) = asks(python(program), hidden=hidden)
    assert finding.notes == ("['BULKOPS_TEST_FREE']",)
    assert CANARY not in repr(finding)
    assert hidden_variables(None) == frozenset()
    assert os.environ["BULKOPS_TEST_SECRET"] == CANARY
