"""Read the `mapping` of a discriminator: which schema each tag means."""

from __future__ import annotations

from specwright.diagnostics import SILENT, Diagnostics
from specwright.source.node import Node
from specwright.source.pointer import escape
from specwright.source.refs import Resolver


def mapped_schemas(
    discriminator: Node, resolver: Resolver, sink: Diagnostics
) -> list[tuple[str, Node, Node]]:
    """Each tag with a reference and the schema that this means."""
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
    """A mapping's value as a reference: it is the name of a component, or a reference."""
    text: str = value.value
    components = value.document.data.get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else None
    if isinstance(schemas, dict) and text in schemas:
        text = f"#/components/schemas/{escape(text)}"
    return Node(value.document, value.pointer, {"$ref": text})
