"""The calls that a document allows, refuses and bounds."""

from __future__ import annotations

import json
import pickle
import time
from pathlib import Path
from typing import Any

import pytest

from specwright.verify.document.document import Document
from specwright.verify.generate.answers import unknown_answers
from specwright.verify.generate.cases import (
    boundary_cases,
    fullest_case,
    smallest_case,
)
from specwright.verify.generate.violations import Violation, violations
from specwright.verify.loading import load_document
from specwright.verify.types import ABSENT, Blob
from tests.unit.verify.small import Load, bounds, drawn, only


def broken(document: Document, keyword: str) -> list[Any]:
    return [
        v.value for v in violations(only(document)) if v.keyword == keyword and v.path != ("body",)
    ] or [
        v.value
        for v in violations(only(document))
        if v.keyword == keyword and v.value is not ABSENT
    ]


# --- bounds and what is beyond --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "keyword", "inside", "outside"),
    [
        ("{type: integer, minimum: 2, maximum: 10}", "minimum", [2, 10], [1]),
        ("{type: integer, minimum: 2, maximum: 10}", "maximum", [2, 10], [11]),
        ("{type: integer, exclusiveMinimum: 0}", "exclusiveMinimum", [1], [0]),
        ("{type: number, minimum: 0.5, maximum: 30}", "minimum", [0.5, 30], [-0.5, 0.49999999999999994]),
        ("{type: number, exclusiveMaximum: 1}", "exclusiveMaximum", [0.9999999999999999], [1]),
        ("{type: integer, multipleOf: 5, minimum: 1, maximum: 12}", "multipleOf", [5], [7.5]),
        ("{type: integer, format: int64, maximum: 9007199254740993}", "maximum", [2**53 + 1], [2**53 + 2]),
        ("{type: string, minLength: 1, maxLength: 3}", "maxLength", ["a", "aaa", "🐇🐇🐇"], ["aaaa", "🐇🐇🐇🐇"]),
        ("{type: string, maxLength: 3, x-length-unit: utf-16}", "maxLength", ["aaa", "🐇a"], ["aaaa", "🐇🐇"]),
        ("{type: string, minLength: 3, pattern: '^ab*$'}", "minLength", ["abb"], ["ab"]),
        ("{type: array, maxItems: 2, items: {type: boolean}}", "maxItems", [[], [True] * 2], [[True] * 3]),
        ("{type: string, format: uri, maxLength: 22}", "maxLength", ["https://example.com/aa"], ["https://example.com/aaa"]),
        ("{type: array, uniqueItems: true, items: {type: string}}", "uniqueItems", [[]], [["aaaa", "aaaa"]]),
        ("{enum: [a, b, 5]}", "enum", ["a", "b", 5], ["brand new", "A", 6]),
        ("{const: 8}", "const", [8], [7, 9, 8.5]),
        ("{type: [boolean, 'null']}", "type", [True, False, None], [1, "true"]),
        ("{type: string, format: date}", "format", ["2024-02-29"], ["2023-02-29", "1900-02-29"]),
        ("{oneOf: [{type: integer}, {type: string, maxLength: 2}]}", "oneOf", [1, "aa"], [True, None]),
    ],
)  # fmt: skip
def test_each_bound_is_tried_from_both_sides(
    load: Load, schema: str, keyword: str, inside: list[Any], outside: list[Any]
) -> None:
    document = load(schema)
    found, beyond = bounds(document), broken(document, keyword)
    assert [value for value in inside if not has(found, value)] == []
    assert [value for value in outside if not has(beyond, value)] == []


def has(values: list[Any], wanted: Any) -> bool:
    return any(type(value) is type(wanted) and value == wanted for value in values)


OBJECT = """{type: object, required: [name], additionalProperties: false,
  properties: {name: {type: string, minLength: 1}, size: {type: integer},
  inner: {$ref: '#/components/schemas/Body'}}}"""


def test_each_place_of_a_value_is_varied_alone(load: Load) -> None:
    document = load(OBJECT)
    smallest, fullest = smallest_case(only(document)), fullest_case(only(document))
    assert smallest.body == {"name": "a"}
    assert set(fullest.body) == {"name", "size", "inner"}
    found = list(violations(only(document)))
    assert {(v.path, v.keyword) for v in found} >= {
        (("body",), "required"),
        (("body", "name"), "required"),
        (("body", "name"), "minLength"),
        (("body", "size"), "type"),
        (("body", "unknown"), "additionalProperties"),
        (("body", "inner", "name"), "type"),
    }
    (lost,) = [v for v in found if v.path == ("body", "name") and v.keyword == "required"]
    assert lost.case.body == {}
    assert (lost.place.line, lost.place.pointer) == (16, "#/components/schemas/Body/required")


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_every_violation_breaks_what_it_says_and_every_case_is_valid(
    load: Load, version: str
) -> None:
    document = load(OBJECT, version=version)
    operation = only(document)
    schema = operation.bodies["application/json"].schema
    assert schema is not None
    for case in [*drawn(operation), *boundary_cases(operation)]:
        assert schema.problems(case.body) == []
    found = [v for v in violations(operation) if v.case.body is not ABSENT]
    for violation in found:
        problems = schema.problems(violation.case.body)
        assert {p.keyword for p in problems} == {violation.keyword}, violation
        assert {("body", *p.path) for p in problems} == {violation.path}
    assert len(found) > 10
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301  (what was just written)


def test_a_union_without_a_tag_is_marked_where_it_begins(load: Load) -> None:
    document = load(
        "{type: object, required: [a], properties:"
        " {a: {anyOf: [{type: integer}, {type: array, items: {type: integer}}]}}}"
    )
    found = {(v.path, v.union) for v in violations(only(document))}
    assert (("body", "a"), 2) in found
    assert (("body", "a", 0), 2) in found
    assert (("body",), None) in found


TAGGED = """{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}],
  discriminator: {propertyName: kind%s}}"""
PETS = """Cat: {type: object, required: [kind], properties: {kind: {type: string}, lives: {type: integer}}}
Dog: {type: object, required: [kind], properties: {kind: {type: string}, good: {type: boolean}}}"""


@pytest.mark.parametrize(
    ("mapping", "tags"),
    [
        ("", {"Cat", "Dog"}),
        (", mapping: {cat: '#/components/schemas/Cat', dog: Dog}", {"cat", "dog"}),
    ],
)
def test_the_tag_selects_the_branch(load: Load, mapping: str, tags: set[str]) -> None:
    document = load(TAGGED % mapping, PETS)
    operation = only(document)
    assert {case.body["kind"] for case in drawn(operation)} == tags
    assert {body["kind"] for body in bounds(document)} == tags
    strange = [a for a in unknown_answers(operation) if a.kind == "variant"]
    assert [a.value["kind"] for a in strange] == ["brand new"]
    wrong = [v for v in violations(operation) if v.path == ("body", "lives")]
    assert wrong
    assert {v.case.body["kind"] for v in wrong} <= tags
    assert {v.union for v in wrong} == {None}


def test_deep_and_wide_recursion_ends_soon(load: Load) -> None:
    names = [f"N{n}" for n in range(30)]
    every = ", ".join(f"{name}: {{$ref: '#/components/schemas/{name}'}}" for name in names)
    more = "\n".join(f"{name}: {{type: object, properties: {{{every}}}}}" for name in names)
    document = load("{type: object, properties: {a: {$ref: '#/components/schemas/N0'}}}", more)
    operation = only(document)
    start = time.process_time()
    assert len(drawn(operation, 20)) == 20
    assert len(list(boundary_cases(operation))) < 3000
    assert len(list(violations(operation))) < 3000
    assert time.process_time() - start < 20


def test_values_are_such_as_break_a_careless_client(load: Load) -> None:
    document = load(
        "{type: object, required: [t, n, i], properties:"
        " {t: {type: string}, n: {type: number}, i: {type: integer}}}"
    )
    cases = [case.body for case in [*drawn(only(document), 60), *boundary_cases(only(document))]]
    text = "".join(body["t"] for body in cases)
    assert set("\"'\\/%\n +&=é中🐇") <= set(text)
    assert any(body["i"] > 2**31 for body in cases)
    assert any(isinstance(body["n"], float) and not body["n"].is_integer() for body in cases)
    json.dumps(cases, allow_nan=False)


def test_the_same_document_gives_the_same_cases(load: Load) -> None:
    def told() -> list[Any]:
        operation = only(load(OBJECT))
        return [*drawn(operation), *boundary_cases(operation), *violations(operation)]

    first: list[Any] = told()
    assert first == told()
    assert any(isinstance(item, Violation) for item in first)


def test_files_of_forms_are_blobs(tmp_path: Path) -> None:
    document = load_document(Path(__file__).parents[1] / "styles.yaml")
    operation = document.operation("POST /upload")
    assert isinstance(smallest_case(operation).body["file"], Blob)
    assert {case.media_type for case in boundary_cases(operation)} == {
        "multipart/form-data",
        "application/octet-stream",
    }
