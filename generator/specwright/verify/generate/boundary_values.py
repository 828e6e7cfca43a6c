"""Generate values that are only just valid, or only just invalid."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from ..schemas.keywords import TYPES, Impossible, Node, Shape, Union, equal, is_tagged
from ..types import Json, Path
from . import numbers, texts
from .values import KEY, SPARE, Values, key_of, tagged

REPEATS: Final = 8  # how often one schema is visited, at different places of a value
_LONG_LIST: Final = 1000
_DEEPEST: Final = 24


@dataclass(frozen=True, slots=True)
class Variation:
    """`value` is the whole; `path` leads to the changed part; `pointer` to the keyword that it tests."""

    path: Path
    keyword: str
    value: Json
    pointer: str
    part: Json = None
    union: int | None = None
    large: bool = False


class VariedValues(Values):
    """`Values` that also generates the boundary values of a schema."""

    def variety(self, item: Node) -> Iterator[Json]:
        return (variation.value for variation in boundaries(self, item))


Own = Callable[[Values, Shape, Json], Iterator[Variation]]


@dataclass(frozen=True, slots=True)
class Walk:
    """One traversal of a value: what to vary at each place, what was visited, and how to prove results.

    Every variation is proven by JSON Schema at its node. A valid part makes a valid whole, unless a
    union or a keyword such as `not` is in between; only then the whole is validated again.
    """

    values: Values
    own: Own
    branches: bool  # whether choosing a branch or an optional member is itself a variation
    wanted: bool | None  # the verdict of JSON Schema that variations need; None: any
    visits: dict[Any, int]
    repeats: int

    def proven(self, node: Node, variation: Variation) -> bool:
        return self.wanted is None or self.values.accepts(node, variation.value) is self.wanted

    def node(self, node: Node) -> Iterator[Variation]:
        if not node.pointers or not self.values.possible(node):
            return
        shape = self.values.shape(node)
        if shape.properties or shape.items or shape.unions or shape.additional:
            self.visits[node] = self.visits.get(node, 0) + 1
            if self.visits[node] > self.repeats or self.visits.get("depth", 0) > _DEEPEST:
                return
        self.visits["depth"] = self.visits.get("depth", 0) + 1
        try:
            yield from self._at(node, shape)
        finally:
            self.visits["depth"] -= 1

    def _at(self, node: Node, shape: Shape) -> Iterator[Variation]:
        base = self.values.smallest(node)
        for variation in self.own(self.values, shape, base):
            if self.proven(node, variation):
                yield variation
        sure = not shape.risky and (not shape.unions or _is_tagged(shape.unions[0]))
        for variation in self._below(shape, base):
            if sure or (self.proven(node, variation) and self._is_alone(node, variation)):
                yield variation

    def _is_alone(self, node: Node, variation: Variation) -> bool:
        """Whether nothing else is wrong: a member may affect the rules for its siblings."""
        if self.wanted is not False:
            return True
        values, path = self.values, variation.path
        found = values.schemas.problems(node, variation.value, values.direction)
        return all(problem.path[: len(path)] == path[: len(problem.path)] for problem in found)

    def _below(self, shape: Shape, base: Json) -> Iterator[Variation]:
        if shape.unions:
            yield from self._branches(shape.unions[0])
        elif shape.enum is None:
            if isinstance(base, dict) or "object" in shape.types:
                yield from self._members(shape, base)
            if isinstance(base, list) or "array" in shape.types:
                yield from self._items(shape)

    def _branches(self, union: Union) -> Iterator[Variation]:
        for index, branch in enumerate(union.branches):
            if not self.values.possible(branch):
                continue
            if self.branches:
                value = tagged(union, index, self.values.smallest(branch))
                yield Variation((), union.kind, value, branch.pointers[-1], value)
            for variation in self.node(branch):
                if not self.branches and self._is_other(union, index, variation):
                    continue  # it selects another branch, which has other rules
                untagged = union.discriminator is None
                value = self._tagged(union, index, variation)
                yield replace(variation, value=value, union=0 if untagged else variation.union)

    def _is_other(self, union: Union, index: int, variation: Variation) -> bool:
        others = (tags for number, tags in enumerate(union.tags) if number != index)
        at_tag = variation.path == (union.discriminator,)
        return at_tag and any(is_tagged(tags, variation.part) for tags in others)

    def _tagged(self, union: Union, index: int, variation: Variation) -> Json:
        at_tag = not variation.path or variation.path[:1] == (union.discriminator,)
        if at_tag and not self.branches:  # an invalid part must stay invalid
            return variation.value
        return tagged(union, index, variation.value)

    def _members(self, shape: Shape, base: Json) -> Iterator[Variation]:
        if not isinstance(base, dict):
            try:
                base = self.values.object_of(shape, shape.required, ())
            except Impossible:
                return
        names = (*base, *self.values.optional(shape))
        for name in dict.fromkeys(names):
            yield from self._member(shape, self._with_dependents(shape, base, name), name)
        for pattern in shape.named:
            key = key_of(pattern)
            if key is not None:
                yield from self._member(shape, base, key)
        if shape.additional is not None and self.values.possible(shape.additional):
            yield from self._member(shape, base, KEY)

    def _with_dependents(self, shape: Shape, base: dict[str, Json], name: str) -> dict[str, Json]:
        """The value with the members that another one requires."""
        wanted = [n for n in shape.dependents.get(name, ()) if n not in base]
        known = [n for n in wanted if n in shape.properties]
        if not wanted or len(known) < len(wanted):
            return base
        try:
            more = {other: self.values.smallest(shape.properties[other]) for other in known}
        except Impossible:
            return base
        return {**base, **more}

    def _member(self, shape: Shape, base: dict[str, Json], name: str) -> Iterator[Variation]:
        try:
            node = self.values.member(shape, name)
        except Impossible:
            return
        if self.branches and name not in base:
            part = self.values.smallest(node)
            pointer = node.pointers[0] if node.pointers else shape.node.pointers[0]
            yield Variation((name,), "present", {**base, name: part}, pointer, part)
        for variation in self.node(node):
            yield _inside(variation, name, {**base, name: variation.value})

    def _items(self, shape: Shape) -> Iterator[Variation]:
        """Each position of a prefix, the first item after it, and once the second."""
        values, at = self.values, len(shape.prefix)
        for index in range(at):
            yield from self._placed(shape, index)
        second = next(iter(self._placed(shape, at + 1)), None) if shape.items is not None else None
        if second is not None:
            yield second
        if shape.items is None or not values.possible(shape.items):
            return
        try:
            least = int(shape.limits.get("minItems", 0))
            rest = values.array_of(shape, max(least, at + 1), ())
        except Impossible:
            return
        others = [*rest[:at], *rest[at + 1 :]]
        for variation in self.node(shape.items):
            if shape.unique and any(equal(variation.value, other) for other in others):
                continue
            yield _inside(variation, at, [*rest[:at], variation.value, *rest[at + 1 :]])

    def _placed(self, shape: Shape, index: int) -> Iterator[Variation]:
        """Variations of one item; the other required items are the plainest ones."""
        size = max(int(shape.limits.get("minItems", 0)), index + 1)
        if size > shape.limits.get("maxItems", size):
            return
        try:
            rest = self.values.array_of(shape, size, ())
        except Impossible:
            return
        for variation in self.node(self.values.item(shape, index)):
            others = [*rest[:index], *rest[index + 1 :]]
            if shape.unique and any(equal(variation.value, other) for other in others):
                continue
            whole = [*rest[:index], variation.value, *rest[index + 1 :]]
            yield _inside(variation, index, whole)


def _is_tagged(union: Union) -> bool:
    """Whether only the tag decides. With inheritance it does not: the base accepts any heir."""
    return union.discriminator is not None and union.kind != "discriminator"


def _inside(variation: Variation, key: str | int, value: Json) -> Variation:
    union = None if variation.union is None else variation.union + 1
    return replace(variation, path=(key, *variation.path), value=value, union=union)


def boundaries(values: Values, node: Node, repeats: int = REPEATS) -> Iterator[Variation]:
    """Values that are only just valid, each proven by JSON Schema."""
    return Walk(values, _fitting, True, True, {}, repeats).node(node)


def wrongs(values: Values, node: Node, repeats: int = REPEATS) -> Iterator[Variation]:
    """Values with one fault, each proven by JSON Schema."""
    return Walk(values, _breaking, False, False, {}, repeats).node(node)


# --- at one place ---------------------------------------------------------------------------------


def _here(shape: Shape, keyword: str, value: Json, *path: str | int) -> Variation:
    pointer = shape.places.get(keyword, shape.node.pointers[-1])
    large = isinstance(value, str) and len(value) >= texts.LARGE
    return Variation(path, keyword, value, pointer, value, large=large)


def _fitting(values: Values, shape: Shape, base: Json) -> Iterator[Variation]:
    if shape.unions:
        return
    if shape.enum is not None:
        yield from (_here(shape, "enum", value) for value in shape.enum)
        return
    if "null" in shape.types and base is not None:
        yield _here(shape, "type", None)
    if "boolean" in shape.types:
        yield from (_here(shape, "type", value) for value in (True, False))
    if "string" in shape.types and not (values.files and shape.binary):
        yield from (_here(shape, keyword, text) for keyword, text in texts.at_bounds(shape))
    for kind in {"integer", "number"} & set(shape.types):
        yield from (_here(shape, k, n) for k, n in numbers.at_bounds(shape, kind == "integer"))
    if "array" in shape.types:
        yield from _fitting_lists(values, shape)


def _fitting_lists(values: Values, shape: Shape) -> Iterator[Variation]:
    least, most = int(shape.limits.get("minItems", 0)), shape.limits.get("maxItems")
    sizes = [("minItems", least)]
    if most is not None and most <= _LONG_LIST:
        sizes.append(("maxItems", int(most)))
    elif least < 2 and (most is None or most >= 2):
        sizes.append(("items", 2))
    for keyword, size in dict.fromkeys(sizes):
        try:
            yield _here(shape, keyword, values.array_of(shape, size, ()))
        except Impossible:
            continue


_WRONG: Final[Mapping[str, tuple[Json, ...]]] = {
    "string": (5, True, ["text"], {}),
    "integer": ("5", 1.5, True, []),
    "number": ("5", False, []),
    "boolean": (1, 0, "true", []),
    "array": ({}, "text", 5),
    "object": ([], "text", 5),
    "null": (0, "", False),
}


def _breaking(values: Values, shape: Shape, base: Json) -> Iterator[Variation]:
    """Only values that JSON Schema rejects for the intended reason."""
    for variation in _breaking_unproven(values, shape, base):
        found = values.schemas.problems(shape.node, variation.value, values.direction)
        broken = {problem.keyword for problem in found}
        if broken & {variation.keyword, "not", "oneOf", "anyOf", "discriminator"} or (
            variation.keyword in ("enum", "const") and broken & {"enum", "const"}
        ):
            yield variation


def _breaking_unproven(values: Values, shape: Shape, base: Json) -> Iterator[Variation]:
    if values.files and shape.binary:
        return
    if shape.unions and shape.unions[0].kind != "discriminator":
        yield from _wrong_unions(shape)
        return
    kind = shape.types[0] if shape.types else "null"
    tries = [*_WRONG[kind], *([] if "null" in shape.types else [None])]
    if shape.types != TYPES:
        yield from (_here(shape, "type", value) for value in tries)
    elif shape.enum is not None:
        yield _here(shape, "enum", None)
    if shape.enum is not None:
        keyword = "const" if "const" in shape.places else "enum"
        yield from (_here(shape, keyword, value) for value in _strangers(shape.enum))
        return
    if "string" in shape.types:
        yield from (_here(shape, k, text) for k, text in texts.beyond_bounds(shape))
    for name in {"integer", "number"} & set(shape.types):
        yield from (_here(shape, k, n) for k, n in numbers.beyond_bounds(shape, name == "integer"))
    if "array" in shape.types:
        yield from _wrong_lists(values, shape)
    if isinstance(base, dict):
        yield from _wrong_objects(values, shape, base)


def _wrong_unions(shape: Shape) -> Iterator[Variation]:
    union = shape.unions[0]
    tries: tuple[Json, ...] = (5, True, "text", None, [], {}, 1.5)
    for value in tries:
        variation = Variation((), union.kind, value, union.pointer, value)
        yield replace(variation, union=0) if union.discriminator is None else variation


def _strangers(members: tuple[Json, ...]) -> Iterator[Json]:
    """Values of the members' types that are not members, including similar ones."""
    tries: list[Json] = []
    texts_ = [member for member in members if isinstance(member, str)]
    if texts_:
        one = texts_[0]
        tries += ["brand new", "", f"{one} ", f" {one}", one.swapcase()]
    found = [m for m in members if isinstance(m, (int, float)) and not isinstance(m, bool)]
    if found:
        tries += [min(found) - 1, max(found) + 1, max(found) + 0.5, str(found[0])]
    # In Python, true equals 1 and false equals 0.
    tries += [bool(m) for m in found if m in (0, 1)]
    tries += [int(m) for m in members if isinstance(m, bool)]
    yield from (value for value in tries if not any(equal(value, m) for m in members))


def _wrong_lists(values: Values, shape: Shape) -> Iterator[Variation]:
    sizes = []
    if shape.limits.get("minItems", 0) > 0:
        sizes.append(("minItems", int(shape.limits["minItems"]) - 1))
    if shape.limits.get("maxItems", _LONG_LIST) < _LONG_LIST:
        sizes.append(("maxItems", int(shape.limits["maxItems"]) + 1))
    for keyword, size in sizes:
        try:
            yield _here(shape, keyword, values.array_of(shape, size, ()))
        except Impossible:
            continue
    if (
        shape.unique
        and shape.limits.get("maxItems", 2) >= 2
        and values.possible(values.item(shape, 0))
    ):
        item = values.smallest(values.item(shape, 0))
        least = max(2, int(shape.limits.get("minItems", 0)))
        yield _here(shape, "uniqueItems", [item] * least)
        if shape.limits.get("maxItems", 3) >= 3:
            try:
                others = values.array_of(shape, max(2, least - 1), ())
            except Impossible:
                return
            yield _here(shape, "uniqueItems", [*others, others[0]])


def _wrong_objects(values: Values, shape: Shape, base: dict[str, Json]) -> Iterator[Variation]:
    for name in values.sendable(shape, shape.required):
        left = {key: item for key, item in base.items() if key != name}
        pointer = shape.places.get(("required", name), shape.node.pointers[0])
        yield Variation((name,), "required", left, pointer, base.get(name))
    if values.direction == "request":
        yield from _read_only(values, shape, base)
    if shape.closed:
        pointer = shape.places.get(
            "additionalProperties", shape.places.get("unevaluatedProperties", "")
        )
        keyword = pointer.rpartition("/")[2] or "additionalProperties"
        yield Variation((SPARE,), keyword, {**base, SPARE: 1}, pointer, 1)
    yield from _wrong_dependents(values, shape, base)
    most = shape.limits.get("maxProperties")
    if most is not None and most < _LONG_LIST and values.is_map(shape):
        item = values.smallest(shape.additional) if shape.additional else "text"
        more = {f"key{n}": item for n in range(int(most) + 1 - len(base))}
        yield _here(shape, "maxProperties", {**base, **more})
    if shape.limits.get("minProperties", 0) > len(values.sendable(shape, shape.required)):
        few = dict(list(base.items())[: int(shape.limits["minProperties"]) - 1])
        yield _here(shape, "minProperties", few)


def _wrong_dependents(values: Values, shape: Shape, base: dict[str, Json]) -> Iterator[Variation]:
    """A member without its required siblings."""
    for name, wanted in shape.dependents.items():
        missing = [other for other in wanted if other not in base]
        if missing and name in shape.properties and values.possible(shape.properties[name]):
            part = values.smallest(shape.properties[name])
            yield _here(shape, "dependentRequired", {**base, name: part})


def _read_only(values: Values, shape: Shape, base: dict[str, Json]) -> Iterator[Variation]:
    """A property that only the server may set."""
    received = VariedValues(values.schemas, "response")
    for name, node in shape.properties.items():
        if values.shape(node).read_only and received.possible(node):
            part = received.smallest(node)
            pointer = f"{node.pointers[0]}/readOnly"
            yield Variation((name,), "readOnly", {**base, name: part}, pointer, part)
