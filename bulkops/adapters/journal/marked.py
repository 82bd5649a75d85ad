"""What the creates of a run can be found again by, and those of them that have no number yet."""

# ruff: noqa: S608 - statements are put together from constants of this package only; values are always bound

from collections.abc import Iterator
from dataclasses import dataclass

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.schema import UNSETTLED_SQL

_PAGE = 5_000
_MARKED = f"""SELECT op, makes, coalesce(nullif(number, ''), target), natural_key FROM operation
    WHERE run = :run AND op > :after AND op <= (SELECT last_op FROM run WHERE run.run = :run)
    AND op >= (SELECT first_op FROM run WHERE run.run = :run) AND makes <> '' AND target_from IS NULL
    AND ((natural_key <> '' AND state IN ('succeeded', 'unchanged')) OR (target = '' AND {UNSETTLED_SQL}))
    ORDER BY op LIMIT {_PAGE}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A create of a run.

    Attributes:
        op: The journal's key of the operation.
        makes: Kind of the document, `api.resource`.
        key: Key of the document; empty where it is in doubt, so that no number is known.
        natural_key: What the document is found by, `api.resource/field=value`; empty where it bears no mark.
    """

    op: int
    makes: str
    key: str
    natural_key: str


def marked(journal: Journal, run: int) -> Iterator[Marked]:
    """Go through the creates of a run that have made a document, or may have, page by page.

    Args:
        journal: Where they are written.
        run: The journal's key of the run.
    """
    after = 0
    while True:
        with journal.database.reading() as connection:
            rows = connection.execute(_MARKED, {"run": run, "after": after}).fetchall()
        for op, makes, key, natural_key in rows:
            yield Marked(op=op, makes=makes, key=key, natural_key=natural_key)
        if len(rows) < _PAGE:
            return
        after = rows[-1][0]
