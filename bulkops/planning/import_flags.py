"""Words that stand for true and false in exports."""

from bulkops.core.field import Kind
from bulkops.planning.import_columns import Column

_TRUE = frozenset(("true", "t", "1", "x", "ja", "j", "yes", "y", "sann", "sant", "sandt", "wahr", "kyllä", "k", "on"))
_FALSE = frozenset(
    ("false", "f", "0", "nej", "nei", "no", "n", "nein", "usann", "usant", "falsk", "falsch", "ei", "e", "off")
)
_PLAIN = frozenset({"true", "false"})


def flags_of(column: Column) -> dict[str, bool] | None:
    """Say what the texts of a column stand for.

    Returns:
        Each text as it is written; empty where none need be said; None where one is not known.
    """
    if column.kind is not Kind.FLAG:
        return {}
    texts = [form.text for form in column.forms.values()]
    if all(text.lower() in _PLAIN for text in texts):
        return {}
    if not all(text.casefold() in _TRUE | _FALSE for text in texts):
        return None
    return {text: text.casefold() in _TRUE for text in texts}
