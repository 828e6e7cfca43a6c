"""Schemas of 3.0 and 3.1 as they come out in the terms of 3.1, and what is said about them."""

from __future__ import annotations

from typing import Any

import pytest

from specwright.source.node import Node
from tests.unit.openapi.reading import read, read_schemas

NULL = {"type": "null"}


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("{type: string, nullable: true}", {"type": ["string", "null"]}),
        ("{type: string, nullable: false}", {"type": "string"}),
        ("{nullable: true}", {"x-null-alone": True}),
        (
            "{type: string, enum: [a], nullable: true}",
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        ("{properties: {}, nullable: true}", {"properties": {}, "type": ["object", "null"]}),
        (
            "{$ref: '#/x', nullable: true, description: d}",
            {"anyOf": [{"$ref": "#/x"}, NULL], "description": "d"},
        ),
        (
            "{allOf: [{$ref: '#/x'}], nullable: true, default: null}",
            {"anyOf": [{"$ref": "#/x"}, NULL], "default": None},
        ),
        (
            "{allOf: [{}, {}], type: object, nullable: true}",
            {"anyOf": [{"allOf": [{}, {}], "type": "object"}, NULL]},
        ),
        (
            "{oneOf: [{type: string}], discriminator: {propertyName: p}, nullable: true}",
            {
                "oneOf": [{"type": "string"}, NULL],
                "discriminator": {"propertyName": "p"},
                "x-null-once": True,
            },
        ),
        ("{anyOf: [{type: [a, 'null']}], nullable: true}", None),
        ("{minimum: 1, exclusiveMinimum: true}", {"exclusiveMinimum": 1}),
        ("{maximum: 1, exclusiveMaximum: false}", {"maximum": 1}),
        ("{maximum: 9223372036854775807}", {"maximum": 9223372036854775807}),
        ("{example: {nullable: true}}", {"examples": [{"nullable": True}]}),
        (
            "{type: string, format: byte}",
            {"type": "string", "format": "byte", "contentEncoding": "base64"},
        ),
        (
            "{format: binary}",
            {"format": "binary", "contentMediaType": "application/octet-stream"},
        ),
        ("{default: {nullable: true}, enum: [{$ref: x, type: y}], x-a: {example: 1}}", "same"),
        ("{$ref: '#/x', type: object, x-a: 1, title: t}", {"$ref": "#/x", "x-a": 1, "title": "t"}),
    ],
)
def test_schemas_of_3_0_in_terms_of_3_1(written: str, read_as: Any) -> None:
    reading = read_schemas("3.0.3", f"A: {written}")
    if read_as == "same":
        read_as = {
            "default": {"nullable": True},
            "enum": [{"$ref": "x", "type": "y"}],
            "x-a": {"example": 1},
        }
    if read_as is None:
        assert reading.schema("A") == {"anyOf": [{"type": ["null"]}]}
        assert reading.codes == ["unknown-type"]
        return
    assert reading.schema("A") == read_as
    assert reading.found == []


def test_restrictions_beside_a_reference_are_dropped_in_3_0_and_kept_in_3_1() -> None:
    text = "A: {$ref: '#/components/schemas/B', maxLength: 5},\nB: {type: string}"
    old, new = read_schemas("3.0.0", text), read_schemas("3.1.0", text)
    assert old.schema("A") == {"$ref": "#/components/schemas/B"}
    assert old.found == [("ref-siblings", 4, 37)]
    assert new.schema("A") == {"$ref": "#/components/schemas/B", "maxLength": 5}
    assert new.found == []


def test_what_3_0_wrote_differently_is_one_warning_for_each_keyword_in_3_1() -> None:
    reading = read_schemas(
        "3.1.0",
        """
        A: {type: string, nullable: true},
        B: {type: array, nullable: true},
        C: {minimum: 0, exclusiveMinimum: true},
        D: {exclusiveMinimum: 0, type: [string, "null"]}
        """,
    )
    assert reading.schema("A") == {"type": ["string", "null"]}
    assert reading.schema("C") == {"exclusiveMinimum": 0}
    assert reading.schema("D") == {"exclusiveMinimum": 0, "type": ["string", "null"]}
    assert reading.found == [("old-keyword", 4, 19), ("old-keyword", 6, 17)]
    assert "also in one other place" in reading.sink.items[0].message


def test_schemas_are_found_wherever_they_stand_and_nowhere_else() -> None:
    reading = read(
        """
        openapi: 3.0.3
        info: {title: T, version: '1'}
        paths:
          /a:
            parameters: [{name: p, in: query, schema: {type: string, nullable: true}}]
            post:
              requestBody:
                content:
                  a/b:
                    schema: {items: {not: {additionalProperties: {nullable: true, type: string}}}}
                    example: {schema: {nullable: true}}
              responses:
                '200':
                  description: d
                  headers: {H: {schema: {nullable: true, type: string}}}
        """
    )
    operation = reading.operation
    text = {"type": ["string", "null"]}
    parameter, body, response = operation.parameters[0], operation.body, operation.responses[0]
    assert parameter.schema is not None
    assert parameter.schema.value == text
    assert body is not None
    media = body.content[0]
    assert media.schema is not None
    assert media.schema.value["items"]["not"]["additionalProperties"] == text
    assert media.node.value["example"] == {"schema": {"nullable": True}}
    assert response.headers[0][1].value["schema"] == text
    assert reading.found == []


def test_places_and_references_still_hold_after_schemas_were_moved() -> None:
    reading = read_schemas(
        "3.0.3",
        """
        A: {
          allOf: [{type: object, properties: {
            p: {$ref: '#/components/schemas/B', nullable: true}}}],
          nullable: true},
        B: {type: object, nullable: true, allOf: [{}, {
            properties: {q: {type: string}}}]},
        C: {$ref: '#/components/schemas/A/allOf/0/properties/p'},
        D: {$ref: '#/components/schemas/B/allOf/1/properties/q'}
        """,
    )
    schemas = dict(reading.spec.schemas)
    p = schemas["A"]["anyOf"][0]["properties"]["p"]
    assert p.location.line == 6
    assert p["anyOf"][0]["$ref"].location.line == 6
    assert schemas["B"]["anyOf"][0]["allOf"][1]["properties"]["q"].location.line == 9
    resolver = reading.spec.resolver
    assert resolver.deref(schemas["C"], reading.sink) == p
    found = resolver.deref(schemas["D"], reading.sink)
    assert isinstance(found, Node)
    assert found.value == {"type": "string"}
    assert reading.found == []


def test_deep_and_shared_schemas_are_rewritten_without_recursion_and_once() -> None:
    deep = "{not: " * 190 + "{nullable: true, type: string}" + "}" * 190
    reading = read_schemas("3.0.3", f"A: {deep}")
    inner = reading.schema("A")
    while "not" in inner:
        inner = inner["not"]
    assert inner == {"type": ["string", "null"]}
    ladder = ["L0: &l0 {type: string, nullable: true},"]
    ladder += [f"L{i}: &l{i} {{allOf: [*l{i - 1}, *l{i - 1}]}}," for i in range(1, 11)]
    reading = read_schemas("3.0.3", "\n".join(ladder))
    assert reading.schema("L1")["allOf"][0] is reading.schema("L0")
