"""A template as written in a manifest to its compiled parts: names are bound to columns and fields, once a table."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bulkops.core.entry import Entry
from bulkops.core.field import Field, Kind
from bulkops.core.finding import Finding
from bulkops.core.operation import OperationType
from bulkops.core.tree import Map, Seq
from bulkops.planning.template_date import carries_a_date
from bulkops.planning.template_names import Header, Report, did_you_mean, listed, shown
from bulkops.planning.template_nodes import ABSENT, Branch, Cell, Constant, EachRow, Items, Node, Text, split_text
from bulkops.planning.template_notation import Notation
from bulkops.planning.template_value import converter

_OPTIONS = ("column", "default", "values", "max", "required", "trim", "dates")
_NOWHERE: Node = Constant("")
_Path = tuple[str | int, ...]


class Compiler:
    """Compiles one entry; what is wrong in it is reported, each at its place in the manifest."""

    def __init__(self, entry: Entry, header: Header, notation: Notation, report: Report) -> None:
        self._entry = entry
        self._header = header
        self._notation = notation
        self._report = report

    def payload(self, written: Any, operation_type: OperationType) -> Node:
        """Compile `with`."""
        if isinstance(written, Map):
            return self._branch(written, operation_type.fields, ("with",), operation_type.name)
        return self._wrong(("with",), "T022", "`with` takes a mapping of fields")

    def own(self, key: str, written: Any, field: Field | None) -> Node:
        """Compile a key of the entry itself: cells may stand in its texts as `{Column}`."""
        return self._own((key,), written, field or Field(name=key, kind=Kind.TEXT, description="", example=""))

    def _own(self, path: _Path, written: Any, field: Field) -> Node:
        if isinstance(written, Map) and "column" in written:
            return self._cell(written, field, path, required=True)
        if isinstance(written, Map):
            return Branch(tuple((key, self._own((*path, key), value, field)) for key, value in written.items()))
        if isinstance(written, Seq):
            return Items(tuple(self._own((*path, index), value, field) for index, value in enumerate(written)))
        if isinstance(written, str) and ("{" in written or "}" in written):
            return self._text(written, path)
        return Constant(written)

    def _text(self, written: str, path: _Path) -> Node:
        parts: list[str | int] = []
        for text, names_column in split_text(written):
            parts.append(self._header.find(text, self._entry.place(path), self._report) if names_column else text)
        return Text(tuple(parts))

    def _branch(self, written: Map, fields: tuple[Field, ...], path: _Path, owner: str) -> Node:
        members: list[tuple[str, Node]] = []
        for name, value in written.items():
            field = next((field for field in fields if field.name == name), None)
            if field is not None:
                members.append((name, self._value(value, field, (*path, name))))
                continue
            known = [field.name for field in fields]
            self._report(
                Finding(
                    code="T021",
                    message=f"`{owner}` has no field `{shown(name)}`",
                    place=self._entry.place((*path, name), key=True),
                    hint=did_you_mean(name, known) or f"it has {listed(known)}",
                )
            )
        return Branch(tuple(members))

    def _value(self, written: Any, field: Field, path: _Path) -> Node:
        if isinstance(written, Map) and "column" in written and field.member("column") is None:
            return self._one_cell(written, field, path)
        if isinstance(written, Map) and "each_row" in written:
            return self._each_row(written, field, path)
        if isinstance(written, Map) and field.kind is Kind.GROUP:
            return self._branch(written, field.fields, path, field.name)
        if isinstance(written, Seq) and field.kind is Kind.LIST:
            return Items(tuple(self._element(each, field, (*path, n)) for n, each in enumerate(written)))
        if isinstance(written, Map | Seq):
            return self._wrong(path, "T022", f"`{field.name}` takes {field.kind}")
        return Constant(written)

    def _one_cell(self, written: Map, field: Field, path: _Path) -> Node:
        if field.kind not in {Kind.GROUP, Kind.LIST}:
            return self._cell(written, field, path)
        hint = "write `each_row: {…}`" if field.kind is Kind.LIST else "give a column to each of its fields"
        return self._wrong(path, "T022", f"`{field.name}` is a {field.kind}, and a column is one value", hint)

    def _element(self, written: Any, field: Field, path: _Path) -> Node:
        if isinstance(written, Map):
            return self._branch(written, field.fields, path, field.name)
        return self._wrong(path, "T022", f"an element of `{field.name}` is a mapping of fields")

    def _each_row(self, written: Map, field: Field, path: _Path) -> Node:
        inner = written["each_row"]
        if field.kind is not Kind.LIST:
            return self._wrong(path, "T022", f"`each_row` stands under a list; `{field.name}` is {field.kind}")
        if "each_row" in path:
            return self._wrong(path, "T022", "`each_row` stands inside another `each_row`")
        if len(written) > 1 or not isinstance(inner, Map):
            return self._wrong(path, "T022", "`each_row` takes a mapping of fields and stands alone")
        return EachRow(self._branch(inner, field.fields, (*path, "each_row"), field.name))

    def _cell(self, written: Map, field: Field, path: _Path, *, required: bool = False) -> Node:
        for name in written:
            if name not in _OPTIONS:
                self._report(
                    Finding(
                        code="T002",
                        message=f"`{shown(name)}` is no option of a column",
                        place=self._entry.place((*path, name), key=True),
                        hint=did_you_mean(name, _OPTIONS) or f"the options are {listed(_OPTIONS[1:])}",
                    )
                )
        column = written["column"]
        if not isinstance(column, str):
            return self._wrong((*path, "column"), "T022", "`column` takes the name of one column")
        index = self._header.find(column, self._entry.place((*path, "column")), self._report)
        notation = self._own_notation(written, path)
        return Cell(
            index=index,
            name=".".join(step for step in path if isinstance(step, str) and step not in {"with", "each_row"}),
            convert=converter(field.kind, notation),
            convert_typed=converter(field.kind, notation.typed),
            values=self._values(written, path),
            default=self._default(written, path),
            required=self._option(written, path, "required", _FLAGS.get, "`true` or `false`", required),
            trim=self._option(written, path, "trim", _FLAGS.get, "`true` or `false`", default=False),
            length_max=self._option(written, path, "max", _count, "a number of characters from 1", 0),
            sensitive=field.sensitive,
        )

    def _own_notation(self, written: Map, path: _Path) -> Notation:
        what = "a format with day, month and year, such as `%Y%m%d`"
        read = self._option(written, path, "dates", lambda text: text if carries_a_date(text) else None, what, "")
        return replace(self._notation, dates=read) if read else self._notation

    def _values(self, written: Map, path: _Path) -> dict[str, Any] | None:
        values: Any = written.get("values")
        if values is None:
            return None
        if isinstance(values, Map) and all(isinstance(value, str | None) for value in values.values()):
            return {name.strip(): value for name, value in values.items()}
        self._wrong((*path, "values"), "T022", "`values` takes a mapping of the table's texts to values")
        return None

    def _default(self, written: Map, path: _Path) -> Any:
        # Null is a default too: it clears the field.
        if "default" in written and written["default"] is None:
            return None
        return self._option(written, path, "default", lambda text: text, "one value", ABSENT)

    def _option(self, written: Map, path: _Path, name: str, read: Callable[[str], Any], what: str, default: Any) -> Any:
        if name not in written:
            return default
        option = written[name]
        value = read(option) if isinstance(option, str) else None
        if value is not None:
            return value
        self._wrong((*path, name), "T022", f"`{name}` takes {what}")
        return default

    def _wrong(self, path: _Path, code: str, message: str, hint: str = "") -> Node:
        self._report(Finding(code=code, message=message, place=self._entry.place(path), hint=hint))
        return _NOWHERE


_FLAGS = {"true": True, "false": False}


def _count(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and int(text) > 0 else None
