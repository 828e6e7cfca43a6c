"""`$ref`: a node that refers goes in, the node it means comes out. Nothing else knows `$ref`."""

from __future__ import annotations

import difflib
import posixpath
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from specwright.diagnostics import Diagnostics
from specwright.source.document import RawDocument
from specwright.source.node import Node
from specwright.source.plain import is_list, is_object
from specwright.source.pointer import unescape

# Only callers know where a `$ref` is a reference: inside `example`, `default`, `enum`, `const` and
# `x-` values it is data and must never be handed in here.

_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,8}", re.ASCII)
_MAX_HINTS: Final = 20
_MAX_HOPS: Final = 20
"""References in the middle of one path; more is a ring, or nobody's document."""
_MAX_CANDIDATES: Final = 5000
_MAX_LENGTH: Final = 100


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a reference means."""

    target: Node
    """Has no `$ref` of its own, unless keywords stand beside it there."""
    siblings: tuple[str, ...]
    """The keywords beside `$ref` at the node that was resolved."""


def is_ref(node: Node) -> bool:
    """Whether an object has a textual `$ref` (a property of that name has an object)."""
    return is_object(node.value) and isinstance(node.value.get("$ref"), str)


class _Failed(Exception):
    """A reference leads nowhere; code, message and hint of the finding."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


class Resolver:
    """Follows references within a document; `_open` is where other files will come in.

    Each reference is resolved once; a target is one `Node` however it is spelt.
    """

    def __init__(self, root: RawDocument) -> None:
        """Begin with the document in which references may stand."""
        self.root = root
        self._known: dict[Node, Node | None] = {}
        self._hints = 0

    def resolve(self, node: Node, sink: Diagnostics) -> Resolved | None:
        """Follow a node's `$ref` and then pure references, up to one that has siblings.

        None, with an error at the `$ref`, when it leads nowhere; None, silently, without `$ref`.
        """
        target = self._follow(node, sink, stop_at_siblings=True)
        if target is None or not is_ref(node):
            return None
        return Resolved(target, tuple(key for key in node.value if key != "$ref"))

    def deref(self, node: Node, sink: Diagnostics) -> Node | None:
        """The node itself, or what its `$ref` finally means; keywords beside `$ref` are lost."""
        return self._follow(node, sink, stop_at_siblings=False)

    def _follow(self, node: Node, sink: Diagnostics, stop_at_siblings: bool) -> Node | None:
        seen = {node}
        current = node
        while is_ref(current):
            if stop_at_siblings and current is not node and len(current.value) > 1:
                break
            target = self._step(current, sink)
            if target is None:
                return None
            if target in seen:
                self._report(node, _Failed("ref-cycle", _cycle_text(node, target)), sink)
                return None
            seen.add(target)
            current = target
        return current

    def _step(self, node: Node, sink: Diagnostics) -> Node | None:
        """Follow one reference, without looking at what it leads to."""
        if node not in self._known:
            try:
                self._known[node] = self._find(node)
            except _Failed as failure:
                self._report(node, failure, sink)
                self._known[node] = None
        return self._known[node]

    def _report(self, node: Node, failure: _Failed, sink: Diagnostics) -> None:
        sink.error(failure.code, failure.message, node.get("$ref"), failure.hint)

    def _find(self, node: Node, depth: int = 0) -> Node:
        ref: str = node.value["$ref"]
        file, _, fragment = ref.partition("#")
        target = Node.root(self._open(node.document, unquote(file), ref))
        if fragment and not fragment.startswith("/"):
            raise _Failed(
                "unsupported-anchor-ref",
                f"$ref {ref!r} names an anchor, which is not read yet",
                "refer by pointer: #/components/schemas/Name",
            )
        # A percent-encoded slash separates tokens by the standard; documents that write a key
        # such as %2Fusers mean the slash of the key.
        tokens = tuple(unescape(token) for token in unquote(fragment).split("/")[1:])
        found = self._walk(target, tokens, depth)
        if found is None and depth == 0 and "%2f" in fragment.lower():
            tokens = tuple(unescape(unquote(token)) for token in fragment.split("/")[1:])
            found = self._walk(target, tokens, depth)
        if found is None:
            hint = "" if depth else self._suggest(target, tokens)
            raise _Failed("unresolved-ref", f"$ref {ref!r} leads nowhere", hint)
        return found

    def _open(self, document: RawDocument, file: str, ref: str) -> RawDocument:
        """The document that a reference names: this one; other files are still refused."""
        if not file or (document.path is not None and _is_same_file(document, file)):
            return document
        raise _Failed(
            "unsupported-external-ref",
            f"$ref {ref!r} leads to another file, which is not read yet",
            "bundle the files into one document",
        )

    def _walk(self, node: Node, tokens: tuple[str, ...], depth: int) -> Node | None:
        """Go down; where a key is missing beside a `$ref`, go on behind that reference."""
        for token in tokens:
            below = self._below(node, token, depth)
            if below is None:
                return None
            node = below
        return node

    def _below(self, node: Node, token: str, depth: int) -> Node | None:
        current: Node | None = node
        for _ in range(_MAX_HOPS):
            if current is None:
                return None
            below = _member(current, token) or _moved_member(current, token)
            if below is not None or not is_ref(current):
                return below
            current = self._behind(current, depth + 1)
        return None

    def _behind(self, node: Node, depth: int) -> Node | None:
        """What a reference in the middle of a path means; a failure says nothing here."""
        if node in self._known or depth > _MAX_HOPS:
            return self._known.get(node)
        # While this reference is being followed it leads nowhere, or a ring would not end.
        self._known[node] = None
        try:
            found = self._find(node, depth)
        except _Failed:
            # The failure can be owed to the ring, so it is not remembered.
            del self._known[node]
            return None
        self._known[node] = found
        return found

    def _suggest(self, node: Node, tokens: tuple[str, ...]) -> str:
        """The key closest to the one that is missing, where the pointer breaks off."""
        self._hints += 1
        for token in tokens:
            below = _member(node, token)
            if below is not None:
                node = below
                continue
            keys = list(node.value)[:_MAX_CANDIDATES] if node.is_object else []
            # Comparing texts is slow, and the twentieth suggestion helps no more.
            close = closest(token, keys) if self._hints <= _MAX_HINTS else None
            where = f"#{node.pointer}" if node.pointer else "the document"
            missing = f"{where} has no {token!r}"
            return missing if close is None else f"{missing}; did you mean {close!r}?"
        return ""


def closest(name: str, candidates: list[str]) -> str | None:
    """The candidate that is most like a name, if any is like it."""
    exact = [item for item in candidates if item.lower() == name.lower()]
    short = [item for item in candidates if len(item) <= _MAX_LENGTH]
    matches = exact or difflib.get_close_matches(name[:_MAX_LENGTH], short, n=1, cutoff=0.75)
    return matches[0] if matches else None


def _member(node: Node, token: str) -> Node | None:
    if is_list(node.value):
        return node.get(int(token)) if _INDEX.fullmatch(token) else None
    return node.get(token)


def _moved_member(node: Node, token: str) -> Node | None:
    """A member that stood here in the text and that a rewriting put elsewhere."""
    found: Node | None = node
    for key in node.document.moved(node.pointer, token):
        found = None if found is None else _member(found, key)
    return None if found is node else found


def _is_same_file(document: RawDocument, file: str) -> bool:
    """Whether a relative name means the document itself."""
    return document.path is not None and posixpath.normpath(file) == document.path.name


def _cycle_text(node: Node, target: Node) -> str:
    if target == node:
        return f"$ref {node.value['$ref']!r} leads back to itself"
    return f"$ref {node.value['$ref']!r} leads into a ring of references at #{target.pointer}"
