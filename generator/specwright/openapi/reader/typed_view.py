"""Validate single objects with openapi-pydantic."""

from __future__ import annotations

from functools import partial
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


view_info = partial(_typed, v3_1.Info)
view_server = partial(_typed, v3_1.Server)
view_variable = partial(_typed, v3_1.ServerVariable)
view_tag = partial(_typed, v3_1.Tag)
view_security_scheme = partial(_typed, v3_1.SecurityScheme)
view_operation = partial(_typed, v3_1.Operation)
view_parameter = partial(_typed, v3_1.Parameter)
view_body = partial(_typed, v3_1.RequestBody)
view_response = partial(_typed, v3_1.Response)
