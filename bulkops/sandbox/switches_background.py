"""Switches about background calls."""

from dataclasses import dataclass
from typing import Literal

from bulkops.sandbox.switch import switch
from bulkops.sandbox.switches_invoices import InvoiceSwitches


@dataclass(frozen=True, slots=True, kw_only=True)
class BackgroundSwitches(InvoiceSwitches):
    """What nobody has published about background calls; it adds to the switches before it."""

    background_delay_s: float = switch(
        0.2, "seconds until a background call may be taken up", "no duration is published"
    )
    background_work_s: float = switch(
        0.2, "seconds from then until its work is done, all at once at their end", "no duration is published"
    )
    background_workers: int = switch(
        4, "background calls that are worked on at a time; 0: none is ever taken up", "several, it is said"
    )
    background_order: Literal["received", "any"] = switch(
        "any",
        "the order in which they are taken up: as received, or any (each waits up to twice the delay, or not at all)",
        "the first server that is free takes one: two calls on one invoice may change places",
    )
    background_queued_status: str = switch(
        "Queued",
        "`status` until it is taken up",
        "`Started`, `Finished` and `Failed` are documented, and what comes before them is not",
    )
    background_headers: Literal["written", "lower_case", "none"] = switch(
        "written",
        "names in `responseHeaders`: as the operation wrote them, in lower case; or nothing is there",
        "described as any response headers; which, and how they are written, has not been seen",
    )
    background_kept_s: int = switch(
        86_400, "seconds that the answer's body can be read; then 410", "24 hours are documented"
    )
    background_fails_every: int = switch(
        0,
        "every n-th background call ends as `Failed` with `statusCode` 0; 0: none",
        "the status is documented, its causes are not",
    )
    background_failure: Literal["before", "after"] = switch(
        "before", "whether that is before its work was done, or after", "not published: a caller has to look"
    )
    background_release: Literal["done", "started"] = switch(
        "done",
        "what the end of a background release means: that the document is released, or that the work on it has begun",
        "the present description tells of a notice when the action is done; an older page says otherwise",
    )
    background_release_failure: Literal["result", "refused"] = switch(
        "result",
        "how a background release that fails ends: 200 with `actionResult` `Failed`, or 400",
        "`Failed` is one of the documented results",
    )
    background_subscription: str = switch(
        "https://subscriber.example/visma",
        "address that is subscribed to the end of background calls; empty: none is, and `subscription` is refused."
        " Nothing is sent there: the ledger notes it",
        "subscriptions are made in the vendor's portal",
    )
    background_url: Literal["refused", "taken"] = switch(
        "refused", "what an `https:` address in `erp-api-background` does", "ended in April 2025, yet said to work on"
    )
    background_unknown: Literal["refused", "none", "at_once"] = switch(
        "refused",
        "what any other value of `erp-api-background` does: refused, taken for `none`, or the call is done at once",
        "not published",
    )
