"""Small documents enter; the calls that they allow, refuse and bound, and the answers they promise, are checked."""

from __future__ import annotations

import json
import pickle
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from specwright.verify.document.document import Document, Operation
from specwright.verify.generate.answers import answers, unknown_answers
from specwright.verify.generate.cases import (
    boundary_cases,
    fullest_case,
    smallest_case,
    valid_cases,
)
from specwright.verify.generate.violations import Violation, violations
from specwright.verify.loading import load_document
from specwright.verify.schemas.keywords import Impossible
from specwright.verify.types import ABSENT, Blob

Load = Callable[..., Document]
CALM = list(HealthCheck)  # nothing here is about speed

FRAME = """
openapi: {version}
info: {{title: Small, version: '1'}}
paths:
  /x:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema: {{$ref: '#/components/schemas/Body'}}
      responses:
        '200': {{description: Done, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Body'}}}}}}}}
components:
  schemas:
    Body: {schema}
{more}"""


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def load(schema: str, more: str = "", version: str = "3.1.0") -> Document:
        file = tmp_path / "openapi.yaml"
        lines = "".join(f"    {line}\n" for line in more.splitlines())
        file.write_text(FRAME.format(version=version, schema=schema, more=lines), "utf-8")
        return load_document(file)

    return load


def only(document: Document) -> Operation:
    (operation,) = document.operations
    return operation


def bounds(document: Document) -> list[Any]:
    return [case.body for case in boundary_cases(only(document))]


def broken(document: Document, keyword: str) -> list[Any]:
    return [
        v.value for v in violations(only(document)) if v.keyword == keyword and v.path != ("body",)
    ] or [
        v.value
        for v in violations(only(document))
        if v.keyword == keyword and v.value is not ABSENT
    ]


def drawn(operation: Operation, count: int = 30) -> list[Any]:
    found = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=CALM,
    )
    @given(valid_cases(operation))
    def run(case: Any) -> None:
        found.append(case)

    run()
    return found


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


def test_read_only_is_not_sent_and_write_only_does_not_come(load: Load) -> None:
    document = load(
        "{type: object, required: [id, secret], properties: {id: {type: string, readOnly: true},"
        " secret: {type: string, writeOnly: true}}}"
    )
    operation = only(document)
    assert all("id" not in case.body for case in [*drawn(operation), *boundary_cases(operation)])
    of_id = [v for v in violations(operation) if v.path == ("body", "id")]
    assert [(v.keyword, v.case.body["id"]) for v in of_id] == [("readOnly", v.value) for v in of_id]
    assert len(of_id) == 1
    (answer,) = answers(operation)
    assert all("secret" not in value for value in answer.boundary)
    assert answer.schema is not None
    assert answer.schema.problems({"id": "a"}, "response") == []
    assert answer.schema.problems({"secret": "a"}, "request") == []


# --- dialects -------------------------------------------------------------------------------------


def test_a_30_document_means_what_30_says(load: Load) -> None:
    document = load(
        "{type: object, required: [a, b], properties: {a: {type: integer, nullable: true, minimum: 1,"
        " exclusiveMinimum: true}, b: {$ref: '#/components/schemas/Short', maxLength: 1}}}",
        "Short: {type: string, maxLength: 2}",
        version="3.0.3",
    )
    found = bounds(document)
    assert {body["a"] for body in found} >= {None, 2}
    assert max(len(body["b"]) for body in found) == 2
    assert 1 in [v.value for v in violations(only(document)) if v.keyword == "exclusiveMinimum"]


def test_null_is_not_judged_where_nullable_has_no_type(load: Load) -> None:
    for version in ("3.0.3", "3.1.0"):
        schema = "{nullable: true, allOf: [{$ref: '#/components/schemas/A'}]}"
        body = f"{{type: object, required: [a], properties: {{a: {schema}}}}}"
        document = load(body, "A: {type: string}", version)
        assert all(body["a"] is not None for body in bounds(document))
        assert None not in [
            v.value
            for v in violations(only(document))
            if v.path == ("body", "a") and v.keyword == "type"
        ]


def test_allof_joins_and_other_files_are_read(load: Load, tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(
        "A: {type: object, required: [a],\n  properties: {a: {$ref: '#/B'}}}\nB: {enum: [no, 12:30]}\n"
    )
    document = load(
        "{allOf: [{$ref: 'other.yaml#/A'}, {required: [b], properties: {b: {type: integer, minimum: 3}}}]}"
    )
    assert smallest_case(only(document)).body == {"a": "no", "b": 3}
    (wrong,) = [
        v for v in violations(only(document)) if v.keyword == "enum" and v.value == "brand new"
    ]
    assert wrong.place.file.endswith("other.yaml")
    assert wrong.place.line == 3


def test_an_overlay_is_laid_over_and_places_lead_to_it(load: Load, tmp_path: Path) -> None:
    load("{type: string, maxLength: 3}")
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(
        "overlay: 1.0.0\ninfo: {title: Mend, version: '1'}\nactions:\n"
        "  - target: $.components.schemas.Body\n    update: {maxLength: 5}\n"
        "  - target: $.paths..responses['200'].content\n    remove: true\n"
    )
    document = load_document(tmp_path / "openapi.yaml", [overlay])
    (wrong, *_) = [v for v in violations(only(document)) if v.keyword == "maxLength"]
    assert wrong.value == "aaaaaa"
    assert (wrong.place.file, wrong.place.line) == (str(overlay), 4)
    assert [a.media_type for a in answers(only(document))] == [None]


# --- what cannot be, and what does not end --------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        (
            "{type: object, required: [next], properties: {next: {$ref: '#/components/schemas/Body'}}}",
            "without end",
        ),
        ("{$ref: '#/components/schemas/Body'}", "itself"),
        ("{allOf: [{$ref: '#/components/schemas/Body'}]}", "itself"),
        ("{type: string, minLength: 3, maxLength: 2}", "minLength 3 is more than maxLength 2"),
        ("{type: integer, minimum: 3, maximum: 2}", "no number is at least 3"),
        ("{allOf: [{type: string}, {type: integer}]}", "no type"),
        ("{allOf: [{enum: [a]}, {enum: [b]}]}", "nothing is in all"),
        ("{$ref: '#/components/schemas/Nobody'}", "nothing is there"),
        (
            "{type: object, required: [a], additionalProperties: false}",
            "a is required, but no property",
        ),
    ],
)
def test_what_nothing_can_fulfil_is_the_fault_of_the_document(
    load: Load, schema: str, reason: str
) -> None:
    document = load(schema)
    assert any(reason in fault.message for fault in document.faults), document.faults
    assert all(fault.place.line > 0 for fault in document.faults)
    operation = only(document)
    with pytest.raises(Impossible):
        smallest_case(operation)
    assert (list(boundary_cases(operation)), list(violations(operation))) == ([], [])


def test_examples_that_do_not_fit_are_told_with_their_line(load: Load) -> None:
    document = load("{type: object, properties: {n: {type: integer, example: 'ten', default: 5}}}")
    (fault,) = document.faults
    assert (fault.place.line, fault.place.pointer) == (
        16,
        "#/components/schemas/Body/properties/n/example",
    )
    assert "'ten' is not of type 'integer'" in fault.message


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
    document = load_document(Path(__file__).with_name("styles.yaml"))
    operation = document.operation("POST /upload")
    assert isinstance(smallest_case(operation).body["file"], Blob)
    assert {case.media_type for case in boundary_cases(operation)} == {
        "multipart/form-data",
        "application/octet-stream",
    }
