"""Tables of the objects of an OpenAPI document and the keys under which they stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple, TypeAlias

# They cover 3.0, 3.1 and 3.2 together. Keys that they do not list (examples, defaults, enums, extensions)
# contain data, which is never rewritten and never searched for `$ref`.

Shape: TypeAlias = Literal["one", "list", "map", "one-or-list"]


class Field(NamedTuple):
    """What a key contains: one object of a kind, a list of them, or a map of names to them."""

    shape: Shape
    kind: str


ANY_KEY: Final = "*"
"""The key for kinds whose members are all of one kind, except `x-` extensions."""

METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
"""The last one is new in 3.2."""

_SCHEMA: Final = Field("one", "schema")
_SCHEMAS: Final = Field("list", "schema")
_NAMED_SCHEMAS: Final = Field("map", "schema")
_SERVERS: Final = Field("list", "server")
_PARAMETERS: Final = Field("list", "parameter")
_CONTENT: Final = Field("map", "media")
_HEADERS: Final = Field("map", "header")
_CALLBACKS: Final = Field("map", "callback")
_LINKS: Final = Field("map", "link")

STRUCTURE: Final[Mapping[str, Mapping[str, Field]]] = {
    "document": {
        "info": Field("one", "info"),
        "servers": _SERVERS,
        "paths": Field("one", "paths"),
        "webhooks": Field("map", "path-item"),
        "x-webhooks": Field("map", "path-item"),
        "components": Field("one", "components"),
        "tags": Field("list", "tag"),
        "security": Field("list", "requirement"),
    },
    "paths": {ANY_KEY: Field("one", "path-item")},
    "path-item": {
        "parameters": _PARAMETERS,
        "servers": _SERVERS,
        **{method: Field("one", "operation") for method in METHODS},
        "additionalOperations": Field("map", "operation"),
    },
    "operation": {
        "parameters": _PARAMETERS,
        "requestBody": Field("one", "body"),
        "responses": Field("one", "responses"),
        "callbacks": _CALLBACKS,
        "security": Field("list", "requirement"),
        "servers": _SERVERS,
    },
    "responses": {ANY_KEY: Field("one", "response")},
    "response": {"headers": _HEADERS, "content": _CONTENT, "links": _LINKS},
    "body": {"content": _CONTENT},
    "parameter": {"schema": _SCHEMA, "content": _CONTENT},
    "header": {"schema": _SCHEMA, "content": _CONTENT},
    "media": {"schema": _SCHEMA, "itemSchema": _SCHEMA, "encoding": Field("map", "encoding")},
    "encoding": {"headers": _HEADERS},
    "callback": {ANY_KEY: Field("one", "path-item")},
    "components": {
        "schemas": _NAMED_SCHEMAS,
        "responses": Field("map", "response"),
        "parameters": Field("map", "parameter"),
        "requestBodies": Field("map", "body"),
        "headers": _HEADERS,
        "securitySchemes": Field("map", "security-scheme"),
        "links": _LINKS,
        "callbacks": _CALLBACKS,
        "pathItems": Field("map", "path-item"),
        "mediaTypes": _CONTENT,
    },
    "schema": {
        "allOf": _SCHEMAS,
        "anyOf": _SCHEMAS,
        "oneOf": _SCHEMAS,
        "not": _SCHEMA,
        "if": _SCHEMA,
        "then": _SCHEMA,
        "else": _SCHEMA,
        "items": Field("one-or-list", "schema"),
        "prefixItems": _SCHEMAS,
        "additionalItems": _SCHEMA,
        "unevaluatedItems": _SCHEMA,
        "contains": _SCHEMA,
        "properties": _NAMED_SCHEMAS,
        "patternProperties": _NAMED_SCHEMAS,
        "additionalProperties": _SCHEMA,
        "unevaluatedProperties": _SCHEMA,
        "propertyNames": _SCHEMA,
        "dependentSchemas": _NAMED_SCHEMAS,
        "contentSchema": _SCHEMA,
        "$defs": _NAMED_SCHEMAS,
        "definitions": _NAMED_SCHEMAS,
    },
    "info": {},
    "server": {},
    "tag": {},
    "requirement": {},
    "link": {},
    "security-scheme": {},
}

BOOLEAN_SCHEMA_KEYS: Final = frozenset(
    {
        "additionalProperties",
        "unevaluatedProperties",
        "unevaluatedItems",
        "items",
        "additionalItems",
    }
)
"""Where a schema stays `true` or `false`; everywhere else it becomes `{}` or `{not: {}}`."""

ANNOTATIONS: Final = frozenset(
    {
        "title",
        "description",
        "summary",
        "default",
        "example",
        "examples",
        "deprecated",
        "readOnly",
        "writeOnly",
        "externalDocs",
        "xml",
        "$comment",
    }
)
"""Schema keywords that annotate a value without restricting it."""


_RESTRICTING: Final = frozenset(
    {*STRUCTURE["schema"], "$ref", "type", "enum", "const", "format", "pattern", "multipleOf"}
    | {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength"}
    | {"minItems", "maxItems", "uniqueItems", "minContains", "maxContains"}
    | {"required", "dependentRequired", "minProperties", "maxProperties"}
    | {"contentEncoding", "contentMediaType"}
) - {"$defs", "definitions", "contentSchema"}


def is_annotation(keyword: str) -> bool:
    """Whether a schema keyword only annotates the value."""
    return keyword in ANNOTATIONS or keyword.startswith("x-")


def restricts(keyword: str) -> bool:
    """Whether a schema keyword restricts which values are valid; an unknown keyword does not."""
    return keyword in _RESTRICTING


FIELDS: Final[Mapping[str, frozenset[str]]] = {
    "document": frozenset(
        {"openapi", "info", "servers", "paths", "webhooks", "components", "security", "tags"}
        | {"externalDocs", "jsonSchemaDialect", "$self"}
    ),
    "path-item": frozenset(
        {*METHODS, "$ref", "summary", "description", "servers", "parameters"}
        | {"additionalOperations"}
    ),
    "operation": frozenset(
        {"tags", "summary", "description", "externalDocs", "operationId", "parameters"}
        | {"requestBody", "responses", "callbacks", "deprecated", "security", "servers"}
    ),
    "parameter": frozenset(
        {"name", "in", "description", "required", "deprecated", "allowEmptyValue", "style"}
        | {"explode", "allowReserved", "schema", "example", "examples", "content"}
    ),
    "response": frozenset({"description", "summary", "headers", "content", "links"}),
    "body": frozenset({"description", "content", "required"}),
    "components": frozenset(
        {"schemas", "responses", "parameters", "examples", "requestBodies", "headers"}
        | {"securitySchemes", "links", "callbacks", "pathItems", "mediaTypes"}
    ),
}
"""All fields of the kinds in which a misspelt field would silently be lost."""
