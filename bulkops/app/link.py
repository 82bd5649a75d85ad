"""Link the operations of a draft: unique names, references, order; and what earlier runs have done."""

from collections.abc import Container, Iterable
from difflib import get_close_matches
from itertools import pairwise
from typing import TYPE_CHECKING

from bulkops.adapters.draft import Draft
from bulkops.app.finds import Finds
from bulkops.core.errors import InDoubtError, settle_hint
from bulkops.core.finding import Finding, Related
from bulkops.core.outcome import UNSETTLED, State
from bulkops.core.place import Place
from bulkops.core.registry import Registry
from bulkops.planning.order import cycle_in

if TYPE_CHECKING:  # `validate` knows no journal
    from bulkops.adapters.journal.earlier import EarlierRuns
    from bulkops.adapters.journal.records import Applied

_EDGES_MAX = 20_000_000


#: Manifest and id of entries that are not in the draft because they have errors.
Broken = Container[tuple[str, str]]


def link(draft: Draft, registry: Registry, finds: Finds, history: "EarlierRuns | None", broken: Broken) -> None:
    """Link a draft whose entries are all there.

    Args:
        draft: The operations.
        registry: Operation types.
        finds: Takes what is wrong.
        history: What earlier runs have done; None if nothing.
        broken: Manifest and id of entries that had errors of their own.

    Raises:
        InDoubtError: Operations of the draft are under way or in doubt in an earlier run.
    """
    _unique(draft, finds)
    if history is not None:
        _recall(draft, finds, history)
    _refer(draft, registry, finds, broken)
    _order_explicitly(draft, finds, broken)
    draft.link()
    if not draft.runs_forward():
        _refuse_cycle(draft, finds)


def _unique(draft: Draft, finds: Finds) -> None:
    namesakes: set[tuple[Place, Place]] = set()
    for shared, first, _operation, later in draft.twins("id"):
        namesakes.add((first, later))
        related = (Related("the first one", first),)
        message, hint = f"two operations are called `{shared}`", "an id names an operation for good: give each its own"
        finds(Finding(code="M050", message=message, place=later, operation=shared, hint=hint, related=related))
    for shared, first, operation, later in draft.twins("natural_key"):
        if (first, later) in namesakes:  # where the key comes from the id, that was said already
            continue
        field, _, value = shared.partition("/")[2].partition("=")
        message = f"two operations create a document with `{field}` `{value}`"
        hint = "it is what the documents are found by: give each its own value"
        related = (Related("the first one", first),)
        finds(Finding(code="M051", message=message, place=later, operation=operation, hint=hint, related=related))


def _recall(draft: Draft, finds: Finds, history: "EarlierRuns") -> None:
    unsettled: list[Applied] = []
    for seq, manifest, operation, content, natural_key, place in draft.identities():
        prior = history.applied(manifest, operation)
        if prior is not None and prior.state in UNSETTLED:
            unsettled.append(prior)
        elif prior is not None and prior.state is State.SUCCEEDED:
            if prior.content == content:
                draft.set_prior(seq, prior.number)
            else:
                finds(_other_content(prior, operation, place))
        elif natural_key:
            holder = history.holder(natural_key)
            if holder is not None and holder.state is State.SUCCEEDED:
                finds(_taken(holder, natural_key, operation, place))
    if unsettled:
        first, plural = unsettled[0], "" if len(unsettled) == 1 else "s"
        raise InDoubtError(
            f"run {first.run} has left {len(unsettled)} operation{plural} unsettled, the first `{first.id}`",
            hint=settle_hint(first.run, decided=all(prior.state is State.MANUAL for prior in unsettled)),
        )


def _other_content(prior: "Applied", operation: str, place: Place) -> Finding:
    return Finding(
        code="P020",
        message=f"`{operation}` was applied by run {prior.run} with other content",
        place=place,
        operation=operation,
        hint="an id is done once and for good: restore the entry, or write the change as a new entry with a new id",
    )


def _taken(holder: "Applied", natural_key: str, operation: str, place: Place) -> Finding:
    field, _, value = natural_key.partition("/")[2].partition("=")
    return Finding(
        code="P021",
        message=f"a document with `{field}` `{value}` was made by run {holder.run}: `{holder.id}` of {holder.manifest}",
        place=place,
        operation=operation,
        hint="remove the entry, or give it a value of its own",
    )


def _refer(draft: Draft, registry: Registry, finds: Finds, broken: Broken) -> None:
    told = 0
    for seq, manifest, operation, referred, maker, maker_type, prior, number, place in draft.references():
        if seq == told or (maker == 0 and (manifest, referred) in broken):
            continue
        if maker == 0:
            finds(_unknown_id(draft, seq, operation, referred, place))
            continue
        made, wanted = registry.types[maker_type], draft.type_of(seq)
        if made.made is not registry.types[wanted].resource:
            told = seq
            message = f"`{referred}` makes no {registry.types[wanted].resource.name} that `{operation}` could be about"
            related = (Related(f"`{referred}` is a `{maker_type}`", draft.place_of(maker)[1]),)
            hint = "name an operation that creates one, or write its number"
            finds(Finding(code="M053", message=message, place=place, operation=operation, hint=hint, related=related))
        else:
            draft.set_maker(seq, maker, number if prior else "")


def _unknown_id(draft: Draft, seq: int, operation: str, name: str, place: Place) -> Finding:
    pattern = any(sign in name for sign in "*?[")
    close = () if pattern else get_close_matches(name, draft.ids_near(seq), 1, 0.6)
    hint = f"did you mean `{close[0]}`?" if close else "write the id of another entry of this manifest"
    message = f"no other operation of this manifest is called `{name}`"
    if pattern:
        message = f"no other operation of this manifest has an id like `{name}`"
    return Finding(code="M052", message=message, place=place, operation=operation, hint=hint)


def _order_explicitly(draft: Draft, finds: Finds, broken: Broken) -> None:
    edges = 0
    for seq, manifest, operation, references in draft.with_after():
        for reference in references:
            needs = draft.ids_like(manifest, reference.name, seq)
            edges += len(needs)
            if reference.name == operation:
                finds(_waits_for_itself(operation, reference.place))
            elif not needs and (manifest, reference.name) not in broken:
                finds(_unknown_id(draft, seq, operation, reference.name, reference.place))
            if edges > _EDGES_MAX:
                message = f"the patterns in `after` make more than {_EDGES_MAX:,} pairs of operations"
                hint = "name one operation that stands for the others"
                finds(Finding(code="M056", message=message, place=reference.place, operation=operation, hint=hint))
                return
            draft.need((seq, other) for other in needs)


def _waits_for_itself(operation: str, place: Place) -> Finding:
    message, hint = f"`{operation}` waits for itself", "remove its own id from `after`"
    return Finding(code="M055", message=message, place=place, operation=operation, hint=hint)


def _refuse_cycle(draft: Draft, finds: Finds) -> None:
    members = cycle_in(draft.count, draft.edges())
    if members:
        finds(_cycle([draft.place_of(seq) for seq in members]))


def _cycle(members: Iterable[tuple[str, Place]]) -> Finding:
    (first, place), *rest = members
    names = " → ".join(f"`{name}`" for name, _ in ((first, place), *rest, (first, place)))
    related = tuple(Related(f"needs `{after}`", at) for (_, at), (after, _) in _pairs([*rest, (first, place)]))
    return Finding(
        code="M055",
        message=f"operations wait for one another: {names}",
        place=place,
        operation=first,
        hint="remove one of the `after` or `from` between them",
        related=related,
    )


def _pairs(members: list[tuple[str, Place]]) -> Iterable[tuple[tuple[str, Place], tuple[str, Place]]]:
    return pairwise(members)
