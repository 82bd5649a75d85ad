"""What a project file may hold, as models: they check it, and its JSON Schema is made of them."""

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

from bulkops.app.settings_limits import DdapiLimits, Limits, OperationPace, Part
from bulkops.app.settings_names import known_names
from bulkops.app.settings_safety import SafetySettings
from bulkops.app.settings_types import (
    Background,
    Failures,
    Flag,
    Ids,
    LongSeconds,
    Names,
    OperationName,
    Seconds,
    SecretText,
    SecretUrl,
    Text,
    Url,
)

#: Visma's gateway gives up after 240 s; a shorter wait makes doubt where there is none (Visma's facts, section 7).
READ_S_DEFAULT = 245.0
#: Longest time Visma may work on a request after it was sent.
SETTLE_S_DEFAULT = 300.0
#: Longest time a background call may be queued and at work. No limit is published (Visma's facts, section 6).
BACKGROUND_S_DEFAULT = 1800.0


class Environment(StrEnum):
    """How serious a profile is."""

    SANDBOX = "sandbox"
    TEST = "test"
    PRODUCTION = "production"


class IfMatch(StrEnum):
    """How a change by someone else is kept from being overwritten."""

    BACKGROUND = "background"
    SYNC = "sync"
    COMPARE = "compare"


class Timeouts(Part):
    """How long bulkops waits."""

    connect_s: Seconds = Field(default=10.0, description="Seconds for the whole way to a connection.")
    read_s: Seconds = Field(
        default=READ_S_DEFAULT,
        description="Seconds from sending a request to the end of its answer. Not shorter in production.",
    )
    settle_s: Seconds = Field(
        default=SETTLE_S_DEFAULT,
        description="Seconds after sending, before a document that is not there counts as not made. "
        "Not shorter in production.",
    )


class VismaTimeouts(Timeouts):
    """How long bulkops waits for Visma.net."""

    background_s: LongSeconds = Field(
        default=BACKGROUND_S_DEFAULT,
        description="Seconds that a background call may be queued and at work, before one whose acceptance was lost "
        "counts as not made. Not shorter in production.",
    )


class _Api(Part):
    sandbox: Flag = Field(default=False, description="Use the embedded sandbox; nothing leaves this machine.")
    timeouts: Timeouts = Field(default_factory=Timeouts, description="How long bulkops waits.")
    limits: Limits = Field(default_factory=Limits, description="How much of the API bulkops takes for itself.")
    per_operation: dict[OperationName, OperationPace] = Field(
        default_factory=dict, description="The pace of single operation types."
    )
    proxy: SecretUrl | None = Field(
        default=None, description="Proxy, such as `http://proxy:3128`; else the environment's."
    )
    ca_file: Text | None = Field(default=None, description="PEM file of further certificates to trust.")


class VismaSettings(_Api):
    """Visma.net ERP."""

    company: Text | None = Field(
        default=None, description="Name of the company, for people; `apply` asks for it in production."
    )
    tenant_id: Text | None = Field(default=None, description="Id of the tenant, as Visma Connect shows it.")
    client_id: Text | None = Field(default=None, description="Id of the application at Visma Connect.")
    client_secret: SecretText | None = Field(default=None, description="Secret of the application, as a reference.")
    branch: Names = Field(
        default=(),
        description="Names or numbers of the company's branches, as its invoices show them: `apply` compares before "
        "the first write.",
    )
    timeouts: VismaTimeouts = Field(default_factory=VismaTimeouts, description="How long bulkops waits.")
    base_url: Url = Field(default="https://api.finance.visma.net", description="Address of the API.")
    token_url: Url = Field(default="https://connect.visma.com/connect/token", description="Address that gives tokens.")
    if_match: IfMatch = Field(
        default=IfMatch.BACKGROUND,
        description="`background`: as documented; `sync`: once `doctor` has proved it; `compare`: read and compare.",
    )
    background: Background | None = Field(
        default=None,
        description="Send every write as a background call with this value of `erp-api-background`: `none` (nobody is "
        "notified), `subscription`, or `subscription:name=value,…` (the webhook registered with Visma is).",
    )


class NoneAuth(Part):
    """No credentials."""

    scheme: Literal["none"] = Field(default="none", description="No credentials.")


class BasicAuth(Part):
    """A user name and a password."""

    scheme: Literal["basic"] = Field(description="User name and password.")
    username: Text = Field(description="User name.")
    password: SecretText = Field(description="Password, as a reference.")


class BearerAuth(Part):
    """A token that stays the same."""

    scheme: Literal["bearer"] = Field(description="`Authorization: Bearer …`.")
    token: SecretText = Field(description="Token, as a reference.")


class HeaderAuth(Part):
    """A header field of its own."""

    scheme: Literal["header"] = Field(description="One header field, such as an API key.")
    header: Text = Field(description="Name of the header field.")
    value: SecretText = Field(description="Value of the header field, as a reference.")


Auth = Annotated[NoneAuth | BasicAuth | BearerAuth | HeaderAuth, Field(discriminator="scheme")]


class DdapiSettings(_Api):
    """Compilator's DDAPI."""

    limits: DdapiLimits = Field(default_factory=DdapiLimits, description="How much of DDAPI bulkops takes for itself.")
    base_url: Url | None = Field(
        default=None, description="Address of the API, `https://ddapi<tenant>.compilator.net`."
    )
    auth: Auth = Field(default_factory=NoneAuth, description="How requests prove who sends them.")
    company: Text | None = Field(
        default=None,
        description="Name of the company, for people, where the profile has no `visma`; `apply` asks for it in "
        "production.",
    )
    allowed: dict[Text, Ids] = Field(
        default_factory=dict,
        description="Ids that the company uses, by the name of the field: DDAPI has no list to check these against.",
    )


class SandboxOptions(Part):
    """How the embedded sandbox behaves."""

    state: Text = Field(
        default=".bulkops/sandbox.db", description="File that holds its documents, from the project's folder."
    )
    latency_s: Seconds | None = Field(default=None, description="Seconds that each answer takes.")


class ProfileSettings(Part):
    """Where things go."""

    environment: Environment = Field(
        description="`production` asks for the company's name and takes no shortened time-outs."
    )
    visma: VismaSettings | None = Field(default=None, description="Visma.net ERP.")
    ddapi: DdapiSettings | None = Field(default=None, description="Compilator's DDAPI.")
    sandbox_options: SandboxOptions = Field(default_factory=SandboxOptions, description="How the sandbox behaves.")
    max_failures: Failures | None = Field(
        default=None,
        description="A run stops by itself when more steps are refused or in conflict than this number (`20`), or "
        "than this share of its steps (`2%`, looked at from 20 ended steps on).",
    )


class ProjectSettings(Part):
    """The project file `bulkops.yaml`: where things go, never what is done."""

    bulkops: Literal["1"] = Field(
        description="Version of the format.", json_schema_extra={"const": 1, "type": "integer"}
    )
    default_profile: Text | None = Field(default=None, description="Profile that is used where none is named.")
    journal: SecretUrl | None = Field(
        default=None, description="File from the project's folder, or `postgresql://…` where machines share a run."
    )
    profiles: dict[Text, ProfileSettings] = Field(description="Profiles by name.")
    safety: SafetySettings = Field(default_factory=SafetySettings, description="Limits of what a plan may do.")


#: What holds without a project file.
IMPLICIT_PROFILE = ProfileSettings(
    environment=Environment.SANDBOX, visma=VismaSettings(sandbox=True), ddapi=DdapiSettings(sandbox=True)
)


def project_schema() -> dict[str, Any]:
    """Make the JSON Schema of the project file."""
    schema = _without_titles(ProjectSettings.model_json_schema())
    for definition, api in (("VismaSettings", "visma"), ("DdapiSettings", "ddapi")):
        for key, names in known_names(api).items():
            if key in schema["$defs"][definition]["properties"]:
                schema["$defs"][definition]["properties"][key]["propertyNames"] = {"enum": list(names)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Project file of bulkops, version 1",
        **schema,
    }


def _without_titles(schema: Any) -> Any:
    """Take out the titles that repeat names, and the defaults that say nothing."""
    if isinstance(schema, list):
        return [_without_titles(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: _without_titles(part)
        for key, part in schema.items()
        if not (key == "title" and isinstance(part, str)) and not (key == "default" and part is None)
    }
