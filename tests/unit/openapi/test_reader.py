"""Documents that are right: the spec they give, and the diagnostics of other people's documents."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from openapi_pydantic.v3 import v3_1

from specwright.diagnostics import Diagnostics
from specwright.openapi.reader.reader import read_spec
from specwright.openapi.spec import Spec
from specwright.source.files.opening import open_document
from tests.unit.openapi.reading import read

DOCUMENT = """
openapi: 3.1.0
info: {title: Pets, version: 1.2.3, description: All about pets.}
servers: [{url: 'https://example.com/v1', description: live}]
tags: [{name: pets, description: Pets.}]
security: [{key: []}, {basic: [], token: [read]}]
paths:
  /pets/{id}:
    $ref: '#/components/pathItems/Pet'
  /pets:
    servers: [{url: /other}]
    parameters:
    - {name: X-Trace, in: header, schema: {type: string}}
    - {$ref: '#/components/parameters/Limit'}
    post:
      operationId: create
      tags: [pets]
      security: []
      parameters:
      - {name: x-trace, in: header, required: true, deprecated: true, schema: {type: integer}}
      - name: filter
        in: query
        content: {application/json: {schema: {type: object}}}
      requestBody: {$ref: '#/components/requestBodies/Pet'}
      responses:
        '201': {$ref: '#/components/responses/Pet'}
        default: {description: error}
components:
  pathItems:
    Pet:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      get: {operationId: get, responses: {'204': {description: nothing}}}
  parameters:
    Limit: {$ref: '#/components/parameters/Size'}
    Size: {name: limit, in: query, explode: false, schema: {type: array}}
  requestBodies:
    Pet: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
  responses:
    Pet:
      description: a pet
      headers: {X-Id: {$ref: '#/components/headers/Id'}}
      content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
  headers: {Id: {schema: {type: string}}}
  securitySchemes:
    key: {type: apiKey, in: query, name: api_key}
    basic: {type: http, scheme: Basic}
    token: {type: oauth2, flows: {}}
  schemas: {Pet: {type: object}, Other: {}}
"""


def test_a_document_becomes_a_spec() -> None:
    reading = read(DOCUMENT)
    spec = reading.spec
    assert reading.found == []
    assert (spec.info.title, spec.info.version) == ("Pets", "1.2.3")
    assert [server.url for server in spec.servers] == ["https://example.com/v1"]
    assert [(tag.name, tag.description) for tag in spec.tags] == [("pets", "Pets.")]
    assert spec.security == (("key",), ("basic", "token"))
    assert [
        (s.name, s.type, s.scheme, s.location, s.parameter_name) for s in spec.security_schemes
    ] == [
        ("key", "apiKey", "", "query", "api_key"),
        ("basic", "http", "basic", "", ""),
        ("token", "oauth2", "", "", ""),
    ]
    assert [name for name, _ in spec.schemas] == ["Pet", "Other"]
    get, create = spec.operations
    assert (get.method, get.path, get.operation_id) == ("GET", "/pets/{id}", "get")
    assert (get.security, get.servers) == (None, ())
    assert get.parameters[0].name == "id"
    assert (create.tags, create.security) == (("pets",), ())
    assert [server.url for server in create.servers] == ["/other"]


def test_parameters_bodies_and_responses() -> None:
    create = read(DOCUMENT).spec.operations[1]
    trace, limit, query = create.parameters
    assert (trace.name, trace.required, trace.deprecated) == ("x-trace", True, True)
    assert (trace.style, trace.explode) == ("simple", False)
    assert (limit.name, limit.style, limit.explode) == ("limit", "form", False)
    assert limit.node.pointer == "/components/parameters/Size"
    assert (query.style, query.explode, query.schema) == ("form", True, None)
    assert [media.media_type for media in query.content] == ["application/json"]
    assert create.body is not None
    assert create.body.required
    media = create.body.content[0]
    assert media.schema is not None
    assert media.schema.value == {"$ref": "#/components/schemas/Pet"}
    created, default = create.responses
    assert (created.status, created.description) == ("201", "a pet")
    assert [(name, node.value) for name, node in created.headers] == [
        ("X-Id", {"schema": {"type": "string"}})
    ]
    assert (default.status, default.content) == ("default", ())


def test_what_is_not_read_yet_is_named_where_it_stands() -> None:
    reading = read(
        """
        openapi: 3.1.0
        info: {title: T, version: '1'}
        webhooks: {hook: {post: {callbacks: {done: {'{$url}': {}}}, responses: {'200': {description: d}}}}}
        paths:
          /a:
            get:
              operationId: same
              requestBody: {content: {}}
              responses: {'200': {description: d}}
            put:
              operationId: same
              responses: {'200': {$ref: '#/components/responses/None'}}
            x-amazon-apigateway-any-method: {responses: {'200': {description: d}}}
        """
    )
    assert len(reading.spec.operations) == 2
    assert reading.found == [
        ("unsupported-nested-callbacks", 3, 26),
        ("empty-body", 8, 7),
        ("duplicate-operation-id", 11, 7),
        ("unresolved-ref", 12, 27),
        ("unsupported-any-method", 13, 5),
    ]


RECEIVING = """
openapi: 3.1.0
info: {title: T, version: '1'}
security: [{oauth: [read, write], key: []}, {key: [], oauth: [admin]}, {oauth: [x], key: []}]
webhooks:
  new: {$ref: '#/components/pathItems/New'}
paths:
  /a/{id}:
    parameters: [{name: id, in: path, required: true, schema: {}}]
    post:
      security: [{}, {oauth: [one]}]
      callbacks:
        done: {$ref: '#/components/callbacks/Done'}
      responses:
        '200':
          description: d
          links:
            next: {operationId: get, description: text}
            far: {$ref: '#/components/links/Far'}
components:
  pathItems:
    New:
      post: {requestBody: {content: {a/b: {}}}, responses: {'200': {description: d}}}
  links: {Far: {operationRef: '#/paths/~1a/get'}}
  callbacks:
    Done:
      '{$request.body#/url}/{id}':
        put: {callbacks: {ring: {$ref: '#/components/callbacks/Done'}}, responses: {'200': {description: d}}}
  securitySchemes: {oauth: {type: oauth2, flows: {}}, key: {type: apiKey, name: k, in: query}}
"""


def test_what_the_server_sends_of_its_own_accord_is_read() -> None:
    reading = read(RECEIVING)
    spec = reading.spec
    assert spec.security == (("oauth", "key"), ("key", "oauth"))
    assert spec.security_scopes == ((("read", "write"), ()), ((), ("admin",)))
    (webhook,) = spec.webhooks
    assert (webhook.name, webhook.method) == ("new", "POST")
    assert webhook.operation.body is not None
    (post,) = spec.operations
    assert (post.security, post.security_scopes) == (((), ("oauth",)), ((), (("one",),)))
    (callback,) = post.callbacks
    assert (callback.name, callback.expression) == ("done", "{$request.body#/url}/{id}")
    assert (callback.operation.method, callback.operation.callbacks) == ("PUT", ())
    assert [
        (x.name, x.operation_id, x.operation_ref, x.description) for x in post.responses[0].links
    ] == [
        ("next", "get", None, "text"),
        ("far", None, "#/paths/~1a/get", ""),
    ]
    assert reading.codes == ["unsupported-nested-callbacks"]


def test_response_headers_behind_references_with_siblings_and_with_content() -> None:
    reading = read(
        """
        openapi: 3.0.3
        info: {title: T, version: '1'}
        paths:
          /a:
            get:
              responses:
                '200':
                  description: d
                  headers:
                    X-A: {$ref: '#/components/headers/A', description: mine, required: true}
                    X-B: {$ref: '#/components/headers/B'}
        components:
          headers:
            A: {schema: {type: integer, nullable: true}}
            B: {content: {application/json: {schema: {type: array, items: {}, example: []}}}}
        """
    )
    headers = dict(reading.operation.responses[0].headers)
    assert headers["X-A"].value == {"schema": {"type": ["integer", "null"]}}
    assert headers["X-B"]["content"]["application/json"]["schema"].value["examples"] == [[]]
    assert reading.codes == ["ref-siblings"]


CORPUS = {
    "adyen-BalancePlatformPaymentNotification-v1.json": (0, {}),
    "adyen-BinLookupService-v54.json": (2, {}),
    "adyen-CheckoutService-v71.json": (28, {"old-keyword": 1}),
    "adyen-DisputeService-v30.json": (5, {}),
    "adyen-ManagementService-v3.json": (134, {"old-keyword": 1}),
    "adyen-SessionAuthenticationService-v1.json": (1, {}),
    "adyen-TransferService-v2.json": (3, {}),
    "discord.json": (242, {"empty-list": 2}),
    "openai.json": (288, {"old-keyword": 2, "repeated-name": 1}),
    "plaid.yaml": (329, {"odd-media-type": 1}),
    "qdrant.json": (69, {}),
    "sonarr.json": (233, {"unused-path-parameter": 1}),
    "vertex.json": (50, {}),
    "frameworks/apiflask.json": (11, {}),
    "frameworks/django-ninja.json": (17, {}),
    "frameworks/drf-spectacular.json": (11, {}),
    "frameworks/fastapi-streams.json": (11, {}),
    "frameworks/fastapi.json": (56, {"duplicate-operation-id": 1}),
    "frameworks/litestar.json": (21, {"odd-media-type": 1}),
    "examples/30-api-with-examples.json": (2, {}),
    "examples/30-callback-example.json": (1, {}),
    "examples/30-link-example.json": (6, {}),
    "examples/30-petstore-expanded.json": (4, {}),
    "examples/30-petstore.json": (3, {}),
    "examples/30-uspto.json": (3, {}),
    "examples/31-non-oauth-scopes.json": (1, {"missing-responses": 1}),
    "examples/31-tictactoe.json": (3, {}),
    "examples/31-webhook-example.json": (0, {}),
}


@pytest.mark.parametrize("name", CORPUS)
def test_documents_of_others_give_these_diagnostics_and_no_others(corpus: Path, name: str) -> None:
    operations, expected = CORPUS[name]
    sink = Diagnostics()
    start = time.perf_counter()
    spec = read_spec(open_document(str(corpus / name), sink), sink)
    assert time.perf_counter() - start < 10
    codes = [item.code for item in sink.items]
    assert {code: codes.count(code) for code in codes} == expected
    assert len(spec.operations) == operations


@pytest.mark.parametrize("name", ["discord.json", "openai.json"])
def test_openapi_pydantic_sees_the_same_operations(corpus: Path, name: str) -> None:
    """A second opinion, on the parts that it reads well."""
    data = json.loads((corpus / name).read_text(encoding="utf-8"))
    theirs = v3_1.OpenAPI.model_validate(
        {**data, "components": {}, "webhooks": {}, "paths": _frames(data)}
    )
    sink = Diagnostics()
    ours = read_spec(open_document(str(corpus / name), sink), sink)
    assert ours.info.title == theirs.info.title
    assert [server.url for server in ours.servers] == [server.url for server in theirs.servers]
    assert _ours(ours) == {
        (
            path,
            method.upper(),
            operation.operationId,
            tuple(operation.tags or ()),
            operation.summary or "",
        )
        for path, item in (theirs.paths or {}).items()
        for method in ("get", "put", "post", "delete", "options", "head", "patch", "trace")
        if (operation := getattr(item, method)) is not None
    }


def _ours(spec: Spec) -> set[tuple[str, str, str | None, tuple[str, ...], str]]:
    return {(o.path, o.method, o.operation_id, o.tags, o.summary) for o in spec.operations}


def _frames(data: dict[str, dict[str, dict[str, dict[str, object]]]]) -> dict[str, object]:
    """The operations without the schemas in them."""
    kept = ("operationId", "tags", "summary", "description", "deprecated")
    return {
        path: {
            method: {key: operation[key] for key in kept if key in operation}
            for method, operation in item.items()
            if isinstance(operation, dict)
        }
        for path, item in data["paths"].items()
    }
