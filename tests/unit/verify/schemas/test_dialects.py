"""What a schema means in OpenAPI 3.0 and 3.1, in each direction, and across files."""

from __future__ import annotations

from pathlib import Path

from specwright.verify.generate.answers import answers
from specwright.verify.generate.cases import boundary_cases, smallest_case
from specwright.verify.generate.violations import violations
from tests.unit.verify.small import Load, bounds, drawn, only


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
