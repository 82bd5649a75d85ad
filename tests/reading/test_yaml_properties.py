"""Whatever a YAML writer writes is read back, text for text, place for place."""

from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bulkops.adapters.yaml_events import load_tree
from bulkops.core.tree import Map, Seq, column_of, line_of

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x85\u2028\u2029\ufeff"), max_size=12)
KEYS = TEXT.filter(lambda text: text != "<<")
TREES = st.recursive(
    TEXT | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)
ROOTS = st.dictionaries(KEYS, TREES, max_size=5)


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _dump(tree: Any, style: str | None, *, flow: bool) -> str:
    text: str = yaml.dump(
        tree,
        Dumper=_Dumper,
        default_style=style,
        default_flow_style=flow,
        allow_unicode=True,
        sort_keys=False,
        width=40,
    )
    return text.replace("!!null ", "")


@settings(max_examples=150, deadline=None)
@given(ROOTS, st.booleans())
def test_what_is_dumped_is_read_back_with_its_places(tree: dict[str, Any], flow: bool) -> None:  # noqa: FBT001
    text = _dump(tree, None, flow=flow)
    read, findings = load_tree(text.encode(), "f")

    assert findings == []
    assert read == tree
    _compare_places(read, yaml.compose(text, Loader=yaml.SafeLoader))


@settings(max_examples=50, deadline=None)
@given(ROOTS)
def test_both_parsers_read_the_same(tree: dict[str, Any]) -> None:
    data = _dump(tree, None, flow=False).encode()
    fast, _ = load_tree(data, "f")
    pure, findings = load_tree(data, "f", pure=True)

    assert findings == []
    assert pure == fast
    assert pure is not None
    assert fast is not None
    assert _marks(pure) == _marks(fast)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60) | st.text("ab:-[]{}#&*!|>'\"%@` \n\t,?0", max_size=40).map(str.encode))
def test_any_bytes_give_a_tree_or_findings(data: bytes) -> None:
    tree, findings = load_tree(data, "f")

    assert tree is not None or findings
    for finding in findings:
        assert finding.place is not None
        assert (
            finding.place.line
            <= data.count(b"\n") + data.count(b"\r") + data.count(b"\xc2\x85") + data.count(b"\xe2\x80") + 2
        )


def _compare_places(node: Any, oracle: Any) -> None:
    """Compare with the marks that PyYAML's own composer gives."""
    if isinstance(node, Map):
        assert node.at == _packed(oracle)
        marks = [_packed(part) for pair in oracle.value for part in pair]
        assert [(line_of(m), column_of(m)) for m in node.marks] == [(line_of(m), column_of(m)) for m in marks]
        for value, (_, below) in zip(node.values(), oracle.value, strict=True):
            _compare_places(value, below)
    elif isinstance(node, Seq):
        assert node.marks == [_packed(part) for part in oracle.value]
        for value, below in zip(node, oracle.value, strict=True):
            _compare_places(value, below)


def _packed(node: Any) -> int:
    return int((node.start_mark.line + 1) << 20 | (node.start_mark.column + 1))


def _marks(node: Any) -> list[Any]:
    if isinstance(node, Map):
        return [node.at, node.marks, [_marks(value) for value in node.values()]]
    if isinstance(node, Seq):
        return [node.at, node.marks, [_marks(value) for value in node]]
    return []
