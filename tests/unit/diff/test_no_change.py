"""Rewritings of a document that mean the same are no finding, in either direction."""

from __future__ import annotations

import pytest

from tests.unit.diff.conftest import Command

DOCUMENT = """\
openapi: 3.0.3
info: {title: Shop, version: 1.0.0}
paths:
  /orders:
    post:
      operationId: createOrder
      tags: [orders]
      parameters:
      - {name: tags, in: query, PARAMETER, schema: {type: array, items: {type: string}}}
      - {name: session, in: cookie, COOKIE, schema: {type: string}}
      - {name: X-Trace, in: header, HEADER, schema: {type: string}}
      requestBody:
        BODY
        content: {application/json: {schema: {type: object, SCHEMA, properties: {note: {type: string, TEXT}}}}}
      responses:
        '200':
          description: Done.
          headers: {X-Rate: {ANSWER, schema: {type: string}}}
"""
WRITTEN_OUT = {
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
