"""Find the schemas that apply to a value, through `$ref`, `allOf`, `oneOf`, `anyOf` and `if`.

Encoding only needs the names and schemas of the parts, not whether they are valid; if a tag selects
a variant, the others are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..base.json_types import is_object, tag_text
from .schemas import Schema, load_schema

Layers = tuple["Layer", ...]


@dataclass(slots=True)
class Layer:
    """One schema object without its combinators, as encoding needs it."""

    schema: dict[str, Any]
    names: Mapping[str, str]
    types: tuple[str, ...]
    required: tuple[str, ...]
    constants: tuple[tuple[str, Any], ...]
    """Properties with only one possible value, required or not."""
    is_base64: bool
    unions: tuple[dict[str, Any], ...] = ()
    tags: frozenset[str] = frozenset()


class Members:
    """What encoding needs to know about the members of an object with these layers."""

    def __init__(self, flattener: Flattener, layers: Layers) -> None:
        self._flattener = flattener
        self._layers = layers
        self._parts: dict[str, Layers] = {}
        self.names = self._names()
        self.constants = tuple(
            (wire, constant)
            for layer in layers
            for wire, constant in layer.constants
            # One part of an `allOf` may require what another makes a constant.
            if wire not in layer.tags and any(wire in other.required for other in layers)
        )

    def _names(self) -> dict[str, str]:
        """Attribute name -> wire name, over all layers; a property's own wire name always wins."""
        found = dict[str, str]()
        for layer in self._layers:
            for attribute, wire in layer.names.items():
                found.setdefault(attribute, wire)
        for layer in self._layers:
            for wire in layer.schema.get("properties", {}):
                found.pop(wire, None)
        return found

    def layers_of(self, wire: str) -> Layers:
        found = self._parts.get(wire)
        if found is None:
            found = self._flattener.join(
                [part for layer in self._layers for part in _property_schemas(layer.schema, wire)]
            )
            if len(self._parts) < 4096:  # the keys of maps are unlimited
                self._parts[wire] = found
        return found


class Flattener:
    """Flattens the schemas of one package; results are cached, since schemas never change."""

    def __init__(self, package: str) -> None:
        self.package = package
        self._flat: dict[int, Layers] = {}
        self._variants: dict[tuple[int, str], Layers] = {}
        self._members: dict[tuple[int, ...], Members] = {}

    def of_reference(self, reference: str | dict[str, Any]) -> Layers:
        return self._of(load_schema(self.package, reference))

    def _of(self, schema: Schema) -> Layers:
        """The layers that always apply, and the unions still to be decided."""
        if isinstance(schema, bool):
            return ()
        found = self._flat.get(id(schema))
        if found is None:
            found = tuple(self._walk(schema, frozenset(), {}))
            self._flat[id(schema)] = found
        return found

    def _walk(
        self, schema: Schema, tags: frozenset[str], seen: dict[int, object], optional: bool = False
    ) -> Iterator[Layer]:
        if isinstance(schema, bool) or id(schema) in seen:
            return
        seen[id(schema)] = schema
        tagged = _tagged_unions(schema)
        yield self._layer(schema, tags, tuple(tagged), optional)
        if "$ref" in schema:
            yield from self._walk(load_schema(self.package, schema["$ref"]), tags, seen, optional)
        for part in schema.get("allOf", ()):
            yield from self._walk(part, tags, seen, optional)
        for branch in _conditions(schema):
            yield from self._walk(branch, tags, seen, True)
        if not tagged:
            branches = _branches(schema)
            alone = sum(self._may_be_object(branch) for branch in branches) == 1
            for branch in branches:
                yield from self._walk(branch, tags, seen, optional or not alone)

    def _may_be_object(self, schema: Schema) -> bool:
        for _ in range(8):
            if isinstance(schema, bool) or "$ref" not in schema or "type" in schema:
                break
            schema = load_schema(self.package, schema["$ref"])
        if isinstance(schema, bool):
            return schema
        return "object" in schema.get("type", ("object",))

    def _layer(
        self,
        schema: dict[str, Any],
        tags: frozenset[str],
        unions: tuple[dict[str, Any], ...],
        optional: bool,
    ) -> Layer:
        kinds = schema.get("type", ())
        return Layer(
            schema,
            schema.get("names", {}),
            (kinds,) if isinstance(kinds, str) else tuple(kinds),
            # Inside an untagged union, a constant may distinguish the variants.
            () if optional else tuple(schema.get("required", ())),
            () if optional else tuple(_constants(self.package, schema)),
            schema.get("format") == "byte" or schema.get("contentEncoding") == "base64",
            unions,
            tags,
        )

    def select(
        self, layers: Layers, value: Mapping[Any, object], chosen: frozenset[int] = frozenset()
    ) -> Layers:
        """The layers with each tagged union replaced by the variant that the value selects."""
        for layer in layers:
            if layer.unions:
                break
        else:
            return layers
        result: list[Layer] = []
        for layer in layers:
            result.append(layer)
            for union in layer.unions:
                if id(union) not in chosen:  # a variant may extend the union that lists it
                    variant = self._variant(union, value, layers)
                    result.extend(self.select(variant, value, chosen | {id(union)}))
        return tuple(result)

    def _variant(
        self, union: dict[str, Any], value: Mapping[Any, object], layers: Layers
    ) -> Layers:
        discriminator = union["discriminator"]
        tag_name = discriminator["propertyName"]
        tag = self._tag_of(union, tag_name, value, layers)
        target = discriminator["mapping"].get(tag, "")
        key = (id(union), target)
        if key not in self._variants:
            # Without such a variant, validation will fail; until then every name is allowed.
            parts = [load_schema(self.package, target)] if target else _branches(union)
            seen: dict[int, object] = {id(union): union}
            tags = frozenset({tag_name})
            self._variants[key] = tuple(
                layer for part in parts for layer in self._walk(part, tags, seen, not target)
            )
        return self._variants[key]

    def _tag_of(
        self, union: dict[str, Any], wire: str, value: Mapping[Any, object], layers: Layers
    ) -> Any:
        tag = value.get(wire)
        if tag is None:
            for attribute in self._attributes(union, wire, layers):
                tag = value.get(attribute, tag)
        return tag_text(getattr(tag, "value", tag))

    def _attributes(self, union: dict[str, Any], wire: str, layers: Layers) -> Iterator[str]:
        """The Python names of the tag in the union's variants."""
        variants = [
            load_schema(self.package, ref) for ref in union["discriminator"]["mapping"].values()
        ]
        schemas = [layer.schema for variant in variants for layer in self._of(variant)]
        for schema in [*schemas, *(layer.schema for layer in layers)]:
            for attribute, name in schema.get("names", {}).items():
                if name == wire:
                    yield attribute

    def members(self, layers: Layers) -> Members:
        """Layers are kept forever, so that they can be identified by id."""
        key = tuple(map(id, layers))
        found = self._members.get(key)
        if found is None:
            found = self._members[key] = Members(self, layers)
        return found

    def item_layers(self, layers: Layers) -> Callable[[int], Layers]:
        if not any("prefixItems" in layer.schema for layer in layers):
            below = self.join(
                [layer.schema["items"] for layer in layers if "items" in layer.schema]
            )
            return lambda _index: below
        return lambda index: self.join(
            [part for layer in layers for part in _item(layer.schema, index)]
        )

    def join(self, schemas: list[Schema]) -> Layers:
        if len(schemas) == 1:
            return self._of(schemas[0])
        return tuple(layer for schema in schemas for layer in self._of(schema))


@lru_cache(maxsize=64)
def flattener_of(package: str) -> Flattener:
    return Flattener(package)


def _tagged_unions(schema: dict[str, Any]) -> list[dict[str, Any]]:
    discriminator = schema.get("discriminator")
    if discriminator is None or not discriminator.get("mapping"):
        return []
    return [schema] if "oneOf" in schema or "anyOf" in schema else []


def _branches(schema: dict[str, Any]) -> list[Schema]:
    return [*schema.get("oneOf", ()), *schema.get("anyOf", ())]


def _conditions(schema: dict[str, Any]) -> list[Schema]:
    """Conditional schemas, whose constants are never filled in."""
    rest: list[Schema] = [schema[key] for key in ("if", "then", "else") if key in schema]
    return [*rest, *schema.get("dependentSchemas", {}).values()]


def _constants(package: str, schema: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Properties with only one possible value."""
    properties = schema.get("properties", {})
    for wire, part in properties.items():
        for _ in range(8):  # a constant may be a named schema; circular references end here
            if not is_object(part) or "$ref" not in part or "const" in part:
                break
            part = load_schema(package, part["$ref"])
        if is_object(part):
            if "const" in part:
                yield wire, part["const"]
            elif len(part.get("enum", ())) == 1:
                yield wire, part["enum"][0]


def _property_schemas(schema: dict[str, Any], wire: str) -> Iterator[Schema]:
    properties = schema.get("properties", {})
    if wire in properties:
        yield properties[wire]
    else:
        yield from schema.get("patternProperties", {}).values()
        if "additionalProperties" in schema:
            yield schema["additionalProperties"]


def _item(schema: dict[str, Any], index: int) -> Iterator[Schema]:
    prefix = schema.get("prefixItems", ())
    if index < len(prefix):
        yield prefix[index]
    elif "items" in schema:
        yield schema["items"]
