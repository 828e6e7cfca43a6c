"""Resolve `$ref`. The only module that does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from specwright.diagnostics import Diagnostics, Location
from specwright.source.address import Unavailable
from specwright.source.anchors import joined
from specwright.source.document import RawDocument
from specwright.source.files.library import AsWritten, Interpreter, Library
from specwright.source.files.trail import Step
from specwright.source.json_values import is_list, is_object
from specwright.source.node import Node
from specwright.source.pointer import join, split, unescape
from specwright.source.suggestions import closest
from specwright.source.text.limits import DEFAULT_LIMITS, Limits

# Callers must know that a `$ref` is a reference: inside `example`, `default`, `enum`, `const` and
# `x-` values it is data, and must not be resolved here.

_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,8}", re.ASCII)
_MAX_HINTS: Final = 20
_MAX_HOPS: Final = 20
"""How many references one path may pass through; more than this is circular."""
_MAX_CANDIDATES: Final = 5000


@dataclass(frozen=True, slots=True)
class Resolved:
    """The target of a reference."""

    target: Node
    """Has no `$ref` of its own, unless keywords stand beside it there."""
    siblings: tuple[str, ...]
    """The keywords beside `$ref` at the node that was resolved."""


def is_ref(node: Node) -> bool:
    """Whether an object has a textual `$ref` (a property of that name has an object)."""
    return is_object(node.value) and isinstance(node.value.get("$ref"), str)


class _Failed(Exception):
    """A reference that leads nowhere; code, message and hint of the finding."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


class Resolver:
    """Follows references within a document and to other files.

    Each reference is resolved once; a target is one `Node` however it is spelt. The interpreter
    normalizes targets; without one, values are used as written.
    """

    def __init__(
        self,
        root: RawDocument,
        interpreter: Interpreter | None = None,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        """Begin with the root document; other files are read on demand."""
        self._interpreter = interpreter or AsWritten()
        self._library = Library(root, self._interpreter, limits)
        self._known: dict[Node, Node | None] = {}
        self._hints = 0

    def parts(self) -> Iterator[tuple[Node, str]]:
        """The objects that were read so far, in every file, with their kind."""
        return self._interpreter.parts()

    @property
    def documents(self) -> tuple[RawDocument, ...]:
        """The root, then the other files that were read so far, by name."""
        return self._library.documents

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every reference to a file that was followed."""
        return self._library.steps

    def excerpt_of(self, location: Location) -> str:
        """The line of a location in any file that was read."""
        return self._library.excerpt_of(location)

    def visit(self, document: RawDocument, name: str, sink: Diagnostics) -> None:
        """Add a file that was already read ahead of time to the documents."""
        with suppress(Unavailable):
            self._library.open(document, name, sink)

    def resolve(self, node: Node, sink: Diagnostics) -> Resolved | None:
        """Follow a node's `$ref` and then pure references, up to one that has siblings.

        None, with an error at the `$ref`, when it leads nowhere; None, silently, without `$ref`.
        """
        target = self._follow(node, sink, stop_at_siblings=True)
        if target is None or not is_ref(node):
            return None
        return Resolved(target, tuple(key for key in node.value if key != "$ref"))

    def deref(self, node: Node, sink: Diagnostics) -> Node | None:
        """The node itself, or the final target of its `$ref`; keywords beside `$ref` are dropped."""
        return self._follow(node, sink, stop_at_siblings=False)

    def child(self, holder: Node, key: str, sink: Diagnostics) -> Node | None:
        """A member that holds maps; if it is a `$ref`, the target."""
        child = holder.get(key)
        if child is None or not is_ref(child):
            return child
        message = f"the standard does not allow $ref for {key!r}; it is followed anyway"
        sink.note("misplaced-ref", message, child)
        return self.deref(child, sink)

    def members(self, holder: Node, key: str, sink: Diagnostics) -> tuple[tuple[str, Node], ...]:
        """The members of a map; if the map is a `$ref`, those of the target."""
        child = holder.get(key)
        if child is None or not is_ref(child):
            return holder.members(key, sink)
        target = self.child(holder, key, sink)
        own = tuple((name, node) for name, node in child.entries() if name != "$ref")
        return own if target is None else (*own, *self._entries(child, target, sink))

    def _entries(
        self, reference: Node, target: Node, sink: Diagnostics
    ) -> Iterator[tuple[str, Node]]:
        for name, node in target.entries():
            stands_for = Node(reference.document, join(reference.pointer, name), None)
            yield name, self._interpreter.read_as(node, stands_for, sink)

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
        """Follow one reference, without following a reference at its target."""
        if node not in self._known:
            try:
                self._known[node] = self._find(node, sink)
            except _Failed as failure:
                self._report(node, failure, sink)
                self._known[node] = None
        return self._known[node]

    def _report(self, node: Node, failure: _Failed, sink: Diagnostics) -> None:
        sink.error(failure.code, failure.message, node.get("$ref"), failure.hint)

    def _find(self, node: Node, sink: Diagnostics, depth: int = 0) -> Node | None:
        """The target of a reference; None if its file could not be parsed, which has been reported."""
        ref: str = node.value["$ref"]
        file, _, fragment = ref.partition("#")
        scope = self._scope(node, file, sink)
        if scope is None:
            return None
        document, base = scope
        tokens = self._tokens(document, base, fragment)
        found = self._go(document, base, tokens, sink, depth)
        # A percent-encoded slash separates tokens by the standard; documents that write a key
        # such as %2Fusers mean the slash of the key.
        if found is None and depth == 0 and "%2f" in fragment.lower():
            coded = tuple(unescape(unquote(token)) for token in fragment.split("/")[1:])
            found = self._go(document, base, coded, sink, depth)
        if found is None:
            hint = "" if depth else self._suggest(Node.root(document), tokens)
            raise _Failed("unresolved-ref", f"$ref {ref!r} points to nothing", hint)
        return self._interpreter.read_as(found, node, sink)

    def _scope(self, node: Node, file: str, sink: Diagnostics) -> tuple[RawDocument, str] | None:
        """The document of a reference, and the place in it of the `$id` that it names."""
        base, uri = self._library.anchors_of(node.document).base_of(node.pointer)
        if not file:
            return node.document, base
        known = self._library.named(node.document, joined(uri, file))
        if known is not None:
            return known
        try:
            document = self._library.open(node.document, file, sink)
        except Unavailable as error:
            message = f"$ref {node.value['$ref']!r} cannot be followed: {error.message}"
            raise _Failed(error.code, message, error.hint) from error
        return None if document is None else (document, "")

    def _tokens(self, document: RawDocument, base: str, fragment: str) -> tuple[str, ...]:
        """The keys to follow: those of a pointer, or those that lead to an anchor."""
        pointer = unquote(fragment)
        if not pointer or pointer.startswith("/"):
            return tuple(unescape(token) for token in pointer.split("/")[1:])
        anchors = self._library.anchors_of(document)
        place = anchors.place_of(base, pointer)
        if place is None:
            guess = closest(pointer, sorted({name for _, name in anchors.names}))
            hint = "" if guess is None else f"did you mean {guess!r}?"
            raise _Failed("unresolved-ref", f"there is no $anchor {pointer!r}", hint)
        return split(place.removeprefix(base))

    def _go(
        self,
        document: RawDocument,
        base: str,
        tokens: tuple[str, ...],
        sink: Diagnostics,
        depth: int,
    ) -> Node | None:
        """Follow keys from an `$id` or, as many documents mean, from the top of the document."""
        start, rest = self._interpreter.enter(document, (*split(base), *tokens))
        found = self._walk(start, rest, sink, depth)
        return self._go(document, "", tokens, sink, depth) if found is None and base else found

    def _walk(
        self, node: Node, tokens: tuple[str, ...], sink: Diagnostics, depth: int
    ) -> Node | None:
        """Follow keys; if one is missing beside a `$ref`, continue at the target of that reference."""
        for token in tokens:
            below = self._below(node, token, sink, depth)
            if below is None:
                return None
            node = below
        return node

    def _below(self, node: Node, token: str, sink: Diagnostics, depth: int) -> Node | None:
        current: Node | None = node
        for _ in range(_MAX_HOPS):
            if current is None:
                return None
            below = _member(current, token) or _moved_member(current, token)
            if below is not None or not is_ref(current):
                return below
            current = self._behind(current, sink, depth + 1)
        return None

    def _behind(self, node: Node, sink: Diagnostics, depth: int) -> Node | None:
        """The target of a reference in the middle of a path; failures are not reported here."""
        if node in self._known or depth > _MAX_HOPS:
            return self._known.get(node)
        # A reference that is being followed counts as unresolved, so that circular ones end.
        self._known[node] = None
        try:
            found = self._find(node, sink, depth)
        except _Failed:
            # The failure may come from the circle, so it is not remembered.
            del self._known[node]
            return None
        self._known[node] = found
        return found

    def _suggest(self, node: Node, tokens: tuple[str, ...]) -> str:
        """The existing key most like the first missing one."""
        self._hints += 1
        for token in tokens:
            below = _member(node, token) or _moved_member(node, token)
            if below is not None:
                node = below
                continue
            keys = list(node.value)[:_MAX_CANDIDATES] if node.is_object else []
            # Comparing strings is slow, and the twentieth suggestion does not help.
            close = closest(token, keys) if self._hints <= _MAX_HINTS else None
            written = node.document.written(node.pointer)
            where = f"#{written}" if written else "the document"
            if node.document is not self._library.root:
                where = f"{node.document.file}{where if written else ''}"
            missing = f"{where} has no {token!r}"
            return missing if close is None else f"{missing}; did you mean {close!r}?"
        return ""


def _member(node: Node, token: str) -> Node | None:
    if is_list(node.value):
        return node.get(int(token)) if _INDEX.fullmatch(token) else None
    return node.get(token)


def _moved_member(node: Node, token: str) -> Node | None:
    """The new place of a member that a rewriting moved."""
    found: Node | None = node
    for key in node.document.moved(node.pointer, token):
        found = None if found is None else _member(found, key)
    return None if found is node else found


def _cycle_text(node: Node, target: Node) -> str:
    if target == node:
        return f"$ref {node.value['$ref']!r} refers to itself"
    file = "" if target.document is node.document else target.document.file
    return f"$ref {node.value['$ref']!r} is part of a reference cycle at {file}#{target.pointer}"
