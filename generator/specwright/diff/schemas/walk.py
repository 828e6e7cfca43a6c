"""Compare schemas and everything below them, each pair once."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from specwright.diff.facts import Fact, Sense, Where
from specwright.diff.schemas.annotations import compare_remarks
from specwright.diff.schemas.bounds import compare_range, compare_sizes, compare_step
from specwright.diff.schemas.keywords import (
    Compare,
    Pair,
    compare_content,
    compare_format,
    compare_impossible,
    compare_null,
    compare_pattern,
    compare_types,
    compare_unique,
    compare_values,
)
from specwright.diff.schemas.subschemas import Edge, Nodes, Sides, compare_children
from specwright.diff.schemas.unions import compare_unions, compare_wrapped, mapped_tags
from specwright.diff.unchanged import Unchanged
from specwright.openapi.spec import Spec
from specwright.schema.conjunction import UNIONS
from specwright.schema.shape import ALL_TYPES, Shape, Shaper
from specwright.source.node import Node
from specwright.source.refs import is_ref

Key: TypeAlias = tuple[Nodes, Nodes]

_COMPARES: tuple[Compare, ...] = (
    compare_impossible,
    compare_types,
    compare_null,
    compare_values,
    compare_sizes,
    compare_range,
    compare_step,
    compare_pattern,
    compare_format,
    compare_content,
    compare_unique,
)


@dataclass(frozen=True, slots=True)
class State:
    """How the path from a place to a fact changes its meaning."""

    is_flipped: bool = False
    is_unclear: bool = False
    is_read_only: bool = False
    is_write_only: bool = False
    is_inner: bool = False
    """Whether the property in which the fact lies has been passed."""
    is_required: bool = False

    def above(self, edge: Edge) -> State:
        """The state one step further up."""
        return State(
            is_inner=self.is_inner or edge.is_property,
            is_required=self.is_required if self.is_inner else edge.is_required,
            **self._turned(edge),
        )

    def _turned(self, edge: Edge) -> dict[str, bool]:
        return {
            "is_flipped": self.is_flipped != edge.is_flipped,
            "is_unclear": self.is_unclear or edge.is_unclear,
            "is_read_only": self.is_read_only or edge.is_read_only,
            "is_write_only": self.is_write_only or edge.is_write_only,
        }

    def sense(self, where: Where) -> Sense:
        """The meaning of an effect at a place."""
        if self.is_read_only and where.direction == "request":
            return "ignored"
        if self.is_write_only and where.direction == "response":
            return "ignored"
        if self.is_unclear:
            return "unclear"
        return "flipped" if self.is_flipped else "same"


class SchemaWalk:
    """Compares pairs of schemas, and records where each is used."""

    def __init__(self, base: Spec, revision: Spec, unchanged: Unchanged) -> None:
        """Begin with nothing compared."""
        self.base = Shaper(base.resolver)
        self.revision = Shaper(revision.resolver)
        self.unchanged = unchanged
        self.retargets: dict[tuple[str, str], list[tuple[Key, Node, Node]]] = {}
        self.tags: tuple[dict[str, dict[str, str]], dict[str, dict[str, str]]] = ({}, {})
        """By name of a schema, in each document: the value that discriminators list for it."""
        self._facts: dict[Key, list[Fact]] = {}
        self._above: dict[Key, list[tuple[Key, Edge]]] = {}
        self._roots: dict[Key, list[Where]] = {}
        self._queue: deque[Key] = deque()

    def visit(self, base: Node, revision: Node, *places: Where) -> None:
        """Compare two schemas that stand in a place of the API, and all below them."""
        key = self._key((base,), (revision,))
        self._roots.setdefault(key, []).extend(places)
        self._run()

    def _key(self, base: Nodes, revision: Nodes) -> Key:
        left = tuple(dict.fromkeys(map(self.base.target, base)))
        right = tuple(dict.fromkeys(map(self.revision.target, revision)))
        key = (left, right)
        if key not in self._facts:
            self._facts[key] = []
            if len(left) != len(right) or not all(map(self.unchanged.same, left, right)):
                self._queue.append(key)
        if len(base) == len(revision) == 1:
            self._note_names(key, base[0], revision[0])
        return key

    def _note_names(self, key: Key, base: Node, revision: Node) -> None:
        """Remember references to schemas of different names, and those that a side has written out."""
        old, new = (ref_name(node) if is_ref(node) else "" for node in (base, revision))
        is_wrapped = any(node.has(key) for node in (base, revision) for key in ("allOf", *UNIONS))
        if old != new and not is_wrapped:
            self.retargets.setdefault((old, new), []).append((key, base, revision))

    def _run(self) -> None:
        while self._queue:
            key = self._queue.popleft()
            for found in self._compare(key):
                if isinstance(found, Fact):
                    self._facts[key].append(found)
                else:
                    below = self._key(found.base, found.revision)
                    self._above.setdefault(below, []).append((key, found))

    def _compare(self, key: Key) -> Iterator[Edge | Fact]:
        pair = Pair(self.base.shape(key[0]), self.revision.shape(key[1]))
        sides = Sides(pair, self.base, self.revision)
        for known, shape in zip(self.tags, (pair.base, pair.revision), strict=True):
            known.update(mapped_tags(shape))
        wrapped = compare_wrapped(sides)
        if wrapped is not None:
            yield from wrapped
            yield from compare_remarks(_outer(pair), frozenset())
            return
        found: list[Edge | Fact] = []
        is_replaced = _is_replaced(pair)
        for compare in _COMPARES:
            found += [_beside(fact) if is_replaced else fact for fact in compare(pair)]
        if not is_replaced:
            found += compare_children(sides)
            found += compare_unions(sides)
        yield from found
        yield from compare_remarks(pair, _said(found))

    def facts(self) -> Iterator[Fact]:
        """All facts with their places."""
        for key, facts in self._facts.items():
            if facts:
                places = self._places(key)
                for fact in facts:
                    yield replace(fact, places=places)

    def places_of(self, key: Key) -> tuple[Where, ...]:
        """Every place of the API from which a pair is reached."""
        return self._places(key)

    def _places(self, key: Key) -> tuple[Where, ...]:
        """Find all places that use a pair, each once, where the change means most."""
        start = (key, State())
        ways: dict[tuple[Key, State], str] = {start: ""}
        queue = deque([start])
        found: dict[tuple[Where, Sense], Where] = {}
        while queue:
            current, state = queue.popleft()
            way = ways[current, state]
            for where in self._roots.get(current, ()):
                sense = state.sense(where)
                felt = replace(where, pointer=way, sense=sense, is_required=state.is_required)
                found.setdefault((where, sense), felt)
            for above, edge in self._above.get(current, ()):
                upper = (above, state.above(edge))
                if upper not in ways:
                    ways[upper] = edge.step + way
                    queue.append(upper)
        return _settled(found)


def _settled(found: dict[tuple[Where, Sense], Where]) -> tuple[Where, ...]:
    """Keep one place for each root; if it has several senses, the effect is unclear."""
    by_root: dict[Where, list[Where]] = {}
    for (root, _), where in found.items():
        by_root.setdefault(root, []).append(where)
    settled: list[Where] = []
    for places in by_root.values():
        kept = [where for where in places if where.sense != "ignored"] or places
        senses = {where.sense for where in kept}
        settled.append(kept[0] if len(senses) == 1 else replace(kept[0], sense="unclear"))
    return tuple(settled)


def ref_name(node: Node) -> str:
    """The last key of a reference."""
    return str(node.value["$ref"]).rpartition("/")[2]


def _said(found: list[Edge | Fact]) -> frozenset[str]:
    """The keywords that are already reported; for bounds, both spellings."""
    names: set[str] = set()
    for one in found:
        if isinstance(one, Edge):
            names.add(one.step.split("/")[1])
        else:
            names.add(one.aspect)
    for bound in ("Minimum", "Maximum"):
        if {f"exclusive{bound}", bound.lower()} & names:
            names |= {f"exclusive{bound}", bound.lower()}
    return frozenset(names)


def _is_replaced(pair: Pair) -> bool:
    """Whether the types have no value in common, so that other differences do not matter."""
    sides = [ALL_TYPES if s.types is None else s.types for s in (pair.base, pair.revision)]
    return not sides[0] & sides[1] and bool(sides[0] or sides[1])


def _beside(fact: Fact) -> Fact:
    """A fact about values of a type that was removed."""
    return fact if fact.aspect in ("type", "nullable") else replace(fact, effect="none")


def _outer(pair: Pair) -> Pair:
    """The pair without the keywords of the side that has no union."""
    return Pair(_union_only(pair.base), _union_only(pair.revision))


def _union_only(shape: Shape) -> Shape:
    parts = shape.parts if shape.groups else ()
    return replace(shape, parts=parts)
