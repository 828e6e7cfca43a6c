"""Describe the values that a schema allows, in one sentence."""

from __future__ import annotations

from specwright.api.model import Limits


def limits_in_words(limits: Limits) -> str:
    """Bounds, lengths and units in words; empty if the schema has none."""
    items = _range(_number(limits, "minItems"), _number(limits, "maxItems"), " items")
    said = [_lengths(limits), _bounds(limits), items]
    return " ".join(f"{text}." for text in said if text)


def _number(limits: Limits, key: str) -> int | float | None:
    value = limits.get(key)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _range(low: int | float | None, high: int | float | None, unit: str) -> str:
    if low is not None and high is not None:
        return f"Exactly {low}{unit}" if low == high else f"From {low} to {high}{unit}"
    if low is not None:
        return f"At least {low}{unit}"
    return f"At most {high}{unit}" if high is not None else ""


def _lengths(limits: Limits) -> str:
    unit = " UTF-16 code units" if limits.get("x-length-unit") == "utf-16" else " characters"
    return _range(_number(limits, "minLength"), _number(limits, "maxLength"), unit)


def _bounds(limits: Limits) -> str:
    low, high = _number(limits, "minimum"), _number(limits, "maximum")
    above, below = _number(limits, "exclusiveMinimum"), _number(limits, "exclusiveMaximum")
    text = _range(low, high, "")
    strict = [
        f"{w} {v}" for w, v in (("greater than", above), ("less than", below)) if v is not None
    ]
    joined = " and ".join(strict)
    return f"{text}, {joined}" if text and joined else text or joined.capitalize()
