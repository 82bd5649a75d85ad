"""`--policy-cmd`: a command that is given the plan as JSON, and says yes by ending with 0."""

import os
import shlex
import signal
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from shutil import which

from bulkops.adapters.command import Ended, run_command
from bulkops.adapters.project_file import read_project, references
from bulkops.core.errors import UsageError
from bulkops.core.finding import Finding
from bulkops.reporting.width import visible

OUTPUT_BYTES_MAX = 1024 * 1024
SECONDS_MAX = 300.0
LINES_MAX = 20
LINE_LENGTH_MAX = 500

#: Programs do not start without these; a project file that refers to one has no secret in it.
_NEEDED = frozenset({"PATH", "HOME", "USER", "LANG", "TMPDIR", "TMP", "TEMP", "SYSTEMROOT", "PATHEXT", "USERPROFILE"})


def policy_command(text: str) -> tuple[str, ...]:
    """Take a command apart as a shell would, and make sure that there is such a program, before anything is read.

    Raises:
        UsageError: It cannot be taken apart, or there is no such program.
    """
    try:
        command = tuple(shlex.split(text))
    except ValueError as error:
        raise UsageError(
            f"`--policy-cmd` cannot be read: {str(error).lower()}", hint="close the quotes in it"
        ) from error
    if not command:
        raise UsageError("`--policy-cmd` is empty", hint="write a command, such as `--policy-cmd 'conftest test -'`")
    if which(command[0]) is None:
        hint = "install it, or write its path; it is started without a shell, so that built-ins and pipes need `sh -c`"
        raise UsageError(f"`--policy-cmd`: there is no program `{command[0]}`", hint=hint)
    return command


def hidden_variables(project: Path | None) -> frozenset[str]:
    """Name the environment variables that a project file takes values from: a policy command has no need of them.

    Args:
        project: The project file; None: there is none.
    """
    tree, _ = read_project(project) if project is not None else (None, [])
    if tree is None:
        return frozenset()
    return frozenset(name for _, kind, name in references(tree.tree, ()) if kind == "env") - _NEEDED


async def judge(
    command: tuple[str, ...], plan: Iterable[str], hidden: frozenset[str] = frozenset()
) -> tuple[Finding, ...]:
    """Give a plan to a policy command.

    Args:
        command: What `policy_command` made.
        plan: Lines of the plan as JSON; nothing in them is secret.
        hidden: Environment variables that it does not get.

    Returns:
        Nothing where it says yes; else the one finding that says why the plan is refused.
    """
    environ = {name: value for name, value in os.environ.items() if name not in hidden}
    try:
        ended = await run_command(command, plan, environ, output_max=OUTPUT_BYTES_MAX, seconds_max=SECONDS_MAX)
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        return (_no(command, f"cannot be started: {why}", "what cannot judge the plan does not approve it"),)
    if ended.code == 0 and not ended.endless and not ended.late:
        return ()
    return (_no(command, _how(ended), _hint(ended), _lines(ended.output)),)


def _no(command: tuple[str, ...], how: str, hint: str, notes: tuple[str, ...] = ()) -> Finding:
    name = visible(shlex.join(command))[:LINE_LENGTH_MAX]
    return Finding(code="P086", message=f"the policy command `{name}` {how}", hint=hint, notes=notes)


def _how(ended: Ended) -> str:
    if ended.late:
        return f"took more than {SECONDS_MAX:g} s, and was stopped"
    if ended.endless:
        return f"wrote more than {OUTPUT_BYTES_MAX} bytes, and was stopped"
    if ended.code < 0:
        name = str(-ended.code)
        with suppress(ValueError):
            name = signal.Signals(-ended.code).name
        return f"was killed by {name}"
    return f"says no: it ended with {ended.code}"


def _hint(ended: Ended) -> str:
    if ended.output.strip():
        return "correct what it says; only a command that ends with 0 approves a plan"
    return "it has said nothing: give it `bulkops plan … --format json` by hand to see why"


def _lines(output: bytes) -> tuple[str, ...]:
    """Give the first lines of an output, harmless on a terminal, and how many more there are."""
    lines = [line for line in output.decode("utf-8", "replace").splitlines() if line.strip()]
    shown = [visible(line.rstrip())[:LINE_LENGTH_MAX] for line in lines[:LINES_MAX]]
    if len(lines) > LINES_MAX:
        shown[-1] = f"… and {len(lines) - LINES_MAX + 1} more lines"
    return tuple(shown)
