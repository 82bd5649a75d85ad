"""Where requests land, for people."""

from collections.abc import Iterator

from bulkops.core.landing import Known, Landing
from bulkops.reporting.style import Style
from bulkops.reporting.width import visible

_AS = {Known.PROFILE: ", as the profile says", Known.EARLIER: ", as before", Known.NOTHING: ""}


def landing_lines(landing: Landing, style: Style) -> Iterator[str]:
    """Say which company requests reach, and what speaks against it being the one that is meant."""
    yield f"lands on: {landing_text(landing, style)}"
    if landing.known is Known.NOTHING and landing.unlike:
        yield (
            f"note: the profile calls the company {style.quoted(visible(landing.company))}; if the branch is not its,"
            " end here; if it is, `branch:` in bulkops.yaml says so"
        )


def landing_text(landing: Landing, style: Style) -> str:
    """Name tenant and branches, as far as they can be seen."""
    tenant = f"tenant {visible(landing.tenant)}, " if landing.tenant else ""
    if not landing.branches:
        return f"{tenant}a company that cannot be checked, for it has no invoice yet"
    branches = ", ".join(style.quoted(visible(str(branch))) for branch in landing.branches)
    return f"{tenant}branch {branches}{_AS[landing.known]}"
