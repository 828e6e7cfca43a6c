"""Instances of the document's schemas: a pointer in, JSON values out, each of which the schema allows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any, NamedTuple

from tests.contract.document import at, is_valid, member, step

HARE = "\N{RABBIT}"  # outside the first 65,536 characters: two UTF-16 code units
FORMATS = {
    "uuid": "497f6eca-6276-4993-bfeb-53cbbbba6f08",
    "date": "2024-02-29",
    "date-time": "2019-08-24T14:15:22.250Z",
    "uri": "https://example.com/a?b=c",
}
ANYTHING = ("text", 5, None, {"some key": [1.5, None]})


class Shape(NamedTuple):
    """Which instances are wanted: with the optional members, and with every value of each enum."""

    full: bool
    every_value: bool = False


def samples(pointer: str, shape: Shape) -> list[Any]:
    """The first is the plainest; each other differs from it in one place."""
    schema = at(pointer)
    for union in ("oneOf", "anyOf"):
        if union in schema:
            count = range(len(schema[union]))
            return list(chain(*(samples(step(pointer, union, i), shape) for i in count)))
    if "const" in schema:
        return [schema["const"]]
    if "enum" in schema:
        return list(schema["enum"]) if shape.every_value else [schema["enum"][0]]
    kind = schema.get("type")
    if kind == "object":
        return _objects(pointer, schema, shape)
    if kind == "array":
        return _arrays(pointer, schema, shape)
    return _plain(schema, shape)


def _plain(schema: dict[str, Any], shape: Shape) -> list[Any]:
    kind = schema.get("type")
    if kind == "string":
        return [text(schema)]
    if kind in ("integer", "number"):
        low = schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1)
        return [low, low + 0.25] if kind == "number" and shape.every_value else [low]
    if kind == "boolean":
        return [True, False] if shape.every_value else [True]
    if kind == "null":
        return [None]
    assert kind is None, f"{kind} is not known here"
    return list(ANYTHING)


def _objects(pointer: str, schema: dict[str, Any], shape: Shape) -> list[Any]:
    required = schema.get("required", [])
    names = [name for name in schema.get("properties", {}) if shape.full or name in required]
    parts = {name: samples(step(pointer, "properties", name), shape) for name in names}
    if isinstance(schema.get("additionalProperties"), dict) and shape.full:
        parts["a key, gen4.5"] = samples(step(pointer, "additionalProperties"), shape)
    plainest = {name: values[0] for name, values in parts.items()}
    varied = (plainest | {n: value} for n, values in parts.items() for value in values[1:])
    return [plainest, *varied]


def _arrays(pointer: str, schema: dict[str, Any], shape: Shape) -> list[Any]:
    items = samples(step(pointer, "items"), shape)
    least, most = schema.get("minItems", 0), schema.get("maxItems", 1000)
    found = [[item] * max(1, least) for item in items]
    if shape.full and most > 1:
        found.append([items[0], items[-1]])
    return [*found, *([[]] if least == 0 else [])]


def text(schema: dict[str, Any], length: int | None = None, letter: str = "a") -> str:
    """Text that fits, of the wanted length in code points."""
    if schema.get("format") in FORMATS:
        return FORMATS[schema["format"]]
    if length is None:
        length = max(schema.get("minLength", 0), min(20, schema.get("maxLength", 20)))
    return (_beginning(schema.get("pattern", "")) + letter * length)[:length]


def _beginning(pattern: str) -> str:
    """What a pattern such as `^https:\\/\\/.*` demands to begin with."""
    match = re.fullmatch(r"\^((?:[a-z:]|\\/)+)\.\*", pattern)
    return match[1].replace("\\/", "/") if match else ""


# --- places inside a value ------------------------------------------------------------------------


class Place(NamedTuple):
    """A value inside another, with the schema that is about it.

    `union` is how deep in the value an `anyOf` begins that leads there, None if there is none:
    what is wrong below it may be told of the whole. `tag` names the member that selects the variant.
    """

    path: tuple[str | int, ...]
    schema: str
    value: Any
    union: int | None = None
    tag: str = ""


def places(place: Place) -> Iterator[Place]:
    """The place and all below it, along the branches that the value takes."""
    schema = at(place.schema)
    branches = [step(place.schema, u, i) for u in ("oneOf", "anyOf") for i in _count(schema, u)]
    if branches:
        union = len(place.path) if place.union is None and "anyOf" in schema else place.union
        tag = schema.get("discriminator", {}).get("propertyName", "")
        (branch, *_) = [item for item in branches if is_valid(item, place.value)]
        yield from places(place._replace(schema=branch, union=union, tag=tag))
        return
    yield place
    if isinstance(place.value, dict):
        for name, value in place.value.items():
            below = member(place.schema, name)
            yield from places(Place((*place.path, name), below, value, place.union))
    elif isinstance(place.value, list):
        for index, value in enumerate(place.value):
            below = step(place.schema, "items")
            yield from places(Place((*place.path, index), below, value, place.union))


def _count(schema: dict[str, Any], union: str) -> range:
    return range(len(schema.get(union, ())))


def replaced(value: Any, path: tuple[str | int, ...], new: Any) -> Any:
    """A copy with another value at one place."""
    if not path:
        return new
    key, *rest = path
    if isinstance(value, dict):
        return value | {key: replaced(value[key], tuple(rest), new)}
    assert isinstance(key, int)
    return [*value[:key], replaced(value[key], tuple(rest), new), *value[key + 1 :]]
