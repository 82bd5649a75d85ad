"""`bulkops sandbox`."""

from pathlib import Path

import click

from bulkops.cli import options


@click.group()
def command() -> None:
    """Serve or reset the local ERP; nothing of it leaves this machine.

    \b
    Example:
      bulkops sandbox serve --port 8765
      bulkops sandbox reset
    """  # noqa: D301 - click's own mark


def _list_faults(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if not wanted or ctx.resilient_parsing:
        return
    from bulkops.sandbox.fault_help import lines  # noqa: PLC0415 - `--help` does without

    click.echo("\n".join(lines()))
    ctx.exit()


@command.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0: a free one.")
@click.option("--state", type=click.Path(path_type=Path), metavar="FILE", help="File that holds the company.")
@click.option(
    "--faults", multiple=True, metavar="FILE|TEXT", help="What goes wrong: a YAML or JSON file, or KIND:METHOD:PATH:…"
)
@click.option("--limits", metavar="TEXT", help="Limits on calls, such as 500/h,same=5/min,failed=2/5min.")
@click.option("--switch", "switches", multiple=True, metavar="NAME=VALUE", help="How it behaves; see docs/sandbox.md.")
@click.option("--openapi", metavar="FILE", help="Check requests and answers against the vendor's description.")
@click.option(
    "--list-faults",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list_faults,
    help="Show what can go wrong.",
)
@click.option("--quiet", is_flag=True, help="Print no line a request.")
@options.formats("text", "json")
@options.where
@options.unused_output
def serve(
    host: str,
    port: int,
    state: Path | None,
    faults: tuple[str, ...],
    limits: str | None,
    switches: tuple[str, ...],
    openapi: str | None,
    quiet: bool,
    form: str,
    project: Path | None,
    profile: str | None,
) -> int:
    """Serve both systems over HTTP until Ctrl-C.

    What is given here holds for this serve; the company's file keeps what was set before.

    \b
    Example:
      bulkops sandbox serve --port 8765 --limits 500/h
      bulkops sandbox serve --faults 'lose_answer:POST:*/action/release:every=5'
    """  # noqa: D301 - click's own mark
    from bulkops.app.sandbox import company_of, opened, state_file  # noqa: PLC0415 - `--help` does without
    from bulkops.app.serving import alone, read_settings, serve_here  # noqa: PLC0415
    from bulkops.cli.serving import Told  # noqa: PLC0415
    from bulkops.sandbox.conformity import load  # noqa: PLC0415

    settings = read_settings(faults, limits, switches)
    conformity = load(openapi) if openapi is not None else None
    file = state or state_file(project, profile)
    with opened(file) as erp, alone(file):
        erp.conformity = conformity or erp.conformity
        settings.lay_over(erp)
        told = Told(
            form=form,
            quiet=quiet,
            file=file,
            company=company_of(erp),
            secret=erp.switches.client_secret,
            settings=tuple(settings.lines()),
            description=erp.conformity.name if erp.conformity is not None else "",
        )
        serve_here(erp, host=host, port=port, ready=told.ready, log=told.entry)
    told.stopped()
    return 0


@command.command()
@click.option("--state", type=click.Path(path_type=Path), metavar="FILE", help="File that holds the company.")
@options.where
@options.unused_output
def reset(state: Path | None, project: Path | None, profile: str | None) -> int:
    """Empty the company and fill it with its demonstration data; for the journal it is a new company.

    \b
    Example:
      bulkops sandbox reset
    """  # noqa: D301 - click's own mark
    from bulkops.app.sandbox import reset_state, state_file  # noqa: PLC0415 - `--help` does without

    file = state or state_file(project, profile)
    company = reset_state(file)
    click.echo(f"{file} holds a new demonstration company: {company}", err=True)
    return 0
