"""What the command lines of `bulkops get` and `bulkops list` have in common; loads nothing of the program."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from bulkops.core.resource import Resource

F = TypeVar("F", bound=Callable[..., Any])

EXIT_CODES = """\b
Exit codes:
  0    done
  1    the document does not exist
  3    the project file has errors
  5    the API cannot be reached or denies access, or the list changed while it was read
  64   wrong usage
  70   a bug in bulkops
  130  interrupted"""


def described(command: F) -> F:
    """Choose how documents are shown, or to be told what there is."""
    for option in (
        click.option(
            "--columns",
            multiple=True,
            metavar="NAME,…",
            shell_complete=_columns,
            help="Members that text and csv show; `all` for every one.",
        ),
        click.option("--show-personal", is_flag=True, help="Show personal data in text and csv; json has it always."),
        click.option("--describe", is_flag=True, help="Say what WHAT shows and takes, instead of reading it."),
    ):
        command = option(command)
    return command


class What(click.ParamType[str]):
    """The name of a resource, completed by the shell.

    Args:
        listed: Only those that have a list.
    """

    name = "what"

    def __init__(self, *, listed: bool = False) -> None:
        self._listed = listed

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        """Offer the names that begin so."""
        from bulkops.providers import REGISTRY  # noqa: PLC0415 - `--help` does without

        return [
            CompletionItem(name, help=resource.summary)
            for name, resource in REGISTRY.resources.items()
            if name.startswith(incomplete) and (resource.listing is not None or not self._listed)
        ]


def _resource(ctx: click.Context) -> "Resource | None":
    from bulkops.providers import REGISTRY  # noqa: PLC0415 - `--help` does without

    # An option that still waits for its value keeps click from handing out the arguments before it.
    name = ctx.params.get("what") or next(iter(ctx.args), "")
    return REGISTRY.resources.get(name)


def _beginning(incomplete: str, names: Iterable[tuple[str, str]]) -> list[CompletionItem]:
    """Complete the last of several names with commas between."""
    before, comma, last = incomplete.rpartition(",")
    return [CompletionItem(f"{before}{comma}{name}", help=text) for name, text in names if name.startswith(last)]


def _columns(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from bulkops.core.shape import leaves  # noqa: PLC0415 - `--help` does without

    resource = _resource(ctx)
    members = leaves(resource.members) if resource is not None else ()
    return _beginning(incomplete, ((path, member.kind.value) for path, member in members))


def filters(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the name of a filter."""
    resource = _resource(ctx)
    if resource is None or resource.listing is None:
        return []
    from bulkops.planning.where import operators  # noqa: PLC0415 - `--help` does without

    found = resource.listing.where
    return [
        CompletionItem(f"{each.name}{operators(each)[0]}", help=each.description)
        for each in found
        if each.name.startswith(incomplete)
    ]


def expansions(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the name of an expansion."""
    resource = _resource(ctx)
    found = resource.listing.expansions if resource is not None and resource.listing is not None else ()
    return _beginning(incomplete, ((each.name, each.description) for each in found))
