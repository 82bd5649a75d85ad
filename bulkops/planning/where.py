"""What a user wants of a list: `--where` and `--expand` read, checked, and split into what the API is asked.

A parameter takes one value, and a date one bound: what goes beyond is compared on our side.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches

from bulkops.core.field import Kind
from bulkops.core.listing import Expansion, Filter
from bulkops.core.resource import Resource
from bulkops.planning.mistakes import Mistakes

_CONDITION = re.compile(r"\s*([A-Za-z][A-Za-z0-9]*)\s*(>=|<=|=|>|<)\s*(.*?)\s*", re.DOTALL)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,3})?)?")
_LOWER = (">=", ">")
_UPPER = ("<=", "<")


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition on the rows.

    Attributes:
        filter: On what.
        operator: `=`, `<`, `<=`, `>` or `>=`.
        value: With what, as it is sent.
    """

    filter: Filter
    operator: str
    value: str

    def __str__(self) -> str:
        """As a user writes it."""
        return f"{self.filter.name}{self.operator}{self.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A list, narrowed and widened.

    Attributes:
        query: Parameters of the request.
        places: What fills the places of its path.
        sent: Conditions that the API was asked to hold; its rows are compared again.
        ours: Conditions that it was not asked, or asked less exactly: compared on our side alone.
    """

    query: tuple[tuple[str, str], ...] = ()
    places: tuple[tuple[str, str], ...] = ()
    sent: tuple[Condition, ...] = ()
    ours: tuple[Condition, ...] = ()

    @property
    def unseen(self) -> tuple[Condition, ...]:
        """Conditions that no member of a row shows: the API's word is all there is."""
        return tuple(found for found in self.sent if not found.filter.member and not found.filter.place)


def read_where(resource: Resource, where: Sequence[str], expand: Sequence[str]) -> Where | Mistakes:
    """Read what is wanted of a resource's list.

    Args:
        resource: Has a listing.
        where: Conditions as the user wrote them: `customer=10001`, `documentDate>=2026-01-01`.
        expand: Names of expansions, each perhaps several with commas between.

    Returns:
        What to ask for; or every mistake in it.
    """
    mistakes = Mistakes()
    conditions = [found for text in where if (found := _condition(resource, text, mistakes)) is not None]
    by_filter: dict[str, list[Condition]] = {}
    for condition in conditions:
        by_filter.setdefault(condition.filter.name, []).append(condition)
    for group in by_filter.values():
        _check_together(group, mistakes)
    wanted = _expansions(resource, expand, mistakes)
    if mistakes.found:
        return mistakes
    return _asked(resource, by_filter.values(), wanted)


def _condition(resource: Resource, text: str, mistakes: Mistakes) -> Condition | None:
    match = _CONDITION.fullmatch(text)
    listing = resource.listing
    assert listing is not None
    if match is None:
        mistakes.add(f"`{text}` is no condition", f"write `NAME=VALUE`, such as `{_example(resource)}`")
        return None
    name, operator, value = match.groups()
    found = listing.filter(name)
    if found is None:
        mistakes.add(f"`{name}` is no filter of {resource.full_name}", _instead(resource, name))
        return None
    if operator not in operators(found):
        written = " or ".join(f"`{found.name}{each}{found.example}`" for each in operators(found))
        mistakes.add(f"`{found.name}` does not take `{operator}`", f"write {written}")
        return None
    problem = _problem(found, value)
    if problem:
        mistakes.add(f"`{text.strip()}`: {problem}")
        return None
    return Condition(filter=found, operator=operator, value=value)


def operators(found: Filter) -> tuple[str, ...]:
    """Give the operators that a filter takes."""
    if found.place:
        return (">=",)
    if not found.condition:
        return ("=",)
    # Nobody means one millisecond: a moment has bounds only.
    return (">=", ">", "<=", "<") if found.timed else ("=", ">=", ">", "<=", "<")


def _example(resource: Resource) -> str:
    assert resource.listing is not None
    first = next(iter(resource.listing.where), None)
    return f"{first.name}{operators(first)[0]}{first.example}" if first else "NAME=VALUE"


def _instead(resource: Resource, name: str) -> str:
    """Say what to write instead of a name that is no filter."""
    listing = resource.listing
    assert listing is not None
    for known, instead in listing.elsewhere.items():
        if known.lower() == name.lower():
            return instead
    if not listing.where:
        return f"the list of {resource.nouns} has no filters; it comes as a whole"
    names = {found.name.lower(): found.name for found in listing.where}
    close = get_close_matches(name.lower(), names, 1, 0.6)
    if close:
        return f"did you mean `{names[close[0]]}`?"
    return "its filters are " + ", ".join(f"`{found.name}`" for found in listing.where)


def _problem(found: Filter, value: str) -> str:
    """Say what is wrong with a value; empty where nothing is."""
    if not value:
        return "there is no value; the API would pass the filter over"
    if value[0] in "=<>":
        return "the operators are `=`, `>=`, `>`, `<=` and `<`"
    if found.kind is Kind.CHOICE:
        return "" if value in found.choices else _choice_problem(found, value)
    return _date_problem(found, value) if found.kind is Kind.DATE else _text_problem(found, value)


def _choice_problem(found: Filter, value: str) -> str:
    close = get_close_matches(value, found.choices, 1, 0.5)
    return f"did you mean `{close[0]}`?" if close else f"it is one of {', '.join(found.choices)}"


def _text_problem(found: Filter, value: str) -> str:
    if found.kind is Kind.INTEGER and not re.fullmatch(r"[0-9]{1,9}", value):
        return "write a whole number"
    if found.pattern and not re.fullmatch(found.pattern, value):
        return f"write it as `{found.example}`"
    return "" if value.isprintable() else "it holds a character that cannot be sent"


def _date_problem(found: Filter, value: str) -> str:
    form = _MOMENT if found.timed else _DAY
    if not form.fullmatch(value):
        zone = "" if not found.timed else ", without a zone: it is the server's clock"
        return f"write it as `{found.example}`{zone}"
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return "there is no such day or time"
    return ""


def _check_together(conditions: list[Condition], mistakes: Mistakes) -> None:
    """See whether conditions on one filter can stand together: at most one bound on each side."""
    name = conditions[0].filter.name
    lower = [found for found in conditions if found.operator in _LOWER]
    upper = [found for found in conditions if found.operator in _UPPER]
    if len(conditions) > 1 and (len(lower) > 1 or len(upper) > 1 or len(lower) + len(upper) < len(conditions)):
        written = " and ".join(f"`{found}`" for found in conditions)
        mistakes.add(f"{written} cannot stand together", f"give `{name}` once, or one bound on each side")


def _expansions(resource: Resource, expand: Sequence[str], mistakes: Mistakes) -> list[Expansion]:
    listing = resource.listing
    assert listing is not None
    found: dict[str, Expansion] = {}
    for name in (part.strip() for text in expand for part in text.split(",")):
        known = listing.expansion(name)
        if known is not None:
            found[known.name] = known
            continue
        names = [each.name for each in listing.expansions]
        close = get_close_matches(name, names, 1, 0.5)
        hint = f"did you mean `{close[0]}`?" if close else f"there are {', '.join(f'`{each}`' for each in names)}"
        none = f"rows of {resource.full_name} cannot be expanded"
        mistakes.add(f"`{name}` is no expansion of {resource.full_name}", hint if names else none)
    return list(found.values())


def _asked(resource: Resource, groups: Iterable[list[Condition]], wanted: list[Expansion]) -> Where:
    listing = resource.listing
    assert listing is not None
    query: list[tuple[str, str]] = []
    sent: list[Condition] = []
    ours: list[Condition] = []
    places = {found.place: found.default for found in listing.where if found.place}
    flags = {found.parameter for found in wanted}
    for group in groups:
        conditions = sorted(group, key=lambda found: found.operator in _UPPER)  # what is newer is usually less
        first, found = conditions[0], conditions[0].filter
        if found.place:
            places[found.place] = first.value
            sent.append(first)
            continue
        query.append((found.name, first.value))
        if found.condition and first.operator == "=":
            ours.append(first)
            first = replace(first, operator=">=")  # dates take bounds alone: everything since that day is asked for
        if found.condition:
            query.append((found.condition, first.operator))
        sent.append(first)
        ours += conditions[1:]
        expansion = listing.expansion(found.expand)
        flags |= {expansion.parameter} if expansion is not None else set()
    query += [(each.parameter, "true") for each in listing.expansions if each.parameter in flags]
    return Where(query=tuple(query), places=tuple(places.items()), sent=tuple(sent), ours=tuple(ours))
