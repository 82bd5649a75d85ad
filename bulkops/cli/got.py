"""Read one document and print it, or save it where it is a file."""

import sys
from dataclasses import dataclass
from pathlib import Path

import msgspec

from bulkops.app.read_documents import Document, check_key, read_file, read_one
from bulkops.app.save_file import check_free, save
from bulkops.cli.console import Console
from bulkops.cli.planned import connected
from bulkops.cli.reading import chosen, exact_output, refusal, tell_masked, tell_source, write
from bulkops.cli.session import project_of
from bulkops.core.errors import UsageError
from bulkops.core.json import dumps
from bulkops.core.observed import held
from bulkops.core.resource import Resource
from bulkops.core.shape import leaves
from bulkops.planning.chosen_columns import Shown
from bulkops.planning.mistakes import Mistakes
from bulkops.reporting.document_text import document_text
from bulkops.reporting.rows_forms import CsvForm, TextForm

_STDOUT = Path("-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be read, and how it is to be shown.

    Attributes:
        resource: What it is.
        key: Its number or id.
        form: `text`, `json` or `csv`.
        columns: Members that text and csv show.
        personal: Show personal data.
        file: Where a file is saved.
        overwrite: It may take the place of another one.
    """

    resource: Resource
    key: str | None
    form: str
    columns: tuple[str, ...]
    personal: bool
    file: Path | None
    overwrite: bool


async def get(wanted: Wanted, project_file: Path | None, profile: str | None, console: Console) -> int:
    """Read one document.

    Raises:
        UsageError: The words do not fit together.
        MissingError: It does not exist.
        RemoteError: It cannot be read.
    """
    resource = wanted.resource
    if wanted.key is None:
        saved = " -o FILE" if resource.accept else ""
        example = f"`bulkops get {resource.full_name} {resource.example}{saved}`"
        raise UsageError(f"which {resource.noun}?", hint=f"write {example}")
    key = check_key(resource, wanted.key)
    columns = chosen(resource, wanted.columns, wanted.form)
    if isinstance(columns, Mistakes):
        raise refusal(columns)
    _check_file(wanted)
    project = project_of((), project_file, profile)
    async with connected(project) as system:
        channel = system.require(resource.api)
        tell_source(console, system)
        if resource.accept:
            return await _save(wanted, await read_file(channel, resource, key, system.company), console)
        if resource.read is None:
            console.say(f"the API cannot give one {resource.noun} alone: its list is searched")
        document = await read_one(channel, resource, key, system.company)
    _print(wanted, document, columns, console)
    return 0


def _check_file(wanted: Wanted) -> None:
    resource = wanted.resource
    if not resource.accept:
        if wanted.file is not None:
            hint = "send the output to one: `bulkops get … > FILE`"
            raise UsageError(f"`{resource.full_name}` is no file, so `-o` has nothing to save", hint=hint)
        return
    if wanted.columns or wanted.form != "text":
        raise UsageError(f"`{resource.full_name}` is a file, which has no columns and no other form")
    if wanted.file is None:
        raise UsageError("where is the file to be saved?", hint="write `-o FILE`; `-o -` sends it to stdout")
    if wanted.file == _STDOUT:
        if sys.stdout.isatty():
            raise UsageError("a file is not shown on a terminal", hint="write `-o FILE`, or send it to a program")
        return
    check_free(wanted.file, overwrite=wanted.overwrite)


async def _save(wanted: Wanted, content: bytes, console: Console) -> int:
    assert wanted.file is not None
    if wanted.file == _STDOUT:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    else:
        await save(wanted.file, content, overwrite=wanted.overwrite)
        console.say(f"saved `{wanted.file}` ({len(content)} bytes)")
    return 0


def _print(wanted: Wanted, document: Document, columns: tuple[Shown, ...], console: Console) -> None:
    personal, resource = wanted.personal, wanted.resource
    if wanted.form == "json":
        exact_output()
        console.data([msgspec.json.format(dumps(document), indent=2).decode()])
        return
    form: CsvForm | TextForm
    if wanted.form == "csv":
        exact_output()
        form = CsvForm(columns, personal=personal)
    elif wanted.columns:
        form = TextForm(columns, resource.number, console.out, personal=personal)
    else:
        console.data(document_text(resource, document, console.out, personal=personal))
        shown = tuple(Shown(head=path, path=path, member=member) for path, member in leaves(resource.members))
        columns = tuple(column for column in shown if held(document, column.path) is not None)
        tell_masked(console, columns, personal=personal)
        return
    write(form.begin(), form.rows([document]), form.end())
    tell_masked(console, columns, personal=personal)
