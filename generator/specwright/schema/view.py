"""Describe the type of the values that several schemas allow together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from specwright.diagnostics import SILENT, Diagnostics
from specwright.openapi.object_model import restricts
from specwright.schema.conjunction import UNIONS, Conjunction, Part, conjuncts, merged, type_names
from specwright.schema.defaults import is_default
from specwright.source.node import Node
from specwright.source.refs import Resolver, is_ref


@dataclass(frozen=True, slots=True)
class Alternatives:
    """A `oneOf` or `anyOf` of one part."""

    part: Part
    keyword: str
    members: tuple[Node, ...]
    discriminator: Node | None


@dataclass(frozen=True, slots=True)
class View(Conjunction):
    """A conjunction with its conditional parts; base schemas come before the schemas that extend them."""

    branches: tuple[View, ...] = ()
    """Schemas that apply only to some of the values: `then`, `else` and `dependentSchemas`."""
    conditions: tuple[View, ...] = ()
    """The conditions under `if`: a property that only these mention may have any value."""
    place: str | None = None
    """The identity of its model, if that is not the place of the origin."""

    def is_overclosed(self) -> bool:
        """Whether a part forbids properties that other parts describe, so that they can never occur."""
        closed = [part for part in self.parts if _is_closed(part)]
        named = {*self.properties(), *self.sometimes(), *self.tested()}
        return any(named - _own_names(part) for part in closed)

    def positions(self) -> tuple[tuple[Node, ...], ...]:
        """The schemas of each position that `prefixItems` describes."""
        lists = [node.items() for node in self.children("prefixItems")]
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
        """Properties that only branches describe, with the schemas of each branch."""
        found: dict[str, tuple[tuple[Node, ...], ...]] = {}
        for branch in self.branches:
            own = {name: (nodes,) for name, nodes in branch.properties().items()}
            for name, ways in (*own.items(), *branch.sometimes().items()):
                found[name] = (*found.get(name, ()), *ways)
        return {name: ways for name, ways in found.items() if name not in self.properties()}

    def tested(self) -> dict[str, tuple[Node, ...]]:
        """Properties that only conditions mention."""
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

    def alternatives(self) -> tuple[Alternatives, ...]:
        """The `oneOf` and `anyOf` lists whose members restrict the type."""
        return tuple(
            Alternatives(part, keyword, node.items(), self._discriminator(part))
            for part in self.parts
            for keyword in UNIONS
            if (node := part.child(keyword)) is not None and _is_telling(node.items())
        )

    def _discriminator(self, part: Part) -> Node | None:
        """The discriminator of the part itself, or of a part without open alternatives."""
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
        """Both together, with `member`'s identity; a part that both have is kept as it is here."""
        own = {part.node for part in self.parts}
        more = tuple(part for part in member.parts if part.node not in own)
        return View(
            member.origin,
            (*self.parts, *more),
            self.is_impossible or member.is_impossible,
            (*self.branches, *member.branches),
            (*self.conditions, *member.conditions),
        )

    def says_less_than(self, other: View) -> bool:
        """Whether the other has every part of this one, apart from parts that require names it requires too."""
        known = {part.node for part in other.parts}
        required = other.required().keys()
        return all(
            part.node in known
            or (
                _tells(part) <= {"required"}
                and replace(self, parts=(part,)).required().keys() <= required
            )
            for part in self.parts
        )

    def is_trivial(self) -> bool:
        """Whether the parts only annotate, or only repeat that the value is an object."""
        return not any(map(_tells, self.parts))

    def keywords(self) -> tuple[str, ...]:
        """The keywords that restrict which values are valid, each once."""
        said = [(part.node.value, _said(part.node) - part.without) for part in self.parts]
        return tuple(dict.fromkeys(key for value, keys in said for key in value if key in keys))

    def text(self, keyword: str) -> str:
        """The first non-empty text of an annotation."""
        texts = (n.value for n in self.nearest(keyword) if isinstance(n.value, str))
        return next((text for text in texts if text.strip()), "")


def view_of(
    nodes: tuple[Node, ...],
    origin: Node,
    resolver: Resolver,
    sink: Diagnostics,
    known: frozenset[Node] = frozenset(),
) -> View:
    """The view of `nodes` together. `known` are the schemas around a branch, which add nothing in it."""
    plain = merged(nodes, origin, resolver, sink, known)
    around = known | {part.node for part in plain.parts}

    def views(nodes_of: Callable[[Node], list[Node]]) -> tuple[View, ...]:
        found = (node for part in plain.parts for node in nodes_of(part.node))
        return tuple(view_of((node,), node, resolver, sink, around) for node in found)

    parts = _less_settled(plain.parts, resolver)
    ordered = (*parts[1:], *parts[:1])
    return View(origin, ordered, plain.is_impossible, views(_branches), views(_conditions))


def _conditions(node: Node) -> list[Node]:
    condition = node.get("if")
    return [] if condition is None else [condition]


def _branches(node: Node) -> list[Node]:
    found = [branch for key in ("then", "else") if (branch := node.get(key)) is not None]
    dependent = node.get("dependentSchemas")
    if dependent is not None and isinstance(dependent.value, dict):
        found += [dependent.child(name) for name in dependent.value]
    return found


def _less_settled(parts: tuple[Part, ...], resolver: Resolver) -> tuple[Part, ...]:
    """Drop alternatives that a schema has already chosen by extending one of them.

    `Pet: {oneOf: [Cat, Dog]}` and `Cat: {allOf: [Pet, ...]}`: a Cat is not a choice among pets.
    """
    if not any(part.node.has(keyword) for part in parts[1:] for keyword in UNIONS):
        return parts
    users: dict[Node, list[Node]] = {}
    for part in parts:
        for found in conjuncts(part.node, resolver, SILENT):
            users.setdefault(found, []).append(part.node)

    def settled(part: Part) -> Part:
        extending = _all_users(part.node, users)
        lists = ((k, part.node.get(k)) for k in UNIONS if extending)
        met = {k for k, n in lists if n is not None and extending & _meant(n.items(), resolver)}
        return Part(part.node, part.without | met) if met else part

    return tuple(map(settled, parts))


def _all_users(node: Node, users: dict[Node, list[Node]]) -> set[Node]:
    found: set[Node] = set()
    pending = list(users.get(node, ()))
    while pending:
        user = pending.pop()
        if user not in found:
            found.add(user)
            pending += users.get(user, ())
    return found - {node}


def _meant(members: tuple[Node, ...], resolver: Resolver) -> set[Node]:
    """The schemas that alternatives finally mean, through references and their own alternatives."""
    found: set[Node] = set()
    pending = list(members)
    while pending:
        node = pending.pop()
        if node in found or not isinstance(node.value, dict):
            continue
        found.add(node)
        wrapped = node if is_ref(node) else described_reference(node, resolver)
        target = None if wrapped is None else resolver.deref(wrapped, SILENT)
        pending += [] if target is None else [target]
        for keyword in UNIONS:
            listed = node.get(keyword)
            pending += () if listed is None else listed.items()
    return found


_SIZES = frozenset({"minProperties", "maxProperties"})
"""Keywords that affect neither the fields of an object nor their types."""


def described_reference(node: Node, resolver: Resolver) -> Node | None:
    """The reference of a schema that only wraps it to annotate it.

    3.0 writes this as `allOf` with one reference, often with the type of the target, with names
    that are required anyway, and with a second member that holds the description.
    """
    around = [node]
    said = _said(node)
    if said == {"$ref", "type"}:
        reference = node
    elif "allOf" in said and said <= {"allOf", "type", "required"} | _SIZES:
        referring: list[Node] = []
        for member in node.child("allOf").items():
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
    if not is_ref(reference):
        return None
    bare = Node(reference.document, reference.pointer, {"$ref": reference.value["$ref"]})
    if not all(_only_repeats(one, bare, resolver) for one in around):
        return None
    return bare if reference is node else reference


def _only_repeats(node: Node, reference: Node, resolver: Resolver) -> bool:
    """Whether the type and the required names around a reference are those of its target."""
    if "type" in node.value:
        kinds = _kinds_of(reference, resolver, frozenset())
        if not kinds or not kinds <= type_names(node.value["type"]) | {"null"}:
            return False
    named = node.value.get("required")
    if not isinstance(named, list) or not named:
        return True
    target = view_of((reference,), reference, resolver, Diagnostics())
    return {name for name in named if isinstance(name, str)} <= target.required().keys()


def _said(node: Node) -> set[str]:
    """The keywords that restrict the values, without those that allow what is allowed anyway."""
    value = node.value
    found = {key for key in value if restricts(key) and not is_default(value, key, value[key])}
    return {key for key in found if key not in _MAY_BE_EMPTY or value[key]}


_MAY_BE_EMPTY: Final = frozenset({"properties", "patternProperties", "required", "allOf"})


def _tells(part: Part) -> set[str]:
    """The keywords of a part that matter for the fields of an object or the type of another value."""
    found = _said(part.node) - part.without - _SIZES
    is_object = type_names(part.node.value.get("type")) - {"null"} == {"object"}
    return found - {"type"} if is_object else found


def _kinds_of(node: Node, resolver: Resolver, above: frozenset[Node]) -> frozenset[str]:
    """The JSON types that a schema allows; empty if it does not name any."""
    view = view_of((node,), node, resolver, SILENT)
    types = view.allowed_types()
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


def _is_closed(part: Part) -> bool:
    child = part.child("additionalProperties")
    return (
        child is not None and child.value is False and not part.node.value.get("patternProperties")
    )


def _own_names(part: Part) -> set[str]:
    child = part.child("properties")
    return set(child.value) if child is not None and isinstance(child.value, dict) else set()


def _is_telling(members: tuple[Node, ...]) -> bool:
    """Whether alternatives restrict types: lists of `required` alone do not."""
    return any(
        not isinstance(member.value, dict)
        or any(restricts(key) and key not in ("required", "not") for key in member.value)
        for member in members
    )
