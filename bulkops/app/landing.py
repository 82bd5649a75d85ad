"""Which company requests reach, found out before anything is written there."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from bulkops.app.compose import System
from bulkops.app.project import Project
from bulkops.core.errors import RemoteError
from bulkops.core.http import Request, Response
from bulkops.core.json import loads
from bulkops.core.landing import Known, Landing
from bulkops.engine.channel import Channel
from bulkops.providers.visma.landmark import LANDMARK

API = LANDMARK.resource.api
#: Rows of the one page that is read: enough to see a company's branches, too few to weigh anything.
ROWS_MAX = 20
Row = Mapping[str, Any]


class Memory(Protocol):
    """What earlier runs have seen; the journal."""

    def landing(self, environment: str, company: str) -> tuple[str, ...] | None:
        """Give the names by which a company has shown itself; None where none are known."""
        ...

    def remember_landing(self, environment: str, company: str, names: tuple[str, ...], at: float) -> None:
        """Keep the names by which a company has shown itself."""
        ...


async def check_landing(system: System, project: Project, journal: Memory | None) -> Landing | None:
    """Find out which company requests reach, and compare it with what is known of it. One call.

    Args:
        system: The systems of the profile.
        project: What the profile says.
        journal: What earlier runs have seen, where there is a journal; nothing is written to it.

    Returns:
        Where requests land; None where nothing can tell: in the embedded sandbox, and at DDAPI.

    Raises:
        RemoteError: It is another company, or the API cannot be read.
    """
    if not lands(project):
        return None
    rows, _ = await newest(system.require(API))
    landing = await seen(system, project, journal, rows)
    refuse_elsewhere(landing)
    return landing


def lands(project: Project) -> bool:
    """Say whether the profile reaches a system whose company can be told."""
    visma = project.profile.visma
    return visma is not None and not visma.sandbox


async def newest(channel: Channel) -> tuple[list[Row], Response]:
    """Read one small page of documents.

    Returns:
        Its rows, newest first, and the answer.

    Raises:
        RemoteError: It cannot be read.
    """
    listing = LANDMARK.resource.listing
    assert listing is not None
    query = (("pageNumber", "1"), ("pageSize", str(ROWS_MAX)))
    response = await channel.read(Request(api=API, method="GET", path=listing.path, query=query))
    try:
        rows = loads(response.body) if response.body.strip() else []
    except ValueError:
        rows = None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows) or not response.good:
        nouns = LANDMARK.resource.nouns
        raise RemoteError(
            f"the list of {nouns} is not a JSON array", hint="check the profile's `base_url`", code="R112"
        )
    # The order of a list is not published.
    rows.sort(key=lambda row: str(row.get(LANDMARK.created) or ""), reverse=True)
    return rows, response


async def seen(system: System, project: Project, journal: Memory | None, rows: list[Row]) -> Landing:
    """Put together what token and rows say, and what they are to be compared with."""
    auth = system.auths.get(API)
    token = None if auth is None else await auth.granted()
    visma = project.profile.visma
    assert visma is not None
    landing = Landing(
        tenant="" if token is None else token.tenant, branches=LANDMARK.branches(rows), company=visma.company or ""
    )
    if visma.branch:
        return replace(landing, known=Known.PROFILE, expected=visma.branch)
    earlier = None if journal is None else journal.landing(system.environment, system.scope)
    return replace(landing, known=Known.EARLIER, expected=earlier) if earlier else landing


def refuse_elsewhere(landing: Landing) -> None:
    """Refuse to go on at another company.

    Raises:
        RemoteError: It is another one.
    """
    if landing.elsewhere:
        found = ", ".join(f"«{branch}»" for branch in landing.branches)
        expected = ", ".join(f"«{name}»" for name in landing.expected)
        raise RemoteError(
            f"this is another company: its invoices show branch {found}, and {landing.known} {expected}; nothing was"
            " sent",
            hint="compare tenant and credentials with the company that is meant; if it is the right one,"
            f" write `branch: {landing.branches[0].name or landing.branches[0].number}` below `visma:` in bulkops.yaml",
            code="R016",
        )


def remember(journal: Memory, system: System) -> None:
    """Keep what was seen of a company, for later runs; what earlier ones have seen besides is kept, too."""
    landing = system.landing
    if landing is None or not landing.branches:
        return
    earlier = journal.landing(system.environment, system.scope) or ()
    if not any(branch.is_called(name) for branch in landing.branches for name in earlier):
        earlier = ()  # the profile says that it is the company, under new names
    names = tuple(dict.fromkeys((*earlier, *map(str, landing.branches))))
    if names != earlier:
        journal.remember_landing(system.environment, system.scope, names, system.clock.now())
