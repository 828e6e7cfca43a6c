"""The type of a `date-time` in generated models: what a server sends is read by RFC 3339, not by guessing."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic_core import SchemaValidator, core_schema

RFC_3339: Final = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?"
    r"([Zz]|[+-][0-9]{2}:[0-9]{2})$"
)
_PLAIN: Final = core_schema.datetime_schema()
# pydantic alone takes a number in quotes for seconds, and a time without an offset. Every step here runs
# in its core, no function of Python is called.
_STRICT: Final = core_schema.chain_schema(
    [
        core_schema.str_schema(pattern=RFC_3339),
        core_schema.no_info_plain_validator_function(SchemaValidator(_PLAIN).validate_python),
    ]
)
_SCHEMA: Final = core_schema.json_or_python_schema(
    json_schema=core_schema.lax_or_strict_schema(lax_schema=_PLAIN, strict_schema=_STRICT),
    python_schema=_PLAIN,
)


class Rfc3339:
    """Strict validation of JSON takes RFC 3339 only; users may give what pydantic takes."""

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> core_schema.CoreSchema:
        return _SCHEMA


if TYPE_CHECKING:
    DateTime = dt.datetime
else:
    DateTime = Annotated[dt.datetime, Rfc3339]
