"""Lower request bodies: one `Body` for each media type that differs."""

from __future__ import annotations

from collections.abc import Sequence

from specwright.api.model import (
    Body,
    BodyKind,
    Context,
    ListOf,
    ObjectModel,
    RefTo,
    Scalar,
    TypeRef,
    UnionOf,
)
from specwright.api.operations.part_encoding import read_encoding
from specwright.api.schemas.lowering import SchemaLowering
from specwright.api.type_ops import ANY, strip_null
from specwright.diagnostics import Diagnostics
from specwright.openapi.spec import SpecBody, SpecMedia
from specwright.source.node import Node
from specwright.source.refs import Resolver

_PREFERRED: Sequence[BodyKind] = ("json", "form", "multipart", "text", "binary")
FORM = "application/x-www-form-urlencoded"
_FORM_DATA = "multipart/form-data"


class BodyLowering:
    """Lowers the bodies of operations; all schemas go through one `SchemaLowering`."""

    def __init__(self, schemas: SchemaLowering, resolver: Resolver, sink: Diagnostics) -> None:
        self._schemas = schemas
        self._resolver = resolver
        self._sink = sink

    def lower(self, body: SpecBody, words: str) -> tuple[Body, ...]:
        """One body for each distinct encoding, the easiest to use first."""
        found: list[Body] = []
        for media in body.content:
            lowered = self._lower_media(media, body, words)
            if not any(_is_same(lowered, other) for other in found):
                found.append(lowered)
        return tuple(sorted(found, key=self._rank))

    def _rank(self, body: Body) -> tuple[bool, int]:
        """Only multipart sends files unchanged."""
        late = body.kind in ("json", "form") and self._has_files(body)
        return late, _PREFERRED.index(body.kind)

    def _has_files(self, body: Body) -> bool:
        model = (
            self._schemas.registry.models.get(body.type.model)
            if isinstance(body.type, RefTo)
            else None
        )
        fields = model.fields if isinstance(model, ObjectModel) else ()
        return any(is_file(field.type) for field in fields)

    def _lower_media(self, media: SpecMedia, body: SpecBody, words: str) -> Body:
        kind = _kind(media)
        sent = media.media_type if "*" not in media.media_type else _WILDCARDS.get(kind, "")
        if kind == "multipart":
            self._check_multipart(media)
        elif media.item_schema is not None:
            message = (
                "itemSchema is supported in streaming responses only; this body is sent as given"
            )
            self._sink.warning("unsupported-item-schema", message, media.item_schema)
        return Body(
            media_type=sent or media.media_type,
            kind=kind,
            required=body.required,
            description=body.description,
            type=self._type(media, kind, words),
            encoding=read_encoding(media.encoding, self._resolver, self._sink),
            schema=media.schema if self._is_checked(media, kind) else None,
            node=media.node,
        )

    def _is_checked(self, media: SpecMedia, kind: BodyKind) -> bool:
        """Whether text is validated: only if its schema describes the text; XML schemas describe the structure."""
        if kind != "text" or media.schema is None:
            return kind in ("json", "form", "multipart")
        target = self._resolver.deref(media.schema, self._sink)
        said = target.value if target is not None and isinstance(target.value, dict) else {}
        return said.get("type") == "string" and not essence_of(media.media_type).endswith("xml")

    def _type(self, media: SpecMedia, kind: BodyKind, words: str) -> TypeRef:
        if kind == "text":
            return Scalar("string")
        if kind == "binary":
            return Scalar("binary")
        suffix = "body" if kind == "json" else f"{kind}_body"
        context = Context(None, (words, suffix))
        return ANY if media.schema is None else self._schemas.lower(media.schema, context)

    def _check_multipart(self, media: SpecMedia) -> None:
        """Report unsupported positional descriptions of parts, and parts that have no names."""
        for key in ("itemSchema", "prefixEncoding", "itemEncoding"):
            if media.node.has(key):
                message = f"{key} (OpenAPI 3.2) of a multipart body is not supported"
                hint = "describe the parts as the properties of an object"
                self._sink.warning("unsupported-parts", message, media.node.get(key), hint)
        essence = essence_of(media.media_type)
        if essence not in (_FORM_DATA, "multipart/*"):
            message = f"the parts of {essence} have no names; they are sent in the order of the schema's properties"
            self._sink.note("unnamed-parts", message, media.node)


def essence_of(media_type: str) -> str:
    """The media type in lower case, without parameters."""
    return media_type.partition(";")[0].strip().lower()


def is_file(type_: TypeRef) -> bool:
    """Whether a property of this type is a file, a list of files, or either."""
    type_ = strip_null(type_)
    if isinstance(type_, UnionOf):
        return all(map(is_file, type_.members))
    return type_ == Scalar("binary") or (isinstance(type_, ListOf) and is_file(type_.item))


def _is_same(left: Body, right: Body) -> bool:
    """Whether two bodies are the same JSON: `application/json` and `text/json` of one schema are."""
    if left.kind != right.kind:
        return False
    if left.kind != "json":
        return left.media_type == right.media_type
    return bool(left.node.value.get("schema") == right.node.value.get("schema"))


_WILDCARDS = {"json": "application/json", "form": FORM, "multipart": _FORM_DATA}
"""What is sent if the document declares a range of media types."""


def _kind(media: SpecMedia) -> BodyKind:
    essence = essence_of(media.media_type)
    if is_json(essence):
        return "binary" if _is_binary(media.schema) else "json"
    if essence == FORM:
        return "form"
    if essence.startswith("multipart/"):
        return "multipart"
    return "text" if is_text(media) and not _is_binary(media.schema) else "binary"


_BINARY = ("vnd.ms-", "vnd.openxml", "vnd.oasis.", "vnd.apple.", "vnd.android.", "vnd.rar")
"""Vendor types that are archives or office files, though documents often declare them as strings."""
_TEXTUAL = ("yaml", "x-yaml", "graphql", "sql", "javascript", "toml", "jwt", "x-pem-file")


def is_text(media: SpecMedia) -> bool:
    """Whether a body that is not JSON is text: by its media type, or a vendor type declared as a string."""
    essence = essence_of(media.media_type)
    family, _, subtype = essence.partition("/")
    if family == "text" or subtype == "xml" or subtype.endswith(("+xml", "+yaml", "+text")):
        return True
    if (
        family != "application"
        or subtype.startswith(_BINARY)
        or subtype.endswith(("+zip", "+gzip"))
    ):
        return False
    return (subtype.startswith("vnd.") or subtype in _TEXTUAL) and _is_plain_string(media.schema)


def _is_plain_string(schema: Node | None) -> bool:
    value = schema.value if schema is not None and isinstance(schema.value, dict) else {}
    encoded = value.get("format") in ("binary", "byte") or "contentEncoding" in value
    return value.get("type") == "string" and not encoded and "contentMediaType" not in value


def _is_binary(schema: Node | None) -> bool:
    return (
        schema is not None
        and isinstance(schema.value, dict)
        and (schema.value.get("format") == "binary" and schema.value.get("type") == "string")
    )


def is_json(media_type: str) -> bool:
    """Whether a body of this media type is JSON; ranges that include it count."""
    essence = essence_of(media_type)
    return essence in ("application/json", "text/json", "*/*", "application/*") or (
        essence.endswith(("+json", "/json")) and "/" in essence
    )
