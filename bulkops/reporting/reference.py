"""The reference of operations, derived from their declarations: for the terminal, and as Markdown."""

from collections.abc import Iterable, Iterator
from textwrap import fill, indent

from bulkops.core.columns import columns_of
from bulkops.core.field import Field, Kind, walk
from bulkops.core.operation import Effect, OperationType
from bulkops.core.registry import Registry
from bulkops.core.schema import example_entry
from bulkops.reporting.manifest_text import manifest_text, scalar_text

_LABEL_WIDTH = 15

#: What a repetition of the request would do, and what bulkops does about it when an answer is lost.
_EFFECTS = {
    Effect.READ: ("changes nothing", "it is sent again"),
    Effect.KEYED_CREATE: ("would make the document once", "its number is looked up"),
    Effect.MARKED_CREATE: ("would make two documents", "the document is looked for by its mark first"),
    Effect.CONDITIONAL_UPDATE: ("would be refused as out of date", "the document is read and compared first"),
    Effect.UPSERT: ("leaves the same state", "the state is read and compared first"),
    Effect.STATE_ACTION: ("would be refused, or change nothing more", "the document's state is read first"),
    Effect.SPAWNING_ACTION: ("would make two documents", "the document that it makes is looked for first"),
    Effect.REVISION: ("makes another revision", "the revisions are listed first"),
    Effect.OPAQUE: ("has an effect that cannot be seen from outside", "a person decides"),
}


def effect_text(effect: Effect) -> str:
    """Say in words what a repetition would do, and how a lost answer is dealt with."""
    repeated, lost = _EFFECTS[effect]
    return f"Sent twice, it {repeated}. If the answer is lost, {lost}."


def operations_table(registry: Registry) -> str:
    """List all operation types with their summaries, for a terminal."""
    width = max(map(len, registry.types))
    return "\n".join(f"{name:<{width}}  {found.summary}" for name, found in registry.types.items()) + "\n"


def operation_text(operation_type: OperationType, *, width: int = 100) -> str:
    """Describe one operation type for a terminal of so many columns."""
    parts = [operation_type.name, _filled(operation_type.summary, width)]
    parts += [_filled(paragraph, width) for paragraph in operation_type.details.split("\n\n") if paragraph]
    parts.append("\n".join(_fact_line(label, text, width) for label, text in _facts(operation_type)))
    if operation_type.options:
        options = ((field.name, field) for field in operation_type.options)
        required = frozenset(operation_type.needs)
        parts.append(f"{_keys_head(operation_type)}:\n" + "\n".join(_field_lines(options, width, required)))
    if operation_type.fields:
        required = frozenset(operation_type.required)
        parts.append("Fields of `with`:\n" + "\n".join(_field_lines(walk(operation_type.fields), width, required)))
    parts.append("Example:\n" + indent(manifest_text([example_entry(operation_type)]), "  ").rstrip())
    return "\n\n".join(parts) + "\n"


def _field_lines(
    fields: Iterable[tuple[str, Field]], width: int, required: frozenset[str] = frozenset()
) -> Iterator[str]:
    for path, field in fields:
        yield _filled(f"{path}  ({', '.join(_traits(path, field, required))})", width, "  ", " " * 4)
        yield _filled(" ".join((field.description, *_checks(field))), width, " " * 6)


def _fact_line(label: str, text: str, width: int) -> str:
    return _filled(f"{label + ':':<{_LABEL_WIDTH}}{text}", width, "", " " * _LABEL_WIDTH)


def _filled(text: str, width: int, first: str = "", rest: str | None = None) -> str:
    """Break text without Markdown's bold marks into lines; backticks stay, they set names apart."""
    plain = text.replace("**", "")
    return fill(
        plain,
        width,
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _facts(operation_type: OperationType) -> list[tuple[str, str]]:
    """Give what stands in the head of an operation's section: labels and Markdown."""
    resource = operation_type.resource
    target = f"`{resource.key}:` names the {resource.name.replace('_', ' ')} it is about"
    facts = [
        ("Target", target if operation_type.targeted else f"none: it makes the {resource.name.replace('_', ' ')}"),
        ("Request", _requests(operation_type)),
        ("Repeated", effect_text(operation_type.effect)),
    ]
    if operation_type.effect is not Effect.READ:
        checked = "checked: it applies to the version that was reviewed" if operation_type.if_match else "not checked"
        final = "yes, it cannot be taken back without a trace" if operation_type.irreversible else "no"
        facts += [("If-Match", checked), ("Final", final), ("Undone by", _undone_by(operation_type))]
    if operation_type.deprecated:
        facts.insert(0, ("Deprecated", operation_type.deprecated))
    if operation_type.spawn is not None:
        facts.append(("Makes", _made(operation_type)))
    if operation_type.statuses:
        statuses = " or ".join(f"`{status}`" for status in sorted(operation_type.statuses))
        facts.insert(1, ("Allowed while", f"the {resource.name.replace('_', ' ')} is {statuses}"))
    if operation_type.success_note:
        facts.append(("Success means", operation_type.success_note))
    return facts


def _requests(operation_type: OperationType) -> str:
    """Name the requests that it makes."""
    write, sequel = operation_type.write, operation_type.sequel
    parts = [f"`{write.method} {write.path}`"]
    parts += [f"with `{name}`: `{route.method} {route.path}`" for name, route in operation_type.write_with.items()]
    if sequel is not None:
        parts.append(f"with `{sequel.option}` also `{sequel.route.method} {sequel.route.path}`")
    return "; ".join(parts)


def _made(operation_type: OperationType) -> str:
    made = operation_type.made
    assert made is not None
    noun = made.name.replace("_", " ")
    if made is not operation_type.resource:
        return f"a new {noun}"
    return f"a new {noun}, which later entries name by `{made.key}: {{from: …}}`"


def _undone_by(operation_type: OperationType) -> str:
    if operation_type.undone_by == operation_type.name:
        return f"`{operation_type.name}` with the values from before"
    return f"`{operation_type.undone_by}`" if operation_type.undone_by else "nothing"


def _traits(path: str, field: Field, required: frozenset[str] = frozenset()) -> Iterator[str]:
    yield f"one of {' / '.join(field.choices)}" if field.choices else field.kind.value
    if path in required:
        yield "required"
    if field.length_max:
        yield f"at most {field.length_max} characters"
    if field.nullable:
        yield "may be null"
    if field.sensitive:
        yield "personal data"
    if field.deprecated:
        yield "deprecated"


def _checks(field: Field) -> Iterator[str]:
    """Say where `plan` checks that a value is there."""
    if field.lookup is not None:
        yield f"`plan` looks it up in `{field.lookup.resource}`."
    if field.listed:
        yield "`plan` checks it against the ids that the profile lists (`allowed`)."
    if field.newer:
        yield "`plan` refuses it where the host does not show it."


def reference_markdown(registry: Registry) -> str:
    """Write the reference of all operations, `docs/operations.md`."""
    types = tuple(registry.types.values())
    contents = "\n".join(f"- [`{found.name}`](#{_anchor(found.name)}): {found.summary}" for found in types)
    head = (
        "# Operations\n\n"
        "This page is made from the declarations by `python -m bulkops.app.generate`; do not edit it.\n\n"
        f"{contents}\n\n"
        "An entry of any operation has `id` and `op`, and may have `after`. Fields of `with` have the API's own\n"
        "names. `null` clears a field only where the table says *may be null*.\n"
    )
    return "\n".join([head, *(_section(found) for found in types)])


def _anchor(heading: str) -> str:
    return heading.replace(".", "")


def _section(operation_type: OperationType) -> str:
    parts = [f"## {operation_type.name}", operation_type.summary]
    if operation_type.details:
        parts.append(operation_type.details)
    parts.append(_table(("", ""), [(f"**{label}**", text) for label, text in _facts(operation_type)]))
    parts.append("```yaml\n" + manifest_text([example_entry(operation_type)]) + "```")
    if operation_type.options:
        required = frozenset(operation_type.needs)
        rows = [_row(field.name, field, required) for field in operation_type.options]
        parts += [f"{_keys_head(operation_type)}:", _table(_HEAD, rows)]
    if operation_type.fields:
        required = frozenset(operation_type.required)
        rows = [_row(path, field, required) for path, field in walk(operation_type.fields)]
        parts += ["Fields of `with`:", _table(_HEAD, rows)]
    columns = ", ".join(f"`{column.name}`" for column in columns_of(operation_type))
    parts.append(f"<details><summary>CSV columns</summary>\n\n{columns}\n\n</details>")
    return "\n\n".join(parts) + "\n"


def _keys_head(operation_type: OperationType) -> str:
    return "Keys beside `with`" if operation_type.fields else "Further keys"


_HEAD = ("Field", "Holds", "Meaning", "Example")


def _row(path: str, field: Field, required: frozenset[str]) -> tuple[str, ...]:
    example = "" if field.kind in {Kind.GROUP, Kind.LIST} else f"`{scalar_text(field.example)}`"
    deprecated = (f"**Deprecated:** {field.deprecated}.",) if field.deprecated else ()
    meaning = " ".join((field.description, *_checks(field), *deprecated))
    return f"`{path}`", ", ".join(_traits(path, field, required)), meaning, example


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)
