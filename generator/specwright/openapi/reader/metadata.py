"""Read everything besides the operations: info, servers, tags, security schemes."""

from __future__ import annotations

from typing import Final

from specwright.diagnostics import Diagnostics
from specwright.openapi.reader.header_words import check_cookie_name, check_header_name
from specwright.openapi.reader.parts import object_elements, object_members
from specwright.openapi.reader.typed_view import View
from specwright.openapi.spec import (
    Info,
    Requirement,
    Scopes,
    SecurityScheme,
    Server,
    ServerVariable,
    Tag,
)
from specwright.source.json_values import is_list
from specwright.source.node import Node, report_type
from specwright.source.refs import Resolver

_SCHEME_TYPES: Final = ("apiKey", "http", "oauth2", "openIdConnect", "mutualTLS")
_KEY_LOCATIONS: Final = ("header", "query", "cookie")


def read_info(root: Node, sink: Diagnostics) -> Info:
    """Read title and version, with defaults for missing ones."""
    node = root.get("info")
    if node is None:
        sink.warning("missing-info", "the document has no info; its title is 'API'", root)
        return Info("API", "0.0.0")
    for key in ("title", "version"):
        if not node.is_object or node.value.get(key) is None:
            sink.warning("missing-info", f"info has no {key}", node, f"add {key} to info")
    view = View("Info", node, sink)
    return Info(*map(view.text, ("title", "version", "description", "summary")))


def read_servers(holder: Node, sink: Diagnostics) -> tuple[Server, ...]:
    """Read the servers of the document, a path item or an operation."""
    servers: list[Server] = []
    for node in object_elements(holder, "servers", sink):
        if not node.has("url"):
            sink.warning("incomplete-server", "a server requires a url; it is ignored", node)
            continue
        view = View("Server", node, sink)
        variables = object_members(node, "variables", sink)
        read = tuple(_variable(name, item, sink) for name, item in variables)
        servers.append(Server(view.text("url"), view.text("description"), read, node))
    return tuple(servers)


def _variable(name: str, node: Node, sink: Diagnostics) -> ServerVariable:
    view = View("ServerVariable", node, sink)
    if not node.has("default"):
        message = f"the server variable {name!r} has no default"
        sink.warning("incomplete-server", message, node, "add a default")
    enum = view.texts("enum")
    default = view.text("default") if node.has("default") or not enum else enum[0]
    return ServerVariable(name, default, enum, view.text("description"))


def read_tags(root: Node, sink: Diagnostics) -> tuple[Tag, ...]:
    """Read the tags that the document describes."""
    tags: list[Tag] = []
    for node in object_elements(root, "tags", sink):
        view = View("Tag", node, sink)
        if view.text("name"):
            kind = node.text("kind", sink) or ""
            tags.append(Tag(view.text("name"), view.text("description"), node, kind))
        else:
            sink.warning("incomplete-tag", "a tag requires a name; it is ignored", node)
    names = {tag.name for tag in tags}
    for tag in tags:
        parent = tag.node.text("parent", sink)
        if parent is not None and (parent not in names or parent == tag.name):
            message = f"the parent of the tag {tag.name!r} is not another tag: {parent!r}"
            sink.warning("incomplete-tag", message, tag.node.child("parent"))
    return tuple(tags)


def read_security_schemes(
    root: Node, resolver: Resolver, sink: Diagnostics
) -> tuple[SecurityScheme, ...]:
    """Read components/securitySchemes."""
    components = resolver.child(root, "components", sink)
    if components is None:
        return ()
    schemes: list[SecurityScheme] = []
    for name, entry in resolver.members(components, "securitySchemes", sink):
        if not entry.is_object:
            continue  # reported when the document was normalized
        node = resolver.deref(entry, sink)
        scheme = None if node is None else _security_scheme(name, node, sink)
        if scheme is not None:
            schemes.append(scheme)
    return tuple(schemes)


def _security_scheme(name: str, node: Node, sink: Diagnostics) -> SecurityScheme | None:
    view = View("SecurityScheme", node, sink)
    kind, key, scheme, location = map(view.text, ("type", "name", "scheme", "in"))
    problem = ""
    if kind not in _SCHEME_TYPES:
        problem = f"its type is not one of {', '.join(_SCHEME_TYPES)}"
    elif kind == "http" and not scheme:
        problem = "an http scheme requires 'scheme': bearer or basic"
    elif kind == "apiKey" and (not key or location not in _KEY_LOCATIONS):
        problem = "an API key requires 'name', and 'in': header, query or cookie"
    if problem:
        message = f"the security scheme {name!r} cannot be used: {problem}"
        sink.warning("bad-security-scheme", message, node)
        return None
    is_key = kind == "apiKey"
    if is_key and location == "header":
        check_header_name(key, node.child("name"), sink)
    elif is_key and location == "cookie":
        check_cookie_name(key, node.child("name"), sink)
    return SecurityScheme(
        name=name,
        type=kind,
        scheme=scheme.lower() if kind == "http" else "",
        location=location if is_key else "",
        parameter_name=key if is_key else "",
        description=view.text("description"),
        node=node,
    )


def read_requirements(
    holder: Node, schemes: frozenset[str], sink: Diagnostics
) -> dict[Requirement, Scopes] | None:
    """Read the security alternatives with their scopes; None if the holder does not declare any.

    An undefined scheme is left out of its alternative. Of two alternatives with the same schemes,
    the first is used.
    """
    if not holder.has("security"):
        return None
    requirements: dict[Requirement, Scopes] = {}
    for node in object_elements(holder, "security", sink):
        known: dict[str, tuple[str, ...]] = {}
        for name, scopes in node.entries():
            if name in schemes:
                known[name] = _scopes(scopes, sink)
                continue
            message = f"there is no usable security scheme {name!r}; the requirement is ignored"
            hint = "describe it under components/securitySchemes"
            sink.warning("unknown-security-scheme", message, scopes, hint)
        requirements.setdefault(tuple(known), tuple(known.values()))
    return requirements


def _scopes(node: Node, sink: Diagnostics) -> tuple[str, ...]:
    if node.value is not None and not is_list(node.value):
        report_type(node, "a list of scopes", sink)
    return tuple(item.value for item in node.items() if isinstance(item.value, str))
