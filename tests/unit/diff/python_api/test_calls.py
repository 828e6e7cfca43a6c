"""Each call shown with `-` is right for the old client, and each with `+` for the new one: mypy is the judge."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.harness.calls import Pair, wrong_calls
from tests.harness.plain_yaml import load_yaml
from tests.unit.diff.judging import OK, document
from tests.unit.diff.pets import PETS, edited
from tests.unit.diff.rules.pairs import DOCUMENTS, EVERYWHERE, PROPERTIES
from tests.unit.diff.test_verdicts import TABLE

KINDS: Final = """\
list: {type: array, items: {type: string}}
objects: {type: array, items: {type: object, required: [a], properties: {a: {type: string}}}}
map: {type: object, additionalProperties: {type: integer}}
any: {}
moment: {type: string, format: date-time}
uuid: {type: string, format: uuid}
file: {type: string, format: binary}
bytes: {type: string, format: byte}
number: {type: number}
flag: {type: boolean}
listed: {enum: [1, 2]}
nullable: {enum: [a, null]}
constant: {const: x}
nothing: {type: 'null'}
deep: {type: object, required: [x-y, class], properties: {x-y: {$ref: '#/components/schemas/Pet'}, class: {}}}
union: {oneOf: [{$ref: '#/components/schemas/Pet'}, {type: integer}]}
tree: {$ref: '#/components/schemas/Tree'}
columns: {type: array, prefixItems: [{type: string}, {type: integer}]}
"""
SCHEMAS: Final = load_yaml("""\
Pet:
  type: object
  required: [id, kids]
  properties: {id: {type: string}, kids: {type: array, items: {$ref: '#/components/schemas/Tree'}}}
Tree:
  type: object
  required: [next]
  properties: {next: {type: array, items: {$ref: '#/components/schemas/Tree'}}}
""")


def operation(schema: Any, place: str) -> dict[str, Any]:
    """A schema as a property of a body or a form, as a whole body, or as a parameter."""
    inside = {"type": "object", "required": ["it"], "properties": {"it": schema}}
    media = "multipart/form-data" if place == "form" else "application/json"
    content = {"content": {media: {"schema": schema if place == "whole" else inside}}}
    if place == "parameter":
        parameters = [{"in": "query", "name": "it", "schema": schema}]
        return {"parameters": parameters, "responses": OK}
    return {"requestBody": {"required": True, **content}, "responses": OK}


def together(schemas: list[Any], *places: str) -> str:
    """One document in which each schema stands in each place; a resource for each place is quicker than many."""
    paths = {
        f"/{place}{number}": {
            "post": {
                "operationId": f"do_{place}{number}",
                "tags": [f"{place}s"],
                **operation(schema, place),
            }
        }
        for number, schema in enumerate(schemas)
        for place in places
    }
    return json.dumps(document({"paths": paths, "components": {"schemas": SCHEMAS}}))


def both_ways(name: str, old: str, new: str) -> Iterator[Pair]:
    yield Pair(name, old, new)
    yield Pair(f"{name}, back", new, old)


def edits() -> Iterator[Pair]:
    for name, changes, *_ in TABLE:
        yield from both_ways(name, PETS, edited(*changes))


def documents() -> Iterator[Pair]:
    for pair in DOCUMENTS:
        yield Pair(pair.rule, *(json.dumps(document(side)) for side in (pair.before, pair.after)))


def schemas() -> Iterator[Pair]:
    rows = (*EVERYWHERE, *PROPERTIES)
    sides = ([getattr(row, side) for row in rows] for side in ("before", "after"))
    yield Pair("schemas", *(together(side, "body", "result") for side in sides))


def kinds() -> Iterator[Pair]:
    known = list(load_yaml(KINDS).values())
    for plain in ({"type": "string"}, {"type": "integer"}):
        old = together([plain] * len(known), "body", "form", "whole", "parameter")
        yield from both_ways("kinds", old, together(known, "body", "form", "whole", "parameter"))


@pytest.mark.parametrize(
    ("source", "least"),
    [
        (edits, 50),
        (documents, 60),
        (schemas, 80),
        pytest.param(
            kinds, 200, marks=pytest.mark.slow
        ),  # every kind of schema, in four places, both ways
    ],
)
def test_every_call_type_checks(source: Any, least: int, tmp_path: Path) -> None:
    count, wrong = wrong_calls(source(), tmp_path)
    assert wrong == [] and count >= least, count


def test_a_wrong_call_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("specwright.diff.python_api.examples._VALUES", {"str": "1", "int": '"x"'})
    old, new = PETS, edited(("required: [name]", "required: [name, age]"))
    count, wrong = wrong_calls([Pair("age", old, new)], tmp_path)
    assert count == len(wrong) == 2 and "age" in wrong[0]
