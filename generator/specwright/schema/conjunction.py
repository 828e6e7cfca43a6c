"""Merge a schema with its `allOf` and the keywords beside its `$ref` into one `View`.

The only place that merges `allOf`. Nothing is copied: a view is a tuple of the nodes that apply together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from specwright.diagnostics import SILENT, Diagnostics
from specwright.openapi.object_model import restricts
from specwright.source.node import Node
from specwright.source.refs import Resolver

_STRUCTURE = frozenset({"$ref", "allOf"})


@dataclass(frozen=True, slots=True)
class Part:
    """One schema object of a conjunction, less the keywords already taken out of it."""

    node: Node
    without: frozenset[str] = _STRUCTURE

    def child(self, keyword: str) -> Node | None:
        return None if keyword in self.without else self.node.get(keyword)


@dataclass(frozen=True, slots=True)
class Alternatives:
    """A `oneOf` or `anyOf` of one part."""

    part: Part
    keyword: str
    members: tuple[Node, ...]
    discriminator: Node | None


@dataclass(frozen=True, slots=True)
class View:
    """Schemas that apply together; `origin` is where the schema stands in the document."""

    origin: Node
    parts: tuple[Part, ...]
    impossible: bool = False
    branches: tuple[View, ...] = ()
    """What applies only to some of the values: `then`, `else` and `dependentSchemas`."""
    conditions: tuple[View, ...] = ()
    """What decides about it, under `if`: any value may come of what only that mentions."""
    place: str | None = None
    """What its model is known by, where that is not the place of the origin."""

    def children(self, keyword: str) -> tuple[Node, ...]:
        """The values of a keyword in every part that has it."""
        found = (part.child(keyword) for part in self.parts)
        return tuple(node for node in found if node is not None)

    def is_overclosed(self) -> bool:
        """Whether a part rules out properties that other parts describe, so that those can never come."""
        closed = [part for part in self.parts if _is_closed(part)]
        named = {*self.properties(), *self.sometimes(), *self.tested()}
        return any(named - _own_names(part) for part in closed)

    def types(self) -> frozenset[str] | None:
        """The JSON types that every part allows; None where no part names any."""
        allowed: frozenset[str] | None = None
        for node in self.children("type"):
            names = _type_names(node.value)
            allowed = names if allowed is None else _common_types(allowed, names)
        return allowed

    def values(self) -> tuple[Any, ...] | None:
        """The values that `enum` and `const` leave; None where neither is used."""
        lists = [node.value for node in self.children("enum") if isinstance(node.value, list)]
        lists += [[node.value] for node in self.children("const")]
        if not lists:
            return None
        rest = [_frozen(other) for other in lists[1:]]
        return tuple(value for value in lists[0] if all(_key(value) in other for other in rest))

    def properties(self) -> dict[str, tuple[Node, ...]]:
        """Every named property with all the schemas that apply to it, in the document's order."""
        found: dict[str, tuple[Node, ...]] = {}
        for node in self.children("properties"):
            if isinstance(node.value, dict):
                for name in node.value:
                    found[name] = (*found.get(name, ()), node.child(name))
        return found

    def positions(self) -> tuple[tuple[Node, ...], ...]:
        """The schemas of each position of a list that `prefixItems` describes."""
        lists = [_elements(node) for node in self.children("prefixItems")]
        longest = max(map(len, lists), default=0)
        return tuple(tuple(one[i] for one in lists if i < len(one)) for i in range(longest))

    def fixed_length(self) -> int | None:
        """The length of a list that can have no other."""
        least = max((n.value for n in self.children("minItems")), default=0)
        most = [n.value for n in self.children("maxItems")]
        if any(n.value is False for k in ("items", "unevaluatedItems") for n in self.children(k)):
            most.append(len(self.positions()))
        return least if most and min(most) == least else None

    def sometimes(self) -> dict[str, tuple[tuple[Node, ...], ...]]:
        """Properties that only branches describe, with what each of these says of it."""
        found: dict[str, tuple[tuple[Node, ...], ...]] = {}
        for branch in self.branches:
            own = {name: (nodes,) for name, nodes in branch.properties().items()}
            for name, ways in (*own.items(), *branch.sometimes().items()):
                found[name] = (*found.get(name, ()), *ways)
        return {name: ways for name, ways in found.items() if name not in self.properties()}

    def tested(self) -> dict[str, tuple[Node, ...]]:
        """Properties that nothing but conditions mention."""
        found: dict[str, tuple[Node, ...]] = {}
        for condition in self.conditions:
            found |= condition.properties()
        for inner in (*self.branches, *self.conditions):
            found |= inner.tested()
        known = {*self.properties(), *self.sometimes()}
        return {name: nodes for name, nodes in found.items() if name not in known}

    def has_members(self) -> bool:
        """Whether any property has a name."""
        return bool(self.properties() or self.sometimes() or self.tested())

    def required(self) -> frozenset[str]:
        names: set[str] = set()
        for node in self.children("required"):
            if isinstance(node.value, list):
                names.update(name for name in node.value if isinstance(name, str))
        return frozenset(names)

    def alternatives(self) -> tuple[Alternatives, ...]:
        """The `oneOf` and `anyOf` lists whose members say something about the type."""
        return tuple(
            Alternatives(part, keyword, _elements(node), self._discriminator(part))
            for part in self.parts
            for keyword in ("oneOf", "anyOf")
            if (node := part.child(keyword)) is not None and _is_telling(_elements(node))
        )

    def _discriminator(self, part: Part) -> Node | None:
        """That of the part itself, else of a part whose own alternatives are settled or not there."""
        own = part.node.get("discriminator")
        if own is not None:
            return own
        others = (p for p in self.parts if p.child("oneOf") is None and p.child("anyOf") is None)
        found = (other.node.get("discriminator") for other in others)
        return next((node for node in found if node is not None), None)

    def less(self, taken: Alternatives) -> View:
        """This view without one of its alternatives."""
        parts = tuple(
            Part(part.node, part.without | {taken.keyword}) if part is taken.part else part
            for part in self.parts
        )
        return replace(self, parts=parts)

    def joined_with(self, member: View) -> View:
        """Both together, as what `member` is known for; a part that both have counts as it is here."""
        own = {part.node for part in self.parts}
        more = tuple(part for part in member.parts if part.node not in own)
        return View(
            member.origin,
            (*self.parts, *more),
            self.impossible or member.impossible,
            (*self.branches, *member.branches),
            (*self.conditions, *member.conditions),
        )

    def says_less_than(self, other: View) -> bool:
        """Whether every part that says something is one of the other's, or demands what that demands."""
        known = {part.node for part in other.parts}
        required = other.required()
        return all(
            part.node in known
            or (
                _tells(part) <= {"required"} and replace(self, parts=(part,)).required() <= required
            )
            for part in self.parts
        )

    def is_trivial(self) -> bool:
        """Whether the parts only annotate, or only repeat that the value is an object."""
        return not any(map(_tells, self.parts))

    def keywords(self) -> tuple[str, ...]:
        """The keywords that say which values are valid, each once."""
        return tuple(
            dict.fromkeys(k for p in self.parts for k in p.node.value if k in _said(p.node))
        )

    def text(self, keyword: str) -> str:
        """The first non-empty text of an annotation, the origin's own before that of what it refers to."""
        own = sorted(self.parts, key=lambda part: part.node != self.origin)
        for part in own:
            value = part.node.value.get(keyword)
            if isinstance(value, str) and value.strip():
                return value
        return ""

    def flag(self, keyword: str) -> bool:
        return any(part.node.value.get(keyword) is True for part in self.parts)

    def first(self, keyword: str) -> Node | None:
        """The annotation's value that stands nearest to the origin."""
        own = sorted(self.parts, key=lambda part: part.node != self.origin)
        return next((n for part in own if (n := part.node.get(keyword)) is not None), None)


def view_of(
    nodes: tuple[Node, ...],
    origin: Node,
    resolver: Resolver,
    sink: Diagnostics,
    known: frozenset[Node] = frozenset(),
) -> View:
    """The conjunction of `nodes`, with every `$ref` and `allOf` opened; a node met twice counts once.

    `known` are the schemas around a branch, which say nothing new in it.
    """
    parts: list[Part] = []
    seen: set[Node] = set(known)
    above: set[Node] = set()
    users: dict[Node, list[Node]] = {node: [] for node in nodes}
    impossible = False
    pending = [(node, False) for node in reversed(nodes)]
    while pending:
        node, is_left = pending.pop()
        if is_left:
            above.discard(node)
        elif node in above:
            if "$ref" not in node.value:  # the schema that it leads to is met again, too
                _report_ring(node, sink)
        elif node not in seen and isinstance(node.value, dict):
            seen.add(node)
            above.add(node)
            parts.append(Part(node))
            impossible = impossible or node.value.get("not") in ({}, True)
            inner = _conjuncts(node, resolver, sink)
            pending += [(node, True), *((found, False) for found in reversed(inner))]
            for found in inner:
                users.setdefault(found, []).append(node)
        else:
            impossible = impossible or node.value is False
    around = frozenset(seen)

    def views(nodes_of: Callable[[Node], list[Node]]) -> tuple[View, ...]:
        found = (node for part in parts for node in nodes_of(part.node))
        return tuple(view_of((node,), node, resolver, sink, around) for node in found)

    ordered = _bases_first([_less_settled(part, users, resolver) for part in parts])
    return View(origin, ordered, impossible, views(_branches), views(_conditions))


def _conditions(node: Node) -> list[Node]:
    condition = node.get("if")
    return [] if condition is None else [condition]


def _branches(node: Node) -> list[Node]:
    found = [branch for key in ("then", "else") if (branch := node.get(key)) is not None]
    dependent = node.get("dependentSchemas")
    if dependent is not None and isinstance(dependent.value, dict):
        found += [dependent.child(name) for name in dependent.value]
    return found


def _less_settled(part: Part, users: dict[Node, list[Node]], resolver: Resolver) -> Part:
    """A part without those alternatives of which a schema that extends it is one already.

    `Pet: {oneOf: [Cat, Dog]}` and `Cat: {allOf: [Pet, ...]}`: what is a Cat needs no choice among pets.
    """
    settled = [k for k in ("oneOf", "anyOf") if users[part.node] and part.node.get(k) is not None]
    if not settled:
        return part
    extending = _all_users(part.node, users)
    met = {k for k in settled if extending & _meant(_elements(part.node.child(k)), resolver)}
    return Part(part.node, part.without | met) if met else part


def _all_users(node: Node, users: dict[Node, list[Node]]) -> set[Node]:
    found: set[Node] = set()
    pending = list(users[node])
    while pending:
        user = pending.pop()
        if user not in found:
            found.add(user)
            pending += users[user]
    return found - {node}


def _meant(members: tuple[Node, ...], resolver: Resolver) -> set[Node]:
    """The schemas that alternatives come down to: through references and alternatives of their own."""
    found: set[Node] = set()
    pending = list(members)
    while pending:
        node = pending.pop()
        if node in found or not isinstance(node.value, dict):
            continue
        found.add(node)
        wrapped = (
            node if isinstance(node.value.get("$ref"), str) else described_reference(node, resolver)
        )
        target = None if wrapped is None else resolver.deref(wrapped, SILENT)
        pending += [] if target is None else [target]
        for keyword in ("oneOf", "anyOf"):
            listed = node.get(keyword)
            pending += () if listed is None else _elements(listed)
    return found


def _report_ring(node: Node, sink: Diagnostics) -> None:
    sink.error(
        "allof-ring",
        "this schema includes itself through allOf and $ref",
        node,
        "remove one of the references",
    )


_SIZES = frozenset({"minProperties", "maxProperties"})
"""Keywords that say nothing about which fields an object has, nor of what types they are."""


def described_reference(node: Node, resolver: Resolver) -> Node | None:
    """The reference of a schema that stands around it only to say something about it.

    `allOf` with one reference is how 3.0 writes it, often with the type of what it refers to, with
    names that are required anyway, and with a second member that holds the description.
    """
    around = [node]
    said = _said(node)
    if said == {"$ref", "type"}:
        reference = node
    elif "allOf" in said and said <= {"allOf", "type", "required"} | _SIZES:
        referring: list[Node] = []
        for member in _elements(node.child("allOf")):
            if isinstance(member.value, dict) and _said(member) <= {"type", "required"} | _SIZES:
                around.append(member)
            else:
                referring.append(member)
        different = [member for member in referring if member.value != referring[0].value]
        if different or not referring or not isinstance(referring[0].value, dict):
            return None
        reference = described_reference(referring[0], resolver) or referring[0]
    else:
        return None
    if not isinstance(reference.value.get("$ref"), str):
        return None
    bare = Node(reference.document, reference.pointer, {"$ref": reference.value["$ref"]})
    if not all(_only_repeats(one, bare, resolver) for one in around):
        return None
    return bare if reference is node else reference


def _only_repeats(node: Node, reference: Node, resolver: Resolver) -> bool:
    """Whether the type and the required names that stand around a reference are those of its target."""
    if "type" in node.value:
        kinds = _kinds_of(reference, resolver, frozenset())
        if not kinds or not kinds <= _type_names(node.value["type"]) | {"null"}:
            return False
    named = node.value.get("required")
    if not isinstance(named, list) or not named:
        return True
    target = view_of((reference,), reference, resolver, Diagnostics())
    return {name for name in named if isinstance(name, str)} <= target.required()


def _said(node: Node) -> set[str]:
    """The keywords that say something about the values, less those that allow what is allowed anyway."""
    found = {key for key in node.value if restricts(key)}
    return {key for key in found if node.value[key] not in _NOTHING.get(key, ())}


_NOTHING: dict[str, tuple[Any, ...]] = {
    "properties": ({},),
    "patternProperties": ({},),
    "required": ([],),
    "allOf": ([],),
    "additionalProperties": ({}, True),
    "minProperties": (0,),
}


def _tells(part: Part) -> set[str]:
    """What a part says about the fields of an object, or about a value that is none."""
    found = _said(part.node) - part.without - _SIZES
    is_object = _type_names(part.node.value.get("type")) - {"null"} == {"object"}
    return found - {"type"} if is_object else found


def _kinds_of(node: Node, resolver: Resolver, above: frozenset[Node]) -> frozenset[str]:
    """The JSON types that a schema allows; none where it does not say."""
    view = view_of((node,), node, resolver, SILENT)
    types = view.types()
    if types is not None:
        return types
    if view.children("properties") or view.children("additionalProperties"):
        return frozenset({"object"})
    found: set[str] = set()
    for taken in view.alternatives()[:1]:
        for member in taken.members:
            kinds = frozenset[str]()
            if member not in above and isinstance(member.value, dict):
                kinds = _kinds_of(member, resolver, above | {member})
            if not kinds:
                return kinds
            found |= kinds
    return frozenset(found)


def _conjuncts(node: Node, resolver: Resolver, sink: Diagnostics) -> list[Node]:
    found: list[Node] = []
    if isinstance(node.value.get("$ref"), str):
        target = resolver.deref(node, sink)
        if target is not None:
            found.append(target)
    members = node.get("allOf")
    if members is not None:
        found += _elements(members)
    return found


def _is_closed(part: Part) -> bool:
    child = part.child("additionalProperties")
    return (
        child is not None and child.value is False and not part.node.value.get("patternProperties")
    )


def _own_names(part: Part) -> set[str]:
    child = part.child("properties")
    return set(child.value) if child is not None and isinstance(child.value, dict) else set()


def _bases_first(parts: list[Part]) -> tuple[Part, ...]:
    """What a schema builds on comes before what it adds itself, so that fields stand in reading order."""
    return (*parts[1:], parts[0]) if parts else ()


def _elements(node: Node) -> tuple[Node, ...]:
    if not isinstance(node.value, list):
        return ()
    return tuple(node.child(index) for index in range(len(node.value)))


def _is_telling(members: tuple[Node, ...]) -> bool:
    """Whether alternatives say anything about types: lists of `required` alone do not."""
    return any(
        not isinstance(member.value, dict)
        or any(restricts(key) and key not in ("required", "not") for key in member.value)
        for member in members
    )


def _type_names(value: Any) -> frozenset[str]:
    names = value if isinstance(value, list) else [value]
    return frozenset(name for name in names if isinstance(name, str))


def _common_types(left: frozenset[str], right: frozenset[str]) -> frozenset[str]:
    common = left & right
    numbers = {"number", "integer"}
    if "integer" not in common and left & numbers and right & numbers and "number" not in common:
        return common | {"integer"}
    return common


def _key(value: Any) -> tuple[str, str]:
    """Equality of JSON values: `1` and `true` differ."""
    return (type(value).__name__, repr(value))


def _frozen(values: list[Any]) -> frozenset[tuple[str, str]]:
    return frozenset(_key(value) for value in values)
