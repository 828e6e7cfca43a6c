"""Build the arguments of an operation, once for each of its signatures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from specwright.api.model import (
    Api,
    Body,
    Field,
    ObjectModel,
    Operation,
    Parameter,
    RefTo,
    TaggedUnion,
)
from specwright.python.bodies import flat_models
from specwright.python.docs.constraint_text import limits_in_words
from specwright.python.docs.examples import example_in, example_in_words, member_of
from specwright.python.naming.names import Names
from specwright.python.syntax.expr import Expr, Ident, Lit, Name, Sub, union
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
    """What is sent if it is omitted; None if nothing is."""
    kind: Literal["path", "parameter", "field", "body", "media"]
    wire: str
    description: str
    limits: str
    """Bounds in words; empty if the forms differ in them."""
    deprecated: bool
    example: str = ""
    """A short example of the document, in words."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way to call an operation."""

    arguments: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class Arguments:
    """All forms of an operation: `all` accepts what any of `forms` accepts."""

    all: tuple[Argument, ...]
    forms: tuple[Form, ...]
    """Overloads; empty if `all` is exact."""


class ArgumentShaper:
    """Shapes the arguments of operations for one module."""

    def __init__(self, api: Api, names: Names, types: TypeShaper) -> None:
        self._api = api
        self._names = names
        self._types = types

    def shape(self, operation: Operation) -> Arguments:
        """The arguments of an operation's function."""
        fixed = tuple(self._parameter(operation, p) for p in _given(operation))
        if not operation.bodies:
            return Arguments(fixed, ())
        ways = [way for body in operation.bodies for way in self._ways(operation, body)]
        forms = tuple(Form((*fixed, *way)) for way in ways)
        everything = (*fixed, *_merged(ways))
        only = operation.bodies[0] if len(operation.bodies) == 1 else None
        if only is not None and _says_it_all(ways):
            return Arguments(everything, ())
        return (
            Arguments(forms[0].arguments, ()) if len(forms) == 1 else Arguments(everything, forms)
        )

    def _ways(self, operation: Operation, body: Body) -> list[tuple[Argument, ...]]:
        """The forms of one body: by its fields, per variant, or as a whole."""
        chooser = self._chooser(operation, body)
        models = flat_models(body, self._api)
        tag = self._tag(body)
        ways = [(*self._fields(operation, body, model, tag), *chooser) for model in models]
        return [*ways, (self._whole_body(body, bool(models)), *chooser)]

    def _chooser(self, operation: Operation, body: Body) -> tuple[Argument, ...]:
        """The argument that selects a media type, if there are several."""
        if len(operation.bodies) == 1 and "*" not in body.media_type:
            return ()
        fixed = Sub(Name("_t.Literal"), (Lit(body.media_type),))
        type_: Expr = fixed if "*" not in body.media_type else self._types.text()
        told = "The media type of the body."
        required = body is not operation.bodies[0]
        name = Ident("content_type")
        return (Argument(name, type_, required, None, "media", name, told, "", False),)

    def _parameter(self, operation: Operation, parameter: Parameter) -> Argument:
        key = (operation.id, parameter.location, parameter.wire)
        sent = parameter.required and parameter.has_default
        type_ = self._types.shape(parameter.type)
        if not parameter.required:
            type_ = union([type_, Name("None")])  # omitted, unless it is JSON that may be null
        return Argument(
            Ident(self._names.arguments[key]),
            type_,
            parameter.required and not sent,
            Lit(parameter.default) if sent else None,
            "path" if parameter.location == "path" else "parameter",
            parameter.wire,
            parameter.description.strip(),
            limits_in_words(parameter.limits),
            parameter.deprecated,
            _parameter_example(parameter),
        )

    def _whole_body(self, body: Body, flat: bool) -> Argument:
        type_ = self._types.shape(body.type)
        if body.kind == "text":
            type_ = union([type_, Name("bytes")])
        elif body.kind == "binary":
            type_ = Name("_r.BodyContent")
        told = "The whole body, instead of individual fields." if flat else body.description
        examples = example_in(body.node), example_in(body.schema)
        example = example_in_words(body.type, None, told, *examples)
        return Argument(
            Ident("body"), type_, body.required, None, "body", "body", told, "", False, example
        )

    def _tag(self, body: Body) -> str | None:
        """The property that selects the variant of a body."""
        model = self._api.models[body.type.model] if isinstance(body.type, RefTo) else None
        return model.property if isinstance(model, TaggedUnion) else None

    def _fields(
        self, operation: Operation, body: Body, model: ObjectModel, tag: str | None
    ) -> tuple[Argument, ...]:
        return tuple(
            self._field(operation, body, field, tag)
            for field in model.fields
            if not field.read_only
        )

    def _field(self, operation: Operation, body: Body, field: Field, tag: str | None) -> Argument:
        constant = field.constant if field.wire != tag else None
        default: Expr | None = None
        if field.required and constant is not None:
            default = Lit(constant.values[0])
        return Argument(
            Ident(self._names.arguments[operation.id, "body", field.wire]),
            self._types.shape(field.type),
            field.required and default is None and body.required,
            default,
            "field",
            field.wire,
            field.description.strip(),
            limits_in_words(field.limits),
            field.deprecated,
            _field_example(body, field),
        )


def _parameter_example(parameter: Parameter) -> str:
    content = parameter.node.get("content")
    kinds = content.value if content is not None and isinstance(content.value, dict) else {}
    media = [content.child(kind) for kind in kinds] if content is not None else []
    places = (parameter.node, parameter.schema, *media)
    found = (example_in(place) for place in places)
    said = parameter.description
    return example_in_words(parameter.type, parameter.default, said, *found)


def _field_example(body: Body, field: Field) -> str:
    """The example of the property, else its part of an example of the body."""
    whole = (member_of(example_in(place), field.wire) for place in (body.node, body.schema))
    own = example_in(field.node)
    return example_in_words(field.type, field.default, field.description, own, *whole)


def _says_it_all(ways: Sequence[tuple[Argument, ...]]) -> bool:
    """Whether one signature with everything optional is exact: fields or the whole body, none required."""
    fields = [way for way in ways if not any(a.kind == "body" for a in way)]
    return len(fields) == 1 and not any(a.required for a in fields[0])


def _merged(ways: Sequence[tuple[Argument, ...]]) -> list[Argument]:
    """One optional argument for each name of any form."""
    by_name: dict[str, list[Argument]] = {}
    for arguments in ways:
        for argument in arguments:
            by_name.setdefault(argument.name, []).append(argument)
    order = ("field", "body", "media")
    merged = [
        Argument(
            same[0].name,
            union([a.type for a in same]),
            False,
            None,
            same[0].kind,
            same[0].wire,
            next((a.description for a in same if a.description), ""),
            same[0].limits if len({a.limits for a in same}) == 1 else "",
            all(a.deprecated for a in same),
            next((a.example for a in same if a.example), ""),
        )
        for same in by_name.values()
    ]
    return sorted(merged, key=lambda a: order.index(a.kind) if a.kind in order else 0)


def asking_for_a_stream(arguments: Arguments) -> Arguments:
    """The same arguments, but the field `stream` defaults to true."""

    def asked(group: tuple[Argument, ...]) -> tuple[Argument, ...]:
        return tuple(
            replace(a, required=False, default=Lit(True))
            if a.kind == "field" and a.wire == "stream"
            else a
            for a in group
        )

    forms = tuple(Form(asked(form.arguments)) for form in arguments.forms)
    return Arguments(asked(arguments.all), forms)


def parameter_type(argument: Argument) -> Expr:
    """The annotation; an argument that may be omitted also accepts the marker for that."""
    if argument.required or argument.default is not None:
        return argument.type
    return union([argument.type, _UNSET_TYPE])


def parameter_default(argument: Argument) -> Expr | None:
    return None if argument.required else argument.default or UNSET


def _given(operation: Operation) -> list[Parameter]:
    """The parameters that callers pass: path parameters first, in path order."""
    path = [p for p in operation.parameters if p.location == "path"]
    path.sort(key=lambda p: operation.path.find("{" + p.wire + "}"))
    others = [p for p in operation.parameters if p.location != "path" and not is_filled_in(p)]
    return [*path, *sorted(others, key=lambda p: not p.required)]


def is_filled_in(parameter: Parameter) -> bool:
    """Whether a header has only one value, which the client fills in."""
    return parameter.location == "header" and parameter.is_constant
