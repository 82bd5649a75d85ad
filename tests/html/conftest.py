import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from bulkops.core.shown import ShownPlan
from bulkops.providers import REGISTRY
from bulkops.reporting.html import plan_html
from bulkops.reporting.html_data import StepsData

#: Nothing but the page: no first-run screens, no updates, no sandbox of its own where tests run as root in a container.
_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_MISSING = "there is no `chromium`, in which pages are tried: `apt-get install --no-install-recommends chromium`"

Open = Callable[..., Page]


# Not for the session: while it is there, no other test of the process could start an event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give a browser with an empty profile."""
    found = shutil.which("chromium")
    if found is None and os.environ.get("CI"):
        pytest.fail(_MISSING)
    if found is None:
        pytest.skip(_MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=_ARGS)
        yield browser
        browser.close()


def _pages(browser: Browser, folder: Path) -> Iterator[Open]:
    """Open pages of plans; that none complains, asks for anything or leaves itself is held against all of them."""
    complaints: list[str] = []

    def opened(plan: ShownPlan, *, data: StepsData | None = None, at: str = "", **options: object) -> Page:
        path = folder / "plan.html"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in plan_html(plan, REGISTRY, data=data))
        context = browser.new_context(**{"viewport": {"width": 1200, "height": 900}, **options})  # type: ignore[arg-type]
        page = context.new_page()
        page.on("console", lambda message: complaints.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: complaints.extend({request.url.partition("#")[0]} - {path.as_uri()}))
        page.goto(path.as_uri() + at)
        if options.get("java_script_enabled", True):
            page.wait_for_selector("html[data-ready]", timeout=120_000)
        return page

    yield opened
    for context in browser.contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    yield from _pages(browser, tmp_path)


@pytest.fixture(scope="module")
def open_shared(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """For a page that several tests only read."""
    yield from _pages(browser, tmp_path_factory.mktemp("shared"))
