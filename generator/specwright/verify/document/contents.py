"""Classify media types."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, TypeAlias

Kind: TypeAlias = Literal["json", "form", "multipart", "text", "binary", "stream", "other"]

_STREAMS: Final = (
    "text/event-stream",
    "application/jsonl",
    "application/x-ndjson",
    "application/json-seq",
)
# Ranges that JSON falls under: what is sent for them is JSON, unless their schema is a file.
_RANGES: Final = ("*/*", "application/*", "application/*+json")
# Contents that have a syntax of their own, of which neither OpenAPI nor this suite knows enough.
_STRUCTURED: Final = ("application/xml", "text/xml", "application/yaml", "application/x-yaml")


def essence(media_type: str) -> str:
    """Without parameters, in lower case."""
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


def concrete(media_type: str) -> str:
    """What can be sent as a header where the document has a range."""
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
    """The key of the document that a media type falls under: the most exact goes first."""
    name = essence(media_type)
    for wanted in (name, f"{name.partition('/')[0]}/*", "*/*"):
        for entry in entries:
            if essence(entry) == wanted:
                return entry
    return None
