"""An operation enters; the record that describes it to the runtime leaves, as an expression."""

from __future__ import annotations

from typing import Any

from specwright.api.model import Api, Operation, Outcome, Parameter
from specwright.api.registry import place_of
from specwright.python.arguments import is_filled_in
from specwright.python.bodies import flat_models
from specwright.python.expr import Call, DictOf, Expr, Lit, Name, Thunk, TupleOf
from specwright.python.names import Names
from specwright.python.results import content_type
from specwright.python.schemas import SchemaShaper
from specwright.python.types import TypeShaper
from specwright.python.uploads import result_class
from specwright.python.words import constant, snake


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
        method = self._names.methods[place_of(operation.node)]
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
        optional: list[tuple[str, Expr | None]] = [
            ("parameters", TupleOf(parameters) if parameters else None),
            ("body", self._body(operation, method)),
            ("responses", TupleOf(tuple(self._response(o) for o in operation.outcomes))),
            ("security", Lit(operation.security) if operation.security else None),
            ("retry", Lit(operation.retry) if operation.retry else None),
            ("pagination", self._pagination(operation)),
            ("upload", self._upload(operation)),
        ]
        keywords += [(name, value) for name, value in optional if value is not None]
        return Call(Name("_r.Operation"), (), tuple(keywords))

    def _parameter(self, operation: Operation, parameter: Parameter, method: str) -> Expr:
        key = (place_of(operation.node), parameter.location, parameter.wire)
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
                ("schema", self._schemas.reference(parameter.schema, self._resource, name))
            )
        style, explode = _usual_style(parameter.location)
        if (parameter.style, parameter.explode) != (style, explode):
            keywords += [("style", parameter.style), ("explode", parameter.explode)]
        if parameter.allow_reserved:
            keywords.append(("allow_reserved", True))
        if is_filled_in(parameter):
            keywords.append(("constant", parameter.constant))
            option = self._option(parameter.wire)
            if option is not None:
                keywords.append(("option", option))
        elif parameter.required and parameter.has_default:
            keywords.append(("default", parameter.default))
        return Call(Name("_r.Parameter"), (), tuple((k, Lit(v)) for k, v in keywords))

    def _option(self, header: str) -> str | None:
        hints = self._api.hints.headers
        return next((h.option for h in hints if h.header.lower() == header.lower()), None)

    def _body(self, operation: Operation, method: str) -> Expr | None:
        body = operation.body
        if body is None:
            return None
        keywords: list[tuple[str, Expr]] = [
            ("media_type", Lit(body.media_type)),
            ("required", Lit(body.required)),
        ]
        if body.kind == "raw":
            return Call(Name("_r.RawBody"), (), tuple(keywords))
        if body.schema is not None:
            name = f"{method}.body"
            schema = self._schemas.reference(body.schema, self._resource, name)
            keywords.append(("schema", Lit(schema)))
        keywords.append(("fields", self._fields(operation)))
        return Call(Name("_r.JsonBody"), (), tuple(keywords))

    def _fields(self, operation: Operation) -> Expr:
        place = place_of(operation.node)
        wires = dict.fromkeys(
            f.wire for m in flat_models(operation, self._api) for f in m.fields if not f.read_only
        )
        return Lit({self._names.arguments[place, "body", wire]: wire for wire in wires})

    def _response(self, outcome: Outcome) -> Expr:
        contents = tuple(
            (Lit(content.media_type), Thunk(content_type(content, self._types)))
            for content in outcome.contents
        )
        return Call(Name("_r.Response"), (Lit(outcome.status), DictOf(contents)))

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
    return ("form", True) if location in ("query", "cookie") else ("simple", False)
