"""What would keep somebody from reading the page, as axe-core finds it."""

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from tests.html.conftest import Open
from tests.html.pages import rich

SERIOUS = {"serious", "critical"}


@pytest.mark.parametrize("width", [1200, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_is_found(open_page: Open, scheme: str, width: int) -> None:
    page = open_page(rich(), color_scheme=scheme, viewport={"width": width, "height": 900})
    page.get_by_role("button", name="Open all on this page").click()
    for fold in page.locator("details.fold > summary").all():
        fold.click()
    found = Axe().run(page)
    assert len(found.response["passes"]) > 20
    serious = [one for one in found.response["violations"] if one["impact"] in SERIOUS]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in serious] == []


def test_what_is_serious_would_be_found(open_page: Open) -> None:
    page = open_page(rich())
    page.evaluate(
        "document.querySelector('label[for=query]').remove(); document.querySelector('#query').placeholder = ''"
    )
    found = Axe().run(page)
    assert "label" in {one["id"] for one in found.response["violations"]}
