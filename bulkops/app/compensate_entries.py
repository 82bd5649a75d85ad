"""The manifest that undoes a run, entry by entry: what the run came to last is undone first."""

from collections.abc import Iterator
from typing import Any

from bulkops.adapters.compensate_kept import CompensateKept
from bulkops.adapters.journal.database import Database
from bulkops.adapters.journal.dependents import dependents, longest_id
from bulkops.adapters.manifest_head import VERSION
from bulkops.adapters.manifest_write import manifest_lines
from bulkops.core.compensation import COUNTERED, CompensationSummary, Counterpart, Fate, undo_name
from bulkops.core.field import Kind
from bulkops.core.noted import Noted
from bulkops.core.registry import Registry
from bulkops.core.schema import ID_LENGTH_MAX
from bulkops.core.tree import Plain
from bulkops.reporting.compensate_text import head_comments, left_out_comment, undoes_comment


class Entries:
    """The manifest of one compensation.

    Args:
        summary: What it comes to.
        kept: What undoes the run.
        database: The journal.
        run: The journal's key of the run.
        registry: Operation types.

    Attributes:
        written: Entries that were given so far.
    """

    def __init__(
        self, summary: CompensationSummary, kept: CompensateKept, database: Database, run: int, registry: Registry
    ) -> None:
        self._summary, self._kept, self._database, self._registry = summary, kept, database, registry
        self.written = 0
        manifests, length = longest_id(database, run)
        #: Ids of several manifests may be the same, and with a word before it an id may become too long.
        self._plain_ids = manifests == 1 and length + len(undo_name("")) <= ID_LENGTH_MAX

    def lines(self) -> Iterator[str]:
        """Give the manifest's lines, each with its line break."""
        head = {"bulkops": Plain(VERSION), "name": Plain(self._summary.name)}
        return manifest_lines(Noted(value=head, above=tuple(head_comments(self._summary))), self._entries())

    def _entries(self) -> Iterator[Noted | str]:
        for at, counterpart, fates in self._kept.all():
            if counterpart is not None:
                self.written += 1
                yield self._entry(at, counterpart, fates)
            yield from (left_out_comment(fate) for fate in fates if fate.standing not in COUNTERED)

    def _entry(self, at: int, counterpart: Counterpart, fates: list[Fate]) -> Noted:
        operation_type = self._registry.types[counterpart.type]
        resource = operation_type.resource
        first = next(fate.id for fate in fates)
        entry: dict[str, Any] = {"id": self._id(at, first), "op": Plain(counterpart.type)}
        entry[resource.key] = Plain(counterpart.target) if resource.key_kind is Kind.INTEGER else counterpart.target
        if counterpart.tag:
            entry["if_match"] = counterpart.tag
        after = [self._id(*found) for found in self._kept.before(at, dependents(self._database, _ops(fates)))]
        if after:
            entry["after"] = after
        if counterpart.payload:
            entry["with"] = counterpart.payload
        return Noted(value=entry, above=(undoes_comment(fates), *counterpart.notes))

    def _id(self, at: int, first: str) -> str:
        return undo_name(first) if self._plain_ids else undo_name(str(at))


def _ops(fates: list[Fate]) -> Iterator[int]:
    return (fate.op for fate in fates)
