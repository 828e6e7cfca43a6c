"""Compile a JSON Schema into functions that only return whether a value is valid.

Most values are, so that `check.py` only needs to explain the others. A function may return False
for a valid value, which `check.py` then checks.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias

from ..base.json_types import Opaque, is_array, is_object, tag_text
from .check import APPLICATORS, MAX_DEPTH, is_tagged
from .formats import check_format
from .rules import RULES, Rule, has_type, length_of, matches
from .schemas import Schema, load_schema

Verdicts: TypeAlias = "dict[tuple[int, int], bool]"
Fits: TypeAlias = "Callable[[Any, int, Verdicts], bool]"
"""Checks a value at a depth. Results for unions are cached, since their branches may share parts."""
TYPES = {"object": dict, "array": list, "boolean": bool}


def fits(package: str, reference: str | dict[str, Any], value: Any) -> bool:
    """False if a rule may be violated."""
    try:
        return compiler_of(package).of_reference(reference)(value, 0, {})
    except RecursionError:  # too deep, or circular references
        return False


def _anything(value: Any, depth: int, verdicts: Verdicts) -> bool:
    return True


def _unknown(value: Any, depth: int, verdicts: Verdicts) -> bool:
    return False


class Compiler:
    """Compiles the schemas of one package; results are cached, since schemas never change."""

    def __init__(self, package: str) -> None:
        self.package = package
        self._named: dict[str, Fits] = {}
        self._known: dict[int, tuple[Schema, Fits]] = {}
        self._makers: dict[str, Callable[[dict[str, Any]], Fits]] = {
            "$ref": lambda schema: self._later(schema["$ref"]),
            "allOf": lambda schema: _below(_all([self._of(part) for part in schema["allOf"]])),
            "anyOf": lambda schema: self._union(schema, schema["anyOf"]),
            "oneOf": lambda schema: self._union(schema, schema["oneOf"]),
            "items": self._items,
        }

    def of_reference(self, reference: str | dict[str, Any]) -> Fits:
        if not isinstance(reference, str):
            return self._of(reference)
        named = self._named.get(reference)
        if named is None:
            named = self._named[reference] = self._of(load_schema(self.package, reference))
        return named

    def _of(self, schema: Schema) -> Fits:
        if isinstance(schema, bool):
            return _anything if schema else _unknown
        known = self._known.get(id(schema))
        if known is None:  # keep the schema too, so that its id stays unique
            known = self._known[id(schema)] = (schema, self._compile(schema))
        return known[1]

    def _compile(self, schema: dict[str, Any]) -> Fits:
        parts: list[Fits] = []
        done = frozenset[str]()
        if schema.get("type") == "string":
            parts.append(_text(schema))
            done = LENGTHS
        elif "type" in schema:
            parts.append(_type(schema["type"]))
        if "format" in schema:
            parts.append(_format(schema))
        if not schema.keys().isdisjoint(OF_OBJECTS):
            parts.append(self._object(schema))
        for keyword, argument in schema.items():
            if keyword in RULES and keyword not in done:
                parts.append(_rule(keyword, argument, schema))
            elif keyword in self._makers:
                parts.append(self._makers[keyword](schema))
            elif keyword in APPLICATORS and keyword not in OF_OBJECTS:
                return _unknown
        return _all(parts)

    def _later(self, reference: str) -> Fits:
        """Compile on first use, since a schema may contain itself."""
        found: list[Fits] = []

        def fits_reference(value: Any, depth: int, verdicts: Verdicts) -> bool:
            if depth >= MAX_DEPTH:
                return False
            if not found:
                found.append(self.of_reference(reference))
            return found[0](value, depth + 1, verdicts)

        return fits_reference

    def _object(self, schema: dict[str, Any]) -> Fits:
        """Check the required names, and each member by its schema."""
        required: tuple[str, ...] = tuple(schema.get("required", ()))
        parts = {name: self._of(part) for name, part in schema.get("properties", {}).items()}
        others = self._of(schema.get("additionalProperties", True))
        if "patternProperties" in schema:
            return _unknown

        def fits_object(value: Any, depth: int, verdicts: Verdicts) -> bool:
            if not is_object(value):
                return True
            if depth >= MAX_DEPTH:
                return False
            for name in required:
                if name not in value:
                    return False
            for name, item in value.items():  # noqa: SIM110  # a generator takes longer
                if not parts.get(name, others)(item, depth + 1, verdicts):
                    return False
            return True

        return fits_object

    def _items(self, schema: dict[str, Any]) -> Fits:
        part = self._of(schema["items"])

        def fits_items(value: Any, depth: int, verdicts: Verdicts) -> bool:
            if not is_array(value):
                return True
            return depth < MAX_DEPTH and all(part(item, depth + 1, verdicts) for item in value)

        return fits_items

    def _union(self, schema: dict[str, Any], branches: list[Schema]) -> Fits:
        parts = [self._of(branch) for branch in branches]
        fits_any = _any(parts)
        discriminator: dict[str, Any] = schema.get("discriminator") or {}
        wire = discriminator.get("propertyName", "")
        mapping: dict[str, str] = discriminator.get("mapping") or {}
        variants: dict[str | None, Fits] = {
            tag: self._later(reference) for tag, reference in mapping.items()
        }

        def fits_union(value: Any, depth: int, verdicts: Verdicts) -> bool:
            if depth >= MAX_DEPTH:
                return False
            if variants and is_tagged(schema, value):
                variant = variants.get(tag_text(value.get(wire)), _unknown)
                return variant(value, depth, verdicts)
            key = (id(parts), id(value))
            if key not in verdicts:
                verdicts[key] = fits_any(value, depth + 1, verdicts)
            return verdicts[key]

        return fits_union


@lru_cache(maxsize=64)
def compiler_of(package: str) -> Compiler:
    return Compiler(package)


LENGTHS = frozenset({"minLength", "maxLength"})
OF_OBJECTS = frozenset({"required", "properties", "additionalProperties", "patternProperties"})


def _all(parts: list[Fits]) -> Fits:
    if len(parts) < 2:
        return parts[0] if parts else _anything

    def fits_all(value: Any, depth: int, verdicts: Verdicts) -> bool:
        for part in parts:  # noqa: SIM110  (a generator costs more than most parts)
            if not part(value, depth, verdicts):
                return False
        return True

    return fits_all


def _any(parts: list[Fits]) -> Fits:
    def fits_any(value: Any, depth: int, verdicts: Verdicts) -> bool:
        for part in parts:  # noqa: SIM110  # a generator takes longer
            if part(value, depth, verdicts):
                return True
        return False

    return fits_any


def _below(part: Fits) -> Fits:
    return lambda value, depth, verdicts: depth < MAX_DEPTH and part(value, depth + 1, verdicts)


def _type(kinds: str | list[str]) -> Fits:
    if isinstance(kinds, str) and kinds in TYPES:
        wanted = TYPES[kinds]
        return lambda value, _depth, _verdicts: isinstance(value, wanted)
    listed = (kinds,) if isinstance(kinds, str) else tuple(kinds)
    return lambda value, _depth, _verdicts: any(has_type(kind, value) for kind in listed)


def _text(schema: dict[str, Any]) -> Fits:
    least, most = schema.get("minLength", 0), schema.get("maxLength", math.inf)

    def fits_text(value: Any, *_: object) -> bool:
        if not isinstance(value, str):
            return isinstance(value, Opaque)
        size = len(value) if value.isascii() else length_of(value, schema)
        return bool(least <= size <= most)

    return fits_text


def _format(schema: dict[str, Any]) -> Fits:
    name = schema["format"]
    return lambda value, _depth, _verdicts: not check_format(name, value, schema)


def _rule(keyword: str, argument: Any, schema: dict[str, Any]) -> Fits:
    texts = [argument] if keyword == "const" else argument if keyword == "enum" else []
    if texts and all(isinstance(text, str) for text in texts):
        allowed = frozenset(texts)
        return lambda value, _depth, _verdicts: isinstance(value, str) and value in allowed
    if keyword == "pattern":
        return lambda value, _depth, _verdicts: (
            not isinstance(value, str) or matches(argument, value)
        )
    rule: Rule = RULES[keyword]
    return lambda value, _depth, _verdicts: not rule(argument, value, schema)
