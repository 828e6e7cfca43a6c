"""`date-time` and `date` fields: stored as text, and validated strictly."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic_core import SchemaValidator, core_schema

RFC_3339: Final = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?"
    r"([Zz]|[+-][0-9]{2}:[0-9]{2})$"
)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\s*\Z")
_PLAIN: Final = core_schema.datetime_schema()
# pydantic alone reads a quoted number as seconds, and accepts a time without an offset. Every step here
# runs in its core, without Python functions.
_STRICT: Final = core_schema.chain_schema(
    [
        core_schema.str_schema(pattern=RFC_3339),
        core_schema.no_info_plain_validator_function(SchemaValidator(_PLAIN).validate_python),
    ]
)


def _moment(value: Any) -> Any:
    """pydantic reads a date as midnight, so that a union of both could not distinguish them."""
    if isinstance(value, str) and _DATE.match(value):
        raise ValueError("a date-time must include a time")
    return value


def _day(value: Any) -> Any:
    """pydantic accepts midnight as a date."""
    if isinstance(value, str) and ":" in value:
        raise ValueError("a date must not include a time")
    return value


_GIVEN: Final = core_schema.no_info_before_validator_function(_moment, _PLAIN)
_SCHEMA: Final = core_schema.json_or_python_schema(
    json_schema=core_schema.lax_or_strict_schema(lax_schema=_PLAIN, strict_schema=_STRICT),
    python_schema=_GIVEN,
)
_DAY: Final = core_schema.json_or_python_schema(
    json_schema=core_schema.date_schema(),
    python_schema=core_schema.no_info_before_validator_function(_day, core_schema.date_schema()),
)


class Rfc3339:
    """Strict validation of JSON accepts RFC 3339 only; users may pass what pydantic accepts."""

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> core_schema.CoreSchema:
        return _SCHEMA


class FullDate:
    """A date without a time."""

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> core_schema.CoreSchema:
        return _DAY


if TYPE_CHECKING:
    DateTime = dt.datetime
    Date = dt.date
else:
    DateTime = Annotated[dt.datetime, Rfc3339]
    Date = Annotated[dt.date, FullDate]
