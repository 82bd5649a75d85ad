"""Pages of plans, taken apart."""

import json
import re
from dataclasses import replace
from typing import Any

from bulkops.core.bound import Bound, BoundFile, BoundLimit
from bulkops.core.change import Change
from bulkops.core.conflict import Conflict, Standing, ThreeWay
from bulkops.core.finding import Finding, Severity
from bulkops.core.outside import Outside
from bulkops.core.place import Place
from bulkops.core.shown import SentRequest, Shown, ShownPlan
from bulkops.providers import REGISTRY
from bulkops.reporting.html import plan_html
from bulkops.reporting.html_data import StepsData
from tests.reporting.plans import Listed, plan_of, small

_CHUNK = re.compile(r'<script type="application/json" class="chunk">(.*?)</script>', re.DOTALL)
_OWN = re.compile(r"(<style>).*?(</style>)|(<script>).*?(</script>)|(sha256-)[\w+/=]+", re.DOTALL)

THREE_WAY = Conflict(
    noun="invoice",
    target="100777",
    rows=(
        ThreeWay(path="documentDueDate", standing=Standing.CLASH, before="2026-11-30", theirs="2026-12-15", ours="2026-12-01", asked=True),
        ThreeWay(path="invoiceContact.email", standing=Standing.THEIRS, sensitive=True),
        ThreeWay(path="note", standing=Standing.THEIRS, before=None, theirs="call them first"),
    ),
)  # fmt: skip


def page_of(plan: ShownPlan, data: StepsData | None = None) -> str:
    return "\n".join(plan_html(plan, REGISTRY, data=data)) + "\n"


def steps_in(page: str) -> list[dict[str, Any]]:
    return [step for chunk in _CHUNK.findall(page) for step in json.loads(chunk)]


def static_part(page: str) -> str:
    """Leave out what stands in files of its own."""
    return _OWN.sub(lambda match: "".join(part or "" for part in match.groups()), page)


def rich() -> ShownPlan:
    """Give a small plan with one of everything that a page can say."""
    plan = plan_of(small())
    requests = (
        SentRequest(
            method="POST",
            path="/v1/{acme-march}/action",
            if_match='"AAAA"',
            background=True,
            body="ab" * 32,
            bytes=1234,
        ),
    )
    outside = Outside(run="run-7f3a", at=1_795_000_000.0, changes=(Change(path="note", before="old", after="new"),))
    more: dict[int, dict[str, Any]] = {
        2: {"requests": requests, "tag_from": 1},
        3: {"outside": outside},
        5: {"along": "fix-terms"},
        7: {"conflict": THREE_WAY},
    }
    steps = [replace(step, **more.get(step.seq, {})) for step in plan.steps]
    findings = (
        Finding(code="P040", message="`release` would release 1 invoice; the limit is 0", hint="pass `--allow release=1`"),
        Finding(code="M014", message="2 lines are alike", place=Place("march.yaml", 14, 3), operation="acme-march", severity=Severity.WARNING),
    )  # fmt: skip
    bound = Bound(
        environment="production",
        inputs=(BoundFile(path="march.yaml", sha256="cd" * 32),),
        limits=(BoundLimit(name="release_max", value="0"), BoundLimit(name="sum_max.SEK", value="5000000.00", lifted=True)),
        created_at=1_795_000_000.0,
        expires_at=1_795_172_800.0,
        version="0.1.0",
    )  # fmt: skip
    titles = {"TermsOfPaymentId": {"4": "20 days net"}}
    summary = replace(plan.summary, excluded=2, along=1, outside=1, outside_seqs=(3,), titles=titles)
    return ShownPlan(summary=summary, steps=Listed(steps), bound=bound, findings=findings, findings_total=2)


def with_steps(plan: ShownPlan, steps: list[Shown]) -> ShownPlan:
    return replace(plan, steps=Listed(steps))
