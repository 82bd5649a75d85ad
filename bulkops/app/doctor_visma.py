"""Doctor on Visma.net: the token, which company it lands on, whether reads work, what is left of the quota."""

from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

from bulkops.adapters.auth_answer import Token
from bulkops.adapters.auth_token import SCOPES
from bulkops.adapters.journal.journal import Journal
from bulkops.adapters.journal.records import Proof
from bulkops.app.checkup import Checkup
from bulkops.app.compose import System
from bulkops.app.landing import API, newest, refuse_elsewhere, seen
from bulkops.app.manners import CHECKED
from bulkops.app.probe_tries import IGNORED
from bulkops.app.project import Project
from bulkops.app.settings import IfMatch, VismaSettings
from bulkops.core.http import Response
from bulkops.engine.channel import Channel
from bulkops.reporting.landing_text import landing_text
from bulkops.reporting.style import PLAIN
from bulkops.reporting.times import time_text
from bulkops.reporting.words import duration_text

TOKEN, COMPANY, READ = "visma token", "visma company", "visma read"
QUOTA, CLOCK, IF_MATCH, BACKGROUND = "visma quota", "visma clock", "visma If-Match", "visma background calls"
#: Times of documents are looked up with a margin of ten minutes; a clock that is off by more than this eats it up.
_SKEW_S_MAX = 120.0
#: Verdicts of a probe whose call was carried out, in words.
TOLD = {CHECKED: "proved", IGNORED: "seen not to be checked"}
_PROBE = "`bulkops doctor --probe-if-match` finds out"
Row = Mapping[str, Any]


async def examine_visma(project: Project, system: System, checkup: Checkup, journal: Journal | None) -> list[Row]:
    """Look at Visma.net.

    Returns:
        The newest invoices; none where they cannot be read.
    """
    visma = project.profile.visma
    assert visma is not None
    rows: list[Row] = []
    if visma.sandbox:
        where = project.resolve(project.profile.sandbox_options.state)
        checkup.good(COMPANY, f"the embedded sandbox in {where}; nothing leaves this machine", sandbox=True)
    if visma.sandbox or await _token(system, checkup):
        rows = await _read(project, system, checkup, journal, visma)
    else:
        for name in (COMPANY, READ, QUOTA, CLOCK):
            checkup.skip(name, "there is no access token")
    known = () if journal is None else journal.proofs(system.environment, system.scope)
    proofs = {proof.mode: proof for proof in known if proof.api == API}
    _if_match(visma, proofs, checkup)
    _background(visma, proofs, checkup)
    return rows


async def _token(system: System, checkup: Checkup) -> bool:
    with checkup.check(TOKEN):
        token = await system.auths[API].granted()
        assert token is not None, "Visma.net takes requests with access tokens only"
        _granted(token, checkup)
        return True
    return False


def _granted(token: Token, checkup: Checkup) -> None:
    given = SCOPES if token.scopes is None else token.scopes
    lacking = [scope for scope in SCOPES if scope not in given]
    rights = ", ".join(scope.rpartition(":")[2] for scope in SCOPES if scope in given) or "nothing of what is asked for"
    text = f"lives {duration_text(token.life_s)}; grants {rights}"
    facts = {"life_s": token.life_s, "scopes": list(given), "lacking": lacking, "tenant": token.tenant or None}
    if lacking:
        checkup.warn(
            TOKEN, text, f"`{'`, `'.join(lacking)}` must be granted to the application in the developer portal", **facts
        )
    else:
        checkup.good(TOKEN, text, **facts)


async def _read(
    project: Project, system: System, checkup: Checkup, journal: Journal | None, visma: VismaSettings
) -> list[Row]:
    channel = system.require(API)
    with checkup.check(READ):
        rows, response = await newest(channel)
        received_at = system.clock.now()
        if not visma.sandbox:
            with checkup.check(COMPANY):
                await _company(project, system, checkup, journal, rows)
        total = (rows[0].get("metadata") or {}).get("totalCount", len(rows)) if rows else 0
        checkup.good(READ, f"the list of invoices answers; it has {total}", invoices=total)
        _quota(channel, system, checkup)
        _clock(response, received_at, checkup)
        return rows
    return []


async def _company(
    project: Project, system: System, checkup: Checkup, journal: Journal | None, rows: list[Row]
) -> None:
    landing = await seen(system, project, journal, rows)
    refuse_elsewhere(landing)
    text = landing_text(landing, PLAIN)
    facts = {"tenant": landing.tenant or None, "branches": [str(branch) for branch in landing.branches]}
    if not landing.branches:
        checkup.warn(COMPANY, text, "look at the first invoice that is made before others follow", **facts)
    elif not landing.expected and landing.unlike:
        advice = f"if it is «{landing.company}», write `branch: {landing.branches[0].name}` below `visma:`"
        checkup.warn(COMPANY, f"{text}, which the profile calls «{landing.company}»", advice, **facts)
    else:
        checkup.good(COMPANY, text, **facts)


def _quota(channel: Channel, system: System, checkup: Checkup) -> None:
    pace = channel.pace
    if not pace.quota or pace.remaining is None:
        checkup.good(QUOTA, "the API tells none", limit=None)
        return
    reset_s = max(0.0, pace.window().end - system.clock.now())
    kept = int(pace.quota * pace.limits.reserve)
    text = (
        f"{pace.remaining} of {pace.quota} calls left, {kept} of them for others; new ones in {duration_text(reset_s)}"
    )
    facts = {"limit": pace.quota, "remaining": pace.remaining, "reserve": kept, "reset_s": round(reset_s)}
    if pace.remaining <= kept:
        checkup.warn(QUOTA, text, "a run started now waits until then; `limits: {reserve: …}` sets the share", **facts)
    else:
        checkup.good(QUOTA, text, **facts)


def _clock(response: Response, received_at: float, checkup: Checkup) -> None:
    """Compare the clocks; the answer's `Date` is in whole seconds, and was written before it arrived."""
    try:
        date = parsedate_to_datetime(response.headers["date"])
        server = (date if date.tzinfo is not None else date.replace(tzinfo=UTC)).timestamp()
    except (KeyError, ValueError):
        checkup.skip(CLOCK, "the API does not tell its time")
        return
    ahead_s = received_at - server
    text = f"{time_text(received_at)} here, {time_text(server)} there"
    if abs(ahead_s) > _SKEW_S_MAX:
        side = "ahead" if ahead_s > 0 else "behind"
        checkup.warn(
            CLOCK,
            f"{text}: ours is {duration_text(abs(ahead_s))} {side}",
            "set this machine's clock by a time server; documents are looked for by time",
            ahead_s=round(ahead_s),
        )
    else:
        checkup.good(CLOCK, text, ahead_s=round(ahead_s))


def _if_match(visma: VismaSettings, proofs: Mapping[str, Proof], checkup: Checkup) -> None:
    mode = visma.if_match
    facts = {
        "mode": mode.value,
        "proofs": {name: {"verdict": proof.verdict, "at": time_text(proof.at)} for name, proof in proofs.items()},
    }
    if visma.sandbox and "if_match" not in visma.model_fields_set:
        checkup.good(IF_MATCH, "the embedded sandbox compares versions", **facts)
        return
    if mode is IfMatch.COMPARE:
        text = "`compare`: each document is read and compared just before it is written"
        checkup.good(IF_MATCH, text, **facts)
        return
    proof = proofs.get(mode.value)
    verdict = _verdict(proof)
    if proof is not None and proof.verdict == CHECKED:
        checkup.good(IF_MATCH, f"`{mode}`: {verdict}", **facts)
    elif mode is IfMatch.BACKGROUND and proof is None:
        text = f"`{mode}`: the vendor says that background calls compare versions; {verdict}"
        checkup.warn(IF_MATCH, text, _PROBE, **facts)
    elif mode is IfMatch.BACKGROUND:
        text = f"`{mode}`: {verdict}"
        checkup.warn(IF_MATCH, text, "write `if_match: compare`, or probe again", **facts)
    else:
        text = f"`{mode}`: {verdict}, so each document is read and compared just before it is written"
        checkup.warn(
            IF_MATCH, text, _PROBE if proof is None else "probe again after the vendor's next release", **facts
        )


def _verdict(proof: Proof | None) -> str:
    if proof is None:
        return "nothing is proved for this company"
    return f"{TOLD.get(proof.verdict, 'it could not be told')} on {time_text(proof.at)}"


def _background(visma: VismaSettings, proofs: Mapping[str, Proof], checkup: Checkup) -> None:
    if visma.background is not None:
        # What stands behind the colon may be what a webhook knows its caller by.
        use = f"every write goes as one, with `{visma.background.reveal().partition(':')[0]}`"
    elif visma.if_match is IfMatch.BACKGROUND and not visma.sandbox:
        use = "writes that are bound to a version go as one"
    else:
        return
    proof = proofs.get(IfMatch.BACKGROUND.value)
    if proof is not None and proof.verdict in TOLD:
        checkup.good(BACKGROUND, f"{use}; they are accepted, as seen on {time_text(proof.at)}")
    else:
        checkup.skip(BACKGROUND, f"{use}; only a probe tries one", _PROBE)
