"""The page in a browser: what a reviewer does with it."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from bulkops.core.change import Change
from bulkops.providers import REGISTRY
from bulkops.reporting.html_data import StepsData
from tests.html.conftest import Open
from tests.html.pages import rich, with_steps
from tests.reporting.plans import large, plan_of, small, step

EVIL = (
    "<script>document.title='broken'</script>",
    "</script><img src=x onerror=\"document.title='broken'\">",
    "\"><b onmouseover=alert(1)>'&amp;",
    "\u202egnp.exe \u2066hidden\u2069\u200b",
    "فاتورة رقم ١٢",
    "🧾 faktura 👩🏽‍💼",
    "{{ constructor }} ${alert(1)} \\u003cscript\\u003e",
)


def ids(page: Page) -> list[str]:
    return page.locator("#list .name").all_inner_texts()


def matches(page: Page, text: str) -> None:
    expect(page.locator("#matches")).to_have_text(text.replace(",", "\u2009"))


def test_every_step_stands_in_it(open_page: Open) -> None:
    page = open_page(rich())
    matches(page, "9 steps")
    assert ids(page) == [one.id for one in rich().steps]


def test_search_finds_ids_numbers_texts_amounts_and_files(open_page: Open) -> None:
    page = open_page(rich())
    found = {
        "FIX-terms": ["fix-terms", "s-5"],
        "100007": ["s-4"],
        "konsultarvode": ["acme-march"],
        "march-2026/acme": ["acme-march"],
        "agreed by phone": ["fix-terms"],
        "rättelser.yaml:7": ["fix-terms"],
        "1 234 567.89": ["s-4"],
        "1\u2009234\u2009567.89 eur": ["s-4"],
        "nowhere": [],
    }
    for text, wanted in found.items():
        page.locator("#query").fill(text)
        expect(page.locator("#list .name")).to_have_text(wanted)
        matches(page, f"{len(wanted)} of 9 steps" if wanted else "no step fits")


def test_filters_narrow_and_clear_takes_them_back(open_page: Open) -> None:
    page = open_page(rich())
    page.locator("#type").select_option("visma.invoice.update")
    matches(page, "3 of 9 steps")
    page.locator("#verdict").select_option("conflict")
    matches(page, "1 of 9 steps")
    page.get_by_role("button", name="Clear").click()
    matches(page, "9 steps")
    page.get_by_role("checkbox", name="cannot be undone").check()
    matches(page, "3 of 9 steps")
    page.get_by_role("checkbox", name="cannot be undone").uncheck()
    page.get_by_label("changed outside").check()
    assert ids(page) == ["fix-terms"]


def test_a_group_shows_its_steps(open_page: Open) -> None:
    plan = plan_of(list(large(1000)))
    page = open_page(plan)
    for group in plan.summary.groups[:3]:
        page.locator(f"[data-group='{group.number}']").click()
        matches(page, f"{group.count} of 1,000 steps")
        assert ids(page)[:3] == list(group.examples)
        expect(page.locator("#steps")).to_be_focused()
    page.locator("#ungroup").click()
    matches(page, "1,000 steps")


def test_notes_lead_to_the_steps_that_they_are_about(open_page: Open) -> None:
    page = open_page(rich())
    page.locator("#conflicts button").click()
    assert ids(page) == ["due-later"]
    page.locator("#outside button").click()
    assert ids(page) == ["fix-terms"]


def test_order(open_page: Open) -> None:
    page = open_page(rich())
    page.locator("#order").select_option("amount")
    assert ids(page)[:2] == ["s-4", "acme-march"]
    page.locator("#order").select_option("id")
    assert ids(page) == sorted(one.id for one in rich().steps)
    page.locator("#order").select_option("file")
    assert ids(page)[-1] == "fix-terms"


def test_pages_are_turned(open_page: Open) -> None:
    page = open_page(plan_of(list(large(250))))
    pages = page.get_by_role("navigation", name="Pages of steps")
    assert pages.inner_text().split("\n")[2].strip() == "page 1 of 3"
    pages.get_by_role("button", name="Last").click()
    assert ids(page) == [f"s-{seq}" for seq in range(201, 251)]
    expect(pages.get_by_role("button", name="Next")).to_be_disabled()
    pages.get_by_role("button", name="Previous").click()
    assert ids(page)[0] == "s-101"


def test_a_link_opens_its_step_wherever_it_is(open_page: Open) -> None:
    page = open_page(plan_of(list(large(1000))), at="#step-555")
    expect(page.locator("#step-555 details")).to_have_attribute("open", "")
    expect(page.locator("#step-555 summary")).to_be_focused()
    expect(page.locator("#step-555 .body")).to_be_in_viewport()
    page.locator("#query").fill("s-1")
    page.evaluate("location.hash = '#step-777'")
    expect(page.locator("#step-777 summary")).to_be_focused()
    expect(page.locator("#query")).to_have_value("")
    page.evaluate("location.hash = '#step-7777'")
    matches(page, "step 7777 is not on this page")


def test_a_step_leads_to_those_that_it_needs(open_page: Open) -> None:
    page = open_page(rich(), at="#step-3")
    page.locator("#step-3 .facts a", has_text="acme-march-release").click()
    expect(page.locator("#step-2 summary")).to_be_focused()
    expect(page.locator("#step-2 details")).to_have_attribute("open", "")


def test_everything_can_be_done_by_keyboard(open_page: Open) -> None:
    page = open_page(rich())
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Go to the steps")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#steps")).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#query")).to_be_focused()
    page.keyboard.type("acme/")
    expect(page.locator("#query")).to_have_value("acme/")
    page.locator("#query").fill("acme")
    matches(page, "2 of 9 steps")
    page.locator("#list summary").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#step-2 summary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#step-2 details")).to_have_attribute("open", "")
    outline = page.locator("#step-2 summary").evaluate("one => getComputedStyle(one).outlineStyle")
    assert outline == "solid"


@pytest.mark.parametrize("system", ["light", "dark"])
def test_light_and_dark(open_page: Open, system: str) -> None:
    page = open_page(rich(), color_scheme=system)
    colour = "getComputedStyle(document.body).backgroundColor"
    button = page.get_by_role("button", name="Dark")
    expect(button).to_have_attribute("aria-pressed", str(system == "dark").lower())
    first = page.evaluate(colour)
    button.click()
    assert page.evaluate(colour) != first
    button.click()
    assert page.evaluate(colour) == first


def test_hostile_text_is_shown_as_text(open_page: Open) -> None:
    plan = plan_of(
        [
            step(
                seq,
                "visma.invoice.update",
                id=text,
                target=text,
                reason=text,
                manifest=text,
                changes=(Change(path="note", before=text, after=f"{text}\n{text}"), Change(path=text, after=text)),
            )
            for seq, text in enumerate(EVIL, 1)
        ]
    )
    context = replace(plan.summary.context, company=EVIL[1], manifests=EVIL)
    page = open_page(replace(plan, summary=replace(plan.summary, context=context)))
    matches(page, f"{len(EVIL)} steps")
    page.get_by_role("button", name="Open all on this page").click()
    assert page.title() != "broken"
    assert page.locator("main img, main b, main script:not([type])").count() == 0
    shown = ids(page)
    assert shown[:3] == list(EVIL[:3])
    assert shown[3] == "\\u202egnp.exe \\u2066hidden\\u2069\\u200b"
    assert shown[4:] == list(EVIL[4:])
    assert "\u202e" not in page.locator("body").inner_text()
    assert page.locator("h1 bdi").inner_text() == EVIL[1]


def test_it_fits_a_narrow_screen(open_page: Open) -> None:
    page = open_page(rich(), viewport={"width": 360, "height": 780})
    page.get_by_role("button", name="Open all on this page").click()
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_without_script_all_but_the_single_steps_is_there(open_page: Open) -> None:
    page = open_page(rich(), java_script_enabled=False)
    assert page.locator("#filters, #theme, [data-group]").locator("visible=true").count() == 0
    text = page.locator("main").inner_text()
    for part in (
        "3 steps cannot be undone",
        "This plan is refused",
        "This plan is incomplete",
        "allow this page to run its script",
    ):
        assert part in text
    assert page.locator(".groups tbody tr").count() == len(rich().summary.groups)


def test_on_paper_groups_stand_open_and_nothing_is_asked(open_page: Open) -> None:
    kinds = [
        step(seq, "visma.invoice.update", target="1", changes=(Change(path=f"field{seq}", after="x"),))
        for seq in range(1, 41)
    ]
    page = open_page(plan_of(kinds))
    paper = "".join(one.extract_text() for one in PdfReader(BytesIO(page.pdf(format="A4"))).pages)
    assert "field40" in paper
    assert "Search" not in paper
    assert page.locator("details.fold[open]").count() == 0


def test_what_does_not_fit_is_said_loudly(open_page: Open) -> None:
    plan = plan_of(list(large(1000)))
    page = open_page(plan, data=StepsData(plan, REGISTRY, steps_max=150))
    expect(page.locator("#bounded")).to_contain_text("Not all 1\u2009000 steps are on this page")
    here = page.evaluate(
        "document.querySelectorAll('script.chunk').length && [...document.querySelectorAll('script.chunk')].flatMap(one => JSON.parse(one.textContent)).length"
    )
    matches(page, f"{here} steps; {1000 - here} more are only counted")
    counted = [row.split("\t") for row in page.locator("#left tbody tr").all_inner_texts()]
    assert sum(int(row[3]) for row in counted) == 1000 - here


def test_an_expired_plan_says_so(open_page: Open) -> None:
    plan = rich()
    bound = replace(plan.bound, expires_at=1_000_000_000.0)
    page = open_page(replace(plan, bound=bound))
    expect(page.locator(".dated")).to_contain_text("expired: plan again")


def test_sums_keep_all_their_digits(open_page: Open) -> None:
    steps = [
        replace(one, amount=Decimal("12345678901234567.895")) if one.seq == 4 else one for one in plan_of(small()).steps
    ]
    page = open_page(with_steps(plan_of(small()), steps))
    expect(page.locator("#step-4 .amount")).to_have_text("12\u2009345\u2009678\u2009901\u2009234\u2009567.895")
