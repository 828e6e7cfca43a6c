"""Report parameters whose style cannot write the values that their schema allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from specwright.api.model import (
    AliasModel,
    Body,
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
)
from specwright.diagnostics import Diagnostics
from specwright.source.node import Node

_Models = Mapping[ModelId, ModelDef]
_DEEP = ("deepObject", "json")
_HINT = "use style: deepObject, or content: {application/json: ...}"


def check_styles(operations: Sequence[Operation], models: _Models, sink: Diagnostics) -> None:
    """Report parameters and form parts whose values may contain nested objects or lists."""
    reported: set[int] = set()
    for operation in operations:
        for what, style, type_, node in _styled(operation, models):
            if style in _DEEP or id(node.value) in reported or not _holds_nested(type_, models):
                continue
            reported.add(id(node.value))
            message = (
                f"{what} may contain nested objects or lists, which the style {style!r} does not define; "
                "they are sent as JSON text"
            )
            sink.warning("nested-in-style", message, node, _HINT)


def _styled(operation: Operation, models: _Models) -> Iterator[tuple[str, str, TypeRef, Node]]:
    for parameter in operation.parameters:
        if parameter.location == "querystring":
            continue  # a form, whose objects are JSON by default
        what = f"the {parameter.location} parameter {parameter.wire!r}"
        yield what, parameter.style, parameter.type, parameter.node
    for body in operation.bodies:
        yield from _styled_parts(body, models)


def _styled_parts(body: Body, models: _Models) -> Iterator[tuple[str, str, TypeRef, Node]]:
    if body.kind not in ("form", "multipart"):
        return
    parts = {part.wire: part for part in body.encoding if part.style is not None}
    for model in _resolved(body.type, models):
        for field in model.fields if isinstance(model, ObjectModel) else ():
            part = parts.get(field.wire)
            if part is not None and part.style is not None:
                yield f"the property {part.wire!r} of the form", part.style, field.type, field.node


def _holds_nested(type_: TypeRef, models: _Models) -> bool:
    return any(
        isinstance(inner, (ListOf, TupleOf, MapOf, ObjectModel))
        for outer in _resolved(type_, models)
        for member in _members(outer)
        for inner in _resolved(member, models)
    )


def _members(outer: TypeRef | ObjectModel) -> tuple[TypeRef, ...]:
    if isinstance(outer, ObjectModel):
        return (*(f.type for f in outer.fields if not f.read_only), outer.extra)
    if isinstance(outer, ListOf):
        return (outer.item,)
    if isinstance(outer, TupleOf):
        return outer.items
    return (outer.value,) if isinstance(outer, MapOf) else ()


def _resolved(type_: TypeRef, models: _Models) -> list[TypeRef | ObjectModel]:
    """The types that a type can be, behind aliases and unions."""
    found: list[TypeRef | ObjectModel] = []
    seen: set[ModelId] = set()
    pending = [type_]
    while pending:
        one = pending.pop(0)
        if isinstance(one, UnionOf):
            pending += one.members
        elif not isinstance(one, RefTo):
            found.append(one)
        elif one.model not in seen:
            seen.add(one.model)
            model = models[one.model]
            if isinstance(model, ObjectModel):
                found.append(model)
            elif isinstance(model, AliasModel):
                pending.append(model.type)
            else:
                pending += [RefTo(variant.model) for variant in model.variants]
    return found
