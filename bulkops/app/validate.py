"""Validate: read, check and link manifests, and read no system."""

import gc
from collections.abc import Sequence
from contextlib import closing

from bulkops.adapters.draft import Draft
from bulkops.app.finds import Finds
from bulkops.app.link import link
from bulkops.app.making import Making
from bulkops.app.read import read
from bulkops.core.registry import Registry
from bulkops.core.table_options import NOTHING_SAID, TableOptions
from bulkops.providers import REGISTRY


def validate(
    files: Sequence[str],
    registry: Registry = REGISTRY,
    tables: TableOptions = NOTHING_SAID,
    making: Making | None = None,
) -> tuple[Finds, int]:
    """Check manifests.

    Args:
        files: Paths as the user gave them.
        registry: Known operation types.
        tables: How tables among the files are read.
        making: Is told how far it has come.

    Returns:
        What was found, and how many operations are well formed.
    """
    finds, making = Finds(), making or Making()
    gc.freeze()  # what is loaded stays: the collector need not look at it again and again
    with closing(Draft(registry, linked_only=True)) as draft:
        making.begin("reading:", lambda: draft.count)
        inputs = read(files, registry, draft, finds, tables)
        making.begin("linking", lambda: draft.count)
        link(draft, registry, finds, None, inputs.broken)
        return finds, draft.count
