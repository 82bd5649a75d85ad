"""Probe: find out whether a company's API compares `If-Match`, on a draft that is made for it and deleted again.

The vendor promises the comparison for background calls; whether synchronous calls are compared is not published
(visma-net.md, section 5). Each step is in the journal before it is sent.
"""

import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import anyio

from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import Proof
from bulkops.app.checkup import Checkup
from bulkops.app.compose import System
from bulkops.app.landing import API
from bulkops.app.manners import CHECKED, MODE
from bulkops.app.probe_draft import Draft, declared, older
from bulkops.app.probe_tries import IGNORED, Tried, in_background, synchronous
from bulkops.core.errors import RemoteError, UsageError
from bulkops.core.observed import held
from bulkops.core.registry import Registry
from bulkops.providers.visma.landmark import LANDMARK

DRAFT, DELETED, ZONE = "probe draft", "probe deletion", "probe time zone"
SYNC, BACKGROUND = "probe synchronous", "probe background"
_PREFIX = "bulkops-probe-"
_WORDS = {
    CHECKED: "a wrong version was refused with 412: `If-Match` is checked",
    IGNORED: "a wrong version was taken: `If-Match` is not checked",
}
_QUARTER_S = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class Intended:
    """What a probe is about to do.

    Attributes:
        customer: Whose draft.
        reference: What the draft bears, to be found by.
    """

    customer: str
    reference: str

    def __str__(self) -> str:
        """Say it."""
        return (
            f"the probe makes one draft (on hold, external reference `{self.reference}`) for customer {self.customer},"
            " tries to change it twice under a wrong version, at once and in the background, and deletes it"
        )


def intend(customer: str, rows: list[Mapping[str, Any]]) -> Intended:
    """Choose the customer: the one that is named, else that of the newest invoice.

    Raises:
        UsageError: None is named, and there is no invoice.
    """
    newest = str(held(rows[0], LANDMARK.resource.party) or "") if rows else ""
    if not customer and not newest:
        raise UsageError(
            "the probe needs a customer for its draft, and there is no invoice to take one from",
            hint="name one by `--customer NUMBER`; the draft is deleted again",
        )
    return Intended(customer=customer or newest, reference=f"{_PREFIX}{secrets.token_hex(4)}")


async def probe(intended: Intended, system: System, registry: Registry, journal: Journal, checkup: Checkup) -> None:
    """Make the draft, try, and delete it, whatever happens in between.

    Args:
        intended: What was agreed to.
        system: Where.
        registry: Declarations.
        journal: Takes each step before it is sent, and what was proved.
        checkup: Is told what is found.
    """
    draft = declared(intended.reference, system, registry, journal)
    try:
        with checkup.check(DRAFT):
            await draft.make(intended.customer)
            checkup.good(DRAFT, f"made as {draft.number} for customer {intended.customer}", number=draft.number)
            await _tried(draft, checkup)
    finally:
        # Interrupted or not: what was made is taken away.
        with anyio.CancelScope(shield=True):
            await _deleted(draft, checkup)


async def _tried(draft: Draft, checkup: Checkup) -> None:
    observed = await draft.read()
    if observed.document is None:
        raise RemoteError(f"draft {draft.number} was made, and is not there", code="R017")
    _zone(observed.document, draft.made_at, checkup)
    tag = older(observed.tag)
    _found(draft, MODE, SYNC, await synchronous(draft, tag), checkup)
    if draft.busy:
        checkup.skip(BACKGROUND, f"the call before may still be at work on {draft.number}", "probe again later")
        return
    _found(draft, "background", BACKGROUND, await in_background(draft, tag), checkup)


def _found(draft: Draft, mode: str, name: str, tried: Tried, checkup: Checkup) -> None:
    """Remember and tell what a try has shown."""
    system = draft.system
    proof = Proof(api=API, mode=mode, verdict=tried.verdict, at=system.clock.now())
    draft.journal.prove(system.environment, system.scope, proof)
    facts = {"verdict": tried.verdict, "status": tried.status or None}
    words = _WORDS.get(tried.verdict, f"it cannot be told: {tried.seen}")
    if tried.verdict == CHECKED:
        checkup.good(name, words, **facts)
    else:
        advice = "bulkops reads and compares each document just before it is written: with `if_match: compare`"
        if mode == MODE:
            advice += ", and with `if_match: sync` as long as nothing is proved"
        checkup.warn(name, words, advice, **facts)


def _zone(document: Mapping[str, Any], made_at: float, checkup: Checkup) -> None:
    """Say how far the face of the server's clock is from UTC: its times carry no zone."""
    stamp = str(document.get(LANDMARK.created) or "")[:19]
    with suppress(ValueError):
        shown = datetime.fromisoformat(stamp).replace(tzinfo=UTC).timestamp()
        hours = round((shown - made_at) / _QUARTER_S) * _QUARTER_S / 3600  # zones differ by quarters of an hour
        checkup.good(ZONE, f"documents show UTC{hours:+g} h" if hours else "documents show UTC", offset_h=hours)


async def _deleted(draft: Draft, checkup: Checkup) -> None:
    if not draft.number and not draft.lost:
        return
    with checkup.check(DELETED):
        await draft.remove()
        checkup.good(DELETED, f"draft {draft.number} is gone", number=draft.number)
