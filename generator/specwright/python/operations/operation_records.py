"""Build the record that describes an operation to the runtime."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from specwright.api.extension_values import Pagination
from specwright.api.model import (
    Api,
    Body,
    ObjectModel,
    Operation,
    Outcome,
    Parameter,
    PartEncoding,
    RefTo,
)
from specwright.api.operations.bodies import is_file
from specwright.api.pagination.answer import Answer
from specwright.python.bodies import flat_models
from specwright.python.naming.allocator import Scope
from specwright.python.naming.identifiers import constant, snake
from specwright.python.naming.names import Names
from specwright.python.operations.arguments import is_filled_in
from specwright.python.operations.results import content_type
from specwright.python.operations.uploads import result_class
from specwright.python.operations.waiting import Handles, waiter_symbol
from specwright.python.requests.schemas import SchemaShaper
from specwright.python.syntax.expr import Call, DictOf, Expr, Ident, Lit, Name, Thunk, TupleOf
from specwright.python.syntax.parts import PyConstant
from specwright.python.types import TypeShaper


def symbol_of(method: str) -> str:
    """The constant that holds an operation's record; classes never begin with an underscore."""
    return f"_{constant(method)}"


class RecordShaper:
    """Shapes the records of one resource's operations."""

    def __init__(
        self,
        api: Api,
        names: Names,
        schemas: SchemaShaper,
        types: TypeShaper,
        resource: str,
        handles: Handles,
    ) -> None:
        self._api = api
        self._names = names
        self._schemas = schemas
        self._types = types
        self._resource = resource
        self._handles = handles

    def shape(self, operation: Operation) -> Call:
        """`_r.record(...)`, without values that are defaults."""
        method = self._names.methods[operation.id]
        symbol = symbol_of(method)
        given = (
            Name("__name__"),
            Lit(f"{self._resource}.{method}"),
            Lit(operation.operation_id or operation.name),
            Lit(f"{operation.method} {operation.path}"),
        )
        parameters = tuple(self._parameter(operation, p, method) for p in operation.parameters)
        bodies = tuple(self._body(operation, body, method) for body in operation.bodies)
        optional: list[tuple[str, Expr | None]] = [
            ("symbol", None if symbol == f"_{method.upper()}" else Lit(symbol)),
            ("parameters", TupleOf(parameters) if parameters else None),
            ("body", bodies[0] if bodies else None),
            ("other_bodies", TupleOf(bodies[1:]) if bodies[1:] else None),
            ("responses", self._responses(operation)),
            ("security", Lit(operation.security) if operation.security else None),
            ("retry", Lit(operation.retry) if operation.retry else None),
            ("pagination", self._pagination(operation)),
            ("upload", self._upload(operation)),
            ("server", Lit(operation.server.url) if operation.server is not None else None),
            ("waiter", self._waiter(operation)),
        ]
        more = tuple((name, value) for name, value in optional if value is not None)
        return Call(Name("_r.record"), given, more)

    def _waiter(self, operation: Operation) -> Expr | None:
        handle = self._handles.of(operation)
        return None if handle is None else Lit(f"handles:{waiter_symbol(handle.poll, self._names)}")

    def _parameter(self, operation: Operation, parameter: Parameter, method: str) -> Expr:
        key = (operation.id, parameter.location, parameter.wire)
        argument = self._names.arguments[key]
        given: list[object] = [parameter.wire, parameter.location, argument, parameter.required]
        if parameter.schema is not None and not is_filled_in(parameter):
            module, name = self._names.modules[self._resource], f"{method}.{argument}"
            given.append(self._schemas.given(parameter.schema, module, name))
        keywords: list[tuple[str, Any]] = []
        style, explode = _usual_style(parameter.location)
        if (parameter.style, parameter.explode) != (style, explode):
            keywords += [("style", parameter.style), ("explode", parameter.explode)]
        if parameter.allow_reserved:
            keywords.append(("allow_reserved", True))
        if parameter.allow_empty:
            keywords.append(("allow_empty", True))
        if is_filled_in(parameter):
            keywords.append(("constant", parameter.constant))
            option = self._option(parameter.wire)
            if option is not None:
                keywords.append(("option", option))
        elif parameter.required and parameter.has_default:
            keywords.append(("default", parameter.default))
        told: list[tuple[str, Expr]] = [(k, Lit(v)) for k, v in keywords]
        if parameter.encoding:
            told.append(("encoding", _parts(parameter.encoding)))
        return Call(Name("_r.Parameter"), tuple(map(Lit, given)), tuple(told))

    def _option(self, header: str) -> str | None:
        hints = self._api.hints.headers
        return next((h.option for h in hints if h.header.lower() == header.lower()), None)

    def _body(self, operation: Operation, body: Body, method: str) -> Expr:
        kind = body.kind
        keywords: list[tuple[str, Expr]] = []
        if body.schema is not None and kind != "binary":
            name = f"{method}.body" if kind == "json" else f"{method}.{kind}_body"
            module = self._names.modules[self._resource]
            keywords.append(("schema", Lit(self._schemas.reference(body.schema, module, name))))
        if body.media_type != _USUAL.get(kind):
            keywords.append(("media_type", Lit(body.media_type)))
        if not body.required:
            keywords.append(("required", Lit(False)))
        if kind not in ("text", "binary"):
            keywords.append(("fields", self._fields(operation, body)))
        if kind == "multipart":
            keywords.append(("files", Lit(tuple(self._files(body)))))
        if kind != "json" and body.encoding:
            keywords.append(("encoding", _parts(body.encoding)))
        given = [(name, value) for name, value in keywords if value not in (Lit({}), Lit(()))]
        return Call(Name(_BODIES[kind]), (), tuple(given))

    def _fields(self, operation: Operation, body: Body) -> Expr:
        wires = dict.fromkeys(
            f.wire for m in flat_models(body, self._api) for f in m.fields if not f.read_only
        )
        fields = {self._names.arguments[operation.id, "body", wire]: wire for wire in wires}
        if not fields or any(len(wire.split()) != 1 or ":" in wire for wire in wires):
            return Lit(fields)
        pairs = (name if name == wire else f"{name}:{wire}" for name, wire in fields.items())
        return Call(Name("_r.name_map"), (Lit(" ".join(pairs)),))

    def _files(self, body: Body) -> list[str]:
        """Properties of a form that are files or lists of files."""
        model = self._api.models[body.type.model] if isinstance(body.type, RefTo) else None
        fields = model.fields if isinstance(model, ObjectModel) else ()
        return [field.wire for field in fields if is_file(field.type)]

    def _responses(self, operation: Operation) -> Expr | None:
        """A row for each response; adjacent equal responses share one."""
        found = [(outcome.status, self._content(outcome)) for outcome in operation.outcomes]
        rows = tuple(
            TupleOf((Lit(" ".join(status for status, _ in alike)), *content))
            for content, alike in groupby(found, key=lambda pair: pair[1])
        )
        return Call(Name("_r.responses"), rows) if rows else None

    def _content(self, outcome: Outcome) -> tuple[Expr, ...]:
        contents = tuple(
            (Lit(content.media_type), Thunk(content_type(content, self._types)))
            for content in outcome.contents
        )
        headers = tuple(
            (Lit(name), Thunk(self._types.shape(type_))) for name, type_ in outcome.headers
        )
        if headers:
            return DictOf(contents), DictOf(headers)
        return (DictOf(contents),) if contents else ()

    def _pagination(self, operation: Operation) -> Expr | None:
        if operation.pagination is None:
            return None
        values = page_values(operation.pagination, Answer(operation, self._api.models))
        keywords = tuple((key, Lit(value)) for key, value in values.items())
        return Call(Name("_r.Pagination"), (), keywords)

    def _upload(self, operation: Operation) -> Expr | None:
        upload = operation.upload
        if upload is None:
            return None
        values = {
            "filename": upload.filename,
            "constants": dict(upload.constants),
            "url": upload.url,
            "fields": upload.fields,
            "part": upload.part,
            "min_bytes": upload.min_bytes,
            "max_bytes": upload.max_bytes,
        }
        keywords: list[tuple[str, Expr]] = [(k, Lit(v)) for k, v in values.items()]
        result = Thunk(Name(f"_u.{result_class(operation, self._names)}"))
        attributes = Lit({snake(name): wire for name, wire in upload.result})
        return Call(
            Name("_r.Upload"), (), (*keywords, ("result", result), ("attributes", attributes))
        )


def page_values(pages: Pagination, answer: Answer) -> dict[str, Any]:
    """What the runtime knows about a paginated list, without values that are defaults."""
    values: dict[str, Any] = {"kind": pages.kind} if pages.kind != "cursor" else {}
    for key in ("items", "cursor", "next", "more", "last", "total", "pages", "current"):
        name = pages.parameter if key == "cursor" else getattr(pages, key)
        way = None if name is None or key == "cursor" else answer.way(name)
        if name is not None:
            values[key] = name if way is None or len(way) == 1 else way
    own = {"size": pages.size, "first": pages.first, "id": pages.id}
    return values | {key: value for key, value in own.items() if value is not None}


def share_parameters(records: Sequence[Call]) -> tuple[list[PyConstant], list[Call]]:
    """Move a long parameter that several records have to one constant."""
    met = [repr(one) for record in records for one in _parameters_of(record) if _is_long(one)]
    names, scope = dict[str, Name](), Scope()
    shared: list[PyConstant] = []

    def written(parameter: Expr) -> Expr:
        key = repr(parameter)
        if key not in names:
            if met.count(key) < 2 or not isinstance(parameter, Call):
                return parameter
            argument = parameter.args[2]
            assert isinstance(argument, Lit)
            name, _ = scope.give([f"_p_{argument.value}"])
            names[key] = Name(name)
            shared.append(PyConstant(Ident(name), parameter))
        return names[key]

    changed: list[Call] = []
    for record in records:
        parameters = TupleOf(tuple(map(written, _parameters_of(record))))
        keywords = tuple(
            (name, parameters if name == "parameters" else value) for name, value in record.keywords
        )
        changed.append(replace(record, keywords=keywords))
    return shared, changed


def _parameters_of(record: Call) -> tuple[Expr, ...]:
    found = dict(record.keywords).get("parameters")
    return found.items if isinstance(found, TupleOf) else ()


def _is_long(parameter: Expr) -> bool:
    assert isinstance(parameter, Call)
    values = (*parameter.args, *(value for _, value in parameter.keywords))
    length = sum(len(repr(one.value)) + 2 for one in values if isinstance(one, Lit))
    return length + sum(len(name) for name, _ in parameter.keywords) > _LINE


_LINE = 60
"""The approximate maximum width of parameter values on one line."""


def _usual_style(location: str) -> tuple[str, bool]:
    return ("form", True) if location in ("query", "cookie", "querystring") else ("simple", False)


_USUAL = {
    "json": "application/json",
    "form": "application/x-www-form-urlencoded",
    "multipart": "multipart/form-data",
    "text": "text/plain",
    "binary": "application/octet-stream",
}
"""The media types that the runtime accepts by default."""

_BODIES = {
    "json": "_r.JsonBody",
    "form": "_r.FormBody",
    "multipart": "_r.MultipartBody",
    "text": "_r.TextBody",
    "binary": "_r.BinaryBody",
}


def _parts(encoding: tuple[PartEncoding, ...]) -> Expr:
    return DictOf(tuple((Lit(part.wire), _part(part)) for part in encoding))


def _part(part: PartEncoding) -> Expr:
    values = {
        "content_type": part.content_type,
        "style": part.style,
        "explode": part.explode,
        "allow_reserved": part.allow_reserved or None,
        "headers": dict(part.headers) or None,
    }
    keywords = tuple((name, Lit(value)) for name, value in values.items() if value is not None)
    return Call(Name("_r.PartEncoding"), (), keywords)
