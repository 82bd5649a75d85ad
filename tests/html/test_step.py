"""What opens below a step."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from playwright.sync_api import Page

from bulkops.core.change import Change
from bulkops.core.field import Kind
from bulkops.core.json import canonical
from bulkops.core.step import Verdict
from bulkops.providers import REGISTRY
from tests.html.conftest import Open
from tests.html.pages import rich, with_steps
from tests.reporting.plans import plan_of, step


@pytest.fixture(scope="module")
def page(open_shared: Open) -> Page:
    """Give a page with one of everything, and a new document that is there already, but not as it is wanted."""
    plan = rich()
    differs = (Change(path="invoiceText", before="as it is", after="as wanted"),)
    steps = [
        replace(one, verdict=Verdict.CONFLICT, reason="it exists already", changes=differs) if one.seq == 9 else one
        for one in plan.steps
    ]
    return open_shared(with_steps(plan, steps))


def opened(page: Page, seq: int) -> str:
    if not page.locator(f"#step-{seq} details[open]").count():
        page.locator(f"#step-{seq} summary").click()
    return re.sub(r"[\t\n ]+", " ", page.locator(f"#step-{seq} .body").inner_text())


def test_a_change_is_shown_before_and_after(page: Page) -> None:
    text = opened(page, 3)
    for part in (
        "creditTermsId 30 14",
        "note (none) agreed by phone",
        "documentDueDate 2026-04-30 (cleared)",
        "(the API does not show it) false sent, not compared",
        "invoiceContact.email (changed, sensitive)",
        "invoiceLines 2 of 4 unchanged",
        "line 3 unitPriceInCurrency 100.00 150.00",
        "(1 line unchanged)",
        "\N{MINUS SIGN} senior",
        "+ junior",
        "new line",
        "unitPriceInCurrency 1\u2009250.00",
        "Net, without VAT: 4\u2009500.00 → 5\u2009000.00 NOK",
        "only if it is still AAAA",
        "group 6",
    ):
        assert part in text.replace("removed: ", "").replace("added: ", "")


def test_what_others_changed_stands_apart(page: Page) -> None:
    assert "As we left it As it is now ~ note old new" in opened(page, 3)


def test_a_conflict_is_shown_three_ways(page: Page) -> None:
    text = opened(page, 7)
    assert "Field Planned from Theirs Ours What happened" in text
    assert "documentDueDate 2026-11-30 2026-12-15 2026-12-01 changed by others, and by you to something else" in text
    assert "invoiceContact.email (sensitive) (sensitive) (not asked for)" in text
    assert "note (none) call them first (not asked for) changed by others" in text


def test_a_new_document_is_shown_member_by_member(page: Page) -> None:
    text = opened(page, 1)
    assert "customerNumber 00104" in text
    assert "invoiceContact \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} name (sensitive)" in text
    assert "line 2 inventoryNumber TRAVEL quantity 1 unitPriceInCurrency 980.50" in text
    assert "delete undoes it" in text


def test_requests_and_what_is_known_only_when_it_is_applied(page: Page) -> None:
    text = opened(page, 2)
    assert "the number that acme-march gets; known when it is applied" in text
    assert "the one that acme-march leaves; known when it is applied" in text
    assert f'POST /v1/{{acme-march}}/action in the background "AAAA" 1\u2009234 bytes {"ab" * 32}' in text
    assert "cannot be undone, only countered by reverse" in text


def test_names_of_values_stand_beside_them(page: Page) -> None:
    assert "TermsOfPaymentId 1 4 (20 days net)" in opened(page, 6)


def test_what_is_there_already_is_held_against_what_is_wanted(page: Page) -> None:
    text = opened(page, 9)
    assert "it exists already" in text
    assert "Field As it is As it is wanted ~ invoiceText as it is as wanted" in text


def test_a_step_with_nothing_to_do_says_why(page: Page) -> None:
    text = opened(page, 8)
    assert text.startswith("the field is as wanted From march.yaml:83")


def test_what_is_set_on_a_document_that_nobody_has_read(open_page: Open) -> None:
    payload = {
        "note": "agreed by phone",
        "invoiceLines": [{"lineNumber": 2, "quantity": Decimal("3.50")}, {"description": "new one", "quantity": 1}],
    }
    made = [
        step(1, "visma.invoice.create", id="made"),
        step(2, "visma.invoice.update", target_from=1, needs=(1,), payload=canonical(payload)),
    ]
    text = opened(open_page(plan_of(made)), 2)
    assert "What it sets Field Now After ~ note (not known) agreed by phone" in text
    assert "~ line 2 quantity (not known) 3.50" in text
    assert "+ new line added: description new one quantity 1" in text
    assert "Net, without VAT: (known after apply)" in text


def test_elements_are_named_by_their_key_and_values_by_the_field_without_it(open_page: Open) -> None:
    keyed = [
        (operation_type, field)
        for operation_type in REGISTRY.types.values()
        for field in operation_type.fields
        if field.key and (member := field.member(field.key)) is not None and member.kind is not Kind.INTEGER
    ]
    operation_type, field = next(one for one in keyed if one[0].targeted)
    changes = (Change(path=f"{field.name}[abc].x", before="1", after="2"),)
    plan = plan_of([step(1, operation_type.name, target="1", before=b"{}", changes=changes)])
    plan = replace(plan, summary=replace(plan.summary, titles={f"{field.name}[].x": {"2": "two"}}))
    text = opened(open_page(plan), 1)
    assert f"{field.key} abc x 1 2 (two)" in text
