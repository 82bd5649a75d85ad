"""`bulkops operations`."""

import click

from bulkops.cli import options
from bulkops.core.errors import UsageError


@click.command()
@click.argument("name", required=False, metavar="[NAME]")
@options.unused_where
@options.unused_output
def command(name: str | None) -> int:
    """List the operations, or describe one: fields, route, what undoes it, an example.

    \b
    Example:
      bulkops operations
      bulkops operations visma.invoice.release
    """  # noqa: D301 - click's own mark
    from bulkops.providers import REGISTRY  # noqa: PLC0415 - `--help` does without
    from bulkops.reporting.reference import operation_text, operations_table  # noqa: PLC0415

    if name is None:
        click.echo(operations_table(REGISTRY).rstrip("\n"))
        return 0
    found = REGISTRY.get(name)
    if found is None:
        close = REGISTRY.close_to(name)
        hint = f"did you mean `{close}`?" if close else "`bulkops operations` lists them"
        raise UsageError(f"there is no operation `{name}`", hint=hint)
    click.echo(operation_text(found).rstrip("\n"))
    return 0
