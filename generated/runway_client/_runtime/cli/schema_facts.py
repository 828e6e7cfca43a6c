"""What the schemas of a request say about one value: its types, values, members and items."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..base.json_types import is_object
from ..validation.schema_layers import Flattener, Layers
from ..validation.schemas import Schema

_SCHEME = re.compile(r"^\^\(?(?:\?:)?([a-z][a-z0-9+.-]*):")
_KINDS: tuple[tuple[type[Any], str], ...] = (
    (str, "string"),
    (int, "integer"),
    (float, "number"),
    (list, "array"),
)
_WEB = ("http", "https", "ws", "wss", "data")


@dataclass(frozen=True, slots=True)
class Member:
    """A property of an object. `tags` are the variants that have it, empty if all have."""

    wire: str
    attribute: str
    schema: Schema
    required: bool
    tags: tuple[str, ...]
    owners: tuple[str, ...]
    """References to the schemas that may describe it."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is collected about a property while the variants are read."""

    attribute: str
    schemas: list[Schema] = field(default_factory=list[Schema])
    required: list[bool] = field(default_factory=list[bool])
    tags: list[str] = field(default_factory=list[str])
    owners: list[str] = field(default_factory=list[str])


def joined(schemas: Iterable[Schema], keyword: str) -> Schema:
    """One schema for several; equal ones count once."""
    different: list[Schema] = []
    for schema in schemas:
        if schema not in different:
            different.append(schema)
    return different[0] if len(different) == 1 else {keyword: different}


def references(schema: Schema) -> Iterator[str]:
    """The names of the schemas that a schema consists of."""
    if not is_object(schema):
        return
    if "$ref" in schema:
        yield str(schema["$ref"])
    for keyword in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(keyword, ()):
            yield from references(part)


def tagged_union(layers: Layers) -> tuple[str, Mapping[str, str]] | None:
    """The wire name of the property that selects a variant, and the variants by tag."""
    for layer in layers:
        for union in layer.unions:
            choice = union["discriminator"]
            return choice["propertyName"], choice["mapping"]
    return None


def members_of(
    flattener: Flattener, layers: Layers, own: Iterable[str], tag: str = ""
) -> list[Member]:
    """The properties of an object, or of all its variants, or of the variant of a tag."""
    union = tagged_union(layers)
    found: dict[str, Found] = {}
    if union is None:
        _collect(found, layers, "", list(own))
        count = 1
    else:
        name, mapping = union
        chosen = {tag: mapping[tag]} if tag in mapping else mapping
        for each, target in chosen.items():
            _collect(found, flattener.select(layers, {name: each}), each, [target, *own])
        count = len(chosen)
    return [_member(wire, item, count) for wire, item in found.items()]


def _collect(found: dict[str, Found], layers: Layers, tag: str, owners: list[str]) -> None:
    attributes = {wire: name for layer in layers for name, wire in layer.names.items()}
    schemas: dict[str, list[Schema]] = {}
    for layer in layers:
        for wire, schema in layer.schema.get("properties", {}).items():
            schemas.setdefault(wire, []).append(schema)
    required = {wire for layer in layers for wire in layer.required}
    for wire, parts in schemas.items():
        if any(is_object(part) and part.get("readOnly") is True for part in parts):
            continue
        item = found.setdefault(wire, Found(attributes.get(wire, wire)))
        item.schemas.append(joined(parts, "allOf"))
        item.required.append(wire in required)
        item.tags.append(tag)
        item.owners.extend(owners)


def _member(wire: str, item: Found, count: int) -> Member:
    everywhere = len(item.tags) == count
    return Member(
        wire,
        item.attribute,
        joined(item.schemas, "anyOf"),
        everywhere and all(item.required),
        () if everywhere else tuple(item.tags),
        tuple(dict.fromkeys(item.owners)),
    )


def kinds_of(layers: Layers) -> frozenset[str]:
    """The JSON types of a value; empty if any is possible."""
    found: set[str] = set()
    for layer in layers:
        found.update(layer.types or map(_kind, _values(layer.schema)))
        if layer.unions or (not layer.types and "properties" in layer.schema):
            found.add("object")
    return frozenset(found)


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    if value is None:
        return "null"
    for kind, name in _KINDS:
        if isinstance(value, kind):
            return name
    return "object"


def _values(schema: Mapping[str, Any]) -> list[Any]:
    return [schema["const"]] if "const" in schema else list(schema.get("enum", ()))


def choices_of(layers: Layers) -> tuple[Any, ...]:
    """The possible values; empty if there are others that the document does not list."""
    found: list[Any] = []
    for layer in layers:
        listed = _values(layer.schema)
        found += [value for value in listed if value not in found]
        if layer.types and not listed and set(layer.types) - {"null", "array", "object"}:
            return ()
    return tuple(found)


def bounds_of(layers: Layers) -> str:
    """The bounds of a number as a sentence; "" if there are none, or different ones."""
    lows, highs = (
        {layer.schema[keyword] for layer in layers if keyword in layer.schema}
        for keyword in ("minimum", "maximum")
    )
    if len(lows) > 1 or len(highs) > 1 or not (lows or highs):
        return ""
    if lows and highs:
        return f"From {lows.pop()} to {highs.pop()}."
    return f"At least {lows.pop()}." if lows else f"At most {highs.pop()}."


def item_schema(layers: Layers) -> Schema:
    """What the items of a list may be."""
    parts = [layer.schema["items"] for layer in layers if "items" in layer.schema]
    return joined(parts, "anyOf") if parts else True


def upload_scheme(layers: Layers) -> str:
    """The scheme of addresses that only this API has, such as `runway`; "" if there is none."""
    for pattern in _patterns(layers):
        found = _SCHEME.match(pattern)
        if found and found[1] not in _WEB:
            return found[1]
    return ""


def takes_data(layers: Layers, text: str) -> bool:
    """Whether a string may be a `data:` URI, by its pattern, or by its format and description."""
    if any(pattern.lstrip("^(?:").startswith("data:") for pattern in _patterns(layers)):
        return True
    is_uri = any(layer.schema.get("format") in ("uri", "url", "iri") for layer in layers)
    return is_uri and bool(re.search(r"\bdata(:| uri| url)", text, re.IGNORECASE))


def _patterns(layers: Layers) -> Iterator[str]:
    return (layer.schema["pattern"] for layer in layers if "pattern" in layer.schema)
