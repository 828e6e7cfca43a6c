"""Decide whether a response is read item by item, and what the schema of an item is."""

from __future__ import annotations

from typing import Final

from specwright.api.operations.bodies import essence_of
from specwright.diagnostics import Diagnostics
from specwright.openapi.spec import SpecMedia
from specwright.source.node import Node
from specwright.source.refs import Resolver

_EVENTS: Final = "text/event-stream"
STREAMS: Final = frozenset(
    {
        _EVENTS,
        "application/json-lines",
        "application/json-seq",
        "application/jsonl",
        "application/jsonlines",
        "application/ndjson",
        "application/x-jsonlines",
        "application/x-ldjson",
        "application/x-ndjson",
    }
)
"""Media types whose bodies are read item by item, besides those that end in `+json-seq` (RFC 8091)."""


def is_stream(media: SpecMedia) -> bool:
    """Whether a body of this media type is read item by item."""
    essence = essence_of(media.media_type)
    return essence in STREAMS or essence.endswith("+json-seq")


def check_items(media: SpecMedia, sink: Diagnostics) -> None:
    """Report an `itemSchema` where bodies are not read or written item by item."""
    if media.item_schema is not None:
        essence = essence_of(media.media_type)
        message = (
            f"itemSchema is supported in streaming responses only; {essence} is read as a whole"
        )
        sink.warning("unsupported-item-schema", message, media.item_schema)


def item_schema(media: SpecMedia, resolver: Resolver, sink: Diagnostics) -> Node | None:
    """The schema of one item: `itemSchema` of OpenAPI 3.2, otherwise `schema`.

    An `itemSchema` of server-sent events describes the event; an item is its data, which is text
    unless `contentSchema` declares it as JSON.
    """
    if media.item_schema is None or essence_of(media.media_type) != _EVENTS:
        return media.item_schema or media.schema
    event = resolver.deref(media.item_schema, sink)
    if event is None or not event.is_object:
        return media.item_schema
    if any(_names_data(member) for key in ("oneOf", "anyOf") for member in _members(event, key)):
        message = (
            "itemSchema describes several kinds of events; the data of each event is read as text"
        )
        sink.warning("unsupported-item-schema", message, media.item_schema)
        return None
    properties = event.get("properties")
    data = None if properties is None or not properties.is_object else properties.get("data")
    if data is None:
        return media.item_schema
    target = resolver.deref(data, sink)
    content = target.get("contentSchema") if target is not None and target.is_object else None
    return content or data


def _members(node: Node, key: str) -> tuple[Node, ...]:
    child = node.get(key)
    return child.items() if child is not None and isinstance(child.value, list) else ()


def _names_data(member: Node) -> bool:
    properties = member.value.get("properties") if isinstance(member.value, dict) else None
    return isinstance(properties, dict) and "data" in properties
