"""Follow a `$ref` before documents are read, since an operation depends on which parameters are bodies.

Nothing is reported here: a broken reference is reported when the reader follows it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from specwright.diagnostics import Diagnostics, FatalError
from specwright.source.address import Address, Unavailable
from specwright.source.document import RawDocument, parse_document
from specwright.source.json_values import is_list
from specwright.source.node import Node
from specwright.source.pointer import unescape
from specwright.source.refs import is_ref
from specwright.source.text.limits import Limits

_MAX_HOPS: Final = 20


@dataclass(frozen=True, slots=True)
class Ahead:
    """Reads each file once, without rewriting it."""

    limits: Limits
    files: dict[Address, RawDocument | None] = field(
        default_factory=dict[Address, "RawDocument | None"]
    )
    followed: dict[tuple[RawDocument, str], None] = field(
        default_factory=dict[tuple[RawDocument, str], None]
    )
    """The references to files that were followed, for the record of what a run has read."""

    def behind(self, node: Node, hops: int = _MAX_HOPS) -> Node | None:
        """The node that a `$ref` finally leads to; the node itself if it has none."""
        current: Node | None = node
        while current is not None and is_ref(current):
            hops -= 1
            current = self._step(current, hops) if hops > 0 else None
        return current

    def _step(self, node: Node, hops: int) -> Node | None:
        file, _, fragment = node.value["$ref"].partition("#")
        document = self._open(node.document, file) if file else node.document
        if document is None or (fragment and not fragment.startswith("/")):
            return None
        current: Node | None = Node.root(document)
        for token in unquote(fragment).split("/")[1:]:
            below = None if current is None else _member(current, unescape(token))
            if below is None and current is not None and is_ref(current):
                current = self.behind(current, hops)
                below = None if current is None else _member(current, unescape(token))
            current = below
        return current

    def _open(self, document: RawDocument, name: str) -> RawDocument | None:
        if document.address is None:
            return None
        try:
            address = document.address.beside(name)
            if address == document.address:
                return document
            if address not in self.files:
                self.files[address] = None
                content = address.read(self.limits.file_bytes + 1)
                self.files[address] = parse_document(
                    address.shown, content, Diagnostics(), self.limits, address=address
                )
        except (Unavailable, FatalError):
            return None
        self.followed[document, name] = None
        return self.files[address]


def _member(node: Node, token: str) -> Node | None:
    if is_list(node.value):
        return node.get(int(token)) if token.isdecimal() and len(token) < 9 else None
    return node.get(token)
