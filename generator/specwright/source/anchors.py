"""Find the `$id`s and anchors of schemas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urldefrag, urljoin

from specwright.source.document import RawDocument
from specwright.source.json_values import is_list, is_object
from specwright.source.pointer import escape

# Schemas cannot be told from data without the tables of OpenAPI. An `$id` in data would do little
# harm, as it counts only for those who refer to it; the usual places of data are passed over.

_KEYWORDS: Final = ("$id", "$anchor", "$dynamicAnchor", "$self")
_DATA: Final = frozenset({"example", "examples", "default", "enum", "const"})
_NAMES: Final = frozenset(
    {"properties", "patternProperties", "dependentSchemas", "$defs", "definitions", "schemas"}
)
"""Under these keys stand names of the author's choice, which may be those of `_DATA`."""


@dataclass(frozen=True, slots=True)
class Anchors:
    """The names in one document."""

    bases: Mapping[str, str] = field(default_factory=dict[str, str])
    """URI by the pointer of what has an `$id`."""
    places: Mapping[str, str] = field(default_factory=dict[str, str])
    """The opposite."""
    names: Mapping[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    """Pointer of an anchor, by the pointer of the `$id` around it and by its name."""

    def base_of(self, pointer: str) -> tuple[str, str]:
        """The pointer and URI of the nearest `$id` around a place; of the document both are empty."""
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
    """Find what has a name of its own; at no cost where nothing does."""
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
    # Drafts before 2019 wrote anchors so.
    name = value.get("$id")
    if isinstance(name, str) and name.startswith("#") and name != "#":
        yield name[1:]


def _inner(value: Any, pointer: str) -> list[tuple[Any, str]]:
    """What stands in a value and may be, or hold, a schema; the first one last, as a stack wants it."""
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
    """A URI as seen from another, without fragment; as written where that cannot be said."""
    try:
        return urldefrag(urljoin(base, reference)).url
    except ValueError:
        return reference
