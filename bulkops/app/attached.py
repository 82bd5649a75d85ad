"""Files that entries name: found from the manifest's folder, and known by name, size and digest from then on."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from bulkops.adapters.files import described, unreadable
from bulkops.core.field import Field, Kind
from bulkops.core.finding import Finding
from bulkops.core.place import Place
from bulkops.core.step import Operation

Report = Callable[[Finding], None]
Where = Callable[[str], Place]

_described = lru_cache(maxsize=4096)(described)  # one file may go with thousands of invoices


def with_files(operation: Operation, base: Path, where: Where, report: Report) -> Operation | None:
    """Bind the paths of an operation to files.

    Its payload then says what the file is, which identifies the operation; its options say where it is here.

    Args:
        operation: The checked operation.
        base: Folder of the manifest.
        where: Gives the place of one of the entry's keys.
        report: Takes what is wrong.

    Returns:
        The operation; None where a file cannot be used.
    """
    payload, options = dict(operation.payload), dict(operation.options)
    for option in operation.type.options:
        if option.name not in operation.type.paths or option.name not in options:
            continue
        written = str(options[option.name])
        path = Path(base, written).absolute()
        bound = _bound(operation, option, path, written)
        if isinstance(bound, Finding):
            report(replace(bound, place=where(option.name), operation=operation.id))
            return None
        payload[option.name], options[option.name] = bound, str(path)
    return replace(operation, payload=payload, options=options)


def _bound(operation: Operation, option: Field, path: Path, written: str) -> object | Finding:
    if option.kind is Kind.NEW_FILE:
        return written
    try:
        found = _described(path)
    except OSError as error:
        finding = unreadable(error, written)
        return replace(finding, code="M060", hint="the path counts from the manifest's folder")
    if operation.type.upload is not None and not path.suffix:
        message = f"the name of `{written}` has no extension, so nobody would know what kind of file it is"
        return Finding(code="M061", message=message, hint="give the file a name such as `contract.pdf`")
    return found


def in_the_way(operation: Operation) -> Finding | None:
    """Find the file that an operation would have to overwrite."""
    name = operation.type.download
    if not name or not Path(operation.options[name]).exists():
        return None
    return Finding(
        code="P019",
        message=f"`{operation.payload[name]}` is there already, and is not overwritten",
        place=operation.place,
        operation=operation.id,
        hint=f"move it away, or write another name at `{name}`",
    )
