"""Combine and inspect type references: unions, nullability, parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from specwright.api.model import (
    AliasModel,
    Enumeration,
    Field,
    ModelDef,
    ModelId,
    ObjectModel,
    RefTo,
    Scalar,
    TaggedUnion,
    TypeRef,
    UnionOf,
)

ANY = Scalar("any")
NULL = Scalar("null")


def strip_null(type_: TypeRef) -> TypeRef:
    """The type without null."""
    if isinstance(type_, UnionOf):
        return union_of([member for member in type_.members if member != NULL])
    return type_


def union_of(members: Sequence[TypeRef]) -> TypeRef:
    """The union of types: flat, without duplicates, null last; a union with Any is Any."""
    useful = [member for member in dict.fromkeys(flat(members)) if member != Scalar("never")]
    if ANY in useful:
        return ANY
    if Scalar("number") in useful:
        useful = [member for member in useful if member != Scalar("integer")]
    useful = _with_one_enumeration(useful)
    ordered = [m for m in useful if m != NULL] + [m for m in useful if m == NULL]
    if not ordered:
        return Scalar("never")
    return ordered[0] if len(ordered) == 1 else UnionOf(tuple(ordered))


def _with_one_enumeration(members: list[TypeRef]) -> list[TypeRef]:
    """Merge adjacent enumerations into one."""
    fixed = [m for m in members if isinstance(m, Enumeration) and m.fixed and not m.tag]
    if len(fixed) < 2:
        return members
    values = distinct([value for member in fixed for value in member.values])
    first = members.index(fixed[0])
    merged: list[TypeRef] = [Enumeration(values)]
    return [*members[:first], *merged, *(m for m in members[first:] if m not in fixed)]


def flat(members: Sequence[TypeRef]) -> list[TypeRef]:
    """The members, with nested unions flattened."""
    return [
        inner
        for member in members
        for inner in (member.members if isinstance(member, UnionOf) else (member,))
    ]


def distinct(values: Sequence[str | int | float | bool]) -> tuple[str | int | float | bool, ...]:
    """The distinct values; in JSON `1` and `true` differ."""
    return tuple({(type(value), value): value for value in values}.values())


def in_order(types: frozenset[str]) -> list[str]:
    """JSON type names in a fixed order."""
    order = ["string", "integer", "number", "boolean", "array", "object", "null"]
    known = [name for name in order if name in types]
    if "number" in known and "integer" in known:
        known.remove("integer")
    return known + sorted(types - set(order))


def enumeration_of(type_: TypeRef, models: Mapping[ModelId, ModelDef]) -> Enumeration | None:
    """The enumeration that a type is or refers to, nullable or not."""
    plain, seen = strip_null(type_), set[ModelId]()
    while isinstance(plain, RefTo) and plain.model not in seen:
        seen.add(plain.model)
        model = models.get(plain.model)
        if not isinstance(model, AliasModel):
            return None
        plain = strip_null(model.type)
    return plain if isinstance(plain, Enumeration) else None


def fields_of(
    types: Iterable[TypeRef], models: Mapping[ModelId, ModelDef]
) -> dict[str, tuple[Field, ...]]:
    """Every property that the types have, by wire name."""
    found: dict[str, tuple[Field, ...]] = {}
    for model in _objects(types, models):
        for field in model.fields:
            found[field.wire] = (*found.get(field.wire, ()), field)
    return found


def _objects(types: Iterable[TypeRef], models: Mapping[ModelId, ModelDef]) -> Iterator[ObjectModel]:
    pending, seen = list(types), set[ModelId]()
    while pending:
        type_ = pending.pop(0)
        if isinstance(type_, UnionOf):
            pending += type_.members
        elif isinstance(type_, RefTo) and type_.model not in seen:
            seen.add(type_.model)
            model = models[type_.model]
            if isinstance(model, ObjectModel):
                yield model
            elif isinstance(model, AliasModel):
                pending.append(model.type)
            elif isinstance(model, TaggedUnion):
                pending += [RefTo(variant.model) for variant in model.variants]
