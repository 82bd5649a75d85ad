"""`bulkops schema`."""

from pathlib import Path

import click

from bulkops.cli import options
from bulkops.core.errors import UsageError


@click.command()
@click.argument("name", required=False, metavar="[NAME]")
@click.option(
    "-o", "--output", "folder", type=click.Path(path_type=Path), metavar="DIR", help="Write all of them there."
)
@options.unused_where
@options.unused_output
def command(name: str | None, folder: Path | None) -> int:
    """Print a JSON Schema, by default the manifest's, or write all of them for editors.

    \b
    Example:
      bulkops schema visma.invoice.create
      bulkops schema -o schemas
    """  # noqa: D301 - click's own mark
    from bulkops.app.generate import schemas  # noqa: PLC0415 - `--help` does without

    made = {Path(path).name: text for path, text in schemas().items()}
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in made.items():
            (folder / file).write_text(text, encoding="utf-8")
        click.echo(f"{len(made)} schemas written to {folder}", err=True)
        return 0
    wanted = f"{name or 'manifest'}.schema.json"
    if wanted not in made:
        known = ", ".join(sorted(file.removesuffix(".schema.json") for file in made))
        raise UsageError(f"there is no schema `{name}`", hint=f"there are {known}")
    click.echo(made[wanted].rstrip("\n"))
    return 0
