"""Rewritings of a document that mean the same are no finding, in either direction."""

from __future__ import annotations

import pytest

from tests.unit.diff.conftest import Command

DOCUMENT = """\
openapi: 3.0.3
info: {title: Shop, version: 1.0.0}
DOCUMENT
paths:
  /orders:
    post:
      operationId: createOrder
      tags: [orders]
      OPERATION
      parameters:
      - {name: tags, in: query, PARAMETER, schema: {type: array, items: {type: string}}}
      - {name: session, in: cookie, COOKIE, schema: {type: string}}
      - {name: X-Trace, in: header, HEADER, schema: {type: string}}
      requestBody:
        BODY
        content:
          application/json: {schema: {type: object, SCHEMA, properties: {note: {type: string, TEXT}}}}
          multipart/form-data:
            FORM
            schema: {type: object, properties: {note: {type: string}, data: {type: object}}}
          application/x-www-form-urlencoded:
            URL
            schema: {type: object, properties: {notes: {type: array, items: {type: string}}}}
      responses:
        '200':
          description: Done.
          LINKS
          headers: {X-Rate: {ANSWER, schema: {type: string}}}
"""
WRITTEN_OUT = {
    "DOCUMENT": "servers: [{url: /}]\nsecurity: []\ntags: []\ncomponents: {}",
    "OPERATION": "deprecated: false\n      callbacks: {}\n      security: []",
    "FORM": "encoding: {note: {contentType: text/plain}, data: {contentType: application/json, headers: {}}}",
    "URL": "encoding: {notes: {style: form, explode: true, allowReserved: false}}",
    "LINKS": "links: {}",
    "PARAMETER,": "style: form, explode: true, required: false, deprecated: false, allowReserved: false,",
    "COOKIE,": "style: form, explode: true, allowEmptyValue: false,",
    "HEADER,": "style: simple, explode: false,",
    "BODY": "required: false",
    "SCHEMA,": "additionalProperties: true, minProperties: 0, nullable: false,",
    "TEXT": "minLength: 0, readOnly: false, writeOnly: false, deprecated: false",
    "ANSWER,": "required: false, style: simple, explode: false,",
}


def written(omitted: frozenset[str]) -> str:
    text = DOCUMENT
    for mark, keys in WRITTEN_OUT.items():
        text = text.replace(mark, "" if mark in omitted else keys)
    return text


@pytest.mark.parametrize("mark", WRITTEN_OUT)
def test_a_default_that_is_written_out_or_dropped(diff: Command, mark: str) -> None:
    with_defaults, without = written(frozenset()), written(frozenset({mark}))
    for pair in ((with_defaults, without), (without, with_defaults)):
        outcome = diff(*pair)
        assert (outcome.code, outcome.data["changes"]) == (0, [])


def test_another_value_than_the_default_is_still_found(diff: Command) -> None:
    changed = written(frozenset()).replace("style: form, explode: true, req", "explode: false, req")
    assert diff(written(frozenset({"PARAMETER,"})), changed).breaking == (True, False)
    for old, new in (
        ("text/plain", "text/html"),
        ("notes: {style: form, explode: true", "notes: {explode: false"),
    ):
        changed = written(frozenset()).replace(old, new)
        assert diff(written(frozenset({"FORM", "URL"})), changed).breaking == (True, False)


SHARED = """\
openapi: 3.0.3
info: {title: Shop, version: 1.0.0}
paths: {}
components:
  parameters:
    Page: {name: page, in: query, PARAMETER, schema: {type: string, SCHEMA, xml: {name: p, XML}}}
"""


def test_defaults_of_parts_that_nothing_uses(diff: Command) -> None:
    marks = {
        "PARAMETER,": "required: false,",
        "SCHEMA,": "nullable: false,",
        ", XML": ", wrapped: false",
    }
    texts = [SHARED, SHARED]
    for mark, keys in marks.items():
        texts = [texts[0].replace(mark, keys), texts[1].replace(mark, "")]
    assert diff(*texts).data["changes"] == diff(*texts[::-1]).data["changes"] == []
    (change,) = diff(texts[0], texts[0].replace("nullable: false", "nullable: true")).data[
        "changes"
    ]
    assert change["message"].startswith("schema of the shared parameter Page changed")


# --- defaults of values ---------------------------------------------------------------------------

VALUES = """\
openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
paths:
  /a:
    post:
      operationId: a
      parameters: [{name: q, in: query, schema: IT}]
      requestBody: {content: {application/json: {schema: {type: object, properties: {it: IT}}}}}
      responses: {'204': {description: Done.}}
"""


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("type: number", "1", "1.0"),
        ("type: integer", "5", "'5'"),
        ("type: string", "5", "'5'"),
        ("type: boolean", "true", "'true'"),
        ("type: string", "null", ""),
        ("type: array, items: {type: string}", "[a]", "a"),
        (
            "type: string, format: date-time",
            "'2020-01-01T00:00:00Z'",
            "'2020-01-01T01:00:00+01:00'",
        ),
        ("type: object", "{a: 1, b: 2}", "{b: 2, a: 1}"),
    ],
)
def test_defaults_that_are_the_same_value(diff: Command, kind: str, old: str, new: str) -> None:
    texts = [
        VALUES.replace("IT", f"{{{kind}, default: {value}}}" if value else f"{{{kind}}}")
        for value in (old, new)
    ]
    for pair in (texts, texts[::-1]):
        verdicts = [change["verdict"] for change in diff(*pair).data["changes"]]
        # Of a time that is written otherwise the text is told, as it is in a description.
        assert bool(verdicts) == ("date-time" in kind)
        assert all(one == {"wire": "none", "source": "none"} for one in verdicts)


def test_a_list_without_items_is_not_sent_and_another_default_is_a_change(diff: Command) -> None:
    text = VALUES.replace("IT", "{type: array, items: {type: string}, default: []}")
    verdicts = {
        c["id"]: c["verdict"]["wire"]
        for c in diff(text, text.replace(", default: []", "")).data["changes"]
    }
    assert verdicts == {
        "request-parameter-default-removed": "none",
        "request-property-default-removed": "warning",
    }
    other = text.replace("default: []", "default: [a]")
    assert diff(text, other).breaking == (True, False)
