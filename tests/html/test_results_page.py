"""The page of results that is signed: read in a browser, in both themes, on a telephone, and printed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page

from bulkops.core.run import RunReport
from bulkops.providers import REGISTRY
from bulkops.reporting.report_html import results_html
from tests.reporting.result_reports import rich_report

SERIOUS = {"serious", "critical"}
A4 = {"width": 794, "height": 1123}

OpenResults = Callable[..., Page]


@pytest.fixture
def open_results(browser: Browser, tmp_path: Path) -> Iterator[OpenResults]:
    complaints: list[str] = []

    def opened(*, run: Callable[[RunReport], RunReport] = lambda run: run, **options: object) -> Page:
        report = rich_report()
        path = tmp_path / "report.html"
        path.write_text(results_html(replace(report, run=run(report.run)), REGISTRY), encoding="utf-8")
        page = browser.new_context(**{"viewport": {"width": 1200, "height": 900}, **options}).new_page()  # type: ignore[arg-type]
        page.on("console", lambda message: complaints.append(f"console: {message.text}"))
        page.on("request", lambda request: complaints.extend({request.url} - {path.as_uri()}))
        page.goto(path.as_uri())
        return page

    yield opened
    for context in browser.contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize("width", [1200, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_is_found(open_results: OpenResults, scheme: str, width: int) -> None:
    page = open_results(color_scheme=scheme, viewport={"width": width, "height": 900})
    found = Axe().run(page)
    assert len(found.response["passes"]) > 12
    serious = [one for one in found.response["violations"] if one["impact"] in SERIOUS]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in serious] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "it has to be moved sideways"


def test_what_stands_in_it_adds_up(open_results: OpenResults) -> None:
    page = open_results()
    rows = [
        [cell.strip() for cell in row.locator("th, td").all_inner_texts()]
        for row in page.locator("section[aria-labelledby=rows-title] tr").all()
    ]
    assert rows[0] == ["Table", "Rows", "Succeeded", "Failed", "In doubt", "Skipped"]
    numbers = [[int("".join(filter(str.isdigit, cell))) for cell in row[1:]] for row in rows[1:]]
    *tables, whole = numbers
    assert [sum(column) for column in zip(*tables, strict=True)] == whole
    assert all(row[0] == sum(row[1:]) for row in numbers)
    assert page.locator("#open").inner_text().startswith("This run is not over. 2 steps may have happened or not.")


def test_printed_it_is_black_on_white_whatever_the_theme(open_results: OpenResults) -> None:
    page = open_results(color_scheme="dark", viewport=A4)
    page.emulate_media(media="print", color_scheme="dark")
    style = "(name) => getComputedStyle(document.body)[name]"
    assert page.evaluate(style, "backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate(style, "color") == "rgb(0, 0, 0)"
    assert page.evaluate("document.documentElement.scrollWidth") <= A4["width"]
    assert page.evaluate("getComputedStyle(document.querySelector('#signed')).breakInside") == "avoid"
    assert page.pdf(format="A4").count(b"/Type /Page\n") in {2, 3}
    boxes = [box for box in (cell.bounding_box() for cell in page.locator("#signed tbody td").all()) if box]
    assert len(boxes) == 6
    assert all(box["height"] >= 40 and box["width"] >= 150 for box in boxes), "there is no room to sign"
