"""Bad files give exactly the findings that `bad/expected.txt` lists: name, entries read, code and place of each."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bulkops.adapters.manifest_file import ManifestFile
from bulkops.adapters.yaml_events import load_tree
from bulkops.core.codes import CODES

BAD = Path(__file__).parent / "bad"


def _cases() -> Iterator[tuple[str, int, list[str]]]:
    for line in (BAD / "expected.txt").read_text().splitlines():
        name, entries, *findings = re.split(r" {2,}", line)
        yield name, int(entries), findings


CASES = list(_cases())


@pytest.mark.parametrize(("name", "entries", "expected"), CASES, ids=[case[0] for case in CASES])
def test_findings_of_a_bad_file(name: str, entries: int, expected: list[str]) -> None:
    with ManifestFile(BAD / f"{name}.yaml", name) as manifest:
        read = list(manifest.entries())

    assert [f"{f.code} {f.place.line}:{f.place.column}" for f in manifest.findings if f.place] == expected
    assert len(read) == entries
    assert {f.place.file for f in manifest.findings if f.place} == {name}
    assert len(manifest.sha256) == 64


def test_every_file_is_in_the_table() -> None:
    assert {path.stem for path in BAD.glob("*.yaml")} == {name for name, _, _ in CASES}


def test_every_code_about_the_file_has_a_case() -> None:
    seen = {finding.split()[0] for _, _, findings in CASES for finding in findings}

    assert seen == {f"M{number:03}" for number in range(2, 20)}
    assert seen <= set(CODES)


#: Places and reasons where the parser in Python sees other things than libyaml; the code is the same.
OTHER_PLACES = {"unknown_escape", "half_character"}


@pytest.mark.parametrize("name", [name for name, _, _ in CASES])
def test_the_parser_in_python_finds_the_same(name: str) -> None:
    data = (BAD / f"{name}.yaml").read_bytes()
    _, fast = load_tree(data, name)
    _, pure = load_tree(data, name, pure=True)

    assert [f.code for f in pure] == [f.code for f in fast]
    if name not in OTHER_PLACES:
        assert [f.place for f in pure] == [f.place for f in fast]


@pytest.mark.parametrize("name", [name for name, _, _ in CASES])
def test_messages_are_one_sentence_for_people(name: str) -> None:
    with ManifestFile(BAD / f"{name}.yaml", name) as manifest:
        list(manifest.entries())

    for finding in manifest.findings:
        for text in (finding.message, finding.hint):
            assert text
            assert "\n" not in text
            assert not text.endswith(".")
            assert text[0] == "`" or text[0].islower()
            assert "cannot be read:" not in text  # the parser's own words
