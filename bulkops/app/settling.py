"""How long each API may work on what it was sent, as a profile says: also for commands that reach no system."""

from collections.abc import Mapping
from pathlib import Path

from bulkops.app.project import Project, load_project
from bulkops.app.settings import DdapiSettings, VismaSettings
from bulkops.core.errors import BulkopsError
from bulkops.core.operation import Provider
from bulkops.core.registry import Registry
from bulkops.engine.settling import Settling

#: The embedded sandbox works on a request for no time at all; its own late commits are switches.
SANDBOX_SETTLE_S = 1.0


def settling_of(provider: Provider, settings: VismaSettings | DdapiSettings | None) -> Settling:
    """Say how long an API may work on what it was sent.

    Args:
        provider: The API.
        settings: What the profile says of it; None: the vendor's own times hold.
    """
    background = provider.background
    longest_s = float(provider.settle_s if background is None else background.settle_s)
    if settings is None:
        return Settling(settle_s=float(provider.settle_s), background_s=longest_s)
    if settings.sandbox:
        return Settling(settle_s=SANDBOX_SETTLE_S, background_s=SANDBOX_SETTLE_S)
    if isinstance(settings, VismaSettings):
        longest_s = settings.timeouts.background_s
    return Settling(settle_s=settings.timeouts.settle_s, background_s=longest_s)


def settling_in(
    project: Path | None, profile: str | None, environment: str, registry: Registry
) -> Mapping[str, Settling]:
    """Say how long the APIs of an environment may work, by name, as far as can be known without reaching them.

    Args:
        project: The project file; None: there is none.
        profile: Name of the profile; None: the file's default.
        environment: The environment that the profile must be for.
        registry: Knows the APIs.
    """
    settings = _profile(project, profile, environment)
    return {name: settling_of(provider, settings.get(name)) for name, provider in registry.providers.items()}


def _profile(
    project: Path | None, profile: str | None, environment: str
) -> Mapping[str, VismaSettings | DdapiSettings | None]:
    try:
        found: Project = load_project(project, profile)
    except BulkopsError:  # such as a secret that is not set here: reading the journal needs none
        return {}
    if found.profile.environment.value != environment:
        return {}
    return {"visma": found.profile.visma, "ddapi": found.profile.ddapi}
