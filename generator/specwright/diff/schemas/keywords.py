"""Compare the keywords of two schemas, without their subschemas."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from specwright.diff.facts import Action, Effect, Fact, Subject, values_of
from specwright.diff.renames.similarity import name_words
from specwright.schema.json_equality import key_of, shown
from specwright.schema.shape import ALL_TYPES, Shape, types_of_values
from specwright.source.node import Node


@dataclass(frozen=True, slots=True)
class Pair:
    """The same schema in both documents."""

    base: Shape
    revision: Shape

    def fact(
        self,
        aspect: str,
        effect: Effect,
        before: Node | None,
        after: Node | None,
        values: tuple[Any, Any] | None = None,
        name: str = "",
        action: Action = "changed",
        subject: Subject = "schema",
        traits: frozenset[str] = frozenset(),
    ) -> Fact:
        """Make a fact; where a side has no such node, its place is the schema that could have it."""
        own = values_of((before, after)) if values is None else values
        held = self.holders(before, after)
        return Fact(subject, action, aspect, held, own, name, effect, traits=traits)

    def holders(self, before: Node | None, after: Node | None) -> tuple[Node, Node]:
        """The two places; for an absent node, the schema that could have it."""
        return (
            before if before is not None else _holder(self.base, after),
            after if after is not None else _holder(self.revision, before),
        )


def _holder(shape: Shape, other: Node | None) -> Node:
    """The part at the place where the other document has the value, otherwise the schema itself."""
    pointer = "" if other is None else other.pointer
    for part in shape.parts:
        if pointer.startswith(f"{part.node.pointer}/"):
            rest = pointer[len(part.node.pointer) + 1 :]
            if "/" not in rest or rest.split("/")[0] in ("properties", "enum", "required"):
                return part.node
    return shape.origin


Compare: TypeAlias = Callable[[Pair], Iterator[Fact]]


# --- types and values -----------------------------------------------------------------------------


def compare_types(pair: Pair) -> Iterator[Fact]:
    """`type`, without null."""
    base, revision = pair.base, pair.revision
    left, right = _known_types(base, revision), _known_types(revision, base)
    if left == right:
        return
    # None stands for any type, an empty set for null alone.
    sides = (ALL_TYPES if kinds is None else kinds for kinds in (left, right))
    effect = set_effect(*sides)
    first, second = base.first("type"), revision.first("type")
    values = (type_text(left), type_text(right))
    yield pair.fact("type", effect, first, second, values)


def _known_types(shape: Shape, other: Shape) -> frozenset[str] | None:
    """The types; if only values are listed, the types of the values, or those of the other side if they fit."""
    if shape.types is not None or shape.groups:
        return shape.types
    if shape.values is None:
        return other.types if other.types == _implied(shape) else None
    found = types_of_values(shape.values)
    return other.types if other.types is None or found <= other.types else found


def _implied(shape: Shape) -> frozenset[str] | None:
    """The type that the keywords of a schema are about, where it names none."""
    for kind, keywords in _ABOUT.items():
        if any(shape.children(keyword) for keyword in keywords):
            return frozenset({kind})
    return None


_ABOUT: Final[Mapping[str, tuple[str, ...]]] = {
    "object": ("properties", "additionalProperties", "patternProperties"),
    "array": ("items", "prefixItems"),
}


def set_effect(before: frozenset[str], after: frozenset[str]) -> Effect:
    """What becomes of a set of alternatives."""
    if before == after:
        return "none"
    if after < before:
        return "narrowed"
    return "widened" if before < after else "incomparable"


def type_text(types: frozenset[str] | None) -> str | None:
    """Types as a message shows them."""
    if types is None:
        return None
    names = types - {"integer"} if "number" in types else types
    return " or ".join(sorted(names)) or "null"


def compare_null(pair: Pair) -> Iterator[Fact]:
    """Whether null is valid, however it is spelt."""
    base, revision = pair.base, pair.revision
    if base.is_nullable == revision.is_nullable:
        return
    if base.is_anything() or revision.is_anything() or _is_free(base) != _is_free(revision):
        return  # the type says it
    effect: Effect = "widened" if revision.is_nullable else "narrowed"
    places = (_null_place(base), _null_place(revision))
    yield pair.fact("nullable", effect, *places, (base.is_nullable, revision.is_nullable))


def _is_free(shape: Shape) -> bool:
    return shape.types is None and shape.values is None and not shape.groups


def _null_place(shape: Shape) -> Node:
    """Where the schema itself says it, rather than one that it refers to."""
    found = (shape.first(key) for key in ("type", "oneOf", "anyOf", "enum"))
    own = f"{shape.origin.pointer}/"
    return next((n for n in found if n is not None and n.pointer.startswith(own)), shape.origin)


def compare_values(pair: Pair) -> Iterator[Fact]:
    """`enum` and `const`; one listed value is a constant however it is written."""
    left, right = pair.base.values, pair.revision.values
    if left is None and right is None:
        return
    if left is not None and right is not None and set(left) == set(right):
        return
    old, new = _values_place(pair.base), _values_place(pair.revision)
    if _is_const(pair):
        effect = _whole_effect(left, right)
        yield pair.fact("const", effect, old, new, (_single(left), _single(right)))
    elif left is None or right is None:
        values = (_plain_list(left), _plain_list(right))
        yield pair.fact("enum", _whole_effect(left, right), old, new, values)
    else:
        yield from _value_facts(pair, left, right)


def _plain_list(values: dict[str, Any] | None) -> list[Any] | None:
    return None if values is None else list(values.values())


def _values_place(shape: Shape) -> Node | None:
    return shape.first("enum") or shape.first("const")


def _is_const(pair: Pair) -> bool:
    sizes = [len(s.values) for s in (pair.base, pair.revision) if s.values is not None]
    uses = any(s.first("const") is not None for s in (pair.base, pair.revision))
    return uses and max(sizes) <= 1


def _whole_effect(left: dict[str, Any] | None, right: dict[str, Any] | None) -> Effect:
    if left is None or right is None:
        return "narrowed" if left is None else "widened"
    return "incomparable"


def _single(values: dict[str, Any] | None) -> Any:
    return None if not values else next(iter(values.values()))


def _value_facts(pair: Pair, left: dict[str, Any], right: dict[str, Any]) -> Iterator[Fact]:
    renames = _renamed_values(left, right)
    for (before, after), confidence in renames.items():
        places = _value_place(pair.base, before), _value_place(pair.revision, after)
        values = (left[before], right[after])
        found = pair.fact("enum", "incomparable", *places, values, shown(values[1]), "renamed")
        yield replace(found, confidence=confidence)
    told = {key for rename in renames for key in rename}
    for key, value in left.items():
        if key not in right and key not in told:
            place = _value_place(pair.base, key)
            values = (value, None)
            yield pair.fact("enum", "narrowed", place, None, values, shown(value), "removed")
    for key, value in right.items():
        if key not in left and key not in told:
            place = _value_place(pair.revision, key)
            values = (None, value)
            yield pair.fact("enum", "widened", None, place, values, shown(value), "added")


def _renamed_values(left: dict[str, Any], right: dict[str, Any]) -> dict[tuple[str, str], float]:
    """Texts of the same words in another style: `in_progress` and `in-progress`."""
    gone = {k: name_words(v) for k, v in left.items() if k not in right and isinstance(v, str)}
    come = {k: name_words(v) for k, v in right.items() if k not in left and isinstance(v, str)}
    words = [*gone.values(), *come.values()]
    return {
        (before, after): _SAME_WORDS
        for before, text in gone.items()
        for after, other in come.items()
        if text == other != "" and words.count(text) == len((before, after))
    }


_SAME_WORDS: Final = 0.95


def _value_place(shape: Shape, key: str) -> Node | None:
    for node in shape.children("enum"):
        for item in node.items():
            if key_of(item.value) == key:
                return item
    return _values_place(shape)


def if_used(pair: Pair, kind: str, effect: Effect) -> Effect:
    """The effect; none if no valid value has the type that the keyword is about."""
    sides = (pair.base.types, pair.revision.types)
    return "none" if all(types is not None and kind not in types for types in sides) else effect


# --- text -----------------------------------------------------------------------------------------

_ANY_TEXT: Final = frozenset({"", ".*", "^.*$", "^", "$", "^.*", ".*$", r"[\s\S]*", r"^[\s\S]*$"})
_WIDER: Final = frozenset(
    {("int32", "int64"), ("float", "double"), ("uri", "uri-reference"), ("iri", "iri-reference")}
    | {
        ("email", "idn-email"),
        ("hostname", "idn-hostname"),
        ("uri", "iri"),
        ("uri", "iri-reference"),
    }
    | {("uri-reference", "iri-reference")}
)
_NO_FORMAT: Final = frozenset({"byte", "binary", "password"})
"""The first two are read as `contentEncoding` and `contentMediaType`; the last is for humans."""


def compare_pattern(pair: Pair) -> Iterator[Fact]:
    """`pattern`, each of several."""
    left, right = (_texts(shape, "pattern") for shape in (pair.base, pair.revision))
    gone, come = _less(left, right), _less(right, left)
    for old, new in _zipped(gone, come):
        effect: Effect = "incomparable"
        if new is None or new.value in _ANY_TEXT:
            effect = "widened"
        elif old is None or old.value in _ANY_TEXT:
            effect = "narrowed"
        if all(node is None or node.value in _ANY_TEXT for node in (old, new)):
            effect = "none"
        yield pair.fact("pattern", if_used(pair, "string", effect), old, new)


def _texts(shape: Shape, keyword: str) -> dict[str, Node]:
    return {key_of(node.value): node for node in shape.children(keyword)}


def _less(left: dict[str, Node], right: dict[str, Node]) -> list[Node]:
    return [node for key, node in left.items() if key not in right]


def _zipped(old: list[Node], new: list[Node]) -> Iterator[tuple[Node | None, Node | None]]:
    for index in range(max(len(old), len(new))):
        yield (
            old[index] if index < len(old) else None,
            new[index] if index < len(new) else None,
        )


def compare_format(pair: Pair) -> Iterator[Fact]:
    """`format`."""
    left, right = (_texts(shape, "format") for shape in (pair.base, pair.revision))
    for old, new in _zipped(_less(left, right), _less(right, left)):
        before, after = (None if node is None else node.value for node in (old, new))
        yield pair.fact("format", _format_effect(before, after), old, new)


def _format_effect(before: Any, after: Any) -> Effect:
    left, right = (None if name in _NO_FORMAT else name for name in (before, after))
    if left == right:
        return "none"
    if left is None or (right, left) in _WIDER:
        return "narrowed"
    return "widened" if right is None or (left, right) in _WIDER else "incomparable"


def compare_content(pair: Pair) -> Iterator[Fact]:
    """`contentEncoding` and `contentMediaType`."""
    for keyword in ("contentEncoding", "contentMediaType"):
        old, new = pair.base.first(keyword), pair.revision.first(keyword)
        if (old and old.value) != (new and new.value):
            effect = if_used(pair, "string", "incomparable")
            yield pair.fact(keyword, effect, old, new)


def compare_unique(pair: Pair) -> Iterator[Fact]:
    """`uniqueItems`."""
    left, right = (shape.flag("uniqueItems") for shape in (pair.base, pair.revision))
    if left != right:
        places = (pair.base.first("uniqueItems"), pair.revision.first("uniqueItems"))
        effect = if_used(pair, "array", "narrowed" if right else "widened")
        yield pair.fact("uniqueItems", effect, *places, (left or None, right or None))


def compare_impossible(pair: Pair) -> Iterator[Fact]:
    """A schema that allows nothing."""
    left, right = pair.base.is_impossible, pair.revision.is_impossible
    if left != right:
        effect: Effect = "narrowed" if right else "widened"
        yield pair.fact("false", effect, None, None, (left or None, right or None))
