"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from bulkops.cli.console import Console, console_of
from bulkops.core.failure_limit import FailureLimit, read_failure_limit

_COLORS = ("auto", "always", "never")
F = TypeVar("F", bound=Callable[..., Any])


def files(command: F) -> F:
    """Take one or more manifests."""
    argument = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=str), metavar="FILE...")
    return argument(command)


def formats(*names: str) -> Callable[[F], F]:
    """Choose how data is printed; the first is the default."""
    return click.option("--format", "form", type=click.Choice(names), default=names[0], help="How data is printed.")


def project(command: F) -> F:
    """Choose the project file; nothing depends on its profiles."""
    command = click.option(
        "--profile", metavar="NAME", expose_value=False, help="Taken, and without effect: all profiles share a journal."
    )(command)
    return _project(command)


def _project(command: F) -> F:
    option = click.option(
        "--project",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="The project file, instead of the bulkops.yaml above the manifest.",
    )
    return option(command)


def where(command: F) -> F:
    """Choose the project file and profile."""
    return _project(click.option("--profile", metavar="NAME", help="Profile of the project file.")(command))


def unused_where(command: F) -> F:
    """Take what names a project and profile, as all commands do, where nothing depends on it."""
    for name, metavar in (("--profile", "NAME"), ("--project", "FILE")):
        option = click.option(name, metavar=metavar, expose_value=False, help="Taken, and without effect here.")
        command = option(command)
    return command


def unused_output(command: F) -> F:
    """Take what says how to print, as all commands do, where there is neither colour nor progress."""
    for option in (
        click.option("--color", type=click.Choice(_COLORS), expose_value=False, help="Taken, and without effect here."),
        click.option("--no-progress", is_flag=True, expose_value=False, help="Taken, and without effect here."),
        click.option("-v", "--verbose", count=True, expose_value=False, help="Taken, and without effect here."),
    ):
        command = option(command)
    return command


def output(command: F) -> F:
    """Choose how much is said, and in which colours; gives the command a `console`."""

    def looked_at(ctx: click.Context, _parameter: click.Parameter, value: str) -> Console:
        return console_of(value, progress=not ctx.meta.get("no_progress"), verbose=ctx.meta.get("verbose", 0))

    command = click.option(
        "--color",
        "console",
        type=click.Choice(_COLORS),
        default="auto",
        callback=looked_at,
        help="Colours; NO_COLOR is honoured.",
    )(command)
    command = click.option(
        "--no-progress", is_flag=True, is_eager=True, expose_value=False, callback=_kept, help="Show no progress."
    )(command)
    return click.option(
        "-v", "--verbose", count=True, is_eager=True, expose_value=False, callback=_kept, help="Say more."
    )(command)


def _kept(ctx: click.Context, parameter: click.Parameter, value: Any) -> None:
    ctx.meta[parameter.name or ""] = value


def pace(command: F) -> F:
    """Override how fast the systems are called."""
    command = click.option("--rate", type=_Rate(), metavar="N/s", help="Calls a second, at most.")(command)
    in_flight = click.option(
        "--in-flight", type=click.IntRange(1, 256), metavar="N", help="Calls at one time, at most."
    )
    return in_flight(command)


def lock_timeout(command: F) -> F:
    """Wait for another process that works for the company."""
    return click.option(
        "--lock-timeout",
        type=Duration(),
        default=0.0,
        metavar="TIME",
        help="Wait as long as this for another run of the company, such as 5m; else do not wait.",
    )(command)


def approved_by(command: F) -> F:
    """Say who has approved."""
    return click.option(
        "--approved-by",
        metavar="NAME",
        default="",
        help="Who has approved it, for the journal; else who says yes.",
    )(command)


def selection(command: F) -> F:
    """Choose operations; what they need comes along. Gives the command `only`, `exclude` and `only_failed`."""
    for option in (
        click.option(
            "--only-failed",
            metavar="RUN",
            callback=_not_empty,
            help="Only what was refused, skipped, cancelled or in conflict in a run, and what that needs.",
        ),
        click.option(
            "--exclude", metavar="PATTERN", multiple=True, help="Leave these out, and what needs them; may be repeated."
        ),
        click.option(
            "--only",
            metavar="PATTERN",
            multiple=True,
            help="Only these, and what they need: an id, type or target, or a glob pattern such as `inv-1*` or"
            " `*.release`; may be repeated.",
        ),
    ):
        command = option(command)
    return command


def _not_empty(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> str:
    """Refuse an empty name: a script whose variable is not set must not select everything."""
    if value == "":
        raise click.BadParameter("name a run; `bulkops runs` lists them")
    return value or ""


def allow(command: F) -> F:
    """Lift limits."""
    return click.option(
        "--allow",
        metavar="LIMIT=VALUE",
        multiple=True,
        help="Raise one limit of the project for this plan, such as `release=520`; may be repeated.",
    )(command)


def budget(command: F) -> F:
    """Bound the size of a comment."""
    return click.option(
        "--budget",
        type=click.IntRange(min=8_000),
        metavar="BYTES",
        help="Of markdown: most bytes, for a host of code whose comments are shorter; else 60000.",
    )(command)


def policy_cmd(command: F) -> F:
    """Ask a command of the user's about the plan."""
    return click.option(
        "--policy-cmd",
        metavar="COMMAND",
        callback=_some_command,
        help="A command that is given the plan as JSON, and refuses it by not ending with 0.",
    )(command)


def _some_command(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> str:
    """Refuse an empty command: a script whose variable is not set must not go without being asked."""
    if value is not None and not value.strip():
        raise click.BadParameter("write a command, such as `conftest test -`")
    return value or ""


def pilot(command: F) -> F:
    """Try a few documents first."""
    return click.option(
        "--pilot",
        type=click.IntRange(1, 1000),
        metavar="N",
        help="Send N documents first, some of every kind and all steps of each; read them back, hold them against what"
        " was sent, and ask before the others. Where anything differs, nothing else is sent.",
    )(command)


def max_failures(command: F) -> F:
    """Take an error budget."""
    option = click.option(
        "--max-failures",
        type=_Failures(),
        metavar="N or P%",
        help="Stop when more steps are refused or in conflict than this number, or than this share of the run's steps"
        " (looked at from 20 ended steps on). `resume` goes on, with a new budget.",
    )
    return option(command)


class _Failures(click.ParamType[FailureLimit]):
    """An error budget: `20` or `2%`."""

    name = "failures"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> FailureLimit:
        try:
            return read_failure_limit(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Duration(click.ParamType[float]):
    """A time such as `30s`, `5m`, `2h` or `7d`, in seconds."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read a time; click calls it."""
        number, unit = str(value)[:-1], str(value)[-1:]
        if isinstance(value, float):
            return value
        if unit not in _UNITS_S or not number.isdecimal() or int(number) > _WAIT_MAX:
            self.fail(f"`{value}` is no time: write `30s`, `5m`, `2h` or `7d`", param, ctx)
        return float(int(number) * _UNITS_S[unit])


_UNITS_S = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_WAIT_MAX = 100_000


class _Rate(click.ParamType[float]):
    """A number of calls a second: `3/s`, `0.5/s` or `3`."""

    name = "rate"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            rate = float(str(value).removesuffix("/s"))
        except ValueError:
            rate = 0.0
        if not 0 < rate < 1e6:
            self.fail(f"`{value}` is no rate: write calls a second, such as `3/s`", param, ctx)
        return rate
