"""Files of invoices and their lines (visma-net.md, section 12)."""

from typing import Any

import pytest

from bulkops.core.json import loads
from bulkops.sandbox.erp import Erp
from tests.sandbox.desk import INVOICE, Desk
from tests.sandbox.serving import served
from tests.sandbox.uploads import TYPE, attach, form, part, upload

LINES = [{"quantity": 1, "unitPriceInCurrency": 100}, {"quantity": 2, "unitPriceInCurrency": 50}]


def key_of(desk: Desk, number: str, body: bytes | None = None, line: int | str = "") -> str:
    response = attach(desk, number, body, line)
    assert response.status == 201, response.body
    assert response.body == b""
    base, _, key = response.headers["location"].rpartition("/")
    assert base == "https://api.finance.visma.net/v1/attachment"
    return key


def test_a_file_of_an_invoice(desk: Desk) -> None:
    number = desk.create(lines=LINES)
    before = desk.read(number)
    response = attach(desk, number, upload(b"\x00\r\n--\xff", "timesheet.pdf"), If_Match=f'"{before["timeStamp"]}"')
    after = desk.read(number)
    key = response.headers["location"].rpartition("/")[2]
    assert after["attachments"] == [{"name": "timesheet.pdf", "id": key, "revision": 1}]
    assert response.headers["etag"] == f'"{after["timeStamp"]}"' != f'"{before["timeStamp"]}"'
    file = desk.ask("GET", f"/v1/attachment/{key}")
    assert (file.status, file.body) == (200, b"\x00\r\n--\xff")
    assert file.headers["content-type"] == "application/pdf"
    assert "timesheet.pdf" in file.headers["content-disposition"]
    effect = desk.erp.ledger().effects()[-1]
    assert (effect.kind, effect.number, effect.detail) == ("attached", number, "timesheet.pdf, revision 1")


def test_a_file_of_a_line(desk: Desk) -> None:
    number = desk.create(lines=LINES)
    key = key_of(desk, number, upload(name="line.txt"), line=2)
    row = desk.read(number)
    assert [line["attachments"] for line in row["invoiceLines"]] == [
        [],
        [{"name": "line.txt", "id": key, "revision": 1}],
    ]
    assert row["attachments"] == []
    assert desk.erp.ledger().effects()[-1].detail == "line.txt, revision 1, line 2"


@pytest.mark.parametrize("line", [3, "x", "-1", "٢"])
def test_no_such_line(desk: Desk, line: int | str) -> None:
    number = desk.create(lines=LINES)
    before = desk.read(number)
    assert attach(desk, number, line=line).status == 404
    assert desk.read(number) == before


def test_the_same_name_again_is_a_new_revision(desk: Desk) -> None:
    number = desk.create(lines=LINES)
    first = key_of(desk, number, upload(b"one"))
    other = key_of(desk, number, upload(b"other", "b.pdf"))
    second = key_of(desk, number, upload(b"two"))
    on_line = key_of(desk, number, upload(b"three"), line=1)
    assert first == second != on_line
    assert desk.read(number)["attachments"] == [
        {"name": "a.pdf", "id": first, "revision": 2},
        {"name": "b.pdf", "id": other, "revision": 1},
    ]
    assert desk.ask("GET", f"/v1/attachment/{first}").body == b"two"


def test_a_new_revision_may_have_another_id(desk: Desk) -> None:
    desk.switch(attachment_revision="new_id")
    number = desk.create()
    first, second = key_of(desk, number, upload(b"one")), key_of(desk, number, upload(b"two"))
    assert desk.read(number)["attachments"] == [{"name": "a.pdf", "id": second, "revision": 2}]
    assert desk.ask("GET", f"/v1/attachment/{first}").status == 404


def test_an_old_tag_is_refused(desk: Desk) -> None:
    number = desk.create()
    tag = desk.read(number)["timeStamp"]
    desk.update(number, invoiceText="theirs")
    assert attach(desk, number, If_Match=f'"{tag}"').status == 412
    assert desk.read(number)["attachments"] == []
    desk.switch(if_match="ignored")
    assert attach(desk, number, If_Match=f'"{tag}"').status == 201


def test_attaching_in_the_background(desk: Desk) -> None:
    number = desk.create()
    response = attach(desk, number, upload(b"later"), erp_api_background="none")
    assert response.status == 202
    desk.now += 60
    state = loads(desk.ask("GET", f"/v1/background/{loads(response.body)['id']}").body)
    key = desk.read(number)["attachments"][0]["id"]
    assert state["statusCode"] == 201
    assert state["responseHeaders"]["Location"].endswith(f"/v1/attachment/{key}")
    assert desk.ask("GET", f"/v1/attachment/{key}").body == b"later"


def test_files_stay_through_updates_and_go_with_their_lines(desk: Desk) -> None:
    number = desk.create(lines=LINES)
    header, one, two = key_of(desk, number), key_of(desk, number, line=1), key_of(desk, number, line=2)
    body = {"invoiceLines": [{"operation": "Delete", "lineNumber": {"value": 1}}], "invoiceText": {"value": "x"}}
    assert desk.ask("PUT", f"{INVOICE}/{number}", body).status == 204
    row = desk.read(number)
    assert [row["attachments"][0]["id"], row["invoiceLines"][0]["attachments"][0]["id"]] == [header, two]
    assert [desk.ask("GET", f"/v1/attachment/{key}").status for key in (header, one, two)] == [200, 404, 200]
    assert desk.ask("DELETE", f"{INVOICE}/{number}").status == 204
    assert [desk.ask("GET", f"/v1/attachment/{key}").status for key in (header, two)] == [404, 404]


def test_lists_show_files_where_they_are_asked_for(desk: Desk) -> None:
    number = desk.create()
    key = key_of(desk, number)
    assert "attachments" not in desk.rows()[0]
    assert desk.rows("expandAttachments=true")[0]["attachments"] == [{"name": "a.pdf", "id": key, "revision": 1}]


def test_a_file_may_go_along_to_autoinvoice(desk: Desk) -> None:
    number = desk.create()
    key = key_of(desk, number)
    tag = desk.read(number)["timeStamp"]
    response = desk.ask("PUT", f"/v1/attachment/{key}", {"sendToAutoinvoice": {"value": True}})
    assert (response.status, response.body) == (204, b"")
    assert desk.ask("PUT", f"/v1/attachment/{key}", {"SendToAutoInvoice": {"Value": False}}).status == 204
    effects = [effect for effect in desk.erp.ledger().effects() if effect.kind == "attachment_updated"]
    assert [(effect.number, effect.detail) for effect in effects] == [
        (key, "a.pdf goes along to AutoInvoice"),
        (key, "a.pdf does not go along to AutoInvoice"),
    ]
    assert desk.read(number)["timeStamp"] == tag
    refused: list[Any] = [{}, [], {"sendToAutoinvoice": {"value": "yes"}}, {"sendToAutoinvoice": None}]
    for body in refused:
        assert desk.ask("PUT", f"/v1/attachment/{key}", body).status == 400


def test_what_is_said_about_the_email_is_kept(desk: Desk) -> None:
    number = desk.create()
    for index, said in enumerate((True, False)):
        assert attach(desk, number, upload(name=f"{index}.pdf", includeAttachmentInvoiceEmail=said)).status == 201
    kept = desk.erp.state.db.execute("SELECT name, by_email FROM attachment ORDER BY name").fetchall()
    assert kept == [("0.pdf", 1), ("1.pdf", 0)]


@pytest.mark.parametrize("key", ["0b0e0000-0000-0000-0000-000000000000", "x"])
def test_there_is_no_such_file(desk: Desk, key: str) -> None:
    assert desk.ask("GET", f"/v1/attachment/{key}").status == 404
    assert desk.ask("PUT", f"/v1/attachment/{key}", {"sendToAutoinvoice": {"value": True}}).status == 404
    assert attach(desk, "999999").status == 404


@pytest.mark.parametrize("status", ["Hold", "Balanced", "Open"])
def test_statuses(desk: Desk, status: str) -> None:
    number = desk.create(hold=status == "Hold", lines=LINES)
    if status == "Open":
        desk.release(number)
    assert attach(desk, number).status == 201
    assert desk.read(number)["status"] == status
    desk.switch(attachment_released="refused")
    assert attach(desk, number).status == (400 if status == "Open" else 201)


@pytest.mark.parametrize("field", ["file", "v", ""])
def test_the_part_may_have_any_name(desk: Desk, field: str) -> None:
    number = desk.create()
    assert attach(desk, number, upload(field=field)).status == 201
    desk.switch(attachment_part="file")
    assert attach(desk, number, upload(field=field)).status == (201 if field == "file" else 400)


def test_a_name_needs_an_extension(desk: Desk) -> None:
    number = desk.create()
    statuses = [attach(desk, number, upload(name=name)).status for name in ("timesheet", ".pdf", "a.", "", "a.b")]
    assert statuses == [400, 400, 400, 400, 201]
    desk.switch(attachment_extension="free")
    statuses = [attach(desk, number, upload(name=name)).status for name in ("timesheet", "")]
    assert statuses == [201, 400]


def test_folders_are_no_part_of_a_name(desk: Desk) -> None:
    number = desk.create()
    for name in ("/home/me/å.pdf", "C:\\\\docs\\\\b.pdf", "../c.pdf"):
        assert attach(desk, number, upload(name=name)).status == 201
    assert [file["name"] for file in desk.read(number)["attachments"]] == ["å.pdf", "b.pdf", "c.pdf"]


def test_large_files_may_be_refused(desk: Desk) -> None:
    number = desk.create()
    assert attach(desk, number, upload(b"x" * 3_000_000)).status == 201
    desk.switch(attachment_bytes_max=1000)
    assert [attach(desk, number, upload(b"x" * size)).status for size in (1000, 1001)] == [201, 400]


def test_empty_files_may_be_refused(desk: Desk) -> None:
    number = desk.create()
    assert desk.ask("GET", f"/v1/attachment/{key_of(desk, number, upload(b''))}").body == b""
    desk.switch(attachment_empty="refused")
    assert attach(desk, number, upload(b"")).status == 400


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{}", "application/json", 415),
        (b"{}", "", 415),
        (upload(), "multipart/form-data", 415),
        (upload()[:-12], TYPE, 400),
        (upload(includeAttachmentInvoiceEmail=True)[:-20], TYPE, 400),
        (b"", TYPE, 400),
        (b"no form", TYPE, 400),
        (form(), TYPE, 400),
        (form(part("metadata", b"{}")), TYPE, 400),
        (form(part("file", b"x", "a.pdf"), part("metadata", b"{")), TYPE, 400),
        (form(part("file", b"x", "a.pdf"), part("metadata", b"[]")), TYPE, 400),
        (form(part("metadata", b"{}", "m.json"), part("file", b"x", "a.pdf")), TYPE, 201),
    ],
)
def test_bodies_that_are_no_upload(desk: Desk, body: bytes, content_type: str, status: int) -> None:
    number = desk.create()
    response = desk.ask("POST", f"{INVOICE}/{number}/attachment", body, Content_Type=content_type)
    assert response.status == status, response.body
    assert len(desk.read(number)["attachments"]) == (status == 201)


def test_served_over_http() -> None:
    desk = Desk()
    desk.switch(authorization="never")
    number = desk.create()
    with served(desk.erp) as server:
        path = f"{INVOICE}/{number}/attachment"
        status, headers, _ = server.ask("POST", path, upload(b"over the wire"), Content_Type=TYPE)
        assert status == 201
        key = headers["location"].rpartition("/")[2]
        assert server.ask("GET", f"/v1/attachment/{key}")[2] == b"over the wire"
    desk.erp.close()


def test_files_outlive_the_process(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("state") / "state.db"
    desk = Desk()
    desk.erp = Erp(path)
    key = key_of(desk, desk.create(), upload(b"kept"))
    desk.erp.close()
    desk.erp = Erp(path)
    assert desk.ask("GET", f"/v1/attachment/{key}").body == b"kept"
    desk.erp.reset(desk.now)
    assert desk.ask("GET", f"/v1/attachment/{key}").status == 404
    desk.erp.close()
