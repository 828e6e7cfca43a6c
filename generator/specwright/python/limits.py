"""A schema node enters, a sentence about the values it allows leaves."""

from __future__ import annotations

from specwright.source.node import Node


def limits_of(node: Node | None) -> str:
    """Bounds, lengths and units in words, for docstrings; nothing where the schema has none."""
    if node is None or not isinstance(node.value, dict):
        return ""
    said = [_lengths(node), _bounds(node), _items(node)]
    return " ".join(f"{text}." for text in said if text)


def _number(node: Node, key: str) -> int | float | None:
    value = node.value.get(key)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _range(low: int | float | None, high: int | float | None, unit: str) -> str:
    if low is not None and high is not None:
        return f"Exactly {low}{unit}" if low == high else f"From {low} to {high}{unit}"
    if low is not None:
        return f"At least {low}{unit}"
    return f"At most {high}{unit}" if high is not None else ""


def _lengths(node: Node) -> str:
    unit = " UTF-16 code units" if node.value.get("x-length-unit") == "utf-16" else " characters"
    return _range(_number(node, "minLength"), _number(node, "maxLength"), unit)


def _items(node: Node) -> str:
    return _range(_number(node, "minItems"), _number(node, "maxItems"), " items")


def _bounds(node: Node) -> str:
    low, high = _number(node, "minimum"), _number(node, "maximum")
    above, below = _number(node, "exclusiveMinimum"), _number(node, "exclusiveMaximum")
    text = _range(low, high, "")
    strict = [
        f"{w} {v}" for w, v in (("greater than", above), ("less than", below)) if v is not None
    ]
    joined = " and ".join(strict)
    return f"{text}, {joined}" if text and joined else text or joined.capitalize()
