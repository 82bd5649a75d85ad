"""Many steps in one page."""

from playwright.sync_api import expect

from tests.html.conftest import Open
from tests.reporting.plans import large, plan_of

COUNT = 10_000


def test_ten_thousand_steps_are_searched_and_filtered(open_page: Open) -> None:
    steps = list(large(COUNT))
    page = open_page(plan_of(steps), at=f"#step-{COUNT}")
    expect(page.locator(f"#step-{COUNT} summary")).to_be_focused()
    page.locator("#query").fill("10999")
    wanted = sum("10999" in one.target for one in steps)
    assert 0 < wanted < 20
    expect(page.locator("#matches")).to_have_text(f"{wanted} of 10\u2009000 steps")
    page.locator("#query").fill("")
    page.locator("#verdict").select_option("conflict")
    expect(page.locator("#matches")).to_have_text("100 of 10\u2009000 steps")
    assert page.locator("#list > li").count() == 100
