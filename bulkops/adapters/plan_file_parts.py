"""What stands in a plan file around its steps, as values."""

from dataclasses import replace

from bulkops.core.bound import Bound, BoundFile, BoundLimit, Selection
from bulkops.core.finding import Finding, Related
from bulkops.core.place import Place
from bulkops.core.plan import Calls, Forecast, LeftOut, PlanContext, PlanSummary
from bulkops.core.saved_plan import PlanHead, SavedFile, SavedFinding
from bulkops.core.saved_summary import SavedForecast, SavedPlace, SavedSummary
from bulkops.core.table_options import options_named
from bulkops.planning.restore import seconds


def bound_of(head: PlanHead) -> Bound:
    """Give what the plan is bound to beside its steps."""
    target, selection = head.target, head.selection
    return Bound(
        environment=target.environment,
        company=target.company or "",
        company_id=target.company_id,
        profile=target.profile or "",
        spec=head.spec,
        inputs=_files(head.inputs),
        selection=Selection(
            only=tuple(selection.only), exclude=tuple(selection.exclude), only_failed=selection.only_failed or ""
        ),
        tables=options_named(head.tables),
        limits=tuple(BoundLimit(name=limit.name, value=limit.value, lifted=limit.lifted) for limit in head.limits),
        policies=_files(head.policies),
        version=head.tool.version,
        created_at=seconds(head.created_at),
        expires_at=seconds(head.expires_at),
    )


def context_of(head: PlanHead, digest: str, path: str, next_command: str) -> PlanContext:
    """Give what the plan is for.

    Args:
        head: What stands before its steps.
        digest: Its digest.
        path: The file.
        next_command: What to type to carry it out.
    """
    return PlanContext(
        manifests=tuple(head.manifests),
        company=head.target.company or "",
        environment=head.target.environment,
        profile=head.target.profile or "",
        digest=digest,
        saved_as=path,
        offline=head.offline,
        next_command=next_command,
    )


def completed(folded: PlanSummary, head: PlanHead, saved: SavedSummary) -> PlanSummary:
    """Add to what was folded from the steps what only the file knows."""
    return replace(
        folded,
        left_out=tuple(
            LeftOut(file=one.file, rows=one.rows, rows_total=one.rows_total, groups=one.groups, why=one.why)
            for one in saved.left_out
        ),
        excluded=saved.excluded,
        reads=saved.reads,
        forecast=_forecast(saved.forecast) if saved.forecast is not None else None,
        titles=head.titles,
    )


def finding_of(saved: SavedFinding) -> Finding:
    """Give a finding; the file that it is about may be another one by now, so no line of it is shown."""
    return Finding(
        code=saved.code,
        message=saved.message,
        place=_place(saved),
        operation=saved.operation or "",
        hint=saved.hint or "",
        related=tuple(Related(one.text, _place(one) or Place("")) for one in saved.related),
        severity=saved.severity,
        excerpt=False,
        notes=saved.notes,
    )


def _place(saved: SavedPlace) -> Place | None:
    return None if saved.file is None else Place(saved.file, saved.line or 0, saved.column or 0, saved.label or "")


def _files(files: list[SavedFile]) -> tuple[BoundFile, ...]:
    return tuple(BoundFile(path=file.path, sha256=file.sha256) for file in files)


def _forecast(saved: SavedForecast) -> Forecast:
    return Forecast(
        calls=tuple(Calls(api=calls.api, kind=calls.kind, count=calls.count) for calls in saved.calls),
        seconds=saved.seconds,
        windows=saved.windows,
        bound=saved.bound,
    )
