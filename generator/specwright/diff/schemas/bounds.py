"""Compare lengths, counts, bounds and steps."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from specwright.diff.facts import Effect, Fact
from specwright.diff.schemas.keywords import Pair, if_used
from specwright.schema.shape import Shape
from specwright.source.node import Node

_INTEGER: Final = frozenset({"integer"})
_SIZES: Final[Mapping[str, str]] = {
    "maxLength": "string",
    "minLength": "string",
    "maxItems": "array",
    "minItems": "array",
    "maxProperties": "object",
    "minProperties": "object",
    "maxContains": "array",
    "minContains": "array",
}


def compare_sizes(pair: Pair) -> Iterator[Fact]:
    """Lengths and counts."""
    for keyword, kind in _SIZES.items():
        is_max = keyword.startswith("max")
        nothing = math.inf if is_max else 1 if keyword == "minContains" else 0
        left, old = _tightest(pair.base, keyword, is_max)
        right, new = _tightest(pair.revision, keyword, is_max)
        if (nothing if left is None else left) == (nothing if right is None else right):
            continue
        grows = (nothing if right is None else right) > (nothing if left is None else left)
        effect: Effect = "widened" if grows == is_max else "narrowed"
        yield pair.fact(keyword, if_used(pair, kind, effect), old, new, (left, right))


def _tightest(shape: Shape, keyword: str, is_max: bool) -> tuple[Any, Node | None]:
    found = [node for node in shape.children(keyword) if is_number(node.value)]
    if not found:
        return None, None
    choose = min if is_max else max
    node = choose(found, key=lambda item: item.value)
    return node.value, node


def is_number(value: Any) -> bool:
    """Whether a value is a number."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


@dataclass(frozen=True, slots=True)
class _Bound:
    value: float
    is_exclusive: bool
    node: Node


def compare_range(pair: Pair) -> Iterator[Fact]:
    """`minimum` and `maximum`, exclusive or not."""
    for keyword, is_max in (("minimum", False), ("maximum", True)):
        old, new = _bound(pair.base, keyword, is_max), _bound(pair.revision, keyword, is_max)
        if _rank(pair.base, old, is_max) == _rank(pair.revision, new, is_max):
            continue
        grows = _rank(pair.revision, new, is_max) > _rank(pair.base, old, is_max)
        effect: Effect = "widened" if grows == is_max else "narrowed"
        used = if_used(pair, "integer", effect)
        exclusive = any(bound is not None and bound.is_exclusive for bound in (old, new))
        aspect = f"exclusive{keyword.title()}" if exclusive else keyword
        values = (old.value if old else None, new.value if new else None)
        places = (old.node if old else None, new.node if new else None)
        yield pair.fact(aspect, used, *places, values)


def _bound(shape: Shape, keyword: str, is_max: bool) -> _Bound | None:
    found = [
        _Bound(node.value, is_exclusive, node)
        for key, is_exclusive in ((keyword, False), (f"exclusive{keyword.title()}", True))
        for node in shape.children(key)
        if is_number(node.value)
    ]
    if not found:
        return None
    if is_max:
        return min(found, key=lambda bound: (bound.value, not bound.is_exclusive))
    return max(found, key=lambda bound: (bound.value, bound.is_exclusive))


def _rank(shape: Shape, bound: _Bound | None, is_max: bool) -> tuple[float, int]:
    """What can be compared: for integers `> 0` and `>= 1` are the same."""
    if bound is None:
        return (math.inf if is_max else -math.inf, 0)
    if shape.types == _INTEGER:
        whole = math.floor(bound.value) if is_max else math.ceil(bound.value)
        if bound.is_exclusive and whole == bound.value:
            whole += -1 if is_max else 1
        return (whole, 0)
    if not bound.is_exclusive:
        return (bound.value, 0)
    return (bound.value, -1 if is_max else 1)


def compare_step(pair: Pair) -> Iterator[Fact]:
    """`multipleOf`."""
    old, new = pair.base.first("multipleOf"), pair.revision.first("multipleOf")
    left, right = _step(pair.base, old), _step(pair.revision, new)
    if left is not None or right is not None:
        left, right = left or _implied(pair.base), right or _implied(pair.revision)
    if left == right:
        return
    effect: Effect = "incomparable"
    if left is None or (right is not None and (right / left).denominator == 1):
        effect = "narrowed"
    elif right is None or (left / right).denominator == 1:
        effect = "widened"
    yield pair.fact("multipleOf", if_used(pair, "integer", effect), old, new)


def _implied(shape: Shape) -> Fraction | None:
    """Integers are multiples of 1, which counts where the other side names a step."""
    return Fraction(1) if shape.types == _INTEGER else None


def _step(shape: Shape, node: Node | None) -> Fraction | None:
    if node is None or not is_number(node.value) or not node.value > 0:
        return None
    step = Fraction(str(node.value))
    return None if step == 1 and shape.types == _INTEGER else step
