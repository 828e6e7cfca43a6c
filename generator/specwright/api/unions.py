"""Union drafts enter, tagged unions or plain ones leave: what tells the members of a union apart.

Runs once all models are known, so a union may stand inside its own members.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from specwright.api.algebra import union_of
from specwright.api.model import (
    Enumeration,
    Field,
    ModelDef,
    ModelId,
    ObjectModel,
    RefTo,
    Scalar,
    TaggedUnion,
    TypeRef,
    Variant,
)
from specwright.api.registry import Registry, UnionDraft, alias_of, place_of
from specwright.diagnostics import Diagnostics
from specwright.source.node import Node
from specwright.source.refs import Resolver


def settle_unions(
    registry: Registry, resolver: Resolver, sink: Diagnostics
) -> dict[ModelId, ModelDef]:
    """All models, every draft decided and every variant's tag typed as the constant it is."""
    models: dict[ModelId, ModelDef] = dict(registry.models)
    for draft in registry.drafts.values():
        models[draft.head.id] = _settle(draft, registry, resolver, sink)
    return _with_constant_tags(models)


def _settle(
    draft: UnionDraft, registry: Registry, resolver: Resolver, sink: Diagnostics
) -> ModelDef:
    objects = _objects(draft, registry)
    if draft.discriminator is not None:
        tagged = _tagged_by_discriminator(draft, objects, resolver, sink)
        if tagged is not None:
            return tagged
    elif objects is not None:
        evident = _evident_property(objects)
        if evident is not None:
            variants = tuple(Variant(_tags(_field(o, evident)), o.id) for o in objects)
            return _union(draft, evident, variants)
    return alias_of(draft.head, union_of(draft.members))


def _objects(draft: UnionDraft, registry: Registry) -> tuple[ObjectModel, ...] | None:
    """The members as object models; None if one of them is something else."""
    found: list[ObjectModel] = []
    for member in draft.members:
        model = registry.models.get(member.model) if isinstance(member, RefTo) else None
        if not isinstance(model, ObjectModel):
            return None
        found.append(model)
    return tuple(found)


def _tagged_by_discriminator(
    draft: UnionDraft,
    objects: tuple[ObjectModel, ...] | None,
    resolver: Resolver,
    sink: Diagnostics,
) -> TaggedUnion | None:
    node = draft.discriminator
    assert node is not None
    name = node.text("propertyName", sink)
    if not name or objects is None:
        sink.warning(
            "unsupported-discriminator",
            "this discriminator does not choose among object schemas",
            node,
            "list only objects under oneOf; the members are tried in turn until then",
        )
        return None
    mapping = _mapping(node, draft, resolver, sink)
    variants: list[Variant] = []
    for model, source in zip(objects, draft.sources, strict=True):
        tags = mapping.get(model.id) or mapping.get(place_of(source)) or ()
        tags = tags or _tags(_field(model, name)) or _implicit_tags(model, source)
        variants.append(Variant(tags, model.id))
    claimed = [tag for variant in variants for tag in variant.tags]
    if not all(variant.tags for variant in variants) or len(set(claimed)) < len(claimed):
        sink.warning(
            "ambiguous-discriminator",
            f"the values of {name!r} do not tell these schemas apart",
            node,
            "map each value to one schema under discriminator.mapping",
        )
        return None
    return _union(draft, name, tuple(variants))


def _mapping(
    node: Node, draft: UnionDraft, resolver: Resolver, sink: Diagnostics
) -> Mapping[ModelId, tuple[str, ...]]:
    """Tags by the place of the schema that they are mapped to; a bare name means a component."""
    found: dict[ModelId, tuple[str, ...]] = {}
    for tag, target in node.members("mapping", sink):
        if not isinstance(target.value, str):
            continue
        place = resolver.deref(_reference(target), sink)
        if place is not None:
            found[place_of(place)] = (*found.get(place_of(place), ()), tag)
    known = {m.model for m in draft.members if isinstance(m, RefTo)} | {
        place_of(s) for s in draft.sources
    }
    for place_id in found.keys() - known:
        sink.warning(
            "discriminator-outside",
            f"the discriminator maps {', '.join(found[place_id])!r} to a schema that is not a member",
            node,
            "add the schema to oneOf, or take the mapping out",
        )
    return found


def _reference(target: Node) -> Node:
    """A mapping's value read as a reference: it is one, or the name of a component."""
    text: str = target.value
    if "/" not in text and "#" not in text and "." not in text:
        text = f"#/components/schemas/{text}"
    return Node(target.document, target.pointer, {"$ref": text})


def _implicit_tags(model: ObjectModel, source: Node) -> tuple[str, ...]:
    """Without a mapping the tag is the name of the component."""
    if model.name is not None:
        return (model.name,)
    ref = source.value.get("$ref") if isinstance(source.value, dict) else None
    return (ref.rpartition("/")[2],) if isinstance(ref, str) else ()


def _evident_property(objects: tuple[ObjectModel, ...]) -> str | None:
    """A property that every member requires and that has other constant texts in each."""
    for field in objects[0].fields:
        tags = [_required_tags(_field(model, field.wire)) for model in objects]
        flat = [tag for of_one in tags for tag in of_one]
        if all(tags) and len(set(flat)) == len(flat):
            return field.wire
    return None


def _required_tags(field: Field | None) -> tuple[str, ...]:
    return _tags(field) if field is not None and field.required else ()


def _tags(field: Field | None) -> tuple[str, ...]:
    if field is None or not isinstance(field.type, Enumeration):
        return ()
    texts = tuple(value for value in field.type.values if isinstance(value, str))
    return texts if len(texts) == len(field.type.values) else ()


def _field(model: ObjectModel, wire: str) -> Field | None:
    return next((field for field in model.fields if field.wire == wire), None)


def _union(draft: UnionDraft, property_: str, variants: tuple[Variant, ...]) -> TaggedUnion:
    head = draft.head
    return TaggedUnion(
        head.id,
        head.node,
        head.name,
        head.pin,
        head.context,
        head.description,
        head.deprecated,
        property_,
        variants,
        draft.exclusive,
    )


def _with_constant_tags(models: dict[ModelId, ModelDef]) -> dict[ModelId, ModelDef]:
    """Type a tag that the document leaves as plain text as the constants that select the variant."""
    tags: dict[tuple[ModelId, str], tuple[str, ...]] = {}
    for model in models.values():
        if isinstance(model, TaggedUnion):
            for variant in model.variants:
                key = (variant.model, model.property)
                tags[key] = tuple(dict.fromkeys((*tags.get(key, ()), *variant.tags)))
    settled = dict(models)
    for (id_, property_), values in tags.items():
        model = settled[id_]
        assert isinstance(model, ObjectModel)
        fields = tuple(
            # The tag says which variant it is, whoever sends it.
            replace(f, type=_narrowed(f.type, values), read_only=False, write_only=False)
            if f.wire == property_
            else f
            for f in model.fields
        )
        settled[id_] = replace(model, fields=fields)
    return settled


def _narrowed(type_: TypeRef, tags: tuple[str, ...]) -> TypeRef:
    narrows = isinstance(type_, Enumeration) and set(tags) <= set(type_.values)
    return Enumeration(tags, fixed=True) if type_ == Scalar("string") or narrows else type_
