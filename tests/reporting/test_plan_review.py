"""What a reviewer has to see beside the changes: what is left out, came along, was changed outside, is refused."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bulkops.core.change import Change, ChangeKind
from bulkops.core.json import canonical
from bulkops.core.outside import Outside
from bulkops.core.shown import ShownPlan
from bulkops.core.step import Step, Verdict
from bulkops.providers import REGISTRY
from bulkops.reporting.explain_step import step_explained
from bulkops.reporting.long_text import LINES_MAX
from bulkops.reporting.plan_text import plan_text
from bulkops.reporting.step_text import names_of
from bulkops.reporting.style import Style
from tests.reporting.plans import Listed, large, plan_of, reviewed, step, summary_of

Golden = Callable[[str, str], None]
UPDATE = "visma.invoice.update"
STYLE = Style(width=100)


def text_of(plan: ShownPlan, style: Style = STYLE, **more: Any) -> str:
    return "\n".join(plan_text(plan, REGISTRY, style, **more)) + "\n"


def one(*changes: Change, **more: Any) -> ShownPlan:
    return plan_of([updated(*changes, **more)])


def updated(*changes: Change, **more: Any) -> Step:
    return step(1, UPDATE, target="100231", changes=changes, **({"before": b"{}"} | more))


def test_a_plan_under_review(golden: Golden) -> None:
    golden("plan-reviewed.txt", text_of(reviewed()))


def test_a_plan_under_review_in_full(golden: Golden) -> None:
    golden("plan-reviewed-all.txt", text_of(reviewed(), show_all=True))


def test_a_plan_under_review_in_a_narrow_ascii_terminal(golden: Golden) -> None:
    text = text_of(reviewed(), Style(unicode=False, width=60))
    assert text.replace("rättelser", "").isascii()
    golden("plan-reviewed-ascii.txt", text)


def test_a_large_plan_under_review_tells_what_it_folds(golden: Golden) -> None:
    steps = list(large(1000))
    plan = plan_of(steps, replace(summary_of(steps), excluded=9000, along=40, outside=50, outside_seqs=(2, 3, 4)))
    moved = Outside(run="feb", at=1.0, changes=(Change(path="creditTermsId", before="30", after="45"),))
    listed = [replace(shown, outside=moved if shown.seq < 5 else None) for shown in plan.steps]
    text = text_of(replace(plan, steps=Listed(listed)))
    golden("plan-large-reviewed.txt", text)
    assert "INCOMPLETE: 9\u2009000 of 10\u2009000 operations are left out\n" in text
    assert "\n  and 47 more targets; `--full` shows each with its step\n" in text


def test_a_large_plan_says_how_to_see_what_it_folds() -> None:
    steps = list(large(100))
    plan = plan_of(steps)
    assert "\n`--full` shows every step\n" in text_of(plan)
    saved = replace(plan.summary, context=replace(plan.summary.context, saved_as="my plan.json"))
    told = "\n`--full` shows every step · `bulkops show 'my plan.json' --group 1` those of one group\n"
    assert told in text_of(replace(plan, summary=saved))
    assert "--full" not in text_of(plan, show_all=True)


def test_a_refused_plan_does_not_lead_to_apply() -> None:
    plan = reviewed()
    assert text_of(plan).endswith("next: do what the errors say, and plan again\n")
    warned = replace(plan, findings=plan.findings[1:2])
    assert "refused" not in text_of(warned)
    nothing = plan_of([step(1, UPDATE, target="1", verdict=Verdict.UNCHANGED)])
    assert text_of(replace(nothing, findings=plan.findings)).endswith(
        "refused: 3 errors (P041, P044); nothing is sent while there are any\n"
    )


def test_what_others_changed_is_told_of_a_plan_that_has_nothing_to_do() -> None:
    plan = plan_of([step(1, UPDATE, target="100231", verdict=Verdict.UNCHANGED)])
    moved = [replace(shown, outside=Outside(run="feb", at=1.0, gone=True)) for shown in plan.steps]
    plan = replace(plan, steps=Listed(moved), summary=replace(plan.summary, outside=1, outside_seqs=(1,)))
    assert text_of(plan).endswith("    invoice 100231 is gone: somebody has deleted it\n")


def test_only_a_step_that_is_done_overwrites_what_others_changed() -> None:
    change = Change(path="note", before="theirs", after="ours")
    outside = Outside(run="feb", at=1.0, changes=(Change(path="note", before="ours", after="theirs"),))
    for verdict, told in ((Verdict.DO, True), (Verdict.UNCHANGED, False)):
        shown = replace(next(iter(one(change).steps)), verdict=verdict, outside=outside)
        lines = list(step_explained(shown, REGISTRY, STYLE, {}))
        assert ("  overwritten by this step: note" in lines) is told


def test_many_fields_that_others_changed_are_counted() -> None:
    changes = tuple(Change(path=f"field{at}", before=1, after=2) for at in range(9))
    plan = one(Change(path="note", after="x"))
    moved = [replace(shown, outside=Outside(run="feb", at=1.0, changes=changes)) for shown in plan.steps]
    plan = replace(plan, steps=Listed(moved), summary=replace(plan.summary, outside=1, outside_seqs=(1,)))
    text = text_of(plan)
    assert "field5" in text
    assert "field6" not in text
    assert "    and 3 more fields\n" in text
    assert "field8" in text_of(plan, show_all=True)


def test_a_sum_that_only_the_system_can_tell_is_known_after_apply() -> None:
    line = Change(path="invoiceLines[+]", kind=ChangeKind.ADD, after={"inventoryNumber": "A", "quantity": 1})
    before = canonical({"detailTotalInCurrency": Decimal(4500)})
    text = text_of(one(line, before=before, currency="NOK"))
    assert "\n      net, without VAT  4\u2009500.00 NOK → (known after apply)\n" in text
    assert "(known after apply)" not in text_of(one(Change(path="note", after="x"), before=before))
    create = step(1, "visma.invoice.create", id="new", payload=canonical({"invoiceLines": [{"inventoryNumber": "A"}]}))
    release = step(2, "visma.invoice.release", target_from=1, needs=(1,))
    text = text_of(plan_of([create, release]))
    assert text.count("net sum, without VAT: (known after apply)") == 2
    later = step(2, UPDATE, target_from=1, needs=(1,), payload=canonical({"invoiceLines": [{"quantity": 2}]}))
    assert "net, without VAT  (known after apply)" in text_of(plan_of([create, later]))


def test_what_is_set_on_a_document_that_the_plan_makes_is_told_field_by_field() -> None:
    lines = [
        {"lineNumber": 1, "quantity": 13, "subaccount": [{"segmentId": 1, "segmentValue": "B"}]},
        {"lineNumber": 2, "operation": "Delete"},
        {"inventoryNumber": "310", "quantity": 1},
        {"lineNumber": 7, "operation": "Insert", "quantity": 5},
    ]
    payload = {"note": None, "invoiceContact": {"email": "canary@b.c", "overrideContact": True}, "invoiceLines": lines}
    create = step(1, "visma.invoice.create", id="new", payload=canonical({"customerNumber": "1"}))
    later = step(2, UPDATE, target_from=1, needs=(1,), payload=canonical(payload))
    text = text_of(plan_of([create, later]))
    told = text[text.index("s-2") :].splitlines()[1:11]
    assert [" ".join(line.split()) for line in told] == [
        "after `new`",
        "note → (cleared)",
        "invoiceContact.overrideContact → true",
        "invoiceContact.email → (sensitive)",
        "invoiceLines",
        "~ line 1 quantity → 13",
        "subaccount → [{segmentId 1, segmentValue B}]",
        "- line 2",
        "+ new line inventoryNumber 310, quantity 1",
        "+ line 7 quantity 5",
    ]
    assert "canary" not in text


def test_elements_are_named_by_their_number_or_by_what_tells_them_apart() -> None:
    text = text_of(
        one(
            Change(path="taxDetailLines[25].taxAmount", before=Decimal(10), after=Decimal(11)),
            Change(path="invoiceLines[3].subaccount[2].segmentValue", before="A", after="B"),
            Change(path="invoiceLines[3].subaccount[9]", kind=ChangeKind.ADD, after={"segmentId": 9}),
        )
    )
    assert "\n        ~ line taxId 25  taxAmount" in text
    assert "\n        ~ line 3  subaccount[2].segmentValue" in text
    assert "+ subaccount[9]" in text


def test_names_of_ids_are_told_wherever_the_field_stands() -> None:
    changes = (
        Change(path="creditTermsId", before="30", after="14"),
        Change(path="invoiceLines[3].vatCodeId", before="1", after="2"),
    )
    plan = one(*changes)
    titles = {"creditTermsId": {"14": "14 days net"}, "invoiceLines[].vatCodeId": {"1": "25 %", "2": "12 %"}}
    text = text_of(replace(plan, summary=replace(plan.summary, titles=titles)))
    assert "30 → 14 (14 days net)\n" in text
    assert "1 (25 %) → 2 (12 %)\n" in text


def test_fields_that_are_as_wanted_are_counted_and_shown_in_full() -> None:
    payload = canonical({"note": "x", "creditTermsId": "14", "hold": False, "invoiceContact": {"email": "canary@b.c"}})
    plan = one(Change(path="note", after="x"), payload=payload)
    assert "\n      3 more fields are as wanted already\n" in text_of(plan)
    full = text_of(plan, show_all=True)
    assert "\n      as wanted already: creditTermsId 14, hold false, invoiceContact {email (sensitive)}\n" in full
    assert "canary" not in full


def test_a_long_comparison_is_cut_with_a_count_unless_all_is_asked_for() -> None:
    before, after = ("\n".join(f"{word} {at}" for at in range(40)) for word in ("old", "new"))
    plan = one(Change(path="note", before=before, after=after))
    text = text_of(plan)
    assert text.count("- old") == LINES_MAX
    assert f"  and {80 - LINES_MAX} more lines; `--full` shows all\n" in text
    full = text_of(plan, show_all=True)
    assert (full.count("- old"), full.count("+ new")) == (40, 40)


def test_another_end_of_a_text_is_a_change_that_is_seen() -> None:
    text = text_of(one(Change(path="note", before="a\nb", after="a\r\nb\n")))
    assert "- a\n" in text
    assert "+ a\\r\n" in text
    assert "(1 line unchanged)" in text
    cleared = text_of(one(Change(path="note", before="a\nb", after=None)))
    assert "- a\n" in cleared
    assert "+" not in cleared.replace("+0000", "")


def test_texts_too_long_for_a_comparison_are_told_in_full() -> None:
    before, after = ("\n".join(f"{word} {at}" for at in range(600)) for word in ("same", "same"))
    full = text_of(one(Change(path="note", before=before, after=after + "\nlast")), show_all=True)
    assert (full.count("- same"), full.count("+ same"), full.count("+ last")) == (600, 600, 1)


def test_long_values_are_broken_between_words() -> None:
    words = " ".join(f"word{at}" for at in range(60))
    lines = text_of(one(Change(path="note", before="short", after=words)), Style(width=60)).splitlines()
    assert all(len(line) <= 60 for line in lines if "word" in line)
    assert "".join(line.strip().removeprefix("→ ") + " " for line in lines if "word" in line).strip() == words


def test_a_step_of_a_plan_explained(golden: Golden) -> None:
    plan = reviewed()
    parts = ["\n".join(step_explained(shown, REGISTRY, STYLE, names_of(shown, plan.steps))) for shown in plan.steps]
    golden("explain-step.txt", "\n\n".join(parts) + "\n")


def test_a_step_explained_names_what_only_an_earlier_one_will_bring() -> None:
    shown = replace(next(iter(one(Change(path="note", after="x")).steps)), target="", target_from=7, tag_from=8)
    lines = list(step_explained(shown, REGISTRY, STYLE, {7: "acme"}))
    assert "  target      invoice: the number that `acme` gets (known after apply)" in lines
    assert "  entity tag  the one that `step 8` answers with (known after apply)" in lines


def test_all_steps_that_a_step_names_are_found() -> None:
    steps = [replace(shown, seq=seq, id=f"s-{seq}") for seq in range(1, 6) for shown in one().steps]
    last = replace(steps[-1], needs=(1,), target_from=2, tag_from=4)
    assert names_of(last, Listed(steps)) == {1: "s-1", 2: "s-2", 4: "s-4"}
