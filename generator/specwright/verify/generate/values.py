"""Generate the smallest and the fullest value of a schema."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final, TypeVar

from ..schemas.keywords import Impossible, Node, Shape, Union, is_tagged
from ..schemas.patterns import UnsupportedPattern, parse
from ..schemas.schemas import Direction, Schemas
from ..types import Blob, Json
from . import numbers, texts
from .samples import NoSample, compose, width

T = TypeVar("T")

DEPTH: Final = 8
PARTS: Final = 120  # per drawn value: Hypothesis rejects values that need too many choices
KEY: Final = "a key, gen4.5"
SPARE: Final = "unknown"  # an undocumented property
ANYTHING: Final[tuple[Json, ...]] = ("text", 5, True, None, 1.5, [], {"some key": [1.5, None]})


class Values:
    """The values of a document's schemas, in one direction.

    `files`: whether binary strings are Blobs, as in forms, or ordinary text, as in JSON.
    """

    def __init__(self, schemas: Schemas, direction: Direction, files: bool = False) -> None:
        self.schemas = schemas
        self.direction: Direction = direction
        self.files = files
        self._key = ("values", direction, files)

    def shape(self, node: Node) -> Shape:
        return self.schemas.shape(node)

    def accepts(self, node: Node, value: Json) -> bool:
        return self.schemas.accepts(node, value, self.direction)

    def cached(self, key: Any, make: Callable[[], T]) -> T:
        return self.schemas.memory.kept((self._key, key), make)

    # --- the smallest -------------------------------------------------------------------------

    def smallest(self, node: Node, stack: tuple[Node, ...] = ()) -> Json:
        """The plainest value; raises Impossible if none is known."""
        return self.cached(("smallest", node), lambda: self._first(node, stack))

    def _first(self, node: Node, above: tuple[Node, ...]) -> Json:
        if node in above:
            raise Impossible(node.pointers[-1], "every value of it contains another without end")
        failure: Impossible | None = None
        for make in self._makers(self.shape(node), (*above, node)):
            try:
                value = make()
            except Impossible as error:
                failure = error
                continue
            if self.accepts(node, value):
                return value
        raise failure or Impossible(node.pointers[0], "verify knows no such value", proven=False)

    def _makers(self, shape: Shape, stack: tuple[Node, ...]) -> Iterator[Callable[[], Json]]:
        if shape.unions:
            union = shape.unions[0]
            for index, branch in enumerate(union.branches):
                yield partial(self._of_branch, union, index, branch, stack)
            return
        if shape.enum is not None:
            yield from (lambda v=value: v for value in shape.enum)
            if not shape.enum:
                yield lambda: _refuse(shape, "its enums have no value in common")
            return
        if not shape.types:
            yield lambda: _refuse(shape, "its parts have no type in common")
        for kind in sorted(shape.types, key=lambda name: name == "null"):
            yield partial(self._smallest_of, shape, kind, stack)
        yield from (lambda v=example: v for example in shape.examples)

    def _of_branch(self, union: Union, index: int, branch: Node, stack: tuple[Node, ...]) -> Json:
        return tagged(union, index, self.smallest(branch, stack))

    def _smallest_of(self, shape: Shape, kind: str, stack: tuple[Node, ...]) -> Json:
        if kind == "object":
            return self.object_of(shape, shape.required, stack)
        if kind == "array":
            return self.array_of(shape, int(shape.limits.get("minItems", 0)), stack)
        if kind == "string":
            return self.text(shape)
        if kind in ("integer", "number"):
            return numbers.plainest(numbers.range_of(shape, kind == "integer"), kind == "integer")
        return {"boolean": True}.get(kind)

    def text(self, shape: Shape) -> Json:
        if self.files and shape.binary:
            return Blob(b"\x00\x01 hare\r\n", "hare.bin")
        if shape.base64 and not shape.formats and not shape.patterns:
            return "aGFyZQ=="
        return texts.shortest(shape)

    def object_of(self, shape: Shape, names: tuple[str, ...], stack: tuple[Node, ...]) -> Json:
        wanted = self.sendable(shape, names)
        value = {name: self.smallest(self.member(shape, name), stack) for name in wanted}
        least = int(shape.limits.get("minProperties", 0))
        for name in self.sendable(shape, tuple(shape.properties)):
            if len(value) < least and name not in value:
                value[name] = self.smallest(shape.properties[name], stack)
        for index in range(least - len(value)):
            value[f"key{index}"] = self.smallest(self.member(shape, f"key{index}"), stack)
        return value

    def array_of(self, shape: Shape, size: int, stack: tuple[Node, ...]) -> Json:
        found = [self.smallest(self.item(shape, index), stack) for index in range(size)]
        if shape.unique and size > 1:
            return self.distinct(shape, size)
        return found

    def distinct(self, shape: Shape, size: int) -> Json:
        """The given number of distinct items, from known values."""
        item = self.item(shape, 0)
        known = [self.smallest(item), *self.variety(item)]
        found = unique(known)[:size]
        if len(found) < size:
            found = unique([*found, *self.numbered(item, size)])[:size]
        if len(found) < size:
            _refuse(shape, f"verify knows fewer than {size} distinct items", proven=False)
        return found

    def variety(self, item: Node) -> Iterator[Json]:
        """Different values of a schema; `VariedValues` knows more."""
        yield self.smallest(item)

    def numbered(self, item: Node, size: int) -> list[Json]:
        """Distinct texts or numbers, if the item schema is simple enough."""
        shape = self.shape(item)
        tries: list[Json] = []
        if "string" in shape.types and shape.enum is None:
            tries = [f"item{n}" for n in range(size)]
            least, most = texts.bounds(shape)
            low = max(least, texts.least_of(shape))
            for n in range(4 * size):
                size_ = low + n % max(1, min(most - low + 1, 8))
                tries.append(texts.of_length(shape, size_, "", _picks(n)))
        if {"integer", "number"} & set(shape.types):
            tries += list(range(size))
        return [value for value in tries if value is not None and self.accepts(item, value)]

    # --- parts --------------------------------------------------------------------------------

    def sendable(self, shape: Shape, names: tuple[str, ...]) -> tuple[str, ...]:
        """The value without properties of the other direction."""
        return tuple(name for name in names if not self._foreign(shape.properties.get(name)))

    def _foreign(self, node: Node | None) -> bool:
        if node is None:
            return False
        shape = self.shape(node)
        return shape.read_only if self.direction == "request" else shape.write_only

    def member(self, shape: Shape, name: str) -> Node:
        if name in shape.properties:
            return shape.properties[name]
        for pattern, node in shape.named.items():
            if name == key_of(pattern):
                return node
        if shape.closed:
            pointer = shape.places.get(("required", name), shape.node.pointers[0])
            raise Impossible(pointer, f"{name} is required, but cannot be a property")
        return shape.additional or Node(())

    def item(self, shape: Shape, index: int) -> Node:
        if index < len(shape.prefix):
            return shape.prefix[index]
        return shape.items or Node(())

    def possible(self, node: Node) -> bool:
        def try_() -> bool:
            try:
                self.smallest(node)
            except Impossible:
                return False
            return True

        return self.cached(("possible", node), try_)

    def optional(self, shape: Shape) -> tuple[str, ...]:
        """The optional properties that have a value."""
        names = self.sendable(shape, tuple(shape.properties))
        return tuple(
            n for n in names if n not in shape.required and self.possible(shape.properties[n])
        )

    def is_map(self, shape: Shape) -> bool:
        """Whether additional keys are intended, not only tolerated."""
        return not shape.closed and (shape.additional is not None or not shape.properties)

    # --- the fullest --------------------------------------------------------------------------

    def fullest(self, node: Node) -> Json:
        """Everything optional is included; the largest branch of unions; one item in each list."""
        return self._fullest(node, 0, [PARTS * 4])

    def _fullest(self, node: Node, depth: int, left: list[int]) -> Json:
        """`left` limits the whole value, since wide and deep values would never end."""
        left[0] -= 1
        if depth > DEPTH or left[0] < 0:
            return self.smallest(node)
        try:
            value = self._full(node, depth + 1, left)
        except Impossible:
            return self.smallest(node)
        return value if self.accepts(node, value) else self.smallest(node)

    def _full(self, node: Node, depth: int, left: list[int]) -> Json:
        shape = self.shape(node)
        if shape.unions:
            return self._fullest_branch(shape, depth, left)
        if shape.enum is not None:
            return self.smallest(node)
        if "object" in shape.types:
            value = dict(self.object_of(shape, shape.required, (node,)))
            for name in (*value, *self.optional(shape)):
                if left[0] > 0 or name in value:
                    value[name] = self._fullest(self.member(shape, name), depth, left)
            if shape.additional is not None and self.possible(shape.additional):
                value[KEY] = self._fullest(shape.additional, depth, left)
            return value
        if "array" in shape.types and (shape.items is None or self.possible(shape.items)):
            size = max(1, len(shape.prefix), int(shape.limits.get("minItems", 0)))
            if shape.unique and size > 1:
                return self.smallest(node)
            return [self._fullest(self.item(shape, n), depth, left) for n in range(size)]
        return self.smallest(node)

    def _fullest_branch(self, shape: Shape, depth: int, left: list[int]) -> Json:
        union = shape.unions[0]
        fits = [(i, b) for i, b in enumerate(union.branches) if self.possible(b)]
        weighed = [(self._breadth(branch), -i, branch) for i, branch in fits]
        if not weighed:
            return self.smallest(shape.node)
        _, index, branch = max(weighed, key=lambda row: row[:2])
        return tagged(union, -index, self._fullest(branch, depth, left))

    def _breadth(self, node: Node) -> int:
        shape = self.shape(node)
        return 1 + len(shape.properties) + (shape.items is not None) + len(shape.unions)


def _refuse(shape: Shape, reason: str, proven: bool = True) -> Any:
    raise Impossible(shape.node.pointers[-1] if shape.node.pointers else "", reason, proven)


def tagged(union: Union, index: int, value: Json) -> Json:
    """The value with the tag of its branch, if the schemas do not fix it."""
    if union.discriminator is None or not isinstance(value, dict) or not union.tags[index]:
        return value
    if is_tagged(union.tags[index], value.get(union.discriminator)):
        return value
    return {**value, union.discriminator: union.tags[index][0]}


def _picks(seed: int) -> Callable[[int], int]:
    """A choice that looks random and is the same each time."""
    state = [seed * 2654435761 + 1]

    def pick(count: int) -> int:
        state[0] = (state[0] * 1103515245 + 12345) % 2**31
        return (state[0] >> 8) % count

    return pick


def unique(found: list[Json]) -> list[Json]:
    return list({json.dumps(_plain(v), sort_keys=True): v for v in found}.values())


def _plain(value: Json) -> Json:
    if isinstance(value, Blob):
        return repr(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def key_of(pattern: str) -> str | None:
    """A key that matches a pattern of patternProperties."""
    try:
        part = parse(pattern)
        return compose(part, width(part)[0])
    except (UnsupportedPattern, NoSample):
        return None
