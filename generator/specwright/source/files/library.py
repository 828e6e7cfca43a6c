"""The files of a document. Each is read once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from specwright.diagnostics import Diagnostics, FatalError, Location
from specwright.source.address import Address, Unavailable, missing
from specwright.source.anchors import NO_ANCHORS, Anchors, read_anchors
from specwright.source.document import RawDocument, parse_document
from specwright.source.files.trail import Step, Trail
from specwright.source.node import Node
from specwright.source.text.limits import Limits


class Interpreter(Protocol):
    """Interprets the parts of a document, such as OpenAPI or plain data."""

    def parts(self) -> Iterator[tuple[Node, str]]:
        """The objects that have been read, each with its kind."""
        ...

    def adopt(self, raw: RawDocument, sink: Diagnostics) -> RawDocument:
        """Prepare a new file; raises `FatalError`."""
        ...

    def enter(self, document: RawDocument, tokens: tuple[str, ...]) -> tuple[Node, tuple[str, ...]]:
        """The value from which to resolve a pointer, and the remaining keys."""
        ...

    def read_as(self, target: Node, reference: Node, sink: Diagnostics) -> Node:
        """The normalized target, as the kind of object that the reference stands for."""
        ...


class AsWritten:
    """The interpreter of plain data."""

    def parts(self) -> Iterator[tuple[Node, str]]:
        """Return nothing: plain data has no kinds."""
        return iter(())

    def adopt(self, raw: RawDocument, sink: Diagnostics) -> RawDocument:  # noqa: ARG002  (protocol)
        """The same."""
        return raw

    def enter(self, document: RawDocument, tokens: tuple[str, ...]) -> tuple[Node, tuple[str, ...]]:
        """The whole document."""
        return Node.root(document), tokens

    def read_as(self, target: Node, reference: Node, sink: Diagnostics) -> Node:  # noqa: ARG002  (protocol)
        """The same."""
        return target


class Library:
    """The root document and all files that were requested."""

    def __init__(self, root: RawDocument, interpreter: Interpreter, limits: Limits) -> None:
        """Begin with the root, which is prepared already."""
        self.root = root
        self._interpreter = interpreter
        self._limits = limits
        self._files: dict[Address, RawDocument | None] = {}
        self._anchors: dict[RawDocument, Anchors] = {}
        self._uris: dict[str, tuple[RawDocument, str]] = {}
        self._excerpts: dict[Location, str] = {}
        self._trail = None if root.address is None else Trail(root.address, root.digest)
        if root.address is not None:
            self._files[root.address] = root

    @property
    def documents(self) -> tuple[RawDocument, ...]:
        """The root, and then the others by name."""
        read = (file for file in self._files.values() if file is not None)
        others = (file for file in read if file is not self.root)
        return (self.root, *sorted(others, key=lambda file: file.file))

    @property
    def steps(self) -> tuple[Step, ...]:
        """All references to files that were resolved."""
        return () if self._trail is None else self._trail.steps

    def excerpt_of(self, location: Location) -> str:
        """The line of a location in any of the files."""
        for document in self.documents:
            for source in document.sources:
                if source.file == location.file:
                    return source.excerpt(location.line)
        return self._excerpts.get(location, "")

    def open(self, document: RawDocument, name: str, sink: Diagnostics) -> RawDocument | None:
        """The file that a reference names; None after reporting an error.

        Raises `Unavailable` when there is no such file, or it may not be read.
        """
        if document.address is None or self._trail is None:
            raise missing("the document is not from a file, so its $refs cannot name files")
        try:
            address = document.address.beside(name)
            content = None if address in self._files else address.read(self._limits.file_bytes + 1)
        except Unavailable:
            self._trail.follow(document.address, name, None)
            raise
        if content is not None:
            self._trail.read(address, content)
        self._trail.follow(document.address, name, address)
        if content is not None:
            self._files[address] = self._read(address, content, sink)
        return self._files[address]

    def _read(self, address: Address, content: bytes, sink: Diagnostics) -> RawDocument | None:
        try:
            raw = parse_document(address.shown, content, sink, self._limits, address=address)
            document = self._interpreter.adopt(raw, sink)
        except FatalError as error:
            where = error.diagnostic.location
            sink.add(error.diagnostic)
            if where is not None:
                self._excerpts[where] = error.excerpt
            return None
        self.anchors_of(document)
        return document

    def anchors_of(self, document: RawDocument) -> Anchors:
        """The `$id`s in a document."""
        anchors = self._anchors.get(document)
        if anchors is None:
            anchors = self._anchors[document] = read_anchors(document)
            for uri, place in anchors.places.items():
                if ":" in uri:
                    self._uris.setdefault(uri, (document, place))
        return anchors

    def named(self, document: RawDocument, uri: str) -> tuple[RawDocument, str] | None:
        """The schema with this `$id`. A relative `$id` applies only to its own document."""
        place = self._anchors.get(document, NO_ANCHORS).places.get(uri)
        return self._uris.get(uri) if place is None else (document, place)
