"""Carry a case out in simulated time: the real engine and journal, and an API that answers what the case says."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bulkops.adapters.journal.journal import Journal
from bulkops.app.compose import System
from bulkops.core.errors import UnknownOutcomeError
from bulkops.core.http import Request, Response
from bulkops.core.json import dumps
from bulkops.core.listing import Paging
from bulkops.core.observed import held
from bulkops.core.operation import Document
from bulkops.core.outcome import State
from bulkops.core.resource import Resource
from bulkops.engine.channel import Channel
from bulkops.engine.observe import read_request
from bulkops.engine.pace import Limits, Pace
from bulkops.providers import REGISTRY
from tests.cases.case import Case, write_files
from tests.engine.simulation import FakeClock, Script, applied, resumed, time_passes

_NOT_FOUND = Response(status=404)


class Api:
    """Answers reads by what it holds, and the first write as the case says.

    Attributes:
        sent: The writes.
    """

    def __init__(self, case: Case) -> None:
        self._case = case
        self._holds = case.holds or ()
        self.sent: list[Request] = []

    def __call__(self, request: Request) -> Response:
        if not request.writes:
            return self._shown(request)
        self.sent.append(request)
        self._holds = self._case.later if self._case.later is not None else self._holds
        answer = self._case.answer
        if answer == "lost":
            raise UnknownOutcomeError("the connection broke", code="R012")
        assert isinstance(answer, Mapping)
        body = answer.get("body", "")
        return Response(
            status=answer["status"],
            headers=answer.get("headers", {}),
            body=body.encode() if isinstance(body, str) else dumps(body),
        )

    def _shown(self, request: Request) -> Response:
        for resource in REGISTRY.resources.values():
            if resource.listing is not None and request.path == resource.listing.path:
                return Response(status=200, body=dumps(self._rows(resource)))
            for document in self._of(resource) if resource.read is not None else ():
                if request == read_request(resource, str(held(document, resource.number))):
                    return Response(status=200, headers=self._tag(document), body=dumps(document))
        return _NOT_FOUND

    def _of(self, resource: Resource) -> list[Document]:
        return [document for document in self._holds if held(document, resource.number) is not None]

    def _rows(self, resource: Resource) -> list[Mapping[str, Any]]:
        found = self._of(resource)
        counted = resource.listing is not None and resource.listing.paging is Paging.COUNTED
        metadata = {"metadata": {"totalCount": len(found), "maxPageSize": 1000}} if counted else {}
        return [{**document, **metadata} for document in found]

    def _tag(self, document: Document) -> dict[str, str]:
        tag = document.get("timeStamp") or self._case.etag
        return {"etag": f'"{tag}"'} if tag else {}


async def play(case: Case, folder: Path) -> Mapping[str, Any]:
    """Plan and apply the case's manifest, and resume as long as anything is in doubt.

    Returns:
        What became of the case's own operation.
    """
    api, clock = Api(case), FakeClock()
    path = write_files(case, folder)
    with Journal.open(folder / "journal.db") as journal:
        async with time_passes(clock):
            system = _system(Script(api, clock), clock)
            report = await applied([str(path)], system, journal)
            if report.count(State.IN_DOUBT):
                await resumed(system, journal)
        own = list(journal.operations(journal.runs()[0].run))[-1]
    return {
        "state": own.state.value,
        "code": own.code,
        "message": own.message,
        "number": own.number,
        "adopted": own.adopted,
        "writes": len(api.sent),
    }


def _system(script: Script, clock: FakeClock) -> System:
    channels = {
        name: Channel(provider, script, Pace(Limits(), clock), clock) for name, provider in REGISTRY.providers.items()
    }
    return System(environment="test", company="cases", scope="cases", channels=channels, clock=clock, sandbox=False)
