"""From an entry to an operation: every mistake in it becomes a finding."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from bulkops.core.entry import Entry, Head
from bulkops.core.finding import Finding, Severity
from bulkops.core.operation import OperationType
from bulkops.core.registry import Registry
from bulkops.core.step import Operation, Reference
from bulkops.core.tree import Map, Seq
from bulkops.planning import gate
from bulkops.planning.blank_cell import about_cell
from bulkops.planning.defaults import laid_under
from bulkops.planning.instance import Reader, plain, scalar
from bulkops.planning.places import Path, Where, has, in_defaults, in_entry
from bulkops.planning.wording import shown

Report = Callable[[Finding], None]
_OWN_KEYS = ("id", "op", "with", "after", "if_match")


def marker(manifest: str, operation: str) -> str:
    """Derive the mark by which a document of ours is found again: 27 plain characters, the same for good.

    The API publishes no length for its reference fields and advises to stay below 30 to 40 (`visma-net.md` section 11).
    """
    return "bo-" + sha256(f"{manifest}\x00{operation}".encode()).hexdigest()[:24]


class EntryCheck:
    """Checks the entries of one manifest.

    Args:
        head: What stands above the manifest's operations.
        registry: Known operation types.
        report: Takes each finding.
    """

    def __init__(self, head: Head, registry: Registry, report: Report) -> None:
        self._head = head
        self._registry = registry
        self._report = report
        self._readers: dict[str, Reader] = {}
        self._noticed: list[tuple[str, str]] = []
        self._warned: set[tuple[str, str]] = set()
        self._faulty: dict[str, set[Path]] = {}
        self._check_defaults()

    def operation(self, entry: Entry, template: Entry | None = None) -> Operation | None:
        """Check one entry; None when it has errors.

        Args:
            entry: The entry.
            template: The entry with `rows` that it was made from, if it was made from a table.
        """
        self._noticed.clear()
        operation_type = self._type_of(entry)
        if operation_type is None:
            return None
        tree = self._with_defaults(entry, operation_type)
        merged = Entry(file=entry.file, tree=tree, columns=entry.columns)
        where = in_entry(merged, template)
        instance = self._instance(tree, operation_type)
        name = instance.get("id")
        operation_id = name if isinstance(name, str) else ""
        validator = gate.validator_of(operation_type)
        if not validator.is_valid(instance):
            faulty = self._faulty.get(operation_type.name, set())
            for path, finding in gate.breaches(validator, operation_type, instance, where):
                if path not in faulty or has(entry.tree, path):  # of the defaults it was said where they stand
                    said = about_cell(finding, path, merged, template)
                    self._report(replace(said, operation=operation_id))
            return None
        self._warn_of_ambiguous(tree, operation_type, operation_id, where)
        return self._bound(merged, operation_type, instance, where)

    def _type_of(self, entry: Entry) -> OperationType | None:
        written = entry.tree.get("op")
        operation_id = str(entry.tree.get("id") or "")
        if not isinstance(written, str):
            hint = "write `op:` with the name of an operation, such as `visma.invoice.create`"
            place = entry.place(("op",))
            message = f"`op` is {shown(written)}, which names no operation" if written else "the entry lacks `op`"
            self._report(Finding(code="M020", message=message, place=place, operation=operation_id, hint=hint))
            return None
        found = self._registry.get(written)
        if found is None:
            close = self._registry.close_to(written)
            hint = f"did you mean `{close}`?" if close else "`bulkops operations` lists them"
            message = f"unknown operation type `{written}`"
            place = entry.place(("op",))
            self._report(Finding(code="M030", message=message, place=place, operation=operation_id, hint=hint))
        return found

    def _with_defaults(self, entry: Entry, operation_type: OperationType) -> Map:
        defaults = self._head.defaults
        under = defaults.get(operation_type.name) if isinstance(defaults, Map) else None
        if not isinstance(under, Map) or not operation_type.fields:
            return entry.tree
        tree = Map(entry.tree.at)
        tree.update(entry.tree)
        tree.marks = list(entry.tree.marks)
        given = tree.get("with")
        if "with" not in tree:
            tree.marks += (entry.tree.at, entry.tree.at)
        tree["with"] = laid_under(given, under, entry.tree.at)
        return tree

    def _instance(self, tree: Map, operation_type: OperationType) -> dict[str, Any]:
        resource = operation_type.resource
        instance: dict[str, Any] = {}
        options = self._reader(operation_type, "options").to_instance
        for key, value in tree.items():
            if key == "with" and isinstance(value, Mapping):
                instance[key] = self._reader(operation_type, "fields").to_instance(value)
            elif key == resource.key and operation_type.targeted:
                instance[key] = scalar(resource.key_kind, value)
            elif key in _OWN_KEYS:
                instance[key] = plain(value)
            else:
                instance.update(options({key: value}))
        return instance

    def _reader(self, operation_type: OperationType, part: str) -> Reader:
        key = f"{operation_type.name} {part}"
        reader = self._readers.get(key)
        if reader is None:
            fields = operation_type.fields if part == "fields" else operation_type.options
            reader = self._readers[key] = Reader(fields, lambda name, text: self._noticed.append((name, text)))
        return reader

    def _bound(
        self, entry: Entry, operation_type: OperationType, instance: dict[str, Any], where: Where
    ) -> Operation | None:
        payload = self._reader(operation_type, "fields").to_payload(instance.get("with") or {})
        operation_id = instance["id"]
        target = instance.get(operation_type.resource.key) if operation_type.targeted else None
        option_names = [field.name for field in operation_type.options]
        options = {name: instance[name] for name in option_names if name in instance}
        identity = ""
        if operation_type.identity:
            identity = options.get("identity", operation_type.identity[0])
            if identity != operation_type.identity[-1] and not payload.get(identity):
                payload[identity] = marker(self._head.name, operation_id)
        clean = True
        for breach in (breach for rule in operation_type.rules for breach in rule(payload, options)):
            clean = False
            place = where(breach.path)
            self._report(
                Finding(code=breach.code, message=breach.message, hint=breach.hint, place=place, operation=operation_id)
            )
        if not clean:
            return None
        return Operation(
            manifest=self._head.name,
            id=operation_id,
            type=operation_type,
            target="" if target is None or isinstance(target, dict) else str(target),
            target_from=_made_by(entry, target, operation_type),
            payload=payload,
            options=options,
            if_match=instance.get("if_match", "").strip('"'),
            after=_after(entry, instance.get("after", ())),
            identity=identity,
            place=entry.place(),
        )

    def _warn_of_ambiguous(self, tree: Map, operation_type: OperationType, operation_id: str, where: Where) -> None:
        for name, text in self._noticed:
            if (operation_type.name, name) not in self._warned:
                self._warned.add((operation_type.name, name))
                place = where(_path_to(tree, name, text))
                message = f"`{name}: {text}` is kept as the text it is, but other YAML tools read it as another value"
                self._report(
                    Finding(
                        code="M040",
                        message=message,
                        hint=f'put it in quotes: `{name}: "{text}"` (said once a field)',
                        place=place,
                        operation=operation_id,
                        severity=Severity.WARNING,
                    )
                )

    def _check_defaults(self) -> None:
        """Check what is laid under operations where it stands, once: not again with each operation.

        That they are mappings by operation type was checked when the file was read.
        """
        defaults = self._head.defaults
        for name, values in defaults.items() if isinstance(defaults, Map) else ():
            place = Entry(file=self._head.file, tree=self._head.tree).place(("defaults", name), key=True)
            operation_type = self._registry.get(name)
            if operation_type is None:
                close = self._registry.close_to(name)
                hint = f"did you mean `{close}`?" if close else "`bulkops operations` lists them"
                message = f"unknown operation type `{name}`"
                self._report(Finding(code="M030", message=message, place=place, hint=hint))
            elif not operation_type.fields:
                message = f"`{name}` takes no `with`, so nothing can be laid under it"
                self._report(Finding(code="M031", message=message, place=place, hint="remove these defaults"))
            elif isinstance(values, Map):
                self._check_values(operation_type, values)

    def _check_values(self, operation_type: OperationType, values: Map) -> None:
        self._noticed.clear()
        where, reader = in_defaults(self._head, operation_type.name), self._reader(operation_type, "fields")
        instance = {"with": reader.to_instance(values)}
        validator, faulty = (
            gate.defaults_validator_of(operation_type),
            self._faulty.setdefault(operation_type.name, set()),
        )
        for path, finding in gate.breaches(validator, operation_type, instance, where):
            faulty.add(path)
            self._report(finding)
        tree = Map()
        tree["with"] = values
        self._warn_of_ambiguous(tree, operation_type, "", where)


def _made_by(entry: Entry, target: Any, operation_type: OperationType) -> Reference | None:
    if not isinstance(target, dict):
        return None
    return Reference(target["from"], entry.place((operation_type.resource.key, "from")))


def _after(entry: Entry, names: Any) -> tuple[Reference, ...]:
    return tuple(Reference(name, entry.place(("after", index))) for index, name in enumerate(names))


def _path_to(node: Any, name: str, text: str, path: tuple[str | int, ...] = ()) -> tuple[str | int, ...]:
    """Find where a text field with this value stands; only for the first warning about a field."""
    if isinstance(node, Map):
        for key, value in node.items():
            if key == name and value == text:
                return (*path, key)
            found = _path_to(value, name, text, (*path, key))
            if found:
                return found
    elif isinstance(node, Seq):
        for index, value in enumerate(node):
            found = _path_to(value, name, text, (*path, index))
            if found:
                return found
    return ()
