"""The defaults of OpenAPI and JSON Schema keywords, which mean the same written out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from specwright.schema.json_equality import same

_DEFAULTS: Final[Mapping[str, tuple[Any, ...]]] = {
    "required": (False, []),
    **dict.fromkeys(("deprecated", "allowEmptyValue", "allowReserved"), (False,)),
    **dict.fromkeys(("nullable", "readOnly", "writeOnly", "uniqueItems"), (False,)),
    **dict.fromkeys(("attribute", "wrapped"), (False,)),
    **dict.fromkeys(("exclusiveMinimum", "exclusiveMaximum"), (False,)),
    **dict.fromkeys(("minLength", "minItems", "minProperties"), (0,)),
    "minContains": (1,),
    **dict.fromkeys(("additionalProperties", "unevaluatedProperties"), (True, {})),
    **dict.fromkeys(("unevaluatedItems", "propertyNames"), (True, {})),
    **dict.fromkeys(("patternProperties", "dependentRequired", "dependentSchemas"), ({},)),
    **dict.fromkeys(("$defs", "definitions", "components", "webhooks", "callbacks"), ({},)),
    **dict.fromkeys(("content", "headers", "links", "encoding"), ({},)),
    **dict.fromkeys(("parameters", "tags", "servers", "security"), ([],)),
    "examples": ([], {}),
    "jsonSchemaDialect": ("https://spec.openapis.org/oas/3.1/dialect/base",),
}
_STYLES: Final = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}


_VALUES: Final = ("example", "examples", "default", "enum", "const")
"""What holds values of the API rather than parts of its description."""


def _without_defaults(value: Any) -> Any:
    """A part of a document without the defaults that it writes out, at any depth."""
    if isinstance(value, dict):
        return {
            key: item if key in _VALUES else _without_defaults(item)
            for key, item in value.items()
            if not is_default(value, key, item)
        }
    return [_without_defaults(item) for item in value] if isinstance(value, list) else value


def mean_the_same(left: Any, right: Any) -> bool:
    """Whether two parts of documents are equal but for defaults that are written out."""
    return same(_without_defaults(left), _without_defaults(right))


def is_default(holder: Mapping[str, Any], key: str, value: Any, is_header: bool = False) -> bool:
    """Whether an object without the key means the same. `is_header` marks a Header Object, which has no `in`."""
    location = "header" if is_header else holder.get("in")
    usual = _STYLES.get(location, "form") if isinstance(location, str) else "form"
    if key == "style":
        return same(value, usual)
    if key == "explode":
        return same(value, holder.get("style", usual) == "form")
    return any(same(value, default) for default in _DEFAULTS.get(key, ()))
