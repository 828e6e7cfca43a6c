"""Numbers that a server may write as strings, as .NET does."""

from __future__ import annotations

from typing import Any

from pydantic_core import core_schema


class TextInt(int):
    """A whole number that was received as a string."""

    text: str


class TextFloat(float):
    """A number that was received as a string."""

    text: str


class NumberOrText:
    """Marks a type whose strings are read as numbers if they are numeric."""

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> core_schema.CoreSchema:
        plain = handler(source)
        whole = source is int
        pattern = (
            r"^-?[0-9]{1,400}$"
            if whole
            else r"^-?[0-9]{1,400}(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,3})?$"
        )
        text = core_schema.no_info_after_validator_function(
            _whole if whole else _number, core_schema.str_schema(pattern=pattern, strict=True)
        )
        return core_schema.union_schema(
            [plain, text],
            mode="left_to_right",
            serialization=core_schema.plain_serializer_function_ser_schema(_dumped),
        )


def _whole(text: str) -> int:
    made = TextInt(text)
    made.text = text
    return made


def _number(text: str) -> float:
    made = TextFloat(text)
    made.text = text
    return made


def _dumped(value: Any) -> Any:
    return value.text if isinstance(value, (TextInt, TextFloat)) else value
