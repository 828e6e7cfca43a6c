"""Map each name of a generated package to its place in the document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from specwright.api.model import Api, ModelId, ObjectModel, Operation
from specwright.diff.python_api.rules import Key
from specwright.openapi.spec import Spec
from specwright.pipeline import Decided
from specwright.python.bodies import flat_models
from specwright.python.naming.names import Names, stream_place
from specwright.source.node import Node


@dataclass(frozen=True, slots=True)
class Origins:
    """Where the names of a package come from."""

    root: Node
    places: Mapping[Key, tuple[Node, ...]]
    operations: Mapping[tuple[str, str], Operation]
    """By resource and method."""
    credentials: Mapping[str, tuple[str, ...]]
    """Options of the client by security scheme, as far as the client knows the scheme."""

    def of(self, key: Key | None) -> tuple[Node, ...]:
        return self.places.get(key, ()) if key is not None else ()


def find_origins(spec: Spec, shaped: Decided) -> Origins:
    api, names = shaped.api, shaped.names
    found: dict[Key, dict[Node, None]] = {}
    pairs = (
        *_of_client(spec, shaped),
        *_of_models(api, names),
        *(pair for operation in api.operations for pair in _of_operation(operation, api, names)),
        *_of_webhooks(api, names),
    )
    for key, node in pairs:
        found.setdefault(key, {})[node] = None
    operations = {(names.resources[o.resource], names.methods[o.id]): o for o in api.operations}
    credentials = {one.scheme: one.options for one in shaped.plan.credentials}
    places = {key: tuple(nodes) for key, nodes in found.items()}
    return Origins(spec.root, places, operations, credentials)


def _of_client(spec: Spec, shaped: Decided) -> Iterator[tuple[Key, Node]]:
    for path in (("x-specwright-client",), ("info", "title")):
        node: Node | None = spec.root
        for part in path:
            node = None if node is None else node.get(part)
        if node is not None:
            yield ("client",), node
    schemes = {scheme.name: scheme.node for scheme in spec.security_schemes}
    for credential in shaped.plan.credentials:
        for name in credential.options if credential.scheme in schemes else ():
            yield ("client", name), schemes[credential.scheme]
    headers = {header.header.lower(): header.option for header in shaped.plan.headers}
    for operation in shaped.api.operations:
        for parameter in operation.parameters:
            option = headers.get(parameter.wire.lower())
            if option is not None and parameter.location == "header":
                yield ("client", option), parameter.node


def _of_models(api: Api, names: Names) -> Iterator[tuple[Key, Node]]:
    for id_, model in api.models.items():
        for name in _called(id_, names):
            yield ("model", name), model.node
            if isinstance(model, ObjectModel):
                for field in model.fields:
                    yield ("attribute", name, names.attributes[id_, field.wire]), field.node


def _called(id_: ModelId, names: Names) -> Iterator[str]:
    """Yield the names of all classes and types that are generated from one model."""
    for mapping in (names.classes, names.params, names.unknowns):
        if id_ in mapping:
            yield mapping[id_]
    name = names.classes.get(id_)
    if name is not None:
        # Results that can wait are named after their model.
        yield f"{name}Handle"
        yield f"Async{name}Handle"


def _of_operation(operation: Operation, api: Api, names: Names) -> Iterator[tuple[Key, Node]]:
    resource = names.resources[operation.resource]
    yield ("resource", resource), operation.node
    for at in (operation.id, stream_place(operation)):
        if at not in names.methods:
            continue
        method = names.methods[at]
        yield ("method", resource, method), operation.node
        for outcome in operation.successes:
            yield ("return", resource, method), outcome.node
        yield ("return", resource, method), operation.node
        for name, node in _arguments(operation, api, names):
            yield ("argument", resource, method, name), node


def _of_webhooks(api: Api, names: Names) -> Iterator[tuple[Key, Node]]:
    for webhook in api.webhooks:
        name = names.webhooks.get(webhook.id)
        if name is not None:
            yield ("function", f"webhooks.{name}"), webhook.node


def _arguments(operation: Operation, api: Api, names: Names) -> Iterator[tuple[str, Node]]:
    for parameter in operation.parameters:
        yield names.arguments[operation.id, parameter.location, parameter.wire], parameter.node
    for body in operation.bodies:
        yield "body", body.node
        for model in flat_models(body, api):
            for field in model.fields:
                name = names.arguments.get((operation.id, "body", field.wire))
                if name is not None:
                    yield name, field.node
                    yield name, body.node
