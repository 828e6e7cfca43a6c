"""What a document calls its values, and numbers that a server may write as text."""

from __future__ import annotations

import warnings

import pytest

from tests.harness.building import Builder

NET_INT = r"pattern: '^-?(?:0|[1-9]\d*)$'"
NET_FLOAT = r"pattern: '^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$'"


@pytest.mark.parametrize(
    "schema",
    [
        "{type: integer, enum: [1, 2], x-enumNames: [Low, High]}",
        "{enum: [1, 2], x-enum-varnames: [Low, High], x-enum-descriptions: [a, b]}",
        "{type: integer, enum: [1, 2], x-enum-descriptions: {'1': Low, '2': High}}",
        "{type: integer, enum: [1, 2], x-ms-enum: {values: [{value: 1, name: Low}, {value: 2, name: High}]}}",
        "{type: integer, oneOf: [{const: 1, title: Low}, {const: 2, title: High, description: x}]}",
        "{anyOf: [{const: 1, description: Low}, {enum: [2], title: High}]}",
    ],
)
def test_names_of_values_stand_in_the_docstring(build: Builder, schema: str) -> None:
    api = build.things(
        f"""
        Thing: {{type: object, properties: {{level: {{$ref: '#/components/schemas/Level'}}, own: {schema}}}}}
        Level: {schema}
        """
    )
    assert api.received({"level": 1, "own": 2}).own == 2
    text = api.files["models/thing.py"]
    assert text.count("- `1`: Low") == text.count("- `2`: High") == 2


def test_values_that_no_literal_type_can_hold_are_listed(build: Builder) -> None:
    api = build.things(
        "Thing: {type: object, properties: {odd: {type: number, enum: [0.5, 1, -1]}}}"
    )
    assert "odd: _r.Number | None" in api.files["models/thing.py"]
    assert all(f"- `{value}`" in api.files["models/thing.py"] for value in ("0.5", "1", "-1"))
    assert api.received({"odd": 1}).odd == 1
    assert api.denied(odd=2) == {"odd": "enum"}


def test_numbers_that_may_be_text_are_numbers_and_dumped_as_they_came(build: Builder) -> None:
    api = build.things(
        f"""
        Thing:
          type: object
          properties:
            a: {{type: [integer, string], format: int32, {NET_INT}}}
            b: {{type: ['null', integer, string], format: int64, {NET_INT}}}
            c: {{type: [number, string], format: double, {NET_FLOAT}}}
            list: {{type: array, items: {{type: [string, integer], format: int64, {NET_INT}}}}}
            free: {{type: [integer, string], format: int32}}
            both: {{oneOf: [{{type: number}}, {{type: integer}}]}}
        """
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        thing = api.received({"a": "-5", "b": None, "c": "1.50", "list": ["7", 8], "free": "x"})
        plain = api.received({"a": 5, "b": "6", "c": 2, "both": 3})
    assert (thing.a + 1, thing.c * 2, thing.list) == (-4, 3.0, [7, 8])
    assert (plain.a, plain.b, plain.c, plain.both) == (5, 6, 2, 3)
    assert api.sent(a=5, b=None, c=1.5, list=thing.list) == {
        "a": 5,
        "b": None,
        "c": 1.5,
        "list": [7, 8],
    }
    with pytest.warns(api.package.ResponseValidationWarning):
        assert api.received({"a": "five"}).a == "five"
    said = api.files["models/thing.py"]
    assert "free: str | int" in said and "both: _r.Number | None" in said
