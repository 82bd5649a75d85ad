"""An API that answers reads by the documents that a case gives it, and writes as the case says."""

import re
from collections.abc import Mapping
from typing import Any

from bulkops.core.errors import NotSentError, UnknownOutcomeError
from bulkops.core.http import Request, Response
from bulkops.core.json import dumps
from bulkops.core.listing import Listing, Paging
from bulkops.core.observed import held
from bulkops.core.operation import Document
from bulkops.core.resource import Resource
from bulkops.engine.observe import read_request
from bulkops.providers import REGISTRY
from tests.cases.case import Answer, Call, Case, Documents

_OK = 200
_NOT_FOUND = Response(status=404)
#: Documents of these kinds say so; those that say nothing are invoices.
_KINDS = {"visma.invoice": "Invoice", "visma.credit_note": "CreditNote"}
_CALL = re.compile(r"/v1/background/([^/]+)(/content)?")
_DOWNLOADS = tuple(
    re.compile(re.sub(r"\\{key\\}", "[^/]+", re.escape(each.write.path)))
    for each in REGISTRY.types.values()
    if each.write.method == "GET"
)


class Api:
    """Stands where the transport's far end would be.

    Attributes:
        writes: What operations have sent: writes, and what is read in order to be kept.
        reads: Paths that were read.
        left: Answers that nothing has asked for yet.
    """

    def __init__(self, case: Case) -> None:
        self.writes: list[Request] = []
        self.reads: list[str] = []
        self.left = list(case.answers)
        self._case = case
        self._holds: Documents = case.holds or ()
        self._calls: dict[str, tuple[Call, int]] = {}

    def show(self, documents: Documents | None) -> None:
        """Show these documents from now on; None: go on as before."""
        self._holds = self._holds if documents is None else documents

    def forget(self) -> None:
        """Forget what was asked so far."""
        self.writes, self.reads = [], []

    def __call__(self, request: Request) -> Response:
        """Answer a request."""
        if request.writes or any(path.fullmatch(request.path) for path in _DOWNLOADS):
            self.writes.append(request)
            return self._written(request)
        self.reads.append(request.path)
        found = _CALL.fullmatch(request.path)
        return self._called(found[1], content=bool(found[2])) if found else self._read(request)

    def _written(self, request: Request) -> Response:
        assert self.left, f"the case does not say what `{request.method} {request.path}` is answered"
        answer = self.left.pop(0)
        self.show(answer.then)
        if answer.lost:
            raise UnknownOutcomeError("the connection broke", code="R012")
        if answer.unsent:
            raise NotSentError("the connection was refused", code="R010")
        return self._accepted(answer.call) if answer.call is not None else _response(answer)

    def _accepted(self, call: Call) -> Response:
        receipt = f"00000000-0000-4000-8000-{len(self._calls) + 1:012}"
        self._calls[receipt] = (call, 0)
        location = f"https://api.finance.visma.net/v1/background/{receipt}"
        return Response(status=202, body=dumps({"id": receipt, "stateLocation": location}))

    def _called(self, receipt: str, *, content: bool) -> Response:
        call, asked = self._calls[receipt]
        if content:
            return _response(Answer(status=call.content, body=call.body if call.content == _OK else ""))
        self._calls[receipt] = (call, asked + 1)
        if call.state:
            return Response(status=call.state)
        if asked < call.asked:
            return Response(status=200, body=dumps({"id": receipt, "status": "Started", "statusCode": 0}))
        self.show(call.then)
        state = {
            "id": receipt,
            "status": "Failed" if call.failed else "Finished",
            "statusCode": call.status,
            "errorMessage": call.failed or None,
            "hasResponseContent": bool(call.body),
            "responseHeaders": call.headers,
        }
        return Response(status=200, body=dumps(state))

    def _read(self, request: Request) -> Response:
        for resource in REGISTRY.resources.values():
            if resource.listing is not None and request.path == resource.listing.path:
                return Response(status=200, body=dumps(self._rows(resource, resource.listing, dict(request.query))))
            for document in self._of(resource) if resource.read is not None else ():
                number = str(held(document, resource.number))
                wanted = read_request(resource, number)
                if (request.path, request.query) == (wanted.path, wanted.query):
                    return Response(status=200, headers=self._tag(document), body=dumps(document))
        name = request.path.rpartition("/")[2]
        text = self._case.contents.get(name)
        return _NOT_FOUND if text is None else Response(status=200, body=text.encode())

    def _of(self, resource: Resource) -> list[Document]:
        kind = _KINDS.get(resource.full_name)
        return [
            document
            for document in self._holds
            if held(document, resource.number) is not None
            and (kind is None or document.get("documentType", "Invoice") == kind)
        ]

    def _rows(self, resource: Resource, listing: Listing, query: Mapping[str, str]) -> list[Document]:
        found = [one for one in self._of(resource) if _asked_for(listing, query, one)]
        if listing.paging is not Paging.COUNTED:
            return found
        if query.get("pageNumber", "1") != "1":
            return []
        return [{**document, "metadata": {"totalCount": len(found), "maxPageSize": 1000}} for document in found]

    def _tag(self, document: Document) -> dict[str, str]:
        tag = document.get("timeStamp") or self._case.etag.strip('"')
        return {"etag": f'"{tag}"'} if tag else {}


def _asked_for(listing: Listing, query: Mapping[str, str], document: Document) -> bool:
    """Whether a row is among those asked for: by values, and by times from which on it was made or changed.

    Whether a value has to be equal or may be a part is not published: here a part is enough (visma-net.md, section 11).
    """
    for name, value in query.items():
        if name in listing.filters and value not in str(held(document, listing.filters[name])):
            return False
        moment = str(document.get(name, "9999")).replace("T", " ")
        if name in {listing.created, listing.modified} and moment < value:
            return False
    return True


def _response(answer: Answer) -> Response:
    body: Any = answer.body
    return Response(
        status=answer.status,
        headers={name.lower(): value for name, value in answer.headers.items()},
        body=body.encode() if isinstance(body, str) else dumps(body),
    )
