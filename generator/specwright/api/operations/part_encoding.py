"""Read the `encoding` of a form: how each property is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from specwright.api.model import PartEncoding
from specwright.diagnostics import Diagnostics
from specwright.source.node import Node
from specwright.source.refs import Resolver

_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE: Final = re.compile(r"[\x21-\x7e]([\x20-\x7e\t]*[\x21-\x7e])?")


def read_encoding(
    node: Node | None, resolver: Resolver, sink: Diagnostics
) -> tuple[PartEncoding, ...]:
    """The encoding of each property; None fields mean the standard's default."""
    if node is None or not isinstance(node.value, dict):
        return ()
    return tuple(_part(wire, node.child(wire), resolver, sink) for wire in node.value)


def _part(wire: str, node: Node, resolver: Resolver, sink: Diagnostics) -> PartEncoding:
    value = node.value if isinstance(node.value, dict) else {}
    content_type, style = value.get("contentType"), value.get("style")
    headers = node.members("headers", sink) if node.is_object else ()
    return PartEncoding(
        wire=wire,
        content_type=content_type if isinstance(content_type, str) else None,
        style=style if isinstance(style, str) else None,
        explode=value.get("explode") if isinstance(value.get("explode"), bool) else None,
        allow_reserved=value.get("allowReserved") is True,
        headers=tuple(
            (name, text)
            for name, entry in headers
            for text in _header(wire, name, entry, resolver, sink)
        ),
    )


def _header(
    wire: str, name: str, entry: Node, resolver: Resolver, sink: Diagnostics
) -> Iterator[str]:
    """The constant value of a part's header, if the document has one."""
    if name.lower() == "content-type":
        return  # the standard ignores it: `contentType` sets it
    header = resolver.deref(entry, sink)
    schema = header.get("schema") if header is not None and header.is_object else None
    schema = None if schema is None else resolver.deref(schema, sink)
    text = _text(_constant({} if schema is None else schema.value))
    if text is not None and _TOKEN.fullmatch(name) and _VALUE.fullmatch(text):
        yield text
        return
    message = f"the header {name!r} of the part {wire!r} has no constant value, so it is not sent"
    hint = "callers can pass it with a file: (name, content, content type, headers)"
    sink.warning("part-header", message, entry, hint)


def _constant(schema: Any) -> Any:
    if not isinstance(schema, dict):
        return None
    values = schema.get("enum")
    only = values[0] if isinstance(values, list) and len(values) == 1 else None
    return schema.get("const", schema.get("default", only))


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (str, int, float)) else None
