"""Switches: what nobody has published about the two systems, and what goes wrong, as settings with defaults."""

from dataclasses import dataclass, field, fields
from typing import Any, Literal

import msgspec

from bulkops.sandbox.faults import Fault


def _switch(default: Any, meaning: str, why: str) -> Any:
    return field(default=default, metadata={"meaning": meaning, "why": why})


@dataclass(frozen=True, slots=True, kw_only=True)
class Switches:
    """Behaviour of the sandbox; each default is the best reading of what is published, with its reason.

    The table in `docs/sandbox.md` is made from this declaration.
    """

    # Entity tags
    if_match: Literal["checked", "ignored"] = _switch(
        "checked",
        "whether `If-Match` is compared in synchronous calls",
        "promised for background calls, and 412 is described for all: the looser reading",
    )
    if_match_bare: bool = _switch(
        default=True,
        meaning="whether a tag without quotes is understood; if not, it never matches",
        why="only the quoted form is documented",
    )
    update_etag: bool = _switch(
        default=True,
        meaning="whether PUT answers with an `ETag`",
        why="the parameter's text promises it, the endpoint's own text does not",
    )
    conflict_body: Literal["empty", "message"] = _switch(
        "empty", "what the body of a 412 holds", "declared without a schema; an empty body is the harder case"
    )
    # Creating and finding
    hold_on_entry: bool = _switch(
        default=False,
        meaning="whether an invoice that says nothing about `hold` starts as a draft",
        why="a setting of the company; `Balanced` is what integrators report",
    )
    number_series: Literal["automatic", "manual"] = _switch(
        "automatic",
        "whether numbers come from the series; `manual`: the caller's `referenceNumber` is needed",
        "both exist; the automatic series is the usual one",
    )
    number_without_override: Literal["ignored", "used", "refused"] = _switch(
        "ignored",
        "what a `referenceNumber` without `overrideNumberSeries` does in an automatic series",
        "the field is said to need the flag; nothing is said about going without it",
    )
    duplicate_number: Literal["refused", "second"] = _switch(
        "refused",
        "whether a number in use is refused, or makes a second document of that number",
        "no source; an error is what an ERP with a key on the number gives",
    )
    duplicate_reference: Literal["accepted", "refused"] = _switch(
        "accepted",
        "whether an `externalReference` in use is accepted",
        "the field is documented as free text, not a key",
    )
    filter_match: Literal["exact", "contains"] = _switch(
        "exact", "how text filters of lists compare", "not published; callers must compare again on their side"
    )
    list_order: Literal["oldest", "newest"] = _switch("oldest", "order of list rows", "not documented")
    page_size_max: int = _switch(1000, "`maxPageSize` of lists", "1000 has been seen to work; no number is published")
    page_size_default: int = _switch(1000, "rows where `pageSize` is not given", "not published")
    insert_existing: Literal["updates", "adds"] = _switch(
        "updates",
        "whether `Insert` with a number that a line has updates that line, or adds one with another number",
        "the vendor's example for updating a line says `Insert`; it may be a slip",
    )
    masters: Literal["open", "strict"] = _switch(
        "open",
        "whether unknown customers, items and terms are taken and given made-up names, or refused",
        "`open` lets any manifest be tried; a real company is strict",
    )
    location_base: str = _switch(
        "https://api.finance.visma.net",
        "what `Location` begins with",
        "older answers named another host: only the last segment counts",
    )
    utc_offset_minutes: int = _switch(
        0, "the server's clock against UTC", "time stamps carry no zone, and which it is has not been published"
    )
    # Life cycle
    release_delay_s: float = _switch(
        0.2,
        "seconds until a release that was answered `InProcess` is done",
        "the answer means that the work has started; no duration is published",
    )
    release_fails_every: int = _switch(
        0,
        "every n-th release fails after its answer and leaves the invoice as it was; 0: none",
        "a failed release leaves no trace that a caller could read",
    )
    closed_through: str = _switch(
        "",
        "last closed financial period, `YYYYMM`: releasing or reversing into it is refused; empty: all are open",
        "periods are closed by the company; the refusal's code is not documented",
    )
    credit_note_date: Literal["today", "original"] = _switch(
        "today", "date of the credit note that a reversal makes", "not published"
    )
    credit_note_references: Literal["kept", "none"] = _switch(
        "kept",
        "whether it carries the invoice's `externalReference` and `customerRefNumber`",
        "not published; a copy of the document is the usual way",
    )
    credit_note_text: Literal["kept", "none"] = _switch(
        "kept", "whether it carries the invoice's `invoiceText`", "not published; as above"
    )
    # Access and limits
    authorization: Literal["served", "always", "never"] = _switch(
        "served",
        "when a token of `/connect/token` is needed: when the request came through the server, always, never",
        "in one process there is nobody to keep out",
    )
    client_secret: str = _switch("sandbox", "secret that every client has", "a sandbox has no secrets to keep")
    tenant: str = _switch("", "tenant that has a licence; empty: any", "one company is enough")
    scopes: str = _switch("read create update delete", "scopes that may be granted", "granted in the vendor's portal")
    token_life_s: int = _switch(3600, "seconds that a token lives", "not published; callers read `expires_in`")
    rate_limit: int = _switch(
        100_000, "calls in a window for each tenant and client", "withheld on purpose: callers read the headers"
    )
    rate_window_s: int = _switch(3600, "seconds of a window", "one hour is documented")
    same_request_limit: int = _switch(
        0, "identical requests in a minute; 0: no such limit", "5 on the former gateway; unknown on the present one"
    )
    failed_request_limit: int = _switch(
        0,
        "repetitions in five minutes of a request that failed; 0: no such limit",
        "2 on the former gateway; unknown on the present one",
    )
    # DDAPI
    ddapi_missing: Literal["404", "null", "default", "204"] = _switch(
        "404", "how GET answers for a customer without settings", "documented for another lookup only"
    )
    ddapi_reverse_tax: bool = _switch(
        default=True,
        meaning="whether the host's build knows `ReverseTax`",
        why="one published host has it, another does not",
    )
    ddapi_null: Literal["clears", "keeps"] = _switch(
        "clears", "what null, or leaving out, does to a field that may be null", "not published; an update replaces"
    )
    ddapi_zero_ids: Literal["refused", "stored"] = _switch(
        "refused",
        "what a `CurrencyId` or `TermsOfPaymentId` that does not exist does",
        "not published; `Success: false` with status 200 is the trap worth meeting",
    )
    ddapi_authorization: str = _switch(
        "",
        "value that `Authorization` must have on DDAPI requests; empty: none is needed",
        "the scheme is not published",
    )
    # Faults
    latency_s: float = _switch(0.0, "seconds before every answer", "a sandbox has no distance of its own")
    faults: tuple[Fault, ...] = _switch((), "what goes wrong on purpose, and when", "see below")


def to_json(switches: Switches) -> bytes:
    """Write all switches as a JSON object."""
    return msgspec.json.encode(switches)


def from_json(data: bytes, base: Switches | None = None) -> Switches:
    """Read switches from a JSON object; those it does not name keep the base's values.

    Raises:
        ValueError: A name is unknown or a value is not one of the switch's.
    """
    try:
        given = msgspec.json.decode(data, type=dict[str, Any])
        known = {declared.name for declared in fields(Switches)}
        if unknown := sorted(set(given) - known):
            raise ValueError(f"there is no switch `{unknown[0]}`")
        merged = {**msgspec.to_builtins(base or Switches()), **given}
        return msgspec.convert(merged, Switches)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise ValueError(str(error)) from error


_KINDS: dict[Any, str] = {bool: "`true` `false`", int: "whole number", float: "seconds", str: "text"}


def table() -> str:
    """Write the Markdown table of all switches: name, values, default, meaning, why."""
    rows = ["| switch | default | values | what it decides | why this default |", "|---|---|---|---|---|"]
    for declared in fields(Switches):
        if declared.name == "faults":
            continue
        values = getattr(declared.type, "__args__", None)
        allowed = " ".join(f"`{value}`" for value in values) if values else _KINDS[declared.type]
        default = msgspec.json.encode(declared.default).decode().strip('"')
        shown = f"`{default}`" if default else "empty"
        meaning, why = declared.metadata["meaning"], declared.metadata["why"]
        rows.append(f"| `{declared.name}` | {shown} | {allowed} | {meaning} | {why} |")
    return "\n".join(rows) + "\n"
