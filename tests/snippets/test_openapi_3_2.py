"""What OpenAPI 3.2 adds: a parameter that is the whole query, and streams whose items have a schema."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import httpx
import pytest

from tests.harness.building import Builder

HEAD = "openapi: 3.2.0\ninfo: {title: Snippet, version: '1'}\n"
QUERY = """
paths:
  /search:
    get:
      operationId: search
      tags: [x]
      parameters:
      - name: criteria
        in: querystring
        required: true
        content:
          MEDIA
      responses: {'204': {description: Done.}}
"""
OBJECT = """{schema: {type: object, required: [minAge], properties: {
            minAge: {type: integer, minimum: 0}, tags: {type: array, items: {type: string}},
            near: {type: object, additionalProperties: {type: number}}, note: {type: [string, 'null']}}},
            encoding: {near: {style: deepObject}}}"""
VALUE = {"min_age": 3, "tags": ["a", "b&c"], "near": {"lat": 1.5}, "note": None}


@pytest.mark.parametrize(
    ("media", "value", "query"),
    [
        (
            f"application/x-www-form-urlencoded: {OBJECT}",
            VALUE,
            "minAge=3&tags=a&tags=b%26c&near%5Blat%5D=1.5",
        ),
        (
            f"application/json: {OBJECT}",
            {"min_age": 3, "note": None},
            "%7B%22minAge%22%3A3%2C%22note%22%3Anull%7D",
        ),
        (
            "application/jsonpath: {schema: {type: string}}",
            "$.a[?@.b == 'ä&']",
            "%24.a%5B%3F%40.b%20%3D%3D%20%27%C3%A4%26%27%5D",
        ),
    ],
)
def test_a_parameter_that_is_the_whole_query(
    build: Builder, media: str, value: Any, query: str
) -> None:
    api = build(HEAD + QUERY.replace("MEDIA", media))
    _, sent = api.call("x.search", criteria=value)
    assert sent.line == f"GET /search?{query}"
    _, more = api.call("x.search", criteria=value, extra_query={"trace": 1})
    assert more.line == f"GET /search?{query}&trace=1"
    assert api.refused("x.search", criteria=5) == {"criteria": "type"}
    if isinstance(value, dict):
        assert api.refused("x.search", criteria={"min_age": -1}) == {"criteria.min_age": "minimum"}


STREAM = """
paths:
  /stream:
    get:
      operationId: stream
      tags: [x]
      responses: {'200': {description: Items., content: {MEDIA: {itemSchema: SCHEMA}}}}
components: {schemas: {Item: {type: object, required: [n], properties: {n: {type: integer}}}}}
"""
REF = "{$ref: '#/components/schemas/Item'}"
EVENT = (
    "{type: object, required: [data], properties: {event: {type: string}, data: "
    "{type: string, contentMediaType: application/json, contentSchema: " + REF + "}}}"
)
TEXT = "{type: object, properties: {data: {type: string}}}"


@pytest.mark.parametrize(
    ("media", "schema", "body", "items"),
    [
        ("text/event-stream", EVENT, 'event: a\ndata: {"n":1}\n\ndata: {"n":2}\n\n', [1, 2]),
        ("text/event-stream", REF, 'data: {"n":1}\n\n', [1]),
        ("text/event-stream", TEXT, "data: 5\ndata: x\n\n", ["5\nx"]),
        ("application/jsonl", REF, '{"n":1}\n{"n":2}\n', [1, 2]),
        ("application/x-ndjson", "{type: string}", '"a"\n"b"\n', ["a", "b"]),
        ("application/json-seq", REF, '\x1e{"n":1}\n\x1e{"n":2}\n', [1, 2]),
        ("application/geo+json-seq", REF, '\x1e{"n":1}\n', [1]),
    ],
)
def test_the_items_of_a_stream_have_a_type(
    build: Builder, media: str, schema: str, body: str, items: list[Any]
) -> None:
    document = HEAD + STREAM.replace("MEDIA", media).replace("SCHEMA", schema)
    api = build(document)
    answer = httpx.Response(200, headers={"content-type": media}, content=body.encode())
    with api.client(transport=httpx.MockTransport(lambda _: answer)) as client:
        found = list(client.x.stream())
    if isinstance(items[0], int):
        assert all(isinstance(item, api.models.Item) for item in found)
        found = [item.n for item in found]
    assert found == items


@pytest.mark.parametrize(
    ("media", "schema"),
    [
        ("text/event-stream", "{oneOf: [" + EVENT + ", " + TEXT + "]}"),
        ("application/json", REF),
    ],
)
def test_items_that_cannot_be_typed_are_reported(build: Builder, media: str, schema: str) -> None:
    document = HEAD + STREAM.replace("MEDIA", media).replace("SCHEMA", schema)
    api = build(document, allow=("unsupported-item-schema",))
    (found,) = [item for item in api.diagnostics if item.code == "unsupported-item-schema"]
    assert unquote(found.pointer).endswith(f"{media.replace('/', '~1')}/itemSchema")


def test_there_is_one_query(build: Builder) -> None:
    media = "text/plain: {schema: {type: string}}\n      - {name: b, in: querystring, content: {text/plain: {}}}"
    api = build(HEAD + QUERY.replace("MEDIA", media), allow=("duplicate-parameter",))
    assert api.call("x.search", criteria="a b")[1].line == "GET /search?a%20b"


REST = """
$self: https://api.test/openapi.yaml
servers: [{url: 'https://api.test/base', name: production}]
tags:
- {name: new, kind: badge, summary: New}
- {name: things, summary: Things, kind: nav}
- {name: parts, parent: things, kind: nav}
security: [{device: []}]
paths:
  /things:
    query:
      operationId: findThings
      tags: [new, things]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Part'}}}}
      responses:
        '200':
          description: Found.
          content:
            application/json: {schema: {$ref: 'https://api.test/openapi.yaml#/components/schemas/Part'}}
    additionalOperations:
      COPY: {operationId: copyThings, tags: [parts], responses: {'204': {description: Done.}}}
components:
  securitySchemes:
    device:
      type: oauth2
      oauth2MetadataUrl: https://api.test/.well-known/oauth-authorization-server
      flows:
        deviceAuthorization:
          deviceAuthorizationUrl: https://api.test/device
          tokenUrl: https://api.test/token
          scopes: {}
  schemas:
    Part: {type: object, required: [n], properties: {n: {type: integer}}}
"""


def test_methods_tags_and_schemes_of_3_2(build: Builder) -> None:
    api = build(HEAD + REST)
    options = {"token": "secret"} if "token" in api.files["_client.py"] else {"api_key": "secret"}
    found, sent = api.call("things.find_things", n=1, answer={"n": 2}, options=options)
    assert isinstance(found, api.models.Part) and found.n == 2
    assert (sent.line, sent.json) == ("QUERY /things", {"n": 1})
    assert sent.headers["authorization"] == "Bearer secret"
    assert api.call("parts.copy_things", options=options)[1].line == "COPY /things"


def test_what_is_not_read_of_3_2_is_named(build: Builder) -> None:
    document = HEAD + REST.replace("parent: things", "parent: nothing").replace(
        "n: {type: integer}",
        "n: {type: integer, xml: {nodeType: attribute}}, "
        "u: {oneOf: [{$ref: '#/components/schemas/A'}], "
        "discriminator: {propertyName: k, defaultMapping: A}}",
    )
    document += "    A: {type: object, required: [k], properties: {k: {type: string}}}\n"
    expected = ("incomplete-tag", "unread-xml", "unsupported-default-mapping")
    assert set(build(document, allow=expected).codes) == set(expected)
