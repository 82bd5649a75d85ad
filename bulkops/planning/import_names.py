"""Names of columns matched with the fields of an operation."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from bulkops.core.field import Field, Kind, walk
from bulkops.core.operation import OperationType
from bulkops.planning.import_words import CUSTOMER, DOCUMENT, LOOSE, NOT_SENT, WORDS

#: Path of what makes rows one document; no field is called so.
DOCUMENT_PATH = "#document"

# Letters that Unicode does not take apart, as people write them without their own keys.
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "ß": "ss", "đ": "d", "ð": "d", "þ": "th", "ł": "l"})
_LIKENESS = 0.87
_FUZZY_CHARACTERS_MIN = 5
_LIST = "[]."


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What a column is taken to hold.

    Attributes:
        path: Path of the field, name of the target's key, or `DOCUMENT_PATH`.
        field: The field; None of the document's number and of a target.
        meant: The usual name that it is only similar to, or may stand for several; empty: it is called so.
    """

    path: str
    field: Field | None = None
    meant: str = ""


def folded(name: str) -> str:
    """Write a name as names are compared: without capitals, accents, spaces and punctuation."""
    signs = name.casefold().replace("%", "procent").replace("#", "nr").translate(_LETTERS)
    return "".join(sign for sign in unicodedata.normalize("NFKD", signs) if sign.isalnum())


class Names:
    """The usual names of what one operation type takes."""

    def __init__(self, operation_type: OperationType, target: str) -> None:
        self._fields = dict(sendable(operation_type.fields))
        self._meanings = {folded(word): DOCUMENT_PATH for word in usual(DOCUMENT)}
        if target:
            # What it is about is named like a document or like a customer; the number groups nothing then.
            words = CUSTOMER if folded(target) in map(folded, usual(CUSTOMER)) else DOCUMENT
            self._meanings |= {folded(word): target for word in usual(words)}
        self._left_out = {folded(word): why for why, words in NOT_SENT.items() for word in usual(words)}
        for path in self._fields:
            self._meanings |= {folded(word): path for word in usual(WORDS.get(path, ""))}
        for path, field in self._fields.items():
            # The API's own names last: where they stand in a header, they are meant.
            self._meanings[folded(path)] = path
            own = folded(field.name)
            if path.count(".") == path.count(_LIST) and own not in self._left_out:
                self._meanings.setdefault(own, path)
        self._loose = {folded(word): path for path in self._fields for word in usual(LOOSE.get(path, ""))}

    def find(self, column: str) -> Match | None:
        """Say what a column holds, by its name; None where nothing usual is called so."""
        name = folded(column)
        if name in self._meanings:
            return self._match(self._meanings[name])
        if name in self._left_out:
            return None
        if name in self._loose:
            return self._match(self._loose[name], name)
        bare = folded(re.sub(r"[(\[].*?[)\]]", "", column))
        if bare != name and bare in self._meanings:
            return self._match(self._meanings[bare], bare)
        known = [*self._meanings, *self._left_out]
        close = get_close_matches(name, known, 1, _LIKENESS) if len(name) >= _FUZZY_CHARACTERS_MIN else []
        meant = self._meanings.get(close[0], "") if close else ""
        return self._match(meant, close[0]) if meant else None

    def usual(self, column: str) -> bool:
        """Whether something is usually called so, sent or not."""
        name = folded(column)
        return name in self._meanings or name in self._left_out or name in self._loose

    def why_not(self, column: str) -> str:
        """Say why a column that is usual is not sent; empty where it is not known."""
        return self._left_out.get(folded(column), "")

    def _match(self, path: str, meant: str = "") -> Match:
        return Match(path=path, field=self._fields.get(path), meant=meant)


def sendable(fields: tuple[Field, ...]) -> Iterator[tuple[str, Field]]:
    """Go through the fields that a column can fill: single values, at most one list deep, and none that steers."""
    for path, field in walk(fields):
        if field.kind not in {Kind.GROUP, Kind.LIST} and not field.control and path.count(_LIST) <= 1:
            yield path, field


def usual(words: str) -> list[str]:
    """Take a list of names apart."""
    return [word.strip() for word in words.replace(";", ",").replace("\n", " ").split(",") if word.strip()]


def matched(columns: Iterable[str], names: Names) -> Mapping[int, Match]:
    """Match columns with fields, each field once: a column that is called so goes before one that is similar."""
    found = [(index, match) for index, column in enumerate(columns) if (match := names.find(column))]
    taken: dict[str, int] = {}
    for index, match in sorted(found, key=lambda pair: (pair[1].meant != "", pair[0])):
        taken.setdefault(match.path, index)
    return {index: match for index, match in found if taken[match.path] == index}
