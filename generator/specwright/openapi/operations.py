"""Operations: the path items of a document go in, `SpecOperation`s in its order come out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from specwright.diagnostics import Diagnostics
from specwright.openapi.frame import read_requirements, read_servers
from specwright.openapi.parts import PartReader
from specwright.openapi.spec import SpecOperation, SpecParameter
from specwright.openapi.structure import METHODS
from specwright.openapi.typed_view import view_operation
from specwright.source.node import Node
from specwright.source.refs import Resolver, is_ref

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")


def read_operations(
    root: Node, schemes: frozenset[str], resolver: Resolver, sink: Diagnostics
) -> tuple[SpecOperation, ...]:
    """Read every operation under `paths`."""
    reader = _OperationReader(resolver, schemes, sink)
    members = root.members("paths", sink)
    paths = [(path, node) for path, node in members if not path.startswith("x-")]
    operations = tuple(op for path, node in paths for op in reader.path_item(path, node))
    _check_paths(paths, sink)
    _check_ids(operations, sink)
    return operations


class _OperationReader:
    def __init__(self, resolver: Resolver, schemes: frozenset[str], sink: Diagnostics) -> None:
        self.resolver = resolver
        self.schemes = schemes
        self.sink = sink
        self.parts = PartReader(resolver, sink)

    def path_item(self, path: str, entry: Node) -> Iterator[SpecOperation]:
        """Read the operations of a path, whether they stand here or behind a reference."""
        template = _template(path)
        if template != path:
            message = f"a path begins with a slash; read as {template!r}"
            self.sink.warning("bad-path", message, entry)
        for item in self.holders(entry):
            self.check_unread(item)
            for method in METHODS:
                node = item.get(method)
                if node is not None and node.is_object:
                    yield self.operation(template, method, node, item)

    def holders(self, entry: Node) -> tuple[Node, ...]:
        """The path item and, where it has a `$ref`, what that leads to."""
        if not is_ref(entry):
            return (entry,) if entry.is_object else ()
        target = self.resolver.deref(entry, self.sink)
        own = any(method in entry.value for method in METHODS)
        behind = () if target is None or not target.is_object else (target,)
        return (entry, *behind) if own else behind

    def check_unread(self, item: Node) -> None:
        """Name what newer versions allow here and is not read yet."""
        for key in ("query", "additionalOperations"):
            if item.has(key):
                message = f"{key!r} (OpenAPI 3.2) is not read yet"
                self.sink.warning("unsupported-method", message, item.get(key))

    def operation(self, path: str, method: str, node: Node, item: Node) -> SpecOperation:
        """Read one operation."""
        view = view_operation(node, self.sink)
        declared = self.parts.parameters((item, node))
        callbacks = node.get("callbacks")
        if callbacks is not None and callbacks.value:
            self.sink.warning("unsupported-callbacks", "callbacks are not read yet", callbacks)
        return SpecOperation(
            path=path,
            method=method.upper(),
            node=node,
            path_node=item,
            operation_id=view.operationId or None,
            tags=tuple(view.tags or ()),
            summary=view.summary or _text(item, "summary"),
            description=view.description or _text(item, "description"),
            deprecated=view.deprecated,
            parameters=self.fitted(path, declared, node),
            body=self.parts.body(node),
            responses=self.parts.responses(node),
            security=read_requirements(node, self.schemes, self.sink),
            servers=read_servers(node, self.sink) or read_servers(item, self.sink),
        )

    def fitted(
        self, path: str, declared: tuple[SpecParameter, ...], node: Node
    ) -> tuple[SpecParameter, ...]:
        """Make the path parameters those of the template."""
        names = list(dict.fromkeys(_PLACEHOLDER.findall(path)))
        kept: list[SpecParameter] = []
        for parameter in declared:
            if parameter.location == "path" and parameter.name not in names:
                message = f"the path {path!r} has no {{{parameter.name}}}; parameter ignored"
                self.sink.warning("unused-path-parameter", message, parameter.node)
            else:
                kept.append(parameter)
        known = {parameter.name for parameter in kept if parameter.location == "path"}
        missing = [name for name in names if name not in known]
        for name in missing:
            message = f"the path parameter {name!r} is not declared; read as text"
            hint = f"declare it: name: {name}, in: path, required: true, schema: {{type: string}}"
            self.sink.warning("undeclared-path-parameter", message, node, hint)
        return (*kept, *(_undeclared(name, node) for name in missing))


def _template(path: str) -> str:
    """A path begins with a slash."""
    return path if path.startswith("/") else f"/{path}"


def _text(node: Node, key: str) -> str:
    value = node.value.get(key)
    return value if isinstance(value, str) else ""


def _undeclared(name: str, node: Node) -> SpecParameter:
    """A path parameter that only the template names."""
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
    """Name paths that a server cannot tell apart."""
    seen: dict[str, str] = {}
    for path, node in paths:
        shape = _PLACEHOLDER.sub("{}", _template(path))
        first = seen.setdefault(shape, path)
        if first != path:
            message = f"this path differs from {first!r} only in the names of its parameters"
            sink.warning("ambiguous-paths", message, node)


def _check_ids(operations: tuple[SpecOperation, ...], sink: Diagnostics) -> None:
    """Name operationIds that are given twice; the stage that makes names tells them apart."""
    seen: dict[str, SpecOperation] = {}
    for operation in operations:
        if operation.operation_id is None:
            continue
        first = seen.setdefault(operation.operation_id, operation)
        if first is not operation:
            where = f"{first.method} {first.path}"
            message = f"the operationId {operation.operation_id!r} is that of {where}, too"
            sink.warning("duplicate-operation-id", message, operation.node.get("operationId"))
