"""Entries out of a table's rows: what a manifest says beside `rows`, compiled once and applied to each operation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bulkops.core.entry import Entry
from bulkops.core.field import Field
from bulkops.core.finding import Finding
from bulkops.core.operation import OperationType
from bulkops.core.registry import Registry
from bulkops.core.tree import Map, Seq, mark
from bulkops.planning.template_compile import Compiler
from bulkops.planning.template_fill import Filling, Row
from bulkops.planning.template_names import Header, Report, did_you_mean, listed, shown
from bulkops.planning.template_nodes import ABSENT, Cell, Node, Text
from bulkops.planning.template_notation import Notation

#: Keys that an entry of any operation type may have, beside its target and its options.
COMMON_KEYS = ("id", "op", "with", "after", "if_match", "identity")
_ROWS_KEYS = ("rows", "then")


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """What each operation made from a table looks like.

    Attributes:
        header: The table's header.
        members: Keys of the entries and what stands there, the id first.
        then: Operation types that follow on the document that each entry makes.
    """

    header: Header
    members: tuple[tuple[str, Node], ...]
    then: tuple[OperationType, ...] = ()

    def entries(self, rows: Sequence[Row], report: Report) -> tuple[Entry, ...]:
        """Make the entries of one operation: itself and what follows it; none where a cell was refused.

        Args:
            rows: Its rows, at least one, in the order of the table.
            report: Takes what is wrong in the cells.
        """
        filling = Filling(self.header, rows, report)
        tree = Map(mark(rows[0].line, 0))
        for name, node in self.members:
            value, at = filling.fill(node)
            if name == "id":
                filling.operation = str(value)
            if value is not ABSENT:
                tree[name] = value
                tree.marks += (at, at)
        if filling.refused:
            return ()
        first = Entry(file=self.header.file, tree=tree, columns=self.header.columns)
        return (first, *(self._follower(first, operation_type) for operation_type in self.then))

    def _follower(self, first: Entry, operation_type: OperationType) -> Entry:
        number = Map(first.tree.at)
        number["from"] = first.tree["id"]
        tree = Map(first.tree.at)
        tree["id"] = f"{first.tree['id']}-{operation_type.verb}"
        tree["op"] = operation_type.name
        tree[operation_type.resource.key] = number
        # All of it stands for the row's id: that is where a finding about it belongs.
        number.marks += first.tree.marks[:2]
        tree.marks += first.tree.marks[:2] * len(tree)
        return Entry(file=first.file, tree=tree, columns=first.columns)


def compile_template(
    entry: Entry, *, registry: Registry, header: Header, notation: Notation, report: Report
) -> Template | None:
    """Bind an entry with `rows` to a table's header and to its operation type.

    Args:
        entry: The entry as written.
        registry: The known operation types.
        header: The table's header.
        notation: How the table writes numbers and dates.
        report: Takes what is wrong, each at its place in the manifest.

    Returns:
        The template, which is to be used only if nothing was reported; None where there is no operation type.
    """
    operation_type = _operation_type(entry, ("op",), entry.tree.get("op"), registry, report)
    if operation_type is None:
        return None
    compiler = Compiler(entry, header, notation, report)
    fields = _own_fields(operation_type)
    members: list[tuple[str, Node]] = []
    for key in sorted(entry.tree, key=lambda key: key != "id"):
        if key in _ROWS_KEYS:
            continue
        if key not in fields:
            _unknown(entry, key, operation_type, [*fields, *_ROWS_KEYS], report)
        elif key == "with":
            members.append((key, compiler.payload(entry.tree[key], operation_type)))
        else:
            members.append((key, compiler.own(key, entry.tree[key], fields[key])))
    _check_id(entry, dict(members).get("id"), header, report)
    then = _then(entry, operation_type, registry, report)
    return Template(header=header, members=tuple(members), then=then)


def _check_id(entry: Entry, node: Node | None, header: Header, report: Report) -> None:
    if isinstance(node, Text | Cell):
        return
    message = "an entry with `rows` has no `id`: a second run would not know its operations again"
    if node is not None:
        message = "`id` names no column: all operations of the table would have the same id"
    hint = f'write an id with the column that names the document, such as `id: "inv-{{{header.columns[0]}}}"`'
    report(Finding(code="T023", message=message, place=entry.place(("id",)), hint=hint))


def _own_fields(operation_type: OperationType) -> dict[str, Field | None]:
    fields: dict[str, Field | None] = dict.fromkeys(COMMON_KEYS)
    resource = operation_type.resource
    if operation_type.targeted:
        kind = resource.key_kind
        fields[resource.key] = Field(name=resource.key, kind=kind, description="target", example="")
    # Options are texts to cells as well as to constants: an id or a path may stand in any of them.
    return fields | {option.name: option for option in operation_type.options}


def _operation_type(
    entry: Entry, path: tuple[str | int, ...], name: Any, registry: Registry, report: Report
) -> OperationType | None:
    found = registry.get(name) if isinstance(name, str) else None
    if found is None:
        what = (
            f"there is no operation type `{shown(name)}`" if isinstance(name, str) else "`op` names no operation type"
        )
        hint = did_you_mean(name, registry.types) if isinstance(name, str) else ""
        hint = hint or f"the operation types are {listed(registry.types)}"
        report(Finding(code="T024", message=what, place=entry.place(path), hint=hint))
    return found


def _unknown(entry: Entry, key: str, operation_type: OperationType, known: list[str], report: Report) -> None:
    report(
        Finding(
            code="T002",
            message=f"an entry of `{operation_type.name}` has no key `{shown(key)}`",
            place=entry.place((key,), key=True),
            hint=did_you_mean(key, known) or f"it takes {listed(known)}",
        )
    )


def _then(entry: Entry, operation_type: OperationType, registry: Registry, report: Report) -> tuple[OperationType, ...]:
    written = entry.tree.get("then")
    if written is None:
        return ()
    if not isinstance(written, Seq):
        message = "`then` takes a list of operation types, such as `[visma.invoice.release]`"
        report(Finding(code="T025", message=message, place=entry.place(("then",))))
        return ()
    found: list[OperationType] = []
    for index, name in enumerate(written):
        follower = _operation_type(entry, ("then", index), name, registry, report)
        if follower is None:
            continue
        fault = _misfit(operation_type, follower, found)
        if fault:
            report(Finding(code="T025", message=fault, place=entry.place(("then", index))))
        found.append(follower)
    return tuple(found)


def _misfit(operation_type: OperationType, follower: OperationType, before: list[OperationType]) -> str:
    if operation_type.targeted:
        return f"`then` follows an operation that makes a document, and `{operation_type.name}` makes none"
    if not follower.targeted or follower.resource.key != operation_type.resource.key:
        return f"`{follower.name}` is not about the {operation_type.resource.name} that `{operation_type.name}` makes"
    if follower.payload_required or follower.required:
        return f"`{follower.name}` needs a `with` of its own; give it an entry of its own"
    if any(other.verb == follower.verb for other in before):
        return f"`{follower.name}` stands twice in `then`; both would get one id"
    return ""
