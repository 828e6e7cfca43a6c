"""The document as a mock server needs it: plain data, in the form that the runtime's checker reads.

It contains only the operations of the client. Swagger 2.0 and OpenAPI 3 look the same here,
overlays are applied, and references stay inside the data.
"""

from __future__ import annotations

import bz2
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import PurePath
from typing import Any, Final

from specwright.api.model import Api, Body, Content, Operation, Outcome, Parameter
from specwright.api.operations.bodies import is_file
from specwright.api.pagination.answer import Answer
from specwright.diagnostics import SILENT
from specwright.python.bodies import flat_models
from specwright.python.client.plan import ClientPlan
from specwright.python.naming.names import Names
from specwright.python.operations.arguments import is_filled_in
from specwright.python.operations.operation_records import page_values
from specwright.python.requests.schemas import SchemaShaper
from specwright.source.node import Node
from specwright.source.refs import Resolver

FILE_NAME: Final = "_document.json.bz2"


def packed(document: Mapping[str, Any]) -> bytes:
    """The data of a file; bzip2, because the bytes of zlib differ between its implementations."""
    return bz2.compress(json.dumps(document, separators=(",", ":")).encode("ascii"))


class MockDocumentShaper:
    """Shapes the operations, and the schemas that their requests and responses reach."""

    def __init__(
        self, api: Api, names: Names, plan: ClientPlan, schemas: SchemaShaper, resolver: Resolver
    ) -> None:
        """`schemas` has shaped the requests of all operations."""
        self._api = api
        self._names = names
        self._plan = plan
        self._requests = schemas
        self._answers = SchemaShaper(api, names, {}, resolver, SILENT, answers=True)
        self._resolver = resolver
        self._main = resolver.documents[0]

    def shape(self) -> dict[str, Any]:
        """The whole document."""
        operations = [self._operation(operation) for operation in self._api.operations]
        credentials = {c.scheme: [c.kind, c.name or ""] for c in self._plan.credentials}
        return {
            "title": self._api.info.title,
            "servers": [server.url for server in self._api.servers],
            "credentials": credentials,
            "operations": operations,
            "models": dict(self._models()),
            "requests": _flat(self._requests),
            "answers": _flat(self._answers),
        }

    def _models(self) -> Iterator[tuple[str, tuple[str, str]]]:
        """The table and the reference of each model of the package, for tests that make them."""
        for id_, name in sorted(self._names.classes.items(), key=lambda pair: pair[1]):
            model = self._api.models.get(id_)
            if model is not None and not id_.endswith("~base"):
                is_sent = id_.endswith("~sent") or id_ not in self._api.responses
                shaper = self._requests if is_sent else self._answers
                reference = shaper.known_reference(model.node)
                if reference is None and not is_sent:
                    reference = shaper.reference(model.node, "models", name)
                if reference is not None:
                    yield name, ("requests" if is_sent else "responses", reference)

    def _operation(self, operation: Operation) -> dict[str, Any]:
        waiter, upload = operation.waiter, operation.upload
        resource, method = (
            self._names.resources[operation.resource],
            self._names.methods[operation.id],
        )
        told = {
            "id": operation.operation_id,
            "label": f"{resource}.{method}",
            "endpoint": f"{self._names.modules[resource]}.{method}",
            "method": operation.method,
            "path": operation.path,
            "place": self._place(operation.node),
            "server": None if operation.server is None else operation.server.url,
            "parameters": [self._parameter(operation, p) for p in operation.parameters],
            "bodies": [self._body(body) for body in operation.bodies],
            "answers": [self._answer(outcome) for outcome in operation.outcomes],
            "security": operation.security,
            "pages": self._pages(operation),
            "waiter": None if waiter is None else asdict(waiter),
            "waits_for": operation.waits_for,
            "upload": None if upload is None else asdict(upload),
        }
        return {key: value for key, value in told.items() if value not in (None, [], ())}

    def _pages(self, operation: Operation) -> dict[str, Any] | None:
        if operation.pagination is None:
            return None
        return page_values(operation.pagination, Answer(operation, self._api.models))

    def _parameter(self, operation: Operation, parameter: Parameter) -> dict[str, Any]:
        told: dict[str, Any] = {
            "name": parameter.wire,
            "in": parameter.location,
            "required": parameter.required,
            "style": parameter.style,
            "explode": parameter.explode,
            "place": self._place(parameter.node),
        }
        if parameter.schema is not None and is_filled_in(parameter):
            told["schema"] = {"enum": [parameter.constant]}
        elif parameter.schema is not None:
            argument = self._names.arguments[operation.id, parameter.location, parameter.wire]
            told["schema"] = self._requests.given(parameter.schema, "shared", argument)
        if parameter.allow_empty:
            told["allow_empty"] = True
        return told

    def _body(self, body: Body) -> dict[str, Any]:
        told: dict[str, Any] = {
            "type": body.media_type,
            "kind": body.kind,
            "required": body.required,
            "place": self._place(body.node),
        }
        if body.schema is not None and body.kind != "binary":
            told["schema"] = self._requests.reference(body.schema, "shared", "body")
        if body.encoding:
            told["encoding"] = {e.wire: [e.content_type, e.style, e.explode] for e in body.encoding}
        if body.kind == "multipart":
            fields = (f for model in flat_models(body, self._api) for f in model.fields)
            told["files"] = [field.wire for field in fields if is_file(field.type)]
        return told

    def _answer(self, outcome: Outcome) -> dict[str, Any]:
        headers = self._resolver.members(outcome.node, "headers", SILENT)
        told = {
            "status": outcome.status,
            "contents": [self._content(content) for content in outcome.contents],
            "headers": [one for name, node in headers for one in self._header(name, node)],
        }
        return {key: value for key, value in told.items() if value}

    def _header(self, name: str, node: Node) -> Iterator[dict[str, Any]]:
        header = self._resolver.deref(node, SILENT)
        schema = None if header is None else header.get("schema")
        if header is None or schema is None or name.lower() == "content-type":
            return
        told: dict[str, Any] = {"name": name, "schema": self._answers.reference(schema, "h", name)}
        examples = list(self._examples(header))
        yield {**told, "examples": examples} if examples else told

    def _content(self, content: Content) -> dict[str, Any]:
        told: dict[str, Any] = {"type": content.media_type, "kind": content.kind}
        if content.schema is not None:
            told["schema"] = self._answers.reference(content.schema, "inline", "response")
        examples = list(self._examples(content.node))
        return {**told, "examples": examples} if examples else told

    def _place(self, node: Node) -> str:
        """Where it is written, after the file if that is not the document."""
        file = "" if node.document is self._main else PurePath(node.document.file).name
        return f"{file}#{node.pointer}"

    def _examples(self, node: Node) -> Iterator[Any]:
        if node.has("example"):
            yield node.value["example"]
        for _, child in self._resolver.members(node, "examples", SILENT):
            example = self._resolver.deref(child, SILENT)
            if example is not None:
                for key in ("value", "dataValue"):
                    if example.has(key):
                        yield example.value[key]


def _flat(schemas: SchemaShaper) -> dict[str, Any]:
    files = schemas.files.items()
    return {f"{module}#{name}": one for module, named in files for name, one in named.items()}
