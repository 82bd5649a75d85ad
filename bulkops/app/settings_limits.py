"""What a project file may say of how fast an API is called."""

from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from bulkops.app.settings_types import Count, Flag, InFlight, Limit, PerSecond, Share


class Part(BaseModel):
    """A part of the project file: read once, and with no keys but its own."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Limits(Part):
    """How much of the API bulkops takes for itself."""

    requests_per_hour: Count | None = Field(
        default=None, description="Requests an hour; without it the API's answers tell."
    )
    requests_per_second: PerSecond | None = Field(
        default=None, description="Requests a second; without it no such limit."
    )
    reserve: Share = Field(
        default=Decimal("0.2"),
        description="Share of the hour's requests left to others.",
        json_schema_extra={"default": "20%"},
    )
    evenly: Flag = Field(
        default=True,
        description="Spread an hour's requests over it where a run needs more than are left; `false`: make them at "
        "once, and then wait for the next hour.",
    )
    in_flight: InFlight = Field(
        default=8, description="Requests at one time, at most; how many the server bears is found out."
    )
    same_request_max: Limit = Field(
        default=5,
        description="Times that the very same request is made within a minute; 0: as often as needed. The former "
        "gateway refused more than 5; nothing is published of the present one.",
    )
    failed_request_max: Limit = Field(
        default=2,
        description="Times that a request may have failed within five minutes and still be made again; 0: as often as "
        "needed. Visma's former gateway refused the third; nothing is published of the present one.",
    )


class DdapiLimits(Limits):
    """How much of DDAPI bulkops takes for itself."""

    failed_request_max: Limit = Field(default=0, description="As for `visma`; no such rule of DDAPI is known.")


class OperationPace(Part):
    """The pace of one operation type."""

    per_second: PerSecond = Field(description="Requests a second, at most.")
