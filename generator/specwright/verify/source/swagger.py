"""Rewrite Swagger 2.0 as OpenAPI 3.0, once overlays are applied, which are about the document as it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from .sources import VALUES, escape, tokens

_MOVED: Final = {
    "definitions": "schemas",
    "parameters": "parameters",
    "responses": "responses",
    "securityDefinitions": "securitySchemes",
}
_MAPS: Final = frozenset(
    "properties patternProperties schemas securitySchemes parameters responses headers content encoding paths".split()
)
_METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch")
_SCHEMA: Final = frozenset(
    "type format items default maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern "
    "maxItems minItems uniqueItems enum multipleOf x-nullable x-example".split()
)
_STYLES: Final[dict[str, dict[str, Any]]] = {
    "csv": {"style": "form", "explode": False},
    "multi": {"style": "form", "explode": True},
    "ssv": {"style": "spaceDelimited", "explode": False},
    "pipes": {"style": "pipeDelimited", "explode": False},
}
_FLOWS: Final = {"application": "clientCredentials", "accessCode": "authorizationCode"}
_FORM: Final = "application/x-www-form-urlencoded"
_MULTIPART: Final = "multipart/form-data"
_JSON: Final = ("application/json",)

Object = dict[str, Any]


def convert(tree: Object) -> tuple[Object, dict[str, str]]:
    """The document as one of 3.0, and where in the text its parts stand, by pointer."""
    origins = {f"#/components/{new}": f"#/{old}" for old, new in _MOVED.items()}
    work = _Conversion(tree, origins)
    found = {k: v for k, v in tree.items() if k in ("info", "security", "tags") or k[:2] == "x-"}
    found |= {"openapi": "3.0.4", "servers": work.servers(tree.get("schemes"))}
    found["paths"] = {
        path: item if path.startswith("x-") else work.path_item(item, f"#/paths/{escape(path)}")
        for path, item in _object(tree.get("paths")).items()
    }
    schemes = _object(tree.get("securityDefinitions"))
    found["components"] = {
        "schemas": work.definitions(),
        "securitySchemes": {name: _scheme(scheme) for name, scheme in schemes.items()},
        "parameters": {
            name: work.parameter(item)
            for name, item in _object(tree.get("parameters")).items()
            if item.get("in") not in ("body", "formData")
        },
    }
    rewritten: Object = work.rewritten(found)
    return rewritten, origins


class _Conversion:
    def __init__(self, tree: Object, origins: dict[str, str]) -> None:
        self.tree = tree
        self.origins = origins
        self.moved = {f"#/{old}": f"#/components/{new}" for old, new in _MOVED.items()}
        """What references name, and where it is in the new document."""

    def servers(self, schemes: Any) -> list[Object]:
        host, base = self.tree.get("host", ""), str(self.tree.get("basePath", "")).rstrip("/")
        base = base if not base or base.startswith("/") else f"/{base}"
        if not host:
            return [{"url": base}] if base else []
        if "://" in host:
            return [{"url": host.rstrip("/") + base}]
        usable = sorted({"https", "http"}.intersection(schemes or ()), reverse=True) or ["https"]
        return [{"url": f"{scheme}://{host.rstrip('/')}{base}"} for scheme in usable]

    def definitions(self) -> Object:
        """The schemas; a variant's own tag goes into the mapping of the discriminator that it inherits."""
        found = dict(_object(self.tree.get("definitions")))
        for name, schema in list(found.items()):
            tag = schema.get("x-ms-discriminator-value") if isinstance(schema, dict) else None
            for base in self.bases(name, set()) if isinstance(tag, str) else ():
                said = found[base]["discriminator"]
                known = said if isinstance(said, dict) else {"propertyName": said, "mapping": {}}
                known["mapping"][tag] = f"#/definitions/{name}"
                found[base] = {**found[base], "discriminator": known}
                break
        return found

    def bases(self, name: str, seen: set[str]) -> Iterator[str]:
        """The definitions with a discriminator that this one is, or builds on."""
        schema = _object(_object(self.tree.get("definitions")).get(name))
        if name in seen:
            return
        seen.add(name)
        if isinstance(schema.get("discriminator"), str):
            yield name
        for member in schema.get("allOf", ()):
            target = str(_object(member).get("$ref", ""))
            if target.startswith("#/definitions/"):
                yield from self.bases(tokens(target)[-1], seen)

    def target(self, value: Any) -> Any:
        """What a reference to a shared part of this document leads to; other files' stay references."""
        seen: list[str] = []
        while isinstance(value, dict) and str(value.get("$ref", "")).startswith("#/"):
            reference, found = value["$ref"], self.tree
            for token in tokens(reference):
                found = _object(found).get(token)  # type: ignore[assignment]  # any value
            if found is None or reference in seen:
                return value
            seen.append(reference)
            value = found
        return value

    # --- operations ---------------------------------------------------------------------------

    def path_item(self, item: Any, pointer: str) -> Any:
        found = dict(_object(item))
        kept, payload = self.split(found.get("parameters"), pointer)
        if kept:
            found["parameters"] = kept
        else:
            found.pop("parameters", None)
        for method in set(_METHODS).intersection(found):
            found[method] = self.operation(found[method], f"{pointer}/{method}", payload)
        return found

    def split(self, listed: Any, pointer: str) -> tuple[list[Any], list[Object]]:
        """Parameters, and what makes the body."""
        kept: list[Any] = []
        payload: list[Object] = []
        for index, entry in enumerate(listed or ()):
            parameter = self.target(entry)
            if _object(parameter).get("in") in ("body", "formData"):
                payload.append(parameter)
                continue
            place = f"{pointer}/parameters"
            self.origins[f"{place}/{len(kept)}"] = f"{place}/{index}"
            kept.append(self.parameter(parameter))
        return kept, payload

    def operation(self, operation: Object, pointer: str, inherited: list[Object]) -> Object:
        found = {k: v for k, v in operation.items() if k not in ("consumes", "produces", "schemes")}
        kept, own = self.split(found.pop("parameters", ()), pointer)
        kinds = {item["in"] for item in own}
        payload = [p for p in inherited if not kinds or p["in"] in kinds] + own
        if kept:
            found["parameters"] = kept
        if "schemes" in operation and self.tree.get("host"):
            found["servers"] = self.servers(operation["schemes"])
        if payload:
            consumes = operation.get("consumes", self.tree.get("consumes")) or ()
            found["requestBody"] = _body(payload, consumes)
            self.origins[f"{pointer}/requestBody"] = f"{pointer}/parameters"
        produces = operation.get("produces", self.tree.get("produces")) or ()
        found["responses"] = {
            status: self.response(self.target(response), produces, f"{pointer}/responses/{status}")
            for status, response in _object(operation.get("responses")).items()
        }
        return found

    def parameter(self, parameter: Any) -> Any:
        if not isinstance(parameter, dict) or "schema" in parameter or "type" not in parameter:
            return parameter
        rest = {k: v for k, v in parameter.items() if k not in (*_SCHEMA, "collectionFormat")}
        schema, style = _styled(parameter, str(parameter.get("in")))
        return {**rest, **style, "schema": schema}

    def response(self, response: Any, produces: Iterable[str], pointer: str) -> Any:
        if not isinstance(response, dict):
            return response
        found = {k: v for k, v in response.items() if k not in ("schema", "examples", "headers")}
        schema, examples = response.get("schema"), _object(response.get("examples"))
        if _is_file(schema):
            texts = ("/json", "+json", "/xml", "+xml")
            bare = {kind: kind.split(";")[0].strip().lower() for kind in produces}
            produces = [kind for kind in produces if not bare[kind].endswith(texts)]
            produces = produces or ["application/octet-stream"]
        kinds: Iterable[str] = (produces or _JSON) if schema is not None else ()
        content = {kind: {"schema": schema} for kind in kinds}
        for kind, example in examples.items():
            if "/" in kind:
                content.setdefault(kind, {} if schema is None else {"schema": schema})
                content[kind] = {**content[kind], "example": example}
        if content:
            found["content"] = content
            first = f"{pointer}/content/{escape(next(iter(content)))}/schema"
            self.moved[f"{pointer}/schema"] = first
            self.origins[f"{pointer}/content"] = f"{pointer}/schema"
        headers = _object(response.get("headers"))
        if headers:
            found["headers"] = {
                name: self.parameter({**header, "in": "header"}) for name, header in headers.items()
            }
            for header in found["headers"].values():
                header.pop("in", None)
        return found

    def rewritten(self, node: Any, *, is_map: bool = False) -> Any:
        """References, tags and keywords of schemas, wherever they are; values of examples are left alone.

        The keys of a map are names, whatever they look like.
        """
        if isinstance(node, list):
            return [self.rewritten(item) for item in node]
        if not isinstance(node, dict):
            return node
        if is_map:
            return {key: self.rewritten(item) for key, item in node.items()}
        found = {
            key: item if key in VALUES else self.rewritten(item, is_map=key in _MAPS)
            for key, item in node.items()
        }
        if isinstance(found.get("$ref"), str):
            found["$ref"] = self.reference(found["$ref"])
        if isinstance(found.get("mapping"), dict) and "propertyName" in found:
            mapping = found["mapping"].items()
            found["mapping"] = {tag: self.reference(str(to)) for tag, to in mapping}
        if isinstance(found.get("discriminator"), str):
            found["discriminator"] = {"propertyName": found["discriminator"]}
        if found.get("x-nullable") is True and "$ref" not in found:
            found["nullable"] = True
        if found.get("type") == "file":
            found |= {"type": "string", "format": "binary"}
        return found

    def reference(self, text: str) -> str:
        above = text
        while "/" in above and above not in self.moved:
            above = above.rpartition("/")[0]
        return self.moved.get(above, above) + text.removeprefix(above)


# --- bodies and values ----------------------------------------------------------------------------


def _body(payload: list[Object], consumes: Iterable[str]) -> Object:
    whole = [item for item in payload if item["in"] == "body"]
    if whole:
        media = {"schema": whole[-1]["schema"]} if "schema" in whole[-1] else {}
        content = {kind: dict(media) for kind in consumes or _JSON}
        return {"required": whole[-1].get("required", False), "content": content}
    fields = {item["name"]: item for item in payload}
    has_file = any(map(_is_file, fields.values()))
    bare = {kind: kind.split(";")[0].strip().lower() for kind in consumes}
    able = (_MULTIPART,) if has_file else (_FORM, _MULTIPART)
    kinds = [kind for kind in consumes if bare[kind] in able] or [able[0]]
    properties: Object = {}
    encoding: Object = {}
    for name, item in fields.items():
        properties[name], style = _styled(item, "formData")
        if style and style is not _STYLES["multi"]:
            encoding[name] = style
    required = [name for name, item in fields.items() if item.get("required") is True]
    needed = {"required": required} if required else {}
    schema = {"type": "object", **needed, "properties": properties}
    media = {"schema": schema, **({"encoding": encoding} if encoding else {})}
    return {"required": bool(required), "content": dict.fromkeys(kinds, media)}


def _styled(value: Object, location: str) -> tuple[Object, Object]:
    """The schema of a value, and how its items are written if it is a list; a list that 3.0 cannot write is text."""
    schema = {key: item for key, item in value.items() if key in _SCHEMA}
    if schema.get("type") != "array":
        return schema, {}
    way = value.get("collectionFormat", "csv")
    if location not in ("query", "formData"):
        return (schema, {"style": "simple"}) if way == "csv" else ({"type": "string"}, {})
    if way not in _STYLES:
        return {"type": "string"}, {}
    items = _object(schema.get("items"))
    if items.get("type") == "array":
        schema["items"] = {"type": "string"}
    return schema, _STYLES[way]


def _scheme(scheme: Any) -> Any:
    kind = _object(scheme).get("type")
    if kind == "basic":
        return {**scheme, "type": "http", "scheme": "basic"}
    if kind != "oauth2" or "flow" not in scheme:
        return scheme
    left = ("authorizationUrl", "tokenUrl", "scopes")
    rest = {key: item for key, item in scheme.items() if key not in ("flow", *left)}
    flow = {"scopes": {}, **{key: scheme[key] for key in left if key in scheme}}
    return {**rest, "flows": {_FLOWS.get(scheme["flow"], scheme["flow"]): flow}}


def _is_file(value: Any) -> bool:
    found = _object(value)
    return found.get("type") == "file" or _object(found.get("items")).get("type") == "file"


def _object(value: Any) -> Object:
    return value if isinstance(value, dict) else {}
