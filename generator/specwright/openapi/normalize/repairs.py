"""Repair common mistakes in documents of every version. Each repair is reported.

Findings that a document repeats are reported once, with a count.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

from specwright.openapi.normalize.engine import Entry, Object, Rule, Rules, Site
from specwright.openapi.normalize.keyword_types import check_keywords
from specwright.openapi.object_model import FIELDS
from specwright.source.json_values import is_list, is_object
from specwright.source.node import Node
from specwright.source.pointer import escape
from specwright.source.suggestions import closest

TYPES: Final = ("null", "boolean", "object", "array", "number", "string", "integer")
_OTHER_TYPES: Final[dict[str, Object]] = {
    "any": {},
    "bool": {"type": "boolean"},
    "int": {"type": "integer"},
    "int32": {"type": "integer", "format": "int32"},
    "int64": {"type": "integer", "format": "int64"},
    "long": {"type": "integer", "format": "int64"},
    "float": {"type": "number", "format": "float"},
    "double": {"type": "number", "format": "double"},
    "decimal": {"type": "number"},
    "str": {"type": "string"},
    "text": {"type": "string"},
    "uuid": {"type": "string", "format": "uuid"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "date-time": {"type": "string", "format": "date-time"},
    "timestamp": {"type": "string"},
    "file": {"type": "string", "format": "binary"},
    "binary": {"type": "string", "format": "binary"},
    "map": {"type": "object"},
    "dict": {"type": "object"},
    "list": {"type": "array"},
}


def check_type(schema: Object, site: Site) -> Object:
    """Read `type` as one of the seven types or a list of several."""
    value = schema["type"]
    if isinstance(value, str):
        return schema if value in TYPES else _other_type(schema, value, site)
    rest = {key: item for key, item in schema.items() if key != "type"}
    if value is None or (is_list(value) and None in value):
        site.warn(
            "unknown-type",
            "'type' is null instead of the string 'null'; read as 'null'",
            "type",
            hint="quote it",
        )
        read = ["null" if item is None else item for item in (value or [None])]
        return check_type({**schema, "type": read if is_list(value) else "null"}, site)
    if not is_list(value):
        site.warn("unknown-type", "'type' is not the name of a type; ignored", "type")
        return rest
    names = list(dict.fromkeys(item for item in value if item in TYPES))
    if len(names) == len(value) and names:
        return schema
    site.warn("unknown-type", "'type' lists an item that is not a type; ignored", "type")
    return {**schema, "type": names} if names else rest


def _other_type(schema: Object, name: str, site: Site) -> Object:
    """Read a type that JSON Schema does not have as what it usually means."""
    lower = name.lower()
    means = {"type": lower} if lower in TYPES else _OTHER_TYPES.get(lower)
    rest = {key: item for key, item in schema.items() if key != "type"}
    known = f"the types are {', '.join(TYPES)}"
    if means is None:
        message = f"unknown type {name!r}; read as any value"
        site.warn("unknown-type", message, "type", hint=known)
        return rest
    read = " with format ".join(means.values()) or "any value"
    site.warn("unknown-type", f"unknown type {name!r}; read as {read}", "type", hint=known)
    return {**rest, **means, **({"format": rest["format"]} if "format" in rest else {})}


def hoist_required(schema: Object, site: Site) -> Object:
    """Read `required: true` on a property as an entry in the list of its parent."""
    properties: Object = schema["properties"]
    flagged = [name for name, value in properties.items() if _flag_of(value) is not None]
    if not flagged:
        return schema
    for name in flagged:
        site.warn(
            "required-flag",
            f"'required' on the property {name!r} belongs in the 'required' list of its parent; "
            "read as if it were there",
            "properties",
            name,
            "required",
            hint=f"write required: [{name}] beside properties",
        )
    listed = schema.get("required")
    needed = [name for name in flagged if _flag_of(properties[name])]
    names = [*(listed if is_list(listed) else ()), *needed]
    cleaned = {
        name: _without(value, "required") if name in flagged else value
        for name, value in properties.items()
    }
    result = {**schema, "properties": cleaned}
    return {**result, "required": list(dict.fromkeys(names))} if needed else result


def _flag_of(schema: object) -> bool | None:
    flag = schema.get("required") if is_object(schema) else None
    return flag if isinstance(flag, bool) else None


def _without(value: Object, key: str) -> Object:
    return {name: item for name, item in value.items() if name != key}


def drop_stray_required(schema: Object, site: Site) -> Object:
    """Drop `required: true` on a schema that is not a property."""
    is_property = site.pointer.rpartition("/")[0].endswith("/properties")
    if not isinstance(schema["required"], bool) or is_property:
        return schema
    message = "'required' should be a list of property names; ignored"
    site.warn("wrong-type", message, "required")
    return _without(schema, "required")


def read_tuple(schema: Object, site: Site) -> Object:
    """Read a list under `items` as `prefixItems`, as 2020-12 writes it."""
    items = schema["items"]
    if items is True:
        return {**schema, "items": {}}
    if not is_list(items):
        return schema
    site.warn(
        "tuple-items",
        "'items' is a list, as in older drafts of JSON Schema; read as 'prefixItems'",
        "items",
    )
    site.moved("/prefixItems", "/items")
    rest = {key: item for key, item in schema.items() if key not in ("items", "additionalItems")}
    if "additionalItems" in schema:
        rest["items"] = schema["additionalItems"]
    return {**rest, "prefixItems": items}


def read_dependencies(schema: Object, site: Site) -> Object:
    """Read `dependencies` as `dependentRequired` and `dependentSchemas`, as 2020-12 writes them."""
    written = schema["dependencies"]
    if not is_object(written):
        site.warn("wrong-type", "'dependencies' should be an object; ignored", "dependencies")
        return _without(schema, "dependencies")
    site.warn(
        "old-dependencies",
        "'dependencies' is how older drafts write 'dependentRequired' and 'dependentSchemas'; read as those",
        "dependencies",
    )
    found: dict[str, dict[str, Any]] = {}
    for name, value in written.items():
        keyword = "dependentRequired" if is_list(value) else "dependentSchemas"
        found.setdefault(keyword, {})[name] = value
        path = escape(name)
        site.moved(f"/{keyword}/{path}", f"/dependencies/{path}")
    for keyword, members in found.items():
        own = schema.get(keyword)
        found[keyword] = {**members, **own} if is_object(own) else members
    return {**_without(schema, "dependencies"), **found}


def _texts(*keys: str) -> Rule:
    """A rule that reads numbers and booleans under some keys as strings."""

    def read(value: Object, site: Site) -> Object:
        wrong = [key for key in keys if isinstance(value.get(key), (int, float))]
        result = {**value, **{key: _written(value[key], site.at(key)) for key in wrong}}
        for key in wrong:
            hint = f'write {key}: "{result[key]}"'
            message = f"{key!r} should be a string; read as {result[key]!r}"
            site.warn("wrong-type", message, key, hint=hint)
        return result if wrong else value

    return read


def _written(value: bool | int | float, place: Node) -> str:
    """A number as it is written: the version 1.10 is not 1.1."""
    line = place.document.excerpt_of(place.location)[place.location.column - 1 :]
    match = _MEMBER.match(line)
    if match and float(match.group(1)) == value:
        return match.group(1)
    return str(value).lower() if isinstance(value, bool) else str(value)


_MEMBER: Final = re.compile(r"[\"']?\w+[\"']?\s*:\s*([0-9]{1,30}(?:\.[0-9]{1,30})?)(?=[\s,#}]|$)")


def read_variables(server: Object, site: Site) -> Object:
    """Read the variables of a server, which are often written as numbers."""
    variables = server["variables"]
    if not is_object(variables):
        return server
    result = dict(variables)
    for name, variable in variables.items():
        if not is_object(variable):
            continue
        inner = replace(site, pointer=site.at("variables", name).pointer)
        result[name] = _texts("default")(variable, inner)
        values = variable.get("enum")
        if is_list(values):
            texts = [item if isinstance(item, str) else str(item) for item in values]
            result[name] = {**result[name], "enum": texts}
    return {**server, "variables": result}


_PARAMETER_SCHEMA: Final = frozenset(
    {"type", "format", "items", "enum", "default", "minimum", "maximum", "minLength", "maxLength"}
    | {"pattern", "minItems", "maxItems", "uniqueItems"}
)


def gather_schema(parameter: Object, site: Site) -> Object:
    """Read a `type` written directly on a parameter (as in 2.0) as its schema."""
    if "schema" in parameter or "content" in parameter or not isinstance(parameter["type"], str):
        return parameter
    site.warn(
        "parameter-without-schema",
        "the type of a parameter belongs under 'schema'; read as if it were there",
        "type",
        hint="write schema: {type: ...}",
    )
    inner = {key: item for key, item in parameter.items() if key in _PARAMETER_SCHEMA}
    rest = {key: item for key, item in parameter.items() if key not in _PARAMETER_SCHEMA}
    site.moved("/schema")
    return {**rest, "schema": inner}


_STATUS: Final = re.compile(r"[1-5](?:[0-9][0-9]|XX)", re.ASCII)


def check_statuses(responses: Object, site: Site) -> Object:
    """Keep only keys that can be a status: `200`, `4XX`, `default`."""
    result: dict[str, Any] = {}
    for key, value in responses.items():
        status = key if key.startswith("x-") else _status(key)
        if status is None:
            message = f"{key!r} is not a status; the response is ignored"
            site.warn("bad-status", message, key, hint="use 200, 4XX or default")
            continue
        if status != key:
            site.warn("bad-status", f"{key!r} is not a status; read as {status!r}", key)
            site.moved(f"/{status}", site.at(key).pointer.removeprefix(site.pointer))
        result.setdefault(status, value)
    return responses if list(result) == list(responses) else result


def _status(key: str) -> str | None:
    upper = key.strip().upper()
    if upper == "DEFAULT":
        return "default"
    return upper if _STATUS.fullmatch(upper) else None


def add_description(response: Object, site: Site) -> Object:
    """Give a response the description that the standard requires."""
    if "description" in response:
        return response
    message = "a response has no description, which the standard requires"
    site.tally.count("missing-description", message, site.at(), note=True)
    return {**response, "description": ""}


def add_responses(operation: Object, site: Site) -> Object:
    """Give an operation without responses the ones it needs."""
    responses = operation.get("responses")
    if is_object(responses) and any(not key.startswith("x-") for key in responses):
        return operation
    site.warn(
        "missing-responses",
        "the operation has no responses; its result is untyped",
        hint="describe at least the success response",
    )
    return {**operation, "responses": responses or {}}


def _unknown_fields(kind: str) -> Entry:
    known = sorted(FIELDS[kind])

    def check(value: Object, site: Site) -> Object:
        """Report keys that look like a misspelt field; other unknown keys may be extensions."""
        for key in value:
            if key in FIELDS[kind] or key.startswith("x-"):
                continue
            site.tally.guesses -= 1
            guess = closest(key, known) if site.tally.guesses >= 0 else None
            if guess is not None and guess not in value:
                message = f"unknown field {key!r}; ignored"
                site.warn("unknown-field", message, key, hint=f"did you mean {guess!r}?")
        return value

    return Entry("", check)


NORMALISE: Final[Rules] = {
    "document": (_unknown_fields("document"),),
    "info": (Entry("", _texts("title", "version", "summary", "description")),),
    "server": (Entry("", _texts("url", "description")), Entry("variables", read_variables)),
    "tag": (Entry("", _texts("name", "description")),),
    "path-item": (_unknown_fields("path-item"),),
    "operation": (_unknown_fields("operation"), Entry("", add_responses)),
    "parameter": (Entry("type", gather_schema), _unknown_fields("parameter")),
    "header": (Entry("type", gather_schema),),
    "body": (_unknown_fields("body"),),
    "responses": (Entry("", check_statuses),),
    "response": (_unknown_fields("response"), Entry("", add_description)),
    "components": (_unknown_fields("components"),),
    "schema": (
        Entry("", check_keywords),
        Entry("type", check_type),
        Entry("properties", hoist_required),
        Entry("required", drop_stray_required),
        Entry("items", read_tuple),
        Entry("dependencies", read_dependencies),
    ),
}
