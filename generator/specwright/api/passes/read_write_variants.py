"""Split models in two where `readOnly` or `writeOnly` makes requests and responses differ.

The received form keeps the model's place and name. The sent form is a copy that stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from specwright.api.model import (
    Context,
    Further,
    ListOf,
    MapOf,
    ModelDef,
    ModelId,
    ObjectModel,
    Operation,
    RefTo,
    TaggedUnion,
    TupleOf,
    TypeRef,
    UnionOf,
)
from specwright.api.passes.reachability import parts_of


@dataclass(frozen=True, slots=True)
class Forms:
    """The operations with request forms, all models, and the request form of each split model."""

    operations: tuple[Operation, ...]
    models: Mapping[ModelId, ModelDef]
    sent_forms: Mapping[ModelId, ModelId]


def separate_forms(
    operations: tuple[Operation, ...],
    models: Mapping[ModelId, ModelDef],
    shared: frozenset[ModelId],
) -> Forms:
    """Create a request form for each model that both directions use and that cannot be one class."""
    # JSON pointers never contain `~s`, so no place of a document collides with this.
    twins = {id_: f"{id_}~sent" for id_ in _differing(models, shared)}
    if not twins:
        return Forms(operations, models, {})
    copies = {twins[id_]: _sent_form(models[id_], twins) for id_ in models if id_ in twins}
    return Forms(
        tuple(_with_sent_forms(operation, twins) for operation in operations),
        {**models, **copies},
        twins,
    )


def _differing(models: Mapping[ModelId, ModelDef], shared: frozenset[ModelId]) -> list[ModelId]:
    """The shared models with required properties of one direction only, and those that mention them."""
    users: dict[ModelId, list[ModelId]] = {}
    for id_ in shared:
        for part in parts_of(models[id_]):
            users.setdefault(part, []).append(id_)
    pending = [id_ for id_ in models if id_ in shared and _demands_one_way(models[id_])]
    found: set[ModelId] = set()
    while pending:
        id_ = pending.pop()
        if id_ not in found:
            found.add(id_)
            pending += users.get(id_, ())
    return [id_ for id_ in models if id_ in found]


def _demands_one_way(model: ModelDef) -> bool:
    return isinstance(model, ObjectModel) and any(
        field.required and (field.read_only or field.write_only) for field in model.fields
    )


def _sent_form(model: ModelDef, twins: Mapping[ModelId, ModelId]) -> ModelDef:
    id_, context = twins[model.id], Context(model.id, ("request",))
    if isinstance(model, ObjectModel):
        fields = tuple(replace(f, type=_mapped(f.type, twins)) for f in model.fields)
        return replace(
            model,
            id=id_,
            name=None,
            pin=None,
            context=context,
            fields=fields,
            extra=_mapped(model.extra, twins),
        )
    if isinstance(model, TaggedUnion):
        variants = tuple(replace(v, model=twins.get(v.model, v.model)) for v in model.variants)
        further = {tag: _further_form(told, twins) for tag, told in model.further.items()}
        made = replace(model, id=id_, name=None, pin=None, context=context)
        return replace(made, variants=variants, further=further)
    return replace(
        model, id=id_, name=None, pin=None, context=context, type=_mapped(model.type, twins)
    )


def _further_form(told: Further, twins: Mapping[ModelId, ModelId]) -> Further:
    choices = {tag: twins.get(id_, id_) for tag, id_ in told.choices.items()}
    union = None if told.union is None else twins.get(told.union, told.union)
    return Further(told.property, choices, union)


def _with_sent_forms(operation: Operation, twins: Mapping[ModelId, ModelId]) -> Operation:
    return replace(
        operation,
        parameters=tuple(replace(p, type=_mapped(p.type, twins)) for p in operation.parameters),
        bodies=tuple(replace(b, type=_mapped(b.type, twins)) for b in operation.bodies),
    )


def _mapped(type_: TypeRef, twins: Mapping[ModelId, ModelId]) -> TypeRef:
    """The type with request forms in place of received ones."""
    match type_:
        case RefTo(id_):
            return RefTo(twins.get(id_, id_))
        case ListOf(item, unique, prefix, rest):
            first = tuple(_mapped(part, twins) for part in prefix)
            return ListOf(_mapped(item, twins), unique, first, _mapped(rest, twins))
        case TupleOf(items):
            return TupleOf(tuple(_mapped(item, twins) for item in items))
        case MapOf(value):
            return MapOf(_mapped(value, twins))
        case UnionOf(members):
            return UnionOf(tuple(_mapped(member, twins) for member in members))
        case _:
            return type_
