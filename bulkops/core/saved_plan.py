"""A plan as it stands in a plan file, around its steps."""

from typing import Annotated

from msgspec import Meta, Struct, field

from bulkops.core.finding import Severity
from bulkops.core.saved_step import Digest, Time
from bulkops.core.saved_summary import SavedPlace, SavedSummary


class SavedRelated(SavedPlace, frozen=True, kw_only=True):
    """A second place that a finding is about."""

    text: str


class SavedFinding(SavedPlace, frozen=True, kw_only=True, omit_defaults=True):
    """A warning, or what the plan is refused for."""

    code: str
    severity: Severity
    message: str
    operation: str | None
    hint: str | None
    related: list[SavedRelated]
    notes: Annotated[tuple[str, ...], Meta(description="Lines that belong to it; left out where there are none.")] = ()


class SavedTool(Struct, frozen=True, kw_only=True):
    """What the plan was made with."""

    name: str
    version: str


class SavedPlanTarget(Struct, frozen=True, kw_only=True):
    """Where the plan lands."""

    environment: str
    company: Annotated[str | None, Meta(description="Its name, for people.")]
    company_id: str
    profile: Annotated[str | None, Meta(description="Profile of the project file.")]


class SavedFile(Struct, frozen=True, kw_only=True):
    """A file that the plan was made from, or held against."""

    path: str
    sha256: Digest


class SavedSelection(Struct, frozen=True, kw_only=True):
    """Which operations of the manifests the plan is about; empty: all."""

    only: list[str]
    exclude: list[str]
    only_failed: Annotated[str | None, Meta(description="Run whose failed operations are meant.")]


class SavedLimit(Struct, frozen=True, kw_only=True):
    """A limit that the plan was held against."""

    name: str
    value: str
    lifted: Annotated[bool, Meta(description="It was raised for this plan.")]


class PlanHead(Struct, frozen=True, kw_only=True):
    """What stands before the steps."""

    format: Annotated[str, Meta(pattern="^bulkops\\.plan/1$")]
    tool: SavedTool
    created_at: Time | None
    expires_at: Annotated[Time | None, Meta(description="From then on it is not applied any more.")]
    target: SavedPlanTarget
    spec: Annotated[str, Meta(description="Digest of the declarations that the steps follow from.")]
    manifests: list[str]
    offline: Annotated[bool, Meta(description="Nothing was read from the system.")]
    inputs: list[SavedFile]
    selection: SavedSelection
    limits: list[SavedLimit]
    policies: list[SavedFile]
    complete: Annotated[bool, Meta(description="No operation was left out by the selection.")]
    titles: Annotated[dict[str, dict[str, str]], Meta(description="Names of values, by field and value.")]
    tables: Annotated[
        dict[str, str],
        Meta(description="Options by which tables among the manifests were read; left out where there are none."),
    ] = field(default_factory=dict)


class PlanEnd(Struct, frozen=True, kw_only=True):
    """What stands after the steps."""

    summary: SavedSummary
    findings: list[SavedFinding]
    findings_total: Annotated[int, Meta(description="All findings, where not all are kept.")]
    digest: Annotated[Digest, Meta(description="Of what the plan is bound to and will send.")]
    seal: Annotated[Digest, Meta(description="Of all bytes before the line that holds it.")]
