"""Build the record that describes an operation to the runtime."""

from __future__ import annotations

from typing import Any

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
from specwright.python.bodies import flat_models
from specwright.python.naming.identifiers import constant, snake
from specwright.python.naming.names import Names
from specwright.python.operations.arguments import is_filled_in
from specwright.python.operations.results import content_type
from specwright.python.operations.uploads import result_class
from specwright.python.requests.schemas import SchemaShaper
from specwright.python.syntax.expr import Call, DictOf, Expr, Lit, Name, Thunk, TupleOf
from specwright.python.types import TypeShaper


def symbol_of(method: str) -> str:
    """The constant that holds an operation's record; no class of a document begins so."""
    return f"_{constant(method)}"


class RecordShaper:
    """Shapes the records of one resource's operations."""

    def __init__(
        self, api: Api, names: Names, schemas: SchemaShaper, types: TypeShaper, resource: str
    ) -> None:
        self._api = api
        self._names = names
        self._schemas = schemas
        self._types = types
        self._resource = resource

    def shape(self, operation: Operation) -> Expr:
        """`_r.Operation(...)`; what is at its default is left out."""
        method = self._names.methods[operation.id]
        keywords: list[tuple[str, Expr]] = [
            ("operation_id", Lit(operation.operation_id or operation.name)),
            ("method", Lit(operation.method)),
            ("path", Lit(operation.path)),
            ("resource", Lit(self._resource)),
            ("name", Lit(method)),
            ("module", Name("__name__")),
            ("symbol", Lit(symbol_of(method))),
        ]
        parameters = tuple(self._parameter(operation, p, method) for p in operation.parameters)
        bodies = tuple(self._body(operation, body, method) for body in operation.bodies)
        optional: list[tuple[str, Expr | None]] = [
            ("parameters", TupleOf(parameters) if parameters else None),
            ("body", bodies[0] if bodies else None),
            ("other_bodies", TupleOf(bodies[1:]) if bodies[1:] else None),
            ("responses", TupleOf(tuple(self._response(o) for o in operation.outcomes))),
            ("security", Lit(operation.security) if operation.security else None),
            ("retry", Lit(operation.retry) if operation.retry else None),
            ("pagination", self._pagination(operation)),
            ("upload", self._upload(operation)),
            ("server", Lit(operation.server.url) if operation.server is not None else None),
        ]
        keywords += [(name, value) for name, value in optional if value is not None]
        return Call(Name("_r.Operation"), (), tuple(keywords))

    def _parameter(self, operation: Operation, parameter: Parameter, method: str) -> Expr:
        key = (operation.id, parameter.location, parameter.wire)
        argument = self._names.arguments[key]
        keywords: list[tuple[str, Any]] = [
            ("name", parameter.wire),
            ("location", parameter.location),
            ("argument", argument),
            ("required", parameter.required),
        ]
        if parameter.schema is not None and not is_filled_in(parameter):
            name = f"{method}.{argument}"
            keywords.append(
                (
                    "schema",
                    self._schemas.reference(
                        parameter.schema, self._names.modules[self._resource], name
                    ),
                )
            )
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
        return Call(Name("_r.Parameter"), (), tuple(told))

    def _option(self, header: str) -> str | None:
        hints = self._api.hints.headers
        return next((h.option for h in hints if h.header.lower() == header.lower()), None)

    def _body(self, operation: Operation, body: Body, method: str) -> Expr:
        keywords: list[tuple[str, Expr]] = [
            ("media_type", Lit(body.media_type)),
            ("required", Lit(body.required)),
        ]
        if body.schema is None and body.kind in ("text", "binary"):
            return Call(Name(_BODIES[body.kind]), (), tuple(keywords))
        name = f"{method}.body" if body.kind == "json" else f"{method}.{body.kind}_body"
        schema = ""
        if body.schema is not None:
            schema = self._schemas.reference(body.schema, self._names.modules[self._resource], name)
        keywords.append(("schema", Lit(schema)))
        if body.kind != "text":
            keywords.append(("fields", self._fields(operation, body)))
        if body.kind == "multipart":
            keywords.append(("files", Lit(tuple(self._files(body)))))
        if body.kind != "json" and body.encoding:
            keywords.append(("encoding", _parts(body.encoding)))
        return Call(Name(_BODIES[body.kind]), (), tuple(keywords))

    def _fields(self, operation: Operation, body: Body) -> Expr:
        wires = dict.fromkeys(
            f.wire for m in flat_models(body, self._api) for f in m.fields if not f.read_only
        )
        return Lit({self._names.arguments[operation.id, "body", wire]: wire for wire in wires})

    def _files(self, body: Body) -> list[str]:
        """Properties of a form that are files, or lists of files."""
        model = self._api.models[body.type.model] if isinstance(body.type, RefTo) else None
        fields = model.fields if isinstance(model, ObjectModel) else ()
        return [field.wire for field in fields if is_file(field.type)]

    def _response(self, outcome: Outcome) -> Expr:
        contents = tuple(
            (Lit(content.media_type), Thunk(content_type(content, self._types)))
            for content in outcome.contents
        )
        headers = tuple(
            (Lit(name), Thunk(self._types.shape(type_))) for name, type_ in outcome.headers
        )
        typed = (("headers", DictOf(headers)),) if headers else ()
        return Call(Name("_r.Response"), (Lit(outcome.status), DictOf(contents)), typed)

    def _pagination(self, operation: Operation) -> Expr | None:
        pages = operation.pagination
        if pages is None:
            return None
        values = {
            "items": pages.items,
            "cursor": pages.cursor,
            "next": pages.next,
            "more": pages.more,
            "size": pages.size,
        }
        keywords = tuple((k, Lit(v)) for k, v in values.items() if v is not None)
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


def _usual_style(location: str) -> tuple[str, bool]:
    return ("form", True) if location in ("query", "cookie", "querystring") else ("simple", False)


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
