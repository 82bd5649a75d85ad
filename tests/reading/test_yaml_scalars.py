"""What stands in a file is what is read: no scalar is anything but text until the type of its field reads it."""

from typing import Any

import pytest

from bulkops.adapters.yaml_events import load_tree
from bulkops.core.tree import Map, Plain, Seq, column_of, line_of, locate

PLAIN = [
    "00104", "000123", "089", "0o17", "0x1F", "no", "yes", "on", "Off", "true", "false", "Null", "NULL", "None", "1:30", "2026-03-31",
    "2026-03-31T10:00:00Z", "1_000", "1.10", "12.50", "1e3", ".5", ".inf", ".nan", "+32470123456", "-1", "=", "1,5", "a b", "Ångström",
    "Нордвик", "😀", "it's", 'say "a"', "a#b", "http://x:1", "-a", "?a", ":a", "~a", "nullable", "1250.00",
]  # fmt: skip


@pytest.mark.parametrize("pure", [False, True])
@pytest.mark.parametrize("text", PLAIN)
def test_plain_scalars_stay_text(text: str, *, pure: bool) -> None:
    tree, findings = load_tree(f"a: {text}\n".encode(), "f", pure=pure)

    assert findings == []
    assert tree == {"a": text}
    assert type(tree["a"]) is Plain


@pytest.mark.parametrize("pure", [False, True])
@pytest.mark.parametrize(
    ("written", "text"),
    [
        ('"104"', "104"), ("'104'", "104"), ('""', ""), ("'null'", "null"), ('"~"', "~"), ('"true"', "true"), ('"a\\tb\\u00e5"', "a\tbå"),
        ("'it''s'", "it's"), ("|\n  a\n  b\n", "a\nb\n"), (">-\n  a\n  b\n", "a b"), ("|-\n  null\n", "null"),
    ],
)  # fmt: skip
def test_quoted_and_block_scalars_are_text(written: str, text: str, *, pure: bool) -> None:
    tree, findings = load_tree(f"a: {written}\n".encode(), "f", pure=pure)

    assert findings == []
    assert tree == {"a": text}
    assert type(tree["a"]) is str


@pytest.mark.parametrize("pure", [False, True])
@pytest.mark.parametrize("written", ["null", "~", "", "# nothing"])
def test_nothing_is_none(written: str, *, pure: bool) -> None:
    tree, findings = load_tree(f"a: {written}\nb:\n  - {written}\n".encode(), "f", pure=pure)

    assert findings == []
    assert tree == {"a": None, "b": [None]}


@pytest.mark.parametrize("pure", [False, True])
def test_json_is_read(*, pure: bool) -> None:
    text = '{"a": [1, 12.50, true, null, "x\\/y"], "b": {"c": -1e3}}'
    tree, findings = load_tree(text.encode(), "f", pure=pure)

    assert findings == []
    assert tree == {"a": ["1", "12.50", "true", None, "x/y"], "b": {"c": "-1e3"}}


@pytest.mark.parametrize("pure", [False, True])
def test_a_mark_at_the_start_of_the_file_is_no_text(*, pure: bool) -> None:
    tree, findings = load_tree(b"\xef\xbb\xbfa: x\n", "f", pure=pure)

    assert (tree, findings) == ({"a": "x"}, [])
    assert tree is not None
    assert _at(tree, "a") == (1, 4)
    assert _at(tree, "a", key=True) == (1, 1)


def test_a_quoted_merge_key_is_a_key_like_others() -> None:
    assert load_tree(b'"<<": {a: 1}\n', "f") == ({"<<": {"a": "1"}}, [])


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_places_count_characters_and_lines(newline: str) -> None:
    text = newline.join(["åä: Ö", "b:", "  - 😀: [x, 'ÿ', {k: v}]", "  - y", ""])
    tree, findings = load_tree(text.encode(), "f")

    assert findings == []
    assert tree is not None
    assert _at(tree, "åä", key=True) == (1, 1)
    assert _at(tree, "åä") == (1, 5)
    assert _at(tree, "b") == (3, 3)
    assert _at(tree, "b", 0) == (3, 5)
    assert _at(tree, "b", 0, "😀") == (3, 8)
    assert _at(tree, "b", 0, "😀", 1) == (3, 12)
    assert _at(tree, "b", 0, "😀", 2, "k") == (3, 21)
    assert _at(tree, "b", 1) == (4, 5)


def test_a_huge_scalar_is_read() -> None:
    text = "å" * 3_000_000
    tree, findings = load_tree(f'a: "{text}"\nb: 1\n'.encode(), "f")

    assert findings == []
    assert tree is not None
    assert tree["a"] == text
    assert _at(tree, "b", key=True) == (2, 1)


@pytest.mark.parametrize("size", [65_535, 65_536, 65_537, 131_072])
def test_characters_may_lie_across_the_chunks_of_reading(size: int) -> None:
    text = "x" * (size - 5) + "😀å"
    tree, findings = load_tree(f"a: {text}\nb: ü\n".encode(), "f")

    assert (tree, findings) == ({"a": text, "b": "ü"}, [])


@pytest.mark.parametrize("size", [65_530, 65_535, 65_536, 200_000])
def test_a_bad_byte_is_placed_behind_many_chunks(size: int) -> None:
    data = ("# å\r\n" * (size // 6)).encode() + b"a: \xc3\xa5\xff\n"
    _, findings = load_tree(data, "f")

    assert [(f.code, f.place.line, f.place.column) for f in findings if f.place] == [("M002", size // 6 + 1, 5)]


def test_trees_are_built_of_maps_and_lists() -> None:
    tree, _ = load_tree(b"a: {b: [{c: 1}]}\n", "f")

    assert isinstance(tree, Map)
    assert isinstance(tree["a"]["b"], Seq)
    assert isinstance(tree["a"]["b"][0], Map)


def _at(tree: Map, *path: Any, key: bool = False) -> tuple[int, int]:
    packed = locate(tree, path, key=key)
    return line_of(packed), column_of(packed)
