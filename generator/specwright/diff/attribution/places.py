"""Find the operations and Python names that a place in the document affects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from specwright.api.model import Operation
from specwright.diagnostics import SILENT
from specwright.diff.attribution.origins import Origins
from specwright.diff.facts import Where
from specwright.diff.python_api.rules import SourceChange
from specwright.source.node import Node
from specwright.source.refs import Resolver, is_ref

Place: TypeAlias = tuple[str, str]
"""File and pointer."""
Home: TypeAlias = tuple[str, str]
"""Method and path of an operation, or its id."""

_DEEPEST: Final = 6
_OWN: Final = ("properties", "patternProperties", "$defs", "examples", "example", "default")
"""Keywords below which other named parts begin, or which hold no schemas."""


def place_of(node: Node) -> Place:
    return node.identity


def targets_of(node: Node, resolver: Resolver) -> Iterator[Node]:
    """Yield the node and the targets of its references, nearest first."""
    seen: set[Place] = set()
    waiting = [(node, 0)]
    while waiting:
        here, depth = waiting.pop(0)
        if here.identity in seen:
            continue
        seen.add(here.identity)
        yield here
        if depth < _DEEPEST:
            for reference in _references(here):
                target = resolver.deref(reference, SILENT)
                if target is not None:
                    waiting.append((target, depth + 1))


def _references(node: Node) -> Iterator[Node]:
    """Yield the references in a node, except those of its properties."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if is_ref(here):
            yield here
        waiting += [child for key, child in here.entries() if key not in _OWN]
        waiting += here.items()


def where_of(group: Sequence[SourceChange], base: Origins, revision: Origins) -> tuple[Where, ...]:
    """Find the operations whose methods are affected by a change of the Python API."""
    found: dict[Where, None] = {}
    for change in group:
        users = change.users or (".".join((change.old or change.new or ())[1:3]),)
        for user in users:
            resource, _, method = user.partition(".")
            operation = revision.operations.get((resource, method)) or base.operations.get(
                (resource, method)
            )
            if operation is not None:
                found[_where(operation)] = None
    return tuple(found)


def homes_of(places: Sequence[Where]) -> frozenset[Home]:
    """Identify the operations of places by path and by id, because either can change."""
    ids = ((place.operation_id, "") for place in places if place.operation_id)
    return frozenset([*((place.method, place.path) for place in places), *ids])


def _where(operation: Operation) -> Where:
    return Where(operation.method, operation.path, operation.operation_id, "none", "")
