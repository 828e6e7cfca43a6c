"""Bodies that are not JSON, streams, tokens and servers: from a few lines of YAML to the wire."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from tests.harness.building import Builder

FILES = """openapi: 3.1.0
info: {title: Files, version: '1'}
servers:
- url: https://{region}.x.test/v1
  variables: {region: {default: eu, enum: [eu, us]}}
security: [{oauth: [read]}]
paths:
  /a:
    get:
      operationId: getA
      responses:
        '200':
          description: ok
          headers: {X-Next: {schema: {type: integer}}}
          content: {application/json: {schema: {type: object, properties: {a: {type: integer}}}}}
  /up:
    servers: [{url: 'https://files.x.test'}]
    post:
      operationId: up
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [file]
              properties: {file: {type: string, format: binary}, meta: {type: object}}
      responses:
        '200':
          description: ok
          content:
            text/event-stream: {schema: {type: object, properties: {n: {type: integer}}}}
  /form:
    post:
      operationId: fill
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/Form'}}
          application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/Form'}}
      responses: {'204': {description: done}}
components:
  schemas:
    Form: {type: object, required: [a], properties: {a: {type: string, maxLength: 3}}}
  securitySchemes:
    oauth:
      type: oauth2
      flows: {clientCredentials: {tokenUrl: 'https://auth.x.test/token', scopes: {read: r}}}
"""
EVENTS = b'data: {"n": 1}\n\ndata: {"n": 2}\n\ndata: [DONE]\n\n'


class Server:
    """Answers every path of `FILES`, and remembers what was asked."""

    def __init__(self) -> None:
        self.seen: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        if request.url.path == "/token":
            token = {"access_token": "T", "token_type": "bearer", "expires_in": 60}
            return httpx.Response(200, json=token)
        if request.url.path == "/up":
            return httpx.Response(
                200, headers={"content-type": "text/event-stream"}, content=EVENTS
            )
        if request.url.path == "/v1/form":
            return httpx.Response(204)
        return httpx.Response(200, json={"a": 1}, headers={"X-Next": "7"})

    @property
    def urls(self) -> list[str]:
        return [str(request.url) for request in self.seen]


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def client(build: Builder, server: Server) -> Any:
    api = build(FILES)
    key = api.package.ClientCredentials("id", "secret")
    return api.client_class()(
        token=key, transport=httpx.MockTransport(server), server_variables={"region": "us"}
    )


def test_a_token_is_fetched_once_and_sent_to_the_declared_servers(
    client: Any, server: Server
) -> None:
    assert client.a.get_a().a == 1 and client.a.get_a().a == 1
    assert server.urls == ["https://auth.x.test/token", *["https://us.x.test/v1/a"] * 2]
    assert server.seen[0].content == b"grant_type=client_credentials&scope=read"
    assert server.seen[1].headers["authorization"] == "Bearer T"


def test_response_headers_are_typed(client: Any) -> None:
    assert client.with_raw_response.a.get_a().typed_headers["x-next"] == 7


def test_a_multipart_form_goes_to_the_server_of_its_operation_and_events_come_back(
    client: Any, server: Server
) -> None:
    events = list(client.up.up(file=("x.bin", b"abc"), meta={"k": "v"}))
    assert [event.n for event in events] == [1, 2]
    sent = server.seen[-1]
    assert str(sent.url) == "https://files.x.test/up"
    assert b'name="file"; filename="x.bin"' in sent.content and b"abc" in sent.content
    assert b'Content-Type: application/json\r\n\r\n{"k":"v"}' in sent.content


def test_the_caller_chooses_among_media_types(client: Any, server: Server) -> None:
    client.form.fill(a="x y")
    assert server.seen[-1].headers["content-type"] == "application/json"
    client.form.fill(a="x y", content_type="application/x-www-form-urlencoded")
    assert parse_qs(server.seen[-1].content.decode()) == {"a": ["x y"]}


def test_forms_are_checked_before_they_are_sent(
    build: Builder, client: Any, server: Server
) -> None:
    with pytest.raises(build(FILES).package.RequestValidationError, match="a: must have at most 3"):
        client.form.fill(a="long", content_type="application/x-www-form-urlencoded")
    assert server.seen == []


def test_a_server_variable_cannot_leave_its_place(build: Builder) -> None:
    api = build(FILES)
    with pytest.raises(api.package.ClientError, match="region"):
        api.client_class()(token="T", server_variables={"region": "evil.test/#"}).a.get_a()


def test_a_form_can_be_given_whole_as_a_model(build: Builder, client: Any, server: Server) -> None:
    body = build(FILES).models.UpMultipartBody(file=("x.bin", b"abc"))
    assert len(list(client.up.up(body=body))) == 2
    assert b'name="file"; filename="x.bin"' in server.seen[-1].content
