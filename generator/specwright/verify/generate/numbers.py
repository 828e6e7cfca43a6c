"""Generate numbers at and beyond the bounds of a schema."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from ..schemas.formats import WIDTHS
from ..schemas.keywords import Impossible, Shape

_SAFE: Final = 2**53


@dataclass(frozen=True, slots=True)
class Range:
    """Both ends are included; None means open. `step` is the multipleOf, as an exact number."""

    low: Any
    high: Any
    above: Any  # exclusive ends, for numbers that are not whole
    below: Any
    step: Fraction | None


def range_of(shape: Shape, whole: bool) -> Range:
    limits = shape.limits
    low, above = limits.get("minimum"), limits.get("exclusiveMinimum")
    high, below = limits.get("maximum"), limits.get("exclusiveMaximum")
    if whole:
        lows = [_ceil(low), None if above is None else math.floor(above) + 1]
        highs = [_floor(high), None if below is None else math.ceil(below) - 1]
        for name in shape.formats:
            least, most = WIDTHS.get(name, (None, None))
            lows.append(least)
            highs.append(most)
        low = max((n for n in lows if n is not None), default=None)
        high = min((n for n in highs if n is not None), default=None)
        above = below = None
    found = Range(low, high, above, below, _step(shape))
    _possible(shape, found)
    return found


def _ceil(value: Any) -> int | None:
    return None if value is None else math.ceil(value)


def _floor(value: Any) -> int | None:
    return None if value is None else math.floor(value)


def _step(shape: Shape) -> Fraction | None:
    found: Fraction | None = None
    for multiple in shape.multiples:
        step = Fraction(Decimal(str(multiple)))
        if step > 0:
            found = step if found is None else _common(found, step)
    return found


def _common(left: Fraction, right: Fraction) -> Fraction:
    bottom = math.lcm(left.denominator, right.denominator)
    return Fraction(math.lcm(int(left * bottom), int(right * bottom)), bottom)


def _possible(shape: Shape, range_: Range) -> None:
    low = max((n for n in (range_.low, range_.above) if n is not None), default=None)
    high = min((n for n in (range_.high, range_.below) if n is not None), default=None)
    if low is not None and high is not None and low > high:
        pointer = shape.places.get("minimum", shape.node.pointers[0])
        raise Impossible(pointer, f"no number is at least {low} and at most {high}")


def plainest(range_: Range, whole: bool) -> Any:
    """The number in the range nearest to one."""
    for value in _tries(range_, whole):
        if within(range_, value):
            return value
    raise Impossible("", "verify knows no number that fits", proven=False)


def _tries(range_: Range, whole: bool) -> Iterator[Any]:
    yield 1
    yield 0
    yield from (end for end in (range_.low, range_.high) if end is not None)
    for end in (range_.above, range_.below):
        if end is not None:
            yield from (end + 1, end - 1, end + 0.5, end - 0.5)
    if range_.above is not None and range_.below is not None:
        yield (range_.above + range_.below) / 2
    if range_.step is not None:
        start = range_.low if range_.low is not None else range_.above or 0
        first = math.ceil(Fraction(start) / range_.step)
        yield from (as_number(range_.step * n, whole) for n in range(first, first + 3))


def within(range_: Range, value: Any) -> bool:
    return (
        (range_.low is None or value >= range_.low)
        and (range_.high is None or value <= range_.high)
        and (range_.above is None or value > range_.above)
        and (range_.below is None or value < range_.below)
        and (range_.step is None or (Fraction(Decimal(str(value))) / range_.step).denominator == 1)
    )


def as_number(value: Fraction, whole: bool = False) -> Any:
    return int(value) if whole or value.denominator == 1 else float(value)


def ends(range_: Range) -> tuple[int, int]:
    """The whole numbers between which to draw."""
    low = range_.low if range_.low is not None else min(-_SAFE, (range_.high or 0) - _SAFE)
    high = range_.high if range_.high is not None else max(_SAFE, low + _SAFE)
    return math.ceil(low), math.floor(high)


def at_bounds(shape: Shape, whole: bool) -> Iterator[tuple[str, Any]]:
    """(keyword, number) that are only just valid; without bounds, numbers that are easily corrupted."""
    range_ = range_of(shape, whole)
    step = range_.step or (Fraction(1) if whole else None)
    for keyword, value, sign in _named(shape):
        exclusive = keyword.startswith("exclusive")
        for number in (_inside(value, sign, step),) if exclusive else (value,):
            if within(range_, number):
                yield keyword, int(number) if whole else number
    values = [2**31, -(2**31) - 1, _SAFE, 0] if whole else [0.1, -1.5e-7, 1e21, 123456789.125, 5]
    for value in values:
        if within(range_, value):
            yield "type", value


def _inside(value: Any, sign: int, step: Fraction | None) -> Any:
    if step is None:
        return math.nextafter(value, math.inf * sign)
    return (
        as_number((math.floor(Fraction(value) / step) + sign) * step)
        if sign > 0
        else as_number((math.ceil(Fraction(value) / step) - 1) * step)
    )


def _named(shape: Shape) -> Iterator[tuple[str, Any, int]]:
    """(keyword, its value, the direction to the inside)."""
    for keyword, sign in (
        ("minimum", 1),
        ("exclusiveMinimum", 1),
        ("maximum", -1),
        ("exclusiveMaximum", -1),
    ):
        if keyword in shape.limits:
            yield keyword, shape.limits[keyword], sign


def beyond_bounds(shape: Shape, whole: bool) -> Iterator[tuple[str, Any]]:
    """(keyword, number) that are only just invalid."""
    range_ = range_of(shape, whole)
    step = range_.step or (Fraction(1) if whole else None)
    for keyword, value, sign in _named(shape):
        if keyword.startswith("exclusive"):
            yield keyword, value
        elif step is not None:
            units = Fraction(Decimal(str(value))) / step
            nearest = math.ceil(units) - 1 if sign > 0 else math.floor(units) + 1
            yield keyword, as_number(nearest * step)
        else:
            yield keyword, value - sign
            yield keyword, math.nextafter(value, -math.inf * sign)
    for name in shape.formats if whole else ():
        least, most = WIDTHS.get(name, (None, None))
        if least is not None and most is not None:
            yield from (("format", least - 1), ("format", most + 1))
    if range_.step is not None and range_.step != 1:
        yield (
            "multipleOf",
            as_number(Fraction(Decimal(str(plainest(range_, whole)))) + range_.step / 2),
        )
