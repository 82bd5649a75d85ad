"""The keys of a manifest above its operations: which there are, and what they hold."""

from collections.abc import Iterator
from difflib import get_close_matches

from bulkops.core.entry import Head
from bulkops.core.finding import Finding, Related
from bulkops.core.place import Place
from bulkops.core.tree import Map, Seq, column_of, line_of, locate

#: Version of the manifest format that this program reads.
VERSION = "1"
NAME_LENGTH_MAX = 80
OPERATIONS = "operations"
KEYS = ("bulkops", "name", "defaults", OPERATIONS)
_BEGIN = {
    "bulkops": ("M013", "`bulkops` is missing: the file does not say that it is a manifest", "begin with `bulkops: 1`"),
    "name": ("M014", "`name` is missing", "write `name: …`; with an operation's id it names the operation for good"),
    OPERATIONS: ("M016", "`operations` is missing", "write `operations:` and the list of operations, last in the file"),
}
_NOUNS = {Map: "a mapping", Seq: "a list", type(None): "empty"}


def head_of(tree: Map, file: str) -> Head:
    """Make the head of what stands above the operations, whatever is wrong with it."""
    name, defaults = tree.get("name"), tree.get("defaults")
    return Head(
        file=file,
        tree=tree,
        name=str(name) if isinstance(name, str) else "",
        defaults=defaults if isinstance(defaults, Map) else None,
    )


def readable(tree: Map) -> bool:
    """Say whether this program knows the version of the format, or none is stated."""
    return "bulkops" not in tree or tree["bulkops"] == VERSION


def check_head(tree: Map, file: str) -> Iterator[Finding]:
    """Check the values of the keys that are there."""
    if not readable(tree):
        message = f"`bulkops` is {quote(tree['bulkops'])}; this program reads version {VERSION} of the format"
        hint = "write `bulkops: 1`, or use the release of bulkops that the file was written for"
        yield Finding(code="M013", message=message, place=_place(tree, file, "bulkops"), hint=hint)
    if "name" in tree:
        yield from _check_name(tree, file)
    if "defaults" in tree:
        yield from _check_defaults(tree, file)


def check_missing(seen: Map, file: str) -> Iterator[Finding]:
    """Check that every key that must be there is."""
    for key, (code, message, hint) in _BEGIN.items():
        if key not in seen:
            place = Place(file, line_of(seen.at), column_of(seen.at))
            yield Finding(code=code, message=message, place=place, hint=hint)


def unknown_key(key: str, place: Place) -> Finding:
    """Refuse a top-level key that has no meaning."""
    close = get_close_matches(key, KEYS, 1, 0.6)
    hint = f"did you mean `{close[0]}`?" if close else f"the keys are `{'`, `'.join(KEYS)}`"
    return Finding(code="M015", message=f"unknown key `{key}`", place=place, hint=hint)


def late_key(key: str, place: Place, operations: Place) -> Finding:
    """Refuse a key below the operations: they are read as a stream, so it would come too late for them."""
    return Finding(
        code="M017",
        message=f"`{key}` stands below `operations`",
        place=place,
        hint="move it above: operations are read one by one, and nothing may change them afterwards",
        related=(Related("`operations` begins here", operations),),
    )


def quote(value: object) -> str:
    """Name a value in a message: short text as it is, other things by their kind."""
    if isinstance(value, str):
        return f"`{value}`" if len(value) <= 40 and value.isprintable() else f"a text of {len(value)} characters"
    return _NOUNS[type(value)]


def _check_name(tree: Map, file: str) -> Iterator[Finding]:
    name = tree["name"]
    if not isinstance(name, str) or not name:
        message = f"`name` is {'empty' if name == '' else quote(name)}"
    elif len(name) > NAME_LENGTH_MAX:
        message = f"`name` has {len(name)} characters; at most {NAME_LENGTH_MAX} are allowed"
    elif not name.isprintable():
        message = "`name` holds a line break or a character that does not show"
    elif name != name.strip():
        message = "`name` begins or ends with a blank"
    else:
        return
    hint = f"give a name of 1 to {NAME_LENGTH_MAX} characters in one line, such as `march-2026`"
    yield Finding(code="M014", message=message, place=_place(tree, file, "name"), hint=hint)


def _check_defaults(tree: Map, file: str) -> Iterator[Finding]:
    defaults = tree["defaults"]
    hint = "write them as `visma.invoice.create: {currencyId: SEK}`"
    if not isinstance(defaults, Map):
        message = f"`defaults` is {quote(defaults)}; it holds a mapping by operation type"
        yield Finding(code="M019", message=message, place=_place(tree, file, "defaults"), hint=hint)
        return
    for key, value in defaults.items():
        if not isinstance(value, Map):
            message = f"the defaults of `{key}` are {quote(value)}; they hold fields and values"
            yield Finding(code="M019", message=message, place=_place(tree, file, "defaults", key), hint=hint)


def _place(tree: Map, file: str, *path: str) -> Place:
    packed = locate(tree, path)
    return Place(file, line_of(packed), column_of(packed))
