"""Decide whether values of one schema surely fit another as well, or surely do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import inf
from typing import Final

from specwright.schema.json_equality import key_of
from specwright.schema.shape import Shape, Shaper

_DEEPEST: Final = 6
_FOLLOWED: Final = ("properties", "required", "additionalProperties", "items")
_LOWER: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_UPPER: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_RANGES: Final[Mapping[str, tuple[str, ...]]] = {
    "string": ("minLength", "maxLength"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
}


def surely_apart(one: tuple[Shape, Shaper], other: tuple[Shape, Shaper], depth: int = 0) -> bool:
    """Whether no value fits both: other types or values, or objects of which one lacks what the other needs."""
    (left, shaper), (right, other_shaper) = one, other
    if left.types is not None and right.types is not None and not left.types & right.types:
        return True
    if any(low > high for low, high in _common_ranges((left, right))):
        return True
    if left.values is not None and right.values is not None:
        return not left.values.keys() & right.values.keys()
    if depth > _DEEPEST or left.types != frozenset({"object"}) or right.types != left.types:
        return False
    if any(_refuses(a, b) for a, b in ((left, right), (right, left))):
        return True
    shared = left.required().keys() & right.required().keys()
    parts = [(left.properties().get(name), right.properties().get(name)) for name in shared]
    return any(
        a is not None
        and b is not None
        and surely_apart(
            (shaper.shape(a), shaper), (other_shaper.shape(b), other_shaper), depth + 1
        )
        for a, b in parts
    )


def _refuses(closed: Shape, other: Shape) -> bool:
    """Whether an object takes no further properties, and the other one needs some."""
    more = closed.first("additionalProperties")
    is_closed = (
        more is not None and more.value is False and not closed.children("patternProperties")
    )
    return is_closed and bool(other.required().keys() - closed.properties().keys())


def ranges_meet(shapes: Sequence[Shape]) -> bool:
    """Whether numbers, or texts by their length, surely have a value that fits all."""
    only = {keyword for keywords in _RANGES.values() for keyword in keywords}
    if any(s.values is not None or s.groups or set(s.restrictions()) - only for s in shapes):
        return False
    return any(
        low + 1 < high or (low <= high and high == inf) for low, high in _common_ranges(shapes)
    )


def _common_ranges(shapes: Sequence[Shape]) -> Iterator[tuple[float, float]]:
    """From where to where a number, or the length of a text, may be in all shapes; nothing for other types."""
    for kind, keywords in _RANGES.items():
        if all(shape.types and shape.types <= _KINDS[kind] for shape in shapes):
            low = (_bound(s, k) for s in shapes for k in keywords if k in _LOWER)
            high = (_bound(s, k) for s in shapes for k in keywords if k in _UPPER)
            yield max(low), min(high)


_KINDS: Final[Mapping[str, frozenset[str]]] = {
    "string": frozenset({"string"}),
    "number": frozenset({"integer", "number"}),
}


def _bound(shape: Shape, keyword: str) -> float:
    values = [n.value for n in shape.children(keyword) if isinstance(n.value, (int, float))]
    if keyword in _LOWER:
        return max(values, default=-inf)
    return min(values, default=inf)


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
    """Whether a restriction is followed below, looser than on the other side, or the same."""
    if keyword in (*_LOWER, *_UPPER):
        bounds = _bound(shape, keyword), _bound(known, keyword)
        return bounds[0] <= bounds[1] if keyword in _LOWER else bounds[0] >= bounds[1]
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
