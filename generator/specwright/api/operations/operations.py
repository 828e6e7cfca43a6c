"""Lower an operation: its parameters, body, responses and extensions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from specwright.api.extensions.read import (
    PREFIX,
    read_name,
    read_pagination,
    read_retry,
    read_text,
    read_upload,
    read_waiter,
)
from specwright.api.model import (
    Content,
    Context,
    Enumeration,
    Operation,
    Outcome,
    Parameter,
    PartEncoding,
    Scalar,
)
from specwright.api.operations.bodies import FORM, BodyLowering, essence_of, is_json, is_text
from specwright.api.operations.links import LinkLowering
from specwright.api.operations.part_encoding import read_encoding
from specwright.api.operations.streams import check_items, is_stream, item_schema
from specwright.api.schemas.lowering import SchemaLowering
from specwright.api.schemas.registry import place_of
from specwright.api.type_ops import ANY
from specwright.diagnostics import Diagnostics
from specwright.openapi.spec import Spec, SpecMedia, SpecOperation, SpecParameter, SpecResponse
from specwright.source.node import Node

_VERSION_SEGMENT = re.compile(r"v?\d+(\.\d+)*|api|rest")


class OperationLowering:
    """Lowers operations; all schemas go through one `SchemaLowering`."""

    def __init__(self, spec: Spec, schemas: SchemaLowering, sink: Diagnostics) -> None:
        self._spec = spec
        self._schemas = schemas
        self._sink = sink
        self._links = LinkLowering(spec.operations, sink)
        self._bodies = BodyLowering(schemas, spec.resolver, sink)

    def lower(self, operation: SpecOperation) -> Operation:
        """Lower one operation."""
        words = words_of(operation)
        name = read_text(operation.node, PREFIX + "method")
        node = operation.node
        return Operation(
            id=place_of(node),
            operation_id=operation.operation_id,
            method=operation.method,
            path=operation.path,
            resource=self._resource_of(operation),
            name=name or operation.operation_id or words,
            pinned=name is not None,
            summary=operation.summary,
            description=operation.description,
            deprecated=operation.deprecated,
            parameters=tuple(
                parameter
                for p in _all_parameters(operation)
                if (parameter := self._lower_parameter(p, words)) is not None
            ),
            bodies=() if operation.body is None else self._bodies.lower(operation.body, words),
            outcomes=tuple(self._lower_outcome(r, words) for r in operation.responses),
            security=operation.security if operation.security is not None else self._spec.security,
            retry=read_retry(node, self._sink),
            pagination=read_pagination(node),
            waiter=read_waiter(node, self._sink),
            waits_for=read_text(node, PREFIX + "waits-for"),
            upload=read_upload(node, self._sink),
            server=operation.servers[0] if operation.servers else None,
            node=node,
        )

    def _resource_of(self, operation: SpecOperation) -> tuple[str, ...]:
        pinned = read_text(operation.node, PREFIX + "resource")
        if pinned is not None:
            return (pinned,)
        marks = {tag.name for tag in self._spec.tags if tag.kind in ("badge", "audience")}
        tag = next(
            (tag for tag in operation.tags if tag not in marks), next(iter(operation.tags), "")
        )
        segments = [s for s in operation.path.split("/") if s and "{" not in s]
        telling = [s for s in segments if not _VERSION_SEGMENT.fullmatch(s)]
        # drf-spectacular uses the first word of the path as the tag, which may be `api`.
        is_of_path = tag in segments[:1] and _VERSION_SEGMENT.fullmatch(tag) is not None
        if tag and not (is_of_path and telling):
            return (tag,)
        return (telling[0] if telling else "default",)

    def _lower_parameter(self, parameter: SpecParameter, words: str) -> Parameter | None:
        context = Context(None, (words, parameter.name))
        schema, style = self._described(parameter)
        type_ = ANY if schema is None else self._schemas.lower(schema, context)
        constant = type_ if isinstance(type_, Enumeration) and len(type_.values) == 1 else None
        data = schema.value if schema is not None and isinstance(schema.value, dict) else {}
        return Parameter(
            wire=parameter.name,
            location=parameter.location,
            type=type_,
            required=parameter.required,
            description="\n\n".join(
                filter(None, (parameter.description, self._schemas.values_said(schema, type_)))
            ),
            deprecated=parameter.deprecated,
            default=data.get("default"),
            has_default="default" in data,
            constant=constant.values[0] if constant else None,
            is_constant=constant is not None and parameter.required,
            style=style,
            explode=parameter.explode,
            allow_reserved=parameter.allow_reserved,
            allow_empty=parameter.allow_empty_value,
            limits=self._schemas.limits(schema),
            pin=read_name(parameter.node.get(PREFIX + "name")),
            schema=schema,
            node=parameter.node,
            encoding=self._encoding(parameter),
        )

    def _encoding(self, parameter: SpecParameter) -> tuple[PartEncoding, ...]:
        """The encoding of a whole query that is a form."""
        if parameter.location != "querystring" or not parameter.content:
            return ()
        return read_encoding(parameter.content[0].encoding, self._spec.resolver, self._sink)

    def _described(self, parameter: SpecParameter) -> tuple[Node | None, str]:
        """The schema of a parameter and its style, `json` if the parameter is JSON text."""
        if parameter.schema is not None or not parameter.content:
            return parameter.schema, parameter.style
        media = parameter.content[0]
        if is_json(media.media_type):
            return media.schema, "json"
        if parameter.location == "querystring":
            is_form = essence_of(media.media_type) == FORM
            return media.schema, "form" if is_form else "text"
        self._sink.warning(
            "unsupported-parameter-content",
            f"the parameter {parameter.name!r} is of {media.media_type!r}; its value is sent as given",
            parameter.node,
            "pass the encoded text",
        )
        return None, parameter.style

    def _lower_outcome(self, response: SpecResponse, words: str) -> Outcome:
        contents = tuple(self._lower_content(m, response, words) for m in response.content)
        headers = tuple(
            (name, self._schemas.lower(schema, Context(None, (words, name))))
            for name, header in response.headers
            if (schema := header.get("schema")) is not None
        )
        links = tuple(
            found for link in response.links if (found := self._links.lower(link)) is not None
        )
        description, node = response.description, response.node
        return Outcome(response.status, description, contents, headers, links, node)

    def _lower_content(self, media: SpecMedia, response: SpecResponse, words: str) -> Content:
        suffix = "response" if response.status in ("200", "201", "2XX") else response.status
        streamed = is_stream(media)
        if streamed and any(is_json(other.media_type) for other in response.content):
            suffix = "event"  # the whole response has the plain name
        plain = suffix in ("response", "event")
        context = Context(None, (words, *(() if plain else ("response",)), suffix))
        schema = item_schema(media, self._spec.resolver, self._sink) if streamed else media.schema
        type_ = ANY if schema is None else self._schemas.lower(schema, context)
        if streamed:
            return Content(essence_of(media.media_type), "stream", type_, schema, media.node)
        check_items(media, self._sink)
        if type_ == Scalar("binary"):
            return Content(media.media_type, "bytes", type_, schema, media.node)
        if is_json(media.media_type):
            return Content(media.media_type, "json", type_, schema, media.node)
        kind: Literal["text", "bytes"] = "text" if is_text(media) else "bytes"
        return Content(media.media_type, kind, Scalar("string"), schema, media.node)


def _all_parameters(operation: SpecOperation) -> tuple[SpecParameter, ...]:
    whole = operation.querystring
    return (*operation.parameters, *(() if whole is None else (whole,)))


def words_of(operation: SpecOperation) -> str:
    """The words that inline models of an operation are named after."""
    if operation.operation_id:
        return operation.operation_id
    return " ".join([operation.method.lower(), *_path_words(operation.path.split("/"))])


def _path_words(segments: Sequence[str]) -> list[str]:
    words: list[str] = []
    for segment in segments:
        if segment.startswith("{"):
            words += ["by", segment.strip("{}")]
        elif segment:
            words.append(segment)
    return words
