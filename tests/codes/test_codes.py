"""The table of codes and the program agree: what is given is explained, what is explained is given."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bulkops.cli.main import run
from bulkops.core.codes import CODES, Code

BULKOPS = Path(__file__).parents[2] / "bulkops"
FORM = re.compile(r"[A-Z]\d{3}")


def literals() -> Iterator[tuple[str, Path]]:
    """Find every text of the form of a code outside the table itself."""
    for path in sorted(BULKOPS.rglob("*.py")):
        if path.parent == BULKOPS / "core" / "codes":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and FORM.fullmatch(node.value):
                yield node.value, path.relative_to(BULKOPS)


GIVEN = dict(literals())


def test_every_code_that_is_given_is_explained() -> None:
    assert {code: str(path) for code, path in GIVEN.items() if code not in CODES} == {}


def test_every_code_that_is_explained_is_given() -> None:
    assert set(CODES) - set(GIVEN) == set()


@pytest.mark.parametrize("code", CODES)
def test_explain_prints_every_code(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", code]) == 0
    printed = capsys.readouterr()
    known = CODES[code]
    assert printed.out.startswith(f"{code}: {known.title}\n")
    assert known.cause in printed.out
    assert f"remedy: {known.remedy}" in printed.out
    assert printed.err == ""


@pytest.mark.parametrize("known", CODES.values(), ids=lambda known: known.code)
def test_an_explanation_is_short_and_plain(known: Code) -> None:
    assert FORM.fullmatch(known.code)
    assert len(known.title) <= 90
    assert len(known.cause) <= 400
    assert len(known.remedy) <= 400
    assert known.cause.endswith(".")
    assert known.remedy.endswith(".")
    assert not known.title.endswith(".")
    assert "please" not in f"{known.cause} {known.remedy}".lower()
