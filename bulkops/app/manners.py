"""From a profile's settings to how writes are made, so that nobody's change is overwritten."""

from pathlib import Path

from bulkops.app.settings import IfMatch, VismaSettings
from bulkops.engine.manner import Manner

API, MODE, CHECKED = "visma", "sync", "checked"
_NOT_PROVEN = (
    "`if_match: sync` is not proved for this company, so each document is also read and compared just before it is "
    "written; `bulkops doctor --probe-if-match` finds out"
)
_COMPARED = (
    "`if_match: compare`: each document is read and compared just before it is written; a change in the moment between "
    "cannot be seen"
)


def manner_of(settings: VismaSettings, *, proven: bool) -> tuple[Manner, str]:
    """Say how writes to Visma.net are made.

    Args:
        settings: The profile's.
        proven: A probe has shown that this company's API compares `If-Match` in synchronous calls.

    Returns:
        The manner, and what a user should know of it; empty where there is nothing to know.
    """
    everything = settings.background.reveal() if settings.background is not None else ""
    if settings.sandbox and "if_match" not in settings.model_fields_set:
        return Manner(background=everything), ""  # the embedded sandbox is known to compare
    match settings.if_match:
        case IfMatch.BACKGROUND:
            return Manner(background=everything or "none", conditional_only=not everything), ""
        case IfMatch.SYNC:
            return Manner(compare=not proven, background=everything), "" if proven else _NOT_PROVEN
        case IfMatch.COMPARE:
            return Manner(compare=True, background=everything), _COMPARED


def is_proven(journal: Path, environment: str, scope: str) -> bool:
    """Say whether a probe has shown that the company's API compares `If-Match` in synchronous calls."""
    if not journal.exists():
        return False
    from bulkops.adapters.journal.journal import Journal  # noqa: PLC0415 - `validate` knows no journal

    with Journal.open(journal, create=False, read_only=True) as opened:
        proofs = opened.proofs(environment, scope)
    return any((proof.api, proof.mode, proof.verdict) == (API, MODE, CHECKED) for proof in proofs)
