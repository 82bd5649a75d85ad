"""Which columns a compiled template looks at."""

from collections.abc import Iterator

from bulkops.planning.template import Template
from bulkops.planning.template_nodes import Branch, Cell, Constant, EachRow, Items, Node, Text


def columns_used(template: Template) -> frozenset[int]:
    """Give the columns, from 0, whose cells go into the entries."""
    return frozenset(index for _, node in template.members for index in _used(node))


def _used(node: Node) -> Iterator[int]:
    match node:
        case Constant():
            return
        case Cell():
            yield node.index
        case Text(parts):
            yield from (part for part in parts if isinstance(part, int))
        case EachRow(inner):
            yield from _used(inner)
        case Items(nodes):
            for each in nodes:
                yield from _used(each)
        case Branch(members):
            for _, member in members:
                yield from _used(member)
