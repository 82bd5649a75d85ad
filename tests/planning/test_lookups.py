"""Which values of a plan are asked for, and what is said of those that are not there."""

from typing import Any

import pytest

from bulkops.core.change import Change
from bulkops.core.field import Lookup, walk
from bulkops.core.finding import Severity
from bulkops.core.observed import ABSENT, Observed
from bulkops.core.place import Place
from bulkops.core.step import Operation, Step
from bulkops.planning import lookups
from bulkops.planning.decide import Before
from bulkops.planning.lookup_findings import Known, of_beyond, of_list, of_lookup
from bulkops.planning.lookups import Basis, Question, Use, Uses
from bulkops.providers import REGISTRY

SET = "ddapi.invoice_settings.set"
CREATE = "visma.invoice.create"
HELD = Observed(document={"CustomerNumber": 10042, "CurrencyId": 7, "TermsOfPaymentId": 3})


def operation(name: str, payload: dict[str, Any], *, number: int = 1, **options: Any) -> tuple[Operation, Step]:
    place = Place("m.yaml", number)
    made = Operation(
        manifest="m",
        id=f"o{number}",
        type=REGISTRY.types[name],
        target="10042" if name == SET else "",
        payload=payload,
        options=options,
        place=place,
    )
    return made, Step(seq=number, manifest="m", id=made.id, type=name, place=place)


def values(uses: Uses) -> dict[str, dict[Any, tuple[str, int]]]:
    """Give each asked value with where it is used first, and how often, by the field's name."""
    return {
        question.name: {value: ("/".join(map(str, use.path)), use.count) for value, use in found.items()}
        for question, found in uses.by_question.items()
    }


def test_values_are_counted_by_operation_and_found_at_their_first_use() -> None:
    uses = Uses()
    line, other = {"typeOfWork": "Bygg"}, {"typeOfWork": "El"}
    uses.add(*operation(CREATE, {"invoiceLines": [{"quantity": 1}, line, line]}), Before())
    uses.add(*operation(CREATE, {"invoiceLines": [line, other]}, number=2), Before())
    assert values(uses) == {
        "invoiceLines[].typeOfWork": {
            "Bygg": ("with/invoiceLines/1/typeOfWork", 2),
            "El": ("with/invoiceLines/1/typeOfWork", 1),
        }
    }


def test_only_what_changes_is_asked_for() -> None:
    uses = Uses()
    made, step = operation(SET, {"CurrencyId": 7, "TermsOfPaymentId": 4, "InvoiceTypeId": None, "PaysInvoiceFee": True})
    step = Step(seq=1, manifest="m", id="o1", type=SET, place=step.place, changes=(Change(path="TermsOfPaymentId"),))
    uses.add(made, step, Before(observed=HELD))
    assert values(uses) == {"TermsOfPaymentId": {4: ("with/TermsOfPaymentId", 1)}}


def test_what_a_document_holds_is_a_witness() -> None:
    uses = Uses()
    uses.add(*operation(SET, {"CurrencyId": 8}), Before(observed=HELD))
    assert {lookup.resource: value for lookup, value in uses.witnesses.items()} == {
        "ddapi.currency": 7,
        "ddapi.terms_of_payment": 3,
    }


def test_what_an_earlier_step_leaves_is_no_witness() -> None:
    uses = Uses()
    uses.add(*operation(SET, {"CurrencyId": 8}), Before(observed=HELD, seq=1))
    assert uses.witnesses == {}


@pytest.mark.parametrize(
    ("before", "options", "names"),
    [
        (Before(observed=ABSENT), {"create": True}, ["customer", "ReverseTax"]),
        (Before(observed=ABSENT, host=frozenset({"ReverseTax"})), {"create": True}, ["customer"]),
        (Before(observed=ABSENT), {}, ["ReverseTax"]),
        (Before(observed=HELD, host=frozenset({"ReverseTax"})), {"create": True}, []),
        (Before(observed=HELD, seq=1), {"create": True}, []),
        (Before(), {"create": True}, []),
    ],
    ids=["new", "new, host known", "new, not asked for", "there already", "made by an earlier step", "not read"],
)
def test_new_settings_ask_for_their_customer(before: Before, options: dict[str, Any], names: list[str]) -> None:
    uses = Uses()
    uses.add(*operation(SET, {"ReverseTax": True}, **options), before)
    assert list(values(uses)) == names


def test_there_is_a_bound_to_what_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookups, "VALUES_MAX", 2)
    uses = Uses()
    for number in (1, 2, 3, 1, 4):
        uses.add(*operation(SET, {"CurrencyId": number}, number=number), Before(observed=HELD))
    assert values(uses) == {"CurrencyId": {1: ("with/CurrencyId", 1), 2: ("with/CurrencyId", 1)}}
    ((question, beyond),) = uses.beyond.items()
    assert beyond == 2
    told = of_beyond(question, beyond, uses.by_question[question][1])
    assert told.message == "2 values of `CurrencyId` were not checked: there are too many different ones"
    assert told.severity is Severity.WARNING


def test_every_look_up_is_declared() -> None:
    """A resource that is named is there, and its documents show the members that the look-up reads."""
    resources = REGISTRY.resources.values()
    fields = [field for one in REGISTRY.types.values() for _, field in walk(one.fields)]
    declared = {one.lookup for one in fields if one.lookup} | {one.lookup for one in resources if one.lookup}
    assert {lookup.resource for lookup in declared} == {
        "ddapi.currency",
        "ddapi.customer",
        "ddapi.terms_of_payment",
        "visma.work_types",
    }
    for lookup in declared:
        shown = {member.name for member in REGISTRY.resources[lookup.resource].members}
        assert {name for name in (lookup.member, lookup.title, lookup.inactive) if name} <= shown


def test_a_field_is_either_looked_up_or_listed() -> None:
    for one in REGISTRY.types.values():
        assert [path for path, field in walk(one.fields) if field.lookup is not None and field.listed] == []


QUESTION = Question(
    api="ddapi",
    name="TermsOfPaymentId",
    basis=Basis.SYSTEM,
    lookup=Lookup(resource="ddapi.terms_of_payment", member="Id"),
)
TERMS = {"1": "10 days net", "2": "14 days net"}


def use(count: int = 1, *path: str | int) -> Use:
    return Use(
        manifest="m",
        operation="o",
        place=Place("m.yaml", 1),
        path=path or ("with", "TermsOfPaymentId"),
        count=count,
        latest=1,
    )


def told(known: Known, value: Any, count: int = 1) -> tuple[str, str, str]:
    ((finding, _),) = of_lookup(QUESTION, {value: use(count)}, known, "The system")
    return finding.code, finding.message, finding.hint


def test_what_is_there_is_no_finding() -> None:
    known = Known(titles=TERMS, whole=True)
    assert list(of_lookup(QUESTION, {1: use(), 2: use()}, known, "The system")) == []


def test_short_lists_are_told_whole() -> None:
    known = Known(titles=TERMS, whole=True)
    message = "`TermsOfPaymentId` is `12`, which The system does not have; in 1,200 operations"
    assert told(known, 12, 1200) == ("P040", message, "there are `1` (10 days net), `2` (14 days net)")


HINTS = {
    "other letters": ("bygg", {"El": "Electricity", "Bygg": "Construction"}, "did you mean `Bygg` (Construction)?"),
    "its name": ("construction", {"El": "Electricity", "Bygg": "Construction"}, "did you mean `Bygg` (Construction)?"),
    "nearly": ("Byg", {"El": "", "Bygg": ""}, "did you mean `Bygg`?"),
    "nothing like it": ("Xyz", {"El": "", "Bygg": ""}, "there are `El`, `Bygg`"),
    "a long list": (
        10423,
        {str(number): "" for number in range(55555, 55575)} | {"10042": "Nordlys AS"},
        "did you mean `10042` (Nordlys AS)?",
    ),
    "no list": (5, {}, "check it in the system"),
}


@pytest.mark.parametrize(("value", "titles", "hint"), HINTS.values(), ids=HINTS.keys())
def test_what_was_meant(value: Any, titles: dict[str, str], hint: str) -> None:
    assert told(Known(titles=titles, whole=bool(titles)), value)[2] == hint


def test_a_list_that_is_not_whole_says_so() -> None:
    assert told(Known(titles={"1": "NOK"}), 5)[2] == "there are, among others, `1` (NOK)"


def test_what_is_not_seen_is_no_error_where_not_all_was_read() -> None:
    known = Known(titles=TERMS, inactive=frozenset({"2"}), trouble="no answer")
    found = [
        finding for finding, _ in of_lookup(QUESTION, {1: use(), 2: use(), 8: use(), 9: use()}, known, "The system")
    ]
    assert [(one.code, one.severity) for one in found] == [("P044", Severity.WARNING), ("P042", Severity.WARNING)]
    assert found[1].message == "2 values of `TermsOfPaymentId` could not be looked up: no answer"


def test_a_list_in_the_profile() -> None:
    question = Question(api="ddapi", name="InvoiceTypeId", basis=Basis.PROFILE)
    found = {1: use(1, "with", "InvoiceTypeId"), 12: use(3, "with", "InvoiceTypeId")}
    ((finding, _),) = of_list(question, found, range(1, 12))
    assert finding.code == "P041"
    assert finding.message == "`InvoiceTypeId` is `12`, which the profile does not list; in 3 operations"
    assert finding.hint.startswith("it lists 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11;")
    ((finding, _),) = of_list(question, found, None)
    assert (finding.code, finding.severity) == ("P043", Severity.WARNING)
    assert "`ddapi: {allowed: {InvoiceTypeId: [1, 12]}}`" in finding.hint
