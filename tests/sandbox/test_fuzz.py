"""Whatever is sent, the sandbox answers: it never breaks, and what it refuses leaves nothing behind."""

from typing import Any
from urllib.parse import quote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bulkops.core.field import Field, Kind
from bulkops.providers.ddapi.fields import SETTINGS_FIELDS
from bulkops.providers.visma.fields import INVOICE_FIELDS
from tests.sandbox.desk import INVOICE, Desk
from tests.sandbox.uploads import TYPE, form, part

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**40), 2**40),
    st.decimals(allow_nan=False, allow_infinity=False, places=3),
    st.text(max_size=8),
    st.sampled_from(["Insert", "Update", "Delete", "3", "NOK", "EUR", "2026-03-01", "2026-03-01T10:00:00Z", "202603"]),
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["value", "x"]), inner, max_size=2),
    max_leaves=4,
)


def likely(field: Field) -> st.SearchStrategy[Any]:
    """Values of a field's kind more often than others, wrapped as they should be more often than not."""
    value: st.SearchStrategy[Any] = SCALARS
    if field.kind is Kind.GROUP:
        value = members(field.fields)
    elif field.kind is Kind.LIST:
        value = st.lists(members(field.fields), max_size=3)
    elif field.kind is Kind.DECIMAL:
        value = st.decimals(-(10**9), 10**9, places=2)
    sent = value.map(lambda each: {"value": each}) if field.wrapped else value
    return st.one_of(sent, sent, sent, ANYTHING)


def members(fields: tuple[Field, ...]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={field.name: likely(field) for field in fields})


BODIES = members(INVOICE_FIELDS).map(lambda body: {"customerNumber": {"value": "10001"}} | body)
RULES = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


@RULES
@given(created=BODIES, changed=BODIES)
def test_invoices(created: Any, changed: Any) -> None:
    desk = Desk()
    response = desk.ask("POST", "/v2/customerinvoice", created)
    assert response.status in (201, 400)
    if response.status == 201:
        location = f"{INVOICE}/{response.headers['location'].rpartition('/')[2]}"
        before = desk.ask("GET", location)
        assert before.status == 200
        answer = desk.ask("PUT", location, changed)
        assert answer.status in (204, 400)
        assert (desk.ask("GET", location).body == before.body) == (answer.status == 400)
        assert desk.ask("GET", f"{location}/rotrut").status == 200
    assert len(desk.rows()) == (response.status == 201)
    desk.erp.close()


@RULES
@given(body=st.fixed_dictionaries({}, optional={field.name: SCALARS for field in SETTINGS_FIELDS}) | ANYTHING)
def test_settings(body: Any) -> None:
    desk = Desk()
    if isinstance(body, dict):
        body = {"CustomerNumber": 10042, "CurrencyId": 1, "TermsOfPaymentId": 1} | body
    assert desk.ask("PUT", "/api/customers/invoice", body).status in (200, 400)
    desk.erp.close()


@RULES
@given(
    query=st.dictionaries(
        st.sampled_from(["pageSize", "pageNumber", "documentDate", "documentDateCondition", "released", "status", "x"]),
        st.sampled_from(["1", "-1", "0", "x", ">", "2026-03-01", "2026-99-99", "", "9" * 30, "٣", "½"]),
    )
)
def test_queries(query: dict[str, str]) -> None:
    desk = Desk()
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    assert desk.ask("GET", f"{INVOICE}?{asked}").status in (200, 400)
    assert desk.ask("GET", f"/api/customers/invoice?customerNumber={query.get('pageSize', '9')}").status in (400, 404)
    desk.erp.close()


@RULES
@given(
    body=st.binary(max_size=300)
    | st.builds(
        lambda name, file, content, junk: form(part(name, content, file), junk),
        st.text(st.characters(codec="utf-8", exclude_characters='"\r\n'), max_size=5),
        st.none() | st.text(st.characters(codec="utf-8", exclude_characters='"\r\n'), max_size=8),
        st.binary(max_size=50),
        st.binary(max_size=20),
    ),
    content_type=st.sampled_from(
        [TYPE, TYPE, TYPE, "multipart/form-data; boundary=", "x", "multipart/form-data; boundary=é"]
    ),
    extension=st.sampled_from(["needed", "free"]),
)
def test_uploads(body: bytes, content_type: str, extension: str) -> None:
    desk = Desk()
    desk.switch(attachment_extension=extension)
    number = desk.create()
    answer = desk.ask("POST", f"{INVOICE}/{number}/attachment", body, Content_Type=content_type)
    assert answer.status in (201, 400, 415)
    files = desk.read(number)["attachments"]
    assert len(files) == (answer.status == 201)
    for file in files:
        shown = desk.ask("GET", f"/v1/attachment/{file['id']}")
        assert shown.status == 200
        assert all("\r" not in value and "\n" not in value for value in shown.headers.values())
        shown.headers["content-disposition"].encode("ascii")
    desk.erp.close()


@RULES
@given(value=st.text(max_size=30) | st.from_regex(r"\A(none|subscription(:.*)?|https://.*)\Z"))
def test_values_of_the_background_header(value: str) -> None:
    desk = Desk()
    answer = desk.ask("POST", "/v2/customerinvoice", {"customerNumber": {"value": "1"}}, erp_api_background=value)
    assert answer.status in (201, 202, 400)
    desk.now += 60
    assert len(desk.rows()) == (answer.status != 400)
    desk.erp.close()


@RULES
@given(
    day=st.text(min_size=1, max_size=10).map(lambda text: text.replace("/", "-").replace("?", "-").replace("#", "-"))
    | st.from_regex(r"\A[0-9]{2,4}-[0-9]{2}-[0-9]{2,4}\Z"),
    query=st.dictionaries(
        st.sampled_from(["pageNumber", "pageSize", "x"]), st.sampled_from(["1", "0", "-1", "x", "9" * 30, "٣", "100"])
    ),
)
def test_customers(day: str, query: dict[str, str]) -> None:
    desk = Desk()
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    assert desk.ask("GET", f"/api/customers/{quote(day, safe='')}?{asked}").status in (200, 400, 404)
    desk.erp.close()
