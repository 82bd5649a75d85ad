"""Words for values that are not where they have to be, with the names of those that are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from bulkops.core.finding import Finding, Severity
from bulkops.planning.lookups import Question, Use
from bulkops.planning.wording import dotted

_LISTED_MAX = 12
#: Values that a misspelt one is compared with.
_CLOSE_AMONG_MAX = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a system shows of the values that were asked for.

    Attributes:
        titles: Values that are there, as text, with their names for people; empty where they have none.
        inactive: Those of them that are no longer in use.
        whole: `titles` holds all that there are.
        trouble: Why not all of them could be looked up; empty: they could. What was found still counts.
    """

    titles: Mapping[str, str] = field(default_factory=dict)
    inactive: frozenset[str] = frozenset()
    whole: bool = False
    trouble: str = ""


def of_lookup(question: Question, values: Mapping[Any, Use], known: Known, api: str) -> Iterator[tuple[Finding, Use]]:
    """Say which values a system does not have, and which it has and does not use any more.

    Args:
        question: What was asked.
        values: The values, and where they are used.
        known: What the system shows.
        api: Name of the system for people.
    """
    unseen = []
    for value, use in values.items():
        text = str(value)
        if text in known.inactive:
            message = f"`{dotted(use.path)}` is {_named(text, known)}, which {api} marks as inactive{_times(use)}"
            hint = "check that it is the one you mean"
            yield _finding("P044", message, hint, use, Severity.WARNING), use
        elif text in known.titles:
            continue
        elif known.trouble:
            unseen.append(use)
        else:
            message = f"`{dotted(use.path)}` is `{text}`, which {api} does not have{_times(use)}"
            yield _finding("P040", message, _hint(text, known), use), use
    if unseen:
        count = len(unseen)
        what = "1 value" if count == 1 else f"{count:,} values"
        message = f"{what} of `{question.name}` could not be looked up: {known.trouble}"
        hint = "what could not be looked up is sent as it stands: check it yourself"
        yield _finding("P042", message, hint, unseen[0], Severity.WARNING), unseen[0]


def of_list(
    question: Question, values: Mapping[Any, Use], allowed: Sequence[int] | None
) -> Iterator[tuple[Finding, Use]]:
    """Say which ids the profile does not list, or, where it lists none at all, that they cannot be checked.

    Args:
        question: What was asked.
        values: The values, and where they are used.
        allowed: Ids that the profile lists for this field; None: it has no list.
    """
    if allowed is None:
        use = next(iter(values.values()))
        message = f"`{question.name}` cannot be checked: the API has no list of these ids, and the profile has none"
        ids = ", ".join(map(str, sorted(values)[:_LISTED_MAX]))
        hint = f"list the ids that your company uses: `{question.api}: {{allowed: {{{question.name}: [{ids}]}}}}`"
        yield _finding("P043", message, hint, use, Severity.WARNING), use
        return
    listed = ", ".join(map(str, allowed[:_LISTED_MAX])) + (", …" if len(allowed) > _LISTED_MAX else "")
    for value, use in values.items():
        if value not in allowed:
            message = f"`{dotted(use.path)}` is `{value}`, which the profile does not list{_times(use)}"
            hint = f"it lists {listed}; if the company uses `{value}`, add it to `allowed` in bulkops.yaml"
            yield _finding("P041", message, hint, use), use


def of_host(question: Question, values: Mapping[Any, Use]) -> Iterator[tuple[Finding, Use]]:
    """Say that nothing shows whether the host knows a field."""
    use = next(iter(values.values()))
    message = f"nothing shows whether this host knows `{question.name}`: the plan only makes new settings"
    hint = "what the host does not take is told after the write, when the settings are read back"
    yield _finding("P045", message, hint, use, Severity.WARNING), use


def of_beyond(question: Question, count: int, use: Use) -> Finding:
    """Say that there are more different values than are kept."""
    message = f"{count:,} values of `{question.name}` were not checked: there are too many different ones"
    return _finding("P042", message, "check them yourself, or plan in smaller parts", use, Severity.WARNING)


def _finding(code: str, message: str, hint: str, use: Use, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(code=code, message=message, place=use.place, operation=use.operation, hint=hint, severity=severity)


def _times(use: Use) -> str:
    return f"; in {use.count:,} operations" if use.count > 1 else ""


def _named(text: str, known: Known) -> str:
    title = known.titles.get(text)
    return f"`{text}` ({title})" if title else f"`{text}`"


def _hint(text: str, known: Known) -> str:
    """Name what was meant, or what there is."""
    folded = {one.casefold(): key for key, title in known.titles.items() for one in (title, key) if one}
    same = folded.get(text.casefold())
    among = list(known.titles)[:_CLOSE_AMONG_MAX]
    # Short lists of ids are told as a whole: a number that looks like another one is not near it in meaning.
    brief = known.whole and len(known.titles) <= _LISTED_MAX
    close = [] if text.isdecimal() and brief else get_close_matches(text, among, 1, 0.6)
    if same or close:
        return f"did you mean {_named(same or close[0], known)}?"
    if not known.titles:
        return "check it in the system"
    shown = ", ".join(_named(key, known) for key in list(known.titles)[:_LISTED_MAX])
    more = ", …" if len(known.titles) > _LISTED_MAX else ""
    return f"there are {shown}{more}" if known.whole else f"there are, among others, {shown}{more}"
