"""Compiled schemas: a value that they let through breaks no rule."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from specwright.runtime.base.json_types import Opaque
from specwright.runtime.validation.check import check_value
from specwright.runtime.validation.compiled import fits
from tests.harness.effort import examples
from tests.unit.runtime.validation.test_check import VALUES, schemas


def broken(schema: Any, value: Any) -> bool:
    return any(check_value("nowhere", schema, value))


@settings(max_examples=examples(300))
@given(schemas(), VALUES)
def test_what_fits_breaks_no_rule(schema: Any, value: Any) -> None:
    if isinstance(schema, dict) and fits("nowhere", schema, value):
        assert not broken(schema, value)


def nested(depth: int) -> Any:
    value: Any = {}
    for _ in range(depth):
        value = {"next": value}
    return value


TREE: dict[str, Any] = {"type": "object", "properties": {}}
TREE["properties"]["next"] = {"allOf": [{"anyOf": [{"type": "object", "properties": {}}]}]}
TAGGED = {
    "oneOf": [{"type": "object", "properties": {"kind": {"const": "a"}}}],
    "discriminator": {"propertyName": "kind", "mapping": {}},
}


@pytest.mark.parametrize(
    ("schema", "value", "verdict"),
    [
        ({"type": "string", "minLength": 2, "maxLength": 3}, "ab", True),
        ({"type": "string", "maxLength": 3}, "abcd", False),
        ({"type": "string", "maxLength": 1, "x-length-unit": "utf-16"}, "😀", False),
        ({"type": "string", "enum": ["a", "b"]}, "b", True),
        ({"type": "string", "enum": ["a", "b"]}, Opaque(), False),
        ({"type": "string", "minLength": 5, "format": "byte"}, Opaque(), True),
        ({"enum": ["a", 1]}, True, False),
        ({"type": ["string", "null"], "pattern": "^a+$"}, "aa", True),
        ({"type": ["string", "null"], "pattern": "^a+$"}, "ab", False),
        ({"type": "array", "items": {"type": "integer", "maximum": 3}}, [1, 3.0], True),
        ({"type": "array", "items": {"type": "integer", "maximum": 3}}, [1, True], False),
        ({"required": ["a"], "additionalProperties": False, "properties": {"a": {}}}, {"a": 1}, True),
        ({"required": ["a"], "additionalProperties": False, "properties": {"a": {}}}, {"b": 1}, False),
        ({"anyOf": [{"type": "null"}, {"allOf": [{"type": "string"}]}]}, "x", True),
        ({"anyOf": [{"type": "null"}, {"allOf": [{"type": "string"}]}]}, 1, False),
        (TREE, nested(1), True),
        (TAGGED, {"kind": "a"}, True),
    ],
)  # fmt: skip
def test_common_schemas_are_decided_at_once(schema: Any, value: Any, verdict: bool) -> None:
    assert fits("nowhere", schema, value) == verdict
    assert broken(schema, value) != verdict


def test_a_value_too_deep_is_left_to_the_check() -> None:
    schema: dict[str, Any] = {"type": "object"}
    for _ in range(500):
        schema = {"type": "object", "properties": {"next": schema}}
    assert not fits("nowhere", schema, nested(500))


def test_branches_that_share_parts_do_not_multiply() -> None:
    """Two ways at each of thirty levels."""
    schema: dict[str, Any] = {"type": "integer"}
    for _ in range(30):
        part = {"anyOf": [schema, schema]}
        schema = {"type": "object", "required": ["next"], "properties": {"next": part}}
    assert not fits("nowhere", schema, nested(30))
