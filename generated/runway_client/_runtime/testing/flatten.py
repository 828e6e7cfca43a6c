"""Merge a schema with all that it refers to into one view, choosing a branch of each union."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ..base.json_types import is_array, is_object, tag_text
from ..validation.schemas import Schema
from .document import Schemas

ALL_TYPES: Final = ("object", "array", "string", "integer", "number", "boolean", "null")
_LOW: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_HIGH: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_SIGNS: Final = (
    ("object", ("properties", "required", "additionalProperties", "patternProperties")),
    ("array", ("items", "prefixItems", "contains")),
    ("string", ("pattern", "format", "minLength", "maxLength")),
    ("number", ("minimum", "maximum", "multipleOf")),
)
"""What a schema without `type` is likely to mean."""


@dataclass(slots=True)
class Flat:
    """All schemas that apply to one value, merged as far as making a value needs it."""

    types: tuple[str, ...] = ALL_TYPES
    keys: set[str] = field(default_factory=set[str])
    enums: list[list[Any]] = field(default_factory=list[list[Any]])
    examples: list[Any] = field(default_factory=list[Any])
    limits: dict[str, Any] = field(default_factory=dict[str, Any])
    patterns: list[str] = field(default_factory=list[str])
    formats: list[str] = field(default_factory=list[str])
    steps: list[Any] = field(default_factory=list[Any])
    properties: dict[str, list[Schema]] = field(default_factory=dict[str, list[Schema]])
    required: dict[str, None] = field(default_factory=dict[str, None])
    others: list[Schema] = field(default_factory=list[Schema])
    matching: dict[str, Schema] = field(default_factory=dict[str, Schema])
    names: list[Schema] = field(default_factory=list[Schema])
    items: list[Schema] = field(default_factory=list[Schema])
    prefix: list[list[Schema]] = field(default_factory=list[list[Schema]])
    contains: list[tuple[Schema, int]] = field(default_factory=list[tuple[Schema, int]])
    unique: bool = False
    references: list[str] = field(default_factory=list[str])

    @property
    def is_closed(self) -> bool:
        return False in self.others

    def likely_types(self) -> tuple[str, ...]:
        """The allowed types, the intended one first, null last."""
        types = [kind for kind in self.types if kind != "null"]
        if len(types) > 1:
            for kind, signs in _SIGNS:
                if self.keys.intersection(signs) and kind in types:
                    types.remove(kind)
                    types.insert(0, kind)
                    break
            else:
                types.sort(key=lambda kind: kind != "string")
        return (*types, *(("null",) if "null" in self.types else ()))


Choose = Callable[[list[Schema]], Schema]


class Flattening:
    """One pass over a schema: `given` are members that the value should have."""

    def __init__(self, schemas: Schemas, given: Mapping[str, Any], choose: Choose) -> None:
        self._schemas = schemas
        self._given = given
        self._choose = choose
        self._seen: set[int] = set()
        self.flat = Flat()

    def add(self, schema: Schema) -> None:
        flat = self.flat
        if isinstance(schema, bool):
            if not schema:
                flat.types = ()
            return
        if id(schema) in self._seen:
            return
        self._seen.add(id(schema))
        flat.keys.update(schema)
        for keyword, value in schema.items():
            self._add_value(keyword, value)
            self._add_members(keyword, value, schema)
            self._add_parts(keyword, value, schema)

    def _add_value(self, keyword: str, value: Any) -> None:
        """Keywords about the value itself."""
        flat = self.flat
        match keyword:
            case "type":
                kinds = {value} if isinstance(value, str) else set(value)
                kinds |= {"integer"} if "number" in kinds else set()
                flat.types = tuple(kind for kind in flat.types if kind in kinds)
            case "enum":
                flat.enums.append(value)
            case "const":
                flat.enums.append([value])
            case "example" | "default":
                flat.examples.append(value)
            case "examples" if is_array(value):
                flat.examples[:0] = value
            case "pattern":
                flat.patterns.append(value)
            case "format":
                flat.formats.append(value)
            case "multipleOf":
                flat.steps.append(value)
            case "uniqueItems":
                flat.unique = flat.unique or value is True
            case _ if keyword in _LOW:
                flat.limits[keyword] = max(value, flat.limits.get(keyword, value))
            case _ if keyword in _HIGH:
                flat.limits[keyword] = min(value, flat.limits.get(keyword, value))
            case _:
                pass

    def _add_members(self, keyword: str, value: Any, schema: dict[str, Any]) -> None:
        """Keywords about members and items."""
        flat = self.flat
        match keyword:
            case "properties":
                for name, part in value.items():
                    flat.properties.setdefault(name, []).append(part)
            case "required":
                flat.required.update(dict.fromkeys(value))
            case "additionalProperties" | "unevaluatedProperties":
                flat.others.append(value)
            case "patternProperties":
                flat.matching.update(value)
            case "propertyNames":
                flat.names.append(value)
            case "dependentRequired":
                for name, needed in value.items():
                    if name in self._given or name in schema.get("required", ()):
                        flat.required.update(dict.fromkeys(needed))
            case "items":
                flat.items.append(value)
            case "prefixItems":
                flat.prefix += [[] for _ in value[len(flat.prefix) :]]
                for index, part in enumerate(value):
                    flat.prefix[index].append(part)
            case "contains":
                flat.contains.append((value, int(schema.get("minContains", 1))))
            case _:
                pass

    def _add_parts(self, keyword: str, value: Any, schema: dict[str, Any]) -> None:
        """Keywords whose schemas describe the same value."""
        match keyword:
            case "$ref":
                self.flat.references.append(value)
                self.add(self._schemas.load(value))
            case "allOf":
                for part in value:
                    self.add(part)
            case "oneOf" | "anyOf":
                self._add_branch(value, schema)
            case "if":
                both: Schema = {"allOf": [value, schema.get("then", True)]}
                self.add(self._choose([schema.get("else", True), both]))
            case _:
                pass

    def _add_branch(self, branches: list[Schema], schema: dict[str, Any]) -> None:
        """The variant of the given tag; else a branch that has the given members."""
        told: dict[str, Any] = schema.get("discriminator") or {}
        mapping: dict[str, str] = told.get("mapping") or {}
        if not mapping:
            self.add(self._choose(self._closest(branches)))
            return
        wire: str = told["propertyName"]
        tag = tag_text(self._given.get(wire))
        if tag is None or tag not in mapping:
            references: list[Schema] = [{"$ref": one} for one in dict.fromkeys(mapping.values())]
            chosen = self._choose(self._closest(references))
            reference = chosen["$ref"] if is_object(chosen) else ""
            tag = next(one for one, target in mapping.items() if target == reference)
        self.flat.properties.setdefault(wire, []).append(self._tag_schema(tag))
        if not told.get("optional"):
            self.flat.required[wire] = None
        self.add({"$ref": mapping[tag]})

    def _tag_schema(self, tag: str) -> Schema:
        """A tag is text in the mapping, but may be a number or boolean in the value."""
        values: list[Any] = [tag]
        if tag in ("true", "false"):
            values.append(tag == "true")
        elif tag.lstrip("-").isdigit() and tag.isascii():
            values.append(int(tag))
        return {"enum": values}

    def _closest(self, branches: list[Schema]) -> list[Schema]:
        """The branches that allow the most of the given members; all of them if none is given."""
        if not self._given:
            return branches
        scores = [self._score(branch) for branch in branches]
        return [one for one, score in zip(branches, scores, strict=True) if score == max(scores)]

    def _score(self, branch: Schema) -> int:
        properties = dict(self._properties(branch, 8))
        known = self._given.keys() & properties.keys()
        valid = sum(self._schemas.is_valid(properties[name], self._given[name]) for name in known)
        return valid - len(self._given) * (len(known) - valid)

    def _properties(self, schema: Schema, depth: int) -> Iterator[tuple[str, Schema]]:
        if isinstance(schema, bool) or not depth:
            return
        yield from schema.get("properties", {}).items()
        if "$ref" in schema:
            yield from self._properties(self._schemas.load(schema["$ref"]), depth - 1)
        for part in schema.get("allOf", ()):
            yield from self._properties(part, depth - 1)
