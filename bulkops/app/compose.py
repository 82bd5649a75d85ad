"""The composition root: from a project's profile to the adapters that reach its systems."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bulkops import __version__
from bulkops.adapters.auth_protocol import Auth
from bulkops.adapters.clock import SystemClock
from bulkops.app.manners import is_proven, manner_of
from bulkops.app.project import Project
from bulkops.app.settings import DdapiSettings, VismaSettings
from bulkops.app.settling import settling_of
from bulkops.core.errors import UsageError
from bulkops.core.failure_limit import FailureLimit
from bulkops.core.landing import Landing
from bulkops.core.registry import Registry
from bulkops.engine.channel import Channel
from bulkops.engine.manner import Manner
from bulkops.engine.pace import Limits, Pace
from bulkops.engine.ports import Clock, Transport


@dataclass(slots=True, kw_only=True)
class System:
    """The systems of one company, ready to be called.

    Attributes:
        environment: `production`, `test` or `sandbox`.
        company: Name of the company, for people.
        scope: What the company is to the journal, with the environment: it stays when the name is corrected.
        channels: APIs that the profile reaches, by name.
        notes: What a user should know of how changes by others are noticed.
        clock: Time.
        sandbox: Whether the embedded sandbox stands behind it.
        allowed: Ids that the profile lists, by API and field.
        auths: How requests prove who sends them, by API; those of the embedded sandbox need not.
        failures_max: How many steps of a run may fail before it stops; None: any number.
        landing: Which company they reach; None as long as nobody has looked, or where nothing can tell.
    """

    environment: str
    company: str
    scope: str
    channels: dict[str, Channel]
    clock: Clock
    sandbox: bool
    notes: tuple[str, ...] = ()
    allowed: Mapping[str, Mapping[str, Sequence[int]]] = field(default_factory=dict)
    auths: dict[str, Auth] = field(default_factory=dict)
    failures_max: FailureLimit | None = None
    landing: Landing | None = None
    _closers: list[Any] = field(default_factory=list)

    @property
    def calls(self) -> int:
        """Requests made so far."""
        return sum(channel.pace.calls for channel in self.channels.values())

    @property
    def under_way(self) -> int:
        """Requests that are made at this moment; steps that wait for their turn are none."""
        return sum(channel.pace.under_way for channel in self.channels.values())

    def require(self, api: str) -> Channel:
        """Give the channel of an API.

        Raises:
            UsageError: The profile does not say how to reach it.
        """
        if api not in self.channels:
            raise UsageError(
                f"the profile does not say how to reach `{api}`",
                hint=f"add `{api}:` to the profile in bulkops.yaml, or choose another one with `--profile`",
            )
        return self.channels[api]

    async def aclose(self) -> None:
        """Let go of connections and files."""
        for closer in self._closers:
            await closer()


def connect(project: Project, registry: Registry) -> System:
    """Build what reaches the systems of a project's profile; nothing is sent yet.

    Raises:
        RemoteError: A setting of the way out, such as a certificate file, cannot be used.
    """
    clock = SystemClock()
    profile = project.profile
    apis: dict[str, VismaSettings | DdapiSettings] = {}
    if profile.visma is not None:
        apis["visma"] = profile.visma
    if profile.ddapi is not None:
        apis["ddapi"] = profile.ddapi
    embedded = {name for name, settings in apis.items() if settings.sandbox}
    system = System(
        environment=profile.environment.value,
        company=_company(project),
        scope=_scope(project),
        channels={},
        clock=clock,
        sandbox=bool(embedded),
        failures_max=profile.max_failures,
        allowed={"ddapi": profile.ddapi.allowed} if profile.ddapi is not None else {},
    )
    transports = _sandbox(project, embedded, system, clock) if embedded else {}
    for name, settings in apis.items():
        transport = transports.get(name) or _http(name, settings, project, system)
        pace = Pace(_limits(settings), clock)
        manner, settling = Manner(), settling_of(registry.providers[name], settings)
        if isinstance(settings, VismaSettings):
            manner, note = manner_of(settings, proven=is_proven(project.journal_path, system.environment, system.scope))
            system.notes += (note,) if note else ()
        system.channels[name] = Channel(
            registry.providers[name],
            transport,
            pace,
            clock,
            settle_s=settling.settle_s,
            background_s=settling.background_s,
            manner=manner,
        )
        system._closers.append(transport.aclose)  # noqa: SLF001 - the root builds the object it hands out
    return system


def _company(project: Project) -> str:
    """Name the company of a real system; the embedded sandbox names itself."""
    visma, ddapi = project.profile.visma, project.profile.ddapi
    if visma is not None and not visma.sandbox:
        return visma.company or visma.tenant_id or visma.base_url
    if ddapi is not None and not ddapi.sandbox and visma is None:
        return ddapi.company or ddapi.base_url or ""
    return ""


def _scope(project: Project) -> str:
    """Say what identifies the company: its tenant or its host; a name may be spelt another way tomorrow."""
    visma, ddapi = project.profile.visma, project.profile.ddapi
    if visma is not None and not visma.sandbox:
        return visma.tenant_id or _company(project)
    if ddapi is not None and not ddapi.sandbox and visma is None:
        return ddapi.base_url or ""
    return ""


def _limits(settings: VismaSettings | DdapiSettings) -> Limits:
    given = settings.limits
    return Limits(
        in_flight_max=given.in_flight,
        per_second_max=given.requests_per_second or 0.0,
        per_hour_max=given.requests_per_hour or 0,
        reserve=float(given.reserve),
        per_operation_max={str(name): pace.per_second for name, pace in settings.per_operation.items()},
        evenly=given.evenly,
        same_request_max=0 if settings.sandbox else given.same_request_max,
        failed_request_max=0 if settings.sandbox else given.failed_request_max,
    )


def _sandbox(project: Project, embedded: set[str], system: System, clock: Clock) -> Mapping[str, Transport]:
    from bulkops.app.sandbox import company_of, open_erp  # noqa: PLC0415 - only a sandbox profile pays for it
    from bulkops.sandbox.transport import SandboxTransport  # noqa: PLC0415

    sandbox = project.profile.sandbox_options
    erp = open_erp(project.resolve(sandbox.state))
    if sandbox.latency_s is not None:
        erp.set_switches(replace(erp.switches, latency_s=sandbox.latency_s))
    if not system.company:
        system.company = system.scope = company_of(erp)

    async def close() -> None:
        erp.close()

    system._closers.append(close)  # noqa: SLF001 - the root builds the object it hands out
    return dict.fromkeys(embedded, SandboxTransport(erp, clock))


def _http(name: str, settings: VismaSettings | DdapiSettings, project: Project, system: System) -> Transport:
    from bulkops.adapters.http import HttpTransport  # noqa: PLC0415 - a sandbox profile does without
    from bulkops.adapters.http_settings import HttpSettings  # noqa: PLC0415
    from bulkops.app.credentials import auth_of  # noqa: PLC0415

    if not settings.base_url:
        raise UsageError(f"the profile names no `base_url` for `{name}`", hint="add it to the profile in bulkops.yaml")
    http = HttpSettings(
        api=name,
        base_url=settings.base_url,
        connect_s=settings.timeouts.connect_s,
        read_s=settings.timeouts.read_s,
        in_flight_max=settings.limits.in_flight,
        proxy=settings.proxy.reveal() if settings.proxy else None,
        ca_file=str(project.resolve(settings.ca_file)) if settings.ca_file else None,
        user_agent=f"bulkops/{__version__}",
    )
    system.auths[name] = auth_of(settings, http)
    return HttpTransport(http, system.auths[name])
