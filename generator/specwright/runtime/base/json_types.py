"""Type guards for JSON values and models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any, TypeGuard


class Opaque:
    """A placeholder for text that is never looked into: a file of a form."""

    __slots__ = ()


def is_object(value: Any) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def is_array(value: Any) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def tag_text(value: Any) -> str | None:
    """A tag as text, as in a discriminator mapping; None if it cannot be one."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return value if isinstance(value, str) else None


def is_mapping(value: Any) -> TypeGuard[Mapping[Any, Any]]:
    return isinstance(value, Mapping)


def is_sequence(value: Any) -> TypeGuard[Sequence[Any]]:
    return isinstance(value, Sequence)


def is_set(value: Any) -> TypeGuard[Set[Any]]:
    return isinstance(value, Set)


def type_of(value: object) -> type[Any]:
    return type(value)


def is_model(value: Any) -> bool:
    """Whether this is a pydantic model, without importing pydantic."""
    return hasattr(type_of(value), "__pydantic_fields__")


def model_fields(model: Any) -> Iterable[tuple[str, Any]]:
    fields: dict[str, Any] = type_of(model).model_fields
    return fields.items()
