"""The reader: a `RawDocument` (overlays applied) goes in, a `Spec` in 3.1 terms comes out."""

from __future__ import annotations

from typing import Final

from specwright.diagnostics import Diagnostics
from specwright.openapi.dialect import rules_for
from specwright.openapi.frame import (
    read_info,
    read_requirements,
    read_security_schemes,
    read_servers,
    read_tags,
)
from specwright.openapi.operations import read_operations
from specwright.openapi.rewrite import rewrite
from specwright.openapi.spec import Spec
from specwright.source.document import RawDocument
from specwright.source.node import Node
from specwright.source.refs import Resolver

_UNREAD: Final = (("webhooks", "webhooks are not read yet"),)


def read_spec(raw: RawDocument, sink: Diagnostics) -> Spec:
    """Read a document of any version 3; raises `FatalError` when it is none."""
    document = rewrite(raw, rules_for(raw, sink), sink)
    root = Node.root(document)
    resolver = Resolver(document)
    schemes = read_security_schemes(root, resolver, sink)
    names = frozenset(scheme.name for scheme in schemes)
    _check_content(root, sink)
    components = root.get("components")
    return Spec(
        root=root,
        resolver=resolver,
        info=read_info(root, sink),
        servers=read_servers(root, sink),
        tags=read_tags(root, sink),
        security_schemes=schemes,
        security=read_requirements(root, names, sink) or (),
        operations=read_operations(root, names, resolver, sink),
        schemas=() if components is None else components.members("schemas", sink),
    )


def _check_content(root: Node, sink: Diagnostics) -> None:
    """Name what is missing or not read at the top."""
    if not root.has("paths") and not root.has("webhooks") and not root.has("components"):
        sink.warning("missing-paths", "the document has no paths, so nothing to call", root)
    for key, message in _UNREAD:
        node = root.get(key)
        if node is not None and node.value:
            sink.warning(f"unsupported-{key}", message, node)
