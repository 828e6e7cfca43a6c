"""Find the objects that the members of a union stand for, and the tag values that select each.

A member may itself be a union, or a base schema whose discriminator selects its heirs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from specwright.api.model import (
    AliasModel,
    Context,
    Field,
    MapOf,
    ModelDef,
    ModelId,
    ObjectModel,
    RefTo,
    TypeRef,
    UnionOf,
)
from specwright.api.schemas.mapping import mapped_schemas
from specwright.api.schemas.registry import Registry, UnionDraft, place_of
from specwright.api.type_ops import ANY, enumeration_of, strip_null
from specwright.diagnostics import SILENT, Diagnostics
from specwright.schema.view import described_reference
from specwright.source.node import Node
from specwright.source.refs import Resolver


@dataclass(frozen=True, slots=True)
class Member:
    """An object of a union."""

    model: ModelId
    tags: tuple[str, ...]
    places: frozenset[str] = frozenset()
    """The places of the schema: its own, and those of references to it."""
    told_by: str | None = None
    """The tag of the inner union that it comes from, if that is another property."""
    inner_tags: tuple[str, ...] = ()
    inner: ModelId | None = None
    """The inner union."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    member: Member
    mapped: tuple[str, ...]
    own: tuple[str, ...]
    name: str | None


class MemberFinder:
    """Finds the objects of unions; each union is processed once."""

    def __init__(self, registry: Registry, resolver: Resolver, sink: Diagnostics) -> None:
        self._registry = registry
        self._resolver = resolver
        self._sink = sink
        self._open: set[ModelId] = set()

    def objects_of(self, draft: UnionDraft) -> UnionDraft:
        """The union of the object members only, if others have other JSON types."""
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
        """Whether a member resolves to objects; circular aliases do not."""
        if not isinstance(type_, RefTo) or type_.model in seen:
            return False
        model = self._registry.models.get(type_.model)
        if isinstance(model, AliasModel):
            return all(self._is_object(p, seen | {type_.model}) for p in _parts(model.type))
        return isinstance(model, ObjectModel) or type_.model in self._registry.drafts

    def flat_objects(self, draft: UnionDraft, told: bool = False) -> tuple[ObjectModel, ...] | None:
        """The members and those of inner unions as objects, once each; None if one is something else.

        `told` opens inner unions with a discriminator, too.
        """
        found: dict[ModelId, ObjectModel] = {}
        pending, seen = list(reversed(draft.members)), {draft.head.id}
        while pending:
            type_ = pending.pop()
            id_ = type_.model if isinstance(type_, RefTo) else ""
            model, inner = self._registry.models.get(id_), self._registry.drafts.get(id_)
            if id_ in seen:
                continue
            seen.add(id_)
            if isinstance(model, ObjectModel):
                found[id_] = model
            elif isinstance(model, AliasModel) and self._is_object(type_):
                pending += reversed(_parts(model.type))
            elif inner is not None and not inner.family and (told or inner.discriminator is None):
                pending += reversed(inner.members)
            else:
                return None
        return tuple(found.values())

    def members(self, draft: UnionDraft, property_: str) -> tuple[Member, ...] | None:
        """The objects, in document order; None if a member is not an object."""
        if draft.head.id in self._open:
            return ()
        self._open.add(draft.head.id)
        found = self._members(draft, property_)
        self._open.discard(draft.head.id)
        return found

    def _members(self, draft: UnionDraft, property_: str) -> tuple[Member, ...] | None:
        said = self._mapping(draft)
        found: list[_Candidate] = []
        for member, source in zip(draft.members, draft.sources, strict=True):
            inner = self._inner(member, source, property_, said)
            if inner is None:
                return None
            found += inner
        base, place = self._registry.bases.get(draft.head.id), place_of(draft.head.node)
        if base is not None and (place in said or not self._has_mapping(draft)):
            candidate = self._base(base, draft, property_, said)
            if all(base != other.member.model for other in found):
                found.append(candidate)
        if _is_own(draft):
            self._check_mapping(draft, said, found)
        return _settled(found)

    def _base(
        self,
        base: ModelId,
        draft: UnionDraft,
        property_: str,
        said: Mapping[str, tuple[str, ...]],
    ) -> _Candidate:
        """The base schema of a family, as an additional member."""
        place, model = place_of(draft.head.node), self._registry.models[base]
        name = draft.head.name or (model.name if isinstance(model, ObjectModel) else None)
        own = self._own_tags(model, property_)
        member = Member(base, (), frozenset({base, place}))
        return _Candidate(member, said.get(place, ()), own if len(own) == 1 else (), name)

    def _own_tags(self, model: ModelDef | None, property_: str) -> tuple[str, ...]:
        found = field_of(model, property_) if isinstance(model, ObjectModel) else None
        return tags_of(found, self._registry.models)

    def _inner(
        self, member: TypeRef, source: Node, property_: str, said: Mapping[str, tuple[str, ...]]
    ) -> list[_Candidate] | None:
        """The objects that one member resolves to."""
        id_ = member.model if isinstance(member, RefTo) else ""
        model = self._registry.models.get(id_)
        places = frozenset({id_, *self._places(source)})
        if isinstance(model, ObjectModel):
            own = self._own_tags(model, property_)
            mapped = _of_places(said, places)
            return [_Candidate(Member(id_, (), places), mapped, own, _name(model, source))]
        if isinstance(model, AliasModel) and self._is_object(member):
            parts = _parts(model.type)
            found = [self._inner(part, source, property_, said) for part in parts]
            whole = [item for items in found if items is not None for item in items]
            return None if None in found else whole
        nested = self._registry.drafts.get(id_)
        if nested is None:
            return None
        inner = _property(nested)
        if inner in (None, property_):
            return self._nested(nested, property_, places, said)
        return self._told(nested, inner or "", property_, places, said)

    def _nested(
        self,
        nested: UnionDraft,
        property_: str,
        places: frozenset[str],
        said: Mapping[str, tuple[str, ...]],
    ) -> list[_Candidate] | None:
        """The members of an inner union that this property distinguishes, too."""
        members = self.members(nested, property_)
        if members is None:
            return None
        if len(members) == 1 and not nested.family:  # a reference to it means its only member
            members = (replace(members[0], places=members[0].places | places),)
        found = [
            _Candidate(item, _of_places(said, item.places), item.tags, None) for item in members
        ]
        base = self._registry.bases.get(nested.head.id)
        if base is not None and all(item.model != base for item in members):
            # A family that is listed as a member includes its base.
            candidate = self._base(base, nested, property_, said)
            claimed = {tag for item in members for tag in item.tags}
            tags = candidate.mapped or _implicit_tags(candidate.name)
            return found if claimed & set(tags) else [*found, candidate]
        return found

    def _told(
        self,
        nested: UnionDraft,
        inner: str,
        property_: str,
        places: frozenset[str],
        said: Mapping[str, tuple[str, ...]],
    ) -> list[_Candidate] | None:
        """The members of an inner union with its own tag: the outer tag selects all of them."""
        members = self.members(nested, inner)
        if members is None or not all(item.tags for item in members):
            return None
        found: list[_Candidate] = []
        for item in members:
            model = self._registry.models[item.model]
            own = self._own_tags(model, property_)
            mapped = _of_places(said, item.places) or _of_places(said, places)
            member = replace(
                item, tags=(), told_by=inner, inner_tags=item.tags, inner=nested.head.id
            )
            found.append(_Candidate(member, mapped, own, nested.head.name))
        return found

    def _places(self, source: Node) -> set[str]:
        """The places of a schema and of the references that lead to it."""
        found = {place_of(source)}
        if isinstance(source.value, dict):
            is_ref = isinstance(source.value.get("$ref"), str)
            wrapped = source if is_ref else described_reference(source, self._resolver)
            target = None if wrapped is None else self._resolver.deref(wrapped, SILENT)
            found |= set() if target is None else {place_of(target)}
        return found

    def _has_mapping(self, draft: UnionDraft) -> bool:
        node = draft.discriminator
        return node is not None and bool(node.members("mapping", SILENT))

    def _mapping(self, draft: UnionDraft) -> dict[str, tuple[str, ...]]:
        """The tags of the schemas in the mapping, by place."""
        found: dict[str, tuple[str, ...]] = {}
        sink = self._sink if _is_own(draft) else SILENT
        if draft.discriminator is not None:
            for tag, _, schema in mapped_schemas(draft.discriminator, self._resolver, sink):
                found[place_of(schema)] = (*found.get(place_of(schema), ()), tag)
        return found

    def _check_mapping(
        self,
        draft: UnionDraft,
        said: Mapping[str, tuple[str, ...]],
        found: Sequence[_Candidate],
    ) -> None:
        known = {m.model for m in draft.members if isinstance(m, RefTo)}
        known |= {place for source in draft.sources for place in self._places(source)}
        known |= {place for candidate in found for place in candidate.member.places}
        known |= {draft.head.id, place_of(draft.head.node)}
        for place, tags in said.items():
            if place not in known and draft.discriminator is not None:
                self._sink.warning(
                    "discriminator-outside",
                    f"the discriminator maps {', '.join(tags)!r} to a schema that is not a member",
                    draft.discriminator,
                    "add the schema to oneOf, or remove the mapping",
                )


def _settled(found: Sequence[_Candidate]) -> tuple[Member, ...]:
    """Each member with its tags: the mapped ones, else values that only it allows, else its name."""
    claimed = {tag for candidate in found for tag in candidate.mapped}
    count = Counter(
        tag for c in {c.member.model: c for c in found}.values() for tag in set(c.own) - claimed
    )
    members: dict[ModelId, Member] = {}
    for c in found:
        tags = c.mapped or _unmapped_tags(c, claimed, count)
        before = members.get(c.member.model)
        if before is None:
            members[c.member.model] = replace(c.member, tags=tags)
            continue
        both = tuple(dict.fromkeys((*before.tags, *tags)))
        places = before.places | c.member.places
        members[c.member.model] = replace(before, tags=both, places=places)
    return tuple(members.values())


def _unmapped_tags(
    candidate: _Candidate, claimed: set[str], count: Mapping[str, int]
) -> tuple[str, ...]:
    free = tuple(tag for tag in candidate.own if tag not in claimed) or candidate.own
    shared = any(count.get(tag, 0) > 1 for tag in free)
    name = candidate.name
    named = [tag for tag in free if name is not None and tag.casefold() == name.casefold()]
    if shared and named:
        return (name,) if name is not None and name in named else tuple(named)
    return free or _implicit_tags(name)


def _of_places(said: Mapping[str, tuple[str, ...]], places: frozenset[str]) -> tuple[str, ...]:
    return tuple(tag for place, tags in said.items() if place in places for tag in tags)


def _is_own(draft: UnionDraft) -> bool:
    """Whether the union itself declares the discriminator, instead of inheriting it."""
    node, home = draft.discriminator, draft.head.node
    return node is not None and (
        node.document == home.document and node.pointer.startswith(f"{home.pointer}/")
    )


def _property(draft: UnionDraft) -> str | None:
    """The property that the union's own discriminator names."""
    node = draft.discriminator
    return None if node is None else node.text("propertyName", SILENT)


def _parts(type_: TypeRef) -> tuple[TypeRef, ...]:
    plain = strip_null(type_)
    return plain.members if isinstance(plain, UnionOf) else (plain,)


def _name(model: ObjectModel, source: Node) -> str | None:
    if model.name is not None:
        return model.name
    ref = source.value.get("$ref") if isinstance(source.value, dict) else None
    return ref.rpartition("/")[2] if isinstance(ref, str) else None


def _implicit_tags(name: str | None) -> tuple[str, ...]:
    """Without a mapping, the tag is the component's name."""
    return () if name is None else (name,)


def field_of(model: ObjectModel, wire: str) -> Field | None:
    return next((field for field in model.fields if field.wire == wire), None)


def tags_of(field: Field | None, models: Mapping[ModelId, ModelDef]) -> tuple[str, ...]:
    """The values of an enumerated property as tags, if all of them can be tags."""
    plain = None if field is None else enumeration_of(field.type, models)
    if plain is None:
        return ()
    texts = tuple(text for value in plain.values if (text := tag_text(value)) is not None)
    return texts if len(texts) == len(plain.values) else ()


def tag_text(value: object) -> str | None:
    """A tag as a mapping key: a string, whole number or boolean."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int) else None
