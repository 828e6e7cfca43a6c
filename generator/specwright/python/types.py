"""Map type references to Python types. The only place that does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from specwright.api.model import (
    FORMATS,
    AliasModel,
    Api,
    Enumeration,
    ListOf,
    MapOf,
    ObjectModel,
    RefTo,
    Scalar,
    TupleOf,
    TypeRef,
    UnionOf,
)
from specwright.api.type_ops import union_of
from specwright.python.syntax.expr import Call, Expr, Lit, Name, Sub, union
from specwright.python.syntax.scope import ModuleScope

Flavour = Literal["response", "request", "argument"]
"""Where a type is used: attributes of responses, attributes of requests, and arguments."""

_ANY = Name("_t.Any")
_RESPONSE: dict[str, Expr] = {
    "base64": Name("_r.Base64"),
    "number": Name("_r.Number"),
    "uuid": Name("_uuid.UUID"),
    "date": Name("_r.Date"),
    "date-time": Name("_r.DateTime"),
    "date-time-local": Name("_dt.datetime"),
    "time": Name("_dt.time"),
    "decimal": Name("_decimal.Decimal"),
    "null": Name("None"),
    "any": _ANY,
    "never": _ANY,
}
_BUILTINS = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "binary": "str",
}
_TEXT_OR = {
    "uuid": "_uuid.UUID",
    "date": "_dt.date",
    "date-time": "_dt.datetime",
    "date-time-local": "_dt.datetime",
    "time": "_dt.time",
    "duration": "_dt.timedelta",
    "decimal": "_decimal.Decimal",
}


class TypeShaper:
    """Shapes types for one module in one flavour."""

    def __init__(self, api: Api, scope: ModuleScope, flavour: Flavour) -> None:
        self._api = api
        self._scope = scope
        self._flavour = flavour
        self._as_text = {FORMATS.get(hint.format) for hint in api.hints.formats}

    def text(self) -> Expr:
        """The type of a string."""
        return self._scope.builtin("str")

    def shape(self, type_: TypeRef) -> Expr:
        """The Python type."""
        match type_:
            case Scalar(kind):
                return self._scalar(kind)
            case Enumeration():
                return self._enumeration(type_)
            case ListOf(item):
                return self._list(type_, self.shape(item))
            case TupleOf(items):
                return Sub(self._scope.builtin("tuple"), tuple(map(self.shape, items)))
            case MapOf(value):
                return self._map(self.shape(value))
            case RefTo(model):
                return self._reference(model)
            case UnionOf(members):
                return union([self.shape(member) for member in members])

    def _scalar(self, kind: str) -> Expr:
        # Years and months have no fixed length, so a `timedelta` could not reproduce the string.
        if self._flavour == "response" and (kind == "duration" or kind in self._as_text):
            return self.text()
        if kind in ("integer-or-text", "number-or-text"):
            number = self._scalar(kind.partition("-")[0])
            return number if self._flavour == "argument" else _marked(number, "_r.NumberOrText")
        if self._flavour == "response" and kind in _RESPONSE:
            return _RESPONSE[kind]
        if kind == "binary" and self._flavour != "response":
            # Annotations of a class must also work for pydantic.
            return Name("_r.FileField" if self._scope.is_evaluated else "_r.FileInput")
        if kind == "base64" and self._flavour != "response":
            return union([self._scope.builtin("str"), self._scope.builtin("bytes")])
        if kind == "number" and self._flavour == "argument":
            return union([self._scope.builtin("float"), Name("_decimal.Decimal")])
        if kind in _TEXT_OR:
            return union([self._scope.builtin("str"), Name(_TEXT_OR[kind])])
        if kind in _BUILTINS:
            return self._scope.builtin(_BUILTINS[kind])
        if kind == "any" and self._flavour == "argument":
            return self._scope.builtin("object")
        return _RESPONSE[kind]

    def _enumeration(self, type_: Enumeration) -> Expr:
        kinds = [Scalar(kind) for kind in _kinds(type_)]
        if any(isinstance(value, float) for value in type_.values):
            return self.shape(union_of(kinds))  # a literal type cannot contain a float
        literal = Sub(Name("_t.Literal"), tuple(Lit(value) for value in type_.values))
        if self._flavour != "response":
            return literal
        if type_.fixed and not type_.tag:
            return _marked(literal, "_r.Exact") if _is_numeric(kinds) else literal
        shaped = literal if type_.fixed else union([literal, *map(self.shape, kinds)])
        return _marked(shaped, "_r.Open") if type_.fixed or _is_numeric(kinds) else shaped

    def _list(self, type_: ListOf, item: Expr) -> Expr:
        if self._flavour == "argument":
            sequence = Sub(Name("_t.Sequence"), (item,))
            return (
                union([sequence, Sub(Name("_t.AbstractSet"), (item,))])
                if type_.unique
                else sequence
            )
        shaped = self._scope.list_of(item)
        if not type_.prefix or not self._scope.is_evaluated:
            return shaped
        first = tuple(map(self.shape, type_.prefix))
        mark = Call(Name("_r.Positions"), first, (("rest", self.shape(type_.rest)),))
        return Sub(Name("_t.Annotated"), (shaped, mark))

    def _map(self, value: Expr) -> Expr:
        if self._flavour == "argument":
            return Sub(Name("_t.Mapping"), (self._scope.builtin("str"), value))
        return self._scope.dict_of(value)

    def _reference(self, id_: str) -> Expr:
        model = self._api.models[id_]
        if self._flavour != "argument":
            return self._scope.model(id_)
        if isinstance(model, ObjectModel):
            forms = [*self._received_forms(model), id_]
            return union([*map(self._scope.model, forms), self._scope.param(id_)])
        if isinstance(model, AliasModel) and not any(True for _ in _models_in(model.type)):
            return self._closed_alias(id_)
        return self._scope.param(id_)

    def _received_forms(self, model: ObjectModel) -> list[str]:
        """Received models can be sent back, if they have all required fields."""
        if any(field.required and field.write_only for field in model.fields):
            return []
        received = model.context.parent or ""
        return [received] if self._api.sent_forms.get(received) == model.id else []

    def _closed_alias(self, id_: str) -> Expr:
        """The closed form of an enumeration that is open in responses, which has its own name."""
        return self._scope.param(id_) if id_ in self._api.responses else self._scope.model(id_)


def _is_numeric(kinds: list[Scalar]) -> bool:
    """Literal types compare as Python does, where True equals 1."""
    return any(kind != Scalar("string") for kind in kinds)


def _marked(type_: Expr, marker: str) -> Expr:
    return Sub(Name("_t.Annotated"), (type_, Name(marker)))


def _kinds(type_: Enumeration) -> Iterator[Literal["string", "boolean", "integer", "number"]]:
    for value in type_.values:
        if isinstance(value, str):
            yield "string"
        elif isinstance(value, bool):
            yield "boolean"
        else:
            yield "integer" if isinstance(value, int) else "number"


def _models_in(type_: TypeRef) -> Iterator[RefTo]:
    match type_:
        case RefTo():
            yield type_
        case ListOf(inner) | MapOf(inner):
            yield from _models_in(inner)
        case TupleOf(items):
            for item in items:
                yield from _models_in(item)
        case UnionOf(members):
            for member in members:
                yield from _models_in(member)
        case _:
            return
