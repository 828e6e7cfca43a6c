"""Enumerations with JSON equality: `true` is not 1, and an open one accepts unknown values.

Annotations for `Annotated`; values from Python are validated as the literal type only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, Union, get_args, get_origin

from pydantic_core import core_schema


class Open:
    """Accepts JSON of the same types, whatever the value."""

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.json_or_python_schema(
            json_schema=handler(_plain(source)), python_schema=handler(source)
        )


class Exact:
    """Accepts JSON of the same types that equals one of the values."""

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> core_schema.CoreSchema:
        literal = handler(source)
        typed = core_schema.chain_schema([handler(_plain(source)), literal])
        return core_schema.json_or_python_schema(json_schema=typed, python_schema=literal)


def _plain(source: Any) -> Any:
    kinds = tuple(dict.fromkeys(_kinds(source)))
    return Union[kinds]  # noqa: UP007  (made when the program runs)


def _kinds(source: Any) -> Iterator[Any]:
    if get_origin(source) is Literal:
        yield from map(type, get_args(source))
    elif get_args(source):
        for member in get_args(source):
            yield from _kinds(member)
    else:
        yield source
