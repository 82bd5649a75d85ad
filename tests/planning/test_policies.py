"""Policies: what must be true of every operation, held against plans of every kind."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bulkops.app.policies import Policies, check_policies, load_policies
from bulkops.core.change import Change
from bulkops.core.field import Field, Kind
from bulkops.core.finding import Finding, Severity
from bulkops.core.json import canonical, dumps
from bulkops.core.step import Step, Verdict
from bulkops.planning.policy_check import TOLD_MAX, PolicyCheck
from bulkops.planning.policy_paths import paths_of
from bulkops.planning.policy_values import MISSING, PRESENCE, Operator, fits, holds, read, values_at
from bulkops.planning.show import show
from bulkops.providers import REGISTRY
from bulkops.reporting.step_json import step_json
from tests.reporting.plans import plan_of, small, step

CANARY = "CANARY-4711"
CREATE = "visma.invoice.create"
#: A machine that is busy is no reason to fail.
steadily = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def policies(folder: Path, *written: dict[str, Any]) -> Policies:
    """Read policies out of a file, as a user would write them; JSON is YAML."""
    (folder / "policies").mkdir(exist_ok=True)
    all_of_them = [{"name": f"p{number}", "message": "that is wrong", **one} for number, one in enumerate(written, 1)]
    text = dumps({"bulkops": 1, "policies": all_of_them}).decode()
    (folder / "policies" / "p.yaml").write_text(text, encoding="utf-8")
    return load_policies(folder, REGISTRY)


def found(folder: Path, steps: Sequence[Step], *written: dict[str, Any]) -> tuple[Finding, ...]:
    plan = plan_of(steps)
    return check_policies(policies(folder, *written), plan.steps, plan.summary, REGISTRY)


def said(folder: Path, steps: Sequence[Step], *written: dict[str, Any]) -> list[str]:
    return [f"{one.operation} {one.message}" for one in found(folder, steps, *written)]


def create(seq: int = 1, payload: dict[str, Any] | None = None, **more: Any) -> Step:
    return step(seq, CREATE, payload=canonical(payload or {"customerNumber": "00104"}), **more)


def test_a_broken_policy_says_what_is_there_what_is_wanted_and_where(tmp_path: Path) -> None:
    wanted = {"message": "no large invoices", "path": "amount", "operator": "<=", "value": 1000}
    (finding,) = found(tmp_path, [create(amount=Decimal("1000.01")), create(2, amount=Decimal(1000))], wanted)
    assert finding.message == "no large invoices (`amount` is `1000.01`, not `<= 1000`)"
    assert (finding.code, finding.severity, finding.operation) == ("P083", Severity.ERROR, "s-1")
    assert str(finding.place) == "march.yaml:13:5"
    assert finding.hint == "correct it, or change the policy `p1`"
    (policy,) = finding.related
    assert policy.text == "the policy `p1`"
    assert policy.place.file.endswith("policies/p.yaml")


CASES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "numbers as numbers": (
        {"path": "payload.invoiceLines[].quantity", "operator": "==", "value": "12.50"},
        ["acme-march that is wrong (`payload.invoiceLines[].quantity` is `1` in element 2, not `== 12.50`)"],
    ),
    "text as text": (
        {"path": "payload.customerNumber", "operator": "==", "value": "104"},
        ["acme-march that is wrong (`payload.customerNumber` is `00104`, not `== 104`)"],
    ),
    "text with zeros": ({"path": "payload.customerNumber", "operator": "==", "value": "00104"}, []),
    "dates": (
        {"path": "payload.documentDate", "operator": ">", "value": "2026-03-31"},
        ["acme-march that is wrong (`payload.documentDate` is `2026-03-31`, not `> 2026-03-31`)"],
    ),
    "dates that fit": ({"path": "payload.documentDate", "operator": "<", "value": "2026-10-01"}, []),
    "flags": (
        {"path": "payload.hold", "operator": "==", "value": True},
        ["acme-march that is wrong (`payload.hold` is `false`, not `== true`)"],
    ),
    "lists of values": (
        {"path": "currency", "operator": "in", "value": ["SEK", "NOK"], "where": {"type": "visma.invoice.*"}},
        ["s-4 that is wrong (`currency` is `EUR`, not `in [SEK, NOK]`)"],
    ),
    "not in a list": (
        {"path": "target.key", "operator": "not in", "value": ["100007"]},
        ["s-4 that is wrong (`target.key` is `100007`, not `not in [100007]`)"],
    ),
    "patterns as a whole": (
        {"path": "payload.invoiceLines[].inventoryNumber", "operator": "matches", "value": "CONS-[0-9]"},
        [
            "acme-march that is wrong (`payload.invoiceLines[].inventoryNumber` is `TRAVEL` in element 2, not `matches CONS-[0-9]`)"
        ],
    ),
    "not only their beginning": (
        {"path": "payload.customerNumber", "operator": "matches", "value": "001"},
        ["acme-march that is wrong (`payload.customerNumber` is `00104`, not `matches 001`)"],
    ),
    "no pattern": (
        {"path": "id", "operator": "not matches", "value": "acme-.*", "where": {"action": "release"}},
        ["acme-march-release that is wrong (`id` is `acme-march-release`, not `not matches acme-.*`)"],
    ),
    "there": (
        {"path": "payload.invoiceLines[].description", "operator": "exists"},
        ["acme-march that is wrong (`payload.invoiceLines[].description` has no value in element 1)"],
    ),
    "a group that is not there": (
        {"path": "payload.billingAddress.city", "operator": "exists", "where": {"action": "create"}},
        ["acme-march that is wrong (`payload.billingAddress.city` has no value)"],
    ),
    "not there": (
        {"path": "payload.invoiceContact", "operator": "absent"},
        ["acme-march that is wrong (`payload.invoiceContact` has a value)"],
    ),
    "null is no value": (
        {"path": "natural_key", "operator": "exists", "where": {"id": "s-4"}},
        ["s-4 that is wrong (`natural_key` has no value)"],
    ),
    "changes": (
        {"path": "changes[].path", "operator": "not matches", "value": "creditTerms.*"},
        ["fix-terms that is wrong (`changes[].path` is `creditTermsId` in element 1, not `not matches creditTerms.*`)"],
    ),
    "conditions": (
        {
            "path": "irreversible",
            "operator": "==",
            "value": False,
            "where": {"currency": ["EUR", "USD"], "target.key": "1000*", "action": "rev*"},
        },
        ["s-4 that is wrong (`irreversible` is `true`, not `== false`)"],
    ),
    "conditions that are not met": (
        {"path": "irreversible", "operator": "==", "value": False, "where": {"currency": "EUR", "target.key": "2*"}},
        [],
    ),
    "conditions of numbers": (
        {"path": "irreversible", "operator": "==", "value": False, "where": {"amount": "1234567.890"}},
        ["s-4 that is wrong (`irreversible` is `true`, not `== false`)"],
    ),
    "conditions on lists take one of them": (
        {"path": "currency", "operator": "==", "value": "EUR", "where": {"changes[].path": "note"}},
        ["fix-terms that is wrong (`currency` is `NOK`, not `== EUR`)"],
    ),
    "what is not to do is not meant": (
        {"path": "id", "operator": "not in", "value": ["due-later", "s-8", "beta-march"]},
        [],
    ),
    "unless it is asked for": (
        {
            "path": "id",
            "operator": "not in",
            "value": ["due-later", "s-8"],
            "where": {"verdict": ["conflict", "unch*"]},
        },
        [
            "due-later that is wrong (`id` is `due-later`, not `not in [due-later, s-8]`)",
            "s-8 that is wrong (`id` is `s-8`, not `not in [due-later, s-8]`)",
        ],
    ),
    "counts": (
        {"path": "summary.counts.do.visma.invoice.release", "operator": "<", "value": 1},
        [" that is wrong (`summary.counts.do.visma.invoice.release` is `1`, not `< 1`)"],
    ),
    "counts of a verdict": (
        {"path": "summary.counts.conflict", "operator": "==", "value": 0},
        [" that is wrong (`summary.counts.conflict` is `1`, not `== 0`)"],
    ),
    "what the plan has none of": (
        {"path": "summary.counts.do.visma.invoice.correct", "operator": ">=", "value": 1},
        [" that is wrong (`summary.counts.do.visma.invoice.correct` is `0`, not `>= 1`)"],
    ),
    "sums": (
        {"path": "summary.sums.visma.invoice.create.SEK", "operator": "<=", "value": "16605.49"},
        [" that is wrong (`summary.sums.visma.invoice.create.SEK` is `16605.50`, not `<= 16605.49`)"],
    ),
    "sums of what has none": (
        {"path": "summary.sums.visma.invoice.delete.NOK", "operator": ">", "value": "0"},
        [
            " that is wrong (`summary.sums.visma.invoice.delete.NOK` is `0`, not `> 0`)",
            " the sum of 1 operation is not known before; the policy `p1` says nothing about it",
        ],
    ),
    "the whole plan": (
        {"path": "summary.irreversible", "operator": "in", "value": [0, 1]},
        [" that is wrong (`summary.irreversible` is `3`, not `in [0, 1]`)"],
    ),
}


@pytest.mark.parametrize(("written", "expected"), CASES.values(), ids=CASES)
def test_what_breaks_a_policy_is_found_and_nothing_else(
    written: dict[str, Any], expected: list[str], tmp_path: Path
) -> None:
    assert said(tmp_path, small(), written) == expected


def test_a_sum_that_is_not_known_is_said_and_not_passed_over(tmp_path: Path) -> None:
    steps = [create(), create(2, amount=Decimal(1)), step(3, "visma.invoice.attach", target="1")]
    (finding,) = found(tmp_path, steps, {"path": "amount", "operator": "<", "value": 5})
    assert (finding.code, finding.severity) == ("P085", Severity.WARNING)
    assert finding.message == "the sum of 1 operation is not known before; the policy `p1` says nothing about it"
    (finding,) = found(tmp_path, steps, {"path": "amount", "operator": "exists", "where": {"action": "create"}})
    assert (finding.code, finding.operation) == ("P083", "s-1")


@steadily
@given(breaking=st.integers(0, 3 * TOLD_MAX), fine=st.integers(0, 5), severity=st.sampled_from(Severity))
def test_the_first_are_told_and_the_others_counted(
    tmp_path_factory: pytest.TempPathFactory, breaking: int, fine: int, severity: Severity
) -> None:
    steps = [create(seq, amount=Decimal(5 + (seq > fine))) for seq in range(1, fine + breaking + 1)]
    wanted = {"path": "amount", "operator": "==", "value": 5, "severity": severity}
    told = found(tmp_path_factory.mktemp("p"), steps, wanted)
    assert all(one.severity is severity for one in told)
    assert [one.operation for one in told if one.operation] == [
        f"s-{seq}" for seq in range(fine + 1, fine + 1 + min(breaking, TOLD_MAX))
    ]
    counted = [one.message.split(" ", 1)[0] for one in told if not one.operation]
    assert counted == ([str(breaking - TOLD_MAX)] if breaking > TOLD_MAX else [])


def test_what_cannot_be_compared_is_an_error_whatever_the_severity(tmp_path: Path) -> None:
    one = {"path": "payload.documentDate", "operator": "<", "value": "2027-01-01", "severity": "warning"}
    read_in = policies(tmp_path, one, {"path": "id", "operator": "exists", "where": {"payload.hold": True}})
    check = PolicyCheck(read_in.policies, REGISTRY)
    shown = show(create(payload={"documentDate": "soon", "hold": "perhaps"}), REGISTRY.types[CREATE])
    check.add(step_json(shown, REGISTRY))
    told = check.findings(plan_of([]).summary)
    assert [(one.code, one.severity, one.message) for one in told] == [
        (
            "P084",
            Severity.ERROR,
            "the policy `p1` cannot be held against this operation: `payload.documentDate` is `soon`",
        ),
        ("P084", Severity.ERROR, "the policy `p2` cannot be held against this operation"),
    ]


def test_errors_are_told_behind_any_number_of_warnings(tmp_path: Path) -> None:
    read_in = policies(
        tmp_path, {"path": "payload.documentDate", "operator": "<", "value": "2026-01-01", "severity": "warning"}
    )
    check = PolicyCheck(read_in.policies, REGISTRY)
    for seq in range(1, 31):
        day = "2026-02-01" if seq < 30 else "soon"
        check.add(step_json(show(create(seq, payload={"documentDate": day}), REGISTRY.types[CREATE]), REGISTRY))
    told = check.findings(plan_of([]).summary)
    assert [one.operation for one in told if one.severity is Severity.ERROR] == ["s-30"]
    assert told[-1].message == "9 more operations do not fulfil the policy `p1`"


def test_personal_data_is_in_no_finding(tmp_path: Path) -> None:
    payload = {"customerNumber": "1", "invoiceContact": {"name": CANARY, "email": f"{CANARY}@x.example"}}
    change = Change(path="invoiceContact.email", before=CANARY, after=CANARY, sensitive=True)
    steps = [create(payload=payload), step(2, "visma.invoice.update", target="1", changes=(change,))]
    everything = [
        {"path": path, "operator": "absent"} if known.whole else {"path": path, "operator": "==", "value": value}
        for one in (REGISTRY.types[CREATE],)
        for path, known in paths_of(one).items()
        if not known.sensitive
        for value in [(known.choices or (_VALUES[known.kind],))[-1]]
    ]
    told = found(tmp_path, steps, *everything)
    assert len(told) > 20
    assert CANARY not in repr(told)
    assert CANARY not in repr(step_json(show(steps[0], REGISTRY.types[CREATE]), REGISTRY))


_VALUES: dict[Kind | None, str] = {
    None: "x",
    Kind.TEXT: "x",
    Kind.FLAG: "true",
    Kind.INTEGER: "7",
    Kind.DECIMAL: "7.5",
    Kind.DATE: "2026-01-01",
    Kind.UUID: "6b1f0c3e-7d5f-4f0e-9c55-0d2f3a7b8c9d",
    Kind.FILE: "x",
    Kind.NEW_FILE: "x",
    Kind.CHOICE: "x",
    Kind.GROUP: "x",
    Kind.LIST: "x",
}


def test_every_member_of_a_step_can_be_named(tmp_path: Path) -> None:
    """What a plan file holds and what a policy can name are one thing: no path of a real step is unknown."""
    for shown in plan_of(small()).steps:
        known = paths_of(REGISTRY.types[shown.type])
        assert _paths(step_json(shown, REGISTRY), "") - set(known) == set()


def _paths(node: Any, path: str) -> set[str]:
    if path in {"kept", "changes[].before", "changes[].after"}:
        return {path}  # what is in there depends on the field that changes
    if isinstance(node, dict):
        below = set().union(*(_paths(value, f"{path}.{name}" if path else name) for name, value in node.items()))
        return below | ({path} if path else set())
    if isinstance(node, list):
        return {path}.union(*(_paths(one, f"{path}[]") for one in node)) - {
            f"{path}[]" for one in node[:1] if isinstance(one, dict)
        }
    return {path}


def test_steps_of_which_no_policy_speaks_are_not_even_written() -> None:
    class Unread:
        def __iter__(self) -> Any:
            raise AssertionError

    assert check_policies(Policies(), Unread(), plan_of([]).summary, REGISTRY) == ()


def test_what_is_in_a_group_of_personal_data_is_personal_data() -> None:
    inner = Field(name="inner", kind=Kind.TEXT, description="", example="x")
    hidden = Field(name="hidden", kind=Kind.LIST, description="", example=[], fields=(inner,), sensitive=True)
    known = paths_of(replace(REGISTRY.types[CREATE], fields=(hidden, inner)))
    assert known["payload.hidden[].inner"].sensitive
    assert not known["payload.inner"].sensitive


@pytest.mark.parametrize(
    ("written", "about"),
    [
        ({"path": "requests[].path", "operator": "matches", "value": ".*"}, True),
        ({"path": "requests", "operator": "exists"}, True),
        ({"path": "id", "operator": "exists", "where": {"requests[].method": "PUT"}}, True),
        ({"path": "changes[].path", "operator": "exists", "where": {"action": "release"}}, False),
        ({"path": "summary.writes", "operator": "<", "value": 5}, False),
    ],
)
def test_policies_about_requests_say_so(written: dict[str, Any], about: bool, tmp_path: Path) -> None:  # noqa: FBT001
    assert policies(tmp_path, written).about_requests is about


def test_a_verdict_in_where_is_the_only_way_to_what_is_not_done(tmp_path: Path) -> None:
    quiet = [replace(create(seq), verdict=verdict) for seq, verdict in enumerate(Verdict, 1)]
    wanted = {"path": "id", "operator": "matches", "value": "nothing"}
    assert [one.operation for one in found(tmp_path, quiet, wanted)] == ["s-1"]
    asked = wanted | {"where": {"verdict": ["do", "unchanged", "done", "conflict"]}}
    assert len(found(tmp_path, quiet, asked)) == len(Verdict)


_COMPARABLE = {
    Kind.DECIMAL: st.decimals(-(10**9), 10**9, places=2).map(lambda one: f"{one:f}"),
    Kind.DATE: st.dates().map(lambda one: one.isoformat()),
    Kind.TEXT: st.text("aB0 ", max_size=5),
    Kind.FLAG: st.sampled_from(["true", "false"]),
}


@steadily
@given(data=st.data(), kind=st.sampled_from(list(_COMPARABLE)))
def test_an_operator_and_its_opposite_never_agree(data: st.DataObject, kind: Kind) -> None:
    value, other = data.draw(_COMPARABLE[kind]), data.draw(_COMPARABLE[kind])
    wanted = read(kind, other)
    pairs = [(Operator.EQUAL, Operator.UNEQUAL), (Operator.LESS, Operator.AT_LEAST), (Operator.AT_MOST, Operator.MORE)]
    for one, opposite in pairs:
        if fits(one, kind):
            assert holds(one, kind, value, wanted) is not holds(opposite, kind, value, wanted)
    assert holds(Operator.IN, kind, value, {wanted}) is holds(Operator.EQUAL, kind, value, wanted)
    assert holds(Operator.NOT_IN, kind, value, {wanted}) is holds(Operator.UNEQUAL, kind, value, wanted)
    for presence in PRESENCE:
        assert holds(presence, kind, value, None) is (presence is Operator.EXISTS)
        assert holds(presence, kind, MISSING, None) is (presence is Operator.ABSENT)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.DECIMAL, "1e3"),
        (Kind.DECIMAL, "NaN"),
        (Kind.DECIMAL, "1 000"),
        (Kind.DECIMAL, True),
        (Kind.INTEGER, "x"),
        (Kind.DATE, "2026-02-30"),
        (Kind.DATE, 20260201),
        (Kind.FLAG, "yes"),
        (Kind.FLAG, 1),
        (Kind.TEXT, 5),
        (Kind.TEXT, ["x"]),
        (Kind.FLAG, ["x"]),
        (None, {"x": 1}),
    ],
)
def test_what_is_of_another_kind_is_never_compared(kind: Kind | None, value: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        read(kind, value)


def test_values_of_lists_in_lists() -> None:
    node = {"a": [{"b": [{"c": 1}, {}]}, {}, {"b": []}, {"b": [{"c": None}]}]}
    assert list(values_at(node, ("a[]", "b[]", "c"))) == [1, MISSING, None]
    assert list(values_at(node, ("x[]", "c"))) == []
    assert list(values_at(node, ("x", "c"))) == [MISSING]
