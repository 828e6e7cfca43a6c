"""What both documents say alike, with everything behind its references: nothing differs there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import unquote

from specwright.openapi.spec import Spec
from specwright.source.node import Node
from specwright.source.pointer import escape, found_at

_MOVING: Final = ("$id", "$anchor", "$dynamicAnchor", "$self", "$dynamicRef")
"""Keys that change where references lead; a text that mentions one is compared in full."""
_WHOLE: Final = 4
"""The depth of components and operations, of which most are the same as a whole: `/paths/~1pets/get`."""
_READING: Final = ("openapi", "swagger", "jsonSchemaDialect")
"""Keys of the document that decide how the rest is read."""


class Unchanged:
    """Finds equal parts of two documents; whatever is in doubt counts as changed."""

    def __init__(self, base: Spec, revision: Spec) -> None:
        """Compare the targets of all references, each once."""
        self._roots = base.root, revision.root
        self._is_off = _is_read_otherwise(base, revision)
        self._changed = frozenset[str]() if self._is_off else _changed(*self._roots)
        self._wholes: dict[str, bool] = {}

    def same(self, old: Node | None, new: Node | None) -> bool:
        """Whether two values are equal, in equal order, and so is all that they refer to."""
        if old is None or new is None or self._is_off:
            return old is new is None
        is_here = old.document is self._roots[0].document and (
            new.document is self._roots[1].document
        )
        return (
            is_here
            and repr(old.value) == repr(new.value)
            and self._changed.isdisjoint(_references(old.value))
        )

    def same_at(self, pointer: str) -> bool:
        """Whether the values at a pointer are the same."""
        whole = "/".join(pointer.split("/")[:_WHOLE])
        if whole not in self._wholes:
            self._wholes[whole] = self._same_at(whole)
        return self._wholes[whole] or (whole != pointer and self._same_at(pointer))

    def _same_at(self, pointer: str) -> bool:
        old, new = (
            [Node(root.document, pointer, value) for value in found_at(root.value, pointer)]
            for root in self._roots
        )
        return bool(old and new) and self.same(old[0], new[0])


def _is_read_otherwise(base: Spec, revision: Spec) -> bool:
    texts = [one.text for spec in (base, revision) for one in spec.resolver.documents]
    if any(key in text for key in _MOVING for text in texts):
        return True
    return any(repr(base.root.value.get(k)) != repr(revision.root.value.get(k)) for k in _READING)


def _changed(old: Node, new: Node) -> frozenset[str]:
    """References whose target differs, or something behind it."""
    users: dict[str, set[str]] = {}
    found: set[str] = set()
    pending = list(_references(old.value))
    known = set(pending)
    while pending:
        reference = pending.pop()
        left, right = (_target(node.value, reference) for node in (old, new))
        if not left or not right or repr(left) != repr(right):
            found.add(reference)
            continue
        for inner in _references(left[0]):
            users.setdefault(inner, set()).add(reference)
            if inner not in known:
                known.add(inner)
                pending.append(inner)
    queue = list(found)
    while queue:
        for user in users.get(queue.pop(), set()) - found:
            found.add(user)
            queue.append(user)
    return frozenset(found)


def leads_on(root: Node) -> bool:
    """Whether each reference plainly leads to a place in the document itself."""
    return all(_target(root.value, reference) for reference in set(_references(root.value)))


def _target(data: Any, reference: str) -> tuple[Any, ...]:
    """The target within the document; empty if there is none."""
    return found_at(data, unquote(reference[1:])) if reference.startswith("#/") else ()


def _references(data: Any) -> Iterator[str]:
    """All that may be a reference; in an example it is none, and no harm is done."""
    stack = [data]
    while stack:
        value = stack.pop()
        if isinstance(value, list):
            stack.extend(value)
        elif isinstance(value, dict):
            stack.extend(value.values())
            reference = value.get("$ref")
            if isinstance(reference, str):
                yield reference
            mapping = value.get("mapping")
            if isinstance(mapping, dict):
                texts = (text for text in mapping.values() if isinstance(text, str))
                yield from (t if "#" in t else f"#/components/schemas/{escape(t)}" for t in texts)
