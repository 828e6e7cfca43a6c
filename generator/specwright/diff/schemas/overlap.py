"""Decide whether values of one schema surely fit another as well."""

from __future__ import annotations

from typing import Final

from specwright.schema.json_equality import key_of
from specwright.schema.shape import Shape, Shaper

_DEEPEST: Final = 6
_FOLLOWED: Final = ("properties", "required", "additionalProperties", "items")


def surely_takes(wide: tuple[Shape, Shaper], old: tuple[Shape, Shaper], depth: int = 0) -> bool:
    """Whether an object of `old` with no more than it must have, or any other value of it, fits `wide`.

    False wherever that cannot be told at a glance.
    """
    shape, known = wide[0], old[0]
    if depth > _DEEPEST or shape.is_impossible or shape.groups or known.groups:
        return False
    if shape.types is not None and (known.types is None or not known.types <= shape.types):
        return False
    if shape.values is not None and not (
        known.values and known.values.keys() <= shape.values.keys()
    ):
        return False
    if not all(_is_shared(keyword, shape, known) for keyword in shape.restrictions()):
        return False
    return _takes_parts(wide, old, depth)


def _is_shared(keyword: str, shape: Shape, known: Shape) -> bool:
    """Whether a restriction is followed below, or the same on both sides."""
    values = [[key_of(node.value) for node in one.children(keyword)] for one in (shape, known)]
    return keyword in _FOLLOWED or values[0] == values[1]


def _takes_parts(wide: tuple[Shape, Shaper], old: tuple[Shape, Shaper], depth: int) -> bool:
    """The required properties, and the items."""
    (shape, shaper), (known, known_shaper) = wide, old
    needed = known.required()
    others = shape.first("additionalProperties")
    is_open = others is None or others.value in (True, {})
    if not shape.required().keys() <= needed.keys():
        return False
    pairs = [(shape.properties().get(name), known.properties().get(name)) for name in needed]
    if any(part is None for part, _ in pairs) and not is_open:
        return False
    pairs = [(part, other) for part, other in pairs if part is not None]
    if shape.children("items"):
        pairs.append((shape.children("items"), known.children("items") or None))
    return all(
        part is not None
        and other is not None
        and surely_takes(
            (shaper.shape(part), shaper), (known_shaper.shape(other), known_shaper), depth + 1
        )
        for part, other in pairs
    )
