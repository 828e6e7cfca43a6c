"""Write an example call of an operation, preferably with the document's examples."""

from __future__ import annotations

from typing import Any

from specwright.api.model import (
    AliasModel,
    Api,
    Enumeration,
    ListOf,
    MapOf,
    ModelDef,
    ObjectModel,
    Operation,
    Parameter,
    RefTo,
    Scalar,
    TaggedUnion,
    TupleOf,
    TypeRef,
    UnionOf,
)
from specwright.python.bodies import flat_models
from specwright.python.docs.examples import example_in
from specwright.python.naming.names import Names
from specwright.python.operations.arguments import is_filled_in
from specwright.python.syntax.expr import Call, Expr, Lit, Name

_SCALARS: dict[str, Any] = {
    "string": "text",
    "integer": 1,
    "number": 1.5,
    "integer-or-text": 1,
    "number-or-text": 1.5,
    "boolean": True,
    "null": None,
    "any": "text",
    "never": None,
    "uuid": "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e",
    "date": "2026-01-31",
    "date-time": "2026-01-31T12:00:00Z",
    "date-time-local": "2026-01-31T12:00:00",
    "time": "12:00:00Z",
    "duration": "P1D",
    "decimal": "9.90",
    "base64": "aGFyZQ==",
    "binary": "hare.jpg",
}


class Sampler:
    """Makes example calls for one package."""

    def __init__(self, api: Api, names: Names) -> None:
        self._api = api
        self._names = names

    def call(
        self, operation: Operation, client: str = "client", view: str = "", method: str = ""
    ) -> Expr:
        """`client.resource.method(...)` with all required arguments; `view` is inserted before the method."""
        resource = self._names.resources[operation.resource]
        method = method or self._names.methods[operation.id]
        positional: list[Expr] = []
        keywords: list[tuple[str, Expr]] = []
        for parameter in operation.parameters:
            if not parameter.required or parameter.has_default or is_filled_in(parameter):
                continue
            name = self._names.arguments[operation.id, parameter.location, parameter.wire]
            value = Lit(self._parameter(parameter))
            if parameter.location == "path":
                positional.append(value)
            else:
                keywords.append((name, value))
        if operation.upload is not None:
            positional.append(Lit("hare.jpg"))
        else:
            keywords += self._body(operation)
        function = Name(f"{client}.{resource}.{view}{method}")
        return Call(function, tuple(positional), tuple(keywords))

    def _parameter(self, parameter: Parameter) -> Any:
        for node in (parameter.node, parameter.schema):
            found = example_in(node)
            if found is not None:
                return found.value
        return self.value(parameter.type)

    def _body(self, operation: Operation) -> list[tuple[str, Expr]]:
        body = operation.body
        if body is None or not body.required:
            return []
        found = example_in(body.node) or example_in(body.schema)
        if body.kind in ("text", "binary"):
            return [
                (
                    "body",
                    Lit("text")
                    if body.kind == "text"
                    else Call(Name("open"), (Lit("file.bin"), Lit("rb"))),
                )
            ]
        value = found.value if found is not None else None
        models = flat_models(body, self._api)
        if not models or (found is not None and not isinstance(value, dict)):
            return [("body", Lit(self.value(body.type) if found is None else value))]
        if found is None:
            union = self._api.models[body.type.model] if isinstance(body.type, RefTo) else None
            value = self._tagged(self._object(models[0], wire=True), union, wire=True)
        assert isinstance(value, dict)
        known = {f.wire: f.type for model in models for f in model.fields if not f.read_only}
        return [
            (
                self._names.arguments[operation.id, "body", wire],
                Lit(self._renamed(item, known[wire])),
            )
            for wire, item in value.items()
            if wire in known
        ]

    def value(self, type_: TypeRef, depth: int = 0) -> Any:
        """A value of the type, as Python code."""
        match type_:
            case Scalar(kind):
                return _SCALARS[kind]
            case Enumeration(values):
                return values[0]
            case ListOf(item):
                return [self.value(item, depth + 1)] if depth < 4 else []
            case TupleOf(items):
                return tuple(self.value(item, depth + 1) for item in items)
            case MapOf(value):
                return {"key": self.value(value, depth + 1)} if depth < 4 else {}
            case UnionOf(members):
                return self.value(members[0], depth)
            case RefTo(id_):
                return self._model(id_, depth)

    def _model(self, id_: str, depth: int) -> Any:
        model = self._api.models[id_]
        found = example_in(model.node)
        if found is not None:
            return self._renamed(found.value, RefTo(id_))
        if isinstance(model, AliasModel):
            return self.value(model.type, depth + 1)
        if isinstance(model, TaggedUnion):
            return self._tagged(self._model(model.variants[0].model, depth), model, wire=False)
        return self._object(model, wire=False, depth=depth)

    def _tagged(self, value: Any, union: ModelDef | None, wire: bool) -> Any:
        """The first variant with its tag, which selects it even if the tag is optional."""
        if not isinstance(union, TaggedUnion) or not isinstance(value, dict):
            return value
        first = union.variants[0]
        name = union.property
        if not wire:
            name = self._names.attributes.get((first.model, name), name)
        return value if name in value else {name: first.tags[0], **value}

    def _object(self, model: ObjectModel, wire: bool, depth: int = 0) -> dict[str, Any]:
        if depth > 4:
            return {}
        return {
            f.wire if wire else self._names.attributes[model.id, f.wire]: self.value(
                f.type, depth + 1
            )
            for f in model.fields
            if f.required and not f.read_only
        }

    def _renamed(self, value: Any, type_: TypeRef) -> Any:
        """The document's example with attribute names instead of wire names."""
        if isinstance(value, list) and isinstance(type_, TupleOf):
            pairs = zip(value, type_.items, strict=False)
            return tuple(self._renamed(item, inner) for item, inner in pairs)
        if isinstance(value, list):
            item = type_.item if isinstance(type_, ListOf) else Scalar("any")
            return [self._renamed(v, item) for v in value]
        model = self._object_of(type_, value)
        if not isinstance(value, dict) or model is None:
            return value
        types = {f.wire: f.type for f in model.fields}
        unsent = {f.wire for f in model.fields if f.read_only}
        return {
            self._names.attributes.get((model.id, k), k): self._renamed(
                v, types.get(k, Scalar("any"))
            )
            for k, v in value.items()
            if k not in unsent
        }

    def _object_of(self, type_: TypeRef, value: Any) -> ObjectModel | None:
        """The object model whose values a dict of this type can be."""
        if isinstance(type_, UnionOf):
            found = (self._object_of(member, value) for member in type_.members)
            return next((model for model in found if model is not None), None)
        model = self._api.models[type_.model] if isinstance(type_, RefTo) else None
        if isinstance(model, AliasModel):
            return self._object_of(model.type, value)
        if isinstance(model, TaggedUnion) and isinstance(value, dict):
            tag = value.get(model.property)
            chosen = [v.model for v in model.variants if tag in v.tags]
            model = self._api.models[chosen[0]] if chosen else None
        return model if isinstance(model, ObjectModel) else None
