"""Validate single objects with openapi-pydantic."""

from __future__ import annotations

from typing import Any, Final, TypeVar

from openapi_pydantic.v3 import v3_1
from pydantic import BaseModel, ValidationError

from specwright.diagnostics import Diagnostics
from specwright.source.json_values import is_object
from specwright.source.node import Node, kind_of

# Only what the library models well is read through it, one object at a time and without the objects
# inside (schemas, content, headers), so that a fault costs one field and not the document. What it
# misreads never reaches it: `$ref`, schemas and bounds are read from the tree.

M = TypeVar("M", bound=BaseModel)

_FIELDS: Final[dict[type[BaseModel], tuple[str, ...]]] = {
    v3_1.Info: ("title", "version", "summary", "description"),
    v3_1.Server: ("url", "description"),
    v3_1.ServerVariable: ("default", "enum", "description"),
    v3_1.Tag: ("name", "description"),
    v3_1.SecurityScheme: ("type", "description", "name", "in", "scheme"),
    v3_1.Operation: ("tags", "summary", "description", "operationId", "deprecated"),
    v3_1.Parameter: (
        "name",
        "description",
        "required",
        "deprecated",
        "allowEmptyValue",
        "style",
        "explode",
        "allowReserved",
    ),
    v3_1.RequestBody: ("description", "required"),
    v3_1.Response: ("description",),
}
"""The fields that are read, by wire name. Others would be read by attribute name, too."""

_REQUIRED: Final[dict[type[BaseModel], dict[str, Any]]] = {
    v3_1.Info: {"title": "API", "version": "0.0.0"},
    v3_1.Server: {"url": "/"},
    v3_1.ServerVariable: {"default": ""},
    v3_1.Tag: {"name": ""},
    v3_1.SecurityScheme: {"type": ""},
    v3_1.Parameter: {"name": "", "in": v3_1.ParameterLocation.QUERY},
    v3_1.RequestBody: {"content": {}},
    v3_1.Response: {"description": ""},
}
"""What stands for a required field that is missing or wrong; its absence is its reader's report."""


def view_info(node: Node, sink: Diagnostics) -> v3_1.Info:
    """Title, version and texts."""
    return _typed(v3_1.Info, node, sink)


def view_server(node: Node, sink: Diagnostics) -> v3_1.Server:
    """URL and text; the variables are viewed one by one."""
    return _typed(v3_1.Server, node, sink)


def view_variable(node: Node, sink: Diagnostics) -> v3_1.ServerVariable:
    """Default, values and text."""
    return _typed(v3_1.ServerVariable, node, sink)


def view_tag(node: Node, sink: Diagnostics) -> v3_1.Tag:
    """Name and text."""
    return _typed(v3_1.Tag, node, sink)


def view_security_scheme(node: Node, sink: Diagnostics) -> v3_1.SecurityScheme:
    """Type and what it needs."""
    return _typed(v3_1.SecurityScheme, node, sink)


def view_operation(node: Node, sink: Diagnostics) -> v3_1.Operation:
    """Texts, tags and flags."""
    return _typed(v3_1.Operation, node, sink)


def view_parameter(node: Node, sink: Diagnostics) -> v3_1.Parameter:
    """Name, texts, style and flags; `in` is read from the tree."""
    return _typed(v3_1.Parameter, node, sink)


def view_body(node: Node, sink: Diagnostics) -> v3_1.RequestBody:
    """Text and flag."""
    return _typed(v3_1.RequestBody, node, sink)


def view_response(node: Node, sink: Diagnostics) -> v3_1.Response:
    """Text."""
    return _typed(v3_1.Response, node, sink)


def _typed(model: type[M], node: Node, sink: Diagnostics) -> M:
    """Read an object; fields of a wrong type are reported and left out, never coerced."""
    given = node.value if is_object(node.value) else {}
    # A key without a value is null in YAML, and as good as absent.
    fields = {name: given[name] for name in _FIELDS[model] if given.get(name) is not None}
    defaults = _REQUIRED.get(model, {})
    # Each round drops at least one field, so this ends.
    while True:
        try:
            return model.model_validate({**defaults, **fields}, strict=True)
        except ValidationError as error:
            wrong = {str(detail["loc"][0]): str(detail["msg"]) for detail in error.errors()}
            refused = [name for name in fields if name in wrong]
            if not refused:
                raise
            for name in refused:
                _report(node.child(name), wrong[name], sink)
                del fields[name]


def _report(field: Node, problem: str, sink: Diagnostics) -> None:
    found = f"is {kind_of(field.value)}: " if not isinstance(field.value, str) else ""
    problem = problem[:1].lower() + problem[1:]
    sink.warning("wrong-type", f"{field.key!r} {found}{problem}; ignored", field)
