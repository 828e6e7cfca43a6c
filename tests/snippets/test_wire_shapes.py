"""Shapes that OpenAPI leaves half open: nested values, nulls, parts of forms; from YAML to the wire."""

from __future__ import annotations

from email.parser import BytesParser
from typing import Any
from urllib.parse import unquote

import httpx
import pytest

from tests.harness.building import Builder, Sent, Wire

STRIPE = """
paths:
  /charges:
    post:
      operationId: charge
      tags: [x]
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            encoding:
              items: {style: deepObject, explode: true}
              expand: {style: deepObject, explode: true}
              metadata: {style: deepObject, explode: true}
            schema:
              type: object
              properties:
                amount: {type: [integer, 'null']}
                expand: {type: array, items: {type: string}}
                metadata: {type: object, additionalProperties: {type: string}}
                items:
                  type: array
                  items:
                    type: object
                    properties: {price: {type: string}, taxRates: {type: array, items: {type: string}}}
      responses: {'204': {description: Done.}}
"""


def test_bracket_notation_of_a_form_keeps_lists_of_objects_apart(build: Builder) -> None:
    _, sent = build(STRIPE).call(
        "x.charge",
        amount=None,
        expand=["customer", "invoice"],
        metadata={"order id": "1&2"},
        items=[{"price": "p1"}, {"price": "p2", "tax_rates": ["t1", "t2"]}],
    )
    assert unquote(sent.request.content.decode()).split("&", 2) == [
        "expand[]=customer",
        "expand[]=invoice",
        "metadata[order id]=1&2&items[0][price]=p1&items[1][price]=p2"
        "&items[1][taxRates][]=t1&items[1][taxRates][]=t2",
    ]


NESTED = """
paths:
  /search:
    get:
      operationId: search
      tags: [x]
      parameters:
      - name: filter
        in: query
        schema:
          type: [object, 'null']
          properties:
            size: {type: [integer, 'null']}
            place: {type: object, properties: {city: {type: [string, 'null']}}}
      - {name: X-Trace, in: header, schema: {type: [string, 'null']}}
      - {name: ids, in: query, schema: {type: array, items: {type: integer}}}
      responses: {'204': {description: Done.}}
"""


def test_what_a_style_has_no_form_for_is_reported_and_null_is_left_out(build: Builder) -> None:
    api = build(NESTED, allow=("nested-in-style",))
    (found,) = [item for item in api.diagnostics if item.code == "nested-in-style"]
    assert (found.severity, found.pointer) == ("warning", "/paths/~1search/get/parameters/0")
    assert "'filter'" in found.message and "JSON text" in found.message
    _, sent = api.call("x.search", filter={"size": None, "place": {"city": None}}, x_trace=None)
    assert unquote(sent.line) == 'GET /search?place={"city":null}'
    assert "x-trace" not in sent.headers
    assert api.call("x.search", filter=None, ids=[1])[1].line == "GET /search?ids=1"
    assert api.call("x.search", ids=None)[1].line == "GET /search"


PARTS = """
paths:
  /parts:
    post:
      operationId: sendParts
      tags: [x]
      requestBody:
        required: true
        content:
          multipart/TYPE:
            encoding:
              meta:
                contentType: application/json
                headers:
                  X-Kind: {schema: {const: meta}}
                  X-Free: {schema: {type: string}}
                  Content-Type: {schema: {type: string}}
              files: {headers: {X-Kind: {schema: {$ref: '#/components/schemas/Kind'}}}}
            schema:
              type: object
              required: [meta]
              properties:
                meta: {type: object, properties: {n: {type: integer}}}
                note: {type: [string, 'null']}
                files: {type: array, items: {type: [string, 'null'], format: binary}}
      responses: {'204': {description: Done.}}
components: {schemas: {Kind: {type: string, enum: [file]}}}
"""


def parts_of(sent: Sent) -> list[tuple[dict[str, str], str]]:
    head = f"Content-Type: {sent.headers['content-type']}\r\n\r\n".encode()
    message = BytesParser().parsebytes(head + sent.request.content)
    return [
        (dict(part.items()), part.get_payload(decode=True).decode())
        for part in message.get_payload()
    ]


def test_headers_of_parts_and_lists_of_files_that_may_be_null(build: Builder) -> None:
    api = build(PARTS.replace("TYPE", "form-data"), allow=("part-header",))
    (found,) = api.diagnostics
    assert "'X-Free'" in found.message and found.pointer.endswith("/meta/headers/X-Free")
    wire = Wire()
    with api.client(wire) as client:
        own = ("b.txt", b"B", "text/x-b", {"x-kind": "mine", "X-More": "1"})
        client.x.send_parts(files=[("a.bin", b"A"), None, own], note=None, meta={"n": 1})
    form = {"Content-Disposition": 'form-data; name="files"; filename="a.bin"'}
    assert parts_of(wire.last) == [
        (
            {
                "Content-Disposition": 'form-data; name="meta"',
                "Content-Type": "application/json",
                "X-Kind": "meta",
            },
            '{"n":1}',
        ),
        ({**form, "Content-Type": "application/octet-stream", "X-Kind": "file"}, "A"),
        (
            {
                "Content-Disposition": 'form-data; name="files"; filename="b.txt"',
                "Content-Type": "text/x-b",
                "x-kind": "mine",
                "X-More": "1",
            },
            "B",
        ),
    ]


@pytest.mark.parametrize(
    ("kind", "more"), [("mixed", ""), ("related", '; type="application/json"')]
)
def test_parts_that_are_no_form_have_an_order_instead_of_names(
    build: Builder, kind: str, more: str
) -> None:
    api = build(PARTS.replace("TYPE", kind), allow=("part-header", "unnamed-parts"))
    wire = Wire()
    with api.client(wire) as client:
        client.x.send_parts(body={"files": [("a.bin", b"A")], "note": "hi", "meta": {"n": 1}})
    assert wire.last.headers["content-type"].startswith(f"multipart/{kind}; boundary=")
    assert wire.last.headers["content-type"].endswith(more)
    kinds = [(head.get("Content-Disposition"), text) for head, text in parts_of(wire.last)]
    assert kinds == [(None, '{"n":1}'), (None, "hi"), ('attachment; filename="a.bin"', "A")]
    curl = api.endpoints.x.send_parts(meta={"n": 1}).to_curl(api.client())
    assert "--data-binary @-" in curl and f"multipart/{kind}; boundary=" in curl


def test_what_is_said_of_parts_by_position_is_reported(build: Builder) -> None:
    media = "multipart/mixed: {itemSchema: {type: object}, prefixEncoding: [{}]}"
    api = build(
        f"""openapi: 3.2.0
info: {{title: Snippet, version: '1'}}
paths:
  /p:
    post:
      operationId: p
      requestBody: {{content: {{{media}}}}}
      responses: {{'204': {{description: Done.}}}}
""",
        allow=("unsupported-parts", "unnamed-parts"),
    )
    assert [
        i.pointer.rpartition("/")[2] for i in api.diagnostics if i.code == "unsupported-parts"
    ] == [
        "itemSchema",
        "prefixEncoding",
    ]


SEVERAL = """
paths:
  /upload:
    post:
      operationId: upload
      tags: [x]
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/Up'}}
          application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/Up'}}
          multipart/form-data: {schema: {$ref: '#/components/schemas/Up'}}
      responses: {'204': {description: Done.}}
components:
  schemas:
    Up: {type: object, properties: {name: {type: string}, FILE: {type: string}}}
"""


def test_a_body_with_files_is_multipart_where_nobody_chooses(build: Builder) -> None:
    def kind(document: str, **arguments: Any) -> str:
        wire = Wire()
        with build(document).client(wire) as client:
            client.x.upload(**arguments)
        return str(wire.last.headers["content-type"]).partition(";")[0]

    assert kind(SEVERAL, name="a") == "application/json"
    with_file = SEVERAL.replace("FILE: {type: string}", "file: {type: string, format: binary}")
    assert kind(with_file, file=b"1") == "multipart/form-data"
    assert kind(with_file, name="a", content_type="application/json") == "application/json"
    for written in ("contentEncoding: binary", "contentMediaType: image/png", "format: binary"):
        encoded = SEVERAL.replace("FILE: {type: string}", f"file: {{type: string, {written}}}")
        assert kind(encoded, file=b"\xff") == "multipart/form-data"


TEXTS = """
paths:
  /raw:
    post:
      operationId: raw
      tags: [x]
      requestBody: {content: {application/vnd.x.raw: {schema: {type: string}}}}
      responses:
        '200':
          description: Text, or an office file that is said to be text.
          content:
            application/vnd.x.raw: {schema: {type: string}}
            application/vnd.ms-excel: {schema: {type: string}}
            application/vnd.x.bytes: {schema: {type: string, format: binary}}
"""


@pytest.mark.parametrize(
    ("kind", "result"),
    [("x.raw; charset=utf-8", "ä"), ("ms-excel", b"\xc3\xa4"), ("x.bytes", b"\xc3\xa4")],
)
def test_a_vendors_string_is_text(build: Builder, kind: str, result: str | bytes) -> None:
    answer = httpx.Response(
        200, content="ä".encode(), headers={"content-type": f"application/vnd.{kind}"}
    )
    found, sent = build(TEXTS).call("x.raw", body="ö", answer=answer)
    assert found == result
    assert (sent.headers["content-type"], sent.request.content) == (
        "application/vnd.x.raw",
        "ö".encode(),
    )
