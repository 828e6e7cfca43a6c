"""Read the `mapping` of a discriminator: the schema of each tag."""

from __future__ import annotations

from specwright.diagnostics import SILENT, Diagnostics
from specwright.source.node import Node
from specwright.source.pointer import escape
from specwright.source.refs import Resolver


def mapped_schemas(
    discriminator: Node, resolver: Resolver, sink: Diagnostics
) -> list[tuple[str, Node, Node]]:
    """Each tag, its reference, and the schema it resolves to."""
    found: list[tuple[str, Node, Node]] = []
    for tag, value in discriminator.members("mapping", sink):
        if not isinstance(value.value, str):
            continue
        reference = _reference(value)
        target = resolver.deref(reference, SILENT)
        if target is not None:
            found.append((tag, reference, target))
            continue
        sink.warning(
            "discriminator-outside",
            f"the discriminator maps {tag!r} to {value.value!r}, which does not exist",
            value,
            "use the name of a component or a reference; values with this tag become unknown variants",
        )
    return found


def _reference(value: Node) -> Node:
    """The reference of a mapping value, which is a component name or a reference."""
    text: str = value.value
    components = value.document.data.get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else None
    if isinstance(schemas, dict) and text in schemas:
        text = f"#/components/schemas/{escape(text)}"
    return Node(value.document, value.pointer, {"$ref": text})
