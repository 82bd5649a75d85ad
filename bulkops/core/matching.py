"""The declaration of how an entry may name elements of a list by a value of theirs, instead of by their key."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """How elements of a payload's list find those of the document.

    Attributes:
        elements: Field that holds the list.
        option: Key of the entry that names the member which is compared.
        others: Key of the entry that says what becomes of the document's elements that nothing in the payload names.
        deleted: Value of `others` that has them deleted; without it they stay.
    """

    elements: str
    option: str
    others: str
    deleted: str
