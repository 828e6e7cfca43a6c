"""What all comparisons of one run share: the schemas, and the facts found so far."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from specwright.diff.facts import (
    Action,
    Direction,
    Effect,
    Element,
    Fact,
    Nodes,
    Subject,
    Where,
    swapped,
    values_of,
)
from specwright.diff.schemas.walk import SchemaWalk
from specwright.openapi.spec import SpecOperation
from specwright.schema.defaults import is_default, mean_the_same
from specwright.schema.json_equality import same
from specwright.source.node import Node


@dataclass(frozen=True, slots=True)
class Context:
    """The collector of one comparison."""

    schemas: SchemaWalk
    facts: list[Fact] = field(default_factory=list[Fact])
    seen: set[Node] = field(default_factory=set[Node])
    """Objects that were compared because something uses them."""

    def add(
        self,
        subject: Subject,
        action: Action,
        aspect: str,
        nodes: Nodes,
        values: tuple[Any, Any] | None = None,
        name: str = "",
        effect: Effect = "none",
        places: tuple[Where, ...] = (),
        traits: Collection[str] = (),
        confidence: float = 1.0,
    ) -> None:
        """Keep a fact; without values they are those of the nodes."""
        own = values_of(nodes) if values is None else values
        found = Fact(
            subject, action, aspect, nodes, own, name, effect, places, frozenset(traits), confidence
        )
        self.facts.append(found)

    def differ(
        self,
        subject: Subject,
        nodes: Nodes,
        holders: tuple[Node, Node],
        name: str = "",
        places: tuple[Where, ...] = (),
        added: Effect = "widened",
        aspect: str = "",
        traits: Collection[str] = (),
        values: tuple[Any, Any] | None = None,
    ) -> None:
        """Keep that something came, went or changed; `added` is the effect of its coming."""
        old, new = nodes
        action: Action = "changed" if old and new else "added" if new else "removed"
        effect = added if old is None else swapped(added)
        if action == "changed" and added != "none":
            effect = "incomparable"
        held = (old or holders[0], new or holders[1])
        own = values_of(nodes) if values is None else values
        self.add(subject, action, aspect or subject, held, own, name, effect, places, traits)

    def changed(
        self,
        subject: Subject,
        key: str,
        nodes: Nodes,
        holders: tuple[Node, Node],
        name: str,
        places: tuple[Where, ...],
    ) -> None:
        """Keep that a field has another value, which it may have had or have by being absent."""
        held = (nodes[0] or holders[0], nodes[1] or holders[1])
        values = values_of(nodes)
        self.add(subject, "changed", key, held, values, name, "incomparable", places)

    def setting(
        self,
        subject: Subject,
        nodes: tuple[Node, Node],
        key: str,
        default: Any,
        place: Where,
        name: str = "",
        raised: Effect = "incomparable",
        traits: Collection[str] = (),
    ) -> tuple[str, ...]:
        """Compare a field that has a default; `raised` is the effect of false becoming true.

        Gives the field when it said something, so that the other fields can be compared without it.
        """
        left, right = (node.value.get(key, default) for node in nodes)
        if same(left, right) or only_default(*nodes, key, is_header=subject == "header"):
            return ()
        effect = raised if right is True else swapped(raised)
        held = (nodes[0].get(key) or nodes[0], nodes[1].get(key) or nodes[1])
        self.add(subject, "changed", key, held, (left, right), name, effect, (place,), traits)
        return (key,)

    def fields(
        self,
        subject: Subject,
        base: Node,
        revision: Node,
        known: Collection[str],
        place: Where | None = None,
        name: str = "",
    ) -> None:
        """Compare the fields of two objects that nothing else looks at."""
        self.seen.update((base, revision))
        places = () if place is None else (place,)
        keys = [key for node in (base, revision) for key, _ in node.entries()]
        for key in dict.fromkeys(keys):
            old, new = base.get(key), revision.get(key)
            if key in known or (old and new and same(old.value, new.value)):
                continue
            if only_default(base, revision, key, is_header=subject == "header"):
                continue
            if subject == "component" and old and new and mean_the_same(old.value, new.value):
                continue
            traits = {"deprecated"} if _is_deprecated(revision) else set[str]()
            self.differ(subject, (old, new), (base, revision), name, places, "none", key, traits)


class _Read(Protocol):
    @property
    def node(self) -> Node: ...


def nodes_of(old: _Read | None, new: _Read | None) -> Nodes:
    """Where two parts stand that were read from the documents."""
    return None if old is None else old.node, None if new is None else new.node


def only_default(base: Node, revision: Node, key: str, is_header: bool = False) -> bool:
    """Whether one side writes out what the other leaves to OpenAPI's default."""
    if base.has(key) == revision.has(key):
        return False
    holder = base if base.has(key) else revision
    return is_default(holder.value, key, holder.value[key], is_header)


def _is_deprecated(node: Node) -> bool:
    flag = node.get("deprecated")
    return flag is not None and flag.value is True


@dataclass(frozen=True, slots=True)
class Scene:
    """An operation in both documents, and who sends its requests."""

    base: SpecOperation
    revision: SpecOperation
    where: Where
    """The operation itself."""
    is_received: bool = False
    """Whether the server sends the request, as with webhooks and callbacks."""

    @property
    def title(self) -> str:
        """`webhook paid, ` and the like, before what a place is called."""
        return f"{self.where.detail}, " if self.where.detail else ""

    def place(self, sent: Direction, detail: str, element: Element = "") -> Where:
        """A place inside the operation; `sent` is the direction as the document says it."""
        turned: dict[Direction, Direction] = {"request": "response", "response": "request"}
        direction = turned.get(sent, sent) if self.is_received else sent
        return replace(
            self.where, direction=direction, detail=f"{self.title}{detail}", element=element
        )


def operation_place(
    operation: SpecOperation, detail: str = "", base: SpecOperation | None = None
) -> Where:
    """The place of a whole operation; its stability is that of the base."""
    level = (base or operation).node.value.get("x-stability-level")
    where = Where(operation.method, operation.path, operation.operation_id, "both", detail)
    return replace(where, stability=level) if isinstance(level, str) else where
