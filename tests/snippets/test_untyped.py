"""Schemas that say something and no type: read as what they can only mean, or told."""

from __future__ import annotations

import pytest

from tests.harness.building import Builder


@pytest.mark.parametrize(
    "schema",
    [
        "{format: date-time}",
        "{minLength: 1}",
        "{minimum: 0}",
        "{not: {type: string}}",
        "{anyOf: [{pattern: a}, {minimum: 3}]}",
        "{anyOf: [{type: string}, {}]}",
        "{oneOf: [{description: Whatever.}, {type: integer}]}",
        "{allOf: [{required: [a]}]}",
        "{if: {type: string}, then: {minLength: 2}}",
    ],
)
def test_what_names_no_type_is_told(build: Builder, schema: str) -> None:
    api = build.things(
        f"Thing: {{type: object, properties: {{a: {schema}, b: {{title: Any}}}}}}",
        allow=("no-type",),
    )
    assert {d.severity for d in api.diagnostics} == {"note"}
    assert all("/properties/a" in d.pointer for d in api.diagnostics)
    assert api.received({"a": {"x": [1]}}).a == {"x": [1]}


def test_any_value_or_null_needs_no_word(build: Builder) -> None:
    api = build.things("Thing: {type: object, properties: {a: {anyOf: [{}, {type: 'null'}]}}}")
    assert api.received({"a": None}).a is None


def test_values_that_are_objects_or_lists_are_typed_as_these(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          type: object
          properties:
            a: {enum: [{x: 1}, {x: 2}]}
            b: {const: [1, 2]}
            c: {enum: [auto, {n: 1}]}
            d: {properties: {}}
        """
    )
    text = api.files["models/thing.py"]
    assert "a: dict[str, _t.Any] | None" in text and "b: list[_t.Any] | None" in text
    assert '_t.Literal["auto"] | str | dict[str, _t.Any]' in text and "d: dict[str, _t.Any]" in text
    data = {"a": {"x": 1}, "b": [1, 2], "c": {"n": 1}, "d": {"y": 1}}
    api.received(data)
    assert api.sent(**data) == data
    assert api.denied(a={"x": 3}, b=[1]) == {"a": "enum", "b": "const"}


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_a_recursive_reference_is_the_component_around_it(build: Builder, version: str) -> None:
    api = build.things(
        """
        Thing:
          type: object
          required: [kind]
          properties:
            kind: {type: string}
            parts:
              type: array
              items: {oneOf: [{$ref: '#/components/schemas/Leaf'}, {$recursiveRef: '#'}]}
        Leaf: {type: object, required: [size], properties: {size: {type: integer}}, additionalProperties: false}
        """,
        head=f"openapi: {version}\ninfo: {{title: Recursive, version: '1'}}\n",
    )
    thing = api.received({"kind": "a", "parts": [{"size": 1}, {"kind": "b", "parts": []}]})
    assert [type(part).__name__ for part in thing.parts] == ["Leaf", "Thing"]
