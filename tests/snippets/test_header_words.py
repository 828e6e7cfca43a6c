"""Media types and header names that no header can carry, and keys under which operations are lost."""

from __future__ import annotations

import pytest

from tests.harness.building import Builder

OPERATION = """\
paths:
  /a:
    post:
      operationId: sendIt
      PARAMETERS
      requestBody:
        content:
          BODY: {schema: {type: object, properties: {x: {type: string}}}ENCODING}
      responses: {'200': {description: x, headers: {HEADER: {schema: {type: string}}},
        content: {ANSWER: {schema: {type: string}}}}}
"""
RIGHT = {
    "PARAMETERS": "tags: [it]",
    "BODY": "multipart/form-data",
    "ENCODING": "",
    "ANSWER": "text/plain",
    "HEADER": "X-Left",
}


@pytest.mark.parametrize(
    ("place", "text", "code"),
    [
        ("BODY", r'"text/plain\r\nX-A: b"', "bad-media-type"),
        ("BODY", r'"application/json\n"', "bad-media-type"),
        ("ANSWER", r'"text/plain\rx"', "bad-media-type"),
        ("ENCODING", r', encoding: {x: {contentType: "text/plain\r\nX: y"}}', "bad-media-type"),
        ("HEADER", "X Left", "header"),
        ("HEADER", r'"X-Left\r\n"', "header"),
        ("HEADER", '""', "header"),
        (
            "ENCODING",
            r', encoding: {x: {headers: {"X-A: b\r\nY": {schema: {const: z}}}}}',
            "header",
        ),
        ("PARAMETERS", "parameters: [{name: A b, in: header, schema: {type: string}}]", "header"),
        (
            "PARAMETERS",
            r'parameters: [{name: "A\n", in: header, schema: {type: string}}]',
            "header",
        ),
    ],
)
def test_what_no_header_can_carry_is_an_error(
    build: Builder, place: str, text: str, code: str
) -> None:
    document = OPERATION
    for key, value in {**RIGHT, place: text}.items():
        document = document.replace(key, value)
    (found,) = [item for item in build.diagnose(document) if item.severity == "error"]
    assert code in found.code
    assert found.location is not None and found.location.line > 3


def test_what_is_no_media_type_is_said(build: Builder) -> None:
    document = OPERATION
    for key, value in {**RIGHT, "ANSWER": "json"}.items():
        document = document.replace(key, value)
    build(document, allow=("odd-media-type",))


@pytest.mark.parametrize(
    "paths",
    [
        "/a: {get: {responses: {'204': {description: x}}}}\n  /a: {put: {responses: {'204': {description: x}}}}",
        "/a:\n    get: {responses: {'204': {description: x}}}\n    get: {responses: {'204': {description: y}}}",
    ],
)
def test_operations_lost_under_a_repeated_key_are_an_error(build: Builder, paths: str) -> None:
    (found,) = build.diagnose(f"paths:\n  {paths}\n")
    assert (found.code, found.severity) == ("lost-operations", "error")
    assert "line 4" in found.hint or "line 5" in found.hint


COOKIE = """\
paths:
  /a:
    get:
      operationId: getIt
      tags: [it]
      parameters: [{name: PARAMETER, in: cookie, schema: {type: string}}]
      responses: {'204': {description: Done.}}
components:
  securitySchemes: {key: {type: apiKey, in: cookie, name: KEY}}
security: [{key: []}]
"""


@pytest.mark.parametrize("name", ["my name", "a;b", "a=b", "'a,b'", "'a\"b'", "näme", r'"a\r\n"'])
@pytest.mark.parametrize("place", ["PARAMETER", "KEY"])
def test_what_is_no_cookie_name_is_an_error(build: Builder, place: str, name: str) -> None:
    other = {"PARAMETER": "KEY", "KEY": "PARAMETER"}[place]
    found = build.diagnose(COOKIE.replace(place, name).replace(other, "sound"))
    errors = [item for item in found if item.severity == "error"]
    assert [item.code for item in errors] == ["bad-cookie-name"]
    assert errors[0].hint


def test_a_cookie_name_of_visible_ascii_is_sent_as_it_is(build: Builder) -> None:
    api = build(COOKIE.replace("PARAMETER", "'a.b[c]:/@!'").replace("KEY", "__Host-key"))
    _, sent = api.call("it.get_it", options={"api_key": "k"}, a_b_c="v")
    assert sent.headers["cookie"] in ("a.b[c]:/@!=v; __Host-key=k", "__Host-key=k; a.b[c]:/@!=v")
