"""Convert parameters, bodies, headers and responses of Swagger 2.0 to OpenAPI 3.0."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from specwright.diagnostics import Diagnostics
from specwright.openapi.normalize.engine import Object
from specwright.source.document import Origin, RawDocument
from specwright.source.json_values import is_object
from specwright.source.node import Node
from specwright.source.pointer import join

JSON: Final = ("application/json",)
_FORM, _MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
_BYTES: Final = "application/octet-stream"
_VALUE: Final = frozenset(
    {"type", "format", "items", "default", "enum", "multipleOf", "pattern", "uniqueItems"}
    | {"maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum"}
    | {"maxLength", "minLength", "maxItems", "minItems"}
)
"""Keys that 2.0 writes on a parameter, and 3.0 in its schema."""
_LIST: Final[dict[str, Object]] = {
    "csv": {"style": "form", "explode": False},
    "multi": {"style": "form", "explode": True},
    "ssv": {"style": "spaceDelimited", "explode": False},
    "pipes": {"style": "pipeDelimited", "explode": False},
}
_STYLES: Final[dict[object, dict[str, Object]]] = {
    "query": _LIST,
    "formData": _LIST,
    "path": {"csv": {"style": "simple"}},
    "header": {"csv": {"style": "simple"}},
}

Behind = Callable[[Node], "Node | None"]
"""The unchanged target of a node's `$ref`, in this file or another; the node itself without one."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Converts the parts of one file, and records where each result stood in the text."""

    raw: RawDocument
    behind: Behind
    sink: Diagnostics
    origins: dict[str, Origin] = field(default_factory=dict[str, Origin])
    destinations: dict[str, str] = field(default_factory=dict[str, str])

    def put(self, new: str, old: Node) -> None:
        """Record that the value now at a pointer stood elsewhere."""
        document = None if old.document is self.raw else old.document
        self.origins[new] = (document, old.pointer)

    def lost(self, message: str, node: Node, hint: str = "") -> None:
        """Report what 3.0 cannot express."""
        self.sink.warning("not-convertible", message, node, hint)

    def texts(self, holder: Node, key: str, usual: Sequence[str]) -> tuple[str, ...]:
        """A list of strings; the default if it is missing."""
        if not holder.has(key):
            return tuple(usual)
        found = holder.child(key)
        if isinstance(found.value, str):
            self.sink.warning(
                "wrong-type", f"{key!r} should be a list; read as a list of one", found
            )
            return (found.value,)
        items = holder.elements(key, self.sink)
        return tuple(dict.fromkeys(item.value for item in items if isinstance(item.value, str)))

    # --- values ------------------------------------------------------------------------------------

    def value(self, node: Node, new: str) -> Object:
        """The schema of a parameter, header or item."""
        self.put(new, node)
        schema = {key: item for key, item in node.value.items() if key in _VALUE or _is_own(key)}
        if schema.get("type") == "file":
            schema |= {"type": "string", "format": "binary"}
        items = node.get("items")
        if items is not None and items.is_object:
            inner = self.value(items, f"{new}/items")
            if inner.get("type") == "array" and node.value.get("type") == "array":
                inner = self.unsplit(items, "a list in a list")
            schema["items"] = inner
        return schema

    def unsplit(self, node: Node, what: str) -> Object:
        """A list that 3.0 cannot express, as a string that the caller joins."""
        way = node.value.get("collectionFormat", "csv")
        message = f"OpenAPI 3 cannot express {what} with collectionFormat {way!s:.20}; read as text"
        self.lost(message, node.get("collectionFormat") or node, "join the items yourself")
        return {"type": "string"}

    def styled(self, node: Node, new: str, location: str) -> tuple[Object, Object]:
        """The schema of a parameter; for a list, also how its items are written."""
        if node.value.get("type") != "array":
            return self.value(node, new), {}
        way = node.value.get("collectionFormat", "csv")
        styles = _STYLES.get(location, _LIST)
        if not isinstance(way, str) or way not in styles:
            self.put(new, node)
            return self.unsplit(node, f"a list in {location}"), {}
        return self.value(node, new), styles[way]

    # --- parameters --------------------------------------------------------------------------------

    def parameter(self, node: Node, new: str) -> Object:
        """A parameter that is not a body."""
        self.put(new, node)
        value: Object = node.value
        if not any(key in value for key in ("type", "items", "enum")) or "schema" in value:
            return value
        rest = {
            k: v for k, v in value.items() if k not in (*_VALUE, *"collectionFormat", "x-nullable")
        }
        schema, style = self.styled(node, f"{new}/schema", str(value.get("in")))
        return {**rest, **style, "schema": schema}

    def body(self, entry: Node, node: Node, consumes: Sequence[str], new: str) -> Object:
        """The request body that a parameter `in: body` stands for."""
        self.put(new, node)
        result = {
            key: item
            for key, item in node.value.items()
            if key in ("description", "required") or key.startswith("x-")
        }
        schema = node.get("schema")
        if schema is None:
            return {**result, "content": {kind: {} for kind in consumes or JSON}}
        value = schema.value
        if schema.document is not self.raw:  # by reference, so that its own references stay valid
            value = _reference(str(entry.value["$ref"]).partition("#")[0], schema.pointer)
        return {**result, "content": self.media(schema, value, consumes or JSON, new)}

    def media(self, schema: Node, value: Any, kinds: Iterable[str], new: str) -> Object:
        """One schema for several media types: written once, and referred to by the others."""
        content: Object = {}
        for kind in kinds:
            place = join(new, "content", kind, "schema")
            self.put(place, schema)
            content[kind] = {"schema": value}
            if is_object(value) and "$ref" not in value:
                value = _reference("", place)
        return content

    def form(self, fields: Sequence[Node], consumes: Sequence[str], new: str) -> Object:
        """The request body that parameters `in: formData` stand for together."""
        has_file = any(_is_file(node.value) for node in fields)
        usual = [_MULTIPART] if has_file else [_FORM]
        kinds = [k for k in consumes if k.split(";")[0].strip().lower() in (_FORM, _MULTIPART)]
        if has_file:
            kinds = [kind for kind in kinds if kind.lower().startswith(_MULTIPART)]
        content = {
            kind: self.form_media(fields, join(new, "content", kind)) for kind in kinds or usual
        }
        self.put(new, fields[0])
        required = any(node.value.get("required") is True for node in fields)
        return {"content": content, **({"required": True} if required else {})}

    def form_media(self, fields: Sequence[Node], new: str) -> Object:
        properties: Object = {}
        encoding: Object = {}
        for node in fields:
            name: str = node.value["name"]
            schema, style = self.styled(node, join(new, "schema", "properties", name), "formData")
            texts = {k: node.value[k] for k in ("description",) if k in node.value}
            own = {k: v for k, v in node.value.items() if k.startswith("x-specwright-")}
            properties[name] = {**schema, **texts, **own}
            if style and style is not _LIST["multi"]:
                encoding[name] = style
            if "allowEmptyValue" in node.value:
                message = "OpenAPI 3 cannot express allowEmptyValue for a form field; ignored"
                self.lost(message, node.child("allowEmptyValue"), "an empty string is valid anyway")
        required = [node.value["name"] for node in fields if node.value.get("required") is True]
        needed = {"required": required} if required else {}
        media: Object = {"schema": {"type": "object", **needed, "properties": properties}}
        return {**media, **({"encoding": encoding} if encoding else {})}

    # --- responses ---------------------------------------------------------------------------------

    def response(self, node: Node, new: str, produces: Sequence[str]) -> Object:
        """A response with its content and headers."""
        self.put(new, node)
        value: Object = node.value
        left = ("schema", "examples", "headers")
        result = {key: item for key, item in value.items() if key not in left}
        content = self.content(node, new, produces)
        if content:
            result["content"] = {**content, **_object(value.get("content"))}
        headers = node.get("headers")
        if headers is not None and headers.is_object:
            made = [
                (name, self.header(item, join(new, "headers", name)))
                for name, item in headers.entries()
            ]
            result["headers"] = dict(made)
        elif headers is not None:
            result["headers"] = headers.value
        return result

    def content(self, node: Node, new: str, produces: Sequence[str]) -> Object:
        """The representations of a response."""
        schema = node.get("schema")
        if schema is not None and _is_file(schema.value):
            # Bytes are not JSON, whatever the document declares for all its operations.
            binary = [kind for kind in produces if not _is_text_format(kind)]
            produces = binary or [_BYTES]
        kinds = dict.fromkeys((produces or JSON) if schema is not None else ())
        examples = node.get("examples")
        found: Object = {}
        for kind, example in examples.entries() if examples is not None else ():
            if "/" not in kind:
                if not kind.startswith("x-"):
                    message = f"{kind!r} is not a media type; the example is ignored"
                    self.sink.warning("odd-media-type", message, example)
                continue
            found[kind] = example.value
            kinds.setdefault(kind)
            self.put(join(new, "content", kind, "example"), example)
        if schema is None:
            return {kind: {"example": example} for kind, example in found.items()}
        first = join(new, "content", next(iter(kinds)), "schema")
        self.destinations.setdefault(f"{node.pointer}/schema", first)
        content = self.media(schema, schema.value, kinds, new)
        return {
            k: {**m, **({"example": found[k]} if k in found else {})} for k, m in content.items()
        }

    def header(self, node: Node, new: str) -> Any:
        """A header of a response."""
        if not node.is_object or "schema" in node.value or "$ref" in node.value:
            return node.value
        self.put(new, node)
        rest = {
            k: v
            for k, v in node.value.items()
            if k not in (*_VALUE, *"collectionFormat", "x-nullable")
        }
        schema, style = self.styled(node, f"{new}/schema", "header")
        return {**rest, **style, "schema": schema}


def is_payload(node: Node | None) -> bool:
    """Whether a parameter is what an operation sends as its body."""
    return node is not None and node.is_object and node.value.get("in") in ("body", "formData")


def named(nodes: Iterable[tuple[Node, Node]]) -> dict[tuple[str, str], tuple[Node, Node]]:
    """Bodies and fields by what identifies them; the later of two equals wins."""
    found: dict[tuple[str, str], tuple[Node, Node]] = {}
    for entry, node in nodes:
        location: str = node.value["in"]
        name = node.value.get("name") if location == "formData" else ""
        found[location, name if isinstance(name, str) else ""] = (entry, node)
    return found


def _reference(file: str, pointer: str) -> Object:
    return {"$ref": f"{file}#{pointer.replace('%', '%25')}"}


def _is_file(value: Any) -> bool:
    if not is_object(value):
        return False
    items = value.get("items")
    return value.get("type") == "file" or (is_object(items) and items.get("type") == "file")


def _is_text_format(kind: str) -> bool:
    base = kind.split(";")[0].strip().lower()
    return base.endswith(("/json", "+json", "/xml", "+xml"))


def _is_own(key: str) -> bool:
    return key.startswith("x-") and not key.startswith("x-specwright-")


def _object(value: Any) -> Object:
    return value if is_object(value) else {}
