"""A union draft enters; the objects that its members come down to leave, each with the tags that mean it.

A member may be a union itself, or a family: a schema with a discriminator that others extend.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from specwright.api.algebra import ANY, strip_null
from specwright.api.model import (
    AliasModel,
    Context,
    Enumeration,
    Field,
    MapOf,
    ModelId,
    ObjectModel,
    RefTo,
    TypeRef,
    UnionOf,
)
from specwright.api.registry import Registry, UnionDraft, place_of
from specwright.diagnostics import Diagnostics
from specwright.source.node import Node
from specwright.source.pointer import escape
from specwright.source.refs import Resolver


@dataclass(frozen=True, slots=True)
class Member:
    """An object of a union."""

    model: ModelId
    tags: tuple[str, ...]


class MemberFinder:
    """Finds the objects of unions with a stated discriminator; each union is looked at once."""

    def __init__(self, registry: Registry, resolver: Resolver, sink: Diagnostics) -> None:
        self._registry = registry
        self._resolver = resolver
        self._sink = sink
        self._open: set[ModelId] = set()

    def objects_of(self, draft: UnionDraft) -> UnionDraft:
        """The union of only those members that are objects, where others are of other JSON types."""
        pairs = list(zip(draft.members, draft.sources, strict=True))
        kept = [(member, source) for member, source in pairs if self._is_object(member)]
        others = [member for member, _ in pairs if not self._is_object(member)]
        if len(kept) < 2 or any(isinstance(m, MapOf | RefTo | UnionOf) or m == ANY for m in others):
            return draft
        head = replace(draft.head, id=f"{draft.head.id}~objects", name=None, pin=None)
        return replace(
            draft,
            head=replace(head, context=Context(draft.head.id, ("object",))),
            members=tuple(member for member, _ in kept),
            sources=tuple(source for _, source in kept),
        )

    def _is_object(self, type_: TypeRef, seen: frozenset[ModelId] = frozenset()) -> bool:
        """Whether a member comes down to objects; a ring of aliases comes down to nothing."""
        if not isinstance(type_, RefTo) or type_.model in seen:
            return False
        model = self._registry.models.get(type_.model)
        if isinstance(model, AliasModel):
            return all(self._is_object(p, seen | {type_.model}) for p in _parts(model.type))
        return isinstance(model, ObjectModel) or type_.model in self._registry.drafts

    def members(self, draft: UnionDraft, property_: str) -> tuple[Member, ...] | None:
        """The objects, in the order of the document; None if a member is something else."""
        if draft.head.id in self._open:
            return ()
        self._open.add(draft.head.id)
        found = self._members(draft, property_)
        self._open.discard(draft.head.id)
        return found

    def _members(self, draft: UnionDraft, property_: str) -> tuple[Member, ...] | None:
        said = self._mapping(draft)
        found: dict[ModelId, tuple[str, ...]] = {}
        for member, source in zip(draft.members, draft.sources, strict=True):
            inner = self._inner(member, source, property_, said)
            if inner is None:
                return None
            for item in inner:
                tags = said.get(item.model) or item.tags
                found[item.model] = tuple(dict.fromkeys((*found.get(item.model, ()), *tags)))
        base = self._registry.bases.get(draft.head.id)
        if base is not None and (draft.head.id in said or not self._has_mapping(draft)):
            tags = said.get(draft.head.id) or _implicit_tags(draft.head.name)
            found.setdefault(base, tags)
        self._check_mapping(draft, said, found)
        return tuple(Member(model, tags) for model, tags in found.items())

    def _inner(
        self, member: TypeRef, source: Node, property_: str, said: Mapping[ModelId, tuple[str, ...]]
    ) -> tuple[Member, ...] | None:
        """The objects that one member comes down to."""
        id_ = member.model if isinstance(member, RefTo) else ""
        model = self._registry.models.get(id_)
        if isinstance(model, ObjectModel):
            tags = said.get(place_of(source)) or tags_of(field_of(model, property_))
            return (Member(id_, tags or _implicit_tags(_name(model, source))),)
        if isinstance(model, AliasModel) and self._is_object(member):
            parts = _parts(model.type)
            found = [self._inner(part, source, property_, said) for part in parts]
            whole = [item for items in found if items is not None for item in items]
            return None if None in found else tuple(whole)
        nested = self._registry.drafts.get(id_)
        if nested is None or not _is_told_by(nested, property_):
            return None
        members = self.members(nested, property_)
        base = self._registry.bases.get(id_)
        if members is None or base is None or any(item.model == base for item in members):
            return members
        # A family that is listed as a member means its base, too.
        tags = said.get(id_) or _implicit_tags(nested.head.name)
        claimed = {tag for item in members for tag in item.tags}
        return members if claimed & set(tags) else (*members, Member(base, tags))

    def _has_mapping(self, draft: UnionDraft) -> bool:
        node = draft.discriminator
        return node is not None and bool(node.members("mapping", Diagnostics()))

    def _mapping(self, draft: UnionDraft) -> dict[ModelId, tuple[str, ...]]:
        """Tags by the place of the schema that they are mapped to."""
        found: dict[ModelId, tuple[str, ...]] = {}
        entries = () if draft.discriminator is None else self._entries(draft.discriminator)
        for tag, place in entries:
            found[place_of(place)] = (*found.get(place_of(place), ()), tag)
        return found

    def _entries(self, discriminator: Node) -> list[tuple[str, Node]]:
        found: list[tuple[str, Node]] = []
        for tag, target in discriminator.members("mapping", self._sink):
            if not isinstance(target.value, str):
                continue
            place = self._target(target)
            if place is not None:
                found.append((tag, place))
                continue
            self._sink.warning(
                "discriminator-outside",
                f"the discriminator maps {tag!r} to {target.value!r}, which does not exist",
                target,
                "name a component, or write a reference; values with this tag are unknown variants",
            )
        return found

    def _target(self, target: Node) -> Node | None:
        """What a mapping's value means: it is the name of a component, or a reference."""
        text: str = target.value
        components = target.document.data.get("components")
        schemas = components.get("schemas") if isinstance(components, dict) else None
        if isinstance(schemas, dict) and text in schemas:
            text = f"#/components/schemas/{escape(text)}"
        node = Node(target.document, target.pointer, {"$ref": text})
        return self._resolver.deref(node, Diagnostics())

    def _check_mapping(
        self,
        draft: UnionDraft,
        said: Mapping[ModelId, tuple[str, ...]],
        found: Mapping[ModelId, tuple[str, ...]],
    ) -> None:
        known = {m.model for m in draft.members if isinstance(m, RefTo)}
        known |= {place_of(source) for source in draft.sources} | {draft.head.id} | found.keys()
        for place, tags in said.items():
            if place not in known and draft.discriminator is not None:
                self._sink.warning(
                    "discriminator-outside",
                    f"the discriminator maps {', '.join(tags)!r} to a schema that is not a member",
                    draft.discriminator,
                    "add the schema to oneOf, or take the mapping out",
                )


def _is_told_by(draft: UnionDraft, property_: str) -> bool:
    """Whether nothing else than this property tells the members of an inner union apart."""
    node = draft.discriminator
    return node is None or node.text("propertyName", Diagnostics()) == property_


def _parts(type_: TypeRef) -> tuple[TypeRef, ...]:
    plain = strip_null(type_)
    return plain.members if isinstance(plain, UnionOf) else (plain,)


def _name(model: ObjectModel, source: Node) -> str | None:
    if model.name is not None:
        return model.name
    ref = source.value.get("$ref") if isinstance(source.value, dict) else None
    return ref.rpartition("/")[2] if isinstance(ref, str) else None


def _implicit_tags(name: str | None) -> tuple[str, ...]:
    """Without a mapping the tag is the name of the component."""
    return () if name is None else (name,)


def field_of(model: ObjectModel, wire: str) -> Field | None:
    return next((field for field in model.fields if field.wire == wire), None)


def tags_of(field: Field | None) -> tuple[str, ...]:
    """The values that a property is limited to, as text, if they are texts or whole numbers."""
    plain = None if field is None else strip_null(field.type)
    if not isinstance(plain, Enumeration):
        return ()
    texts = tuple(str(value) for value in plain.values if is_tag(value))
    return texts if len(texts) == len(plain.values) else ()


def is_tag(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool))
