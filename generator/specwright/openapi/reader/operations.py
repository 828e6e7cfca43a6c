"""Read path items, webhooks and callbacks into `SpecOperation`s."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from specwright.diagnostics import Diagnostics
from specwright.openapi.object_model import METHODS
from specwright.openapi.reader.metadata import read_requirements, read_servers
from specwright.openapi.reader.parts import PartReader, object_members
from specwright.openapi.reader.typed_view import View
from specwright.openapi.spec import SpecCallback, SpecOperation, SpecParameter, SpecWebhook
from specwright.source.node import Node
from specwright.source.refs import Resolver, is_ref

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_TOKEN: Final = re.compile(r"[-!#$%&'*+.^_`|~0-9A-Za-z]+")
ANY_METHOD: Final = "x-amazon-apigateway-any-method"


def read_operations(
    root: Node, schemes: frozenset[str], resolver: Resolver, sink: Diagnostics
) -> tuple[SpecOperation, ...]:
    """Read every operation under `paths`."""
    reader = _OperationReader(resolver, schemes, sink)
    paths = _named(resolver.members(root, "paths", sink))
    operations = tuple(op for path, node in paths for op in reader.path(path, node))
    _check_paths(paths, sink)
    _check_ids(operations, sink)
    return operations


def read_webhooks(
    root: Node, schemes: frozenset[str], resolver: Resolver, sink: Diagnostics
) -> tuple[SpecWebhook, ...]:
    """Read every operation under `webhooks`, and under `x-webhooks`, which 3.0 documents use."""
    reader = _OperationReader(resolver, schemes, sink)
    return tuple(
        SpecWebhook(name, operation.method, operation)
        for key in ("webhooks", "x-webhooks")
        for name, entry in _named(resolver.members(root, key, sink))
        for operation in reader.received(name, entry)
    )


def _named(members: Iterable[tuple[str, Node]]) -> list[tuple[str, Node]]:
    """The members that are not extensions."""
    return [(name, node) for name, node in members if not name.startswith("x-")]


class _OperationReader:
    def __init__(self, resolver: Resolver, schemes: frozenset[str], sink: Diagnostics) -> None:
        self.resolver = resolver
        self.schemes = schemes
        self.sink = sink
        self.parts = PartReader(resolver, sink)
        self.referred = False

    def path(self, path: str, entry: Node) -> Iterator[SpecOperation]:
        """Read the operations of a path, written there or behind a reference."""
        template = _template(path)
        if template != path:
            message = f"a path must begin with a slash; read as {template!r}"
            self.sink.warning("bad-path", message, entry)
        for method, node, item in self.methods(entry):
            operation = self.operation(template, method, node, item)
            yield replace(
                operation,
                parameters=self.fitted(template, operation.parameters, node),
                callbacks=tuple(self.callbacks(node)),
            )

    def received(self, name: str, entry: Node) -> Iterator[SpecOperation]:
        """Read the operations of a webhook or callback, whose URL is not a path of the server.

        Their own callbacks are not read, since references between them may be circular.
        """
        for method, node, item in self.methods(entry):
            holder = node.get("callbacks")
            if holder is not None and holder.value:
                message = "callbacks of a webhook or callback are not supported"
                self.sink.warning("unsupported-nested-callbacks", message, holder)
            yield self.operation(name, method, node, item)

    def methods(self, entry: Node) -> Iterator[tuple[str, Node, Node]]:
        """Method, operation and path item, for a path item or what its `$ref` leads to."""
        for item in self.holders(entry):
            for key in METHODS:
                node = self.behind(item.get(key))
                if node is not None:
                    yield key.upper(), node, item
            if (every := item.get(ANY_METHOD)) is not None:
                message = "an operation for every method is not supported; it is ignored"
                hint = "write a separate operation for each method"
                self.sink.warning("unsupported-any-method", message, every, hint)
            for method, below in object_members(item, "additionalOperations", self.sink):
                node = self.behind(below)
                if not _TOKEN.fullmatch(method):
                    message = f"{method!r} is not a valid method; the operation is ignored"
                    self.sink.warning("unsupported-method", message, below)
                elif node is not None:
                    yield method, node, item

    def behind(self, entry: Node | None) -> Node | None:
        """An operation, or the target of its `$ref`, which the standard does not allow there."""
        if entry is None or not is_ref(entry):
            return entry if entry is not None and entry.is_object else None
        if not self.referred:
            self.referred = True
            message = "the standard does not allow $ref for an operation; it is followed anyway"
            self.sink.note("misplaced-ref", message, entry)
        node = self.resolver.deref(entry, self.sink)
        return node if node is not None and node.is_object else None

    def holders(self, entry: Node) -> tuple[Node, ...]:
        """The path item and, if it has a `$ref`, the target."""
        if not is_ref(entry):
            return (entry,) if entry.is_object else ()
        target = self.resolver.deref(entry, self.sink)
        own = any(key in entry.value for key in (*METHODS, "additionalOperations"))
        behind = () if target is None or not target.is_object else (target,)
        return (entry, *behind) if own else behind

    def operation(self, path: str, method: str, node: Node, item: Node) -> SpecOperation:
        """Read one operation, without its callbacks."""
        view = View("Operation", node, self.sink)
        parameters = self.parts.parameters((item, node))
        security = read_requirements(node, self.schemes, self.sink)
        whole = [parameter for parameter in parameters if parameter.location == "querystring"]
        for extra in whole[1:]:
            message = (
                f"{whole[0].name!r} already describes the whole query; this parameter is ignored"
            )
            self.sink.warning("duplicate-parameter", message, extra.node)
        return SpecOperation(
            path=path,
            method=method,
            node=node,
            path_node=item,
            operation_id=view.text("operationId") or None,
            tags=view.texts("tags"),
            summary=view.text("summary") or _text(item, "summary"),
            description=view.text("description") or _text(item, "description"),
            deprecated=view.flag("deprecated"),
            parameters=tuple(p for p in parameters if p.location != "querystring"),
            body=self.parts.body(node),
            responses=self.parts.responses(node),
            security=None if security is None else tuple(security),
            servers=read_servers(node, self.sink) or read_servers(item, self.sink),
            security_scopes=tuple((security or {}).values()),
            querystring=whole[0] if whole else None,
        )

    def callbacks(self, operation: Node) -> Iterator[SpecCallback]:
        """Read the requests that the server may send because of an operation."""
        for name, entry in _named(object_members(operation, "callbacks", self.sink)):
            callback = self.resolver.deref(entry, self.sink)
            for expression, item in () if callback is None else _named(callback.entries()):
                for received in self.received(expression, item):
                    yield SpecCallback(name, expression, received)

    def fitted(
        self, path: str, declared: tuple[SpecParameter, ...], node: Node
    ) -> tuple[SpecParameter, ...]:
        """Match the path parameters to the template."""
        names = list(dict.fromkeys(_PLACEHOLDER.findall(path)))
        kept: list[SpecParameter] = []
        for parameter in declared:
            if parameter.location == "path" and parameter.name not in names:
                message = f"the path {path!r} has no {{{parameter.name}}}; the parameter is ignored"
                self.sink.warning("unused-path-parameter", message, parameter.node)
            else:
                kept.append(parameter)
        known = {parameter.name for parameter in kept if parameter.location == "path"}
        missing = [name for name in names if name not in known]
        for name in missing:
            message = f"the path parameter {name!r} is not declared; read as a string"
            hint = f"declare it: name: {name}, in: path, required: true, schema: {{type: string}}"
            self.sink.warning("undeclared-path-parameter", message, node, hint)
        return (*kept, *(_undeclared(name, node) for name in missing))


def _template(path: str) -> str:
    """The path, with a leading slash."""
    return path if path.startswith("/") else f"/{path}"


def _text(node: Node, key: str) -> str:
    value = node.value.get(key)
    return value if isinstance(value, str) else ""


def _undeclared(name: str, node: Node) -> SpecParameter:
    """A path parameter that stands in the template but is not declared."""
    return SpecParameter(
        name=name,
        location="path",
        required=True,
        description="",
        deprecated=False,
        schema=None,
        content=(),
        style="simple",
        explode=False,
        allow_reserved=False,
        allow_empty_value=False,
        node=node,
    )


def _check_paths(paths: list[tuple[str, Node]], sink: Diagnostics) -> None:
    """Report paths that a server cannot distinguish."""
    seen: dict[str, str] = {}
    for path, node in paths:
        shape = _PLACEHOLDER.sub("{}", _template(path))
        first = seen.setdefault(shape, path)
        if first != path:
            message = f"this path differs from {first!r} only in the names of its parameters"
            sink.warning("ambiguous-paths", message, node)


def _check_ids(operations: tuple[SpecOperation, ...], sink: Diagnostics) -> None:
    """Report operationIds that are used twice; the naming stage makes them unique."""
    seen: dict[str, SpecOperation] = {}
    for operation in operations:
        if operation.operation_id is None:
            continue
        first = seen.setdefault(operation.operation_id, operation)
        if first is not operation:
            where = f"{first.method} {first.path}"
            message = f"the operationId {operation.operation_id!r} is also used by {where}"
            sink.warning(
                "duplicate-operation-id",
                message,
                operation.node.get("operationId"),
                "give it a unique id, or name its method with x-specwright-method in an overlay",
            )
