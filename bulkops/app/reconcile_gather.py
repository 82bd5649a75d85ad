"""Gather the documents of a run from the journal, and what they can be found again by."""

from collections.abc import Iterator
from functools import partial

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.left import Part, Writes
from bulkops.adapters.journal.marked import Marked, marked
from bulkops.adapters.journal.parts_of_run import parts_for
from bulkops.adapters.reconcile_kept import RunDocuments
from bulkops.app.outside import about
from bulkops.app.turns import in_turns
from bulkops.core.outcome import State
from bulkops.core.registry import Registry


class Gathering:
    """Goes through the journal once, page by page; or through its indexes, where the run is a small part of it.

    Args:
        journal: Where the run is written.
        writes: What all runs for the company have written.
        registry: Operation types and resources.
        run: The journal's key of the run.
        found: Takes the documents.

    Attributes:
        passed: Operations that it has gone through.
        marks: By kind of document: where one shows a mark, by the mark's field.
    """

    def __init__(self, journal: Journal, writes: Writes, registry: Registry, run: int, found: RunDocuments) -> None:
        self._journal, self._writes, self._registry, self._run = journal, writes, registry, run
        self._found = found
        self._kinds = about(registry)
        self.passed = 0
        self.marks: dict[str, dict[str, str]] = {}

    async def gather(self) -> None:
        """Gather the documents, and put them together."""
        documents = partial(_documents, kinds=self._kinds, registry=self._registry)
        await in_turns(parts_for(self._writes, self._run, documents), self._part)
        await in_turns(marked(self._journal, self._run), self._mark)
        self._found.choose()

    def _part(self, part: Part) -> None:
        self.passed += 1
        for resource, key, wrote in _documents(part, self._kinds, self._registry):
            self._found.add(resource, key, part.op, chosen=part.run == self._run, wrote=wrote)

    def _mark(self, one: Marked) -> None:
        resource = self._registry.resources.get(one.makes)
        if resource is None:
            return
        mark = one.natural_key.partition("/")[2]
        self._found.add_mark(one.makes, one.key, one.op, mark)
        field, shown = mark.partition("=")[0], self.marks.setdefault(one.makes, {})
        if field and field not in shown:
            shown[field] = next((each.observed for each in resource.fields if each.name == field), "")


def _documents(part: Part, kinds: dict[str, str], registry: Registry) -> Iterator[tuple[str, str, bool]]:
    """Give the documents that an operation has had a part in: kind, key, and whether it is known to have written it."""
    wrote = part.state is State.SUCCEEDED
    if part.type in kinds and part.key:
        moves = registry.types[part.type].transition
        yield kinds[part.type], part.key, wrote and (moves is None or bool(moves.after))
    if part.makes not in registry.resources:
        return
    if part.number:
        yield part.makes, part.number, wrote
    elif part.type not in kinds and part.key:  # its document was there already
        yield part.makes, part.key, False
