"""What is read fits the vendor's own description, name by name: needs `BULKOPS_OPENAPI`."""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bulkops.core.field import Kind
from bulkops.core.listing import Paging
from bulkops.core.resource import Resource
from bulkops.core.shape import Member
from bulkops.providers import REGISTRY

DESCRIPTION: dict[str, Any] = json.loads(Path(os.environ["BULKOPS_OPENAPI"]).read_text(encoding="utf-8"))
SCHEMAS: Mapping[str, Any] = DESCRIPTION["components"]["schemas"]
#: The description is of April 2025; the vendor's later one has these too.
LATER = {"timeStamp", "expenseAmount", "internalId"}
#: It tells of paging, and is no part of a document.
PAGING = "metadata"
LISTED = ["visma.invoice", "visma.credit_note"]
#: Members that are enumerations over there, and free text here: values that a newer API has are shown as well.
NAMED = {"string": Kind.TEXT, "boolean": Kind.FLAG, "integer": Kind.INTEGER, "number": Kind.DECIMAL, "array": Kind.LIST}


def resolved(schema: Any) -> dict[str, Any]:
    while "$ref" in schema or "allOf" in schema:
        schema = schema["allOf"][0] if "allOf" in schema else SCHEMAS[schema["$ref"].rpartition("/")[2]]
    found: dict[str, Any] = schema
    return found


def kind_of(schema: Mapping[str, Any]) -> Kind:
    if "properties" in schema:
        return Kind.GROUP
    if schema.get("format") == "date-time":
        return Kind.DATE
    return NAMED[schema["type"]]


def members(members: tuple[Member, ...], schema: Any, path: str = "") -> Iterator[tuple[str, Member | None, Any]]:
    theirs = {name: value for name, value in resolved(schema)["properties"].items() if name != PAGING}
    ours = {member.name: member for member in members}
    for name in sorted({*theirs, *ours}):
        member, found = ours.get(name), resolved(theirs[name]) if name in theirs else None
        yield path + name, member, found
        if member is not None and member.members and found is not None:
            yield from members_of(member, found, f"{path}{name}.")


def members_of(member: Member, found: Mapping[str, Any], path: str) -> Iterator[tuple[str, Member | None, Any]]:
    return members(member.members, found["items"] if found.get("type") == "array" else found, path)


def _visma() -> list[Resource]:
    return [found for found in REGISTRY.resources.values() if found.api == "visma"]


def pattern(path: str) -> str:
    return "/".join("{}" if part.startswith("{") else part for part in path.split("/"))


ROUTES: Mapping[str, Any] = {pattern(path): routes for path, routes in DESCRIPTION["paths"].items()}


def answered(path: str) -> Any:
    """What a route answers, or a row of it."""
    schema = ROUTES[pattern(path)]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    return schema["items"] if schema.get("type") == "array" else schema


def _documents() -> Iterator[tuple[Resource, Any]]:
    for resource in _visma():
        if resource.read is not None and not resource.accept:
            yield resource, answered(resource.read.path)
        if resource.listing is not None:
            yield resource, answered(resource.listing.path)


def _cases() -> Iterator[Any]:
    for resource, answer in _documents():
        for path, member, schema in members(resource.members, answer):
            yield pytest.param(member, schema, id=f"{resource.full_name}: {path}")


@pytest.mark.parametrize(("member", "schema"), list(_cases()))
def test_a_member_is_as_described(member: Member | None, schema: Mapping[str, Any] | None) -> None:
    assert member is not None, "not declared"
    if member.name in LATER:
        assert schema is None, "no longer a difference"
        return
    assert schema is not None, "not described"
    assert member.kind is kind_of(schema)


@pytest.mark.parametrize("name", LISTED)
def test_a_list_takes_exactly_these_parameters(name: str) -> None:
    listing = REGISTRY.resources[name].listing
    assert listing is not None
    described = {
        found["name"]: found
        for found in DESCRIPTION["paths"][listing.path]["get"]["parameters"]
        if found["in"] == "query"
    }
    declared = {
        *(found.name for found in listing.where),
        *(found.condition for found in listing.where if found.condition),
        *(found.parameter for found in listing.expansions),
    }
    assert declared <= set(described)
    assert set(described) - declared == {"documentType", "numberToRead", "skipRecords", "pageNumber", "pageSize"}
    assert set(described) - declared <= set(listing.elsewhere)
    for found in listing.where:
        schema = described[found.name]["schema"]
        if schema.get("format") == "date-time":
            assert found.kind is Kind.DATE
        elif "enum" in schema:
            assert set(found.choices) == set(schema["enum"])
        else:
            assert schema["type"] == ("integer" if found.kind is Kind.INTEGER or found.choices else "string")
    assert {described[found.parameter]["schema"]["type"] for found in listing.expansions} == {"boolean"}


@pytest.mark.parametrize("resource", _visma(), ids=lambda resource: resource.full_name)
def test_its_routes_are_described(resource: Resource) -> None:
    if resource.read is not None:
        assert "200" in ROUTES[pattern(resource.read.path)]["get"]["responses"]
    if resource.listing is not None:
        route = ROUTES[pattern(resource.listing.path)]["get"]
        names = {found["name"] for found in route["parameters"]}
        assert ("pageNumber" in names) == (resource.listing.paging is not Paging.WHOLE)
