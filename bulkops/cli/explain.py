"""`bulkops explain`."""

from difflib import get_close_matches

import click

from bulkops.cli import options
from bulkops.core.errors import UsageError


@click.command()
@click.argument("code")
@options.unused_where
@options.unused_output
def command(code: str) -> int:
    """Explain the code of a finding or error: why it matters, an example, the remedy.

    \b
    Example:
      bulkops explain M021
    """  # noqa: D301 - click's own mark
    from bulkops.core.codes import CODES  # noqa: PLC0415 - `--help` does without
    from bulkops.reporting.explain import explain_text  # noqa: PLC0415

    wanted = code.strip("[]").upper()
    if wanted not in CODES:
        close = get_close_matches(wanted, CODES, 3, 0.5)
        hint = f"did you mean {', '.join(f'`{name}`' for name in close)}?" if close else "codes look like `M021`"
        raise UsageError(f"there is no code `{code}`", hint=hint)
    click.echo(explain_text(wanted).rstrip("\n"))
    return 0
