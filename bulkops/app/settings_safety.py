"""What a project file may say of how much a plan may do: one limit for each verb that the declarations know."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import (
    Field,
    PlainSerializer,
    PlainValidator,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
    create_model,
    model_validator,
)
from pydantic_core import PydanticCustomError

from bulkops.app.settings_limits import Part
from bulkops.app.settings_names import money_verbs, verbs
from bulkops.app.settings_types import Amount, Currency, Limit, Share
from bulkops.core.limit import Limit as Valve
from bulkops.core.limit import Measure

_NUMBER = TypeAdapter[int](Limit)
_EXPECTED = "a number of operations such as `2000`, or `{share: 30%, from: 20, to: 2000}`"


class ShareLimit(Part):
    """A part of a plan, with the counts between which it counts."""

    share: Share = Field(description="Part of all operations that the plan carries out, such as `30%`.")
    least: Limit = Field(alias="from", description="So many are always allowed, however few others there are.")
    most: Limit = Field(alias="to", description="More are never allowed, however many others there are.")

    @model_validator(mode="after")
    def _ordered(self) -> "ShareLimit":
        if self.least > self.most:
            raise PydanticCustomError("scalar", "the bounds cross", {"expected": "`from` no larger than `to`"})
        return self


def _read_steps(value: Any) -> int | ShareLimit:
    if isinstance(value, dict | ShareLimit):
        return ShareLimit.model_validate(value)
    try:
        return _NUMBER.validate_python(value)
    except ValidationError as error:
        raise PydanticCustomError("scalar", "something else belongs here", {"expected": _EXPECTED}) from error


#: A number of operations, or a share of a plan's.
Steps = Annotated[
    int | ShareLimit,
    PlainValidator(_read_steps),
    PlainSerializer(lambda steps: steps if isinstance(steps, int) else steps.model_dump(by_alias=True)),
    WithJsonSchema({"anyOf": [*_NUMBER.json_schema()["anyOf"], ShareLimit.model_json_schema()]}),
]


class FixedLimits(Part):
    """The limits that are no verb's own."""

    operations_max: Limit | None = Field(default=None, description="Operations that a plan carries out.")
    sum_max: dict[Currency, Amount] = Field(
        default_factory=dict, description="Net sum of the documents that a plan creates, releases …, each by itself."
    )
    document_max: dict[Currency, Amount] = Field(
        default_factory=dict, description="Net sum of any one document that a plan is about, by currency."
    )

    @property
    def limits(self) -> tuple[Valve, ...]:
        """What was set, as planning holds plans against it."""
        return tuple(self._limits())

    def _limits(self) -> Iterator[Valve]:
        if self.operations_max is not None:
            yield Valve(name="operations_max", measure=Measure.COUNT, most=Decimal(self.operations_max))
        for verb in verbs():
            key = f"{verb}_max"
            if (counted := getattr(self, key)) is not None:
                yield _count(key, verb, counted)
        yield from _money("sum_max", Measure.SUM, "", self.sum_max)
        for verb in money_verbs():
            key = f"{verb}_sum_max"
            yield from _money(key, Measure.SUM, verb, getattr(self, key))
        yield from _money("document_max", Measure.DOCUMENT, "", self.document_max)


def _count(key: str, verb: str, counted: int | ShareLimit) -> Valve:
    if isinstance(counted, int):
        return Valve(name=key, measure=Measure.COUNT, verb=verb, most=Decimal(counted))
    return Valve(
        name=key,
        measure=Measure.COUNT,
        verb=verb,
        most=Decimal(counted.most),
        share=counted.share,
        least=Decimal(counted.least),
    )


def _money(key: str, measure: Measure, verb: str, amounts: Mapping[str, Decimal]) -> Iterator[Valve]:
    for currency, amount in sorted(amounts.items()):
        yield Valve(name=f"{key}.{currency}", measure=measure, verb=verb, currency=currency, most=amount)


def _of_verbs() -> dict[str, Any]:
    """Make the settings of all verbs.

    Raises:
        ValueError: A verb's setting would be called as another one is.
    """
    fields: dict[str, Any] = {}
    for verb in verbs():
        about = f"`{verb}` operations that a plan carries out: a number, or a share with its bounds."
        fields[f"{verb}_max"] = (Steps | None, Field(default=None, description=about))
    for verb in money_verbs():
        about = f"As `sum_max`, for `{verb}` alone."
        fields[f"{verb}_sum_max"] = (dict[Currency, Amount], Field(default_factory=dict, description=about))
    if len(fields) < len(verbs()) + len(money_verbs()) or fields.keys() & FixedLimits.model_fields.keys():
        raise ValueError("two limits have one name")
    return fields


if TYPE_CHECKING:
    SafetySettings = FixedLimits
else:
    SafetySettings = create_model(
        "SafetySettings",
        __base__=FixedLimits,
        __doc__="Limits of what a plan may do; each is raised for one plan by its own `--allow`.",
        **_of_verbs(),
    )
