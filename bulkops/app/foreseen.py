"""The requests that a step will make, as far as they can be known before."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

from bulkops.core.errors import UsageError
from bulkops.core.http import Request
from bulkops.core.json import dumps, loads
from bulkops.core.operation import OperationType
from bulkops.core.shown import SentRequest
from bulkops.core.step import Step, Verdict
from bulkops.engine.channel import Channel
from bulkops.engine.manner import asked
from bulkops.engine.ports import Item
from bulkops.engine.request import filled, write_request

#: Stands in a path for a number that is not known yet; no quoting touches it.
_UNKNOWN = "~not~known~yet~"


def foreseen(
    step: Step, operation_type: OperationType, channel: Channel, name_of: Callable[[int], str]
) -> tuple[SentRequest, ...]:
    """Give what a step will send, in order; nothing where there is nothing to do.

    Args:
        step: The step.
        operation_type: Its type.
        channel: Its API.
        name_of: Gives the id of a step by its number.

    Raises:
        UsageError: The file that it sends cannot be read any more.
    """
    if step.verdict is not Verdict.DO:
        return ()
    return tuple(_foreseen(step, operation_type, channel, name_of))


def _foreseen(
    step: Step, operation_type: OperationType, channel: Channel, name_of: Callable[[int], str]
) -> Iterator[SentRequest]:
    maker = f"{{{name_of(step.target_from)}}}" if step.target_from and not step.target else ""
    tag = f"{{{name_of(step.tag_from)}}}" if step.tag_from else step.tag
    item = Item(
        op=step.seq,
        id=step.id,
        type=step.type,
        target=step.target or (_UNKNOWN if maker else ""),
        tag=tag,
        payload=step.payload,
        body=step.body,
        options=step.options,
    )
    request = write_request(operation_type, channel.provider, item, channel.manner, _content(operation_type, step))
    yield _sent(request, channel, maker)
    sequel = operation_type.sequel
    if sequel is not None and loads(step.options).get(sequel.option):
        second = filled(sequel.route, operation_type.api, {"key": _UNKNOWN}, body=dumps(sequel.body))
        yield _sent(second, channel, f"{{{step.id}}}")


def _content(operation_type: OperationType, step: Step) -> bytes:
    if operation_type.upload is None:
        return b""
    path = Path(loads(step.options)[operation_type.upload.option])
    try:
        return path.read_bytes()
    except OSError as error:  # it was read when the manifest was
        message = f"`{path}`, which `{step.id}` sends, cannot be read any more: {error.strerror or error}"
        raise UsageError(message, hint="put the file back, and plan again") from error


def _sent(request: Request, channel: Channel, maker: str) -> SentRequest:
    query = "&".join(f"{name}={value}" for name, value in request.query)
    path = (f"{request.path}?{query}" if query else request.path).replace(_UNKNOWN, maker)
    return SentRequest(
        method=request.method,
        path=path,
        if_match=dict(request.headers).get("If-Match", "").strip('"'),
        background=asked(request, channel.provider.background),
        body="" if request.body is None else sha256(request.body).hexdigest(),
        bytes=len(request.body or b""),
    )
