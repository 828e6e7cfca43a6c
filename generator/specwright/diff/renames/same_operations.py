"""Pair operations across two revisions, in spite of renamed path parameters and moved prefixes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Final, NamedTuple, TypeAlias

from specwright.diff.renames.base_path_moves import template


class Identity(NamedTuple):
    """What an operation is known by."""

    method: str
    path: str
    id: str | None


_Key: TypeAlias = Callable[[Identity], Hashable]
_KEYS: Final[tuple[_Key, ...]] = (
    lambda one: one if one.id else None,
    lambda one: (one.method, template(one.path), one.id) if one.id else None,
    lambda one: (one.method, one.path),
    lambda one: (one.method, template(one.path)),
    lambda one: one.id or None,
)
"""From the surest to the least sure. Names of path parameters are shown by no request, but where two paths
differ in nothing else they tell which is which."""


def same_operations(old: Sequence[Identity], new: Sequence[Identity]) -> dict[int, int]:
    """Places in `old` to places in `new`, each at most once."""
    found: dict[int, int] = {}
    for key in _KEYS:
        taken = set(found.values())
        free: dict[Hashable, list[int]] = {}
        for index, one in enumerate(new):
            if index not in taken:
                free.setdefault(key(one), []).append(index)
        for index, one in enumerate(old):
            fits = free.get(key(one)) if index not in found and key(one) is not None else None
            if fits:
                found[index] = fits.pop(0)
    return found
