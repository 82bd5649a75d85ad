"""Uploads: the file and its metadata out of a `multipart/form-data` body (visma-net.md, section 12)."""

from dataclasses import dataclass
from typing import Any

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field, File, FormParser, parse_options_header

from bulkops.core.json import loads
from bulkops.sandbox.call import Call
from bulkops.sandbox.errors import RefusedError

_METADATA = b"metadata"
#: Whatever fits into a request is kept in memory.
_OPTIONS = {"MAX_MEMORY_FILE_SIZE": float("inf"), "MAX_FIELDS": 20, "MAX_FIELD_SIZE": 64 * 2**10}


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it was sent.

    Attributes:
        name: Its name, without folders.
        media_type: As the sender calls it.
        content: What it holds.
        metadata: What was said about it, by name in lower case.
    """

    name: str
    media_type: str
    content: bytes
    metadata: dict[str, Any]


def read_upload(call: Call) -> Upload:
    """Read the file of a request.

    Raises:
        RefusedError: There is none, or it is not one that is taken.
    """
    fields, files = _parts(call)
    any_part = call.switches.attachment_part == "any"
    candidates = [each for each in files if each.field_name == b"file" or (any_part and each.field_name != _METADATA)]
    file = next(iter(candidates), None)
    if file is None:
        raise RefusedError(400, "The request has no file.")
    name = (file.file_name or b"").decode("utf-8", "replace").replace("\\", "/").rpartition("/")[2]
    if not name or (call.switches.attachment_extension == "needed" and "." not in name.strip(".")):
        raise RefusedError(400, f"The file name '{name}' needs an extension.")
    content = _content(file)
    if not content and call.switches.attachment_empty == "refused":
        raise RefusedError(400, f"The file '{name}' is empty.")
    size_max = call.switches.attachment_bytes_max
    if size_max and len(content) > size_max:
        raise RefusedError(400, f"The file has {len(content)} bytes; {size_max} are allowed.")
    said = [each.value or b"" for each in fields if each.field_name == _METADATA]
    said += [_content(each) for each in files if each.field_name == _METADATA]
    media_type = file.content_type or "application/octet-stream"
    return Upload(name=name, media_type=media_type, content=content, metadata=_members(said[0] if said else b"{}"))


def _parts(call: Call) -> tuple[list[Field], list[File]]:
    kind, options = parse_options_header(call.header("content-type"))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise RefusedError(415, "A file is sent as 'multipart/form-data', with its boundary.")
    fields: list[Field] = []
    files: list[File] = []
    ended: list[bool] = []
    try:
        parser = FormParser(
            kind.decode(),
            fields.append,
            files.append,
            on_end=lambda: ended.append(True),
            boundary=options[b"boundary"],
            config=_OPTIONS,
        )
        parser.write(call.request.body or b"")
        parser.finalize()
    except FormParserError as error:
        raise RefusedError(400, f"The request is not 'multipart/form-data': {error}") from error
    if not ended:
        raise RefusedError(400, "The request is not 'multipart/form-data': it ends before its last boundary.")
    return fields, files


def _content(file: File) -> bytes:
    file.file_object.seek(0)
    return file.file_object.read()


def _members(metadata: bytes) -> dict[str, Any]:
    try:
        said = loads(metadata)
    except ValueError as error:
        raise RefusedError(400, "The part 'metadata' is not valid JSON.") from error
    if not isinstance(said, dict):
        raise RefusedError(400, "The part 'metadata' is not a valid object.")
    return {name.lower(): value for name, value in said.items()}
