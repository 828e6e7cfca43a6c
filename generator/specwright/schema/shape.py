"""Merge schemas that apply together into one `Shape`, which is the same for equal meanings.

`$ref`, `allOf`, alternatives of one member and the spellings of null are opened, so that the
rewrites which change no meaning give equal shapes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from specwright.diagnostics import SILENT
from specwright.openapi.object_model import is_annotation
from specwright.schema.defaults import is_default
from specwright.schema.json_equality import key_of
from specwright.source.json_values import is_list, is_object
from specwright.source.node import Node
from specwright.source.refs import Resolver, is_ref

ALL_TYPES: Final = frozenset({"boolean", "object", "array", "number", "string", "integer"})
_UNIONS: Final = ("oneOf", "anyOf")
_MAX_DEPTH: Final = 100
"""Schemas in schemas in schemas; behind that null is taken as it comes."""
_OPENED: Final = frozenset({"$ref", "allOf"})


@dataclass(frozen=True, slots=True)
class Part:
    """One schema object of a conjunction."""

    node: Node
    without: frozenset[str] = _OPENED
    """Keywords that were opened."""
    is_remark: bool = False
    """Whether only its annotations count, as its keywords were taken over."""

    def child(self, keyword: str) -> Node | None:
        """The value of a keyword that still counts here."""
        if keyword in self.without or (self.is_remark and not is_annotation(keyword)):
            return None
        found = self.node.get(keyword)
        if found is not None and is_default(self.node.value, keyword, found.value):
            return None
        return found


@dataclass(frozen=True, slots=True)
class Group:
    """The alternatives of a `oneOf` or `anyOf`, without null."""

    keyword: str
    members: tuple[Node, ...]
    node: Node
    """The list."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Everything that a schema says, behind all references."""

    origin: Node
    parts: tuple[Part, ...]
    groups: tuple[Group, ...]
    types: frozenset[str] | None
    """Without null; `number` always beside `integer`; None where any type is valid."""
    values: dict[str, Any] | None
    """The valid values by key, without null; None where they are not listed."""
    is_nullable: bool
    is_impossible: bool
    """Whether no value is valid, as with `false`."""

    def children(self, keyword: str) -> tuple[Node, ...]:
        """The values of a keyword in every part that has it."""
        found = (part.child(keyword) for part in self.parts)
        return tuple(node for node in found if node is not None)

    def first(self, keyword: str) -> Node | None:
        """The value that stands nearest to the origin."""
        return next(iter(self.children(keyword)), None)

    def flag(self, keyword: str) -> bool:
        """Whether any part says true."""
        return any(node.value is True for node in self.children(keyword))

    def required(self) -> dict[str, Node]:
        """Names that must be there, with the place that says so."""
        return {
            item.value: item
            for node in self.children("required")
            for item in node.items()
            if isinstance(item.value, str)
        }

    def properties(self, keyword: str = "properties") -> dict[str, tuple[Node, ...]]:
        """The members of a map of schemas, each with all the schemas that apply to it."""
        found: dict[str, tuple[Node, ...]] = {}
        for holder in self.children(keyword):
            for name, node in holder.entries():
                found[name] = (*found.get(name, ()), node)
        return found

    def keywords(self) -> tuple[str, ...]:
        """All keywords that are used, each once."""
        names = (key for part in self.parts for key in part.node.value if part.child(key))
        return tuple(dict.fromkeys(names))

    def is_anything(self) -> bool:
        """Whether every value is valid."""
        free = self.types is None and self.values is None and not self.groups
        return free and not self.is_impossible and not self.restrictions()

    def restrictions(self) -> tuple[str, ...]:
        """The keywords that restrict something, besides types, values and alternatives."""
        taken = {"type", "enum", "const", "discriminator", "$defs", "definitions", *_UNIONS}
        return tuple(
            key
            for key in self.keywords()
            if key not in taken and not is_annotation(key) and not key.startswith("$")
        )


class Shaper:
    """Makes shapes of one document; each is made once."""

    def __init__(self, resolver: Resolver) -> None:
        """Begin with the resolver that has read the document."""
        self._resolver = resolver
        self._shapes: dict[tuple[Node, ...], Shape] = {}
        self._nulls: dict[Node, bool] = {}

    def target(self, node: Node) -> Node:
        """What a reference without siblings means; the node itself when there is none."""
        for _ in range(50):
            if not is_ref(node) or len(node.value) > 1:
                return node
            resolved = self._resolver.resolve(node, SILENT)
            if resolved is None:
                return node
            node = resolved.target
        return node

    def shape(self, nodes: tuple[Node, ...]) -> Shape:
        """The conjunction of schemas."""
        if nodes not in self._shapes:
            self._shapes[nodes] = self._make(nodes)
        return self._shapes[nodes]

    def _make(self, nodes: tuple[Node, ...]) -> Shape:
        parts, groups, is_impossible = self._open(nodes)
        types, values = _types_of(parts), _values_of(parts)
        rest: list[Group] = []
        for group in groups:
            taken = _taken_over(group)
            if taken is None:
                rest.append(group)
                continue
            types = _common(types, taken[0])
            values = _common_values(values, taken[1])
            parts += [Part(member, is_remark=True) for member in group.members]
        if types is not None and any(map(_is_whole, parts)):
            types = types - {"number"}
        nullable = all(map(self.allows_null, nodes))
        return Shape(nodes[0], tuple(parts), tuple(rest), types, values, nullable, is_impossible)

    def _open(self, nodes: tuple[Node, ...]) -> tuple[list[Part], list[Group], bool]:
        parts: list[Part] = []
        remarks: list[Part] = []
        groups: list[Group] = []
        is_impossible = False
        seen: set[Node] = set()
        pending = list(reversed(nodes))
        while pending:
            node = self.target(pending.pop())
            if node in seen:
                continue
            seen.add(node)
            if not is_object(node.value) or _is_never(node.value):
                is_impossible = is_impossible or node.value is False or is_object(node.value)
                if is_object(node.value):
                    parts.append(Part(node, _OPENED | {"not"}))
                continue
            opened, inner = self._unions(node, groups, remarks)
            unresolved = self._referred(node) is None and is_ref(node)
            parts.append(Part(node, (_OPENED | opened) - ({"$ref"} if unresolved else set())))
            pending += reversed([*self._conjuncts(node), *inner])
        return [*parts, *remarks], groups, is_impossible

    def _conjuncts(self, node: Node) -> list[Node]:
        target = self._referred(node)
        members = node.get("allOf")
        return [
            *(() if target is None else (target,)),
            *(() if members is None else members.items()),
        ]

    def _referred(self, node: Node) -> Node | None:
        resolved = self._resolver.resolve(node, SILENT) if is_ref(node) else None
        return None if resolved is None else resolved.target

    def _unions(
        self, node: Node, groups: list[Group], remarks: list[Part]
    ) -> tuple[set[str], list[Node]]:
        """Open alternatives of one member, keep the others as groups."""
        opened: set[str] = set()
        inner: list[Node] = []
        for keyword in _UNIONS:
            holder = node.get(keyword)
            if holder is None or not is_list(holder.value) or not holder.value:
                continue
            opened.add(keyword)
            schemas = [item for item in holder.items() if is_object(item.value)]
            members = [item for item in schemas if not is_null(item.value)]
            remarks += [Part(item, is_remark=True) for item in schemas if item not in members]
            if len(members) == 1:
                inner += members
            else:
                groups.append(Group(keyword, tuple(members), holder))
        return opened, inner

    def allows_null(self, node: Node, depth: int = 0) -> bool:
        """Whether null is valid."""
        node = self.target(node)
        if not is_object(node.value) or depth > _MAX_DEPTH:
            return node.value is not False
        if node not in self._nulls:
            self._nulls[node] = True  # a ring of references restricts nothing
            self._nulls[node] = self._find_null(node, depth + 1)
        return self._nulls[node]

    def _find_null(self, node: Node, depth: int) -> bool:
        value: dict[str, Any] = node.value
        if "type" in value and "null" not in _names(value["type"]):
            return False
        if is_list(value.get("enum")) and None not in value["enum"]:
            return False
        if ("const" in value and value["const"] is not None) or _is_never(value):
            return False
        if not all(self.allows_null(part, depth) for part in self._conjuncts(node)):
            return False
        lists = [holder.items() for key in _UNIONS if (holder := node.get(key)) is not None]
        return all(any(self.allows_null(one, depth) for one in items) for items in lists)


def _is_never(value: dict[str, Any]) -> bool:
    return is_object(value.get("not")) and not value["not"]


def is_null(value: Any) -> bool:
    """Whether a schema says null and nothing else."""
    if not is_object(value):
        return False
    said = {key: item for key, item in value.items() if not is_annotation(key)}
    return said in (
        {"type": "null"},
        {"type": ["null"]},
        {"enum": [None]},
        {"const": None},
        {"type": "null", "enum": [None]},
        {"type": "null", "const": None},
    )


def _names(value: Any) -> list[str]:
    return [name for name in (value if is_list(value) else [value]) if isinstance(name, str)]


def type_set(value: Any) -> frozenset[str]:
    """The types that `type` names, without null."""
    names = frozenset(_names(value)) - {"null"}
    return names | {"integer"} if "number" in names else names


def _types_of(parts: list[Part]) -> frozenset[str] | None:
    types: frozenset[str] | None = None
    for part in parts:
        node = part.child("type")
        if node is not None:
            types = _common(types, type_set(node.value))
    return types


def _is_whole(part: Part) -> bool:
    """Whether `multipleOf` leaves nothing but integers."""
    node = part.child("multipleOf")
    value: Any = None if node is None else node.value
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return bool(is_number and value > 0 and value % 1 == 0)


def _common(left: frozenset[str] | None, right: frozenset[str] | None) -> frozenset[str] | None:
    if left is None or right is None:
        return right if left is None else left
    return left & right


def _values_of(parts: list[Part]) -> dict[str, Any] | None:
    values: dict[str, Any] | None = None
    for part in parts:
        values = _common_values(values, _listed(part))
    return values


def _listed(part: Part) -> dict[str, Any] | None:
    enum, const = part.child("enum"), part.child("const")
    listed = enum.value if enum is not None and is_list(enum.value) else None
    values = None if listed is None else {key_of(item): item for item in listed}
    if const is not None:
        values = _common_values(values, {key_of(const.value): const.value})
    return None if values is None else {k: item for k, item in values.items() if item is not None}


def _common_values(
    left: dict[str, Any] | None, right: dict[str, Any] | None
) -> dict[str, Any] | None:
    if left is None or right is None:
        return right if left is None else left
    return {key: value for key, value in left.items() if key in right}


def types_of_values(values: dict[str, Any]) -> frozenset[str]:
    """The types that listed values have."""
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


Taken = tuple["frozenset[str] | None", "dict[str, Any] | None"]


def _taken_over(group: Group) -> Taken | None:
    """Types and values of alternatives that only name types, or only list values."""
    said = [_said(member.value) for member in group.members]
    if not said or not all(said):
        return None
    if all(set(one) == {"type"} for one in said):
        types = [type_set(one["type"]) for one in said]
        overlap = sum(map(len, types)) != len(frozenset().union(*types))
        return None if overlap and group.keyword == "oneOf" else (frozenset().union(*types), None)
    if all(set(one) <= {"type", "enum", "const"} and set(one) != {"type"} for one in said):
        values: dict[str, Any] = {}
        for member in group.members:
            values.update(_listed(Part(member)) or {})
        return None, values
    return None


def _said(value: Any) -> dict[str, Any]:
    if not is_object(value):
        return {}
    return {key: item for key, item in value.items() if not is_annotation(key)}
