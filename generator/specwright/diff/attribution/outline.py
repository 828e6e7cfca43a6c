"""Tell which modules of two packages can differ, before any of them is shaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from specwright.api.model import ModelDef, ModelId, TaggedUnion
from specwright.api.passes.reachability import (
    mentioned,
    parts_of,
    request_roots,
    response_roots,
    webhook_roots,
)
from specwright.diff.unchanged import Unchanged
from specwright.openapi.spec import Spec
from specwright.pipeline import Decided
from specwright.python.models.modules import Group, module_by_model
from specwright.python.naming.names import stream_place
from specwright.python.shape import Wanted
from specwright.source.node import Node


@dataclass(frozen=True, slots=True)
class Part:
    """A model, an operation or a webhook."""

    told: bytes
    """A digest of everything that was decided about it."""
    pointer: str | None
    """Where it stands in the document; None for another file."""
    mentions: tuple[str, ...]
    """The keys of the models that its code names."""
    module: str = ""
    """Of a model."""
    resource: str = ""
    """Of an operation."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A package as its parts, by keys that do not depend on the name of the document."""

    frame: bytes
    """A digest of what concerns all modules."""
    parts: Mapping[str, Part]


def outline_of(spec: Spec, decided: Decided, groups: Sequence[Group]) -> Outline:
    """Describe a package whose modules were not shaped yet."""
    return _Outliner(spec, decided, module_by_model(groups)).outline()


def key_of(id_: ModelId, spec: Spec) -> str:
    """The place of a model, without the name of the document."""
    return id_.removeprefix(spec.root.document.file)


@dataclass(frozen=True, slots=True)
class _Outliner:
    spec: Spec
    decided: Decided
    modules: Mapping[ModelId, str]

    def outline(self) -> Outline:
        api, plan = self.decided.api, self.decided.plan
        client = plan.package, plan.class_name, plan.credentials, plan.headers, plan.security
        frame = self._digest(api.hints, api.naming, api.security_schemes, api.servers, *client)
        parts = {**dict(self._models()), **dict(self._operations()), **dict(self._webhooks())}
        return Outline(frame, parts)

    def _digest(self, *values: Any) -> bytes:
        """A digest of values as `repr` tells them; of nodes that is the pointer."""
        file = repr(self.spec.root.document.file)[1:-1]
        told = repr(values).replace(f"{file}#", "#")
        return blake2b(told.encode("utf-8", "backslashreplace"), digest_size=16).digest()

    def _part(
        self, node: Node, mentions: Iterable[ModelId], told: bytes, module: str = "", of: str = ""
    ) -> Part:
        is_own = node.document is self.spec.root.document
        keys = tuple(key_of(id_, self.spec) for id_ in dict.fromkeys(mentions))
        return Part(told, node.pointer if is_own else None, keys, module, of)

    def _models(self) -> Iterator[tuple[str, Part]]:
        api, names = self.decided.api, self.decided.names
        unions = _unions_by_variant(api.models.values())
        attributes = _by_first(names.attributes)
        for id_, model in api.models.items():
            form = api.sent_forms.get(id_)
            module = self.modules[id_]
            told = self._digest(
                *(model, module, form, id_ in api.requests, id_ in api.responses),
                *(named.get(id_) for named in (names.classes, names.params, names.unknowns)),
                attributes.get(id_),
            )
            others = [] if form is None else [form]
            mentions = (*parts_of(model), *unions.get(id_, ()), *others)
            yield key_of(id_, self.spec), self._part(model.node, mentions, told, module)

    def _operations(self) -> Iterator[tuple[str, Part]]:
        names = self.decided.names
        arguments = _by_first(names.arguments)
        for one in self.decided.api.operations:
            resource = names.resources[one.resource]
            handle = self.decided.handles.of(one)
            methods = [names.methods.get(at) for at in (one.id, stream_place(one))]
            told = self._digest(
                *(one, resource, names.modules[resource], names.resource_classes[resource]),
                *(methods, arguments.get(one.id), names.results.get(one.id), handle),
            )
            types = (*request_roots([one]), *response_roots([one]))
            mentions = [id_ for type_ in types for id_ in mentioned(type_)]
            mentions += [] if handle is None else [handle.model]
            key = f"{one.method} {key_of(one.id, self.spec)}"
            yield key, self._part(one.node, mentions, told, of=resource)

    def _webhooks(self) -> Iterator[tuple[str, Part]]:
        for one in self.decided.api.webhooks:
            told = self._digest(one, self.decided.names.webhooks.get(one.id))
            mentions = (id_ for type_ in webhook_roots([one]) for id_ in mentioned(type_))
            yield f"webhook {key_of(one.id, self.spec)}", self._part(one.node, mentions, told)


def _unions_by_variant(models: Iterable[ModelDef]) -> dict[ModelId, list[ModelId]]:
    """A union also decides about its variants."""
    found: dict[ModelId, list[ModelId]] = {}
    for model in models:
        if isinstance(model, TaggedUnion):
            further = (id_ for one in model.further.values() for id_ in one.choices.values())
            for id_ in (*(variant.model for variant in model.variants), *further):
                found.setdefault(id_, []).append(model.id)
    return found


def _by_first(names: Mapping[Any, str]) -> dict[str, list[tuple[Any, str]]]:
    """Names by the first part of their key."""
    found: dict[str, list[tuple[Any, str]]] = {}
    for (first, *rest), name in names.items():
        found.setdefault(first, []).append((rest, name))
    return found


# --- what two packages need to be compared --------------------------------------------------------


def wanted_keys(old: Outline, new: Outline, unchanged: Unchanged) -> Wanted | None:
    """The parts that can differ and all that they use; None for everything.

    Whatever uses a part that can differ can differ, too.
    """
    if old.frame != new.frame:
        return None
    sides = old.parts, new.parts
    keys = sides[0].keys() | sides[1].keys()
    differing = {
        key for key in keys if not _is_same(sides[0].get(key), sides[1].get(key), unchanged)
    }
    users: dict[str, set[str]] = {}
    for parts in sides:
        for key, part in parts.items():
            for used in part.mentions:
                users.setdefault(used, set()).add(key)
    touched = _closure(differing, users)
    uses = {
        key: {m for parts in sides if key in parts for m in parts[key].mentions} for key in keys
    }
    wanted = _closure(touched, uses)
    # What is the same on both sides has the same module there, which is shaped on both or on none.
    modules = {parts[key].module for parts in sides for key in wanted if key in parts}
    resources = {parts[key].resource for parts in sides for key in touched if key in parts}
    return Wanted(frozenset(modules), frozenset(resources))


def _is_same(old: Part | None, new: Part | None, unchanged: Unchanged) -> bool:
    if old is None or new is None or old.told != new.told or new.pointer is None:
        return False
    return old.pointer == new.pointer and unchanged.same_at(new.pointer)


def _closure(keys: Iterable[str], edges: Mapping[str, Iterable[str]]) -> set[str]:
    found = set(keys)
    waiting = [*found]
    while waiting:
        for key in edges.get(waiting.pop(), ()):
            if key not in found:
                found.add(key)
                waiting.append(key)
    return found
