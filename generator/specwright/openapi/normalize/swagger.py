"""Convert Swagger 2.0 to OpenAPI 3.0, part by part, before anything else reads it.

The result looks like a 3.0 file; the positions of its values are those of the original text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from specwright.diagnostics import Diagnostics
from specwright.openapi.normalize.engine import Object
from specwright.openapi.normalize.swagger_parts import Behind, Parts, is_payload, named
from specwright.openapi.object_model import FIELDS
from specwright.source.document import Layer, RawDocument
from specwright.source.node import Node
from specwright.source.pointer import join
from specwright.source.suggestions import closest

# Decisions where the standards leave room:
# - https is preferred among the schemes of a host, and used if there are none.
# - A shared response has the media types of the document; an operation with others gets its own copy.
# - A form with a file is multipart whatever `consumes` says, since the other kind cannot contain files.

_METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch")
_FIELDS: Final = {
    "document": [
        *("host", "basePath", "schemes", "consumes", "produces"),
        *("definitions", "parameters", "responses", "securityDefinitions"),
    ],
    "operation": ["consumes", "produces", "schemes"],
}
"""Keys of 2.0 that 3.0 does not have; used to report misspelt ones."""
_FLOWS: Final = {
    "implicit": "implicit",
    "password": "password",
    "application": "clientCredentials",
    "accessCode": "authorizationCode",
}


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a document defines once for all operations, and for files without a version of their own."""

    consumes: tuple[str, ...] = ()
    produces: tuple[str, ...] = ()
    hosts: tuple[str, str] = ("", "")
    """Host and base path."""
    schemes: tuple[str, ...] = ()


class Converter:
    """Converts one file, as a whole or the parts of it that references lead to."""

    def __init__(self, raw: RawDocument, behind: Behind, usual: Defaults = Defaults()) -> None:
        """Begin with a file as written; a whole document has its own defaults."""
        self.raw = raw
        self.usual = usual
        self.parts = Parts(raw, behind, Diagnostics())

    def with_data(self, data: Any) -> RawDocument:
        """The file with other data; positions stay those of the text."""
        return self.raw.with_data(
            data, Layer(self.parts.origins, destinations=self.parts.destinations)
        )

    def part(self, value: Any, kind: str, pointer: str, sink: Diagnostics) -> Any:
        """The object that a reference leads to."""
        node = Node(self.raw, pointer, value)
        work = _Run(self.parts_for(sink), self.usual)
        if "$ref" in value:
            return value
        if kind == "path-item":
            return work.path_item(node, pointer)
        if kind == "operation":
            return work.operation(node, pointer, ())
        if kind == "parameter" and not is_payload(node):
            return work.parts.parameter(node, pointer)
        if kind == "response":
            return work.parts.response(node, pointer, self.usual.produces)
        return value

    def whole(self, sink: Diagnostics) -> Object:
        """The document."""
        parts = self.parts_for(sink)
        root = Node.root(self.raw)
        self.usual = _defaults(root, parts)
        return _Run(parts, self.usual).document(root)

    def parts_for(self, sink: Diagnostics) -> Parts:
        old = self.parts
        return Parts(self.raw, old.behind, sink, old.origins, old.destinations)


def _defaults(root: Node, parts: Parts) -> Defaults:
    host, base = root.text("host", parts.sink) or "", root.text("basePath", parts.sink) or ""
    base = base.rstrip("/")
    consumes, produces = parts.texts(root, "consumes", ()), parts.texts(root, "produces", ())
    return Defaults(
        consumes,
        produces,
        (host.rstrip("/"), base if not base or base.startswith("/") else f"/{base}"),
        parts.texts(root, "schemes", ()),
    )


@dataclass(frozen=True, slots=True)
class _Run:
    parts: Parts
    usual: Defaults

    def document(self, root: Node) -> Object:
        """The whole document; keys that 2.0 does not know are kept, so that the repairs report them."""
        value: Object = root.value
        self.check(root, "document")
        result: Object = {"openapi": "3.0.4"}
        result |= {k: v for k, v in value.items() if k not in ("swagger", *_FIELDS["document"])}
        self.parts.origins["/openapi"] = (None, "/swagger")
        servers = self.servers(root, self.usual.schemes)
        if servers:
            result["servers"] = servers
        paths = root.get("paths")
        if paths is not None and paths.is_object:
            result["paths"] = {
                path: item.value if path.startswith("x-") else self.path_item(item, item.pointer)
                for path, item in paths.entries()
            }
        if root.has("x-ms-paths"):
            message = (
                "paths that differ in their query (x-ms-paths) are not supported; they are ignored"
            )
            self.parts.lost(message, root.child("x-ms-paths"), "describe them under paths")
        components = self.components(root)
        return {**result, "components": components} if components else result

    def check(self, node: Node, kind: str) -> None:
        """Report keys that look like a misspelt field of 2.0."""
        for key, item in node.entries():
            if key in ("swagger", *_FIELDS[kind], *FIELDS[kind]) or key.startswith("x-"):
                continue
            guess = closest(key, _FIELDS[kind])
            if guess is not None and not node.has(guess):
                message = f"unknown field {key!r}; ignored"
                self.parts.sink.warning("unknown-field", message, item, f"did you mean {guess!r}?")

    # --- servers -----------------------------------------------------------------------------------

    def servers(self, holder: Node, schemes: Sequence[str]) -> list[Object]:
        """The servers given by host, base path and schemes."""
        host, base = self.usual.hosts
        place = holder.get("schemes") or holder.get("host") or holder.get("basePath")
        usable = [scheme for scheme in schemes if scheme in ("https", "http")]
        for other in (scheme for scheme in schemes if scheme not in usable):
            message = f"the scheme {other!r:.40} is not supported; it is ignored"
            self.parts.lost(message, holder.child("schemes"), "use https or http")
        if "://" in host:
            message = "'host' should be a host name without a scheme; read as a URL"
            self.parts.sink.warning("incomplete-server", message, holder.get("host") or holder)
            urls = [host + base]
        elif host:
            urls = [f"{s}://{host}{base}" for s in sorted(usable, reverse=True) or ["https"]]
        else:
            urls = [base] if base else []
        for index, _ in enumerate(urls if place is not None else ()):
            assert place is not None
            self.parts.put(f"{holder.pointer}/servers/{index}", place)
        return [{"url": url} for url in urls]

    # --- components --------------------------------------------------------------------------------

    def components(self, root: Node) -> Object:
        """The definitions and everything else that operations share."""
        found: Object = dict(root.value["components"]) if _has_object(root, "components") else {}
        if "definitions" in root.value:
            self.moved("/definitions", "schemas")
            found["schemas"] = root.value["definitions"]
            self.read_variants(root, found)
        for key in ("parameters", "responses", "securityDefinitions"):
            holder = root.get(key)
            if holder is None:
                continue
            name = "securitySchemes" if key == "securityDefinitions" else key
            self.moved(f"/{key}", name)
            found[name] = self.shared(holder, name) if holder.is_object else holder.value
        bodies = self.bodies(root)
        return {**found, "requestBodies": bodies} if bodies else found

    def moved(self, old: str, name: str) -> None:
        """Record that a map became one of the components."""
        self.parts.origins[f"/components/{name}"] = (None, old)
        self.parts.destinations[old] = f"/components/{name}"

    def shared(self, holder: Node, name: str) -> Object:
        """The members of a map of components."""
        found: Object = {}
        for key, node in holder.entries():
            new = join("/components", name, key)
            if not node.is_object or "$ref" in node.value or key.startswith("x-"):
                found[key] = node.value
            elif name == "responses":
                found[key] = self.parts.response(node, new, self.usual.produces)
            elif name == "securitySchemes":
                found[key] = self.scheme(node, new)
            elif not is_payload(node):
                found[key] = self.parts.parameter(node, new)
            elif node.value["in"] == "body":
                found[key] = node.value  # other files refer to its schema
        return found

    def bodies(self, root: Node) -> Object:
        """The shared parameters that are bodies."""
        holder = root.get("parameters")
        return {
            key: self.parts.body(
                node, node, self.usual.consumes, join("/components/requestBodies", key)
            )
            for key, node in (() if holder is None else holder.entries())
            if is_payload(node) and node.value["in"] == "body"
        }

    def scheme(self, node: Node, new: str) -> Object:
        """A security scheme."""
        value: Object = node.value
        if value.get("type") == "basic":
            return {**value, "type": "http", "scheme": "basic"}
        if value.get("type") != "oauth2" or "flows" in value:
            return value
        left = ("flow", "authorizationUrl", "tokenUrl", "scopes")
        rest = {key: item for key, item in value.items() if key not in left}
        written = value.get("flow")
        flow = _FLOWS.get(written) if isinstance(written, str) else None
        if flow is None:
            message = (
                f"{written!s:.40} is not a flow of OAuth 2; its credentials are read as a token"
            )
            hint = f"the flows are {', '.join(_FLOWS)}"
            self.parts.sink.warning("bad-security-scheme", message, node.get("flow") or node, hint)
            return {**rest, "flows": {}}
        self.parts.put(f"{new}/flows/{flow}", node)
        own = {key: value[key] for key in left[1:] if key in value}
        return {**rest, "flows": {flow: {"scopes": {}, **own}}}

    def read_variants(self, root: Node, found: Object) -> None:
        """Turn the tags that variants declare themselves into the mapping of the discriminator they inherit."""
        definitions = root.child("definitions")
        tags: dict[str, Object] = {}
        for name, node in definitions.entries():
            tag = node.value.get("x-ms-discriminator-value") if node.is_object else None
            base = self.base_of(node) if isinstance(tag, str) else None
            if base is not None:
                tags.setdefault(base.key, {})[str(tag)] = f"#/components/schemas/{name}"
        schemas = dict(definitions.value) if tags else {}
        for name, mapping in tags.items():
            text = schemas[name]["discriminator"]
            schemas[name] = {
                **schemas[name],
                "discriminator": {"propertyName": text, "mapping": mapping},
            }
            self.parts.origins[join("/components/schemas", name, "discriminator")] = (
                None,
                join("/definitions", name, "discriminator"),
            )
        if tags:
            found["schemas"] = schemas

    def base_of(self, node: Node) -> Node | None:
        """The definition in this file whose discriminator a schema inherits."""
        queue, seen = [node], {node}
        while queue:
            current = queue.pop()
            if isinstance(current.value.get("discriminator"), str):
                is_own = current.document is self.parts.raw and current.pointer.count("/") == 2
                return current if is_own else None
            members = current.get("allOf")
            for member in () if members is None else members.items():
                target = self.parts.behind(member)
                if target is not None and target.is_object and target not in seen:
                    seen.add(target)
                    queue.append(target)
        return None

    # --- operations --------------------------------------------------------------------------------

    def path_item(self, node: Node, new: str) -> Any:
        """A path with its operations; bodies declared for the whole path are added to each."""
        if not node.is_object:
            return node.value
        result = dict(node.value)
        listed = node.get("parameters")
        payload: list[tuple[Node, Node]] = []
        if listed is not None and listed.value and listed.items():
            result["parameters"], payload = self.split(listed, f"{new}/parameters")
        for method in _METHODS:
            operation = node.get(method)
            if operation is not None and operation.is_object and "$ref" not in operation.value:
                result[method] = self.operation(operation, f"{new}/{method}", payload)
        return result

    def split(self, listed: Node, new: str) -> tuple[list[Any], list[tuple[Node, Node]]]:
        """Split a list of parameters: those that are not bodies, and the bodies with their targets."""
        kept: list[Any] = []
        payload: list[tuple[Node, Node]] = []
        for entry in listed.items():
            target = self.parts.behind(entry) if entry.is_object else None
            if target is not None and is_payload(target):
                payload.append((entry, target))
                continue
            place = f"{new}/{len(kept)}"
            self.parts.put(place, entry)
            plain = not entry.is_object or "$ref" in entry.value
            kept.append(entry.value if plain else self.parts.parameter(entry, place))
        return kept, payload

    def operation(self, node: Node, new: str, inherited: Iterable[tuple[Node, Node]]) -> Object:
        """An operation with its body, responses and servers."""
        self.check(node, "operation")
        left = ("consumes", "produces", "schemes")
        result = {key: item for key, item in node.value.items() if key not in left}
        listed, payload = node.get("parameters"), list(inherited)
        if listed is not None and listed.items():
            result["parameters"], own = self.split(listed, f"{new}/parameters")
            # Its own body replaces the form of the path, and vice versa.
            kinds = {node.value["in"] for _, node in own}
            payload = [p for p in payload if not kinds or p[1].value["in"] in kinds] + own
        body = self.request_body(node, f"{new}/requestBody", payload)
        if body is not None:
            result["requestBody"] = body
        responses = node.get("responses")
        if responses is not None and responses.is_object and "$ref" not in responses.value:
            produces = self.parts.texts(node, "produces", self.usual.produces)
            result["responses"] = {
                status: self.answer(item, join(new, "responses", status), produces)
                for status, item in responses.entries()
            }
        schemes = self.parts.texts(node, "schemes", self.usual.schemes)
        if schemes and set(schemes) != set(self.usual.schemes) and self.usual.hosts[0]:
            result["servers"] = self.servers(node, schemes)
        return result

    def request_body(
        self, node: Node, new: str, payload: Sequence[tuple[Node, Node]]
    ) -> Object | None:
        """The request body that the body parameters of an operation stand for."""
        found = named(payload)
        body = found.pop(("body", ""), None)
        consumes = self.parts.texts(node, "consumes", self.usual.consumes)
        if body is None:
            fields = [n for _, n in found.values() if self.has_name(n)]
            return self.parts.form(fields, consumes, new) if fields else None
        others = [n for _, n in payload if n is not body[1]]
        for other in others:
            message = "an operation has one body; this parameter is ignored"
            hint = "combine bodies in one schema; a form has no other body"
            self.parts.lost(message, other, hint)
        entry, target = body
        parent, _, key = target.pointer.rpartition("/")
        is_shared = target.document is self.parts.raw and parent == "/parameters"
        if is_shared and consumes == self.usual.consumes and "swagger" in target.document.data:
            self.parts.put(new, entry)
            return {"$ref": f"#/components/requestBodies/{key}"}
        return self.parts.body(entry, target, consumes, new)

    def has_name(self, node: Node) -> bool:
        """Whether a form field has a name, so that it can be sent."""
        if isinstance(node.value.get("name"), str) and node.value["name"]:
            return True
        message = "a parameter requires 'name' and 'in'; this one is ignored"
        self.parts.sink.warning("incomplete-parameter", message, node)
        return False

    def answer(self, node: Node, new: str, produces: tuple[str, ...]) -> Any:
        """A response, or a reference to a shared one that has the right media types."""
        if not node.is_object or node.key.startswith("x-"):
            return node.value
        if "$ref" not in node.value:
            return self.parts.response(node, new, produces)
        target = self.parts.behind(node) if produces != self.usual.produces else None
        if target is None or target.document is not self.parts.raw or not target.has("schema"):
            return node.value
        return self.parts.response(target, new, produces)


def _has_object(node: Node, key: str) -> bool:
    child = node.get(key)
    return child is not None and child.is_object
