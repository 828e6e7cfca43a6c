"""Read a document into a `Spec`. Start reading here."""

from __future__ import annotations

from specwright.diagnostics import Diagnostics
from specwright.openapi.normalize.dynamic_refs import write_out_templates
from specwright.openapi.normalize.partial_reader import Fragments
from specwright.openapi.reader.metadata import (
    read_info,
    read_requirements,
    read_security_schemes,
    read_servers,
    read_tags,
)
from specwright.openapi.reader.operations import read_operations, read_webhooks
from specwright.openapi.spec import Spec
from specwright.source.document import RawDocument
from specwright.source.node import Node
from specwright.source.refs import Resolver
from specwright.source.text.limits import DEFAULT_LIMITS, Limits


def read_spec(raw: RawDocument, sink: Diagnostics, limits: Limits = DEFAULT_LIMITS) -> Spec:
    """Read a document of any version from 2.0 on; raises `FatalError` if it is not one.

    Files that it refers to are read on demand, within the same limits.
    """
    fragments = Fragments(write_out_templates(raw), sink, limits)
    root = Node.root(fragments.root)
    resolver = Resolver(fragments.root, fragments, limits)
    schemes = read_security_schemes(root, resolver, sink)
    names = frozenset(scheme.name for scheme in schemes)
    _check_content(root, sink)
    security = read_requirements(root, names, sink) or {}
    components = resolver.child(root, "components", sink)
    spec = Spec(
        root=root,
        resolver=resolver,
        info=read_info(root, sink),
        servers=read_servers(root, sink),
        tags=read_tags(root, sink),
        security_schemes=schemes,
        security=tuple(security),
        operations=read_operations(root, names, resolver, sink),
        schemas=() if components is None else resolver.members(components, "schemas", sink),
        security_scopes=tuple(security.values()),
        webhooks=read_webhooks(root, names, resolver, sink),
        written=Node.root(fragments.converted or raw),
    )
    for document, name in fragments.ahead.followed:
        resolver.visit(document, name, sink)
    return spec


def _check_content(root: Node, sink: Diagnostics) -> None:
    """Report a document without operations."""
    if not root.has("paths") and not root.has("webhooks") and not root.has("components"):
        sink.warning(
            "missing-paths", "the document has no paths, so there is nothing to call", root
        )
