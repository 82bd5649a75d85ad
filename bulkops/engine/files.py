"""Files that operations send, and files that answers are kept in."""

from hashlib import sha256

from bulkops.core.http import Response
from bulkops.core.json import loads
from bulkops.core.operation import OperationType
from bulkops.core.outcome import Outcome, State
from bulkops.engine.ports import Files, Item


def _refused(code: str, message: str, status: int = 0) -> Outcome:
    return Outcome(state=State.REFUSED, code=code, message=message, status=status)


async def content_of(operation_type: OperationType, item: Item, files: Files) -> bytes | Outcome:
    """Read the file that a step sends, and make sure that it is the one of the plan.

    Returns:
        Its content, empty for a step that sends none; or why the step cannot be sent.
    """
    upload = operation_type.upload
    if upload is None:
        return b""
    path, planned = loads(item.options)[upload.option], loads(item.payload)[upload.option]
    try:
        content = await files.read(path)
    except OSError as error:
        return _refused("R143", f"`{path}` cannot be read any more: {_reason(error)}; nothing was sent")
    if sha256(content).hexdigest() != planned["sha256"]:
        return _refused("R143", f"`{path}` has changed since the plan; nothing was sent")
    return content


async def kept(operation_type: OperationType, item: Item, response: Response, files: Files) -> Outcome:
    """Keep the body of an answer in the file that the step names; one that is there is not overwritten."""
    path = loads(item.options)[operation_type.download]
    if not response.body:
        return _refused("R144", "the answer holds no document", response.status)
    try:
        await files.save(path, response.body)
    except FileExistsError:
        return _refused("R144", f"`{path}` is there already, and is not overwritten", response.status)
    except OSError as error:
        return _refused("R144", f"`{path}` cannot be written: {_reason(error)}", response.status)
    return Outcome(state=State.SUCCEEDED, status=response.status)


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
