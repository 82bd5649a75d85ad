"""Files attached to invoices and their lines (visma-net.md, section 12)."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from bulkops.core.http import Response
from bulkops.sandbox.call import Call
from bulkops.sandbox.errors import RefusedError, id_of
from bulkops.sandbox.form import Upload, read_upload
from bulkops.sandbox.ledger import About, write_effect
from bulkops.sandbox.rows import UNRELEASED, Row, change
from bulkops.sandbox.state import State
from bulkops.sandbox.tags import quoted


def attach(call: Call) -> Response:
    """Attach a file to an invoice: 201, where it is, and the invoice's new version."""
    return _attach(call, 0)


def attach_to_line(call: Call) -> Response:
    """Attach a file to a line of an invoice."""
    number = call.parameters[1]
    return _attach(call, int(number) if number.isdecimal() and number.isascii() else -1)


def show(call: Call) -> Response:
    """Give what a file holds."""
    row = _find(call)
    name = quote(row["name"])
    headers = {"content-type": row["media_type"], "content-disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(status=200, headers=headers, body=row["content"])


def update(call: Call) -> Response:
    """Say whether a file goes along to AutoInvoice: 204."""
    row = _find(call)
    sent = call.json()
    wanted = {name.lower(): value for name, value in sent.items()} if isinstance(sent, dict) else {}
    value = wanted.get("sendtoautoinvoice")
    if isinstance(value, dict):
        value = next((inner for name, inner in value.items() if name.lower() == "value"), None)
    if not isinstance(value, bool):
        raise RefusedError(400, "Error converting value for 'sendToAutoinvoice'.")
    call.state.db.execute("UPDATE attachment SET to_autoinvoice = ? WHERE id = ?", (value, row["id"]))
    detail = f"{row['name']} {'goes' if value else 'does not go'} along to AutoInvoice"
    write_effect(
        call.state, call.cause, "attachment_updated", About(resource="attachment", number=row["id"]), detail=detail
    )
    return Response(status=204)


def attach_upload(call: Call, row: Row, line: int, upload: Upload) -> str:
    """Keep a file; under a name that is there already it becomes a new revision. Gives its id.

    Raises:
        RefusedError: The document has no such line.
    """
    shown = _listed(row, line)
    db = call.state.db
    known = next((each for each in shown if each["name"] == upload.name), None)
    same = known is not None and call.switches.attachment_revision == "same_id"
    if known is None:
        known = {"name": upload.name, "id": "", "revision": 0}
        shown.append(known)
    else:
        db.execute("DELETE FROM attachment WHERE id = ?", (known["id"],))
    key = known["id"] if same else id_of("attachment", call.seq, call.now, upload.name)
    known |= {"id": key, "revision": known["revision"] + 1}
    by_email = upload.metadata.get("includeattachmentinvoiceemail") is True
    values = (key, row.id, line, upload.name, known["revision"], upload.media_type, upload.content, by_email)
    db.execute("INSERT INTO attachment VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)", values)
    where = f", line {line}" if line else ""
    change(call.state, row, call.cause, "attached", detail=f"{upload.name}, revision {known['revision']}{where}")
    return str(key)


def drop_lines(state: State, row: Row) -> None:
    """Let go of the files of lines that a document has no more."""
    lines = ", ".join(str(int(line["lineNumber"])) for line in row.body["invoiceLines"])
    state.db.execute(f"DELETE FROM attachment WHERE document = ? AND line NOT IN (0, {lines or 0})", (row.id,))  # noqa: S608 - numbers


def _attach(call: Call, line: int) -> Response:
    row = call.document()
    call.check_tag(row)
    if row.status not in UNRELEASED and call.switches.attachment_released == "refused":
        raise RefusedError(
            400, f"Error attaching file. Error: The document has status '{row.status}' and is read-only."
        )
    key = attach_upload(call, row, line, read_upload(call))
    location = f"{call.switches.location_base}/v1/attachment/{key}"
    return Response(status=201, headers={"location": location, "etag": quoted(row.version)})


def _listed(row: Row, line: int) -> list[dict[str, Any]]:
    owner = (
        row.body if not line else next((each for each in row.body["invoiceLines"] if each["lineNumber"] == line), None)
    )
    if owner is None:
        raise RefusedError(404, f"The document '{row.number}' has no line of that number.")
    shown: list[dict[str, Any]] = owner["attachments"]
    return shown


def _find(call: Call) -> Mapping[str, Any]:
    names = ("id", "name", "media_type", "content")
    row = call.state.db.execute(
        "SELECT id, name, media_type, content FROM attachment WHERE id = ?", (call.parameters[0].lower(),)
    ).fetchone()
    if row is None:
        raise RefusedError(404, f"The attachment '{call.parameters[0]}' cannot be found in the system.")
    return dict(zip(names, row, strict=True))
