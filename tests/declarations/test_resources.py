"""What is declared about resources agrees with itself: everything that is shown, chosen or compared is a member."""

from collections.abc import Iterator

import pytest

from bulkops.app.read_documents import check_key
from bulkops.core.errors import UsageError
from bulkops.core.field import Field, Kind
from bulkops.core.listing import Filter, Paging
from bulkops.core.resource import Resource
from bulkops.core.shape import Member, leaves, member_at
from bulkops.planning.chosen_columns import read_columns
from bulkops.planning.mistakes import Mistakes
from bulkops.planning.where import operators, read_where
from bulkops.providers import REGISTRY

RESOURCES = list(REGISTRY.resources.values())
LISTED = [resource for resource in RESOURCES if resource.listing is not None]
each = pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.full_name)
each_listed = pytest.mark.parametrize("resource", LISTED, ids=lambda resource: resource.full_name)


def filters() -> Iterator[tuple[Resource, Filter]]:
    for resource in LISTED:
        assert resource.listing is not None
        yield from ((resource, found) for found in resource.listing.where)


@each
def test_it_can_be_read_by_its_example(resource: Resource) -> None:
    assert resource.summary.endswith(".")
    assert resource.read is not None or resource.listing is not None
    assert check_key(resource, resource.example) == resource.example
    if resource.read is not None:
        assert "{key}" in f"{resource.read.path}{resource.read.query}"


@each
@pytest.mark.parametrize("key", ["", "a\nb"])
def test_what_cannot_be_a_key_is_refused(resource: Resource, key: str) -> None:
    with pytest.raises(UsageError):
        check_key(resource, key)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("ddapi.customer", "0"),
        ("ddapi.customer", "-1"),
        ("ddapi.customer", "2147483648"),
        ("ddapi.customer", "10042a"),
        ("visma.attachment", "100231"),
        ("visma.attachment", "6f1ce2bb-7a0c-4f39-9d6b-0f3b1c2d4e5f/../x"),
    ],
)
def test_a_key_of_another_kind_is_refused(name: str, key: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_key(REGISTRY.resources[name], key)
    assert REGISTRY.resources[name].example in caught.value.hint


@each
def test_columns_and_number_are_members(resource: Resource) -> None:
    if resource.accept:
        return
    assert resource.columns
    assert not isinstance(read_columns(resource, ()), Mistakes)
    member = resource.member(resource.number)
    assert member is not None
    assert not member.sensitive
    assert resource.number in resource.columns
    for path in (resource.tag, resource.status, resource.currency, resource.net, resource.party):
        assert not path or resource.member(path) is not None


@each
def test_columns_of_a_list_are_members_of_its_elements(resource: Resource) -> None:
    for path, member in leaves(resource.members):
        assert (member.kind is Kind.LIST) == bool(member.members)
        assert bool(member.columns) == bool(member.members)
        for column in member.columns:
            assert member_at(member.members, column) is not None, f"{path}.{column}"


@each
def test_a_member_is_declared_once(resource: Resource) -> None:
    paths = [path for path, _ in leaves(resource.members)]
    assert len(paths) == len(set(paths))


@pytest.mark.parametrize(("resource", "found"), [pytest.param(*case, id=case[1].name) for case in filters()])
def test_a_filter_takes_its_own_example(resource: Resource, found: Filter) -> None:
    for operator in operators(found):
        assert not isinstance(read_where(resource, [f"{found.name}{operator}{found.example}"], []), Mistakes)
    assert not found.member or resource.member(found.member) is not None
    listing = resource.listing
    assert listing is not None
    assert not found.expand or listing.expansion(found.expand) is not None
    assert bool(found.place) == (f"{{{found.place}}}" in listing.path)
    assert not found.place or found.default
    assert set(found.shown_as) <= set(found.choices)


@pytest.mark.parametrize(
    ("name", "unseen"),
    [
        ("visma.invoice", {"greaterThanValue"}),
        ("visma.credit_note", {"greaterThanValue"}),
        ("ddapi.customer", {"Changed"}),
    ],
)
def test_rows_are_compared_with_every_filter_but_these(name: str, unseen: set[str]) -> None:
    listing = REGISTRY.resources[name].listing
    assert listing is not None
    assert {found.name for found in listing.where if not found.member} == unseen


@each_listed
def test_a_list_is_whole_or_has_pages(resource: Resource) -> None:
    listing = resource.listing
    assert listing is not None
    assert (listing.paging is Paging.WHOLE) == (listing.page_size == 0)
    assert (listing.paging is Paging.NUMBERED) == bool(listing.rows and listing.pages)
    for name in (listing.modified, listing.created):
        assert not name or listing.filter(name) is not None
    assert not {found.name for found in listing.where} & set(listing.elsewhere)


def _sensitive(fields: tuple[Field, ...], prefix: str = "") -> Iterator[tuple[str, Field]]:
    for field in fields:
        path = f"{prefix}{field.observed}" if field.observed else ""
        if field.sensitive and path:
            yield path, field
        yield from _sensitive(field.fields, f"{path}." if path else prefix)


@each
def test_what_is_personal_when_it_is_sent_is_personal_when_it_is_shown(resource: Resource) -> None:
    for path, _ in _sensitive(resource.fields):
        member: Member | None = resource.member(path)
        assert member is not None, path
        assert member.sensitive, path


def test_a_provider_declares_what_its_operations_are_about() -> None:
    for operation_type in REGISTRY.types.values():
        assert REGISTRY.resources[operation_type.resource.full_name] is operation_type.resource
        if operation_type.spawn is not None:
            spawned = operation_type.spawn.resource
            assert REGISTRY.resources[spawned.full_name] is spawned
