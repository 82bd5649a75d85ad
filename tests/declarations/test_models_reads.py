"""What is read from DDAPI is as in the models: needs `BULKOPS_MODELS`."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from bulkops.core.field import Kind
from bulkops.core.shape import Member
from bulkops.providers import REGISTRY

FOLDER = Path(os.environ["BULKOPS_MODELS"])
DDAPI: dict[str, Any] = yaml.safe_load((FOLDER / "compilator-ddapi.models.yaml").read_text(encoding="utf-8"))
VISMA: dict[str, Any] = yaml.safe_load((FOLDER / "visma-net.models.yaml").read_text(encoding="utf-8"))
MODELS: Mapping[str, Any] = DDAPI["models"]
DTOS = {
    "ddapi.invoice_settings": ("CustomerInvoicePutRequest",),
    "ddapi.currency": ("CurrencyResponse",),
    "ddapi.terms_of_payment": ("TermsOfPaymentResponse",),
    # The vendor's page on customers breaks off; the rest is taken to be what a customer is written with.
    "ddapi.customer": ("CustomerResponse", "CustomerPutRequest"),
}
ACTIONS = {
    "ddapi.invoice_settings": "getCustomerInvoice",
    "ddapi.currency": "getCurrency",
    "ddapi.terms_of_payment": "listTermsOfPayment",
    "ddapi.customer": "listCustomersChangedSince",
}


def kind_of(model: Mapping[str, Any]) -> Kind:
    kinds = {"integer": Kind.INTEGER, "boolean": Kind.FLAG, "string": Kind.TEXT, "guid": Kind.TEXT, "date": Kind.TEXT}
    name: str = model["type"]
    if name.startswith("["):
        return Kind.LIST
    return Kind.DECIMAL if name.startswith("decimal") else kinds[name]


def _cases() -> Iterator[Any]:
    for resource, dtos in DTOS.items():
        models = {name: model for dto in dtos for name, model in MODELS[dto]["fields"].items()}
        ours = {member.name: member for member in REGISTRY.resources[resource].members}
        for name in sorted({*models, *ours}):
            yield pytest.param(ours.get(name), models.get(name), id=f"{resource}: {name}")


@pytest.mark.parametrize(("member", "model"), list(_cases()))
def test_a_member_is_as_in_the_models(member: Member | None, model: Mapping[str, Any] | None) -> None:
    assert member is not None, "not declared"
    assert model is not None, "not in the models"
    assert member.kind is kind_of(model)


@pytest.mark.parametrize("name", ACTIONS)
def test_a_route_is_as_in_the_models(name: str) -> None:
    action, resource = DDAPI["actions"][ACTIONS[name]], REGISTRY.resources[name]
    route = resource.read.path if resource.read is not None else ""
    listed = resource.listing.path if resource.listing is not None else ""
    path = (route or listed).replace("{key}", "{id}").replace("{since}", "{date}")
    assert path == "/" + action["path"]
    assert action["method"] == "GET"


def test_pages_of_customers_are_as_in_the_models() -> None:
    listing, model = REGISTRY.resources["ddapi.customer"].listing, MODELS["PagedCustomerResponse"]["fields"]
    assert listing is not None
    assert {listing.rows, listing.pages} <= set(model)
    assert set(DDAPI["actions"]["listCustomersChangedSince"]["query"]) == {"pageNumber", "pageSize"}


def test_the_lists_of_documents_take_exactly_the_parameters_of_the_models() -> None:
    listing = REGISTRY.resources["visma.invoice"].listing
    assert listing is not None
    names = {
        *(found.name for found in listing.where),
        *(found.condition for found in listing.where if found.condition),
        *(found.parameter for found in listing.expansions),
    }
    assert names < set(VISMA["list_query_parameters"])
    assert set(VISMA["list_query_parameters"]) - names <= set(listing.elsewhere)
