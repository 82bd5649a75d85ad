"""`bulkops sandbox`."""

import sys
from pathlib import Path

import click

from bulkops.cli import options

_PROFILE = """\
a profile for it in bulkops.yaml:
  profiles:
    local:
      environment: test
      visma: {{base_url: "{url}", token_url: "{url}/connect/token", tenant_id: demo,
              client_id: isv_demo, client_secret: "${{env:BULKOPS_SANDBOX_SECRET}}", if_match: sync}}
      ddapi: {{base_url: "{url}"}}
  (the secret of every client is `sandbox`)"""


@click.group()
def command() -> None:
    """Serve or reset the local ERP; nothing of it leaves this machine.

    \b
    Example:
      bulkops sandbox serve --port 8765
      bulkops sandbox reset
    """  # noqa: D301 - click's own mark


@command.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0: a free one.")
@click.option("--state", type=click.Path(path_type=Path), metavar="FILE", help="File that holds the company.")
@click.option("--quiet", is_flag=True, help="Print no line a request.")
@options.where
@options.unused_output
def serve(host: str, port: int, state: Path | None, quiet: bool, project: Path | None, profile: str | None) -> int:
    """Serve both systems over HTTP until Ctrl-C.

    \b
    Example:
      bulkops sandbox serve --port 8765
    """  # noqa: D301 - click's own mark
    import asyncio  # noqa: PLC0415 - `--help` does without

    from bulkops.app.sandbox import opened, state_file  # noqa: PLC0415
    from bulkops.core.errors import UsageError  # noqa: PLC0415
    from bulkops.sandbox.log_line import Entry, text  # noqa: PLC0415
    from bulkops.sandbox.server import serve as serve_erp  # noqa: PLC0415

    file = state or state_file(project, profile)

    def ready(url: str) -> None:
        click.echo(url)
        sys.stdout.flush()
        click.echo(f"sandbox at {url}, company in {file}; Ctrl-C stops it", err=True)
        click.echo(_PROFILE.format(url=url), err=True)

    def log(entry: Entry) -> None:
        click.echo(text(entry), err=True)

    with opened(file) as erp:
        try:
            asyncio.run(serve_erp(erp, host=host, port=port, ready=ready, log=None if quiet else log))
        except OSError as error:
            hint = "choose another `--port`, or `--port 0` for a free one"
            raise UsageError(f"cannot listen on {host}:{port}: {error.strerror}", hint=hint) from error
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
