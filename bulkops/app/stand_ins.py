"""Tables that a user gives in the place of those that manifests name: `--rows`."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from bulkops.core.entry import Entry
from bulkops.core.finding import Finding
from bulkops.core.sheet_column import is_workbook
from bulkops.core.tree import Map
from bulkops.planning.template_names import listed

_NAMES_MAX = 20
#: Keys of `rows` about how a file is written, which says nothing of another kind of file.
_OF_FILES = frozenset({"sheet", "header", "encoding", "delimiter", "quote"})


class StandIns:
    """Puts given tables in the place of others, and remembers which.

    Args:
        given: The file to read by the name of the table that it stands for; an empty name is for the only one.
    """

    def __init__(self, given: tuple[tuple[str, str], ...] = ()) -> None:
        self._given = given
        self._stands_for: dict[str, str] = {}
        self._refused: set[str] = set()
        self._named: dict[str, None] = {}

    def __call__(self, entry: Entry, base: Path, report: Callable[[Finding], None]) -> tuple[Entry, Path]:
        """Give an entry with `rows` as it is to be read, and the folder that its `file` is relative to.

        Args:
            entry: The entry as written.
            base: Folder of its manifest.
            report: Takes what is wrong.
        """
        written = written_file(entry)
        if not self._given or not written:
            return entry, base
        table = str(base / written)
        if len(self._named) < _NAMES_MAX:
            self._named.setdefault(written)
        found = self._found(written, base)
        if found is None:
            return entry, base
        name, file = found
        other = self._stands_for.setdefault(name, table)
        if other != table:
            if name not in self._refused:
                self._refused.add(name)
                report(_of_several(name, file, (other, table), entry))
            return entry, base
        return _reading(entry, file), Path()

    def unused(self) -> Iterator[Finding]:
        """Say which of the given tables stand for none."""
        for name, file in self._given:
            if name not in self._stands_for:
                tables = listed(tuple(self._named))
                what = f"`{name}`, and none of the manifests names such a table" if name else "no table"
                yield Finding(
                    code="P093",
                    message=f"`--rows` gives `{file}` in the place of {what}",
                    hint=f"they name {tables}" if tables else "they name no table: give them without `--rows`",
                )

    def _found(self, written: str, base: Path) -> tuple[str, str] | None:
        """Find the table that stands for another: by the name as written, by its path, then by the last part of it."""
        paths = (Path(written), base / written)
        exact = (pair for pair in self._given if pair[0] == written or (pair[0] and Path(pair[0]) in paths))
        loose = (pair for pair in self._given if pair[0] in {"", Path(written).name})
        return next(exact, None) or next(loose, None)


def written_file(entry: Entry) -> str:
    """Give the path of an entry's table as it stands in the manifest; empty where none does."""
    rows = entry.tree.get("rows")
    file = rows.get("file") if isinstance(rows, Map) else None
    return file if isinstance(file, str) else ""


def _reading(entry: Entry, file: str) -> Entry:
    """Let an entry name another table, which is read as the entry says.

    Text in the place of a workbook is what results have made of it: UTF-8 with commas and no lines above the header.
    """
    written, rows, tree = entry.tree["rows"], Map(entry.tree["rows"].at), Map(entry.tree.at)
    as_results = is_workbook(str(written["file"])) and not is_workbook(file)
    for at, (key, value) in enumerate(written.items()):
        if not (as_results and key in _OF_FILES):
            rows[key] = file if key == "file" else value
            rows.marks += written.marks[2 * at : 2 * at + 2]
    tree.update(entry.tree, rows=rows)
    tree.marks = entry.tree.marks
    return replace(entry, tree=tree)


def _of_several(name: str, file: str, tables: tuple[str, str], entry: Entry) -> Finding:
    first, second = tables
    if name:
        hint = f"write the path, for the first `./{first}={file}`; or apply the manifests one by one"
    else:
        hint = f"say which, such as `--rows {first}={file}`"
    return Finding(
        code="P093",
        message=f"`--rows` gives `{file}` in the place of `{first}` and of `{second}`",
        place=entry.place(("rows", "file")),
        hint=hint,
    )
