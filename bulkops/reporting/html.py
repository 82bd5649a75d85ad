"""A plan as one HTML page that needs nothing else: no network, no server, and no script to read what matters most."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from bulkops.core.finding import Severity
from bulkops.core.registry import Registry
from bulkops.core.shown import ShownPlan
from bulkops.core.step import Verdict
from bulkops.reporting.html_assets import FOLDER, PACKAGE, page_assets
from bulkops.reporting.html_data import StepsData, head_json
from bulkops.reporting.html_groups import WORDS, group_rows
from bulkops.reporting.html_notes import cost_lines, largest_lines, missing_lines, rows_lines
from bulkops.reporting.html_view import action_rows, finding_rows, refused, verdict_counts
from bulkops.reporting.style import PLAIN
from bulkops.reporting.times import time_json, time_text
from bulkops.reporting.width import visible
from bulkops.reporting.words import count_text, number_text

SANDBOX = "sandbox"
#: Groups that are seen at once; the others are folded.
GROUPS_OPEN_MAX = 15


def plan_html(plan: ShownPlan, registry: Registry, *, data: StepsData | None = None) -> Iterator[str]:
    """Write a plan as a page, line by line; each needs its end, for the page knows its own script by a digest.

    Header, counts, sums, findings and groups are plain HTML. The steps stand in it as JSON, which its script shows,
    searches and filters; those beyond the bound of `StepsData` are counted by group.

    Args:
        plan: The plan.
        registry: Operation types.
        data: Its steps, where another bound than the usual one is wanted.
    """
    view = _view(plan, registry, data or StepsData(plan, registry))
    yield from _lines(page_environment().get_template("page.html").generate(view))


def _lines(pieces: Iterator[str]) -> Iterator[str]:
    """Give whole lines, without their ends."""
    line: list[str] = []
    for piece in pieces:
        first, *further = piece.split("\n")
        line.append(first)
        for one in further:
            yield "".join(line)
            line = [one]
    if any(line):
        yield "".join(line)


def _view(plan: ShownPlan, registry: Registry, data: StepsData) -> dict[str, Any]:
    summary = plan.summary
    actions = action_rows(summary, registry)
    findings, more = finding_rows(plan)
    return {
        "context": summary.context,
        "bound": plan.bound,
        "summary": summary,
        "sandbox": summary.context.environment == SANDBOX,
        "refused": refused(plan),
        "actions": actions,
        "final": sorted((row for row in reversed(actions) if row.final and row.count), key=lambda row: not row.posts),
        "verdicts": verdict_counts(summary),
        "words": WORDS,
        "Verdict": Verdict,
        "Severity": Severity,
        "findings": findings,
        "findings_more": more,
        "cost": list(cost_lines(summary)),
        "largest": list(largest_lines(summary)),
        "missing": list(missing_lines(plan)),
        "rows_left_out": list(rows_lines(summary)),
        "groups": group_rows(summary, registry),
        "groups_open_max": GROUPS_OPEN_MAX,
        "data": data,
        "head": head_json(plan, registry),
        **page_assets(),
    }


@lru_cache(maxsize=1)
def page_environment() -> Environment:
    """Give what templates are rendered with: everything escaped, and nothing in it that deceives."""
    environment = Environment(
        loader=PackageLoader(PACKAGE, FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_harmless,
    )
    environment.filters |= {
        "number": _number,
        "counted": _counted,
        "ticked": _ticked,
        "time": time_text,
        "iso": time_json,
    }
    return environment


def _harmless(value: Any) -> Any:
    """Write out control characters and marks that turn the direction of text, in whatever is put into the page."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _number(count: int) -> str:
    return number_text(count, PLAIN)


def _counted(count: int, noun: str) -> str:
    return count_text(count, noun, PLAIN)


def _ticked(text: str) -> Markup:
    """Set apart what stands in backticks: it can be typed."""
    parts = visible(text).split("`")
    if len(parts) % 2 == 0:
        return escape(visible(text))
    return Markup().join(Markup("<code>{}</code>").format(part) if at % 2 else part for at, part in enumerate(parts))
