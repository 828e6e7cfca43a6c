"""Find the properties and items that `unevaluatedProperties` and `unevaluatedItems` apply to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..base.json_types import is_object
from .rules import matches
from .schemas import Schema

if TYPE_CHECKING:
    from typing import Protocol

    class Checker(Protocol):
        def load(self, reference: str) -> Schema: ...

        def valid(self, schema: Schema, value: Any) -> bool: ...

        def exactly(self, schema: Schema, value: Any) -> bool: ...


def _in_place(checker: Checker, schema: dict[str, Any], value: Any) -> Iterator[Schema]:
    """The subschemas for the same value that match it, so that what they evaluate counts."""
    if "$ref" in schema:
        yield checker.load(schema["$ref"])
    yield from schema.get("allOf", ())
    for key in ("anyOf", "oneOf"):
        yield from (branch for branch in schema.get(key, ()) if checker.valid(branch, value))
    if "if" in schema:
        if checker.exactly(schema["if"], value):
            yield schema["if"]
            yield schema.get("then", True)
        else:
            yield schema.get("else", True)
    if is_object(value):
        for name, part in schema.get("dependentSchemas", {}).items():
            if name in value:
                yield part


def evaluated_names(
    checker: Checker, schema: Schema, value: dict[str, Any], nested: bool = False
) -> set[str]:
    if isinstance(schema, bool):
        return set()
    if "additionalProperties" in schema or (nested and "unevaluatedProperties" in schema):
        return set(value)
    names = {name for name in schema.get("properties", {}) if name in value}
    for pattern in schema.get("patternProperties", {}):
        names.update(name for name in value if matches(pattern, name))
    for part in _in_place(checker, schema, value):
        names |= evaluated_names(checker, part, value, True)
    return names


def evaluated_indexes(
    checker: Checker, schema: Schema, value: list[Any], nested: bool = False
) -> set[int]:
    if isinstance(schema, bool):
        return set()
    if "items" in schema or (nested and "unevaluatedItems" in schema):
        return set(range(len(value)))
    indexes = set(range(min(len(schema.get("prefixItems", ())), len(value))))
    if "contains" in schema:
        indexes.update(i for i, item in enumerate(value) if checker.valid(schema["contains"], item))
    for part in _in_place(checker, schema, value):
        indexes |= evaluated_indexes(checker, part, value, True)
    return indexes
