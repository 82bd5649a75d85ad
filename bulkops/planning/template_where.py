"""Which rows of a table are taken: the conditions under `rows.where`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import translate
from re import compile as compile_pattern
from typing import Any

from bulkops.core.entry import Entry
from bulkops.core.finding import Finding
from bulkops.core.tree import Map, Seq
from bulkops.planning.template_names import Header, Report, did_you_mean

_Test = Callable[[str], bool]
_TESTS = ("matches", "not")
_TAKES = "takes a value, a list of values, `{matches: GLOB}` or `{not: …}`"


@dataclass(frozen=True, slots=True)
class Where:
    """Conditions that a row meets, all of them.

    Attributes:
        tests: Column, from 0, and the test on its cell without spaces around it. Capitals and small letters differ.
    """

    tests: tuple[tuple[int, _Test], ...] = ()

    def takes(self, cells: Sequence[str]) -> bool:
        """Whether a row is taken."""
        return all(test(cells[index].strip()) for index, test in self.tests)


def compile_where(entry: Entry, written: Map | None, header: Header, report: Report) -> Where:
    """Bind the conditions to a table's columns; what is wrong in them is reported."""
    tests: list[tuple[int, _Test]] = []
    for name, condition in (written or {}).items():
        path = ("rows", "where", name)
        index = header.find(name, entry.place(path, key=True), report)
        test = _test(entry, path, condition, report)
        if index >= 0 and test is not None:
            tests.append((index, test))
    return Where(tuple(tests))


def _test(entry: Entry, path: tuple[str, ...], condition: Any, report: Report) -> _Test | None:
    if isinstance(condition, str):
        return frozenset({condition.strip()}).__contains__
    if isinstance(condition, Seq) and condition:
        tests = [_test(entry, path, each, report) for each in condition]
        if all(isinstance(each, str) for each in condition):
            return frozenset(each.strip() for each in condition).__contains__
        good = tuple(test for test in tests if test is not None)
        return lambda cell: any(test(cell) for test in good)
    if isinstance(condition, Map) and len(condition) == 1:
        return _named(entry, path, condition, report)
    report(Finding(code="T001", message=f"a condition of `rows.where` {_TAKES}", place=entry.place(path)))
    return None


def _named(entry: Entry, path: tuple[str, ...], condition: Map, report: Report) -> _Test | None:
    name, wanted = next(iter(condition.items()))
    if name == "not":
        inner = _test(entry, (*path, name), wanted, report)
        return None if inner is None else lambda cell: not inner(cell)
    globs = list(wanted) if isinstance(wanted, Seq) else [wanted]
    if name == "matches" and globs and all(isinstance(glob, str) for glob in globs):
        matches = compile_pattern("|".join(translate(glob.strip()) for glob in globs)).match
        return lambda cell: matches(cell) is not None
    if name == "matches":
        message = "`matches` takes a glob or a list of globs, such as `C*`"
        report(Finding(code="T001", message=message, place=entry.place((*path, name))))
        return None
    report(
        Finding(
            code="T002",
            message=f"`rows.where` knows no test `{name}`",
            place=entry.place((*path, name), key=True),
            hint=did_you_mean(name, _TESTS) or "it knows `matches` and `not`",
        )
    )
    return None
