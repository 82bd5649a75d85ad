"""Scalars of the project file: how its text is read, and what an editor is told about it.

A refused scalar says what belongs there, never what stood there: that may be a secret.
"""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from bulkops.core.failure_limit import FailureLimit, read_failure_limit
from bulkops.core.secret import MASK, Secret

#: What `${env:NAME}`, `${file:PATH}` and `${keyring:SERVICE/USER}` look like to an editor.
REFERENCE_PATTERN = r"\$\{(env|file|keyring):[^}]+\}"
_REFERENCE = {"type": "string", "pattern": REFERENCE_PATTERN}
_DECIMAL = re.compile(r"[0-9]+(\.[0-9]+)?")
_HOUR_S = 3600.0
_DAY_S = 86400.0
#: Header values of a background call (Visma's facts, section 6); an address there is no longer supported by the vendor.
_BACKGROUND = re.compile(
    r"none|subscription(:[\w!#$%&'*+.^`|~-]+=[!#-+\--~]+(,[\w!#$%&'*+.^`|~-]+=[!#-+\--~]+)*)?", re.ASCII
)
_ID_MAX = 2**31 - 1


def _refusal(expected: str) -> PydanticCustomError:
    return PydanticCustomError("scalar", "something else belongs here", {"expected": expected})


def _read_flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value in {"true", "false"}:
        return bool(value == "true")
    raise _refusal("`true` or `false`")


def _read_decimal(value: Any, expected: str) -> Decimal:
    """Read digits with or without a point: no exponents, signs, infinities or grouped thousands."""
    text = str(value) if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not _DECIMAL.fullmatch(text):
        raise _refusal(expected)
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise _refusal(expected) from error


def _count(minimum: int, maximum: int) -> Callable[[Any], int]:
    expected = f"a whole number from {minimum} to {maximum}"

    def read(value: Any) -> int:
        number = _read_decimal(value, expected)
        if number != number.to_integral_value() or not minimum <= number <= maximum:
            raise _refusal(expected)
        return int(number)

    return read


def _real(expected: str, maximum: float) -> Callable[[Any], float]:
    def read(value: Any) -> float:
        number = _read_decimal(value, expected)
        if not 0 < number <= Decimal(maximum):
            raise _refusal(expected)
        return float(number)

    return read


def _read_amount(value: Any) -> Decimal:
    return _read_decimal(value, "an amount of money such as `250000` or `99.50`")


def _read_share(value: Any) -> Decimal:
    expected = "a share from `0%` to `90%`"
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str) or not value.endswith("%"):
        raise _refusal(expected)
    share = _read_decimal(value[:-1], expected) / 100
    if share > Decimal("0.9"):
        raise _refusal(expected)
    return share


def _read_failures(value: Any) -> FailureLimit:
    if isinstance(value, FailureLimit):
        return value
    try:
        return read_failure_limit(str(value))
    except ValueError as error:
        raise _refusal("a number of steps such as `20`, or a share of them such as `2%`") from error


def _read_text(value: Any) -> str:
    if not isinstance(value, str) or not value or not value.isprintable():
        raise _refusal("a text of one line")
    return value


def _read_url(value: Any) -> str:
    try:
        parts = urlsplit(value if isinstance(value, str) else "")
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.username is not None or parts.query or parts.fragment:
        raise _refusal("an address such as `https://host/path`, without credentials")
    return str(value).rstrip("/")


def _read_secret(value: Any) -> Secret:
    if isinstance(value, Secret):
        return value
    if not isinstance(value, str) or not value:
        raise _refusal("a reference such as `${env:NAME}` or `${file:PATH}`")
    return Secret(value)


def _currency(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch("[A-Z]{3}", value):
        raise _refusal("a currency such as `SEK`")
    return value


def _operation(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z0-9_]+(\.[a-z0-9_]+){2}", value):
        raise _refusal("an operation type such as `visma.invoice.release`")
    return value


def _read_background(value: Any) -> Secret:
    if isinstance(value, Secret):
        return value
    if not isinstance(value, str) or not _BACKGROUND.fullmatch(value):
        raise _refusal("`none`, `subscription` or `subscription:name=value,…`")
    return Secret(value)


def _read_names(value: Any) -> tuple[str, ...]:
    """Read one name, or a list of them."""
    names = value if isinstance(value, list | tuple) else [value]
    if not names:
        raise _refusal("a name, or a list of names")
    return tuple(_read_text(name) for name in names)


def _read_ids(value: Any) -> tuple[int, ...]:
    expected = f"a list of ids such as `[1, 2]`, each from 1 to {_ID_MAX}"
    if not isinstance(value, list | tuple) or not value:
        raise _refusal(expected)
    ids = [_read_decimal(one, expected) for one in value]
    if any(one != one.to_integral_value() or not 1 <= one <= _ID_MAX for one in ids):
        raise _refusal(expected)
    return tuple(int(one) for one in ids)


def _schema(**members: Any) -> WithJsonSchema:
    """Describe a scalar to editors; a reference may stand for any of them."""
    return WithJsonSchema({"anyOf": [members, _REFERENCE]})


#: A tuple comes to the JSON writer as a list already, which pydantic would warn of.
_AS_LIST = PlainSerializer(list, return_type=list, when_used="json")
_AS_TEXT = PlainSerializer(str, return_type=str, when_used="json")

Flag = Annotated[bool, PlainValidator(_read_flag), _schema(type="boolean")]
#: Requests, operations and the like, from 1.
Count = Annotated[int, PlainValidator(_count(1, 10**9)), _schema(type="integer", minimum=1, maximum=10**9)]
#: Limits that may forbid a thing altogether, from 0.
Limit = Annotated[int, PlainValidator(_count(0, 10**9)), _schema(type="integer", minimum=0, maximum=10**9)]
#: Requests at one time.
InFlight = Annotated[int, PlainValidator(_count(1, 256)), _schema(type="integer", minimum=1, maximum=256)]
Seconds = Annotated[
    float,
    PlainValidator(_real("a number of seconds, more than 0 and at most 3600", _HOUR_S)),
    _schema(type="number", exclusiveMinimum=0, maximum=_HOUR_S),
]
#: As `Seconds`, for what a server may put off.
LongSeconds = Annotated[
    float,
    PlainValidator(_real("a number of seconds, more than 0 and at most 86400", _DAY_S)),
    _schema(type="number", exclusiveMinimum=0, maximum=_DAY_S),
]
PerSecond = Annotated[
    float,
    PlainValidator(_real("a number of requests a second, more than 0 and at most 1000", 1000.0)),
    _schema(type="number", exclusiveMinimum=0, maximum=1000),
]
#: A part of 1, written in percent.
Share = Annotated[
    Decimal, PlainValidator(_read_share), _AS_TEXT, _schema(type="string", pattern=r"^[0-9]+(\.[0-9]+)?%$")
]
#: An error budget: a number of steps, or a share of them.
Failures = Annotated[
    FailureLimit,
    PlainValidator(_read_failures),
    _AS_TEXT,
    _schema(type=["string", "integer"], pattern=r"^[0-9]+(\.[0-9]+)?%$|^[0-9]+$", minimum=0),
]
Amount = Annotated[Decimal, PlainValidator(_read_amount), _AS_TEXT, _schema(type="number", minimum=0)]
Text = Annotated[str, PlainValidator(_read_text), WithJsonSchema({"type": "string", "minLength": 1})]
Url = Annotated[str, PlainValidator(_read_url), _schema(type="string", pattern="^https?://")]
#: Never written in the file itself, so its schema takes references only.
SecretText = Annotated[
    Secret,
    PlainValidator(_read_secret),
    PlainSerializer(lambda _: MASK, return_type=str),
    WithJsonSchema(_REFERENCE),
]
#: An address that may hold a password: it does not show itself, but may be written out.
SecretUrl = Annotated[
    Secret,
    PlainValidator(_read_secret),
    PlainSerializer(lambda _: MASK, return_type=str),
    WithJsonSchema({"type": "string"}),
]
Currency = Annotated[str, PlainValidator(_currency), WithJsonSchema({"type": "string", "pattern": "^[A-Z]{3}$"})]
#: What is sent as `erp-api-background`; its pairs may hold what a webhook knows its caller by, so it does not show.
Background = Annotated[
    Secret,
    PlainValidator(_read_background),
    PlainSerializer(lambda _: MASK, return_type=str),
    _schema(type="string", pattern=r"^(none|subscription(:.+=.+)?)$"),
]
#: One name or several.
Names = Annotated[
    tuple[str, ...],
    PlainValidator(_read_names),
    _AS_LIST,
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "minLength": 1},
                {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1}},
            ]
        }
    ),
]
#: Ids of the system, as DDAPI counts them.
Ids = Annotated[
    tuple[int, ...],
    PlainValidator(_read_ids),
    _AS_LIST,
    WithJsonSchema(
        {"type": "array", "minItems": 1, "items": {"type": "integer", "minimum": 1, "maximum": _ID_MAX}},
    ),
]
OperationName = Annotated[str, PlainValidator(_operation), WithJsonSchema({"type": "string"})]
