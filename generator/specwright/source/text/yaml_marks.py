"""Find the positions of keys and items in YAML."""

from __future__ import annotations

from typing import Any, Final

import yaml

from specwright.source.pointer import escape
from specwright.source.text.positions import Marks
from specwright.source.text.yaml_reader import read_events

_ENDS: Final = frozenset({yaml.MappingEndEvent, yaml.SequenceEndEvent})
_NODES: Final = _ENDS | {
    yaml.ScalarEvent,
    yaml.AliasEvent,
    yaml.MappingStartEvent,
    yaml.SequenceStartEvent,
}


class _Level:
    """An open mapping or sequence."""

    __slots__ = ("index", "is_mapping", "key", "keys", "pointer")

    def __init__(self, pointer: str, is_mapping: bool) -> None:
        self.pointer = pointer
        self.is_mapping = is_mapping
        self.index = 0
        self.key: str | None = None
        self.keys: set[str] = set()


class _Marker:
    def __init__(self) -> None:
        self.marks = Marks()
        self.levels: list[_Level] = []
        self.anchors: dict[str, str] = {}
        self.key_texts: dict[str, str] = {}

    def is_key(self) -> bool:
        """Whether the next scalar or alias is a key."""
        return bool(self.levels) and self.levels[-1].is_mapping and self.levels[-1].key is None

    def put_key(self, text: str, offset: int) -> None:
        top = self.levels[-1]
        self.marks.put_member(f"{top.pointer}/{escape(text)}", offset, text not in top.keys)
        top.keys.add(text)
        top.key = text

    def place(self, offset: int) -> str:
        """The pointer of the value that begins now."""
        if not self.levels:
            self.marks.offsets[""] = offset
            return ""
        top = self.levels[-1]
        if top.is_mapping:
            pointer = f"{top.pointer}/{escape(top.key or '')}"
            top.key = None
            return pointer
        pointer = f"{top.pointer}/{top.index}"
        top.index += 1
        self.marks.offsets[pointer] = offset
        return pointer

    def see(self, event: Any) -> None:
        """Process one event."""
        kind: type[object] = event.__class__
        if kind in _ENDS:
            self.levels.pop()
            return
        offset: int = event.start_mark.index
        if self.is_key():
            text = self.key_texts[event.anchor] if kind is yaml.AliasEvent else event.value
            self.remember_text(event, text)
            self.put_key(text, offset)
            return
        pointer = self.place(offset)
        if kind is yaml.AliasEvent:
            self.marks.aliases[pointer] = self.anchors.get(event.anchor, "")
            return
        if event.anchor is not None:
            self.anchors[event.anchor] = pointer
        if kind is yaml.ScalarEvent:
            self.remember_text(event, event.value)
        else:
            self.levels.append(_Level(pointer, kind is yaml.MappingStartEvent))

    def remember_text(self, event: Any, text: str) -> None:
        if event.anchor is not None:
            self.key_texts[event.anchor] = text


def read_yaml_marks(text: str) -> Marks:
    """Find the offset of every key and sequence item of YAML text that could be read."""
    marker = _Marker()
    for event in read_events(text):
        if type(event) in _NODES:
            marker.see(event)
    return marker.marks
