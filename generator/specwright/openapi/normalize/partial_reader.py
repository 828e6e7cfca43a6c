"""Normalize the part of another file that a reference leads to.

A whole document is normalized at once. Any other file is normalized part by part; a part has the
kind of its first use.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from specwright.diagnostics import Diagnostics
from specwright.openapi.normalize.ahead import Ahead
from specwright.openapi.normalize.dialect import Dialect, dialect_of
from specwright.openapi.normalize.engine import Object, Rewriter, Tally
from specwright.openapi.normalize.swagger import Converter, Defaults
from specwright.openapi.object_model import ANY_KEY, STRUCTURE, Field
from specwright.source.document import RawDocument
from specwright.source.json_values import is_object
from specwright.source.node import Node
from specwright.source.pointer import join, split
from specwright.source.text.limits import DEFAULT_LIMITS, Limits

MAP: Final = ""
"""A map or list of objects, which needs no rewriting of its own."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part that has been read as an object of some kind."""

    kind: str
    value: Object


class Fragments:
    """Normalizes the files of a document, and keeps the results."""

    def __init__(
        self, raw: RawDocument, sink: Diagnostics, limits: Limits = DEFAULT_LIMITS
    ) -> None:
        """Begin with the root; files that name no version have the version of the root."""
        self._dialect = dialect_of(raw, sink)
        if self._dialect.is_swagger:
            message = "this Swagger 2.0 document is read as OpenAPI 3.0"
            sink.note("converted-document", message, Node.root(raw).child("swagger"))
        self._tally = Tally()
        self._usual = Defaults()
        self._converters: dict[RawDocument, Converter] = {}
        self._rewriters: dict[RawDocument, Rewriter] = {}
        self._parts: dict[RawDocument, dict[str, Part]] = {}
        self.ahead = Ahead(limits)
        self.root = self._adopt(raw, self._dialect, sink)
        written = self._rewriters[self.root].document
        self.converted = written if self._dialect.is_swagger else None
        """For Swagger 2.0: the root converted to 3.0, before it was normalized."""

    def adopt(self, raw: RawDocument, sink: Diagnostics) -> RawDocument:
        """Prepare a file that has just been read; raises `FatalError`."""
        is_whole = "openapi" in raw.data or "swagger" in raw.data
        return self._adopt(raw, dialect_of(raw, sink) if is_whole else None, sink)

    def _adopt(self, raw: RawDocument, own: Dialect | None, sink: Diagnostics) -> RawDocument:
        dialect = own or self._dialect
        converter = Converter(raw, self.ahead.behind, self._usual) if dialect.is_swagger else None
        if converter is not None:
            raw = converter.with_data(converter.whole(sink) if own else raw.data)
            if own is self._dialect:
                self._usual = converter.usual
        rewriter = Rewriter(raw, dialect.rules, self._tally)
        data = rewriter.read(raw.data, "document", "", sink) if own else raw.data
        document = rewriter.with_data(data)
        self._rewriters[document] = rewriter
        if converter is not None:
            self._converters[document] = converter
        self._parts[document] = {"": Part("document", data)} if own else {}
        return document

    def enter(self, document: RawDocument, tokens: tuple[str, ...]) -> tuple[Node, tuple[str, ...]]:
        """The part that contains a place, and the keys that lead to it from there."""
        for length in range(len(tokens), 0, -1):
            pointer = join("", *tokens[:length])
            part = self._parts[document].get(pointer)
            if part is not None:
                return Node(document, pointer, part.value), tokens[length:]
        whole = self._parts[document].get("")
        data = document.data if whole is None else whole.value
        return Node(document, "", data), tokens

    def read_as(self, target: Node, reference: Node, sink: Diagnostics) -> Node:
        """The target, read as the kind of object that the reference replaces."""
        if self.kind_of(target) is not None:
            return target
        kind = self.kind_of(reference)
        # References also stand where no object is expected: in the mapping of a discriminator.
        return target if kind == MAP else self._read(target, kind or "schema", sink)

    def parts(self) -> Iterator[tuple[Node, str]]:
        """Everything that has been read, in every file, with its kind."""
        for document, parts in self._parts.items():
            for pointer, part in parts.items():
                yield Node(document, pointer, part.value), part.kind

    def _read(self, node: Node, kind: str, sink: Diagnostics) -> Node:
        value = node.value
        if isinstance(value, bool) and kind == "schema":
            return Node(node.document, node.pointer, {} if value else {"not": {}})
        if not is_object(value):
            return node
        if node.document in self._converters:
            value = self._converters[node.document].part(value, kind, node.pointer, sink)
        read = self._rewriters[node.document].read(value, kind, node.pointer, sink)
        self._parts[node.document][node.pointer] = Part(kind, read)
        return Node(node.document, node.pointer, read)

    def kind_of(self, node: Node) -> str | None:
        """The kind of the value at a place; None if nothing was read there."""
        parts = self._parts.get(node.document, {})
        pointer = node.pointer
        while pointer and pointer not in parts:
            pointer = pointer.rpartition("/")[0]
        part = parts.get(pointer)
        return None if part is None else _below(part.kind, split(node.pointer[len(pointer) :]))


def _below(kind: str, tokens: tuple[str, ...]) -> str | None:
    """The kind of the value below an object, by the tables of structure."""
    field: Field | None = Field("one", kind)
    for token in tokens:
        if field is None:
            return None
        is_item = field.shape == "one-or-list" and token.isdigit()
        if field.shape in ("one", "one-or-list") and not is_item:
            fields = STRUCTURE[field.kind]
            field = fields.get(token) or (None if token.startswith("x-") else fields.get(ANY_KEY))
        else:
            field = Field("one", field.kind)
    if field is None:
        return None
    return MAP if field.shape in ("map", "list") else field.kind
