"""Read parameters, request bodies and responses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from specwright.diagnostics import Diagnostics
from specwright.openapi.reader.header_words import (
    check_cookie_name,
    check_header_name,
    check_media_type,
    check_part_types,
)
from specwright.openapi.reader.typed_view import View
from specwright.openapi.spec import SpecBody, SpecLink, SpecMedia, SpecParameter, SpecResponse
from specwright.source.node import Node
from specwright.source.refs import Resolver, is_ref

_STYLES: Final = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form",),
    "querystring": ("form",),
}
"""The styles of each location, the default one first."""

_IGNORED_HEADERS: Final = frozenset({"accept", "content-type", "authorization"})


def object_members(node: Node, key: str, sink: Diagnostics) -> tuple[tuple[str, Node], ...]:
    """The members that are objects; others were reported when the document was normalized."""
    members = node.members(key, sink)
    return tuple((name, item) for name, item in members if item.is_object)


def object_elements(node: Node, key: str, sink: Diagnostics) -> tuple[Node, ...]:
    """The items that are objects; others were reported when the document was normalized."""
    return tuple(item for item in node.elements(key, sink) if item.is_object)


@dataclass(frozen=True, slots=True)
class PartReader:
    """Reads the parts of operations, following references."""

    resolver: Resolver
    sink: Diagnostics

    def parameters(self, lists: Iterable[Node]) -> tuple[SpecParameter, ...]:
        """Merge the parameters of path item and operation; the later of two equals wins."""
        found: dict[tuple[str, str], SpecParameter] = {}
        for holder in lists:
            own: set[tuple[str, str]] = set()
            for entry in object_elements(holder, "parameters", self.sink):
                parameter = self.parameter(entry)
                if parameter is None:
                    continue
                key = (parameter.location, _folded(parameter))
                if key in own:
                    message = f"the {key[0]} parameter {parameter.name!r} is declared twice here"
                    self.sink.warning("duplicate-parameter", message, entry, "the last one counts")
                own.add(key)
                found[key] = parameter
        return tuple(found.values())

    def parameter(self, entry: Node) -> SpecParameter | None:
        """One parameter; None, with a report, if it cannot be sent."""
        node = self.resolver.deref(entry, self.sink)
        if node is None or not node.is_object:
            return None
        location = node.value.get("in")
        name = node.value.get("name")
        if not isinstance(name, str) or not isinstance(location, str) or not name:
            message = "a parameter requires 'name' and 'in'; this one is ignored"
            self.sink.warning("incomplete-parameter", message, node)
            return None
        if location not in _STYLES:
            message = f"parameters in {location!r} are not supported; {name!r} is ignored"
            hint = "use in: path | query | querystring | header | cookie; bodies belong under requestBody"
            self.sink.warning("unsupported-parameter-location", message, node, hint)
            return None
        if location == "header" and name.lower() in _IGNORED_HEADERS:
            message = f"the standard ignores parameters for the header {name!r}"
            hint = "content types and security schemes describe it"
            self.sink.note("ignored-header-parameter", message, node, hint)
            return None
        if location == "header":
            check_header_name(name, node.child("name"), self.sink)
        elif location == "cookie":
            check_cookie_name(name, node.child("name"), self.sink)
        return self._parameter(node, name, location)

    def _parameter(self, node: Node, name: str, location: str) -> SpecParameter:
        view = View("Parameter", node, self.sink)
        style = view.text("style") or _STYLES[location][0]
        if style not in _STYLES[location]:
            message = f"{style!r} is not a valid style for a {location} parameter"
            hint = f"valid styles are {', '.join(_STYLES[location])}; the first is used"
            self.sink.warning("bad-style", message, node.get("style"), hint)
            style = _STYLES[location][0]
        if location == "path" and not view.flag("required"):
            message = f"the path parameter {name!r} must have required: true; read as required"
            self.sink.note("path-parameter-required", message, node)
        schema = node.get("schema")
        content = () if schema is not None else self.content(node)
        return SpecParameter(
            name=name,
            location=location,
            required=view.flag("required") or location == "path",
            description=view.text("description"),
            deprecated=view.flag("deprecated"),
            schema=schema,
            content=content,
            style=style,
            explode=view.flag("explode", style == "form"),
            allow_reserved=view.flag("allowReserved"),
            allow_empty_value=view.flag("allowEmptyValue"),
            node=node,
        )

    def content(self, holder: Node) -> tuple[SpecMedia, ...]:
        """The representations under `content`."""
        members = object_members(holder, "content", self.sink)
        return tuple(self.media(name, node) for name, node in members)

    def media(self, media_type: str, entry: Node) -> SpecMedia:
        """One representation; 3.2 allows a reference there."""
        node = self.resolver.deref(entry, self.sink) or entry
        check_media_type(media_type, entry, self.sink)
        check_part_types(node.get("encoding"), self.sink)
        schema, items = node.get("schema"), node.get("itemSchema")
        return SpecMedia(media_type, schema, node.get("encoding"), node, items)

    def body(self, operation: Node) -> SpecBody | None:
        """The request body, if there is one."""
        entry = operation.get("requestBody")
        node = None if entry is None else self.resolver.deref(entry, self.sink)
        if node is None or not node.is_object:
            return None
        view = View("RequestBody", node, self.sink)
        content = self.content(node)
        if not content:
            message = "the request body has no content; it is ignored"
            self.sink.warning("empty-body", message, entry, "add a media type under content")
            return None
        return SpecBody(view.flag("required"), view.text("description"), content, node)

    def responses(self, operation: Node) -> tuple[SpecResponse, ...]:
        """The responses of an operation, in the order of the document."""
        members = object_members(operation, "responses", self.sink)
        named = [(status, entry) for status, entry in members if not status.startswith("x-")]
        read = [self.response(status, entry) for status, entry in named]
        return tuple(response for response in read if response is not None)

    def response(self, status: str, entry: Node) -> SpecResponse | None:
        """One response; None if its reference cannot be resolved, which the resolver reports."""
        node = self.resolver.deref(entry, self.sink)
        if node is None or not node.is_object:
            return None
        view = View("Response", node, self.sink)
        described = entry.value.get("description") if is_ref(entry) else None
        description = described if isinstance(described, str) else view.text("description")
        content, headers, links = self.content(node), self.headers(node), self.links(node)
        return SpecResponse(status, description, content, headers, node, links)

    def headers(self, response: Node) -> tuple[tuple[str, Node], ...]:
        """The headers of a response, behind any reference."""
        members = object_members(response, "headers", self.sink)
        for name, entry in members:
            check_header_name(name, entry, self.sink)
        found = [(name, self.resolver.deref(entry, self.sink)) for name, entry in members]
        return tuple((name, node) for name, node in found if node is not None)

    def links(self, response: Node) -> tuple[SpecLink, ...]:
        """The links of a response."""
        members = object_members(response, "links", self.sink)
        found = [(name, self.resolver.deref(entry, self.sink)) for name, entry in members]
        return tuple(self.link(name, node) for name, node in found if node is not None)

    def link(self, name: str, node: Node) -> SpecLink:
        """One link."""
        return SpecLink(
            name=name,
            operation_id=node.text("operationId", self.sink),
            operation_ref=node.text("operationRef", self.sink),
            description=node.text("description", self.sink) or "",
            node=node,
        )


def _folded(parameter: SpecParameter) -> str:
    """The name by which parameters are told apart: header names ignore case."""
    return parameter.name.lower() if parameter.location == "header" else parameter.name
