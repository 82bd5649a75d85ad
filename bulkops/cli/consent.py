"""Ask before anything is written; production asks for the company's name."""

import sys

import click

from bulkops.app.compose import System
from bulkops.app.project import Project
from bulkops.app.settings import Environment
from bulkops.cli.console import Console
from bulkops.core.errors import UsageError

#: `--yes`, and the company's name if it was given.
Consent = tuple[bool, str | None]


def can_be_had(given: Consent) -> bool:
    """Say whether consent can be had at all: it is given, or there is a terminal to ask on."""
    return any(given) or sys.stdin.isatty()


def consented(actor: str, given: Consent) -> str:
    """Say who has consented, and how, where it was not by an answer: by the command line."""
    yes, named = given
    if yes:
        return f"{actor} by --yes"
    return f"{actor} by --confirm-company" if named is not None else actor


def ask(project: Project, system: System, what: str, given: Consent, console: Console, *, otherwise: str) -> None:
    """Get consent, or end the command.

    Args:
        project: Says whether this is production.
        system: Says which company.
        what: What is about to be done to it, such as `apply 5 steps to`.
        given: What the user has said on the command line.
        console: Where the question is put.
        otherwise: What to do where there is no terminal to ask on.

    Raises:
        UsageError: There is nobody to ask, or the name is not the company's.
        click.exceptions.Abort: The answer is no.
    """
    yes, named = given
    where = f"company «{system.company}» ({system.environment.upper()})"
    if project.profile.environment is Environment.PRODUCTION:
        if named is None and not yes and sys.stdin.isatty():
            console.say()
            named = click.prompt(f"Type the name of the company to {what} {where}", err=True, type=str)
        if named != system.company:
            raise UsageError(
                f"production asks for the company's name, and it is not `{named}`"
                if named
                else "production asks for the company's name",
                hint=f"add `--confirm-company` with the name of {where}",
            )
        return
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("there is no terminal to ask on", hint=otherwise)
    console.say()
    if not click.confirm(f"{what[0].upper()}{what[1:]} {where}?", err=True):
        raise click.exceptions.Abort
