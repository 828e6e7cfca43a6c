"""Read a union branch that is only `nullable: true` as null, which 3.0 cannot express otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ..source.sources import VALUES, Sources, escape
from ..types import Unjudged

_NOTES: Final = frozenset(("description", "title", "summary", "deprecated"))
_NULL: Final = {"type": "null"}


def read_null_branches(sources: Sources) -> Iterator[Unjudged]:
    """Rewrite the branches, and report the first: taken literally, such a branch allows any value."""
    places: list[str] = []
    for name, tree in sources.trees.items():
        for pointer, branches in _unions(tree, f"{name}#"):
            alone = [_is_null(sources, branch) for branch in branches]
            if any(alone) and not all(alone):
                for index, is_null in enumerate(alone):
                    if is_null:
                        branches[index] = _NULL
                        places.append(f"{pointer}/{index}")
    if places:
        more = f", here and at {len(places) - 1} more places" if places[1:] else ""
        reason = f"verify reads a branch that is only `nullable: true` as null{more}"
        yield Unjudged(sources.place(places[0]), reason)


def _unions(node: Any, pointer: str) -> Iterator[tuple[str, list[Any]]]:
    if isinstance(node, dict):
        for key, value in node.items():
            below = f"{pointer}/{escape(key)}"
            if key in ("oneOf", "anyOf") and isinstance(value, list):
                yield below, value
            if key not in VALUES or pointer.endswith("/properties"):
                yield from _unions(value, below)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _unions(value, f"{pointer}/{index}")


def _is_null(sources: Sources, branch: Any) -> bool:
    if isinstance(branch, dict) and isinstance(branch.get("$ref"), str):
        try:
            branch = sources.at(sources.follow(branch["$ref"]))
        except KeyError:
            return False
    return (
        isinstance(branch, dict)
        and branch.get("nullable") is True
        and branch.keys() - _NOTES == {"nullable"}
    )
