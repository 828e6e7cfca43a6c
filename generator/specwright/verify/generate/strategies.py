"""Draw values of a schema with Hypothesis.

Nothing is filtered: an invalid value is drawn again twice and then replaced by the smallest.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..schemas.formats import FORMATS
from ..schemas.keywords import Impossible, Node, Shape
from ..schemas.validating import length
from ..types import Blob, Json
from . import numbers, texts
from .samples import ENDLESS
from .values import ANYTHING, DEPTH, PARTS, Values, key_of, tagged, unique


class Drawing:
    """One drawn value; counts its parts, so that recursion and wide objects end."""

    def __init__(self, values: Values, draw: Callable[[SearchStrategy[Any]], Any]) -> None:
        self.values = values
        self.draw = draw
        self.parts = 0

    def pick(self, count: int) -> int:
        found: int = self.draw(st.integers(0, count - 1)) if count > 1 else 0
        return found

    def value(self, node: Node, depth: int = 0) -> Json:
        self.parts += 1
        values = self.values
        if not node.pointers:
            return ANYTHING[self.pick(len(ANYTHING))]
        if depth > DEPTH or self.parts > PARTS:
            return values.smallest(node)
        shape = values.shape(node)
        if not shape.risky:
            return self.of_shape(shape, depth)
        for _ in range(3):
            value = self.of_shape(shape, depth)
            if values.accepts(node, value):
                return value
        return values.smallest(node)

    def of_shape(self, shape: Shape, depth: int) -> Json:
        values = self.values
        if shape.unions:
            union = shape.unions[0]
            branches = [i for i, b in enumerate(union.branches) if values.possible(b)]
            if not branches:
                return values.smallest(shape.node)
            index = branches[self.pick(len(branches))]
            return tagged(union, index, self.value(union.branches[index], depth + 1))
        if shape.enum is not None:
            fits = values.cached(("enum", shape.node), lambda: _members(values, shape))
            return fits[self.pick(len(fits))] if fits else values.smallest(shape.node)
        kinds = [kind for kind in shape.types if kind != "null"] or ["null"]
        nullable = "null" in shape.types and len(shape.types) > 1 and self.pick(5) == 4
        return None if nullable else self._of_kind(shape, kinds[self.pick(len(kinds))], depth)

    def _of_kind(self, shape: Shape, kind: str, depth: int) -> Json:
        if kind == "object":
            return self._object(shape, depth)
        if kind == "array":
            return self._array(shape, depth)
        if kind == "string":
            return self._text(shape)
        if kind in ("integer", "number"):
            strategy = self.values.cached(
                ("number", shape.node, kind), lambda: _number(shape, kind == "integer")
            )
            return self.draw(strategy)
        return self.pick(2) == 0 if kind == "boolean" else None

    # --- objects and lists --------------------------------------------------------------------

    def _object(self, shape: Shape, depth: int) -> Json:
        values = self.values
        value = {
            name: self.value(values.member(shape, name), depth + 1)
            for name in values.sendable(shape, shape.required)
        }
        most = shape.limits.get("maxProperties", ENDLESS)
        for name in self._chosen(shape, depth):
            if len(value) < most and self.parts < PARTS:
                value[name] = self.value(shape.properties[name], depth + 1)
        if values.is_map(shape):
            self._further(shape, value, depth)
        for pattern, node in shape.named.items():
            key = key_of(pattern)
            if key is not None and self.pick(2) and len(value) < most:
                value.setdefault(key, self.value(node, depth + 1))
        if len(value) < shape.limits.get("minProperties", 0):
            value = {**values.smallest(shape.node), **value}
        return value

    def _chosen(self, shape: Shape, depth: int) -> list[str]:
        """Some of the optional members, fewer at depth; a single choice, however many there are."""
        names = self.values.cached(("optional", shape.node), lambda: self.values.optional(shape))
        mask = self.pick(1 << len(names))
        if depth > 1:
            mask &= self.pick(1 << len(names))
        return [name for bit, name in enumerate(names) if mask >> bit & 1]

    def _further(self, shape: Shape, value: dict[str, Json], depth: int) -> None:
        node = shape.additional or Node(())
        if not self.values.possible(node):
            return
        most = min(2, shape.limits.get("maxProperties", ENDLESS) - len(value))
        for _ in range(self.pick(int(most) + 1) if most > 0 else 0):
            value.setdefault(self.draw(_KEYS), self.value(node, depth + 1))

    def _array(self, shape: Shape, depth: int) -> Json:
        low = int(shape.limits.get("minItems", 0))
        high = int(min(shape.limits.get("maxItems", ENDLESS), max(low, len(shape.prefix)) + 3))
        if shape.items is not None and not self.values.possible(shape.items):
            high = min(high, len(shape.prefix))
        size = low + self.pick(max(1, high - low + 1))
        found = []
        for index in range(size):
            if self.parts > PARTS and index >= low:
                break
            found.append(self.value(self.values.item(shape, index), depth + 1))
        if not shape.unique:
            return found
        found = unique(found)
        return found if len(found) >= low else self.values.smallest(shape.node)

    # --- texts --------------------------------------------------------------------------------

    def _text(self, shape: Shape) -> Json:
        if self.values.files and shape.binary:
            return Blob(
                self.draw(_BYTES),
                ("hare.bin", "h\N{LATIN SMALL LETTER A WITH DIAERESIS}re 1.txt")[self.pick(2)],
            )
        if shape.base64 and not shape.patterns:
            fits = [t for t in ("aGFyZQ==", "AAEC", "+/+/", "YQ==") if texts.fit(shape, t)]
            return fits[self.pick(len(fits))] if fits else self.values.smallest(shape.node)
        strategy = self.values.cached(("text", shape.node), lambda: _text(shape))
        if strategy is not None:
            found: str = self.draw(strategy)
            return _cut(found, shape)
        low, high = texts.bounds(shape)
        least = max(
            low, self.values.cached(("least", shape.node), lambda: _least(self.values, shape))
        )
        size = least + self.pick(max(1, min(high, least + 16) - least + 1))
        text = texts.of_length(shape, size, "", self.pick)
        return text if text is not None else self.values.smallest(shape.node)


def _members(values: Values, shape: Shape) -> list[Json]:
    return [value for value in shape.enum or () if values.accepts(shape.node, value)]


def _least(values: Values, shape: Shape) -> int:
    return length(str(values.smallest(shape.node)), shape.utf16)


def _cut(text: str, shape: Shape) -> str:
    _, high = texts.bounds(shape)
    while shape.utf16 and length(text, True) > high:
        text = text[:-1]
    return text


def _text(shape: Shape) -> SearchStrategy[str] | None:
    """None if a text for a pattern must be composed."""
    if shape.patterns:
        return None
    known = [FORMATS[name] for name in shape.formats if name in FORMATS]
    fits = [text for one in known for text in one.right if texts.fit(shape, text)]
    if fits:
        return st.one_of(st.sampled_from(fits), *_of_format(shape))
    low, high = texts.bounds(shape)
    return st.text(texts.LETTERS, min_size=low, max_size=min(high, low + 24))


def _of_format(shape: Shape) -> list[SearchStrategy[str]]:
    if "uuid" in shape.formats:
        return [st.uuids(version=4).map(str)]
    if "date" in shape.formats:
        return [st.dates().map(str)]
    return []


def _number(shape: Shape, whole: bool) -> SearchStrategy[Any]:
    range_ = numbers.range_of(shape, whole)
    low, high = numbers.ends(range_)
    if range_.step is not None:
        step = range_.step
        least, most = math.ceil(low / step), math.floor(high / step)
        if least > most:
            raise Impossible(shape.node.pointers[0], "no multiple lies between the bounds")
        return st.integers(least, most).map(lambda n: numbers.as_number(n * step, whole))
    if whole:
        return st.integers(low, high)
    floor = _tightest((range_.low, range_.above), max)
    ceiling = _tightest((range_.high, range_.below), min)
    return st.floats(
        floor,
        ceiling,
        allow_nan=False,
        allow_infinity=False,
        exclude_min=floor is not None and floor == range_.above,
        exclude_max=ceiling is not None and ceiling == range_.below,
    )


def _tightest(ends: tuple[Any, Any], choose: Callable[..., Any]) -> Any:
    return choose((end for end in ends if end is not None), default=None)


_KEYS = st.sampled_from(
    (
        "a key",
        "gen4.5",
        "from",
        "camelCase",
        "h\N{LATIN SMALL LETTER A WITH DIAERESIS}re",
        'a"b/c%20',
    )
)
_BYTES = st.binary(max_size=40)


@st.composite
def strategy_of(draw: st.DrawFn, values: Values, node: Node) -> Json:
    """Any valid value of a schema."""
    return Drawing(values, draw).value(node)
