"""Choose a short example from the document for a docstring."""

from __future__ import annotations

from math import isfinite
from typing import Any

from specwright.api.model import Enumeration, ListOf, MapOf, Scalar, TupleOf, TypeRef, UnionOf
from specwright.source.node import Node

_LONGEST = 60
_NEVER = frozenset({"boolean", "uuid", "binary", "null", "never"})
"""Kinds for which an example adds nothing, or cannot be shown."""


def example_in(node: Node | None) -> Node | None:
    """The first example of a media type, parameter or schema."""
    if node is None or not isinstance(node.value, dict):
        return None
    single = node.get("example")
    if single is not None:
        return single
    several = node.get("examples")
    if several is None:
        return None
    if isinstance(several.value, list) and several.value:
        return several.child(0)
    if isinstance(several.value, dict):
        for name in several.value:
            named = several.child(name)
            if isinstance(named.value, dict) and named.get("value") is not None:
                return named.get("value")
    return None


def member_of(example: Node | None, wire: str) -> Node | None:
    """One property of an example of an object."""
    is_object = example is not None and isinstance(example.value, dict)
    return example.get(wire) if example is not None and is_object else None


def example_in_words(type_: TypeRef, default: Any, description: str, *examples: Node | None) -> str:
    """The first short example that adds something to type, default and description."""
    for node in examples:
        if node is not None and node.value != default and _tells(type_, node.value):
            text = repr(node.value)
            is_said = isinstance(node.value, str) and node.value in description
            if len(text) <= _LONGEST and "`" not in text and not is_said:
                return f"Example: `{text}`."
    return ""


def _tells(type_: TypeRef, value: Any) -> bool:
    """Whether an example has the type, and is not one of its enumerated values.

    Objects with a model are left out, since their Python names differ from the document's.
    """
    match type_:
        case UnionOf(members):
            listed = [v for m in members if isinstance(m, Enumeration) for v in m.values]
            return value not in listed and any(_tells(member, value) for member in members)
        case ListOf(item):
            return isinstance(value, list) and bool(value) and all(_tells(item, v) for v in value)
        case TupleOf(items):
            return isinstance(value, list) and len(value) == len(items)
        case MapOf(item):
            values = list(value.values()) if isinstance(value, dict) else []
            return bool(values) and all(_tells(item, v) for v in values)
        case Scalar(kind):
            return _fits(kind, value)
        case _:
            return False


def _fits(kind: str, value: Any) -> bool:
    if isinstance(value, bool) or kind in _NEVER:
        return False
    kind = kind.removesuffix("-or-text")
    if kind == "integer":
        return isinstance(value, int)
    if kind == "number":
        return isinstance(value, int | float) and isfinite(value)
    if kind == "any" and isinstance(value, int | float):
        return isfinite(value)
    return isinstance(value, str) and bool(value.strip())
