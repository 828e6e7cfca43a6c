"""Find the models that requests reach, and those that responses reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from specwright.api.model import (
    AliasModel,
    ListOf,
    MapOf,
    ModelDef,
    ModelId,
    ObjectModel,
    Operation,
    RefTo,
    TupleOf,
    TypeRef,
    UnionOf,
    Webhook,
)


def request_roots(operations: Sequence[Operation]) -> Iterator[TypeRef]:
    for operation in operations:
        yield from (parameter.type for parameter in operation.parameters)
        yield from (body.type for body in operation.bodies)


def response_roots(operations: Sequence[Operation]) -> Iterator[TypeRef]:
    for operation in operations:
        for outcome in operation.outcomes:
            yield from (content.type for content in outcome.contents)
            yield from (type_ for _, type_ in outcome.headers)


def webhook_roots(webhooks: Sequence[Webhook]) -> Iterator[TypeRef]:
    """The bodies that the server sends; they are received like responses."""
    yield from (webhook.type for webhook in webhooks if webhook.type is not None)


def reached_from(
    roots: Iterable[TypeRef], models: Mapping[ModelId, ModelDef]
) -> frozenset[ModelId]:
    """Every model that the types mention, directly or through other models."""
    seen: set[ModelId] = set()
    pending = [id_ for root in roots for id_ in mentioned(root)]
    while pending:
        id_ = pending.pop()
        if id_ not in seen:
            seen.add(id_)
            pending += parts_of(models[id_])
    return frozenset(seen)


def parts_of(model: ModelDef) -> list[ModelId]:
    """The models that a definition mentions."""
    if isinstance(model, ObjectModel):
        types = [*(field.type for field in model.fields), model.extra]
        return [id_ for type_ in types for id_ in mentioned(type_)]
    if isinstance(model, AliasModel):
        return list(mentioned(model.type))
    inner = [told.union for told in model.further.values() if told.union is not None]
    return [*(variant.model for variant in model.variants), *inner]


def mentioned(type_: TypeRef) -> Iterator[ModelId]:
    """The models that a type mentions."""
    if isinstance(type_, RefTo):
        yield type_.model
    elif isinstance(type_, ListOf):
        for part in (type_.item, *type_.prefix, type_.rest):
            yield from mentioned(part)
    elif isinstance(type_, TupleOf):
        for part in type_.items:
            yield from mentioned(part)
    elif isinstance(type_, MapOf):
        yield from mentioned(type_.value)
    elif isinstance(type_, UnionOf):
        for member in type_.members:
            yield from mentioned(member)
