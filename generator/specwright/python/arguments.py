"""An operation enters; the arguments of its function leave, once for each signature it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from specwright.api.model import (
    Api,
    Field,
    ObjectModel,
    Operation,
    Parameter,
    RefTo,
    TaggedUnion,
)
from specwright.api.registry import place_of
from specwright.python.bodies import flat_models
from specwright.python.expr import Expr, Ident, Lit, Name, union
from specwright.python.limits import limits_of
from specwright.python.names import Names
from specwright.python.types import TypeShaper

UNSET = Name("_r.UNSET")
_UNSET_TYPE = Name("_r.Unset")


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a function."""

    name: Ident
    type: Expr
    required: bool
    default: Expr | None
    """What is sent when it is left out; None where nothing is."""
    kind: Literal["path", "parameter", "field", "body"]
    wire: str
    description: str
    deprecated: bool


@dataclass(frozen=True, slots=True)
class Form:
    """One way to call an operation."""

    arguments: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class Arguments:
    """All ways to call an operation: `all` accepts what any of `forms` does."""

    all: tuple[Argument, ...]
    forms: tuple[Form, ...]
    """Overloads; empty where `all` says it exactly."""


class ArgumentShaper:
    """Shapes the arguments of operations for one module."""

    def __init__(self, api: Api, names: Names, types: TypeShaper) -> None:
        self._api = api
        self._names = names
        self._types = types

    def shape(self, operation: Operation) -> Arguments:
        """The arguments of an operation's function."""
        fixed = [self._parameter(operation, p) for p in _given(operation)]
        if operation.body is None:
            return Arguments(tuple(fixed), ())
        models = flat_models(operation, self._api)
        whole = self._whole_body(operation, bool(models))
        if not models:
            return Arguments((*fixed, whole), ())
        tag = self._tag(operation)
        variants = [self._fields(operation, model, tag) for model in models]
        merged = self._merged(variants)
        everything = (*fixed, *merged, _optional(whole))
        if len(variants) == 1 and not any(a.required for a in variants[0]):
            return Arguments((*fixed, *variants[0], _optional(whole)), ())
        forms = [Form((*fixed, *fields)) for fields in variants]
        return Arguments(everything, (*forms, Form((*fixed, whole))))

    def _parameter(self, operation: Operation, parameter: Parameter) -> Argument:
        key = (place_of(operation.node), parameter.location, parameter.wire)
        sent = parameter.required and parameter.has_default
        return Argument(
            Ident(self._names.arguments[key]),
            self._types.shape(parameter.type),
            parameter.required and not sent,
            Lit(parameter.default) if sent else None,
            "path" if parameter.location == "path" else "parameter",
            parameter.wire,
            _told(parameter.description, limits_of(parameter.schema)),
            parameter.deprecated,
        )

    def _whole_body(self, operation: Operation, flat: bool) -> Argument:
        body = operation.body
        assert body is not None
        if body.kind == "raw":
            type_ = union([self._types.shape(body.type), Name("bytes")])
        else:
            type_ = self._types.shape(body.type)
        told = "The whole body, instead of its fields." if flat else body.description
        return Argument(Ident("body"), type_, body.required, None, "body", "body", told, False)

    def _tag(self, operation: Operation) -> str | None:
        """The property that selects the variant of a body."""
        assert operation.body is not None
        type_ = operation.body.type
        model = self._api.models[type_.model] if isinstance(type_, RefTo) else None
        return model.property if isinstance(model, TaggedUnion) else None

    def _fields(
        self, operation: Operation, model: ObjectModel, tag: str | None
    ) -> tuple[Argument, ...]:
        return tuple(
            self._field(operation, field, tag) for field in model.fields if not field.read_only
        )

    def _field(self, operation: Operation, field: Field, tag: str | None) -> Argument:
        constant = field.constant if field.wire != tag else None
        default: Expr | None = None
        if field.required and constant is not None:
            default = Lit(constant.values[0])
        body = operation.body
        return Argument(
            Ident(self._names.arguments[place_of(operation.node), "body", field.wire]),
            self._types.shape(field.type),
            field.required and default is None and body is not None and body.required,
            default,
            "field",
            field.wire,
            _told(field.description, limits_of(field.node)),
            field.deprecated,
        )

    def _merged(self, variants: list[tuple[Argument, ...]]) -> list[Argument]:
        """One argument for each name that any variant has; none of them is required."""
        by_name: dict[str, list[Argument]] = {}
        for arguments in variants:
            for argument in arguments:
                by_name.setdefault(argument.name, []).append(argument)
        return [
            Argument(
                same[0].name,
                union([a.type for a in same]),
                False,
                None,
                "field",
                same[0].wire,
                next((a.description for a in same if a.description), ""),
                all(a.deprecated for a in same),
            )
            for same in by_name.values()
        ]


def parameter_type(argument: Argument) -> Expr:
    """The annotation: an argument that may be left out takes the mark for that, too."""
    if argument.required or argument.default is not None:
        return argument.type
    return union([argument.type, _UNSET_TYPE])


def parameter_default(argument: Argument) -> Expr | None:
    return None if argument.required else argument.default or UNSET


def _optional(argument: Argument) -> Argument:
    return Argument(
        argument.name,
        argument.type,
        False,
        None,
        argument.kind,
        argument.wire,
        argument.description,
        argument.deprecated,
    )


def _given(operation: Operation) -> list[Parameter]:
    """The parameters that callers give: path parameters first, in the order of the path."""
    path = [p for p in operation.parameters if p.location == "path"]
    path.sort(key=lambda p: operation.path.find("{" + p.wire + "}"))
    others = [p for p in operation.parameters if p.location != "path" and not is_filled_in(p)]
    return [*path, *sorted(others, key=lambda p: not p.required)]


def is_filled_in(parameter: Parameter) -> bool:
    """A header that can only have one value is the client's business."""
    return parameter.location == "header" and parameter.is_constant


def _told(description: str, limits: str) -> str:
    return " ".join(part for part in (description.strip(), limits) if part)
