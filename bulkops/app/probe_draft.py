"""The draft that a probe makes for itself, reads and deletes; every write is in the journal before it is sent."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bulkops.adapters.journal.journal import Journal
from bulkops.app.compose import System
from bulkops.app.landing import API
from bulkops.core.errors import BulkopsError, RemoteError, UnknownOutcomeError
from bulkops.core.http import Response
from bulkops.core.json import dumps
from bulkops.core.observed import Observed, held
from bulkops.core.operation import Effect, OperationType
from bulkops.core.registry import Registry
from bulkops.engine.channel import Channel
from bulkops.engine.listing import Pages
from bulkops.engine.observe import observe_one
from bulkops.engine.request import filled
from bulkops.providers.visma.landmark import LANDMARK

_DELETIONS_MAX = 2
_ZERO_TAG = b64encode(bytes(8)).decode()
_BUSY = frozenset({408, 500, 502, 503, 504})


@dataclass(slots=True, kw_only=True)
class Draft:
    """The draft of one probe.

    Attributes:
        reference: What it bears, to be found by.
        create: Makes it.
        update: Changes it.
        delete: Deletes it.
        system: Where it is.
        journal: Takes each step before it is sent.
        number: Its number; empty while there is none, or none is known.
        made_at: When it was made, seconds since 1970.
        lost: It was sent, and whether it was made is not known.
        busy: Something that was sent may still be at work on it.
    """

    reference: str
    create: OperationType
    update: OperationType
    delete: OperationType
    system: System
    journal: Journal
    number: str = ""
    made_at: float = 0.0
    lost: bool = False
    busy: bool = field(default=False)

    @property
    def channel(self) -> Channel:
        """The API."""
        return self.system.require(API)

    async def make(self, customer: str) -> None:
        """Make it; where the answer is lost, wait until it must have been made, and look.

        Raises:
            RemoteError: It was not made, or nobody can tell.
        """
        mark = self.create.identity[0]
        today = datetime.fromtimestamp(self.system.clock.now(), UTC).strftime("%Y-%m-%d")
        payload = {"customerNumber": customer, "documentDate": today, "hold": True, mark: self.reference}
        payload["invoiceText"] = "A probe of bulkops; it is deleted again at once."
        self.made_at = self.system.clock.now()
        self.lost = True
        try:
            response = await self.send(self.create, payload)
        except UnknownOutcomeError:
            await self._settle()
            return
        except RemoteError:
            self.lost = False
            raise
        if response.status in _BUSY:
            await self._settle()
            return
        if response.status in self.create.write.success:
            request = filled(self.create.write, API, {})
            self.number = self.channel.provider.new_number(self.create, request, response)
        if self.number:
            self.lost = False
        elif response.good:
            await self._settle()
        else:
            self.lost = False
            raise _not_made(f"{response.status} {self.channel.provider.error_text(response)}".strip())

    async def read(self) -> Observed:
        """Read it as it is now."""
        return await observe_one(self.channel, self.create.resource, self.number)

    async def change(self, tag: str, *headers: tuple[str, str]) -> Response:
        """Change it under a version, which need not be its own; raises as `Channel.write` does."""
        payload = {"invoiceText": "A probe of bulkops tried to change this under a wrong version."}
        return await self.send(self.update, payload, ("If-Match", f'"{tag}"'), *headers)

    async def remove(self) -> None:
        """Delete it, if it is there.

        Raises:
            RemoteError: It is left, or may be.
        """
        try:
            if self.lost:
                await self.find()
            if self.number:
                await self._remove()
        except BulkopsError as error:
            raise self._left(error.message) from error
        if self.lost:
            raise self._left("the answer that would tell its number was lost, and it is not there yet")

    async def find(self) -> None:
        """Look for it by its reference."""
        resource, mark = self.create.resource, self.create.identity[0]
        shown = next(one.observed for one in self.create.fields if one.name == mark)
        assert resource.listing is not None
        parameter = next(name for name, member in resource.listing.filters.items() if member == shown)
        page = await Pages(self.channel, resource, ((parameter, self.reference),), page_size=10).read(1)
        for row in page.rows:
            if held(row, shown) == self.reference:
                self.number, self.lost = str(held(row, resource.number)), False

    async def send(
        self, operation_type: OperationType, payload: Mapping[str, Any] | None, *headers: tuple[str, str]
    ) -> Response:
        """Write down what is about to be sent, and send it once."""
        body = None if payload is None else dumps(self.channel.provider.encode(operation_type, payload, None))
        request = filled(operation_type.write, API, {"key": self.number}, headers=headers, body=body)
        step = {"probe": self.reference, "step": operation_type.name, "method": request.method, "path": request.path}
        step |= dict(headers)
        await self.channel.pace.admit(request, operation_type.name)
        self.journal.note(self.system.environment, self.system.scope, "probe", step, self.system.clock.now())
        return await self.channel.write(request)

    async def _settle(self) -> None:
        await self.system.clock.sleep(self.channel.settle_s)
        await self.find()
        if self.lost:
            self.lost = False
            raise _not_made("no answer came, and it is not there after the time that the server may need")

    async def _remove(self) -> None:
        shown = next(one.observed for one in self.create.fields if one.name == self.create.identity[0])
        for _ in range(_DELETIONS_MAX):
            observed = await self.read()
            if observed.document is None:
                return
            if held(observed.document, shown) != self.reference:
                raise RemoteError(f"{self.number} does not bear the reference `{self.reference}`", code="R018")
            try:
                response = await self.send(self.delete, None)
            except UnknownOutcomeError:
                await self.system.clock.sleep(self.channel.settle_s)
                continue
            if response.status in self.delete.write.success:
                return
            if response.status not in _BUSY:
                text = self.channel.provider.error_text(response)
                raise RemoteError(f"the deletion was refused: {response.status} {text}".strip(), code="R018")
            await self.system.clock.sleep(self.channel.settle_s)
        if (await self.read()).document is not None:
            raise RemoteError("the deletion was answered by no success", code="R018")

    def _left(self, why: str) -> RemoteError:
        name = f"draft {self.number}" if self.number else "a draft"
        return RemoteError(
            f"{name} of the probe may be left at the company: {why}",
            hint=f"look for `{self.reference}` there (external reference, on hold), and delete it",
            code="R018",
        )


def declared(reference: str, system: System, registry: Registry, journal: Journal) -> Draft:
    """Choose the operations: the conditional update, the create of what it changes, and what undoes that."""
    types = registry.providers[API].operations
    update = next(one for one in types if one.effect is Effect.CONDITIONAL_UPDATE and one.resource is LANDMARK.resource)
    create = next(one for one in types if not one.targeted and one.resource is update.resource and not one.deprecated)
    delete = registry.types[create.undone_by]
    return Draft(reference=reference, create=create, update=update, delete=delete, system=system, journal=journal)


def older(tag: str) -> str:
    """Make the tag of an earlier version: one that the document cannot have now.

    A tag is the row's version, eight bytes that count up (visma-net.md, section 5); of another form, zeros do.
    """
    try:
        version = b64decode(tag, validate=True)
    except ValueError:
        version = b""
    number = int.from_bytes(version)
    if len(version) != len(bytes(8)) or not number:
        return _ZERO_TAG
    return b64encode((number - 1).to_bytes(8)).decode()


def _not_made(why: str) -> RemoteError:
    return RemoteError(
        f"the probe's draft was not made: {why}",
        hint="see whether the customer can be invoiced, or name another one by `--customer NUMBER`",
        code="R017",
    )
