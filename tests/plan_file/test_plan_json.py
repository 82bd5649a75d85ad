"""What a plan's JSON holds, and what its digest and seal are made of."""

import json
import re
from collections.abc import Callable
from dataclasses import fields, replace
from hashlib import sha256
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bulkops.core.bound import Bound, BoundFile, BoundLimit, Selection
from bulkops.core.change import Change
from bulkops.core.json import canonical
from bulkops.core.outside import Outside
from bulkops.core.place import Place
from bulkops.core.shown import SentRequest, Shown, ShownPlan
from bulkops.core.step import Verdict
from bulkops.core.table_options import TableOptions
from bulkops.planning.plan_digest import PlanDigest
from bulkops.providers import REGISTRY
from bulkops.reporting.plan_json import plan_json
from bulkops.reporting.plan_schema import plan_schema
from bulkops.reporting.step_json import step_json
from tests.plan_file.made import BOUND, CREATED_AT, made_of, plain, rich
from tests.reporting.plans import large, small, step

CANARY = "canary-7c1f"


def text_of(plan: ShownPlan) -> str:
    return "\n".join(plan_json(plan, REGISTRY)) + "\n"


def json_of(plan: ShownPlan) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text_of(plan))
    return found


def closed(schema: Any) -> Any:
    """Allow no other members than those declared."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    parts = {name: closed(part) for name, part in schema.items()}
    return parts | {"additionalProperties": False} if "properties" in parts and "type" in parts else parts


def test_a_plan_is_written_as_it_always_was(golden: Callable[[str, str], None]) -> None:
    golden("plan.json", text_of(rich()))


def test_every_step_is_one_line() -> None:
    lines = text_of(made_of(list(large(500)))).splitlines()
    first = lines.index('"steps":[') + 1
    assert [json.loads(line.rstrip(","))["seq"] for line in lines[first : first + 500]] == list(range(1, 501))
    assert lines[first + 500] == "],"


@pytest.mark.parametrize("plan", [rich(), plain([]), made_of(list(large(300)))], ids=["rich", "empty", "large"])
def test_it_is_as_the_schema_says_and_holds_nothing_that_it_does_not_name(plan: ShownPlan) -> None:
    schema = plan_schema()
    Draft202012Validator.check_schema(schema)
    # The file's own reader takes dates without a format checker, too.
    checker = Draft202012Validator(closed(schema), format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert [error.message for error in checker.iter_errors(json_of(plan))] == []


def test_members_that_come_later_are_allowed() -> None:
    made = json_of(rich())
    made["later"] = made["steps"][0]["later"] = made["summary"]["later"] = 1
    Draft202012Validator(plan_schema()).validate(made)


@pytest.mark.parametrize("side", ["before", "after"])
def test_the_schema_refuses_a_value_of_a_sensitive_change(side: str) -> None:
    made = json_of(rich())
    change = next(one for row in made["steps"] for one in row["changes"] if one["kind"] == "sensitive")
    assert Draft202012Validator(plan_schema()).is_valid(made)
    change[side] = "x"
    assert not Draft202012Validator(plan_schema()).is_valid(made)


def test_a_sensitive_value_is_nowhere() -> None:
    contact = {"name": CANARY, "email": f"{CANARY}@acme.example", "overrideContact": True}
    steps = [
        step(1, "visma.invoice.create", payload=canonical({"invoiceContact": contact})),
        step(
            2,
            "visma.invoice.update",
            payload=canonical({"invoiceContact": contact}),
            before=canonical({"invoiceContact": {"businessName": CANARY}}),
            changes=(Change(path="invoiceContact.name", before=CANARY, after=CANARY, sensitive=True),),
            verdict=Verdict.CONFLICT,
        ),
    ]
    seen = (Change(path="invoiceContact.name", before=CANARY, after=CANARY, sensitive=True),)
    told = [replace(one, outside=Outside(run="7f3a", at=1.0, changes=seen)) for one in made_of(steps).steps]
    text = text_of(plain(told))
    assert CANARY not in text
    assert text.count('"kind":"sensitive"') >= 4  # a step's, its group's, and what others have changed


def test_numbers_with_decimals_are_text() -> None:
    def floats(text: str) -> None:
        raise AssertionError(text)

    text = text_of(replace(rich(), summary=replace(rich().summary, forecast=None)))
    json.loads(text, parse_float=floats)
    row = json_of(rich())["steps"][0]
    assert (row["amount"], row["payload"]["invoiceLines"][0]["quantity"]) == ("16605.50", "12.5")


def test_the_seal_is_over_all_lines_before_its_own() -> None:
    before, line = re.fullmatch(r'(.*\n)("seal":"[0-9a-f]{64}"\}\n)', text_of(rich()), re.DOTALL).groups()  # type: ignore[union-attr] # it matches
    assert json.loads("{" + line)["seal"] == sha256(before.encode()).hexdigest()


def test_the_digest_in_it_is_that_of_its_steps() -> None:
    digest = PlanDigest(BOUND)
    for shown in rich().steps:
        digest.add(shown)
    assert json_of(rich())["digest"] == digest.hexdigest()


@pytest.mark.parametrize("plan", [rich(), made_of(list(large(300)))], ids=["rich", "large"])
def test_the_digest_can_be_computed_from_the_file_as_the_page_says(plan: ShownPlan) -> None:
    def plainly(value: Any) -> bytes:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    made = json_of(plan)
    target, selection = made["target"], made["selection"]
    head = {
        "format": made["format"],
        "environment": target["environment"],
        "company_id": target["company_id"],
        "spec": made["spec"],
        "inputs": [[file["path"], file["sha256"]] for file in made["inputs"]],
        "policies": [[file["path"], file["sha256"]] for file in made["policies"]],
        "selection": [selection["only"], selection["exclude"], selection["only_failed"] or ""],
        "limits": [[limit["name"], limit["value"], limit["lifted"]] for limit in made["limits"]],
    }
    digest = sha256(plainly(head))
    for row in made["steps"]:
        digest.update(plainly(_bound_facts(row)))
    assert made["digest"] == digest.hexdigest()


def _bound_facts(row: dict[str, Any]) -> list[Any]:
    return [
        *(row[name] for name in ("seq", "manifest", "id", "type", "verdict")),
        *(row["target"]["key"] or "", row["target"]["made_by"] or 0, row["etag"] or "", row["etag_from"] or 0),
        *(row["content"], row["natural_key"] or "", row["currency"], row["amount"], row["payload_sha256"] or ""),
        row["needs"],
        [
            [sent["method"], sent["path"], sent["if_match"] or "", sent["background"], sent["body_sha256"] or ""]
            for sent in row["requests"]
        ],
    ]


def test_a_step_alone_is_as_in_the_plan() -> None:
    assert [step_json(shown, REGISTRY) for shown in rich().steps] == json_of(rich())["steps"]


def digest_of(bound: Bound = BOUND, *steps: Shown) -> str:
    digest = PlanDigest(bound)
    for shown in steps:
        digest.add(shown)
    return digest.hexdigest()


ANOTHER: dict[str, Any] = {
    "environment": "test",
    "company_id": "visma:7",
    "spec": "1d" * 32,
    "inputs": (*BOUND.inputs, BoundFile(path="more.csv", sha256="00" * 32)),
    "selection": Selection(only=("acme-*",)),
    "limits": (BoundLimit(name="release_max", value="2001"),),
    "policies": (),
    "tables": TableOptions(delimiter=";"),
    "company": "Sørvik AS",
    "profile": "other",
    "version": "9",
    "created_at": CREATED_AT + 1,
    "expires_at": CREATED_AT + 2,
}
NOT_BOUND = {"company", "profile", "version", "created_at", "expires_at"}


@pytest.mark.parametrize("name", [field.name for field in fields(Bound)])
def test_each_thing_that_a_plan_is_bound_to_is_in_its_digest(name: str) -> None:
    moved = replace(BOUND, **{name: ANOTHER[name]})
    assert (digest_of(moved) == digest_of()) is (name in NOT_BOUND)


MOVED: dict[str, Any] = {
    "seq": 9,
    "manifest": "april",
    "id": "other",
    "type": "visma.invoice.delete",
    "verdict": Verdict.CONFLICT,
    "target": "7",
    "target_from": 3,
    "tag": "BBBB",
    "tag_from": 3,
    "needs": (1,),
    "natural_key": "x/y=z",
    "currency": "EUR",
    "content": "other",
    "payload_digest": "00" * 32,
    "requests": (SentRequest(method="PUT", path="/x"),),
}


def sent() -> Shown:
    return replace(next(iter(made_of([small()[2]]).steps)), requests=(SentRequest(method="POST", path="/x", bytes=3),))


@pytest.mark.parametrize("name", MOVED)
def test_each_thing_that_a_step_sends_is_in_the_digest(name: str) -> None:
    assert digest_of(BOUND, sent()) != digest_of(BOUND, replace(sent(), **{name: MOVED[name]}))


@pytest.mark.parametrize("part", ["method", "path", "if_match", "background", "body"])
def test_each_part_of_a_request_is_in_the_digest(part: str) -> None:
    request = sent().requests[0]
    other = replace(request, **{part: True if part == "background" else "other"})  # type: ignore[arg-type] # by its name
    assert digest_of(BOUND, sent()) != digest_of(BOUND, replace(sent(), requests=(other,)))


def test_where_a_step_stands_and_why_is_not_in_the_digest() -> None:
    moved = replace(sent(), place=Place("elsewhere.yaml", 1), reason="because", changes=(), kept={}, existing=True)
    assert digest_of(BOUND, sent()) == digest_of(BOUND, moved)


def test_the_order_of_steps_is_in_the_digest() -> None:
    first, second = list(made_of(small()[:2]).steps)
    assert digest_of(BOUND, first, second) != digest_of(BOUND, second, first)
