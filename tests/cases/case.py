"""Cases as data: what a case file holds, and what the program makes of it."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from textwrap import indent
from typing import Any

import yaml

from bulkops.adapters.draft import Draft
from bulkops.app.finds import Finds
from bulkops.app.late_finds import LateFinds
from bulkops.app.link import link
from bulkops.app.plan import _decided
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

FOLDER = Path(__file__).parent
_KEYS = {
    "entry",
    "earlier",
    "defaults",
    "files",
    "holds",
    "etag",
    "findings",
    "operation",
    "step",
    "answer",
    "later",
    "outcome",
}


class _Loader(yaml.SafeLoader):
    """Reads numbers with a point as `Decimal`, and dates as the text they are."""


_Loader.add_constructor("tag:yaml.org,2002:float", lambda _loader, node: Decimal(node.value))
_Loader.add_constructor("tag:yaml.org,2002:timestamp", lambda _loader, node: node.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case.

    Attributes:
        type: Operation type: the name of its folder.
        name: What it shows.
        entry: The entry as a user writes it.
        earlier: Entries that stand before it in the manifest.
        defaults: What stands under `defaults:`.
        files: Text of the files that lie beside the manifest, by their paths.
        holds: Documents as the API answers them; a target that is none of them does not exist. None: nothing is read.
        etag: Entity tag of those answers, where the API gives one.
        findings: What is expected: `code`, and `at`: the text that stands at its place.
        operation: Parts of the checked operation that are expected.
        step: Parts of the step that are expected, and `request` as it is sent.
        answer: What the write is answered, `status`, `headers` and `body`; or `lost`, where no answer comes.
        later: Documents as the API answers them after the first write; None: those it held before.
        outcome: Parts of what becomes of the operation that are expected; a run is resumed while it is in doubt.
    """

    type: str
    name: str
    entry: str
    earlier: tuple[str, ...] = ()
    defaults: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    holds: tuple[Mapping[str, Any], ...] | None = None
    etag: str = ""
    findings: tuple[Mapping[str, Any], ...] = ()
    operation: Mapping[str, Any] = field(default_factory=dict)
    step: Mapping[str, Any] = field(default_factory=dict)
    answer: Mapping[str, Any] | str = ""
    later: tuple[Mapping[str, Any], ...] | None = None
    outcome: Mapping[str, Any] = field(default_factory=dict)

    @property
    def manifest(self) -> str:
        """The manifest that holds it."""
        head = "bulkops: 1\nname: cases\n"
        if self.defaults:
            head += "defaults:\n" + indent(self.defaults, "  ")
        entries = "".join("  - " + indent(text.strip(), "    ").lstrip() + "\n" for text in (*self.earlier, self.entry))
        return f"{head}operations:\n{entries}"


def cases() -> Iterator[Case]:
    """Read all case files."""
    for path in sorted(FOLDER.glob("*/*.yaml")):
        content = yaml.load(path.read_text(encoding="utf-8"), _Loader)
        for name, case in content["cases"].items():
            unknown = set(case) - _KEYS
            assert not unknown, f"{path}: {name}: {unknown}"
            yield Case(
                type=path.parent.name,
                name=f"{path.stem}: {name}",
                holds=_documents(case.pop("holds", None)),
                later=_documents(case.pop("later", None)),
                earlier=tuple(case.pop("earlier", ())),
                findings=tuple(case.pop("findings", ())),
                **case,
            )


def _documents(written: Any) -> tuple[Mapping[str, Any], ...] | None:
    """Read one document or a list of them; None where nothing is written."""
    return written if written is None else tuple(written) if isinstance(written, list) else (written,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What the program makes of a case: findings, or the operation and its step."""

    findings: list[Finding]
    operation: Operation | None = None
    step: Step | None = None


def write_files(case: Case, folder: Path) -> Path:
    """Write a case's manifest and the files beside it; give the manifest's path."""
    for name, text in {**case.files, "case.yaml": case.manifest}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "case.yaml"


def run(case: Case, folder: Path) -> Result:
    """Read, check, link and decide a case by the program's own functions."""
    path = write_files(case, folder)
    finds = Finds()
    with closing(Draft(REGISTRY)) as draft:
        inputs = read([str(path)], REGISTRY, draft, finds)
        link(draft, REGISTRY, finds, None, inputs.broken)
        if finds.errors:
            return Result(findings=finds.kept)
        if case.holds is not None:
            _observe(draft, case)
        operation = [planned.operation for planned, _, _ in draft.planned()][-1]
        late = LateFinds(finds)
        steps = list(_decided(draft, REGISTRY, late, Uses()))
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


def _content(step: Step) -> bytes:
    upload = REGISTRY.types[step.type].upload
    return Path(loads(step.options)[upload.option]).read_bytes() if upload else b""


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
    return write_request(operation_type, REGISTRY.provider_of(operation_type), item, Manner(), _content(step))
