"""Cases as data, one folder an operation: `tests/cases/<operation>/*.yaml`; `README.md` says how to write one."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from bulkops.core.finding import Finding
from bulkops.core.json import loads
from bulkops.core.operation import OperationType
from bulkops.core.place import Place
from bulkops.core.step import Operation, Step
from bulkops.providers import REGISTRY
from tests.cases.case import FOLDER, Case, cases
from tests.cases.compared import came_to, same
from tests.cases.planned import planned, request_of, told
from tests.cases.played import play
from tests.engine.simulation import at_once

CASES = tuple(cases())


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def pytest_id(case: Case) -> str:
    return f"{case.type} - {case.name}"


@pytest.mark.parametrize("case", CASES, ids=pytest_id)
def test_case(case: Case, tmp_path: Path) -> None:
    assert case.findings or case.operation or case.step or case.outcome, "the case expects nothing"
    result = planned(case, tmp_path)
    lines = case.manifest.splitlines()
    findings = sorted(result.findings, key=lambda finding: finding.place or Place(""))
    assert [_found(finding, lines, wanted) for finding, wanted in _paired(findings, case.findings)] == [
        dict(wanted) for wanted in case.findings
    ]
    if case.operation:
        assert result.operation is not None
        assert result.operation.type.name == case.type
        same(_operation(result.operation), case.operation)
    if case.step:
        assert result.step is not None
        same(_step(result.step, case.step), case.step)


@pytest.mark.anyio
@pytest.mark.parametrize("case", [case for case in CASES if case.outcome], ids=pytest_id)
async def test_outcome(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anyio.to_thread.run_sync", at_once)
    outcome, settled = await play(case, tmp_path)
    came_to(outcome, case.outcome)
    came_to(settled, case.settles)


def _paired(
    findings: list[Finding], wanted: tuple[Mapping[str, Any], ...]
) -> Iterable[tuple[Finding, Mapping[str, Any]]]:
    """Put each finding beside what is expected in its place; one too many shows as such."""
    more = ({"code": "", "at": "", "message": ""} for _ in findings[len(wanted) :])
    return zip(findings, [*wanted, *more], strict=False)


def _found(finding: Finding, lines: list[str], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Say of a finding what the case says of it; of the text at its place as much as the case names."""
    assert finding.place is not None
    at = lines[finding.place.line - 1][max(0, finding.place.column - 1) :]
    whole: dict[str, Any] = {
        "code": finding.code,
        "at": at[: len(str(wanted.get("at", "")))],
        "message": finding.message,
        "hint": finding.hint,
        "related": [lines[related.place.line - 1].strip() for related in finding.related],
    }
    return {name: whole[name] for name in wanted}


def _operation(operation: Operation) -> dict[str, Any]:
    return {
        "target": operation.target,
        "from": operation.target_from.name if operation.target_from else "",
        "payload": operation.payload,
        "options": {name: value for name, value in operation.options.items() if name not in operation.type.paths},
        "identity": operation.identity,
        "natural_key": operation.natural_key,
        "if_match": operation.if_match,
        "after": [reference.name for reference in operation.after],
    }


def _step(step: Step, wanted: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "verdict": step.verdict.value,
        "reason": step.reason,
        "tag": step.tag,
        "tag_from": step.tag_from,
        "amount": step.amount,
        "currency": step.currency,
        "needs": list(step.needs),
        "payload": loads(step.payload),
        "changes": [
            [change.path, change.kind.value, change.before, change.after] + (["sensitive"] if change.sensitive else [])
            for change in step.changes
        ],
    }
    if "request" in wanted:
        found["request"] = told(request_of(step))
    return found


def _kinds(own: list[Case]) -> dict[str, bool]:
    """Say which kinds of cases there are."""
    return {
        "valid": any(case.operation for case in own),
        "invalid": any(str(finding["code"]).startswith("M") for case in own for finding in case.findings),
        "planned": any("request" in case.step for case in own),
        "refused": any(case.outcome.get("state") == "refused" for case in own),
        "in doubt": any(case.outcome.get("state") == "in_doubt" and case.settles for case in own),
    }


@pytest.mark.parametrize("operation_type", REGISTRY.types.values(), ids=lambda each: each.name)
def test_every_operation_has_a_case_of_each_kind(operation_type: OperationType) -> None:
    kinds = _kinds([case for case in CASES if case.type == operation_type.name])
    missing = [kind for kind, there in kinds.items() if not there]
    assert not missing, f"tests/cases/{operation_type.name} has no {' and no '.join(missing)} case"


def test_every_folder_is_an_operation() -> None:
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders == set(REGISTRY.types)


def test_no_two_cases_have_one_name() -> None:
    names = [pytest_id(case) for case in CASES]
    assert len(set(names)) == len(names)
