"""The models and unions found so far while schemas are lowered."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from specwright.api.model import (
    AliasModel,
    ModelDef,
    ModelHead,
    ModelId,
    ObjectModel,
    TypeRef,
)
from specwright.source.node import Node


@dataclass(frozen=True, slots=True)
class UnionDraft:
    """A union of objects; `api/schemas/unions.py` decides how to tell the members apart."""

    head: ModelHead
    members: tuple[TypeRef, ...]
    sources: tuple[Node, ...]
    discriminator: Node | None
    exclusive: bool
    family: bool = False


class Registry:
    """Collects definitions. A place is opened first and defined later, so that recursion ends."""

    def __init__(self) -> None:
        self.models: dict[ModelId, ModelDef] = {}
        self.drafts: dict[ModelId, UnionDraft] = {}
        self.lowered: dict[ModelId, TypeRef] = {}
        self.bases: dict[ModelId, ModelId] = {}
        """The object that the name of a base schema refers to, by the place of its family."""
        self._joined: dict[frozenset[Hashable], ModelId] = {}
        self._taken: set[ModelId] = set()
        self._open: set[ModelId] = set()
        self._recursive: set[ModelId] = set()

    def is_known(self, place: ModelId) -> bool:
        return place in self.models or place in self.drafts

    def is_open(self, place: ModelId) -> bool:
        """Whether the place is being lowered further up; asking marks it as recursive."""
        if place in self._open:
            self._recursive.add(place)
            return True
        return False

    def is_recursive(self, place: ModelId) -> bool:
        return place in self._recursive

    def open(self, place: ModelId) -> None:
        self._open.add(place)

    def close(self, place: ModelId) -> None:
        self._open.discard(place)

    def joined_place(self, parts: frozenset[Hashable], origin: Node, home: ModelId) -> ModelId:
        """The identity of a conjunction; inside its component, its own place."""
        if parts not in self._joined:
            natural = place_of(origin)
            place = natural if natural.startswith(f"{home}/") else f"{home}~{origin.pointer}"
            if place in self._taken or self.is_open(place):
                place = f"{place}~{len(self._joined)}"
            self._taken.add(place)
            self._joined[parts] = place
        return self._joined[parts]

    def add_object(self, model: ObjectModel) -> None:
        self.models[model.id] = model

    def add_union(self, draft: UnionDraft) -> None:
        self.drafts[draft.head.id] = draft

    def add_alias(self, head: ModelHead, type_: TypeRef) -> None:
        self.models[head.id] = alias_of(head, type_)


def alias_of(head: ModelHead, type_: TypeRef) -> AliasModel:
    return AliasModel(*head.parts, type_)


def place_of(node: Node) -> ModelId:
    return f"{node.document.file}#{node.pointer}"
