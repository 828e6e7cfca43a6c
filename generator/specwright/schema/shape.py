"""Merge schemas that apply together into one `Shape`; schemas with the same meaning have equal shapes.

`$ref`, `allOf`, alternatives of one member and the spellings of null are resolved, so that
rewriting a schema without changing its meaning does not change its shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from specwright.diagnostics import SILENT
from specwright.openapi.object_model import is_annotation
from specwright.schema.conjunction import OPENED, UNIONS, Conjunction, Part, merged
from specwright.schema.defaults import is_default
from specwright.schema.json_equality import key_of
from specwright.source.json_values import is_list, is_object
from specwright.source.node import Node
from specwright.source.refs import Resolver, is_ref

ALL_TYPES: Final = frozenset({"boolean", "object", "array", "number", "string", "integer"})
Values: TypeAlias = dict[str, Any]
"""Values by `key_of`."""
_MAX_DEPTH: Final = 100
"""How deeply nested schemas are searched for null; below that it is read as written."""


@dataclass(frozen=True, slots=True)
class Group:
    """The alternatives of a `oneOf` or `anyOf`, without null."""

    keyword: str
    members: tuple[Node, ...]
    node: Node
    """The list."""
    nulls: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Shape(Conjunction):
    """Everything a schema means, behind all references; written-out defaults do not count."""

    groups: tuple[Group, ...]
    types: frozenset[str] | None
    """Without null; includes `number` whenever it includes `integer`; None if any type is valid."""
    values: Values | None
    """The valid values by key, without null; None if they are not listed."""
    is_nullable: bool
    taken_over: tuple[Node, ...]
    """Alternatives that only list types or values, which are part of `types` or `values`."""

    def keywords(self) -> tuple[str, ...]:
        """All keywords in use, each once."""
        names = (key for part in self.parts for key in part.node.value if part.child(key))
        return tuple(dict.fromkeys(names))

    def is_anything(self) -> bool:
        """Whether every value is valid."""
        free = self.types is None and self.values is None and not self.groups
        return free and not self.is_impossible and not self.restrictions()

    def restrictions(self) -> tuple[str, ...]:
        """The restricting keywords besides types, values and alternatives."""
        taken = {"type", "enum", "const", "discriminator", "$defs", "definitions", *UNIONS}
        return tuple(
            key
            for key in self.keywords()
            if key not in taken and not is_annotation(key) and not key.startswith("$")
        )


class Shaper:
    """Builds the shapes of one document, each once."""

    def __init__(self, resolver: Resolver) -> None:
        """Begin with the resolver of the document."""
        self._resolver = resolver
        self._shapes: dict[tuple[Node, ...], Shape] = {}
        self._nulls: dict[Node, bool] = {}

    def target(self, node: Node) -> Node:
        """The target of a reference without siblings; otherwise the node itself."""
        is_bare = is_ref(node) and len(node.value) == 1
        resolved = self._resolver.resolve(node, SILENT) if is_bare else None
        return node if resolved is None else resolved.target

    def shape(self, nodes: tuple[Node, ...]) -> Shape:
        """The conjunction of schemas."""
        if nodes not in self._shapes:
            self._shapes[nodes] = self._make(nodes)
        return self._shapes[nodes]

    def _make(self, nodes: tuple[Node, ...]) -> Shape:
        origin = nodes[0]
        plain = merged(nodes, origin, self._resolver, SILENT)
        is_nullable = self._finds_null(plain, 0)
        if any(map(plain.children, UNIONS)):
            plain = merged(nodes, origin, self._resolver, SILENT, more=_only_members)
        parts = [self._counting(p) for p in plain.parts if self.target(p.node) is p.node]
        types, values = _types_and_values(Conjunction(origin, tuple(parts), False))
        lists = [group for part in plain.parts for group in _groups(part.node)]
        groups: list[Group] = []
        taken_over: list[Node] = []
        for group in lists:
            taken = _taken_over(group)
            if len(group.members) == 1:
                continue
            if taken is None:
                groups.append(group)
                continue
            taken_over += group.members
            if isinstance(taken, frozenset):
                types = taken if types is None else types & taken
            else:
                values = taken if values is None else {k: values[k] for k in values if k in taken}
        nulls = [node for group in lists for node in group.nulls]
        parts += map(_remark, (*nulls, *taken_over))
        if types is not None and any(map(_is_whole, parts)):
            types = types - {"number"}
        return Shape(
            origin,
            tuple(parts),
            plain.is_impossible,
            tuple(groups),
            types,
            values,
            is_nullable,
            tuple(taken_over),
        )

    def _counting(self, part: Part) -> Part:
        """A part without the keywords that are resolved, and without defaults."""
        value: dict[str, Any] = part.node.value
        without = {key for key, item in value.items() if is_default(value, key, item)}
        without |= {group.keyword for group in _groups(part.node)}
        without |= {"not"} if value.get("not") == {} else set()
        is_dead = is_ref(part.node) and self._resolver.resolve(part.node, SILENT) is None
        return Part(part.node, (OPENED - {"$ref"} if is_dead else OPENED) | without)

    def _allows_null(self, node: Node, depth: int) -> bool:
        node = self.target(node)
        if depth > _MAX_DEPTH:
            return node.value is not False
        if node not in self._nulls:
            self._nulls[node] = True  # circular references restrict nothing
            plain = merged((node,), node, self._resolver, SILENT)
            self._nulls[node] = self._finds_null(plain, depth)
        return self._nulls[node]

    def _finds_null(self, plain: Conjunction, depth: int) -> bool:
        """Whether null is valid."""
        types, values = plain.allowed_types(), plain.allowed_values()
        is_ruled_out = types is not None and "null" not in types
        if plain.is_impossible or is_ruled_out or not (values is None or key_of(None) in values):
            return False
        lists = [holder.items() for key in UNIONS for holder in plain.children(key)]
        return all(any(self._allows_null(one, depth + 1) for one in items) for items in lists)


def _groups(node: Node) -> list[Group]:
    """The alternatives of one schema."""
    found: list[Group] = []
    for keyword in UNIONS:
        holder = node.get(keyword)
        if holder is not None and is_list(holder.value) and holder.value:
            schemas = [item for item in holder.items() if is_object(item.value)]
            nulls = tuple(item for item in schemas if is_null(item.value))
            members = tuple(item for item in schemas if item not in nulls)
            found.append(Group(keyword, members, holder, nulls))
    return found


def _only_members(node: Node) -> list[Node]:
    """The only alternative of a list, besides null."""
    return [group.members[0] for group in _groups(node) if len(group.members) == 1]


def _remark(node: Node) -> Part:
    """A part of which only the annotations count."""
    return Part(node, frozenset(key for key in node.value if not is_annotation(key)))


def is_null(value: Any) -> bool:
    """Whether a schema allows null and nothing else."""
    return _said(value) in (
        {"type": "null"},
        {"type": ["null"]},
        {"enum": [None]},
        {"const": None},
        {"type": "null", "enum": [None]},
        {"type": "null", "const": None},
    )


def _types_and_values(plain: Conjunction) -> tuple[frozenset[str] | None, Values | None]:
    """What is allowed besides null; `integer` is added to `number`."""
    types, values = plain.allowed_types(), plain.allowed_values()
    if types is not None:
        types = types - {"null"} | ({"integer"} if "number" in types else set())
    if values is not None:
        values = {key: value for key, value in values.items() if value is not None}
    return types, values


def _is_whole(part: Part) -> bool:
    """Whether `multipleOf` allows only integers."""
    node = part.child("multipleOf")
    value: Any = None if node is None else node.value
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return bool(is_number and value > 0 and value % 1 == 0)


def types_of_values(values: Values) -> frozenset[str]:
    """The types of the listed values."""
    found: set[str] = set()
    for value in values.values():
        if isinstance(value, bool):
            found.add("boolean")
        elif isinstance(value, (int, float)):
            whole = isinstance(value, int) or value.is_integer()
            found.update({"integer"} if whole else {"number", "integer"})
        elif isinstance(value, str):
            found.add("string")
        else:
            found.add("object" if is_object(value) else "array")
    return frozenset(found)


def _taken_over(group: Group) -> frozenset[str] | Values | None:
    """The types or values of alternatives that only list types, or only list values."""
    keywords = [set(_said(member.value)) for member in group.members]
    alone = [Conjunction(member, (Part(member),), False) for member in group.members]
    found = [_types_and_values(one) for one in alone]
    if keywords and all(keys == {"type"} for keys in keywords):
        named = [types for types, _ in found if types is not None]
        every = frozenset[str]().union(*named)
        overlap = sum(map(len, named)) != len(every)
        return None if overlap and group.keyword == "oneOf" else every
    listing = ({"enum"}, {"const"}, {"enum", "const"})
    if keywords and all(keys - {"type"} in listing for keys in keywords):
        return {key: value for _, values in found for key, value in (values or {}).items()}
    return None


def _said(value: Any) -> dict[str, Any]:
    if not is_object(value):
        return {}
    return {key: item for key, item in value.items() if not is_annotation(key)}
