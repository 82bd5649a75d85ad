"""What runs before a given one have done, by manifest and id, many at a time."""

# ruff: noqa: S608 - statements are put together from constants of this package only; values are always bound

from collections.abc import Collection
from decimal import Decimal

from bulkops.adapters.journal.database import Database
from bulkops.adapters.journal.records import RunRow
from bulkops.adapters.journal.schema import LIVE_SQL
from bulkops.core.json import dumps
from bulkops.core.outcome import State
from bulkops.core.results import Fate

# The planner must begin with the ids: each is then one look-up in the index of identities.
_DONE = f"""WITH wanted (name) AS (SELECT value FROM json_each(?))
    SELECT id, type, number, currency, amount FROM wanted CROSS JOIN operation
    ON scope = ? AND manifest = ? AND id = name AND {LIVE_SQL}
    WHERE state = '{State.SUCCEEDED}' AND run < ?"""


def done_before(database: Database, run: RunRow, manifest: str, ids: Collection[str]) -> list[Fate]:
    """Find operations that runs before this one have done.

    Args:
        database: The journal.
        run: The run.
        manifest: Name of the manifest.
        ids: Ids of operations.
    """
    values = (dumps(list(ids)).decode(), run.scope, manifest, run.run)
    with database.reading() as connection:
        rows = connection.execute(_DONE, values).fetchall()
    return [
        Fate(
            id=name,
            type=kind,
            state=State.SUCCEEDED,
            number=number,
            currency=currency,
            amount=None if amount is None else Decimal(amount),
            before=True,
        )
        for name, kind, number, currency, amount in rows
    ]
