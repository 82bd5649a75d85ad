"""A plan in the form that a user asks for."""

from collections.abc import Callable, Iterator

from bulkops.cli.console import Console
from bulkops.core.place import Place
from bulkops.core.shown import ShownPlan
from bulkops.providers import REGISTRY

#: Forms in which a plan is shown as a whole.
PLAN_FORMS = ("text", "markdown", "json", "html")

Link = Callable[[Place], str]


def plan_lines(
    plan: ShownPlan,
    form: str,
    console: Console,
    *,
    full: bool = False,
    link: Link | None = None,
    budget: int | None = None,
) -> Iterator[str]:
    """Write a plan, line by line.

    Args:
        plan: The plan.
        form: One of `PLAN_FORMS`.
        console: Says how text is dressed.
        full: In text: every step and every line.
        link: In Markdown: where a place can be looked at.
        budget: In Markdown: most bytes; None: as many as suit most hosts of code.
    """
    if form == "markdown":
        from bulkops.reporting.markdown import BUDGET, plan_markdown  # noqa: PLC0415 - one form is needed

        yield plan_markdown(plan, REGISTRY, budget=budget or BUDGET, link=link)
    elif form == "json":
        from bulkops.reporting.plan_json import plan_json  # noqa: PLC0415 - likewise

        yield from plan_json(plan, REGISTRY)
    elif form == "html":
        from bulkops.reporting.html import plan_html  # noqa: PLC0415 - likewise

        yield from plan_html(plan, REGISTRY)
    else:
        from bulkops.reporting.plan_text import plan_text  # noqa: PLC0415 - likewise

        yield from plan_text(plan, REGISTRY, console.out, show_all=full)
