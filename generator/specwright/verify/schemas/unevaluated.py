"""Find the properties that a schema has evaluated, for `unevaluatedProperties: false`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from .keywords import Keywords
from .patterns import UnsupportedPattern, compiled

_DEEPEST: Final = 40
"""The maximum nesting of schemas for one object; beyond this they are circular."""


def evaluated(
    validator: Any, keywords: Keywords, schema: Any, instance: dict[str, Any], depth: int = 0
) -> set[str]:
    """The property names that the schema or its parts evaluate."""
    if not isinstance(schema, dict) or depth > _DEEPEST:
        return set()
    if "additionalProperties" in schema or (depth and "unevaluatedProperties" in schema):
        return set(instance)
    found = {name for name in schema.get("properties") or () if name in instance}
    for pattern in schema.get("patternProperties") or ():
        found |= {name for name in instance if _matches(pattern, name)}
    for part in _parts(validator, keywords, schema, instance):
        found |= evaluated(validator, keywords, part, instance, depth + 1)
    return found


def _parts(validator: Any, keywords: Keywords, schema: Any, instance: Any) -> Iterator[Any]:
    """The schemas that apply to the same object; of unions, the matching branches."""

    def fits(part: Any) -> bool:
        return next(validator.descend(instance, part, resolver=validator._resolver), None) is None

    if isinstance(schema.get("$ref"), str):
        try:
            yield keywords.sources.at(schema["$ref"])
        except KeyError:
            return
    yield from schema.get("allOf") or ()
    for kind in ("anyOf", "oneOf"):
        yield from filter(fits, schema.get(kind) or ())
    if "if" in schema:
        holds = fits(schema["if"])
        yield from ([schema["if"]] if holds else [])
        yield schema.get("then" if holds else "else")
    for name, part in (schema.get("dependentSchemas") or {}).items():
        if name in instance:
            yield part


def _matches(pattern: str, name: str) -> bool:
    try:
        return bool(compiled(pattern).search(name))
    except UnsupportedPattern:
        return True
