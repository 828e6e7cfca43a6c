"""Group models into modules: models that refer to each other share a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from specwright.api.model import Api, ModelId, TypeRef
from specwright.api.passes.reachability import (
    mentioned,
    parts_of,
    request_roots,
    response_roots,
    webhook_roots,
)
from specwright.python.naming import reserved
from specwright.python.naming.allocator import Scope
from specwright.python.naming.identifiers import file_name, safe
from specwright.python.naming.names import Names


@dataclass(frozen=True, slots=True)
class Group:
    """A module of models."""

    module: str
    models: tuple[ModelId, ...]


def group_models(api: Api, names: Names) -> tuple[Group, ...]:
    """One module per component, including its inline schemas; circular models share a module.

    Models that only one other uses move to its module, up to a limit. So no import is circular.
    """
    roots = {id_: _root_of(id_, api) for id_ in api.models}
    links: dict[ModelId, list[ModelId]] = {root: [] for root in roots.values()}
    for id_, model in api.models.items():
        links[roots[id_]] += [roots[part] for part in parts_of(model) if roots[part] != roots[id_]]
    members: dict[ModelId, list[ModelId]] = {}
    for id_, root in roots.items():
        members.setdefault(root, []).append(id_)
    rings = [sorted(ring, key=lambda i: names.classes[i]) for ring in _rings(links)]
    rings.sort(key=lambda ring: names.classes[ring[0]])
    public = {roots[id_] for type_ in _types_of_calls(api) for id_ in mentioned(type_)}
    scope = Scope(reserved.MODULES)
    # A class pinned in lower case would collide with a module of that name.
    pinned = frozenset(name for name in names.classes.values() if name == name.lower())
    groups: list[Group] = []
    for ring in _with_their_own(rings, links, public, members):
        wanted = safe(file_name(names.classes[ring[0]]), pinned)
        module, _ = scope.give([wanted, f"{wanted}_models"])
        groups.append(Group(module, tuple(id_ for root in ring for id_ in members[root])))
    return tuple(groups)


def _types_of_calls(api: Api) -> Iterator[TypeRef]:
    yield from request_roots(api.operations)
    yield from response_roots(api.operations)
    yield from webhook_roots(api.webhooks)


def _with_their_own(
    rings: Sequence[list[ModelId]],
    links: Mapping[ModelId, Sequence[ModelId]],
    public: set[ModelId],
    members: Mapping[ModelId, Sequence[ModelId]],
) -> list[list[ModelId]]:
    """Each circle, followed by the models that only it uses."""
    ring_of = {root: index for index, ring in enumerate(rings) for root in ring}
    mentioned_by: dict[int, set[int]] = {index: set() for index in range(len(rings))}
    for root, targets in links.items():
        for target in targets:
            if ring_of[target] != ring_of[root]:
                mentioned_by[ring_of[target]].add(ring_of[root])
    joined = {index: [index] for index in range(len(rings))}
    top = {index: index for index in range(len(rings))}
    size = {index: sum(len(members[r]) for r in ring) for index, ring in enumerate(rings)}
    for index, ring in enumerate(rings):
        owners = mentioned_by[index]
        if len(owners) != 1 or public.intersection(ring):
            continue
        owner = top[next(iter(owners))]
        if size[owner] + size[index] <= _MOST:
            size[owner] += size[index]
            for moved in joined.pop(index):
                joined[owner].append(moved)
                top[moved] = owner
    return [[root for i in (t, *sorted(o)) for root in rings[i]] for t, (_, *o) in joined.items()]


_MOST = 24
"""The maximum number of models in a module, unless they are circular."""


def module_by_model(groups: Sequence[Group]) -> Mapping[ModelId, str]:
    return {id_: group.module for group in groups for id_ in group.models}


def _root_of(id_: ModelId, api: Api) -> ModelId:
    """The outermost model that contains an inline model."""
    seen = {id_}
    while True:
        model = api.models[id_]
        parent = model.context.parent
        if model.name is not None or parent is None or parent not in api.models or parent in seen:
            return id_
        seen.add(parent)
        id_ = parent


def _rings(links: Mapping[ModelId, Sequence[ModelId]]) -> list[list[ModelId]]:
    """Strongly connected components, by Tarjan's algorithm without recursion."""
    order: dict[ModelId, int] = {}
    low: dict[ModelId, int] = {}
    stack: list[ModelId] = []
    on_stack: set[ModelId] = set()
    rings: list[list[ModelId]] = []
    for start in links:
        if start in order:
            continue
        work = [(start, iter(links[start]))]
        order[start] = low[start] = len(order)
        stack.append(start)
        on_stack.add(start)
        while work:
            node, rest = work[-1]
            nxt = next(rest, None)
            if nxt is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    rings.append(_popped(stack, on_stack, node))
            elif nxt not in order:
                order[nxt] = low[nxt] = len(order)
                stack.append(nxt)
                on_stack.add(nxt)
                work.append((nxt, iter(links[nxt])))
            elif nxt in on_stack:
                low[node] = min(low[node], order[nxt])
    return rings


def _popped(stack: list[ModelId], on_stack: set[ModelId], until: ModelId) -> list[ModelId]:
    ring: list[ModelId] = []
    while not ring or ring[-1] != until:
        ring.append(stack.pop())
        on_stack.discard(ring[-1])
    return ring
