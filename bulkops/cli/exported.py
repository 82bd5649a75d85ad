"""Read documents and write them as a manifest."""

from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from bulkops.adapters.manifest_write import entry_lines, manifest_lines
from bulkops.app.compose import System
from bulkops.app.export import Counts, Wanted, export
from bulkops.app.save_file import check_free
from bulkops.cli.console import Console
from bulkops.cli.export_head import head_of
from bulkops.cli.export_keys import read_keys
from bulkops.cli.export_progress import ExportProgress
from bulkops.cli.export_told import tell
from bulkops.cli.planned import connected
from bulkops.cli.reading import refusal, resource_named, tell_source
from bulkops.cli.session import project_of
from bulkops.cli.target import target
from bulkops.core.errors import UsageError
from bulkops.core.noted import Noted
from bulkops.core.operation import OperationType
from bulkops.core.resource import Resource
from bulkops.planning.export_fields import setters, written
from bulkops.planning.mistakes import Mistakes
from bulkops.planning.where import Where, read_where
from bulkops.providers import REGISTRY


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a user asks for.

    Attributes:
        type: Sets documents of the kind.
        where: Conditions, as the user wrote them.
        keys: Documents that are named, as the user wrote them.
        fields: Names of fields; empty: all.
        deprecated: Deprecated fields too.
        personal: Personal data too.
        limit: Documents after which to end; 0: none.
        page_size: Rows asked for at a time; 0: as declared.
        file: Where the manifest goes; None: stdout.
        overwrite: It may take the place of another file.
    """

    type: OperationType
    where: tuple[str, ...]
    keys: tuple[str, ...]
    fields: tuple[str, ...]
    deprecated: bool
    personal: bool
    limit: int
    page_size: int
    file: Path | None
    overwrite: bool


def tell_what(console: Console) -> int:
    """Say what there is to export."""
    found = setters(REGISTRY)
    width = max(len(each.resource.full_name) for each in found)
    console.data(f"{each.resource.full_name:{width}}  as entries of `{each.name}`" for each in found)
    return 0


def setter_named(name: str) -> OperationType:
    """Find what sets the documents of a resource.

    Raises:
        UsageError: There is no such resource, or nothing sets its documents.
    """
    resource, found = resource_named(name), setters(REGISTRY)
    setter = next((each for each in found if each.resource is resource), None)
    if setter is None:
        names = " and ".join(f"`{each.resource.full_name}`" for each in found)
        raise UsageError(f"no operation sets fields of {resource.nouns}", hint=f"{names} can be exported")
    return setter


async def write_manifest(
    asked: Asked, project_file: Path | None, profile: str | None, console: Console, progress: ExportProgress
) -> int:
    """Read documents and write them as a manifest.

    Raises:
        UsageError: The words do not fit together, or the file cannot be written.
        MissingError: A document that was named does not exist; the others are in the manifest.
        RemoteError: A page cannot be read; or, after the last page, documents may be missing.
    """
    wanted = _wanted(asked)
    if asked.file is not None:
        check_free(asked.file, overwrite=asked.overwrite)
    project = project_of((), project_file, profile)
    async with connected(project) as system:
        channel = system.require(wanted.type.api)
        tell_source(console, system)
        async with progress.shown(channel, system.clock):
            await _write(asked, wanted, system, progress.counts)
    return tell(asked.file, wanted, progress, console)


def _wanted(asked: Asked) -> Wanted:
    """Read what a user asks for.

    Raises:
        UsageError: Something is wrong with it.
    """
    fields = written(asked.type, personal=asked.personal, deprecated=asked.deprecated, chosen=asked.fields)
    where = _where(asked)
    if isinstance(fields, Mistakes) or isinstance(where, Mistakes):
        raise refusal(*(found for found in (fields, where) if isinstance(found, Mistakes)))
    return Wanted(
        type=asked.type,
        written=fields,
        chosen=bool(asked.fields),
        where=where,
        keys=read_keys(asked.type.resource, asked.keys) if asked.keys else (),
        limit=asked.limit,
        page_size=_page_size(asked, where),
    )


def _page_size(asked: Asked, where: Where) -> int:
    """Ask for no more rows than are written, where each of them is."""
    listing = asked.type.resource.listing
    size = asked.page_size or (listing.page_size if listing is not None else 0)
    return min(size, asked.limit) if size and asked.limit and not where.ours else size


def _where(asked: Asked) -> Where | Mistakes:
    """Say which list is gone through: the documents' own, or that of what they belong to."""
    resource, mistakes = asked.type.resource, Mistakes()
    if resource.listing is not None and asked.keys:
        mistakes.add(f"`--customers` is for what has no list, and {resource.nouns} have one", "choose with `--where`")
        return mistakes
    if asked.keys and asked.where:
        mistakes.add("`--where` narrows a list, and `--customers` names what is exported", "give one of the two")
        return mistakes
    if asked.keys and asked.limit:
        mistakes.add("`--limit` ends a list, and `--customers` names what is exported", "give one of the two")
        return mistakes
    listed = resource if resource.listing is not None or resource.lookup is None else _owners(asked.type)
    if listed.listing is None:
        if not asked.keys:
            mistakes.add(f"the API has no list of {resource.nouns}", "name them by `--customers`")
            return mistakes
        return Where()
    return read_where(listed, asked.where, ())


def _owners(operation_type: OperationType) -> Resource:
    assert operation_type.resource.lookup is not None
    return REGISTRY.resources[operation_type.resource.lookup.resource]


async def _write(asked: Asked, wanted: Wanted, system: System, counts: Counts) -> None:
    head = head_of(wanted, system, asked.where)
    with target(asked.file) as stream:
        begun = False
        async with aclosing(export(wanted, REGISTRY, system, counts)) as pages:
            async for entries in pages:
                stream.writelines(_lines(head, entries, begun=begun))
                begun = begun or bool(entries)
        if not begun:
            stream.writelines(manifest_lines(head, ()))
        # Tells a whole manifest from one whose end is missing, on stdout too.
        stream.write(f"# end: {counts.written} entries\n")
        stream.flush()


def _lines(head: Noted, entries: list[Noted], *, begun: bool) -> Iterator[str]:
    if not begun:
        if entries:
            yield from manifest_lines(head, entries)
        return
    for entry in entries:
        yield from entry_lines(entry)
