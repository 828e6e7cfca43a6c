"""Compare components: added, removed and renamed ones.

What no operation uses is compared here, too, so that no edit is silent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from specwright.diff.document.operations import Comparison
from specwright.diff.facts import Fact, Where
from specwright.diff.renames.similarity import (
    Candidate,
    candidate,
    contradict,
    likeness,
    match_names,
)
from specwright.diff.schemas.walk import Key
from specwright.schema.shape import Shaper
from specwright.source.node import Node

_OTHERS: Final = (
    "parameters",
    "responses",
    "requestBodies",
    "headers",
    "examples",
    "links",
    "callbacks",
    "pathItems",
    "mediaTypes",
)
_USED: Final = 0.8
"""The least confidence of a rename if references changed from the old name to the new one."""


def compare_components(run: Comparison) -> tuple[Fact, ...]:
    """Facts about components as such; their contents go to the schemas and the context."""
    old, new = dict(run.base.schemas), dict(run.revision.schemas)
    for name in [name for name in old if name in new]:
        run.context.schemas.visit(old[name], new[name])
    gone = {name: node for name, node in old.items() if name not in new}
    come = {name: node for name, node in new.items() if name not in old}
    renames = _renames(run, gone, come)
    for before, after in renames:
        run.context.schemas.visit(gone[before], come[after])
    _others(run)
    return (
        *_renamed(run, gone, come, renames),
        *_presence(run, gone, come, renames),
        *_retargeted(run, set(renames)),
    )


def _renames(
    run: Comparison, gone: dict[str, Node], come: dict[str, Node]
) -> dict[tuple[str, str], float]:
    """Find renamed schemas: first those whose references changed, then those that look alike."""
    walk = run.context.schemas
    left = {name: _candidate(name, node, walk.base, walk.tags[0]) for name, node in gone.items()}
    right = {
        name: _candidate(name, node, walk.revision, walk.tags[1]) for name, node in come.items()
    }
    found: dict[tuple[str, str], float] = {}
    for before, after in walk.retargets:
        free = all(before != pair[0] and after != pair[1] for pair in found)
        if before in gone and after in come and free and not contradict(left[before], right[after]):
            score = likeness(before, left[before].shape, after, right[after].shape)
            found[before, after] = round(_USED + (1 - _USED) * score, 2)
    rest_old = {name: one for name, one in left.items() if all(name != a for a, _ in found)}
    rest_new = {name: one for name, one in right.items() if all(name != b for _, b in found)}
    return {**found, **match_names(rest_old, rest_new)}


def _candidate(
    name: str, node: Node, shaper: Shaper, tags: Mapping[str, dict[str, str]]
) -> Candidate:
    found = candidate((node,), shaper)
    return replace(found, tags={**found.tags, **tags.get(name, {})})


def _renamed(
    run: Comparison,
    gone: dict[str, Node],
    come: dict[str, Node],
    renames: dict[tuple[str, str], float],
) -> Iterator[Fact]:
    walk = run.context.schemas
    for (old, new), confidence in renames.items():
        keys = [key for key, _, _ in walk.retargets.get((old, new), [])]
        nodes, places = (gone[old], come[new]), _places(run, keys)
        yield Fact(
            "component",
            "renamed",
            "schema",
            nodes,
            (old, new),
            new,
            places=places,
            confidence=confidence,
        )


def _places(run: Comparison, keys: list[Key]) -> tuple[Where, ...]:
    found = (where for key in dict.fromkeys(keys) for where in run.context.schemas.places_of(key))
    return tuple(dict.fromkeys(replace(where, sense="same") for where in found))


def _presence(
    run: Comparison,
    gone: dict[str, Node],
    come: dict[str, Node],
    renames: dict[tuple[str, str], float],
) -> Iterator[Fact]:
    old_root, new_root = _holder(run.base.root), _holder(run.revision.root)
    for name, node in gone.items():
        if all(name != old for old, _ in renames):
            yield Fact("component", "removed", "schema", (node, new_root), (node.value, None), name)
    for name, node in come.items():
        if all(name != new for _, new in renames):
            yield Fact("component", "added", "schema", (old_root, node), (None, node.value), name)


def _holder(root: Node) -> Node:
    components = root.get("components")
    schemas = None if components is None else components.get("schemas")
    return schemas or components or root


def _retargeted(run: Comparison, renames: set[tuple[str, str]]) -> Iterator[Fact]:
    """Report references that lead to another schema, or were replaced by the schema itself."""
    for (old, new), uses in run.context.schemas.retargets.items():
        if (old, new) in renames:
            continue
        by_nodes: dict[tuple[Node, Node], list[Key]] = {}
        for key, base, revision in uses:
            by_nodes.setdefault((base, revision), []).append(key)
        for nodes, keys in by_nodes.items():
            places = _places(run, keys)
            values = (old or None, new or None)
            yield Fact("schema", "changed", "$ref", nodes, values, places=places)


def _others(run: Comparison) -> None:
    """Compare components of other kinds that no operation uses in both documents."""
    context = run.context
    left, right = (spec.root.get("components") for spec in (run.base, run.revision))
    for kind in _OTHERS:
        old, new = (dict(n.entries()) if (n := c and c.get(kind)) else {} for c in (left, right))
        for name in dict.fromkeys([*old, *new]):
            before, after = old.get(name), new.get(name)
            if before is not None and after is not None:
                if before.is_object and after.is_object and not {before, after} <= context.seen:
                    context.fields("component", before, after, (), None, name)
                continue
            holders = (left or run.base.root, right or run.revision.root)
            context.differ("component", (before, after), holders, name, added="none", aspect=kind)
