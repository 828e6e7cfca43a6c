"""Combine schemas that apply together, keyword by keyword."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..types import Json
from .sources import escape

TYPES: Final = ("string", "integer", "number", "boolean", "object", "array", "null")
_TIGHTER_LOW: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_TIGHTER_HIGH: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_IMPLIED: Final = (
    ("object", ("properties", "additionalProperties", "required", "patternProperties",
                "minProperties", "maxProperties", "propertyNames")),
    ("array", ("items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains")),
    ("string", ("minLength", "maxLength", "pattern", "format", "contentEncoding")),
    ("number", ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Node:
    """Schemas that apply together at one place, and which branches of their unions are chosen."""

    pointers: tuple[str, ...]
    chosen: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Member:
    """One of the schemas that apply together."""

    pointer: str
    keywords: Mapping[str, Any]
    nested: bool  # reached through allOf


def count_of(value: Any) -> int:
    return len(value) if isinstance(value, list) else 0


def texts_of(members: tuple[Member, ...], key: str) -> list[str]:
    return [m.keywords[key] for m in members if isinstance(m.keywords.get(key), str)]


def types_of(members: tuple[Member, ...], enum: tuple[Json, ...] | None) -> tuple[str, ...]:
    """The types that all members allow; without `type`, those that their other keywords apply to."""
    allowed: list[str] | None = None
    for member in members:
        said = member.keywords.get("type")
        names = [said] if isinstance(said, str) else said if isinstance(said, list) else None
        if names is None:
            continue
        wider = [*names, "integer"] if "number" in names else names
        before = allowed if allowed is not None else list(wider)
        allowed = [name for name in before if name in wider]
    if allowed is not None:
        return tuple(dict.fromkeys(n for n in allowed if n != "integer" or "number" not in allowed))
    if enum is not None:
        return TYPES
    every = {key for member in members for key in member.keywords}
    implied = tuple(kind for kind, keys in _IMPLIED if every & set(keys))
    return implied or TYPES


def enum_of(members: tuple[Member, ...]) -> tuple[Json, ...] | None:
    found: list[Json] | None = None
    for member in members:
        for key in ("enum", "const"):
            if key not in member.keywords:
                continue
            value = member.keywords[key]
            values = value if key == "enum" and isinstance(value, list) else [value]
            known = values if found is None else found
            found = [v for v in known if any(equal(v, other) for other in values)]
    return tuple(found) if found is not None else None


def equal(left: Json, right: Json) -> bool:
    """Compare as JSON Schema does: numbers by value, and true is not 1."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(equal(v, right[k]) for k, v in left.items())
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(equal, left, right))
    return bool(left == right)


def limits_of(members: tuple[Member, ...]) -> tuple[dict[str, Any], dict[Any, str]]:
    limits: dict[str, Any] = {}
    places: dict[Any, str] = {}
    for member in members:
        for keys, tighter in ((_TIGHTER_LOW, max), (_TIGHTER_HIGH, min)):
            for key in keys:
                value = member.keywords.get(key)
                if isinstance(value, (int, float)) and not isinstance(value, bool):
                    limits[key] = tighter(limits.get(key, value), value)
        for key in member.keywords:
            places.setdefault(key, f"{member.pointer}/{escape(key)}")
        for key in limits:
            if key in member.keywords and limits[key] == member.keywords[key]:
                places[key] = f"{member.pointer}/{key}"
    for name, pointer in required_of(members):
        places.setdefault(("required", name), pointer)
    return limits, places


def required_of(members: tuple[Member, ...]) -> Iterator[tuple[str, str]]:
    for member in members:
        names = member.keywords.get("required")
        for name in names if isinstance(names, list) else ():
            if isinstance(name, str):
                yield name, f"{member.pointer}/required"


def named_nodes(members: tuple[Member, ...], key: str) -> dict[str, Node]:
    found: dict[str, list[str]] = {}
    for member in members:
        values = member.keywords.get(key)
        for name in values if isinstance(values, dict) else ():
            found.setdefault(name, []).append(f"{member.pointer}/{key}/{escape(name)}")
    return {name: Node(tuple(pointers)) for name, pointers in found.items()}


def items_of(members: Iterable[Member]) -> Node | None:
    pointers = tuple(f"{member.pointer}/items" for member in members)
    return Node(pointers) if pointers else None


def prefix_of(members: tuple[Member, ...]) -> tuple[Node, ...]:
    for member in members:
        count = count_of(member.keywords.get("prefixItems"))
        if count:
            return tuple(Node((f"{member.pointer}/prefixItems/{i}",)) for i in range(count))
    return ()


def examples_of(members: tuple[Member, ...]) -> Iterator[Json]:
    for member in members:
        if "example" in member.keywords:
            yield member.keywords["example"]
        examples = member.keywords.get("examples")
        yield from examples if isinstance(examples, list) else ()
