"""Look up properties of a response by their names in overlays: `results`, `meta.next`, or a header."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal, TypeAlias

from specwright.api.model import (
    AliasModel,
    Enumeration,
    Field,
    ListOf,
    MapOf,
    ModelDef,
    ModelId,
    Operation,
    Parameter,
    RefTo,
    Scalar,
    TypeRef,
    UnionOf,
)
from specwright.api.type_ops import fields_of, flat, strip_null, union_of

HEADER = "$response.header."
Models: TypeAlias = Mapping[ModelId, ModelDef]
Kind: TypeAlias = Literal["text", "number", "boolean", "list", "object", "open", "other"]
"""`open` means that the document does not describe the value."""


class Answer:
    """The JSON body and headers of an operation's success responses."""

    def __init__(self, operation: Operation, models: Models) -> None:
        """Read the success responses of an operation."""
        contents = [c for o in operation.successes for c in o.contents if c.kind == "json"]
        self._models = models
        self.types = tuple(dict.fromkeys(content.type for content in contents))
        self.headers = {
            name.lower(): (name, type_) for o in operation.successes for name, type_ in o.headers
        }

    @property
    def fields(self) -> dict[str, tuple[Field, ...]]:
        """The properties of the body."""
        return fields_of(self.types, self._models)

    def way(self, name: str) -> tuple[str, ...] | None:
        """The path of properties for a name, which may itself contain dots; None if there is none."""
        return _way(name, self.types, self._models)

    def types_of(self, name: str | None) -> tuple[TypeRef, ...]:
        """The types of a property; without a name, of the body."""
        types = self.types
        for step in () if name is None else self.way(name) or (name,):
            types = tuple(f.type for f in fields_of(types, self._models).get(step, ()))
        return types

    def kind(self, name: str | None) -> Kind:
        """The kind of a property's value."""
        return kind_of(self.types_of(name), self._models)

    def item(self, name: str | None) -> TypeRef | None:
        """The type of a list's items; None if it is not a list."""
        parts = _parts(self.types_of(name), self._models)
        items = [part.item for part in parts if isinstance(part, ListOf)]
        return union_of(items) if items else None


def query_of(operation: Operation, models: Models) -> dict[str, Parameter]:
    """The query parameters by name; members of an exploded object have the object's name before theirs."""
    found: dict[str, Parameter] = {}
    for parameter in operation.parameters:
        if parameter.location == "query":
            found[parameter.wire] = parameter
            is_flat = parameter.style == "form" and parameter.explode
            for wire, fields in fields_of([parameter.type] if is_flat else [], models).items():
                name, field = f"{parameter.wire}.{wire}", fields[0]
                found[name] = replace(
                    parameter,
                    wire=name,
                    type=field.type,
                    required=False,
                    default=field.default,
                    limits=field.limits,
                )
    return found


def kind_of(types: Iterable[TypeRef], models: Models) -> Kind:
    """The kind that all of the types share, ignoring null."""
    kinds = {_kind(part) for part in _parts(types, models) if part != Scalar("null")}
    return kinds.pop() if len(kinds) == 1 else "other" if kinds else "open"


def _kind(type_: TypeRef) -> Kind:
    if isinstance(type_, Enumeration):
        return "text" if all(isinstance(value, str) for value in type_.values) else "other"
    if isinstance(type_, ListOf):
        return "list"
    if isinstance(type_, RefTo):
        return "object"
    if isinstance(type_, Scalar):
        return _SCALARS.get(type_.kind, "text")
    return "open" if isinstance(type_, MapOf) else "other"


_SCALARS: Mapping[str, Kind] = {
    "any": "open",
    "boolean": "boolean",
    "binary": "other",
    "never": "other",
    **dict.fromkeys(("integer", "number", "integer-or-text", "number-or-text"), "number"),
}


def _parts(types: Iterable[TypeRef], models: Models) -> list[TypeRef]:
    """The single types, with aliases resolved."""
    pending, found, seen = flat([*types]), list[TypeRef](), set[TypeRef]()
    while pending:
        type_ = pending.pop(0)
        model = models.get(type_.model) if isinstance(type_, RefTo) else None
        if not isinstance(model, AliasModel):
            found.append(type_)
        elif type_ not in seen:
            seen.add(type_)
            pending += model.type.members if isinstance(model.type, UnionOf) else (model.type,)
    return found


def _way(name: str, types: tuple[TypeRef, ...], models: Models) -> tuple[str, ...] | None:
    fields = fields_of(types, models)
    if name in fields:
        return (name,)
    for place in (index for index, letter in enumerate(name) if letter == "."):
        head, rest = name[:place], name[place + 1 :]
        below = tuple(strip_null(field.type) for field in fields.get(head, ()))
        if not below:
            continue
        if kind_of(below, models) == "open":
            return (head, *rest.split("."))
        found = _way(rest, below, models)
        if found is not None:
            return (head, *found)
    return None
