from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from bulkops.core.change import Change, ChangeKind
from bulkops.core.outside import Outside
from bulkops.core.plan import PlanSummary
from bulkops.core.step import Step, Verdict
from bulkops.planning.fold import Fold, fold
from bulkops.planning.show import show
from bulkops.providers import REGISTRY
from tests.reporting.plans import CONTEXT, large, small, step

UPDATE = "visma.invoice.update"


def folded(*steps: Step, groups_max: int = 1000) -> PlanSummary:
    fold = Fold(REGISTRY, groups_max=groups_max)
    for one in steps:
        fold.add(one)
    return fold.summary(CONTEXT)


def test_equal_changes_are_one_group_with_its_constant() -> None:
    change = Change(path="creditTermsId", before="30", after="14")
    summary = folded(*(step(seq, UPDATE, changes=(change,)) for seq in range(1, 6)))
    (group,) = summary.groups
    assert (group.count, group.examples) == (5, ("s-1", "s-2", "s-3"))
    assert group.first == step(1, UPDATE).place
    assert (group.changes[0].constant, group.changes[0].before, group.changes[0].after) == (True, "30", "14")


def test_values_that_differ_give_their_range_and_keys_of_lists_are_left_out() -> None:
    changes = [(Change(path=f"invoiceLines[{at}].quantity", before=1, after=Decimal(at)),) for at in (3, 1, 2)]
    (group,) = folded(*(step(at, UPDATE, changes=change) for at, change in enumerate(changes, 1))).groups
    (change,) = group.changes
    assert change.path == "invoiceLines[].quantity"
    assert (change.constant, change.minimum, change.maximum, change.count) == (False, 1, 3, 3)


def test_text_has_no_range_and_dates_have() -> None:
    rows = [("b", "2026-02-01"), ("a", "2026-01-01")]
    steps = [
        step(at, UPDATE, changes=(Change(path="note", after=note), Change(path="documentDate", after=day)))
        for at, (note, day) in enumerate(rows, 1)
    ]
    note, day = folded(*steps).groups[0].changes
    assert (note.minimum, note.maximum) == (None, None)
    assert (day.minimum, day.maximum) == ("2026-01-01", "2026-02-01")


def test_sensitive_values_are_not_kept() -> None:
    change = Change(path="invoiceContact.email", before="a@x.example", after="b@x.example", sensitive=True)
    once = replace(change, sensitive=False)
    for changes in ((change, change), (change, once), (once, change)):
        summary = folded(*(step(seq, UPDATE, changes=(one,)) for seq, one in enumerate(changes, 1)))
        assert summary.groups[0].changes[0].sensitive
        assert "x.example" not in repr(summary)


def test_groups_are_told_apart_by_path_kind_currency_and_verdict() -> None:
    added = Change(path="invoiceLines[+]", kind=ChangeKind.ADD, after={})
    summary = folded(
        step(1, UPDATE, changes=(Change(path="note", after="x"),)),
        step(2, UPDATE, changes=(Change(path="note", after="x"),), currency="NOK", amount=Decimal(1)),
        step(3, UPDATE, changes=(added,)),
        step(4, UPDATE, changes=(added,), verdict=Verdict.CONFLICT),
        step(5, UPDATE, verdict=Verdict.UNCHANGED, changes=(added,)),
        step(6, UPDATE, verdict=Verdict.UNCHANGED),
    )
    assert [group.count for group in summary.groups] == [1, 1, 1, 1, 2]


def test_what_cannot_be_undone_comes_first() -> None:
    kinds = [(group.type.rpartition(".")[2], group.verdict) for group in fold(small(), REGISTRY, CONTEXT).groups]
    assert kinds[:3] == [("delete", Verdict.DO), ("release", Verdict.DO), ("reverse", Verdict.DO)]
    assert kinds[3] == ("update", Verdict.CONFLICT)
    assert kinds[-1] == ("create", Verdict.DONE)


def test_sums_count_what_is_to_do() -> None:
    summary = fold(small(), REGISTRY, CONTEXT)
    assert summary.sums["visma.invoice.release"] == {"SEK": Decimal("16605.50")}
    assert (summary.irreversible, summary.writes, summary.steps, summary.shown) == (3, 6, 9, 7)
    assert summary.amount_unknown == {"visma.invoice.delete": 1}
    assert UPDATE not in summary.sums, "what an update leaves behind is no new money"
    assert {one.currency: one.id for one in summary.largest}["SEK"] == "acme-march"


def test_the_rest_is_counted_and_summed() -> None:
    summary = folded(*large(1000), groups_max=2)
    rest = summary.groups[-1]
    assert len(summary.groups) == 3
    assert (rest.number, rest.type, rest.verdict) == (3, "", Verdict.DO)
    assert sum(group.count for group in summary.groups) == 1000
    assert rest.signatures == len(folded(*large(1000)).groups) - 2


PATHS = st.sampled_from(["note", "creditTermsId", "invoiceLines[1].quantity", "invoiceLines[2].quantity"])
STEPS = st.builds(
    lambda op, verdict, paths, amount, currency: step(
        1,
        op,
        verdict=verdict,
        changes=tuple(Change(path=path, after=amount) for path in paths),
        amount=amount,
        currency=currency,
    ),
    st.sampled_from(sorted(REGISTRY.types)),
    st.sampled_from(list(Verdict)),
    st.lists(PATHS, max_size=3, unique=True),
    st.none() | st.decimals(min_value=-1000, max_value=1000, places=2),
    st.sampled_from(["SEK", "NOK", ""]),
)


@settings(deadline=None)
@given(st.lists(STEPS, max_size=40), st.integers(min_value=0, max_value=5))
def test_folding_loses_no_step_and_no_sum(steps: list[Step], groups_max: int) -> None:
    summary = folded(*steps, groups_max=groups_max)
    assert summary.steps == len(steps) == sum(group.count for group in summary.groups)
    moved = [one for one in steps if REGISTRY.types[one.type].moves_money]
    for currency in ("SEK", "NOK", ""):
        known = sum(one.amount for one in moved if one.amount is not None and one.currency == currency)
        assert sum(group.sums.get(currency, Decimal()) for group in summary.groups) == known
    unknown = sum(one.amount is None for one in moved)
    assert sum(group.amount_unknown for group in summary.groups) == unknown
    assert [group.number for group in summary.groups] == list(range(1, len(summary.groups) + 1))


def test_what_came_along_and_what_others_changed_is_counted_and_the_first_are_kept() -> None:
    plain = [show(step(seq, UPDATE, target=str(seq)), REGISTRY.types[UPDATE]) for seq in range(1, 61)]
    moved = [replace(one, outside=Outside(run="7f3a", at=1.0)) if one.seq % 2 else one for one in plain]
    steps = [replace(one, along="release-7") if one.seq > 50 else one for one in moved]
    summary = fold(steps, REGISTRY, CONTEXT)
    assert (summary.along, summary.outside) == (10, 30)
    assert summary.outside_seqs == tuple(range(1, 41, 2))
