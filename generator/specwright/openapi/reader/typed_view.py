"""Read the plain fields of single objects: strings, flags and lists of strings.

openapi-pydantic explains what is wrong with a field of another type. It is loaded only then, since
building its models takes as long as reading a small document.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from specwright.diagnostics import Diagnostics
from specwright.source.json_values import is_list, is_object
from specwright.source.node import Node, kind_of

# One object is read at a time, without the objects inside it (schemas, content, headers), so that a fault
# costs one field and not the document. `$ref`, schemas and bounds, which the library misreads,
# are read from the document.

_TEXT, _TEXTS, _FLAG = "text", "texts", "flag"

_FIELDS: Final[dict[str, dict[str, str]]] = {
    "Info": dict.fromkeys(("title", "version", "summary", "description"), _TEXT),
    "Server": dict.fromkeys(("url", "description"), _TEXT),
    "ServerVariable": {"default": _TEXT, "enum": _TEXTS, "description": _TEXT},
    "Tag": dict.fromkeys(("name", "description"), _TEXT),
    "SecurityScheme": dict.fromkeys(("type", "description", "name", "in", "scheme"), _TEXT),
    "Operation": {
        "tags": _TEXTS,
        "summary": _TEXT,
        "description": _TEXT,
        "operationId": _TEXT,
        "deprecated": _FLAG,
    },
    "Parameter": {
        "description": _TEXT,
        "required": _FLAG,
        "deprecated": _FLAG,
        "allowEmptyValue": _FLAG,
        "style": _TEXT,
        "explode": _FLAG,
        "allowReserved": _FLAG,
    },
    "RequestBody": {"description": _TEXT, "required": _FLAG},
    "Response": {"description": _TEXT},
}
"""The fields that are read of each of the library's models, by wire name."""

_REQUIRED: Final[dict[str, dict[str, Any]]] = {
    "Info": {"title": "API", "version": "0.0.0"},
    "Server": {"url": "/"},
    "ServerVariable": {"default": ""},
    "Tag": {"name": ""},
    "SecurityScheme": {"type": ""},
    "Parameter": {"name": "", "in": "query"},
    "RequestBody": {"content": {}},
    "Response": {"description": ""},
}
"""Placeholders for required fields that are missing or wrong; their readers report the absence."""


class View:
    """The fields of one object that have the right type.

    Args:
        model: The name of the object in the standard, which is also that of the library's model.
        sink: Gets a warning for each field of a wrong type. Such a field is left out, never coerced.
    """

    __slots__ = ("_fields",)

    def __init__(self, model: str, node: Node, sink: Diagnostics) -> None:
        given = node.value if is_object(node.value) else {}
        # A key without a value is null in YAML, which means absent.
        fields = {name: given[name] for name in _FIELDS[model] if given.get(name) is not None}
        if not all(
            _is(kind, fields[name]) for name, kind in _FIELDS[model].items() if name in fields
        ):
            for name, problem in _problems(model, fields):
                _report(node.child(name), problem, sink)
                del fields[name]
        self._fields: Mapping[str, Any] = {**_REQUIRED.get(model, {}), **fields}

    def text(self, name: str) -> str:
        """A string; empty if absent."""
        found = self._fields.get(name, "")
        assert isinstance(found, str)
        return found

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of strings; empty if absent."""
        return tuple(self._fields.get(name, ()))

    def flag(self, name: str, default: bool = False) -> bool:
        """A flag, or the default if absent."""
        return self._fields.get(name, default) is True


def _is(kind: str, value: object) -> bool:
    if kind == _FLAG:
        return isinstance(value, bool)
    if kind == _TEXTS:
        return is_list(value) and all(isinstance(item, str) for item in value)
    return isinstance(value, str)


def _problems(model: str, fields: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each field that the library rejects, with the reason."""
    from openapi_pydantic.v3 import v3_1
    from pydantic import ValidationError

    query = {"in": v3_1.ParameterLocation.QUERY} if model == "Parameter" else {}
    try:
        getattr(v3_1, model).model_validate(
            {**_REQUIRED.get(model, {}), **query, **fields}, strict=True
        )
    except ValidationError as error:
        wrong = {str(detail["loc"][0]): str(detail["msg"]) for detail in error.errors()}
        return [(name, wrong[name]) for name in fields if name in wrong]
    raise AssertionError(f"openapi-pydantic takes every field of a {model}")


def _report(field: Node, problem: str, sink: Diagnostics) -> None:
    found = f"is {kind_of(field.value)}: " if not isinstance(field.value, str) else ""
    problem = problem[:1].lower() + problem[1:]
    sink.warning("wrong-type", f"{field.key!r} {found}{problem}; ignored", field)
