"""What the program makes of a case up to the plan: findings, or the checked operation and its step."""

from contextlib import closing
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from typing import Any

from bulkops.adapters.draft import Draft
from bulkops.app.decided import decided
from bulkops.app.finds import Finds
from bulkops.app.late_finds import LateFinds
from bulkops.app.link import link
from bulkops.app.read import read
from bulkops.core.finding import Finding
from bulkops.core.http import Request, Response
from bulkops.core.json import dumps, loads
from bulkops.core.observed import ABSENT, Observed, held
from bulkops.core.resource import Resource
from bulkops.core.step import Operation, Step
from bulkops.engine.manner import Manner
from bulkops.engine.observe import observed_of
from bulkops.engine.ports import Item
from bulkops.engine.request import write_request
from bulkops.planning.lookups import Uses
from bulkops.providers import REGISTRY
from tests.cases.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What the program makes of a case: findings, or the operation and its step."""

    findings: list[Finding]
    operation: Operation | None = None
    step: Step | None = None


def planned(case: Case, folder: Path) -> Result:
    """Read, check, link and decide a case by the program's own functions."""
    path = case.write(folder)
    finds = Finds()
    with closing(Draft(REGISTRY)) as draft:
        inputs = read([str(path)], REGISTRY, draft, finds)
        link(draft, REGISTRY, finds, None, inputs.broken)
        if finds.errors:
            return Result(findings=finds.kept)
        if case.holds is not None:
            _observe(draft, case)
        operation = [each.operation for each, _, _ in draft.planned()][-1]
        late = LateFinds(finds)
        steps = list(decided(draft, REGISTRY, late, Uses()))
    late.tell([str(path)], REGISTRY)
    return Result(findings=finds.kept, operation=operation, step=steps[-1] if steps else None)


def _observe(draft: Draft, case: Case) -> None:
    for operation_type in REGISTRY.types.values():
        resource = operation_type.resource
        for key in draft.targets(resource) if operation_type.targeted else ():
            draft.observe(resource, key, _answered(resource, key, case))


def _answered(resource: Resource, key: str, case: Case) -> Observed:
    assert case.holds is not None
    document = next((one for one in case.holds if str(held(one, resource.number)) == key), None)
    if document is None:
        return ABSENT
    headers = {"etag": case.etag} if case.etag else {}
    return observed_of(resource, Response(status=200, headers=headers, body=dumps(document)))


def request_of(step: Step) -> Request:
    """Build the request of a step, as the engine does once its references are resolved."""
    item = Item(
        op=1,
        id=step.id,
        type=step.type,
        target=step.target or ("(new)" if step.target_from else ""),
        tag=step.tag,
        payload=step.payload,
        body=step.body,
        before=step.before,
        options=step.options,
    )
    operation_type = REGISTRY.types[step.type]
    upload = operation_type.upload
    content = Path(loads(step.options)[upload.option]).read_bytes() if upload else b""
    return write_request(operation_type, REGISTRY.provider_of(operation_type), item, Manner(), content)


def told(request: Request) -> dict[str, Any]:
    """Write a request as cases do: its parts where it is a form, else its body as JSON."""
    headers = {name.lower().replace("-", "_"): value for name, value in request.headers}
    form = headers.get("content_type", "").startswith("multipart/")
    if form:
        body = {"parts": _parts(headers.pop("content_type"), request.body or b"")}
    else:
        body = {"body": loads(request.body)} if request.body else {}
    query = {"query": dict(request.query)} if request.query else {}
    return {"method": request.method, "path": request.path, **query, **headers, **body}


def _parts(content_type: str, body: bytes) -> list[dict[str, Any]]:
    """Take a form apart, by the reader of the standard library."""
    whole = message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
    parts = [part for part in whole.walk() if not part.is_multipart()]
    return [
        {
            "name": part.get_param("name", header="content-disposition"),
            **({"file_name": part.get_filename()} if part.get_filename() else {}),
            "content": part.get_payload(),
        }
        for part in parts
    ]
