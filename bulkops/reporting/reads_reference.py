"""The reference of what can be read, derived from the declarations: for the terminal, and as Markdown."""

from collections.abc import Iterable, Iterator
from textwrap import fill

from bulkops.core.listing import Filter, Listing, Paging
from bulkops.core.registry import Registry
from bulkops.core.resource import Resource
from bulkops.core.shape import leaves
from bulkops.planning.where import operators

_INDENT = "  "
_LABEL = 10


def resources_table(resources: Iterable[Resource]) -> str:
    """List resources with their summaries, for a terminal."""
    found = tuple(resources)
    width = max(len(resource.full_name) for resource in found)
    return "\n".join(f"{resource.full_name:<{width}}  {resource.summary}" for resource in found) + "\n"


def resource_text(resource: Resource, *, width: int = 100) -> str:
    """Describe one resource for a terminal of so many columns."""
    parts = [f"{resource.full_name}\n\n{fill(resource.summary, width)}"]
    parts.append("\n".join(_fact(label, text, width) for label, text in _facts(resource)))
    listing = resource.listing
    if listing is not None and listing.where:
        parts.append("Filters (--where):\n" + _pairs(_filters(listing), width))
    if listing is not None and listing.expansions:
        parts.append("More in each row (--expand):\n" + _pairs(_expansions(listing), width))
    if resource.shows:
        members = ", ".join(_members(resource))
        parts.append("Members (--columns):\n" + fill(members, width, initial_indent=_INDENT, subsequent_indent=_INDENT))
    return "\n\n".join(parts).replace("`", "") + "\n"


def _fact(label: str, text: str, width: int) -> str:
    head = f"{label}:"
    return fill(text, width, initial_indent=f"{head:<{_LABEL}}", subsequent_indent=" " * _LABEL, break_long_words=False)


def resources_markdown(registry: Registry) -> str:
    """Write the reference of all resources, `docs/resources.md`."""
    resources = tuple(registry.resources.values())
    contents = "\n".join(
        f"- [`{found.full_name}`](#{found.full_name.replace('.', '')}): {found.summary}" for found in resources
    )
    head = (
        "# Resources\n\n"
        "This page is made from the declarations by `python -m bulkops.app.generate`; do not edit it.\n"
        "[Reading](reads.md) says how `bulkops get` and `bulkops list` are used.\n\n"
        f"{contents}\n"
    )
    return "\n".join([head, *(_section(found) for found in resources)])


def _section(resource: Resource) -> str:
    parts = [f"## {resource.full_name}", resource.summary]
    parts.append(_table(("", ""), [(f"**{label}**", text) for label, text in _facts(resource)]))
    listing = resource.listing
    if listing is not None and listing.where:
        parts.append(_table(("Filter", "Selects"), _filters(listing)))
    if listing is not None and listing.expansions:
        parts.append(_table(("Expansion", "Adds to each row"), _expansions(listing)))
    if listing is not None and listing.elsewhere:
        rows = [(f"`{name}`", instead) for name, instead in listing.elsewhere.items()]
        parts.append(_table(("Not a filter", "Why, and what to write instead"), rows))
    if resource.shows:
        members = ", ".join(_members(resource))
        parts.append(f"<details><summary>Members</summary>\n\n{members}\n\n</details>")
    return "\n\n".join(parts) + "\n"


def _facts(resource: Resource) -> Iterator[tuple[str, str]]:
    name, listing = resource.full_name, resource.listing
    if resource.accept:
        yield "Get", f"`bulkops get {name} {resource.example} -o FILE`"
    else:
        yield "Get", f"`bulkops get {name} {resource.example}`"
    if resource.read is not None:
        query = "&".join(f"{key}={value}" for key, value in resource.read.query)
        yield "Request", f"`{resource.read.method} {resource.read.path}{'?' if query else ''}{query}`"
    if listing is not None:
        example = f' --where "{_written(listing.where[0])}"' if listing.where else ""
        yield "List", f"`bulkops list {name}{example}`"
        yield "Request", f"`GET {listing.path}`, {_pages(listing)}"
    if resource.columns:
        yield "Columns", ", ".join(f"`{column}`" for column in resource.columns)


def _pages(listing: Listing) -> str:
    if listing.paging is Paging.WHOLE:
        return "all at once"
    return f"by pages of up to {listing.page_size} rows"


def _written(found: Filter) -> str:
    return f"{found.name}{operators(found)[0]}{found.example}"


def _filters(listing: Listing) -> list[tuple[str, str]]:
    return [(f"`{_written(found)}`", f"{found.description}{_more(found)}") for found in listing.where]


def _more(found: Filter) -> str:
    parts = [f"One of {', '.join(found.choices)}."] if len(found.choices) > 2 else []
    others = operators(found)[1:]
    if others:
        parts.append(f"Also with {', '.join(f'`{each}`' for each in others)}.")
    if not found.member and not found.place:
        parts.append("Rows do not show it, so the API's word is all there is.")
    return "".join(f" {part}" for part in parts)


def _expansions(listing: Listing) -> list[tuple[str, str]]:
    return [(f"`{found.name}`", found.description) for found in listing.expansions]


def _members(resource: Resource) -> Iterator[str]:
    for path, member in leaves(resource.members):
        yield f"`{path}`{' (personal)' if member.sensitive else ''}"


def _pairs(rows: list[tuple[str, str]], width: int) -> str:
    lines = []
    for name, text in rows:
        lines += [_INDENT + name, fill(text, width, initial_indent=_INDENT * 3, subsequent_indent=_INDENT * 3)]
    return "\n".join(lines)


def _table(head: tuple[str, str], rows: list[tuple[str, str]]) -> str:
    lines = [f"| {head[0]} | {head[1]} |", "|---|---|"]
    return "\n".join([*lines, *(f"| {name} | {text.replace('|', chr(92) + '|')} |" for name, text in rows)])
