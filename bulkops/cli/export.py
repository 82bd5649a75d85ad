"""`bulkops export`."""

from pathlib import Path

import click
from click.shell_completion import CompletionItem

from bulkops.cli import options, read_options, signals
from bulkops.cli.console import Console


class _What(click.ParamType[str]):
    """The name of a resource whose documents can be set, completed by the shell."""

    name = "what"

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        """Offer the names that begin so."""
        from bulkops.planning.export_fields import setters  # noqa: PLC0415 - `--help` does without
        from bulkops.providers import REGISTRY  # noqa: PLC0415

        found = (each.resource for each in setters(REGISTRY))
        return [
            CompletionItem(each.full_name, help=each.summary) for each in found if each.full_name.startswith(incomplete)
        ]


@click.command(epilog=read_options.EXIT_CODES)
@click.argument("what", required=False, metavar="[WHAT]", type=_What())
@click.option(
    "--where",
    "conditions",
    multiple=True,
    metavar="CONDITION",
    shell_complete=read_options.filters,
    help="Only documents that hold this; given several times, all of it.",
)
@click.option(
    "--customers",
    "keys",
    multiple=True,
    metavar="NUMBERS or FILE",
    help="Of settings: of these customers, with commas between, or a file (`-`: stdin) with one a line; else all.",
)
@click.option("--fields", multiple=True, metavar="NAME,…", help="Only these fields; else all that the API shows.")
@click.option("--deprecated", is_flag=True, help="Deprecated fields too.")
@click.option("--without-personal", is_flag=True, help="Leave out personal data.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="End after so many documents.")
@click.option("--page-size", type=click.IntRange(1, 100_000), metavar="N", help="Rows asked for at a time.")
@click.option(
    "-o", "--output", "file", type=click.Path(path_type=Path), metavar="FILE", help="The manifest; else stdout."
)
@click.option("--overwrite", is_flag=True, help="The manifest may take the place of a file that is there.")
@options.where
@options.output
def command(
    what: str | None,
    conditions: tuple[str, ...],
    keys: tuple[str, ...],
    fields: tuple[str, ...],
    deprecated: bool,
    without_personal: bool,
    limit: int | None,
    page_size: int | None,
    file: Path | None,
    overwrite: bool,
    project: Path | None,
    profile: str | None,
    console: Console,
) -> int:
    """Write the present state of documents as a manifest, which planned changes nothing. Without WHAT, say of what.

    \b
    Example:
      bulkops export visma.invoice --where status=Balanced -o drafts.yaml
      bulkops export ddapi.invoice_settings --customers 10042,10043 -o settings.yaml
    """  # noqa: D301 - click's own mark
    from bulkops.cli import export_progress, exported  # noqa: PLC0415

    if what is None:
        return exported.tell_what(console)
    asked = exported.Asked(
        type=exported.setter_named(what),
        where=conditions,
        keys=keys,
        fields=tuple(name for text in fields for part in text.split(",") if (name := part.strip())),
        deprecated=deprecated,
        personal=not without_personal,
        limit=limit or 0,
        page_size=page_size or 0,
        file=None if file == Path("-") else file,
        overwrite=overwrite,
    )
    progress = export_progress.ExportProgress(console, asked.type.resource)
    try:
        return signals.run(exported.write_manifest, asked, project, profile, console, progress)
    except KeyboardInterrupt:
        console.say(f"interrupted: {progress.text()}{'; no file was written' if asked.file else ''}")
        return 130
