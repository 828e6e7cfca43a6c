"""Pair the subschemas of two schemas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from specwright.diff.facts import Action, Effect, Fact, swapped
from specwright.diff.renames.similarity import candidate, match_names, places_of
from specwright.diff.schemas.keywords import Pair, set_effect
from specwright.schema.shape import Shape, Shaper
from specwright.source.json_values import is_list, is_object
from specwright.source.node import Node
from specwright.source.pointer import escape

Nodes: TypeAlias = tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """Schemas in both documents that stand in the same place of a larger one."""

    base: Nodes
    revision: Nodes
    step: str
    """The way from the larger schema, as a pointer."""
    is_flipped: bool = False
    is_unclear: bool = False
    is_read_only: bool = False
    is_write_only: bool = False
    is_property: bool = False
    is_required: bool = False
    """Whether it is a property that must be there in both documents."""


Found: TypeAlias = Edge | Fact


@dataclass(frozen=True, slots=True)
class Sides:
    """Two shapes, and the shapers of both documents."""

    pair: Pair
    base: Shaper
    revision: Shaper


def compare_children(sides: Sides) -> Iterator[Found]:
    """Everything below a schema but its alternatives."""
    yield from _properties(sides)
    for keyword in OPEN:
        yield from _open(sides, keyword)
    for keyword, is_flipped in (("not", True), ("contains", False), ("contentSchema", False)):
        yield from _extra(sides, keyword, is_flipped)
    for keyword in ("if", "then", "else"):
        yield from _extra(sides, keyword, False)
    for keyword in ("patternProperties", "dependentSchemas"):
        yield from _map(sides, keyword)
    yield from _prefix_items(sides)
    yield from _dependent_required(sides.pair)


# --- properties -----------------------------------------------------------------------------------


def _properties(sides: Sides) -> Iterator[Found]:
    pair = sides.pair
    old, new = pair.base.properties(), pair.revision.properties()
    gone = {name: nodes for name, nodes in old.items() if name not in new}
    come = {name: nodes for name, nodes in new.items() if name not in old}
    renames = _renames(sides, gone, come)
    for name in [name for name in old if name in new]:
        yield _property_edge(sides, name, old[name], new[name])
    for (before, after), confidence in renames.items():
        yield _renamed(sides, (before, gone[before]), (after, come[after]), confidence)
        yield _property_edge(sides, after, gone[before], come[after])
    kept = ({before for before, _ in renames}, {after for _, after in renames})
    yield from _removed(sides, {name: nodes for name, nodes in gone.items() if name not in kept[0]})
    yield from _added(sides, {name: nodes for name, nodes in come.items() if name not in kept[1]})
    yield from _required(sides, old, new, frozenset(kept[0] | kept[1]))


def _property_edge(sides: Sides, name: str, old: Nodes, new: Nodes) -> Edge:
    left, right = sides.base.shape(old), sides.revision.shape(new)
    return Edge(
        old,
        new,
        f"/properties/{escape(name)}",
        is_read_only=left.flag("readOnly") and right.flag("readOnly"),
        is_write_only=left.flag("writeOnly") and right.flag("writeOnly"),
        is_property=True,
        is_required=name in sides.pair.base.required() and name in sides.pair.revision.required(),
    )


def _renames(
    sides: Sides, gone: dict[str, Nodes], come: dict[str, Nodes]
) -> dict[tuple[str, str], float]:
    base, revision = sides.pair.base, sides.pair.revision
    old, new = base.properties(), revision.properties()
    places = (places_of(old, new, base.required()), places_of(new, old, revision.required()))
    left = {n: candidate(nodes, sides.base, places[0][n]) for n, nodes in gone.items()}
    right = {n: candidate(nodes, sides.revision, places[1][n]) for n, nodes in come.items()}
    return match_names(left, right)


def property_traits(shape: Shape, holder: Shape, name: str) -> frozenset[str]:
    """The traits of a property that rules need."""
    found = {
        "required": name in holder.required(),
        "read-only": shape.flag("readOnly"),
        "write-only": shape.flag("writeOnly"),
        "default": shape.first("default") is not None,
        "deprecated": shape.flag("deprecated"),
        "nullable": shape.is_nullable,
        "const": shape.values is not None and len(shape.values) == 1,
    }
    return frozenset(trait for trait, holds in found.items() if holds)


def is_closed(shape: Shape) -> bool:
    """Whether other properties than the named ones are refused."""
    keys = ("additionalProperties", "unevaluatedProperties")
    return any(
        node.value is False or node.value == {"not": {}}
        for key in keys
        for node in shape.children(key)
    )


def _removed(sides: Sides, gone: dict[str, Nodes]) -> Iterator[Fact]:
    pair = sides.pair
    closed = {"closed"} if is_closed(pair.revision) else set[str]()
    for name, nodes in gone.items():
        traits = property_traits(sides.base.shape(nodes), pair.base, name) | closed
        still = {"still-required"} if name in pair.revision.required() else set[str]()
        yield _property_fact(pair, name, "removed", nodes[0], None, traits | still)


def _added(sides: Sides, come: dict[str, Nodes]) -> Iterator[Fact]:
    pair = sides.pair
    closed = {"closed"} if is_closed(pair.base) else set[str]()
    was_required = pair.base.required()
    for name, nodes in come.items():
        traits = property_traits(sides.revision.shape(nodes), pair.revision, name) | closed
        if name in was_required:  # it was demanded before it was described
            traits = traits - {"required"} | {"still-required"}
        yield _property_fact(pair, name, "added", None, nodes[0], traits)


def _property_fact(
    pair: Pair,
    name: str,
    action: Action,
    old: Node | None,
    new: Node | None,
    traits: frozenset[str],
) -> Fact:
    effect: Effect = "narrowed" if action == "added" else "widened"
    return pair.fact("property", effect, old, new, None, name, action, "property", traits)


def _renamed(
    sides: Sides, old: tuple[str, Nodes], new: tuple[str, Nodes], confidence: float
) -> Fact:
    traits = property_traits(sides.revision.shape(new[1]), sides.pair.revision, new[0])
    nodes, names = (old[1][0], new[1][0]), (old[0], new[0])
    return Fact(
        "property",
        "renamed",
        "property",
        nodes,
        names,
        new[0],
        "incomparable",
        traits=traits,
        confidence=confidence,
    )


def _required(
    sides: Sides, old: dict[str, Nodes], new: dict[str, Nodes], renamed: frozenset[str]
) -> Iterator[Fact]:
    """Report names that became required or optional; for a new property, its own fact says it."""
    pair = sides.pair
    left, right = pair.base.required(), pair.revision.required()
    for name in dict.fromkeys([*left, *right]):
        if (name in left) == (name in right) or name in renamed or (name in old) != (name in new):
            continue
        became = name in right
        nodes = new.get(name) or old.get(name)
        shaper = sides.revision if name in new else sides.base
        holder = pair.revision if name in new else pair.base
        traits = (
            frozenset[str]()
            if nodes is None
            else property_traits(shaper.shape(nodes), holder, name)
        )
        places = (left.get(name) or _first(old, name), right.get(name) or _first(new, name))
        effect: Effect = "narrowed" if became else "widened"
        values = (not became, became)
        yield pair.fact(
            "required", effect, *places, values, name, "changed", "property", traits - {"required"}
        )


def _first(properties: dict[str, Nodes], name: str) -> Node | None:
    return properties[name][0] if name in properties else None


# --- one schema under a keyword -------------------------------------------------------------------

OPEN: Final = (
    "additionalProperties",
    "unevaluatedProperties",
    "items",
    "unevaluatedItems",
    "propertyNames",
)
"""Keywords that, when absent, mean the schema that allows anything."""

Kind: TypeAlias = Literal["any", "never", "schema"]


def _kind(nodes: Nodes, shaper: Shaper) -> Kind:
    if not nodes:
        return "any"
    if any(node.value is False for node in nodes):
        return "never"
    schemas = tuple(node for node in nodes if is_object(node.value))
    if not schemas:
        return "any"
    shape = shaper.shape(schemas)
    if shape.is_impossible:
        return "never"
    return "any" if shape.is_anything() else "schema"


_OPENNESS: Final[dict[Kind, int]] = {"never": 0, "schema": 1, "any": 2}


def _open(sides: Sides, keyword: str) -> Iterator[Found]:
    pair = sides.pair
    old, new = pair.base.children(keyword), pair.revision.children(keyword)
    if not old and not new:
        return
    left, right = _kind(old, sides.base), _kind(new, sides.revision)
    schemas = [tuple(n for n in nodes if is_object(n.value)) for nodes in (old, new)]
    if left == right and all(schemas):
        yield Edge(schemas[0], schemas[1], f"/{keyword}")
    if left == right:
        if old and new and not all(schemas) and old[0].value != new[0].value:
            yield pair.fact(keyword, "none", old[0], new[0])  # `true` and `{}` are the same
        return
    effect: Effect = "widened" if _OPENNESS[right] > _OPENNESS[left] else "narrowed"
    traits = frozenset({f"from-{left}", f"to-{right}"})
    yield pair.fact(keyword, effect, _one(old), _one(new), traits=traits)


def _one(nodes: Nodes) -> Node | None:
    return nodes[0] if nodes else None


def _extra(sides: Sides, keyword: str, is_flipped: bool) -> Iterator[Found]:
    """Compare a keyword that restricts nothing when it is absent."""
    pair = sides.pair
    old, new = pair.base.children(keyword), pair.revision.children(keyword)
    if old and new:
        is_unclear = keyword == "if" or (keyword == "contains" and _is_capped(pair))
        yield Edge(old, new, f"/{keyword}", is_flipped, is_unclear)
    elif old or new:
        effect: Effect = "narrowed" if new else "widened"
        action: Action = "added" if new else "removed"
        yield pair.fact(keyword, effect, _one(old), _one(new), action=action)


def _is_capped(pair: Pair) -> bool:
    """Whether too many matches are wrong, so that a wider `contains` also narrows."""
    return any(shape.children("maxContains") for shape in (pair.base, pair.revision))


# --- maps and lists -------------------------------------------------------------------------------


def _map(sides: Sides, keyword: str) -> Iterator[Found]:
    """Compare named schemas of which each restricts something."""
    pair = sides.pair
    old, new = pair.base.properties(keyword), pair.revision.properties(keyword)
    for name in dict.fromkeys([*old, *new]):
        if name in old and name in new:
            yield Edge(old[name], new[name], f"/{keyword}/{escape(name)}")
            continue
        places = (_first(old, name), _first(new, name))
        action: Action = "added" if name in new else "removed"
        effect: Effect = "narrowed" if name in new else "widened"
        yield pair.fact(keyword, effect, *places, None, name, action)


def _prefix_items(sides: Sides) -> Iterator[Found]:
    pair = sides.pair
    old, new = _columns(pair.base), _columns(pair.revision)
    for index in range(max(len(old), len(new))):
        step = f"/prefixItems/{index}"
        if index < len(old) and index < len(new):
            yield Edge(old[index], new[index], step)
        elif index < len(new):
            effect: Effect = "widened" if _is_shut(pair.base) else "narrowed"
            yield pair.fact("prefixItems", effect, None, new[index][0], None, str(index), "added")
        else:
            back = swapped("widened" if _is_shut(pair.revision) else "narrowed")
            yield pair.fact("prefixItems", back, old[index][0], None, None, str(index), "removed")


def _columns(shape: Shape) -> list[Nodes]:
    lists = [node.items() for node in shape.children("prefixItems")]
    length = max(map(len, lists), default=0)
    return [tuple(one[index] for one in lists if index < len(one)) for index in range(length)]


def _is_shut(shape: Shape) -> bool:
    return any(node.value is False for node in shape.children("items"))


def _dependent_required(pair: Pair) -> Iterator[Fact]:
    old, new = _demands(pair.base), _demands(pair.revision)
    for name in dict.fromkeys([*old, *new]):
        left, right = _names(old.get(name)), _names(new.get(name))
        if left == right:
            continue
        # A longer list demands more, so it allows less.
        effect = swapped(set_effect(left, right))
        action: Action = "changed" if left and right else "added" if right else "removed"
        yield pair.fact(
            "dependentRequired", effect, old.get(name), new.get(name), None, name, action
        )


def _demands(shape: Shape) -> dict[str, Node]:
    return {
        name: node
        for holder in shape.children("dependentRequired")
        for name, node in holder.entries()
    }


def _names(node: Node | None) -> frozenset[str]:
    value: Any = None if node is None else node.value
    return (
        frozenset(item for item in value if isinstance(item, str))
        if is_list(value)
        else frozenset()
    )
