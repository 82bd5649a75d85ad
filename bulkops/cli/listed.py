"""Read a list page by page and print its rows as they come."""

from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from bulkops.app.read_documents import Tally, read_many
from bulkops.cli.console import Console
from bulkops.cli.list_progress import ListProgress
from bulkops.cli.planned import connected
from bulkops.cli.reading import chosen, exact_output, refusal, tell_masked, tell_source, write
from bulkops.cli.session import project_of
from bulkops.core.resource import Resource
from bulkops.engine.channel import Channel
from bulkops.planning.chosen_columns import Shown
from bulkops.planning.mistakes import Mistakes
from bulkops.planning.where import Where, read_where
from bulkops.reporting.rows_forms import CsvForm, Form, JsonForm, NdjsonForm, TextForm
from bulkops.reporting.words import noun, number_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be listed, and how it is to be shown.

    Attributes:
        resource: Of what; it has a list.
        where: Conditions, as the user wrote them.
        expand: Expansions, as the user wrote them.
        limit: Rows after which to end; 0: none.
        page_size: Rows asked for at a time; 0: as declared.
        form: `text`, `json`, `ndjson` or `csv`.
        columns: Members that text and csv show.
        personal: Show personal data.
    """

    resource: Resource
    where: tuple[str, ...]
    expand: tuple[str, ...]
    limit: int
    page_size: int
    form: str
    columns: tuple[str, ...]
    personal: bool


async def list_rows(
    wanted: Wanted, project_file: Path | None, profile: str | None, console: Console, progress: ListProgress
) -> int:
    """Read a list and print its rows.

    Raises:
        UsageError: The words do not fit together.
        RemoteError: A page cannot be read; or, after the last page, rows may be missing.
    """
    where = read_where(wanted.resource, wanted.where, wanted.expand)
    columns = chosen(wanted.resource, wanted.columns, wanted.form)
    if isinstance(where, Mistakes) or isinstance(columns, Mistakes):
        raise refusal(*(found for found in (where, columns) if isinstance(found, Mistakes)))
    form = _form(wanted, columns, console)
    project = project_of((), project_file, profile)
    async with connected(project) as system:
        channel = system.require(wanted.resource.api)
        tell_source(console, system)
        async with progress.shown(channel, system.clock):
            await _print(wanted, where, form, channel, progress.tally)
    _tell(wanted, where, form, progress, console)
    if wanted.form in {"text", "csv"}:
        tell_masked(console, columns, personal=wanted.personal)
    return 0


def _form(wanted: Wanted, columns: tuple[Shown, ...], console: Console) -> Form:
    if wanted.form != "text":
        exact_output()
    match wanted.form:
        case "json":
            return JsonForm()
        case "ndjson":
            return NdjsonForm()
        case "csv":
            return CsvForm(columns, personal=wanted.personal)
        case _:
            return TextForm(columns, wanted.resource.number, console.out, personal=wanted.personal)


async def _print(wanted: Wanted, where: Where, form: Form, channel: Channel, tally: Tally) -> None:
    write(form.begin())
    pages = read_many(channel, wanted.resource, where, tally, limit=wanted.limit, page_size=_page_size(wanted, where))
    async with aclosing(pages):
        async for rows in pages:
            write(form.rows(rows))
    write(form.end())


def _page_size(wanted: Wanted, where: Where) -> int:
    """Ask for no more rows than are printed, where each of them is."""
    assert wanted.resource.listing is not None
    declared = wanted.page_size or wanted.resource.listing.page_size
    return min(declared, wanted.limit) if wanted.limit and declared and not where.ours else declared


def _tell(wanted: Wanted, where: Where, form: Form, progress: ListProgress, console: Console) -> None:
    """Say what the rows alone do not: how many, what was left out, what could not be compared."""
    tell_rows(console, progress.tally, where)
    if isinstance(form, TextForm) and form.left_out:
        heads = ", ".join(form.left_out)
        console.say(f"not shown for lack of room: {heads}; `--columns` chooses, `--format csv` has them all")
    tally = progress.tally
    ended = " (`--limit`)" if wanted.limit and tally.given == wanted.limit else ""
    console.say(f"{progress.text()}{ended}" if tally.given else f"no {wanted.resource.nouns} match")


def tell_rows(console: Console, tally: Tally, where: Where) -> None:
    """Say which rows the server gave that were not asked for, and which conditions no row shows."""
    style = console.err
    for condition, count in tally.foreign.items():
        console.say(
            f"warning: the server gave {number_text(count, style)} {noun(count, 'row')} that "
            f"{'does' if count == 1 else 'do'} not match `{condition}`; left out"
        )
    for unseen in where.unseen:
        console.say(f"rows do not show `{unseen.filter.name}`: that they hold `{unseen}` is the server's word")
