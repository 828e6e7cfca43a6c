"""Find the readings of a schema that match a value: references followed, branches chosen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from ..types import Json
from .schemas import Direction, Schema

READINGS = 8
"""If all branches of an untagged union match, there are many readings; more than these add nothing."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All schemas that apply to one value; `component` is the one that names it, if any."""

    parts: tuple[Schema, ...]
    component: str = ""

    @property
    def declared(self) -> frozenset[str]:
        """The names of all declared properties, present or not."""
        return frozenset(name for part in self.parts for name in _table(part, "properties"))

    def member(self, name: str) -> Schema | None:
        """The schema of one property; the first that has one."""
        for part in self.parts:
            if name in _table(part, "properties"):
                return part.child("properties", name)
        for part in self.parts:
            for pattern in _table(part, "patternProperties"):
                if re.search(pattern, name):
                    return part.child("patternProperties", pattern)
        for part in self.parts:
            if isinstance(part.raw.get("additionalProperties"), dict):
                return part.child("additionalProperties")
        return None

    def item(self, index: int) -> Schema | None:
        for part in self.parts:
            prefix = part.raw.get("prefixItems")
            if isinstance(prefix, list) and index < len(prefix):
                return part.child("prefixItems", index)
            if isinstance(part.raw.get("items"), dict):
                return part.child("items")
        return None

    @property
    def formats(self) -> list[Any]:
        """The formats, without those that the overlay keeps as text."""
        return [
            part.raw["format"]
            for part in self.parts
            if "format" in part.raw and part.raw["format"] not in part.schemas.texts
        ]

    def values(self, keyword: str) -> list[Any]:
        return [part.raw[keyword] for part in self.parts if keyword in part.raw]


def readings(schema: Schema, value: Json, direction: Direction) -> tuple[Reading, ...]:
    """At least one reading for a valid value; in document order."""
    found = islice(_readings(schema, value, direction, 0), READINGS)
    return tuple(Reading(parts, _component(parts)) for parts in found)


def reading(schema: Schema, value: Json, direction: Direction) -> Reading:
    return next(iter(readings(schema, value, direction)), Reading(()))


def _readings(
    schema: Schema, value: Json, direction: Direction, depth: int
) -> Iterator[tuple[Schema, ...]]:
    raw = schema.raw
    if not isinstance(raw, dict) or depth > 40:
        yield ()
        return
    choices: list[list[tuple[Schema, ...]]] = [[(schema,)]]
    if "$ref" in raw:
        choices.append(list(_readings(schema.resolved(), value, direction, depth + 1)))
    for index in range(len(raw.get("allOf", ()))):
        part = schema.child("allOf", index)
        choices.append(list(_readings(part, value, direction, depth + 1)))
    for union in ("oneOf", "anyOf"):
        if union in raw:
            taken = _branches(schema, union, value, direction)
            choices.append(
                [r for branch in taken for r in _readings(branch, value, direction, depth + 1)]
            )
    for chosen in product(*choices):
        yield tuple(part for parts in chosen for part in parts)


def _branches(schema: Schema, union: str, value: Json, direction: Direction) -> list[Schema]:
    branches = [schema.child(union, index) for index in range(len(schema.raw[union]))]
    named = _by_tag(schema, branches, value)
    if named is not None:
        return [named]
    return [branch for branch in branches if branch.accepts(value, direction)]


def _by_tag(schema: Schema, branches: list[Schema], value: Json) -> Schema | None:
    """The branch that the discriminator selects."""
    rule = schema.raw.get("discriminator")
    if not isinstance(rule, dict) or not isinstance(value, dict):
        return None
    tag = value.get(rule.get("propertyName"))
    target = rule.get("mapping", {}).get(tag, tag) if isinstance(tag, str) else None
    if not isinstance(target, str):
        return None
    for branch in branches:
        ref = branch.raw.get("$ref", "") if isinstance(branch.raw, dict) else ""
        if ref and (ref == target or ref.rpartition("/")[2] == target):
            return branch
    return None


def _component(parts: tuple[Schema, ...]) -> str:
    """Its component name, if only references and chosen branches lead to it."""
    if any("allOf" in part.raw for part in parts):
        return ""
    for part in reversed(parts):
        head, _, name = part.pointer.rpartition("/")
        if head.endswith("/components/schemas"):
            return name.replace("~1", "/").replace("~0", "~")
        if "$ref" not in part.raw and "oneOf" not in part.raw and "anyOf" not in part.raw:
            return ""
    return ""


def _table(part: Schema, keyword: str) -> dict[str, Any]:
    found = part.raw.get(keyword)
    return found if isinstance(found, dict) else {}
