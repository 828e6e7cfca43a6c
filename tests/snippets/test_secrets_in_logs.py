"""What the debug log shows of passwords, tokens and signatures: nothing, in requests and in answers."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import httpx
import pytest

from tests.harness.building import Builder

DOCUMENT = """
paths:
  /form:
    post:
      operationId: sendForm
      tags: [x]
      parameters:
        - {name: knock, in: query, schema: {type: string, format: password}}
        - {name: X-Door, in: header, schema: {type: string, format: password}}
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              properties:
                username: {type: string}
                password: {type: string}
                client_secret: {type: string}
                magicWord: {$ref: '#/components/schemas/Word'}
      responses: &ok
        '200': {description: ok, content: {application/json: {schema: {type: object}}}}
  /json:
    post:
      operationId: sendJson
      tags: [x]
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                refreshToken: {type: string}
                apiKey: {type: string}
                max_tokens: {type: integer}
                deep: {type: object, additionalProperties: true}
                magicWord: {$ref: '#/components/schemas/Word'}
      responses: *ok
components:
  schemas:
    Word: {type: string, format: password}
"""
SECRET = "hunter2hunter2"
LINK = f"https://s3.test/b?X-Amz-Credential=AKIA&X-Amz-Signature={SECRET}&part=1"
ANSWER = {
    "access_token": SECRET,
    "token_type": "bearer",
    "nested": [{"privateKey": {"pem": SECRET}, "magicWord": SECRET, "shown": "plain"}],
    "authorization": SECRET,
    "link": LINK,
    "database": f"postgres://me:{SECRET}@db.test/shop",
    "azure": f"https://a.test/c?sv=1&sig={SECRET}",
}


def calls(client: Any) -> list[Any]:
    x = client.x
    return [
        x.send_form(
            knock=SECRET,
            x_door=SECRET,
            username="me",
            password=SECRET,
            client_secret=SECRET,
            magic_word="abc" + SECRET,
        ),
        x.send_json(
            refresh_token=SECRET,
            api_key=SECRET,
            max_tokens=512,
            deep={"pwd": SECRET, "list": [{"sessionId": SECRET}], "otp": 123456, "shown": "plain"},
            magic_word=SECRET,
        ),
    ]


@pytest.mark.parametrize("flavour", ["Sync", "Async"])
def test_secrets_are_masked(build: Builder, flavour: str, caplog: pytest.LogCaptureFixture) -> None:
    built = build(DOCUMENT)
    caplog.set_level(logging.DEBUG, logger=built.name)
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=ANSWER))
    client = built.client_class(flavour)(base_url="https://api.test", transport=transport)

    async def run() -> None:
        for call in calls(client):
            await call

    if flavour == "Async":
        asyncio.run(run())
    else:
        calls(client)
    assert len(caplog.messages) == 6
    assert SECRET not in caplog.text and "123456" not in caplog.text
    for shown in ("username=me", '"max_tokens":512', "plain", "password=***", "part=1"):
        assert shown in caplog.text


def test_secrets_in_an_answer_of_xml(build: Builder, caplog: pytest.LogCaptureFixture) -> None:
    built = build(DOCUMENT)
    caplog.set_level(logging.DEBUG, logger=built.name)
    xml = f"<A><Token a='1'>{SECRET}</Token><n:SecretKey><![CDATA[{SECRET}]]></n:SecretKey><B>plain</B>"
    answer = httpx.Response(403, text=xml, headers={"content-type": "application/xml"})
    with pytest.raises(built.package.PermissionDeniedError) as caught:
        built.call("x.send_form", answer=answer)
    for text in (caplog.text, str(caught.value)):
        assert SECRET not in text and "<Token a='1'>***</Token>" in text and "<B>plain" in text


def test_secrets_in_what_an_error_shows(build: Builder) -> None:
    built = build(DOCUMENT)
    body = {"error": {"token": SECRET, "max_tokens": 5, "items": [{"clientSecret": SECRET}]}}
    with pytest.raises(built.package.NotFoundError) as caught:
        built.call("x.send_form", answer=httpx.Response(404, json=body))
    assert SECRET not in str(caught.value) and "'max_tokens': 5" in str(caught.value)
    assert caught.value.body == body
    with pytest.raises(built.package.RequestValidationError) as refused:
        built.client_class()(base_url="https://api.test").x.send_json(refresh_token=[SECRET])
    assert "refresh_token: must be text" in str(refused.value)
    assert SECRET not in str(refused.value)


def test_a_signature_in_an_error(build: Builder) -> None:
    built = build(DOCUMENT)
    for body in ({"message": f"no such link: {LINK}"}, f"gone: {LINK}", {"odd": [LINK]}):
        answer = httpx.Response(404, json=body)
        with pytest.raises(built.package.NotFoundError) as caught:
            built.call("x.send_form", answer=answer)
        assert SECRET not in str(caught.value) and "X-Amz-Signature=***" in str(caught.value)
    with pytest.raises(built.package.RequestValidationError) as refused:
        built.client_class()(base_url="https://api.test").x.send_json(deep=[LINK])
    assert SECRET not in str(refused.value)
