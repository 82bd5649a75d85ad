"""The header of a table, whatever file it stands in: each column has a name of its own."""

from collections.abc import Iterator, Sequence

from bulkops.core.finding import Finding
from bulkops.core.place import Place


def header_faults(file: str, line: int, names: Sequence[str]) -> list[Finding]:
    """Find columns without a name, and names that stand twice."""
    return [*_unnamed(file, line, names), *_repeated(file, line, names)]


def _unnamed(file: str, line: int, names: Sequence[str]) -> Iterator[Finding]:
    for index, name in enumerate(names):
        if not name:
            message = f"column {index + 1} of {len(names)} has no name"
            yield Finding(code="T013", message=message, place=Place(file, line), hint="name it, or delete the column")


def _repeated(file: str, line: int, names: Sequence[str]) -> Iterator[Finding]:
    for name in sorted({name for name in names if name and names.count(name) > 1}, key=names.index):
        where = " and ".join(str(index + 1) for index, other in enumerate(names) if other == name)
        message = f"columns {where} are both named `{name}`"
        yield Finding(code="T012", message=message, place=Place(file, line, 0, name), hint="rename one of them")
