"""Findings that every operation of one table gets alike: they are about the manifest's own text, and said once."""

import re
from dataclasses import dataclass, replace

from bulkops.app.finds import Finds
from bulkops.core.entry import Entry
from bulkops.core.finding import Finding
from bulkops.core.place import Place

_INDEX = re.compile(r"\[\d+\]")


@dataclass(slots=True)
class _Told:
    """A finding that is held back, how many operations get it, and the latest of them."""

    first: Finding
    operations: int = 1
    latest: str = ""


class Repeats:
    """Stands before a collection of findings, and folds what is said again of the same place of a template.

    Args:
        finds: Takes the findings.
    """

    def __init__(self, finds: Finds) -> None:
        self._finds = finds
        self._template: Entry | None = None
        self._told: dict[tuple[str, str, Place], _Told] = {}

    def about(self, template: Entry | None) -> None:
        """Say which entry with `rows` the next findings come from; None: an entry that stands for itself."""
        if template is self._template:
            return
        for told in self._told.values():
            more = f", in {told.operations} operations of the table" if told.operations > 1 else ""
            self._finds(replace(told.first, message=told.first.message + more))
        self._told.clear()
        self._template = template

    def __call__(self, finding: Finding) -> None:
        """Take one."""
        if self._template is None or finding.place is None or finding.place.file != self._template.file:
            self._finds(finding)
            return
        # Each row of an operation makes an element of its own out of the same place.
        key = (finding.code, _INDEX.sub("[]", finding.message), finding.place)
        told = self._told.setdefault(key, _Told(finding, latest=finding.operation))
        told.operations += told.latest != finding.operation
        told.latest = finding.operation
