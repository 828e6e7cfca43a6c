"""`Node`: a frozen cursor in a document, with getters that report wrong types."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from specwright.diagnostics import Diagnostics, Location
from specwright.source.document import RawDocument
from specwright.source.json_values import is_list, is_object
from specwright.source.pointer import escape, last

_KINDS: Final[dict[type[object], str]] = {
    dict: "an object",
    list: "a list",
    str: "text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    type(None): "null",
}


def kind_of(value: object) -> str:
    """The type of a value, as messages name it."""
    return _KINDS.get(type(value), "an unknown value")


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its place. Equality and hash use the document and pointer, never the value."""

    document: RawDocument = field(repr=False)
    pointer: str
    value: Any = field(compare=False, repr=False)

    @classmethod
    def root(cls, document: RawDocument) -> Node:
        """The whole document."""
        return cls(document, "", document.data)

    @property
    def key(self) -> str:
        """The last token of the pointer, unescaped: the name of the value."""
        return last(self.pointer)

    @property
    def location(self) -> Location:
        """File, line and column of the key or item."""
        return self.document.locate(self.pointer)

    @property
    def identity(self) -> tuple[str, str]:
        """File and pointer; for messages, and for names that must stay the same in later runs."""
        return self.document.file, self.pointer

    @property
    def is_object(self) -> bool:
        """Whether the value has members."""
        return is_object(self.value)

    def has(self, key: str) -> bool:
        """Whether the value is an object with this key, even if its value is null."""
        return is_object(self.value) and key in self.value

    def get(self, key: str | int) -> Node | None:
        """The member or item, if it exists."""
        value = self.value
        if is_object(value):
            name = str(key)
            if name in value:
                return Node(self.document, f"{self.pointer}/{escape(name)}", value[name])
        elif is_list(value) and isinstance(key, int) and 0 <= key < len(value):
            return Node(self.document, f"{self.pointer}/{key}", value[key])
        return None

    def child(self, key: str | int) -> Node:
        """The member or item, which the caller knows to exist."""
        found = self.get(key)
        if found is None:
            raise KeyError(f"{self.pointer}/{key}")
        return found

    def __getitem__(self, key: str | int) -> Node:
        """Same as `child`."""
        return self.child(key)

    def text(self, key: str, sink: Diagnostics) -> str | None:
        """A string; None if absent or, with a report, of another type."""
        value: str | None = self._typed(key, sink, str, "text")
        return value

    def flag(self, key: str, sink: Diagnostics) -> bool | None:
        """A boolean; None if absent or, with a report, of another type."""
        value: bool | None = self._typed(key, sink, bool, "true or false")
        return value

    def number(self, key: str, sink: Diagnostics) -> int | float | None:
        """A number; None if absent or, with a report, of another type."""
        child = self.get(key)
        if child is None:
            return None
        if isinstance(child.value, (int, float)) and not isinstance(child.value, bool):
            return child.value
        report_type(child, "a number", sink)
        return None

    def integer(self, key: str, sink: Diagnostics) -> int | None:
        """A whole number (5.0 is one); None if absent or, with a report, of another type."""
        child = self.get(key)
        if child is None:
            return None
        value = child.value
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, float) and value.is_integer():
            return int(value)
        report_type(child, "a whole number", sink)
        return None

    def members(self, key: str, sink: Diagnostics) -> tuple[tuple[str, Node], ...]:
        """The members of a child that is an object; empty if absent or, with a report, of another type."""
        child = self.get(key)
        if child is None:
            return ()
        if not child.is_object:
            report_type(child, "an object", sink)
            return ()
        return child.entries()

    def entries(self) -> tuple[tuple[str, Node], ...]:
        """The members of this object; empty if it is not an object."""
        if not is_object(self.value):
            return ()
        document, pointer = self.document, self.pointer
        return tuple(
            (key, Node(document, f"{pointer}/{escape(key)}", item))
            for key, item in self.value.items()
        )

    def elements(self, key: str, sink: Diagnostics) -> tuple[Node, ...]:
        """The items of a child that is a list; empty if absent or, with a report, of another type."""
        child = self.get(key)
        if child is None:
            return ()
        if not is_list(child.value):
            report_type(child, "a list", sink)
            return ()
        return child.items()

    def items(self) -> tuple[Node, ...]:
        """The items of this list; empty if it is not a list."""
        if not is_list(self.value):
            return ()
        document, pointer = self.document, self.pointer
        return tuple(
            Node(document, f"{pointer}/{index}", item) for index, item in enumerate(self.value)
        )

    def _typed(self, key: str, sink: Diagnostics, wanted: type, words: str) -> Any:
        child = self.get(key)
        if child is None or isinstance(child.value, wanted):
            return None if child is None else child.value
        report_type(child, words, sink)
        return None


def report_type(node: Node, wanted: str, sink: Diagnostics) -> None:
    """Report a value of the wrong type, which the caller leaves out."""
    found = kind_of(node.value)
    sink.warning("wrong-type", f"{node.key!r} should be {wanted} but is {found}; ignored", node)
