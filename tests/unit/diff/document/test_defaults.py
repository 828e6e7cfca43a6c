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
    "OPERATION": "deprecated: false\n      callbacks: {}",
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
