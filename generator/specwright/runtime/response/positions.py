"""Lists with `prefixItems` and no fixed length."""

from __future__ import annotations

from typing import Any

from pydantic_core import core_schema


class Positions:
    """The types of the first items, and of the remaining ones; a list may be shorter."""

    __slots__ = ("first", "rest")

    def __init__(self, *first: Any, rest: Any) -> None:
        self.first = first
        self.rest = rest

    def at(self, index: int) -> Any:
        return self.first[index] if index < len(self.first) else self.rest

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        parts = [handler.generate_schema(part) for part in (*self.first, self.rest)]
        count = len(self.first)
        short = [core_schema.tuple_schema(parts[:length]) for length in range(count)]
        whole = core_schema.tuple_schema(parts, variadic_item_index=count)
        read = core_schema.union_schema([whole, *reversed(short)], mode="left_to_right")
        # Lists are accepted in Python in any mode, as tuples are in JSON.
        return core_schema.no_info_after_validator_function(
            list, read, serialization=core_schema.plain_serializer_function_ser_schema(_plain)
        )


def _plain(value: list[Any]) -> Any:
    return value
