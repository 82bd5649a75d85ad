"""The one entry of a proposed manifest, put together column by column."""

from collections.abc import Iterable, Iterator
from typing import Any

from bulkops.core.field import Kind, field_at
from bulkops.core.noted import Noted
from bulkops.planning.import_currency import currency_doubt, unnamed_currency, with_line
from bulkops.planning.import_names import Names
from bulkops.planning.import_table import TODO, Mapped, Table
from bulkops.planning.template_names import shown

_UNUSED_MAX = 100


class Entry:
    """An entry in the making.

    Attributes:
        doubts: What is not certain, each a sentence.
        todos: What a person has to fill in, each a sentence.
    """

    def __init__(self, table: Table) -> None:
        self.doubts: list[str] = []
        self.todos: list[str] = []
        self._table = table
        self._type = table.operation_type
        self._target = self._type.resource.key if self._type.targeted else ""
        self._names = Names(self._type, self._target)
        self._own: dict[str, Any] = {}
        self._payload: dict[str, Any] = {}

    def doubt(self, text: str) -> str:
        """Take a doubt down; gives the comment."""
        self.doubts.append(text)
        return f"DOUBT: {text}"

    def todo(self, text: str) -> str:
        """Take a task down; gives the comment."""
        self.todos.append(text)
        return f"TODO: {text}"

    def why_not(self, column: str) -> str:
        """Say why a column fills no field."""
        return self._names.why_not(column) or "no field is called so"

    def put(self, path: str, cell: Noted) -> None:
        """Give a field its column."""
        if path == self._target:
            self._own[path] = cell
            return
        *groups, name = path.split(".")
        inner = self._payload
        for group in groups:
            inner = inner.setdefault(group.removesuffix("[]"), {})
            if group.endswith("[]"):
                inner = inner.setdefault("each_row", {})
        inner[name] = cell

    def complete(self) -> None:
        """Add what the operation needs and no column was found for."""
        keys = self._keys()
        if self._target and self._target not in self._own:
            self._own[self._target] = self._asked(self._target, f"the {self._target} that it is about")
        for name in self._type.required:
            if name not in self._payload:
                field = field_at(self._type.fields, name)
                self._payload = {name: self._asked(name, field.description if field else "")} | self._payload
        mark = next((name for name in self._type.identity if field_at(self._type.fields, name)), "")
        # Of several columns none says alone which document it is; the mark that a plan gives of itself does.
        if len(keys) == 1 and mark and mark not in self._payload:
            comment = "finds the invoice again, and lets `reconcile` join it"
            self._payload[mark] = Noted(value={"column": keys[0]}, beside=comment, inline=True)
        self._override()
        currency = unnamed_currency(self._type, self._table.columns, self._payload)
        if currency is not None:
            self._payload = with_line(self._payload, currency, self.doubt(currency_doubt(currency)))
        # Lines stand below what they belong to.
        self._payload = dict(sorted(self._payload.items(), key=lambda member: _is_list(member[1])))

    def _override(self) -> None:
        for field in self._type.fields:
            members = self._payload.get(field.name)
            switch = next((each.name for each in field.fields if each.name.startswith("override")), "")
            if field.kind is Kind.GROUP and members and switch and switch not in members:
                doubt = self.doubt(f"`{field.name}` then takes the place of what the customer's own record says")
                self._payload[field.name] = {switch: Noted(value=True, above=(doubt,))} | members

    def written(self, mapped: Iterable[Mapped]) -> dict[str, Any]:
        """Give the entry below `rows`."""
        keys = self._keys()
        prefix = self._type.resource.name
        name: Any = "-".join((prefix, *(f"{{{key}}}" for key in keys))) if keys else self._asked_id(prefix)
        written: dict[str, Any] = {"id": name, "op": self._type.name, **self._own}
        unused = tuple(self._unused([each for each in mapped if not each.taken]))
        if not self._payload:
            return written | ({} if not unused else {"op": Noted(value=self._type.name, above=unused)})
        lines = next(
            (each.name for each in self._type.fields if isinstance(self._type.example.get(each.name), list | tuple)), ""
        )
        if lines and lines not in self._payload:
            unused += (self.doubt(f"no column fills `{lines}`"),)
        return written | {"with": Noted(value=self._payload, above=unused)}

    def _keys(self) -> list[str]:
        groups = self._table.groups
        names = [self._table.columns[index].name for index in groups.keys] if groups is not None else []
        return [] if any("{" in name or "}" in name for name in names) else names

    def _asked(self, path: str, description: str) -> Noted:
        constant = f"or write one value for all rows: `{path}: VALUE`"
        task = self.todo(f"name the column for `{path}`, {constant}. {description.rstrip('.')}")
        return Noted(value={"column": TODO}, above=(task,), inline=True)

    def _asked_id(self, prefix: str) -> Noted:
        task = self.todo(
            "name the column that tells the documents apart; below `group_by` too, if one has several rows "
            "(without `group_by` each row is a document)"
        )
        return Noted(value=f"{prefix}-{{{TODO}}}", above=(task,))

    def _unused(self, columns: list[Mapped]) -> Iterator[str]:
        if not columns:
            return
        yield "Columns that fill no field:"
        for each in columns[:_UNUSED_MAX]:
            yield f"  {shown(each.column)}: {each.path}"
        if len(columns) > _UNUSED_MAX:
            yield f"  and {len(columns) - _UNUSED_MAX} more"


def _is_list(value: Any) -> bool:
    return isinstance(value, dict) and "each_row" in value
