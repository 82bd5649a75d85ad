"""What has moved since a plan was reviewed: its steps as they were shown, held against the same steps made again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bulkops.core.shown import SentRequest, Shown
from bulkops.core.step import Verdict

_ENDED = {
    Verdict.UNCHANGED: "there is nothing to do any more: the system holds the wanted values",
    Verdict.DONE: "another run has done it meanwhile",
}
_FIELDS_MAX = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A step that is not as it was reviewed.

    Attributes:
        shown: The step as it would be now; as it was, where it is gone.
        what: What is different; one clause.
        open: It would still be sent.
    """

    shown: Shown
    what: str
    open: bool


def moved(reviewed: Iterable[Shown], now: Iterable[Shown]) -> Iterator[Moved]:
    """Compare the steps of a plan as it was reviewed with those of the same plan made again.

    Args:
        reviewed: In ascending order of `seq`.
        now: Likewise.

    Yields:
        Each step that is not the same in everything that the plan's digest covers.
    """
    before, after = iter(reviewed), iter(now)
    old, new = next(before, None), next(after, None)
    while old is not None or new is not None:
        if new is None or (old is not None and old.seq < new.seq):
            assert old is not None
            yield Moved(shown=old, what=_gone(old), open=False)
            old = next(before, None)
        elif old is None or new.seq < old.seq:
            yield Moved(shown=new, what="it was not in the plan", open=new.verdict is Verdict.DO)
            new = next(after, None)
        else:
            what = _difference(old, new)
            if what:
                yield Moved(shown=new, what=what, open=new.verdict is Verdict.DO)
            old, new = next(before, None), next(after, None)


def _gone(old: Shown) -> str:
    # What was not selected itself comes along only for as long as nobody has done it.
    return "another run has done it meanwhile" if old.along else "it is not in the manifest any more"


def _difference(old: Shown, new: Shown) -> str:
    """Say what is different, the most telling first; empty if nothing is."""
    return next(_differences(old, new), "")


def _differences(old: Shown, new: Shown) -> Iterator[str]:
    if (old.manifest, old.id, old.type) != (new.manifest, new.id, new.type):
        yield f"`{old.manifest}/{old.id}` ({old.type}) stood in its place"
    if old.content != new.content:
        yield "its entry, or the file that it sends, asks for something else"
    if old.verdict is not new.verdict:
        yield _ENDED.get(new.verdict) or new.reason or "it is to be done now, and was not"
    if old.tag != new.tag:
        yield f"somebody changed the document: {_fields(old, new) or 'in nothing that this step sets'}"
    if _sent(old) != _sent(new):
        yield f"what the document holds has changed: {_fields(old, new) or 'what would be sent is different'}"
    if (old.currency, old.amount) != (new.currency, new.amount):
        yield f"its net sum is {_money(new)}, and was {_money(old)}"
    if (old.target_from, old.tag_from, old.needs) != (new.target_from, new.tag_from, new.needs):
        yield "what it waits for is different"


def _money(shown: Shown) -> str:
    return "not known" if shown.amount is None else f"{shown.amount} {shown.currency}".strip()


def _sent(shown: Shown) -> tuple[Any, ...]:
    return shown.target, shown.natural_key, shown.payload_digest, tuple(_bound(one) for one in shown.requests)


def _bound(request: SentRequest) -> tuple[Any, ...]:
    return request.method, request.path, request.if_match, request.background, request.body


def _fields(old: Shown, new: Shown) -> str:
    """Name the fields of the step whose present value has moved."""
    was = {change.path: change for change in old.changes}
    texts = []
    for change in new.changes:
        known = was.get(change.path)
        if known is None:
            texts.append(f"`{change.path}`")
        elif known.before != change.before:
            texts.append(f"`{change.path}` is {change.before}, and was {known.before}")
    gone = [f"`{path}`" for path in was if path not in {change.path for change in new.changes}]
    texts += gone
    more = len(texts) - _FIELDS_MAX
    return ", ".join(texts[:_FIELDS_MAX]) + (f", and {more} more" if more > 0 else "")
