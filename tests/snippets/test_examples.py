"""Examples of the document: where docstrings show them, and in the calls of the pages."""

from __future__ import annotations

import ast
import inspect
import re
from typing import Any

import pytest

from tests.harness.building import Builder, Built, Wire

SEARCH = """
paths:
  /search/{term}:
    post:
      operationId: search
      tags: [x]
      parameters:
        - {name: term, in: path, required: true, example: hares, schema: {type: string}}
        - {name: limit, in: query, schema: {type: integer, examples: [25]}}
        - {name: sort, in: query, schema: {enum: [up, down], examples: [up]}}
        - {name: page, in: query, schema: {type: integer, default: 1, examples: [1]}}
        - {name: deep, in: query, examples: {one: {summary: One, value: [a, b]}}, schema: {type: array,
            items: {type: string}}}
        - {name: loud, in: query, schema: {type: boolean, examples: [true]}}
        - {name: wrong, in: query, schema: {type: string, examples: [12]}}
        - {name: said, in: query, description: Such as up-3., schema: {type: string, examples: [up-3]}}
        - {name: long, in: query,
            schema: {type: string, examples: [xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx]}}
        - {name: filter, in: query, content: {application/json: {example: {a: 1}, schema: {type: object,
            additionalProperties: {type: integer}}}}}
      requestBody:
        content:
          application/json:
            example: {note: from the body, own: not this}
            schema: {$ref: '#/components/schemas/Query'}
      responses: {'204': {description: x}}
components:
  schemas:
    Query:
      type: object
      properties:
        note: {type: string, description: A note.}
        own: {type: string, maxLength: 5, example: mine}
        inner: {type: object, properties: {aB: {type: integer}}, example: {aB: 1}}
"""


def told(text: str | None) -> dict[str, str]:
    """The example of each argument in a docstring."""
    joined = re.sub(r"\n {8,}", " ", inspect.cleandoc(text or ""))
    found = re.findall(r"^    (\w+): .*?Example: `(.*?)`\.", joined, re.MULTILINE)
    found += re.findall(r"^    (\w+): Example: `(.*?)`\.", joined, re.MULTILINE)
    return dict(found)


def test_short_examples_stand_in_docstrings(build: Builder) -> None:
    api = build(SEARCH)
    expected = {
        "term": "'hares'",
        "limit": "25",
        "deep": "['a', 'b']",
        "filter": "{'a': 1}",
        "note": "'from the body'",
        "own": "'mine'",
    }
    assert told(api.client().x.search.__doc__) == expected
    tree = ast.parse(api.files["models/query.py"])
    texts = [
        n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)
    ]
    assert "At most 5 characters. Example: `'mine'`." in map(inspect.cleandoc, texts)
    assert "A note." in texts


def call_of(api: Built, method: str) -> str:
    """The call that api.md shows for a method."""
    page = next(f.content.decode() for f in api.generated.files if f.path == "api.md")
    found = re.search(rf"### `{re.escape(method)}`.*?```python\n(.*?)```", page, re.DOTALL)
    assert found is not None
    return found[1]


UNION = """
paths:
  /voices:
    post:
      operationId: create
      tags: [voices]
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Voice'}}}
      responses: {'204': {description: x}}
  /lists:
    post:
      operationId: createList
      tags: [lists]
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, required: [voices], properties: {voices: {
            type: array, items: {$ref: '#/components/schemas/Voice'}}}}}}
      responses: {'204': {description: x}}
components:
  schemas:
    Voice:
      KEYWORD: [{$ref: '#/components/schemas/Made'}, {$ref: '#/components/schemas/Cloned'}]
      discriminator: {propertyName: kind, mapping: {made: Made, cloned: Cloned}}
    Made:
      type: object
      CLOSED
      properties: {kind: {type: string, default: made, enum: [made]}, text: {type: string}}
    Cloned:
      type: object
      CLOSED
      required: [from]
      properties: {kind: {type: string, default: cloned, enum: [cloned]}, from: {type: string}}
"""


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
@pytest.mark.parametrize("closed", ["additionalProperties: false", "minProperties: 0"])
def test_a_sample_of_a_union_names_the_tag(build: Builder, keyword: str, closed: str) -> None:
    api = build(UNION.replace("KEYWORD", keyword).replace("CLOSED", closed))
    wire = Wire()
    names: dict[str, Any] = {"client": api.client(wire)}
    for method in ("voices.create", "lists.create_list"):
        exec(call_of(api, method), names)  # noqa: S102  # what a reader of the page runs
    sent = [request.content for request in wire.requests]
    assert sent == [b'{"kind":"made"}', b'{"voices":[{"kind":"made"}]}']


STREAMED = """
paths:
  /chat:
    post:
      operationId: chat
      tags: [x]
      requestBody: {content: {application/json: {schema: {type: object, properties: {stream: {type: boolean}}}}}}
      responses: {'200': {description: x, content: {application/json: {schema: {type: object, properties: {
          text: {type: string}}}}, text/event-stream: {schema: {type: object, properties: {
          delta: {type: string}}}}}}}
  /events:
    get:
      operationId: events
      tags: [x]
      responses: {'200': {description: x, content: {text/event-stream: {schema: {type: string}}}}}
"""


def test_the_page_tells_what_a_stream_returns(build: Builder) -> None:
    api = build(STREAMED)
    page = next(f.content.decode() for f in api.generated.files if f.path == "api.md")
    entries = re.findall(r"### `x\.(\w+)`.*?Returns `(.*?)`\.", page, re.DOTALL)
    assert dict(entries) == {
        "chat": "ChatResponse",
        "chat_stream": "EventStream[ChatEvent]",
        "events": "EventStream[str]",
    }
    assert "client.x.chat_stream()" in call_of(api, "x.chat_stream")
