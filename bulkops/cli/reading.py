"""What `bulkops get` and `bulkops list` do alike: find what is meant, choose columns, say where it comes from."""

import sys
from collections.abc import Iterable, Sequence
from typing import Any

from bulkops.app.compose import System
from bulkops.cli.console import WIDTH_ELSEWHERE, Console
from bulkops.core.errors import UsageError
from bulkops.core.resource import Resource
from bulkops.planning.chosen_columns import Shown, read_columns
from bulkops.planning.mistakes import Mistakes
from bulkops.providers import REGISTRY
from bulkops.reporting.reads_reference import resource_text, resources_table


def tell_what(console: Console, name: str | None, *, listed: bool = False) -> int:
    """Say what there is to read, or what one of them shows and takes."""
    if name is not None:
        found = listed_resource(name) if listed else resource_named(name)
        text = resource_text(found, width=min(console.out.width, WIDTH_ELSEWHERE))
    else:
        text = resources_table(found for found in REGISTRY.resources.values() if found.listing or not listed)
    console.data(text.rstrip("\n").split("\n"))
    return 0


def resource_named(name: str) -> Resource:
    """Find a resource.

    Raises:
        UsageError: There is none of that name.
    """
    found = REGISTRY.resources.get(name)
    if found is not None:
        return found
    close = REGISTRY.close_resource(name)
    hint = f"did you mean `{close}`?" if close else "`bulkops get` names what there is"
    raise UsageError(f"there is nothing called `{name}` to read", hint=hint)


def listed_resource(name: str) -> Resource:
    """Find a resource that has a list.

    Raises:
        UsageError: There is none of that name, or it has no list.
    """
    found = resource_named(name)
    if found.listing is None:
        hint = f"`bulkops get {name} {found.example}` reads one"
        raise UsageError(f"the API has no list of {found.nouns}", hint=hint)
    return found


def refusal(*found: Mistakes) -> UsageError:
    """Make the error that tells every mistake of a command."""
    all_found = [mistake for each in found for mistake in each.found]
    if len(all_found) == 1:
        return UsageError(all_found[0][0], hint=all_found[0][1])
    lines = "".join(f"\n  - {text}{hint and ': '}{hint}" for text, hint in all_found)
    return UsageError(f"{len(all_found)} mistakes:{lines}")


def chosen(resource: Resource, columns: Sequence[str], form: str) -> tuple[Shown, ...] | Mistakes:
    """Read the columns that a user chooses, each argument perhaps several with commas between."""
    names = [name.strip() for text in columns for name in text.split(",") if name.strip()]
    if names and form not in {"text", "csv"}:
        mistakes = Mistakes()
        mistakes.add(f"`--columns` has no effect on {form}, which shows documents as they are answered")
        return mistakes
    return read_columns(resource, names)


def exact_output() -> None:
    """Write UTF-8 and plain line ends, whatever the surroundings prefer: a program reads it."""
    reconfigure: Any = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", newline="\n")


def tell_source(console: Console, system: System) -> None:
    """Say where documents come from: always of the sandbox, else on request."""
    if system.sandbox:
        console.say(f"from the embedded sandbox: {system.company}")
    elif console.verbose:
        console.say(f"from {system.company} ({system.environment})")


def tell_masked(console: Console, columns: Sequence[Shown], *, personal: bool) -> None:
    """Say that personal data is not shown, where that is so."""
    heads = [column.head for column in columns if column.member.sensitive]
    if heads and not personal:
        console.say(f"personal data is not shown ({', '.join(heads)}); `--show-personal` shows it")


def write(*parts: Iterable[str]) -> None:
    """Write pieces of data, and let the reader have them now."""
    for part in parts:
        sys.stdout.writelines(part)
    sys.stdout.flush()
