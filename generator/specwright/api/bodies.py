"""A request body of the `Spec` enters; a `Body` for each media type that differs leaves."""

from __future__ import annotations

from collections.abc import Sequence

from specwright.api.algebra import ANY
from specwright.api.model import Body, BodyKind, Context, PartEncoding, Scalar, TypeRef
from specwright.api.schemas import SchemaLowering
from specwright.openapi.spec import SpecBody, SpecMedia
from specwright.source.node import Node

_PREFERRED: Sequence[BodyKind] = ("json", "form", "multipart", "text", "binary")
_FORM = "application/x-www-form-urlencoded"


def lower_bodies(body: SpecBody, schemas: SchemaLowering, words: str) -> tuple[Body, ...]:
    """One body for each way to write it, the one that is easiest to use first."""
    found: list[Body] = []
    for media in body.content:
        lowered = _lower_media(media, body, schemas, words)
        if not any(_is_same(lowered, other) for other in found):
            found.append(lowered)
    return tuple(sorted(found, key=lambda b: _PREFERRED.index(b.kind)))


def _is_same(left: Body, right: Body) -> bool:
    """`application/json` and `text/json` of one schema are one way to write a body."""
    if left.kind != right.kind:
        return False
    if left.kind != "json":
        return left.media_type == right.media_type
    return bool(left.node.value.get("schema") == right.node.value.get("schema"))


def _lower_media(media: SpecMedia, body: SpecBody, schemas: SchemaLowering, words: str) -> Body:
    kind = _kind(media)
    type_ = _type(media, kind, schemas, words)
    sent = media.media_type if "*" not in media.media_type else _WILDCARDS.get(kind, "")
    return Body(
        media_type=sent or media.media_type,
        kind=kind,
        required=body.required,
        description=body.description,
        type=type_,
        encoding=_encoding(media.encoding),
        schema=media.schema if kind in ("json", "form", "multipart") else None,
        node=media.node,
    )


_WILDCARDS = {"json": "application/json", "form": _FORM}
"""What is sent where the document gives a range of media types."""


def _type(media: SpecMedia, kind: BodyKind, schemas: SchemaLowering, words: str) -> TypeRef:
    if kind == "text":
        return Scalar("string")
    if kind == "binary":
        return Scalar("binary")
    suffix = "body" if kind == "json" else f"{kind}_body"
    return (
        ANY if media.schema is None else schemas.lower(media.schema, Context(None, (words, suffix)))
    )


def _kind(media: SpecMedia) -> BodyKind:
    essence = media.media_type.partition(";")[0].strip().lower()
    if is_json(essence):
        return "binary" if _is_binary(media.schema) else "json"
    if essence == _FORM:
        return "form"
    if essence.startswith("multipart/"):
        return "multipart"
    is_text = essence.startswith("text/") or essence.endswith(("/xml", "+xml"))
    return "text" if is_text and not _is_binary(media.schema) else "binary"


def _is_binary(schema: Node | None) -> bool:
    return (
        schema is not None
        and isinstance(schema.value, dict)
        and (schema.value.get("format") == "binary" and schema.value.get("type") == "string")
    )


def _encoding(node: Node | None) -> tuple[PartEncoding, ...]:
    """`encoding` of a form; what is not said is left to the standard."""
    if node is None or not isinstance(node.value, dict):
        return ()
    return tuple(_part(wire, node.child(wire)) for wire in node.value)


def _part(wire: str, node: Node) -> PartEncoding:
    value = node.value if isinstance(node.value, dict) else {}
    content_type, style = value.get("contentType"), value.get("style")
    return PartEncoding(
        wire=wire,
        content_type=content_type if isinstance(content_type, str) else None,
        style=style if isinstance(style, str) else None,
        explode=value.get("explode") if isinstance(value.get("explode"), bool) else None,
        allow_reserved=value.get("allowReserved") is True,
    )


def is_json(media_type: str) -> bool:
    """Whether a body of this media type is JSON; ranges that include it count."""
    essence = media_type.partition(";")[0].strip().lower()
    return essence in ("application/json", "text/json", "*/*", "application/*") or (
        essence.endswith(("+json", "/json")) and "/" in essence
    )
