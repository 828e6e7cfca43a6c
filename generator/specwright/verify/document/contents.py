"""Classify media types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, TypeAlias

Kind: TypeAlias = Literal["json", "form", "multipart", "text", "binary", "stream", "other"]

_STREAMS: Final = (
    "text/event-stream",
    "application/jsonl",
    "application/x-ndjson",
    "application/json-seq",
)
# Ranges that include JSON: they are sent as JSON, unless their schema is a file.
_RANGES: Final = ("*/*", "application/*", "application/*+json")
# Media types with their own syntax, which this suite does not read.
_STRUCTURED: Final = ("application/xml", "text/xml", "application/yaml", "application/x-yaml")

# These are never text, whatever their schema says.
_FILES: Final = ("octet-stream", "pdf", "zip", "gzip", "x-gzip", "x-tar", "msword", "wasm")
_TEXTUAL: Final = ("+yaml", "+text", "javascript", "graphql", "sql", "toml", "jwt", "pem-file")


def essence(media_type: str) -> str:
    """The media type in lower case, without parameters."""
    return media_type.partition(";")[0].strip().lower()


def kind_of(media_type: str) -> Kind:
    name = essence(media_type)
    if name in _STREAMS:
        return "stream"
    if name in _RANGES or name.endswith(("/json", "+json")):
        return "json"
    if name == "application/x-www-form-urlencoded":
        return "form"
    if name.startswith("multipart/"):
        return "multipart" if name == "multipart/form-data" else "other"
    if name in _STRUCTURED or name.endswith("+xml"):
        return "other"
    return "text" if name.startswith("text/") else "binary"


def class_of(media_type: str, schema: object) -> type[bytes | str] | None:
    """The Python class of a content that is not JSON; None if it may be str or bytes."""
    raw: Mapping[str, Any] = schema if isinstance(schema, dict) else {}
    if is_file(schema):
        return bytes
    encoded = {"format", "contentEncoding", "contentMediaType"} & raw.keys()
    is_plain = raw.get("type") == "string" and not encoded
    kind = kind_of(media_type)
    if kind == "text" and (is_plain or schema is None):
        return str
    family, _, subtype = essence(media_type).partition("/")
    if kind != "binary" or subtype.endswith(_TEXTUAL):
        return None
    return None if family == "application" and is_plain and subtype not in _FILES else bytes


def is_file(schema: object) -> bool:
    """Whether a schema makes a content binary, whatever its media type."""
    raw: Mapping[str, Any] = schema if isinstance(schema, dict) else {}
    return raw.get("type") == "string" and raw.get("format") == "binary"


def concrete(media_type: str) -> str:
    """A concrete media type for a range, for use in a header."""
    name = essence(media_type)
    if name in _RANGES:
        return "application/json"
    known = {
        "image/*": "image/png",
        "text/*": "text/plain",
        "audio/*": "audio/mpeg",
        "video/*": "video/mp4",
    }
    return known.get(
        name, name.replace("/*", "/octet-stream") if name.endswith("/*") else media_type
    )


def entry_for(media_type: str, entries: Iterable[str]) -> str | None:
    """The key of the document that matches a media type, the most specific first."""
    name = essence(media_type)
    for wanted in (name, f"{name.partition('/')[0]}/*", "*/*"):
        for entry in entries:
            if essence(entry) == wanted:
                return entry
    return None
