"""Swagger 2.0: equal to hand-written twins of OpenAPI 3.0, with the places of the text, whatever it holds."""

from __future__ import annotations

import copy
import json
import random
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from specwright.diagnostics import Diagnostics, FatalError
from specwright.pipeline import generate
from specwright.request import Request
from specwright.source.document import parse_document
from tests.unit.openapi.reading import read, read_files

DOCUMENTS = Path(__file__).parents[2] / "documents" / "swagger"
HEAD = "swagger: '2.0'\ninfo: {title: T, version: '1'}\nhost: a.test\n"
PLACES = "twin/_document.json.bz2"  # says where in the document each part stands
NOTE = ("converted-document", 1, 1)


def generated(path: Path) -> tuple[dict[str, bytes], list[str]]:
    sink = Diagnostics()
    made = generate(Request(str(path), package="twin"), sink)
    files = {file.path: file.content for file in made.files if not file.path.endswith(".lock")}
    assert files
    return files, [item.code for item in sink.items]


@pytest.mark.parametrize("name", ["pets-2.0.yaml", "gateway-2.0.yaml", "values-2.0.json"])
def test_the_package_is_that_of_the_same_document_in_3_0(name: str) -> None:
    old, codes = generated(DOCUMENTS / name)
    new, none = generated(DOCUMENTS / f"{name.split('-')[0]}-3.0.yaml")
    assert codes == ["converted-document", *none]
    assert {path for path in old if old[path] != new.get(path)} <= {PLACES}
    assert old.keys() == new.keys()


def operation(text: str, tail: str = "") -> str:
    """A document with one operation, whose first line is line 6."""
    return f"{HEAD}paths:\n  /a:\n    post: {{\n{text}\n    }}\n{tail}"


OK = "responses: {'204': {description: Done.}}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            OK + ", parameters: [\n{name: a, in: query, type: array, items: {type: string},\n"
            "collectionFormat: tsv}]",
            [("not-convertible", 9, 1)],
        ),
        (
            OK
            + ", parameters: [{name: a, in: query, type: array,\nitems: {type: array, items: {}}}]",
            [("not-convertible", 8, 1)],
        ),
        (
            OK
            + ", parameters: [\n{name: a, in: body, schema: {}},\n{name: b, in: formData, type: string}]",
            [("not-convertible", 9, 1)],
        ),
        (OK + ",\nschemes: [ws]", [("not-convertible", 8, 1)]),
        (OK + ",\nproduce: [a/b]", [("unknown-field", 8, 1)]),
        (OK + ",\nparameters: [{$ref: '#/parameters/nothing'}]", [("unresolved-ref", 8, 15)]),
        (
            "responses: {'200': {description: d,\nschema: {type: strin}, headers: {\nX: {type: nope}}}}",
            [("unknown-type", 8, 10), ("unknown-type", 9, 5)],
        ),
        (
            OK + ", parameters: [\n{name: a, in: formData, type: string,\nallowEmptyValue: true}]",
            [("not-convertible", 9, 1)],
        ),
    ],
)
def test_each_finding_has_its_place_in_the_text(text: str, found: list[Any]) -> None:
    assert read(operation(text)).found == [NOTE, *found]


def test_a_reference_to_nothing_is_told_in_the_words_of_the_text() -> None:
    reading = read(
        operation(
            "responses: {'200': {description: d,\nschema: {$ref: '#/definitions/Pett'}}}",
            "definitions: {Pet: {}}\n",
        )
    )
    (schema,) = [m.schema for m in reading.operation.responses[0].content]
    assert schema is not None
    assert reading.spec.resolver.resolve(schema, reading.sink) is None
    (found,) = [item for item in reading.sink.items if item.code == "unresolved-ref"]
    assert found.location is not None and (found.location.line, found.location.column) == (8, 10)
    assert found.hint == "#/definitions has no 'Pett'; did you mean 'Pet'?"


FILES = {
    "api.yaml": HEAD
    + """
produces: [text/plain]
paths:
  /a: {$ref: 'paths.yaml#/a'}
  /b:
    put:
      consumes: [application/x-www-form-urlencoded]
      parameters: [{$ref: 'common/all.yaml#/parameters/Field'}]
      responses: {default: {$ref: 'common/all.yaml#/responses/Error'}}
""",
    "paths.yaml": """
a:
  parameters: [{$ref: 'common/all.yaml#/parameters/Thing'}]
  post:
    parameters: [{$ref: 'common/all.yaml#/parameters/Page'}]
    responses: {'200': {description: d, schema: {$ref: 'common/all.yaml#/definitions/Thing'}}}
""",
    "common/all.yaml": """
swagger: '2.0'
info: {title: C, version: '1'}
paths: {}
parameters:
  Thing: {name: t, in: body, required: true, schema: {$ref: '#/definitions/Thing'}}
  Page: {name: page, in: query, type: integer}
  Field: {name: field, in: formData, type: strin}
responses:
  Error: {description: d, schema: {$ref: '#/definitions/Thing'}}
definitions:
  Thing: {type: object, x-nullable: true}
""",
}


def test_what_stands_in_other_files_is_converted_where_it_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    reading = read_files(FILES)
    spec = reading.spec
    post, put = spec.operations
    for media in (
        post.body and post.body.content[0],
        post.responses[0].content[0],
        put.responses[0].content[0],
    ):
        assert media and media.schema is not None
        schema = media.schema
        while "$ref" in schema.value:
            behind = spec.resolver.resolve(schema, reading.sink)
            assert behind is not None, reading.sink.items[-1]
            schema = behind.target
        assert schema.value == {"type": ["object", "null"]}
        assert schema.document.file == "common/all.yaml"
    assert post.body is not None and post.body.required
    assert post.responses[0].content[0].media_type == "text/plain"
    assert post.parameters[0].schema is not None
    assert put.body is not None and put.body.content[0].schema is not None
    assert put.body.content[0].schema.value["properties"] == {"field": {}}
    places = [(item.code, item.location.file) for item in reading.sink.items if item.location]
    assert places == [("converted-document", "api.yaml"), ("unknown-type", "common/all.yaml")]
    assert {document.file for document in spec.resolver.documents} == {
        "api.yaml",
        "paths.yaml",
        "common/all.yaml",
    }


def test_overlays_are_written_against_the_text() -> None:
    reading = read(
        operation(OK, "definitions: {A: {type: string}}\n"),
        """
        overlay: 1.0.0
        info: {title: O, version: '1'}
        actions:
        - {target: $.definitions.A, update: {maxLength: 5}}
        - target: $.paths['/a'].post
          update: {parameters: [{name: q, in: query, type: nope}]}
        """,
    )
    assert reading.schema("A") == {"type": "string", "maxLength": 5}
    assert reading.operation.parameters[0].name == "q"
    (found,) = [item for item in reading.sink.items if item.code == "unknown-type"]
    assert found.location is not None
    assert (found.location.file, found.location.line) == ("overlay1.yaml", 6)


WRONG: tuple[Any, ...] = (
    None,
    True,
    7,
    "text",
    [],
    {},
    [None],
    ["x"],
    {"$ref": "#/definitions/Pet"},
)
WRONG += ({"$ref": "#/parameters/limit"}, {"x": 1}, {"$ref": 5}, [[]], "body", "formData", "array")


@pytest.mark.parametrize("seed", range(12))
def test_no_mutation_of_a_document_is_beyond_understanding(seed: int) -> None:
    """What can be parsed is read or refused; nothing else is ever raised."""
    chance = random.Random(seed)
    for name in ("pets-2.0.yaml", "values-2.0.json"):
        data = parse_document(name, (DOCUMENTS / name).read_bytes(), Diagnostics()).data
        for _ in range(15):
            with suppress(FatalError):
                read(json.dumps(mutated(copy.deepcopy(data), chance)))


def mutated(data: Any, chance: random.Random) -> Any:
    places: list[tuple[Any, Any]] = []
    queue = [data]
    while queue:
        value = queue.pop()
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            places.append((value, key))
            if isinstance(value[key], (dict, list)):
                queue.append(value[key])
    for holder, key in chance.sample(places, 3):
        other_holder, other = chance.choice(places)
        holder[key] = chance.choice((*WRONG, copy.deepcopy(other_holder[other])))
    return data
