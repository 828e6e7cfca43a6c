"""The README of a client tells what its document has, and nothing else."""

from __future__ import annotations

import re
import textwrap
from typing import Any

from tests.harness.building import HEAD, Builder

PLAIN = """
    paths:
      /x: {get: {operationId: x, tags: [x], responses: {'200': {description: x,
          content: {application/json: {schema: {type: array, items: {type: string}}}}}}}}
"""
RICH = """
    servers: [{url: 'https://a.test/v1'}]
    components:
      securitySchemes:
        Key: {type: apiKey, in: cookie, name: sess}
        Query: {type: apiKey, in: query, name: k}
        Login: {type: http, scheme: basic}
        OAuth: {type: oauth2, flows: {password: {tokenUrl: 'https://a.test/token', scopes: {}}}}
      schemas:
        Cat: {type: object, properties: {name: {type: string}}}
    security: [{Key: []}, {Query: []}, {Login: []}, {OAuth: []}]
    paths:
      /cats:
        get: {operationId: get_cats, tags: [get], parameters: [
            {name: f, in: query, style: deepObject, schema: {$ref: '#/components/schemas/Cat'}}],
          responses: {'200': {description: x, content: {application/jsonl: {itemSchema:
            {$ref: '#/components/schemas/Cat'}}}}}}
        post: {operationId: add_cat, tags: [cats], requestBody: {content: {multipart/form-data:
            {schema: {type: object, properties: {picture: {type: string, format: binary}}}}}},
          responses: {'204': {description: x}}}
      /cats/picture: {get: {operationId: picture, tags: [cats], responses: {'200': {description: x,
          content: {image/png: {schema: {type: string, format: binary}}}}}}}
"""


def readme(build: Builder, document: str, **options: Any) -> tuple[str, str]:
    api = build(document, **options)
    (text,) = [f.content.decode() for f in api.generated.files if f.path == "README.md"]
    for sample in re.findall(r"^```python\n(.*?)^```$", text, re.M | re.S):
        compile(sample.replace("await ", "").replace("async ", ""), "README.md", "exec")
    return text, api.name


def headings(text: str) -> set[str]:
    return set(re.findall(r"^## (.*)$", text, re.M))


def test_what_a_plain_document_has_no_use_for(build: Builder) -> None:
    text, name = readme(build, PLAIN)
    absent = {"Authentication", "Lists", "Streams", "Downloads", "Waiting", "Uploads", "Webhooks"}
    assert not headings(text) & absent
    for word in ("cookie", "Cookie", "deepObject", "/dev/stdin", "waiting", "`body=`", "started"):
        assert word not in text, word
    assert f"`{name}.models`" not in text and "`UNSET`" in text


def test_what_a_rich_document_has(build: Builder) -> None:
    text, name = readme(build, HEAD.replace("3.1.0", "3.2.0") + textwrap.dedent(RICH))
    assert {"Authentication", "Streams", "Downloads"} < headings(text)
    head = name.upper()
    for row in (
        f"| `api_key` | `{head}_API_KEY` | the cookie `sess` |",
        "| the query parameter `k` |",
        f"| `username`, `password` | `{head}_USERNAME` and `{head}_PASSWORD` | `Authorization: Basic` |",
        f"| `token` | `{head}_TOKEN` | `Authorization: Bearer` |",
    ):
        assert row in text, row
    assert (
        "pass a function" in text
        and "PasswordCredentials" in text
        and "https://a.test/token" in text
    )
    assert "with client.get.get_cats() as stream:\n    for item in stream:" in text
    assert "client.stream(endpoints.cats.picture()).save(" in text
    for word in ("deepObject", "/dev/stdin", f"`{name}.models`", "`client.get_`", "`body=`"):
        assert word in text, word


def test_the_first_sample_walks_a_list(build: Builder) -> None:
    text, _ = readme(
        build,
        """
    paths:
      /x: {get: {operationId: list, tags: [x], parameters: [
          {name: offset, in: query, schema: {type: integer}},
          {name: limit, in: query, schema: {type: integer}}],
        responses: {'200': {description: x, content: {application/json: {schema: {type: object,
          required: [count, results], properties: {count: {type: integer},
            results: {type: array, items: {type: string}}}}}}}}}}
        """,
        allow=("pagination-recognised",),
    )
    assert "client = " in text and "\nfor item in client.x.list():\n    print(item)\n" in text
    assert "\npage = await client.x.list()\nprint(page.data)\n" in text
