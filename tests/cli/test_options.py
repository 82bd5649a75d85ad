"""Scripts may give the common options to every command."""

import click
import pytest

from bulkops.cli.main import COMMANDS, cli

COMMON = {"--profile", "--project", "--verbose", "--color", "--no-progress"}


def commands() -> list[tuple[str, click.Command]]:
    context = click.Context(cli)
    found = [(name, cli.get_command(context, name)) for name in COMMANDS]
    leaves: list[tuple[str, click.Command]] = []
    for name, command in found:
        if isinstance(command, click.Group):
            leaves += [(f"{name} {inner}", leaf) for inner, leaf in command.commands.items()]
        elif command is not None:
            leaves.append((name, command))
    return leaves


@pytest.mark.parametrize(("name", "command"), commands(), ids=lambda value: value if isinstance(value, str) else "")
def test_a_command_takes_the_common_options(name: str, command: click.Command) -> None:
    taken = {option for parameter in command.params for option in parameter.opts}
    assert taken >= COMMON


@pytest.mark.parametrize(("name", "command"), commands(), ids=lambda value: value if isinstance(value, str) else "")
def test_a_command_shows_an_example(name: str, command: click.Command) -> None:
    assert "Example:" in (command.help or "")
