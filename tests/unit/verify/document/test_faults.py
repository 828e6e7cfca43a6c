"""What is wrong with a document itself is reported with its line, also where an overlay has it from."""

from __future__ import annotations

from pathlib import Path

import pytest

from specwright.verify.generate.answers import answers
from specwright.verify.generate.cases import boundary_cases, smallest_case
from specwright.verify.generate.violations import violations
from specwright.verify.loading import load_document
from specwright.verify.schemas.keywords import Impossible
from tests.unit.verify.small import Load, only


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
        ("{allOf: [{enum: [a]}, {enum: [b]}]}", "its enums have no value in common"),
        ("{$ref: '#/components/schemas/Nobody'}", "nothing is there"),
        (
            "{type: object, required: [a], additionalProperties: false}",
            "a is required, but cannot be a property",
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
