"""Whether a file is attached already: found by its name, compared by its content."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from bulkops.core.errors import RemoteError
from bulkops.core.json import loads
from bulkops.core.observed import Observed
from bulkops.core.operation import OperationType, Upload
from bulkops.core.outcome import Outcome, State
from bulkops.engine.channel import Channel
from bulkops.engine.ports import Item
from bulkops.engine.request import filled
from bulkops.engine.sequel import before_sequel

Document = Mapping[str, Any]


async def attached(operation_type: OperationType, channel: Channel, item: Item, seen: Observed) -> Outcome | None:
    """Find the file that an item was to attach.

    Returns:
        That it is there; None if it is not, or with other content.

    Raises:
        RemoteError: What is attached cannot be read.
    """
    upload = operation_type.upload
    assert upload is not None
    file, options = loads(item.payload)[upload.option], loads(item.options)
    key = await attached_as(upload, channel, file, options, seen.document or {})
    if not key:
        return None
    found = Outcome(state=State.SUCCEEDED, adopted=True, number=key, tag=seen.tag, message="found attached")
    return before_sequel(operation_type, item, found)


async def attached_as(
    upload: Upload, channel: Channel, file: Mapping[str, Any], options: Mapping[str, Any], document: Document
) -> str:
    """Give the id of what is attached under the name of a file, with its content; empty: nothing is.

    Args:
        upload: How files are attached.
        channel: The API.
        file: Name and digest.
        options: Keys of the entry, which may name an element of the document.
        document: What it would be attached to.

    Raises:
        RemoteError: What is attached cannot be read.
    """
    for listed in _listed(upload, options, document):
        key = str(listed.get("id") or "")
        if listed.get("name") != file["name"] or not key:
            continue
        content = await channel.read(filled(upload.content, channel.provider.name, {"key": key}))
        if not content.good:  # it was listed a moment ago: whether it is the same file cannot be known any more
            raise RemoteError(
                f"the attached file `{file['name']}` went away while it was looked at",
                hint="try again: the next look shows what is there then",
                code="R113",
            )
        if sha256(content.body).hexdigest() == file["sha256"]:
            return key
    return ""


def shows_files(upload: Upload, options: Mapping[str, Any], document: Document) -> bool:
    """Whether a row of a list tells what is attached where the file was to go; not all lists show it."""
    holder = _holder(upload, options, document)
    return holder is not None and upload.listed in holder


def _listed(upload: Upload, options: Mapping[str, Any], document: Document) -> list[Document]:
    return list((_holder(upload, options, document) or {}).get(upload.listed) or ())


def _holder(upload: Upload, options: Mapping[str, Any], document: Document) -> Document | None:
    """Give what the file was to be attached to: the document, or one of its elements; None if it has no such one."""
    option, elements, key = upload.element
    wanted = options.get(option)
    if wanted is None:
        return document
    return next((element for element in document.get(elements) or () if element.get(key) == wanted), None)
