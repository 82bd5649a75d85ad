"""Limits of a plan: what is within passes, one more is named with its limit and the one flag that raises it."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bulkops.app.settings_names import money_verbs, verbs
from bulkops.app.settings_safety import SafetySettings
from bulkops.core.change import Change
from bulkops.core.errors import UsageError
from bulkops.core.finding import Finding, Severity
from bulkops.core.limit import Limit
from bulkops.core.place import Place
from bulkops.core.plan import PlanContext, PlanSummary
from bulkops.core.step import Step, Verdict
from bulkops.planning.allowances import allowances, limits_in_force
from bulkops.planning.fold import fold
from bulkops.planning.valves import breaches
from bulkops.providers import REGISTRY

BY_VERB = {one.verb: one for one in REGISTRY.types.values()}
#: A machine that is busy is no reason to fail.
steadily = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
SHARE = {"share": "30%", "from": 20, "to": 2000}


def limits(**safety: object) -> tuple[Limit, ...]:
    return SafetySettings.model_validate(safety).limits


def step(seq: int, verb: str, amount: str | None = None, currency: str = "SEK", verdict: Verdict = Verdict.DO) -> Step:
    return Step(
        seq=seq,
        manifest="m",
        id=f"s-{seq}",
        type=BY_VERB[verb].name,
        verdict=verdict,
        amount=None if amount is None else Decimal(amount),
        currency=currency,
        place=Place("march.yaml", seq, 5),
    )


def summary(steps: Sequence[Step]) -> PlanSummary:
    return fold(steps, REGISTRY, PlanContext(manifests=("march.yaml",), environment="test"))


def many(**counts: int) -> PlanSummary:
    kinds = [verb for verb, count in counts.items() for _ in range(count)]
    return summary([step(seq, verb, "1") for seq, verb in enumerate(kinds, 1)])


def found(plan: PlanSummary, in_force: Sequence[Limit]) -> list[str]:
    return [f"{one.code} {one.message} | {one.hint}" for one in breaches(plan, in_force, REGISTRY)]


def errors(plan: PlanSummary, in_force: Sequence[Limit]) -> list[Finding]:
    return [one for one in breaches(plan, in_force, REGISTRY) if one.severity is Severity.ERROR]


def test_a_breach_says_limit_value_and_the_one_flag() -> None:
    assert found(many(release=3, update=1), limits(release_max=2, operations_max=4)) == [
        "P080 the plan has 3 `release` operations; `release_max` allows 2 | add `--allow release=3` if this is meant"
    ]
    assert found(many(release=3, update=1), limits(operations_max=3)) == [
        "P080 the plan has 4 operations; `operations_max` allows 3 | add `--allow operations=4` if this is meant"
    ]


def test_the_first_of_them_is_shown_by_its_place() -> None:
    (finding,) = breaches(many(update=2, release=3), limits(release_max=2), REGISTRY)
    assert [(one.text, str(one.place)) for one in finding.related] == [("the first of them", "march.yaml:3:5")]


@pytest.mark.parametrize("verb", verbs())
@steadily
@given(limit=st.integers(0, 12))
def test_every_verb_has_a_valve_that_passes_its_value_and_not_one_more(verb: str, limit: int) -> None:
    in_force = limits(**{f"{verb}_max": limit})
    assert errors(many(**{verb: limit}), in_force) == []
    (finding,) = errors(many(**{verb: limit + 1}), in_force)
    assert finding.code == "P080"
    assert f"`--allow {verb}={limit + 1}`" in finding.hint


@pytest.mark.parametrize("verb", money_verbs())
@steadily
@given(cents=st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=6))
def test_every_sum_passes_at_its_limit_and_not_a_cent_above(verb: str, cents: list[int]) -> None:
    plan = summary([step(seq, verb, f"{Decimal(one) / 100:f}") for seq, one in enumerate(cents, 1)])
    volume = Decimal(sum(map(abs, cents))) / 100
    for key in ("sum_max", f"{verb}_sum_max"):
        assert errors(plan, limits(**{key: {"SEK": f"{volume:f}"}})) == []
        if volume:
            (finding,) = errors(plan, limits(**{key: {"SEK": f"{volume - Decimal('0.01'):f}"}}))
            assert finding.code == "P081"
            assert f"{key.removesuffix('_max')}.SEK={volume:.2f}`" in finding.hint


@steadily
@given(
    counts=st.dictionaries(st.sampled_from(verbs()), st.integers(1, 5), min_size=1),
    share=st.integers(0, 90),
    least=st.integers(0, 6),
    more=st.integers(0, 6),
    data=st.data(),
)
def test_a_share_holds_between_its_bounds(
    counts: dict[str, int], share: int, least: int, more: int, data: st.DataObject
) -> None:
    verb = data.draw(st.sampled_from(sorted(counts)))
    value = sum(count for name, count in counts.items() if name == verb or name.startswith(f"{verb}_"))
    shared = sum(counts.values()) * share // 100
    allowed = min(least + more, max(least, shared))
    in_force = limits(**{f"{verb}_max": {"share": f"{share}%", "from": least, "to": least + more}})
    assert len(errors(many(**counts), in_force)) == (value > allowed)


def test_the_hint_given_back_lifts_the_breach_and_nothing_else() -> None:
    steps = [step(seq, "release", "100.50") for seq in range(1, 41)]
    set_to = limits(
        release_max=SHARE, operations_max=10, sum_max={"SEK": 100}, release_sum_max={"SEK": 1}, document_max={"SEK": 99}
    )
    plan = summary(steps)
    refused = errors(plan, set_to)
    assert len(refused) == len(set_to)
    flags = [one.hint.split("`")[1].removeprefix("--allow ") for one in refused]
    assert flags == ["operations=40", "release=40", "sum.SEK=4020.00", "release_sum.SEK=4020.00", "document.SEK=100.50"]
    for left_out in flags:
        rest = [flag for flag in flags if flag != left_out]
        (finding,) = errors(plan, limits_in_force(set_to, rest))
        assert left_out in finding.hint
    in_force = limits_in_force(set_to, flags)
    assert errors(plan, in_force) == []
    bound = [limit.bound for limit in in_force]
    assert all(one.lifted for one in bound)
    assert limits_in_force(set_to, allowances(bound)) == in_force


def test_a_share_says_what_it_came_to() -> None:
    (text,) = found(many(release=40, update=60), limits(release_max=SHARE))
    assert text.startswith(
        "P080 the plan has 40 `release` operations; `release_max` allows 30: 30% of 100, from 20 to 2000"
    )
    assert found(many(release=20), limits(release_max=SHARE)) == []
    assert len(found(many(release=21), limits(release_max=SHARE))) == 1


def test_variants_of_a_verb_do_not_get_round_its_limits() -> None:
    assert len(errors(many(create=1, create_v1=1), limits(create_max=1))) == 1
    assert errors(many(create=1, create_v1=1), limits(create_v1_max=1)) == []
    steps = [step(1, "reverse", "60"), step(2, "reverse_and_apply_to_note", "60")]
    (finding,) = errors(summary(steps), limits(sum_max={"SEK": 100}))
    assert finding.message == "what the plan would `reverse` comes to 120.00 SEK; `sum_max.SEK` allows 100.00"


def test_what_is_made_and_then_released_counts_once_under_each() -> None:
    steps = [step(1, "create", "100"), step(2, "release", "100")]
    assert errors(summary(steps), limits(sum_max={"SEK": 100})) == []


def test_credits_do_not_cancel_out_what_they_stand_beside() -> None:
    steps = [step(1, "create", "1000000"), step(2, "create", "-1000000")]
    (finding,) = errors(summary(steps), limits(sum_max={"SEK": 100}))
    assert "2000000.00 SEK, credits counted as well;" in finding.message
    (note,) = finding.related
    assert note.text == "the largest document of the plan is `s-1` with 1000000.00 SEK"


def test_the_largest_document_is_named_whatever_is_done_to_it() -> None:
    update = step(2, "update", "-300")
    (finding,) = errors(summary([step(1, "create", "250"), update]), limits(document_max={"SEK": 250}))
    assert (finding.code, finding.operation, finding.place) == ("P081", "s-2", update.place)
    assert finding.message == "the largest document comes to 300.00 SEK; `document_max.SEK` allows 250.00"


def test_what_sends_nothing_does_not_count() -> None:
    quiet = [step(seq, "release", "5", verdict=verdict) for seq, verdict in enumerate(Verdict, 1)]
    everything = limits(release_max=1, operations_max=1, sum_max={"SEK": 5}, document_max={"SEK": 5})
    assert found(summary(quiet), everything) == []


def test_unknown_sums_do_not_pass_without_a_word() -> None:
    steps = [step(1, "create"), step(2, "release"), step(3, "update"), step(4, "attach")]
    said = [one.message for one in breaches(summary(steps), limits(document_max={"SEK": 5}), REGISTRY)]
    assert said == ["3 documents of the plan have no sum that is known before; limits of money say nothing about them"]
    said = [one.message for one in breaches(summary(steps), limits(release_sum_max={"SEK": 5}), REGISTRY)]
    assert said == ["1 document of the plan has no sum that is known before; limits of money say nothing about it"]
    assert found(summary(steps), limits(operations_max=5)) == []


def test_currencies_without_a_limit_do_not_pass_without_a_word() -> None:
    steps = [step(1, "create", "5", "EUR"), step(2, "create", "5", ""), step(3, "create", "5", "SEK")]
    said = breaches(summary(steps), limits(sum_max={"SEK": 5}, document_max={"SEK": 5, "EUR": 5}), REGISTRY)
    assert [(one.code, one.severity, one.message) for one in said] == [
        (
            "P082",
            Severity.WARNING,
            "the plan has money in their customers' own currencies and EUR, where no limit of sums is set",
        ),
        (
            "P082",
            Severity.WARNING,
            "the plan has money in their customers' own currencies, where no limit of single documents is set",
        ),
    ]


@pytest.mark.parametrize(
    ("allow", "message"),
    [
        (["release"], "`--allow release` says no value"),
        (["release="], "`--allow release=`: `` is no value of this limit"),
        (["release=many"], "`--allow release=many`: `many` is no value of this limit"),
        (["release=1.5"], "`--allow release=1.5`: `1.5` is no value of this limit"),
        (["release=-5"], "`--allow release=-5`: `-5` is no value of this limit"),
        (["operations=9%"], "`--allow operations=9%`: `9%` is no value of this limit"),
        (["sum.SEK=1e9"], "`--allow sum.SEK=1e9`: `1e9` is no value of this limit"),
        (["operations=5"], "`--allow operations=5` raises nothing: `operations_max` is 5"),
        (["sum.SEK=99.99"], "`--allow sum.SEK=99.99` raises nothing: `sum_max.SEK` is 100.00"),
        (["release=20"], "`--allow release=20` raises nothing: `release_max` is 20"),
        (["release=30%"], "`--allow release=30%` raises nothing: the share is more than 30% and at most 100%"),
        (["release=100.1%"], "`--allow release=100.1%` raises nothing: the share is more than 30% and at most 100%"),
        (["release=50", "release_max=60%"], "`--allow` names `release` twice"),
        (["reverse=50"], "`--allow reverse=…` names no limit that is set"),
        (["sum.EUR=50"], "`--allow sum.EUR=…` names no limit that is set"),
    ],
)
def test_what_raises_nothing_is_refused(allow: list[str], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        limits_in_force(limits(release_max=SHARE, operations_max=5, sum_max={"SEK": 100}), allow)
    assert caught.value.message == message
    assert caught.value.hint


def test_a_misspelt_limit_is_suggested() -> None:
    with pytest.raises(UsageError) as caught:
        limits_in_force(limits(release_max=5), ["relase=9"])
    assert caught.value.hint == "did you mean `release`?"
    with pytest.raises(UsageError) as caught:
        limits_in_force((), ["release=9"])
    assert "no limit is set" in caught.value.hint


def test_a_raised_share_keeps_its_bounds() -> None:
    (limit,) = limits_in_force(limits(release_max=SHARE), ["release=40%"])
    assert (str(limit), limit.lifted) == ("40% (20 to 2000)", True)
    assert [limit.allows(steps) for steps in (10, 100, 1000, 10000)] == [20, 40, 400, 2000]
    assert limits_in_force(limits(release_max=SHARE), allowances([limit.bound])) == (limit,)


def test_a_number_never_lowers_a_share() -> None:
    (limit,) = limits_in_force(limits(release_max=SHARE), ["release=52"])
    assert str(limit) == "52 or 30% (20 to 2000)"
    assert [limit.allows(steps) for steps in (10, 100, 1000)] == [52, 52, 300]


def test_changes_alone_are_no_money() -> None:
    change = Change(path="note", before=None, after="x")
    update = Step(
        seq=1, manifest="m", id="u", type=BY_VERB["update"].name, changes=(change,), place=Place("f", 1), amount=None
    )
    assert found(summary([update]), limits(sum_max={"SEK": 5})) == []
