"""What is said when the results of a run were written or checked."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bulkops.core.results import Bucket
from bulkops.core.results_report import OPERATIONS, Walked
from bulkops.reporting.style import Style
from bulkops.reporting.words import count_text, joined, number_text

BUCKET_WORDS = {
    Bucket.SUCCEEDED: "succeeded",
    Bucket.FAILED: "failed",
    Bucket.IN_DOUBT: "in doubt",
    Bucket.SKIPPED: "skipped",
}


def results_text(
    run: str, folder: Path, walked: Walked, style: Style, *, checked: bool, following: str = ""
) -> Iterator[str]:
    """Write counts that add up, and where the files are.

    Args:
        run: Name of the run.
        folder: Where the files are.
        walked: What was found.
        style: How it is printed.
        checked: They were there already, and only checked.
        following: What to do next; empty: nothing.
    """
    for table in walked.tables:
        parts = joined(
            (
                f"{number_text(table.rows[bucket], style)} {BUCKET_WORDS[bucket]}"
                for bucket in Bucket
                if table.rows[bucket]
            ),
            style,
        )
        yield f"{table.file}: {parts or '0'} = {count_text(table.rows.total(), 'row', style)}"
    if walked.entries:
        entries = walked.entries
        parts = joined(
            (f"{number_text(entries[bucket], style)} {BUCKET_WORDS[bucket]}" for bucket in Bucket if entries[bucket]),
            style,
        )
        yield f"{OPERATIONS}: {parts} = {count_text(entries.total(), 'entry', style)}"
    steps = sum(total.operations for total in walked.states.values()) + walked.before.operations
    every = "each row and entry is in one file"
    yield f"{every}; {count_text(steps, 'step', style)} and their sums are those of run {run}"
    yield f"{'checked' if checked else 'wrote'} `{folder}`"
    if following:
        yield f"next: {following}"


def results_json(run: str, folder: Path, walked: Walked, *, checked: bool, following: str = "") -> dict[str, Any]:
    """Give the same for programs; `report.json` in the folder says more."""
    return {
        "format": "bulkops.results_written/1",
        "run": run,
        "folder": str(folder),
        "checked_only": checked,
        "rows": {bucket.value: walked.rows.get(bucket, 0) for bucket in Bucket},
        "entries": {bucket.value: walked.entries[bucket] for bucket in Bucket},
        "steps": sum(total.operations for total in walked.states.values()) + walked.before.operations,
        "next": following or None,
    }
