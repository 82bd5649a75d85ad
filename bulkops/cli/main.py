"""The command line: which commands there are, what they end with, and the one place that catches errors."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from bulkops import __version__
from bulkops.cli.outlet import mute
from bulkops.cli.signals import INTERRUPTED, SIGNALS

#: Command, its module below `bulkops.cli`, and what it does. Loaded when it is called.
COMMANDS = {
    "apply": ("apply", "Plan, ask, and carry out; safe to repeat."),
    "compensate": ("compensate", "Write the manifest that undoes a run."),
    "doctor": ("doctor", "Check settings, credentials and the company; say what to do."),
    "drift": ("drift", "Show what others have changed since our runs."),
    "explain": ("explain", "Explain the code of a finding or error."),
    "export": ("export", "Write present state as a manifest."),
    "get": ("get", "Read one document."),
    "import": ("import_", "Inspect a table and propose a manifest; nothing is sent."),
    "journal": ("journal", "Verify, export or purge the journal."),
    "list": ("list", "Read many documents, by pages."),
    "operations": ("operations", "List the operations, or describe one."),
    "plan": ("plan", "Show what would be done: the dry run."),
    "reconcile": ("reconcile", "Hold what a run has made against what is there: documents and sums."),
    "resolve": ("resolve", "Decide what nothing can settle: it has happened, or it is sent again."),
    "results": ("results", "Write each source row back with what became of it; reports to sign."),
    "resume": ("resume", "Go on with an interrupted run; settles what is in doubt first."),
    "runs": ("runs", "List the runs in the journal."),
    "sandbox": ("sandbox", "Serve or reset the local ERP."),
    "schema": ("schema", "Print or write the JSON Schemas for editors."),
    "selftest": ("selftest", "Try to break the guarantees, in simulated time."),
    "show": ("show", "Show a saved plan or a run, or one operation of it."),
    "status": ("status", "Show a run: counts and sums that add up."),
    "validate": ("validate", "Check manifests; every mistake, nothing read remotely."),
}

EXIT_CODES = """\b
Exit codes:
  0    all done, or nothing to do
  1    some operations were refused, skipped or in conflict
  2    only with --detailed-exitcode: there are changes
  3    the manifest or project file has errors
  4    the plan is refused
  5    the API cannot be reached or denies access
  6    the journal is locked, damaged or full
  7    operations are in doubt: `bulkops resume`
  64   wrong usage
  70   a bug in bulkops
  130  interrupted, the journal is closed"""

_USAGE = 64
_BUG = 70


class Commands(click.Group):
    """Commands by name, each in a module of its own that is loaded only when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name the commands, alphabetically."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Load a command."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"bulkops.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def make_context(self, *arguments: Any, **more: Any) -> click.Context:
        """Read the arguments; `--help` is printed meanwhile, and one who has read enough ends that well."""
        try:
            return super().make_context(*arguments, **more)
        except BrokenPipeError:
            mute(sys.stdout)
            raise click.exceptions.Exit from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; one whose reader has gone ends well, where click would end it with 1."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            mute(sys.stdout)
            return 0

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=EXIT_CODES,
)
@click.version_option(__version__, prog_name="bulkops", message="%(prog)s %(version)s")
def cli() -> None:
    """Plan and apply for invoices: bulk operations from a manifest, each of them once.

    \b
    Example:
      bulkops plan march.yaml
      bulkops apply march.yaml
    """  # noqa: D301 - click's own mark


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code; never lets a traceback out."""
    try:
        result: Any = cli.main(args=arguments, prog_name="bulkops", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        mute(sys.stdout)
        return 0
    except (click.exceptions.Abort, KeyboardInterrupt):
        return _interrupted()
    except Exception as error:  # noqa: BLE001 - the one place that catches everything
        # Python wraps what breaks off some of its imports.
        return _interrupted() if SIGNALS.broken_off else _ended(error)
    return result if isinstance(result, int) else 0


def _interrupted() -> int:
    _say(f"interrupted: {SIGNALS.outlook}")
    return INTERRUPTED


def _ended(error: Exception) -> int:
    from bulkops.core.errors import BulkopsError, InvalidInputError, PlanRefusedError  # noqa: PLC0415 - `--help` does not

    if isinstance(error, click.ClickException):
        _say(f"error[U001]: {error.format_message().rstrip('.')}")
        _say("hint: `bulkops --help` shows the commands, `bulkops COMMAND --help` its options")
        return _USAGE
    if isinstance(error, (InvalidInputError, PlanRefusedError)) and error.findings:
        from bulkops.cli.console import console_of  # noqa: PLC0415 - as above

        console_of("auto", progress=False, verbose=0).findings(error.findings, error.total)
    if isinstance(error, InvalidInputError):
        return error.exit_code
    if isinstance(error, BulkopsError):
        _say(f"error[{error.code}]: {error.message}")
        if error.hint:
            _say(f"hint: {error.hint}")
        return error.exit_code
    return _bug(error)


def _bug(error: Exception) -> int:
    """Keep the traceback in a file and say where; it names code, not data."""
    import tempfile  # noqa: PLC0415 - only for a bug
    import traceback  # noqa: PLC0415

    text = f"bulkops {__version__}, Python {sys.version}\n\n{''.join(traceback.format_exception(error))}"
    try:
        handle, path = tempfile.mkstemp(prefix="bulkops-bug-", suffix=".log")
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        kept = f"with the log in {path}"
    except OSError as full:
        place = traceback.extract_tb(error.__traceback__)[-1]
        kept = f"as `{place.filename}:{place.lineno}`; no log could be kept ({full.strerror or full})"
    _say(f"error[X001]: a bug in bulkops: {type(error).__name__}")
    _say(f"hint: report it {kept}; the journal is as it was, `bulkops resume` goes on")
    return _BUG


def _say(text: str) -> None:
    from bulkops.cli.console import say  # noqa: PLC0415 - only when there is something to say

    say(text)
