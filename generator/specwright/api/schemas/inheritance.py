"""Find the component schemas that extend another one by `allOf`, and the discriminator they share.

`Pet` with a discriminator and `Cat: {allOf: [Pet, ...]}` is how documents express inheritance. If
`Lion` extends `Cat` in turn, a `Cat` may also be a `Lion`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from specwright.api.model import ModelId
from specwright.api.schemas.registry import place_of
from specwright.diagnostics import Diagnostics
from specwright.source.node import Node
from specwright.source.refs import Resolver


@dataclass(frozen=True, slots=True)
class Family:
    """A schema that others extend, directly or not; `heirs` are in document order."""

    heirs: tuple[Node, ...]
    discriminator: Node
    is_root: bool
    """Whether the schema itself has the discriminator, instead of extending one that has."""


Above = Mapping[Node, tuple[Node, ...]]
"""The schemas that each component extends, the nearest first."""


def ancestors_of(components: Sequence[Node], resolver: Resolver, sink: Diagnostics) -> Above:
    """The ancestors of each component."""
    parents = {component: _parents(component, resolver, sink) for component in components}
    return {component: _ancestors(component, parents) for component in components}


def families_of(components: Sequence[Node], above: Above) -> dict[ModelId, Family]:
    """The families of a document, by the place of the base schema."""
    heirs: dict[Node, list[Node]] = {}
    for component in components:
        for ancestor in above[component]:
            heirs.setdefault(ancestor, []).append(component)
    found: dict[ModelId, Family] = {}
    for component in components:
        discriminator = _discriminator(component, above)
        if component in heirs and discriminator is not None:
            is_root = component.has("discriminator")
            family = Family(tuple(heirs[component]), discriminator, is_root)
            found[place_of(component)] = family
    return found


def _discriminator(node: Node, above: Above) -> Node | None:
    """The discriminator of the schema or of its nearest ancestor; None if the schema lists its heirs itself."""
    if node.has("oneOf") or node.has("anyOf"):
        return None
    found = (schema.get("discriminator") for schema in (node, *above[node]))
    return next((discriminator for discriminator in found if discriminator is not None), None)


def _parents(node: Node, resolver: Resolver, sink: Diagnostics) -> tuple[Node, ...]:
    members = node.get("allOf")
    nodes = () if members is None else members.items()
    refs = (n for n in nodes if isinstance(n.value, dict) and isinstance(n.value.get("$ref"), str))
    targets = (resolver.deref(ref, sink) for ref in refs)
    return tuple(target for target in targets if target is not None)


def _ancestors(node: Node, parents: Mapping[Node, tuple[Node, ...]]) -> tuple[Node, ...]:
    """The schemas that a schema extends, the nearest first."""
    pending, found = list(parents[node]), dict[Node, None]()
    while pending:
        parent = pending.pop(0)
        if parent not in found and parent != node:
            found[parent] = None
            pending += parents.get(parent, ())
    return tuple(found)
