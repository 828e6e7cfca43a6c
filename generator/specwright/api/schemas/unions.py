"""Decide how the members of a union are told apart: by a tag, by shape, or not at all.

Runs once all models are known, so a union may be part of its own members.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from specwright.api.model import (
    Enumeration,
    Field,
    Further,
    ModelDef,
    ModelId,
    ObjectModel,
    RefTo,
    Scalar,
    TaggedUnion,
    TypeRef,
    UnionOf,
    Variant,
)
from specwright.api.passes.reachability import mentioned, parts_of
from specwright.api.schemas.members import Member, MemberFinder, field_of, tag_text, tags_of
from specwright.api.schemas.registry import Registry, UnionDraft, alias_of
from specwright.api.type_ops import NULL, enumeration_of, strip_null, union_of
from specwright.diagnostics import Diagnostics
from specwright.source.node import Node
from specwright.source.refs import Resolver


def settle_unions(
    registry: Registry, resolver: Resolver, sink: Diagnostics, roots: Iterable[TypeRef] = ()
) -> dict[ModelId, ModelDef]:
    """All models, with every union decided and every tag typed as its constant. `roots` are response types."""
    settler = _Settler(registry, MemberFinder(registry, resolver, sink), sink)
    models: dict[ModelId, ModelDef] = dict(registry.models)
    for draft in registry.drafts.values():
        models.update({model.id: model for model in settler.settle(draft)})
    used = {v.model for m in models.values() if isinstance(m, TaggedUnion) for v in m.variants}
    for base in registry.bases.values():
        if base not in used:
            del models[base]
    return _with_constant_tags(models, _alone(models, roots), sink)


class _Settler:
    def __init__(self, registry: Registry, finder: MemberFinder, sink: Diagnostics) -> None:
        self._registry = registry
        self._models = registry.models
        self._finder = finder
        self._sink = sink

    def settle(self, draft: UnionDraft) -> tuple[ModelDef, ...]:
        """The decided union: tagged if a property distinguishes its objects, even if it has other members."""
        objects = self._finder.objects_of(draft)
        rest = tuple(member for member in draft.members if member not in objects.members)
        tagged = self._tagged(objects if rest else draft)
        if tagged is None:
            return (alias_of(draft.head, union_of(draft.members)),)
        if not rest:
            return (tagged,)
        return (tagged, alias_of(draft.head, union_of((RefTo(tagged.id), *rest))))

    def _tagged(self, draft: UnionDraft) -> TaggedUnion | None:
        if draft.discriminator is not None:
            return self._by_discriminator(draft, draft.discriminator)
        return self._by_evidence(draft)

    def _by_evidence(self, draft: UnionDraft) -> TaggedUnion | None:
        objects = self._finder.flat_objects(draft)
        if objects is None:
            return self._by_evidence_above(draft)
        evident = _evident_property(objects, self._models)
        if evident is None:
            return None
        fields = [(field_of(model, evident), model.id) for model in objects]
        variants = tuple(Variant(tags_of(field, self._models), id_) for field, id_ in fields)
        optional = any(field is not None and _is_optional(field) for field, _ in fields)
        return _union(draft, evident, variants, optional)

    def _by_evidence_above(self, draft: UnionDraft) -> TaggedUnion | None:
        """A property that distinguishes the members, some of which are unions with their own tag."""
        objects = self._finder.flat_objects(draft, told=True) or ()
        for name in [field.wire for field in objects[0].fields] if objects else ():
            fields = [field_of(model, name) for model in objects]
            if not all(f and tags_of(f, self._models) and not _is_optional(f) for f in fields):
                continue
            members = self._finder.members(draft, name) or ()
            further = {tag: self._inner_tag(of_tag) for tag, of_tag in _sharing(members).items()}
            told = {tag: found for tag, found in further.items() if found is not None}
            if members and told == further:
                variants = tuple(Variant(member.tags, member.model) for member in members)
                return replace(_union(draft, name, variants, False), further=told)
        return None

    def _by_discriminator(self, draft: UnionDraft, node: Node) -> TaggedUnion | None:
        name = node.text("propertyName", self._sink)
        members = self._finder.members(draft, name) if name else None
        if not name or members is None:
            self._sink.warning(
                "unsupported-discriminator",
                "this discriminator does not select among object schemas",
                node,
                "list only objects under oneOf; until then, the members are tried in turn",
            )
            return None
        if not all(member.tags for member in members):
            self._sink.warning(
                "ambiguous-discriminator",
                f"the values of {name!r} do not distinguish these schemas",
                node,
                "map each value to one schema under discriminator.mapping",
            )
            return None
        further = self._further(members, name, node)
        variants = tuple(Variant(member.tags, member.model) for member in members)
        fields = [(v, self._field(v.model, name)) for v in variants]
        optional = any(
            f is not None and tags_of(f, self._models) and _is_optional(f) for _, f in fields
        )
        return replace(_union(draft, name, variants, optional), stated=True, further=further)

    def _field(self, id_: ModelId, wire: str) -> Field | None:
        model = self._models[id_]
        return field_of(model, wire) if isinstance(model, ObjectModel) else None

    def _further(self, members: tuple[Member, ...], name: str, node: Node) -> dict[str, Further]:
        """A second property that distinguishes members with the same tag."""
        shared = _sharing(members)
        found: dict[str, Further] = {}
        for tag, of_tag in shared.items():
            further = self._inner_tag(of_tag) or self._evident(of_tag)
            if further is not None:
                found[tag] = further
        self._report_shared([tag for tag in shared if tag not in found], name, node)
        return found

    def _inner_tag(self, members: Sequence[Member]) -> Further | None:
        """The tag of the inner union that all of these come from."""
        choices = {tag: member.model for member in members for tag in member.inner_tags}
        property_ = members[0].told_by
        same = all(member.told_by == property_ for member in members)
        distinct = len(choices) == sum(len(member.inner_tags) for member in members)
        if property_ is None or not same or not distinct:
            return None
        unions = {member.inner for member in members}
        return Further(property_, choices, unions.pop() if len(unions) == 1 else None)

    def _evident(self, members: Sequence[Member]) -> Further | None:
        models = [self._models[member.model] for member in members]
        objects = tuple(model for model in models if isinstance(model, ObjectModel))
        evident = _evident_property(objects, self._models, demanded=True)
        if evident is None:
            return None
        tags = [(tags_of(field_of(model, evident), self._models), model.id) for model in objects]
        return Further(evident, {tag: id_ for of_one, id_ in tags for tag in of_one})

    def _report_shared(self, shared: list[str], name: str, node: Node) -> None:
        if shared:
            self._sink.warning(
                "ambiguous-discriminator",
                f"{', '.join(map(repr, shared))} of {name!r} selects several of these schemas, "
                "which are tried in turn",
                node,
                "map each value to one schema under discriminator.mapping",
            )


def _sharing(members: Sequence[Member]) -> dict[str, list[Member]]:
    """The members of each shared tag."""
    found: dict[str, list[Member]] = {}
    for member in members:
        for tag in member.tags:
            found.setdefault(tag, []).append(member)
    return {tag: of_tag for tag, of_tag in found.items() if len(of_tag) > 1}


def _is_optional(field: Field) -> bool:
    return not field.required or (
        isinstance(field.type, UnionOf) and Scalar("null") in field.type.members
    )


def _evident_property(
    objects: Sequence[ObjectModel], models: Mapping[ModelId, ModelDef], demanded: bool = False
) -> str | None:
    """A property with different constants in each member; required ones are preferred, then single values."""
    if len(objects) < 2:
        return None
    apart = [f for f in objects[0].fields if _is_apart(f.wire, objects, models)]
    required = [f for f in apart if all(_is_required(f.wire, model) for model in objects)]
    if required or demanded:
        return required[0].wire if required else None
    for field in apart:
        if all(len(tags_of(field_of(model, field.wire), models)) == 1 for model in objects):
            return field.wire
    return None


def _is_apart(
    wire: str, objects: Sequence[ObjectModel], models: Mapping[ModelId, ModelDef]
) -> bool:
    tags = [tags_of(field_of(model, wire), models) for model in objects]
    flat = [tag for of_one in tags for tag in of_one]
    return all(tags) and len(set(flat)) == len(flat)


def _is_required(wire: str, model: ObjectModel) -> bool:
    field = field_of(model, wire)
    return field is not None and not _is_optional(field)


def _union(
    draft: UnionDraft, property_: str, variants: tuple[Variant, ...], optional: bool
) -> TaggedUnion:
    return TaggedUnion(
        *draft.head.parts, property_, variants, draft.exclusive, optional, draft.family
    )


def _alone(models: dict[ModelId, ModelDef], roots: Iterable[TypeRef]) -> frozenset[ModelId]:
    """The models that are also used outside a tagged union."""
    others = (m for m in models.values() if not isinstance(m, TaggedUnion))
    found = [id_ for root in roots for id_ in mentioned(root)]
    return frozenset((*found, *(id_ for model in others for id_ in parts_of(model))))


def _with_constant_tags(
    models: dict[ModelId, ModelDef], alone: frozenset[ModelId], sink: Diagnostics
) -> dict[ModelId, ModelDef]:
    """Type a plain string tag as the constants that select the variant."""
    tags: dict[tuple[ModelId, str], tuple[str, ...]] = {}
    unions: dict[tuple[ModelId, str], TaggedUnion] = {}
    for model in models.values():
        if isinstance(model, TaggedUnion):
            for variant in model.variants:
                key = (variant.model, model.property)
                tags[key] = tuple(dict.fromkeys((*tags.get(key, ()), *variant.tags)))
                unions.setdefault(key, model)
    settled = dict(models)
    for (id_, property_), values in tags.items():
        model = settled[id_]
        assert isinstance(model, ObjectModel)
        if field_of(model, property_) is None:
            settled[id_] = _with_tag(model, unions[id_, property_], values, sink)
            continue
        fields = tuple(
            # The tag identifies the variant, whoever sends it.
            replace(
                f,
                type=_narrowed(f.type, values, id_ in alone, models),
                read_only=False,
                write_only=False,
            )
            if f.wire == property_
            else f
            for f in model.fields
        )
        settled[id_] = replace(model, fields=fields)
    return settled


def _narrowed(
    type_: TypeRef, tags: tuple[str, ...], is_alone: bool, models: Mapping[ModelId, ModelDef]
) -> TypeRef:
    plain = strip_null(type_)
    if plain == Scalar("string"):
        found: TypeRef = Enumeration(tags, fixed=True)
    elif plain == Scalar("boolean") and set(tags) <= {"true", "false"}:
        found = Enumeration(tuple(tag == "true" for tag in tags), fixed=True)
    elif plain == Scalar("integer") and all(tag.lstrip("-").isdecimal() for tag in tags):
        found = Enumeration(tuple(map(int, tags)), fixed=True)
    else:
        listed = enumeration_of(plain, models)
        values = () if listed is None else listed.values
        kept = tuple(value for value in values if tag_text(value) in tags)
        if listed is None or len(kept) < len(tags):
            return type_
        found = Enumeration(kept, fixed=True, tag=is_alone and not listed.fixed)
    # If only its union mentions a variant, null would not select it.
    return union_of([found, NULL]) if is_alone and plain != type_ else found


def _with_tag(
    model: ObjectModel, union: TaggedUnion, tags: tuple[str, ...], sink: Diagnostics
) -> ObjectModel:
    """Add the tag property to a variant that does not declare it."""
    sink.warning(
        "undeclared-tag",
        f"the discriminator's property {union.property!r} is not declared here; read as a required string",
        model.node,
        f"add {union.property!r} to the properties, with its values, and to 'required'",
    )
    field = Field(
        wire=union.property,
        type=Enumeration(tags, fixed=True),
        required=True,
        description="",
        deprecated=False,
        read_only=False,
        write_only=False,
        limits={},
        default=None,
        has_default=False,
        pin=None,
        node=union.node,
    )
    return replace(model, fields=(field, *model.fields))
