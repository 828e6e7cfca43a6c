"""Rewrite the constructs of older OpenAPI versions as their 3.1 equivalents."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from specwright.diagnostics import Diagnostics
from specwright.openapi.normalize.engine import Entry, Object, Rule, Rules, Site
from specwright.openapi.normalize.repairs import NORMALISE
from specwright.openapi.object_model import is_annotation, restricts
from specwright.source.document import RawDocument, refuse
from specwright.source.json_values import is_list, is_object
from specwright.source.node import Node
from specwright.source.pointer import escape, split

# Decisions where the standards leave room:
# - `nullable: true` adds null even to an `enum` that does not list it, since that is what is meant.
# - 3.0 ignores whatever stands beside a `$ref`. Here annotations and `nullable` count, because real
#   documents rely on them; anything that would restrict the value is dropped with a warning.
# - `oneOf` in 3.0: null is one value even if several members are nullable. The members exclude each
#   other only for the other values; `x-null-once` tells this to the check of requests.
# - `format: byte` and `binary` stay, and gain the `contentEncoding` and `contentMediaType` of 3.1.
# - What 3.0 wrote differently is understood in 3.1 documents too, with one warning for each keyword.

_VERSION: Final = re.compile(r"3\.([0-9]{1,3})(?:\.[0-9]{1,9})?(?:-[-.0-9A-Za-z]{1,40})?", re.ASCII)
_NULL: Final[Object] = {"type": "null"}
NULL_ALONE: Final = "x-null-alone"
"""Marks a schema that was only `nullable: true`, for the schema around it."""


def read_nullable(schema: Object, site: Site) -> Object:
    """Turn `nullable: true` into the type null, or into an alternative that allows null."""
    rest = _without(schema, "nullable")
    if schema["nullable"] is not True:
        return rest
    if not any(restricts(key) for key in rest):
        return {**rest, NULL_ALONE: True}
    if any(key in rest for key in ("$ref", "allOf", "const", "not", "if")):
        return _null_or(rest, site)
    for key in ("oneOf", "anyOf"):
        if key in rest and not any(map(_allows_null, rest[key])):
            rest[key] = [*rest[key], _NULL]
    if "oneOf" in rest:
        rest["x-null-once"] = True
    types = _types(rest)
    if types and "null" not in types:
        rest["type"] = [*types, "null"]
    if "enum" in rest and None not in rest["enum"]:
        rest["enum"] = [*rest["enum"], None]
    return rest


def read_one_of(schema: Object, _: Site) -> Object:
    """Let null match a `oneOf` even if several of its members are nullable."""
    return {**schema, "x-null-once": True} if len(schema["oneOf"]) > 1 else schema


def read_null_members(keyword: str) -> Rule:
    """Read a member that is only `nullable: true` as the type null, which 3.0 cannot write otherwise."""

    def read(schema: Object, site: Site) -> Object:
        members = schema[keyword]
        alone = [is_object(member) and NULL_ALONE in member for member in members]
        if not any(alone) or all(alone):
            return schema
        if keyword == "allOf":
            kept = [i for i, is_null in enumerate(alone) if not is_null]
            for new, old in enumerate(kept):
                site.moved(f"/allOf/{new}", f"/allOf/{old}")
            return _null_or({**schema, "allOf": [members[i] for i in kept]}, site)
        read = [
            {**_without(member, NULL_ALONE), **_NULL} if is_null else member
            for member, is_null in zip(members, alone, strict=True)
        ]
        return {**schema, keyword: read}

    return read


def _types(schema: Object) -> list[str]:
    """The types of a schema; if it names none, the types that its keywords apply to."""
    written = schema.get("type")
    if written is not None:
        return [written] if isinstance(written, str) else list(written)
    if "properties" in schema or "additionalProperties" in schema:
        return ["object"]
    return ["array"] if "items" in schema else []


def _allows_null(schema: object) -> bool:
    kind = schema.get("type") if is_object(schema) else None
    return kind == "null" or (is_list(kind) and "null" in kind)


def _null_or(schema: Object, site: Site) -> Object:
    """A schema that allows null or the given schema; annotations apply to both."""
    outer = {key: value for key, value in schema.items() if is_annotation(key)}
    inner = {key: value for key, value in schema.items() if not is_annotation(key)}
    if list(inner) == ["allOf"] and len(inner["allOf"]) == 1:
        site.moved("/anyOf", "/allOf")
        return {"anyOf": [inner["allOf"][0], _NULL], **outer}
    site.moved("/anyOf/0")
    return {"anyOf": [inner, _NULL], **outer}


def _exclusive(exclusive: str, bound: str) -> Rule:
    """Read `exclusiveMinimum: true` with `minimum` as the number that 3.1 writes."""

    def read(schema: Object, site: Site) -> Object:
        flag = schema[exclusive]
        if not isinstance(flag, bool):
            return schema
        rest = _without(schema, exclusive)
        if not flag:
            return rest
        if bound not in schema:
            message = f"{exclusive!r} is true without {bound!r}; ignored"
            site.warn("exclusive-without-bound", message, exclusive)
            return rest
        return {**_without(rest, bound), exclusive: schema[bound]}

    return read


def read_example(schema: Object, _: Site) -> Object:
    """Read `example` as the only item of `examples`."""
    rest = _without(schema, "example")
    return rest if "examples" in rest else {**rest, "examples": [schema["example"]]}


def read_format(schema: Object, _: Site) -> Object:
    """Add the 3.1 keywords that correspond to the formats `byte` and `binary`."""
    means = {
        "byte": ("contentEncoding", "base64"),
        "binary": ("contentMediaType", "application/octet-stream"),
    }.get(schema["format"])
    if means is None or means[0] in schema or (_types(schema) and "string" not in _types(schema)):
        return schema
    return {**schema, means[0]: means[1]}


def drop_siblings(schema: Object, site: Site) -> Object:
    """Keep the annotations beside a `$ref`, and drop what 3.0 ignores."""
    if not isinstance(schema["$ref"], str):
        return schema
    kept = {
        key: value
        for key, value in schema.items()
        if key in ("$ref", "nullable") or is_annotation(key)
    }
    # `type: object` beside a reference to an object adds nothing, and is common.
    lost = [key for key in schema if key not in kept and (key, schema[key]) != ("type", "object")]
    if lost:
        site.warn(
            "ref-siblings",
            f"before OpenAPI 3.1, keywords beside $ref are ignored: {', '.join(map(repr, lost))}",
            lost[0],
            hint="use allOf: [{$ref: ...}] beside them, or OpenAPI 3.1",
        )
    return schema if len(kept) == len(schema) else kept


def read_dynamic_ref(schema: Object, site: Site) -> Object:
    """Read `$dynamicRef` as a `$ref` to the anchor that applies when nothing overrides it."""
    reference = schema["$dynamicRef"]
    rest = _without(schema, "$dynamicRef")
    name = reference.partition("#")[2]
    anchors = [place for (_, other), place in site.anchors().names.items() if other == name]
    waiting = any(_is_placeholder(place, site) for place in anchors)
    if len(anchors) > 1 or waiting:
        message = f"{name!r} refers to a different schema in each use and cannot be resolved"
        hint = "write out the schema for each use, with $ref"
        site.warn("unsupported-dynamic-ref", message, "$dynamicRef", hint=hint)
        if waiting:
            return rest
    return _referring(rest, reference, site, "$dynamicRef")


def _referring(rest: Object, reference: str, site: Site, keyword: str) -> Object:
    """A schema with a `$ref`; inside `allOf` if the schema already has one."""
    if "$ref" not in rest:
        site.moved("/$ref", f"/{keyword}")
        return {"$ref": reference, **rest}
    others = rest.get("allOf", [])
    site.moved(f"/allOf/{len(others)}/$ref", f"/{keyword}")
    return {**rest, "allOf": [*others, {"$ref": reference}]}


def read_recursive_ref(schema: Object, site: Site) -> Object:
    """Read `$recursiveRef` of 2019-09 as a `$ref` to the component around it, its only possible target here."""
    rest = _without(schema, "$recursiveRef")
    tokens = split(site.pointer)
    is_component = tokens[:2] == ("components", "schemas") and len(tokens) > 2
    if "openapi" in site.document.data and not is_component:
        message = "'$recursiveRef' refers to the component around it, but there is none"
        hint = "move the schema to components/schemas and use $ref"
        site.warn("unsupported-dynamic-ref", message, "$recursiveRef", hint=hint)
        return rest
    whole = "#/" + "/".join(map(escape, tokens[:3])) if is_component else "#"
    return _referring(rest, whole, site, "$recursiveRef")


def _is_placeholder(pointer: str, site: Site) -> bool:
    """Whether a schema is only meant to be overridden: it allows any value, or none."""
    value: Any = site.document.data
    for token in split(pointer):
        value = value[int(token)] if is_list(value) else value[token]
    kept = [key for key in value if not is_annotation(key) and not key.startswith("$")]
    return kept == ["not"] or (not kept and "$ref" not in value)


def name_default_mapping(schema: Object, site: Site) -> Object:
    """Report `defaultMapping` of 3.2: here, an unknown tag becomes an unknown variant."""
    discriminator = schema["discriminator"]
    if is_object(discriminator) and "defaultMapping" in discriminator:
        message = (
            "'defaultMapping' is not supported; values with another tag become unknown variants"
        )
        hint = "map each tag that servers send"
        site.warn(
            "unsupported-default-mapping", message, "discriminator", "defaultMapping", hint=hint
        )
    return schema


def name_node_type(schema: Object, site: Site) -> Object:
    """Report `nodeType` of 3.2 (XML), once."""
    if is_object(schema["xml"]) and "nodeType" in schema["xml"]:
        message = "XML bodies are plain text in the client, so 'nodeType' has no effect"
        site.tally.count("unread-xml", message, site.at("xml", "nodeType"), note=True)
    return schema


def read_file(schema: Object, _: Site) -> Object:
    """Read `type: file` as a binary string."""
    return {**schema, "type": "string", "format": "binary"} if schema["type"] == "file" else schema


def read_discriminator(schema: Object, site: Site) -> Object:
    """Read a discriminator that is only the name of a property, as in 2.0."""
    if not isinstance(schema["discriminator"], str):
        return schema
    site.moved("/discriminator/propertyName", "/discriminator")
    return {**schema, "discriminator": {"propertyName": schema["discriminator"]}}


def read_x_nullable(schema: Object, _: Site) -> Object:
    """Read `x-nullable` as `nullable`."""
    return {"nullable": schema["x-nullable"], **_without(schema, "x-nullable")}


def _without(value: Object, key: str) -> dict[str, Any]:
    return {name: item for name, item in value.items() if name != key}


def _old(keyword: str, rule: Rule) -> Entry:
    """Apply a rule of 3.0 to a document of 3.1, with one warning for all places."""

    def read(schema: Object, site: Site) -> Object:
        result = rule(schema, site)
        if result is not schema:
            hints = {"nullable": "use type: [..., 'null'] or anyOf with {type: 'null'}"}
            site.tally.count(
                "old-keyword",
                f"{keyword!r} uses the syntax of OpenAPI 3.0; read as its 3.1 equivalent",
                site.at(keyword),
                hints.get(keyword, "use the bound itself as its value"),
            )
        return result

    return Entry(keyword, read)


_EXCLUSIVE: Final = (
    ("exclusiveMinimum", _exclusive("exclusiveMinimum", "minimum")),
    ("exclusiveMaximum", _exclusive("exclusiveMaximum", "maximum")),
)
_COMMON: Final = (
    Entry("discriminator", name_default_mapping),
    Entry("xml", name_node_type),
    Entry("example", read_example),
    Entry("format", read_format),
    Entry("$dynamicRef", read_dynamic_ref),
    Entry("$recursiveRef", read_recursive_ref),
)

_NULL_MEMBERS: Final = tuple(
    Entry(keyword, read_null_members(keyword)) for keyword in ("anyOf", "oneOf", "allOf")
)

_SCHEMA_2_0: Final = (
    Entry("type", read_file),
    Entry("discriminator", read_discriminator),
    Entry("x-nullable", read_x_nullable),
)
"""The constructs that 2.0 writes differently from 3.0; runs before the repairs, which expect 3.x."""
SCHEMA_3_0: Final = (
    Entry("$ref", drop_siblings),
    *(Entry(keyword, rule) for keyword, rule in _EXCLUSIVE),
    *_COMMON,
    Entry("oneOf", read_one_of),
    *_NULL_MEMBERS,
    Entry("nullable", read_nullable),
)
SCHEMA_3_1: Final = (
    *(_old(keyword, rule) for keyword, rule in _EXCLUSIVE),
    *_COMMON,
    *_NULL_MEMBERS,
    _old("nullable", read_nullable),
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """The rewrites of one OpenAPI version."""

    rules: Rules
    """The repairs that every version gets, and the rewrites of this one."""
    is_swagger: bool = False
    """Whether the document must be converted to 3.0 first."""


def dialect_of(document: RawDocument, sink: Diagnostics) -> Dialect:
    """The dialect of a document. Raises `FatalError` if the version is not supported."""
    repairs = NORMALISE["schema"]
    if "openapi" not in document.data:
        _read_swagger_version(document, sink)
        return Dialect({**NORMALISE, "schema": (*_SCHEMA_2_0, *repairs, *SCHEMA_3_0)}, True)
    schema = SCHEMA_3_0 if _minor_version(document, sink) == 0 else SCHEMA_3_1
    return Dialect({**NORMALISE, "schema": (*repairs, *schema)})


def _read_swagger_version(document: RawDocument, sink: Diagnostics) -> None:
    if "swagger" not in document.data:
        message = "this is not an OpenAPI document: it has no key 'openapi'"
        raise refuse(document, "", "not-openapi", message, "begin it with openapi: 3.1.0")
    version = document.data["swagger"]
    if str(version) not in ("2.0", "2"):
        message = f"Swagger {version!s:.40} is not supported"
        hint = "convert the document to OpenAPI 3.1"
        raise refuse(document, "/swagger", "unsupported-version", message, hint)
    node = Node.root(document).child("swagger")
    if not isinstance(version, str):
        _report_unquoted(node, sink)


def _report_unquoted(node: Node, sink: Diagnostics) -> None:
    message = "the version should be a string; read as a string"
    sink.warning("wrong-type", message, node, "quote it")


def _minor_version(document: RawDocument, sink: Diagnostics) -> int:
    version = document.data["openapi"]
    node = Node.root(document).child("openapi")
    if isinstance(version, float):
        _report_unquoted(node, sink)
    match = _VERSION.fullmatch(str(version))
    if match is None:
        message = f"OpenAPI {version!s:.40} is not supported"
        hint = "convert the document to OpenAPI 3.1"
        raise refuse(document, "/openapi", "unsupported-version", message, hint)
    minor = int(match.group(1))
    if minor > 2:
        message = f"OpenAPI 3.{minor} is read as 3.2"
        sink.warning("newer-version", message, node)
    return minor
