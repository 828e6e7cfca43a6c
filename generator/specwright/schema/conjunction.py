"""Merge a schema with its `allOf` and the keywords beside its `$ref`. The only place that does.

Nothing is copied: a conjunction is a tuple of the nodes that apply together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from specwright.diagnostics import Diagnostics
from specwright.schema.json_equality import key_of
from specwright.source.json_values import is_list, is_object
from specwright.source.node import Node
from specwright.source.refs import Resolver, is_ref

OPENED: Final = frozenset({"$ref", "allOf"})
UNIONS: Final = ("oneOf", "anyOf")


@dataclass(frozen=True, slots=True)
class Part:
    """One schema object of a conjunction, without the keywords that no longer apply here."""

    node: Node
    without: frozenset[str] = OPENED

    def child(self, keyword: str) -> Node | None:
        return None if keyword in self.without else self.node.get(keyword)


@dataclass(frozen=True, slots=True)
class Conjunction:
    """Schemas that apply together; `origin` is where the schema stands in the document."""

    origin: Node
    parts: tuple[Part, ...]
    is_impossible: bool
    """Whether no value is valid, as with `false`."""

    def children(self, keyword: str) -> tuple[Node, ...]:
        """The values of a keyword in every part that has it."""
        found: list[Node] = []  # asked more often than anything else, and hardly ever there
        for part in self.parts:
            value = part.node.value
            if isinstance(value, dict) and keyword in value and keyword not in part.without:
                found.append(part.node[keyword])
        return tuple(found)

    def nearest(self, keyword: str) -> tuple[Node, ...]:
        """The values of a keyword, the origin's own first, then those of its targets."""
        found = self.children(keyword)
        if not found:
            return ()
        own = self.origin.get(keyword)
        return (own, *found) if own is not None and own in found else found

    def first(self, keyword: str) -> Node | None:
        """The value nearest to the origin."""
        found = self.nearest(keyword)
        return found[0] if found else None

    def flag(self, keyword: str) -> bool:
        """Whether any part has the flag."""
        return any(node.value is True for node in self.children(keyword))

    def required(self) -> dict[str, Node]:
        """The required names, each with the place that requires it."""
        return {
            item.value: item
            for node in self.children("required")
            for item in node.items()
            if isinstance(item.value, str)
        }

    def properties(self, keyword: str = "properties") -> dict[str, tuple[Node, ...]]:
        """The members of a map of schemas, in the document's order, each with all schemas that apply to it."""
        found: dict[str, tuple[Node, ...]] = {}
        for holder in self.children(keyword):
            for name, node in holder.entries():
                found[name] = (*found.get(name, ()), node)
        return found

    def allowed_types(self) -> frozenset[str] | None:
        """The JSON types that every part allows; None if no part names any."""
        allowed: frozenset[str] | None = None
        for node in self.children("type"):
            names = type_names(node.value)
            allowed = names if allowed is None else _common_types(allowed, names)
        return allowed

    def allowed_values(self) -> dict[str, Any] | None:
        """The values that `enum` and `const` allow, by `key_of`; None if neither is used."""
        lists = [node.value for node in self.children("enum") if is_list(node.value)]
        lists += [[node.value] for node in self.children("const")]
        keyed = [{key_of(value): value for value in values} for values in lists]
        if not keyed:
            return None
        first, *others = keyed
        return {key: value for key, value in first.items() if all(key in one for one in others)}


def no_more(_: Node) -> Sequence[Node]:
    """For `more`: open nothing besides `$ref` and `allOf`."""
    return ()


def merged(
    nodes: tuple[Node, ...],
    origin: Node,
    resolver: Resolver,
    sink: Diagnostics,
    known: frozenset[Node] = frozenset(),
    more: Callable[[Node], Sequence[Node]] = no_more,
) -> Conjunction:
    """The conjunction of `nodes`, with every `$ref` and `allOf` opened; a node met twice counts once.

    `known` are nodes that say nothing new here; `more` finds what else applies where a node does.
    """
    parts: list[Part] = []
    seen, above = set(known), set[Node]()
    is_impossible = False
    pending = [(node, False) for node in reversed(nodes)]
    while pending:
        node, is_left = pending.pop()
        if is_left:
            above.discard(node)
        elif node in above:
            if not is_ref(node) or len(node.value) > 1:  # otherwise its target is visited twice
                _report_ring(node, sink)
        elif node not in seen and is_object(node.value):
            seen.add(node)
            above.add(node)
            parts.append(Part(node))
            is_impossible = is_impossible or node.value.get("not") in ({}, True)
            inner = [*conjuncts(node, resolver, sink), *more(node)]
            pending += [(node, True), *((found, False) for found in reversed(inner))]
        else:
            is_impossible = is_impossible or node.value is False
    return Conjunction(origin, tuple(parts), is_impossible)


def conjuncts(node: Node, resolver: Resolver, sink: Diagnostics) -> list[Node]:
    """The schemas that always apply together with a node: the target of its `$ref`, and its `allOf`."""
    resolved = resolver.resolve(node, sink) if is_ref(node) else None
    members = node.get("allOf")
    return [
        *(() if resolved is None else (resolved.target,)),
        *(() if members is None else members.items()),
    ]


def _report_ring(node: Node, sink: Diagnostics) -> None:
    sink.error(
        "allof-ring",
        "this schema includes itself through allOf and $ref",
        node,
        "remove one of the references",
    )


def type_names(value: Any) -> frozenset[str]:
    """The types that `type` names."""
    names = value if is_list(value) else [value]
    return frozenset(name for name in names if isinstance(name, str))


def _common_types(left: frozenset[str], right: frozenset[str]) -> frozenset[str]:
    common = left & right
    numbers = {"number", "integer"}
    if left & numbers and right & numbers and not common & numbers:
        return common | {"integer"}
    return common
