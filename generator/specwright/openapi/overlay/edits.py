"""Edit a copy of a document and record where each new value comes from.

Only what changes is copied, and only once, so many changes to a large document stay linear.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any, TypeAlias

from specwright.source.document import Layer, Origin
from specwright.source.json_values import is_list, is_object
from specwright.source.node import Node
from specwright.source.pointer import join

Path: TypeAlias = tuple[str | int, ...]


class Draft:
    """A copy being edited; containers are copied when they are first changed."""

    def __init__(self, data: Any) -> None:
        """Begin with the data of a document, which is not changed."""
        self.root = _copy(data)
        # Keep the copies alive, so that no id is used for another object.
        self._owned = {id(self.root): self.root}

    def own(self, path: Path) -> Any:
        """The value at a path, copied if it is a container, so that it may be changed. None if there is none."""
        current = self.root
        for key in path:
            if is_object(current) != isinstance(key, str) or not _has(current, key):
                return None
            current = self._child(current, key)
        return current

    def _child(self, container: Any, key: str | int) -> Any:
        child = container[key]
        if (is_object(child) or is_list(child)) and id(child) not in self._owned:
            child = _copy(child)
            self._owned[id(child)] = child
            container[key] = child
        return child

    def merge(self, target: dict[str, Any], path: Path, update: Node) -> dict[str, Origin]:
        """Merge an object into one that was copied: objects are merged, lists concatenated."""
        origins: dict[str, Origin] = {}
        for key, value in update.entries():
            below = (*path, key)
            present = target.get(key)
            if is_object(present) and value.is_object:
                origins.update(self.merge(self._child(target, key), below, value))
            elif is_list(present) and is_list(value.value):
                origins.update(self.append(self._child(target, key), below, value))
            else:
                target[key] = value.value
                origins[join("", *below)] = (value.document, value.pointer)
        return origins

    def append(self, target: list[Any], path: Path, update: Node) -> dict[str, Origin]:
        """Append the items of a list, or one item, to a list that was copied."""
        added = update.items() if is_list(update.value) else (update,)
        start = len(target)
        target.extend(item.value for item in added)
        return {
            join("", *path, start + index): (item.document, item.pointer)
            for index, item in enumerate(added)
        }

    def remove(self, paths: Iterable[Path]) -> tuple[Layer, ...]:
        """Remove members and items; the layers record where items that moved up stood."""
        # The deepest first, and in a list the last first, so that the other paths stay valid.
        ordered = sorted(paths, key=_removal_order)
        layers: list[Layer] = []
        for parent, group in groupby(ordered, key=lambda path: path[:-1]):
            container = self.own(parent)
            keys: list[Any] = [path[-1] for path in group]
            if is_list(container):
                layers.append(_moves(parent, len(container), keys))
            for key in keys:
                del container[key]
        return tuple(layers)


def _copy(value: Any) -> Any:
    return dict(value) if is_object(value) else list(value)


def _has(container: Any, key: Any) -> bool:
    if is_object(container):
        return key in container
    return is_list(container) and 0 <= key < len(container)


def _removal_order(path: Path) -> tuple[int, str, int]:
    last = path[-1]
    return (-len(path), join("", *path[:-1]), -last if isinstance(last, int) else 0)


def _moves(parent: Path, length: int, removed: list[Any]) -> Layer:
    """Where each remaining item stood in its list."""
    gone = frozenset(removed)
    left = [index for index in range(length) if index not in gone]
    moves: dict[str, Origin] = {
        join("", *parent, new): (None, join("", *parent, old))
        for new, old in enumerate(left)
        if new != old
    }
    return Layer(moves)
