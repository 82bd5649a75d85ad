"""Every declared field can be explained, and its example is one."""

import pytest
from jsonschema_rs import Draft202012Validator

from bulkops.core.field import Field, Kind, walk
from bulkops.core.operation import OperationType
from bulkops.core.schema import field_schema
from bulkops.providers import REGISTRY
from bulkops.providers.visma.fields import INVOICE_FIELDS
from bulkops.providers.visma.lines import INVOICE_LINES

TYPES = list(REGISTRY.types.values())
FIELDS = [
    pytest.param(field, id=f"{operation_type.name}:{path}")
    for operation_type in TYPES
    for path, field in (*walk(operation_type.fields), *((option.name, option) for option in operation_type.options))
]
_DESCRIPTION_MAX = 260


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_is_described_in_sentences(field: Field) -> None:
    assert field.description[0].isupper() or field.description[0] == "`"
    assert field.description.endswith(".")
    assert len(field.description) <= _DESCRIPTION_MAX
    assert "  " not in field.description


@pytest.mark.parametrize("field", FIELDS)
def test_the_example_is_valid(field: Field) -> None:
    assert field.example is not None
    errors = Draft202012Validator(field_schema(field), validate_formats=True).iter_errors(field.example)
    assert [error.message for error in errors] == []


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_has_what_its_kind_needs_and_nothing_else(field: Field) -> None:
    assert bool(field.choices) == (field.kind is Kind.CHOICE)
    assert bool(field.fields) == (field.kind in {Kind.GROUP, Kind.LIST})
    assert bool(field.key) == (field.kind is Kind.LIST)
    assert not field.pattern or field.kind is Kind.TEXT
    if field.kind is Kind.LIST:
        key = field.member(field.key)
        assert key is not None
        assert key.control


@pytest.mark.parametrize("operation_type", TYPES, ids=lambda found: found.name)
def test_an_operation_names_only_what_exists(operation_type: OperationType) -> None:
    names = {field.name for field in operation_type.fields}
    assert set(operation_type.required) <= names
    assert set(operation_type.identity) <= names
    assert operation_type.undone_by == "" or operation_type.undone_by in REGISTRY.types
    assert operation_type.summary.endswith(".")
    assert operation_type.source
    assert ("{key}" in operation_type.write.path) == (
        operation_type.targeted and operation_type.resource.key == "invoice"
    )
    assert not operation_type.payload_required or operation_type.example


def test_the_invoice_has_all_51_fields_and_a_line_all_28() -> None:
    assert len({field.name for field in INVOICE_FIELDS}) == len(INVOICE_FIELDS) == 51
    assert len({field.name for field in INVOICE_LINES.fields}) == len(INVOICE_LINES.fields) == 28


def test_personal_data_is_marked() -> None:
    marked = {path for path, field in walk(INVOICE_FIELDS) if field.sensitive}
    assert {
        "invoiceContact.name",
        "invoiceContact.attention",
        "invoiceContact.email",
        "invoiceContact.phone1",
        "rotRutDetails.distribution[].personalId",
    } <= marked


def test_what_the_answer_never_shows_is_known() -> None:
    unseen = {path for path, field in walk(INVOICE_FIELDS) if not field.observed}
    assert {path for path in unseen if not path.startswith("rotRutDetails")} == {
        "consolidateInvoices",
        "overrideNumberSeries",
        "invoiceLines[].operation",
    }
    assert {path for path, _ in walk(INVOICE_FIELDS) if path.startswith("rotRutDetails")} <= unseen


def test_what_the_answer_calls_otherwise() -> None:
    renamed = {path: field.observed for path, field in walk(INVOICE_FIELDS) if field.observed not in {"", field.name}}
    assert renamed == {
        "customerNumber": "customer.number",
        "locationId": "location.id",
        "contact": "contact.id",
        "childCustomerNumber": "childRecord.number",
        "project": "project.id",
        "branchNumber": "branchNumber.number",
        "salesperson": "salesPerson.id",
        "creditTermsId": "creditTerms.id",
        "paymentMethodId": "paymentMethod.id",
        "directDebitMandateId": "directDebitMandate.id",
        "customerVatZoneId": "customerVatZone.id",
        "billingAddress": "invoiceAddress",
        "billingAddress.countryId": "country.id",
        "billingAddress.county": "county.id",
        "invoiceContact.name": "businessName",
        "debtCollectionCaseNbr": "debtCollection.caseNumber",
        "debtCollectionCaseStatus": "debtCollection.caseStatus",
        "debtCollectionCaseType": "debtCollection.caseType",
        "debtCollectionCaseUrl": "debtCollection.caseUrl",
        "domesticServicesDeductibleDocument": "isRotRutDeductible",
        "invoiceLines[].accountNumber": "account.number",
        "invoiceLines[].subaccount": "subaccount.segments",
        "invoiceLines[].vatCodeId": "vatCode.id",
        "invoiceLines[].taskId": "projectTask.id",
        "invoiceLines[].branchNumber": "branchNumber.number",
        "invoiceLines[].salesperson": "seller.id",
        "invoiceLines[].domesticServicesDeductible": "isRotRutDeductible",
        "invoiceLines[].typeOfWork": "typeOfWork.xmlTag",
        "taxDetailLines": "taxDetails",
    }


def test_what_goes_bare_over_the_wire() -> None:
    assert {path for path, field in walk(INVOICE_FIELDS) if not field.wrapped} == {
        "rotRutDetails",
        "rotRutDetails.distribution",
        "rotRutDetails.distribution[].operation",
        "invoiceLines",
        "invoiceLines[].operation",
        "invoiceLines[].subaccount",
        "invoiceLines[].subaccount[].segmentId",
        "invoiceLines[].subaccount[].segmentValue",
        "taxDetailLines",
    }


def test_what_null_clears() -> None:
    assert {path for path, field in walk(INVOICE_FIELDS) if field.nullable} == {
        "contact",
        "consolidateInvoices",
        "startDate",
        "endDate",
        "sendToAutoInvoice",
        "directDebitMandateId",
        "billingAddress.overrideAddress",
        "invoiceContact.overrideContact",
        "domesticServicesDeductibleDocument",
        "rotRutDetails.distributedAutomaticaly",
        "rotRutDetails.type",
        "rotRutDetails.distribution[].lineNbr",
        "rotRutDetails.distribution[].amount",
        "rotRutDetails.distribution[].extra",
        "invoiceLines[].startDate",
        "invoiceLines[].endDate",
        "invoiceLines[].domesticServicesDeductible",
        "taxDetailLines[].taxableAmount",
        "taxDetailLines[].vatAmount",
        "taxDetailLines[].expenseAmount",
    }


def test_a_new_invoice_has_nothing_to_update_or_delete() -> None:
    create = REGISTRY.types["visma.invoice.create"]
    choices = {path: field.choices for path, field in walk(create.fields) if field.name == "operation"}
    assert choices == {"invoiceLines[].operation": ("Insert",), "rotRutDetails.distribution[].operation": ("Insert",)}


def test_a_period_sent_month_first_is_compared_year_first() -> None:
    field = next(field for field in INVOICE_FIELDS if field.name == "postPeriod")
    assert field.as_observed("032026") == "202603"
    other = next(field for field in INVOICE_FIELDS if field.name == "financialPeriod")
    assert other.as_observed("202603") == "202603"
