"""Component schemas enter; which of them extend a schema with a discriminator leaves.

`Pet` with a discriminator and `Cat: {allOf: [Pet, ...]}` is how documents write inheritance.
"""

from __future__ import annotations

from collections.abc import Sequence

from specwright.api.model import ModelId
from specwright.api.registry import place_of
from specwright.diagnostics import Diagnostics
from specwright.source.node import Node
from specwright.source.refs import Resolver


def heirs_of(
    components: Sequence[Node], resolver: Resolver, sink: Diagnostics
) -> dict[ModelId, tuple[Node, ...]]:
    """The schemas that extend each schema with a discriminator, directly or not, in document order."""
    parents = {component: _parents(component, resolver, sink) for component in components}
    bases = [c for c in components if _is_base(c)]
    families = {
        place_of(base): tuple(c for c in components if c != base and _extends(c, base, parents))
        for base in bases
    }
    return {place: heirs for place, heirs in families.items() if heirs}


def _is_base(node: Node) -> bool:
    value = node.value
    return (
        isinstance(value, dict) and "discriminator" in value and not {"oneOf", "anyOf"} & set(value)
    )


def _parents(node: Node, resolver: Resolver, sink: Diagnostics) -> tuple[Node, ...]:
    members = node.get("allOf") if isinstance(node.value, dict) else None
    if members is None or not isinstance(members.value, list):
        return ()
    nodes = (members.child(index) for index in range(len(members.value)))
    refs = (n for n in nodes if isinstance(n.value, dict) and isinstance(n.value.get("$ref"), str))
    targets = (resolver.deref(ref, sink) for ref in refs)
    return tuple(target for target in targets if target is not None)


def _extends(node: Node, base: Node, parents: dict[Node, tuple[Node, ...]]) -> bool:
    pending, seen = list(parents.get(node, ())), {node}
    while pending:
        parent = pending.pop()
        if parent == base:
            return True
        if parent not in seen:
            seen.add(parent)
            pending += parents.get(parent, ())
    return False
