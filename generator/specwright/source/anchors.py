"""Find the `$id`s and anchors of schemas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urldefrag, urljoin

from specwright.source.document import RawDocument
from specwright.source.json_values import is_list, is_object
from specwright.source.pointer import escape

# Without the tables of OpenAPI, schemas look like data. The usual places of data are skipped; an `$id`
# in other data is harmless, since it only matters to references that name it.

_KEYWORDS: Final = ("$id", "$anchor", "$dynamicAnchor", "$self")
_DATA: Final = frozenset({"example", "examples", "default", "enum", "const"})
_NAMES: Final = frozenset(
    {"properties", "patternProperties", "dependentSchemas", "$defs", "definitions", "schemas"}
)
"""Keys whose members have names of the author's choice, which may be those of `_DATA`."""


@dataclass(frozen=True, slots=True)
class Anchors:
    """The `$id`s and anchors of one document."""

    bases: Mapping[str, str] = field(default_factory=dict[str, str])
    """The pointer of each schema with an `$id`, and its URI."""
    places: Mapping[str, str] = field(default_factory=dict[str, str])
    """The opposite."""
    names: Mapping[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    """The pointer of each anchor, by the pointer of the enclosing `$id` and the anchor's name."""

    def base_of(self, pointer: str) -> tuple[str, str]:
        """The pointer and URI of the nearest `$id` around a place; both are empty for the document."""
        while pointer and pointer not in self.bases:
            pointer = pointer.rpartition("/")[0]
        return pointer, self.bases.get(pointer, "")

    def place_of(self, base: str, name: str) -> str | None:
        """The pointer of an anchor: within the same `$id`, or else the only one of that name."""
        if (base, name) in self.names:
            return self.names[base, name]
        others = [place for (_, other), place in self.names.items() if other == name]
        return others[0] if len(others) == 1 else None


NO_ANCHORS: Final = Anchors()


def read_anchors(document: RawDocument) -> Anchors:
    """Find the `$id`s and anchors; free for documents without any."""
    texts = [source.text for source in document.sources]
    if not any(keyword in text for keyword in _KEYWORDS for text in texts):
        return NO_ANCHORS
    bases: dict[str, str] = {}
    names: dict[tuple[str, str], str] = {}
    stack: list[tuple[Any, str, str, str]] = [(document.data, "", "", "")]
    while stack:
        value, pointer, base, uri = stack.pop()
        if is_object(value):
            own = _own_uri(value, uri)
            if own is not None:
                base, uri = pointer, own
                bases[pointer] = uri
            for name in _anchors(value):
                names.setdefault((base, name), pointer)
        stack.extend((item, below, base, uri) for item, below in _inner(value, pointer))
    places: dict[str, str] = {}
    for pointer, uri in bases.items():
        places.setdefault(uri, pointer)
    return Anchors(bases, places, names)


def _own_uri(value: dict[str, Any], around: str) -> str | None:
    for keyword in ("$id", "$self"):
        name = value.get(keyword)
        if isinstance(name, str) and name and not name.startswith("#"):
            return joined(around, name)
    return None


def _anchors(value: dict[str, Any]) -> Iterator[str]:
    for keyword in ("$anchor", "$dynamicAnchor"):
        name = value.get(keyword)
        if isinstance(name, str):
            yield name
    # Drafts before 2019 write anchors this way.
    name = value.get("$id")
    if isinstance(name, str) and name.startswith("#") and name != "#":
        yield name[1:]


def _inner(value: Any, pointer: str) -> list[tuple[Any, str]]:
    """The values in a value that may be or contain a schema; in reverse order, for a stack."""
    if is_list(value):
        return [(item, f"{pointer}/{i}") for i, item in enumerate(value)][::-1]
    if not is_object(value):
        return []
    named = pointer.rpartition("/")[2] in _NAMES
    return [
        (item, f"{pointer}/{escape(key)}")
        for key, item in reversed(value.items())
        if (is_object(item) or is_list(item))
        and (named or (key not in _DATA and not key.startswith("x-")))
    ]


def joined(base: str, reference: str) -> str:
    """A URI resolved against another, without fragment; unchanged if that is not possible."""
    try:
        return urldefrag(urljoin(base, reference)).url
    except ValueError:
        return reference
