"""A run as JUnit XML: a test case an operation, line by line, however many there are."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from xml.sax.saxutils import quoteattr

from bulkops.core.outcome import DONE, State
from bulkops.core.results import Bucket, bucket_of
from bulkops.core.run import RunReport
from bulkops.reporting.states import WORDS
from bulkops.reporting.times import time_json
from bulkops.reporting.width import visible

#: Id, manifest, state, code, message, seconds that it took.
Case = tuple[str, str, State, str, str, float]
_ELEMENTS = {Bucket.FAILED: "failure", Bucket.IN_DOUBT: "error", Bucket.SKIPPED: "skipped"}


def junit_lines(run: RunReport, cases: Iterable[Case]) -> Iterator[str]:
    """Write the report.

    Args:
        run: What became of the run: its counts stand above the cases.
        cases: Its operations, in plan order.
    """
    counts = dict.fromkeys(_ELEMENTS.values(), 0)
    for state, count in run.counts.items():
        if state not in DONE:
            counts[_ELEMENTS[bucket_of(state)]] += count
    total = (
        f'tests="{sum(run.counts.values())}" failures="{counts["failure"]}" errors="{counts["error"]}"'
        f' skipped="{counts["skipped"]}" time="{Decimal(str(round(run.elapsed_s, 3)))}"'
    )
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<testsuites name="bulkops" {total}>'
    started = (time_json(run.started_at) or "").removesuffix("Z")
    yield f'<testsuite name={_quoted(f"run {run.name}")} {total} timestamp="{started}">'
    for case in cases:
        yield from _case(*case)
    yield "</testsuite>"
    yield "</testsuites>"


def _case(name: str, manifest: str, state: State, code: str, message: str, took_s: float) -> Iterator[str]:
    head = f'<testcase classname={_quoted(manifest)} name={_quoted(name)} time="{max(0.0, took_s):.3f}"'
    if state in DONE:
        yield f"{head}/>"
        return
    element = _ELEMENTS[bucket_of(state)]
    words = message or WORDS[state]
    kind = "" if element == "skipped" else f" type={_quoted(code or state.value)}"
    yield f"{head}><{element} message={_quoted(words)}{kind}/></testcase>"


def _quoted(text: str) -> str:
    # XML knows no control characters, not even written out.
    return quoteattr(visible(text))
