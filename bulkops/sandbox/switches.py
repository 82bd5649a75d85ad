"""Switches: what nobody has published about the two systems, and what goes wrong, as settings with defaults."""

from dataclasses import dataclass, fields
from typing import Any, Literal

import msgspec

from bulkops.sandbox.fault_text import read_objects
from bulkops.sandbox.faults import Fault
from bulkops.sandbox.switch import switch
from bulkops.sandbox.switches_documents import DocumentSwitches

#: Far above any number that a switch could sensibly have.
_NUMBER_MAX = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Switches(DocumentSwitches):
    """Behaviour of the sandbox; each default is the best reading of what is published, with its reason.

    The table in `docs/sandbox.md` is made from this declaration.
    """

    # Access and limits
    authorization: Literal["served", "always", "never"] = switch(
        "served",
        "when a token of `/connect/token` is needed: when the request came through the server, always, never",
        "in one process there is nobody to keep out",
    )
    client_secret: str = switch("sandbox", "secret that every client has", "a sandbox has no secrets to keep")
    tenant: str = switch("", "tenant that has a licence; empty: any", "one company is enough")
    scopes: str = switch("read create update delete", "scopes that may be granted", "granted in the vendor's portal")
    token_life_s: int = switch(3600, "seconds that a token lives", "not published; callers read `expires_in`")
    token_form: Literal["opaque", "jwt"] = switch(
        "opaque",
        "what a token looks like: random text, or a JSON Web Token whose claims name tenant, client and scopes",
        "not published; callers cannot rely on reading one",
    )
    rate_limit: int = switch(
        100_000, "calls in a window for each tenant and client", "withheld on purpose: callers read the headers"
    )
    rate_window_s: int = switch(3600, "seconds of a window", "one hour is documented", minimum=1)
    rate_reset: Literal["seconds", "epoch"] = switch(
        "seconds",
        "what `X-RateLimit-Reset` tells: the seconds that are left, or when they are over, since 1970",
        "the former gateway told the second, and the present one's page the first",
    )
    same_request_limit: int = switch(
        0, "identical requests in a window; 0: no such limit", "5 on the former gateway; unknown on the present one"
    )
    same_request_window_s: int = switch(60, "seconds of that window", "a minute on the former gateway", minimum=1)
    failed_request_limit: int = switch(
        0,
        "repetitions in a window of a request that failed; 0: no such limit",
        "2 on the former gateway; unknown on the present one",
    )
    failed_request_window_s: int = switch(
        300, "seconds of that window", "five minutes on the former gateway", minimum=1
    )
    # DDAPI
    ddapi_missing: Literal["404", "null", "default", "204"] = switch(
        "404", "how GET answers for a customer without settings", "documented for another lookup only"
    )
    ddapi_reverse_tax: bool = switch(
        default=True,
        meaning="whether the host's build knows `ReverseTax`",
        why="one published host has it, another does not",
    )
    ddapi_null: Literal["clears", "keeps"] = switch(
        "clears", "what null, or leaving out, does to a field that may be null", "not published; an update replaces"
    )
    ddapi_zero_ids: Literal["refused", "stored"] = switch(
        "refused",
        "what a `CurrencyId` or `TermsOfPaymentId` that does not exist does",
        "not published; `Success: false` with status 200 is the trap worth meeting",
    )
    ddapi_failure_status: Literal["200", "400", "422", "500"] = switch(
        "200", "HTTP status of an answer with `Success: false`", "not published; 200 is the trap worth meeting"
    )
    ddapi_rules: Literal["ids", "all"] = switch(
        "ids",
        "what of settings is checked: currency and terms, or also that the recipient is another customer that is known"
        " and active, that the e-mail address is one, and that there is one where invoices are sent by e-mail",
        "none of these rules is published",
    )
    ddapi_page_size_max: int = switch(100, "largest page of customers; more is cut to it", "not published", minimum=1)
    ddapi_dates: Literal["sv-SE", "en-US"] = switch(
        "sv-SE",
        "how customers' dates are written: `2026-01-21 22:53:31` or `1/21/2026 10:53:31 PM`",
        "by the host's culture; both have been published",
    )
    ddapi_base: str = switch(
        "https://ddapisandbox.example", "what links between pages begin with", "a caller counts pages and follows none"
    )
    ddapi_settings_touch: bool = switch(
        default=False,
        meaning="whether new settings make a customer a changed one",
        why="not published; settings are a row of their own",
    )
    ddapi_authorization: str = switch(
        "",
        "value that `Authorization` must have on DDAPI requests; empty: none is needed",
        "the scheme is not published",
    )
    # Faults
    latency_s: float = switch(0.0, "seconds before every answer", "a sandbox has no distance of its own")
    faults: tuple[Fault, ...] = switch((), "what goes wrong on purpose, and when", "see below")

    def __post_init__(self) -> None:
        for declared in fields(self):
            value, minimum = getattr(self, declared.name), declared.metadata["minimum"]
            if isinstance(value, (int, float)) and not minimum <= value <= _NUMBER_MAX:
                raise ValueError(f"`{declared.name}` is {value}: a number from {minimum} to {_NUMBER_MAX} makes sense")


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
        if "faults" in given:
            given["faults"] = msgspec.to_builtins(read_objects(given["faults"]))
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
