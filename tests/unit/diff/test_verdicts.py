"""Both verdicts for the smallest edits: an old client against the new server, old code with the new package."""

from __future__ import annotations

from typing import Final

import pytest

from tests.unit.diff.conftest import Command
from tests.unit.diff.pets import PET, PETS, edited, part

Edits = tuple[tuple[str, str], ...]
LIMIT: Final = "      - {name: limit,"
DELETE: Final = part("    delete:", "components:")
MADE: Final = "'201': {description: Made., content: {application/json: {schema: {" + PET + "}}}}"
PAGE: Final = part("    PetPage:", "        next").replace("    PetPage:\n", "").replace("\n", " ")
PAGE_REF: Final = "schema: {$ref: '#/components/schemas/PetPage'}"

# name, edits, what breaks (wire, source) when the document is edited, and when the edit is taken back.
TABLE: Final[tuple[tuple[str, Edits, tuple[bool, bool], tuple[bool, bool]], ...]] = (
    ("operationId", (("listPets", "searchPets"),), (False, True), (False, True)),
    ("tag", (("tags: [pets]", "tags: [animals]"),), (False, True), (False, True)),
    ("first tag", (("listPets\n      tags: [", "listPets\n      tags: [a, "),), (False, True), (False, True)),
    ("second tag", (("tags: [pets]", "tags: [pets, a]"),), (False, False), (False, False)),
    ("schema renamed", ((PET + "}", "$ref: '#/components/schemas/Cat'}"), ("    Pet:", "    Cat:")),
     (False, True), (False, True)),
    ("path parameter renamed", (("{id}", "{petId}"), ("name: id", "name: petId")), (False, True), (False, True)),
    ("optional argument", ((LIMIT, "      - {name: q, in: query, schema: {type: string}}\n" + LIMIT),),
     (False, False), (False, True)),
    ("required argument",
     ((LIMIT, "      - {name: q, in: query, required: true, schema: {type: string}}\n" + LIMIT),),
     (True, True), (False, True)),
    ("argument became required", (("{name: kind,", "{name: kind, required: true,"),),
     (True, True), (False, False)),
    ("operation removed", ((DELETE, ""),), (True, True), (False, False)),
    ("operation deprecated", (("operationId: getPet", "operationId: getPet\n      deprecated: true"),),
     (False, False), (False, False)),
    ("response property removed", (("        born: {type: string}\n", ""), (" born,", "")),
     (True, True), (False, False)),
    ("response property nullable", (("born: {type: string}", "born: {type: [string, 'null']}"),),
     (True, True), (False, False)),
    ("response property optional", (("name, born, status]", "name, status]"),), (True, True), (False, False)),
    ("response enum value removed", (("[sold, free]", "[sold]"),), (False, False), (False, False)),
    ("argument enum value removed", (("kind, in: query, schema: {type: string, enum: [dog, cat]}",
     "kind, in: query, schema: {type: string, enum: [dog]}"),), (True, True), (False, False)),
    ("body enum value removed", (("kind: {type: string, enum: [dog, cat]}", "kind: {type: string, enum: [dog]}"),),
     (True, True), (False, False)),
    ("narrower bound", (("maximum: 10", "maximum: 5"),), (True, False), (False, False)),
    ("narrower bound of a body", (("maxLength: 20", "maxLength: 10"),), (True, False), (False, False)),
    ("response property became a time", (("born: {type: string}", "born: {type: string, format: date-time}"),),
     (False, True), (True, True)),
    ("body property type", (("age: {type: integer}", "age: {type: string}"),), (True, True), (True, True)),
    ("body property required", (("required: [name]", "required: [name, age]"),), (True, True), (False, False)),
    ("body required", (("        required: true\n        content", "        content"),),
     (False, False), (True, True)),
    ("204 for 201", ((MADE, "'204': {description: Made.}"),), (True, True), (True, False)),
    ("list item", (("items: {" + PET + "}", "items: {type: string}"),), (True, True), (True, True)),
    ("number for a flag", (("more: {type: boolean}", "more: {type: number}"),), (True, True), (True, True)),
    ("object for a text", (("nick: {type: string}", "nick: {type: object, properties: {a: {type: string}}}"),),
     (True, True), (True, True)),
    ("wider argument", (("limit, in: query, schema: {type: integer, default: 5",
     "limit, in: query, schema: {type: number, default: 5"),), (False, False), (True, True)),
    ("path moved", (("/owners/{owner}", "/people/{owner}"),), (True, False), (True, False)),
    ("arguments in another order", (("/owners/{owner}/pets/{id}", "/pets/{id}/of/{owner}"),),
     (True, True), (True, True)),
    ("title", (("title: Pet Shop", "title: Pet Store"),), (False, True), (False, True)),
    ("title of the same name", (("title: Pet Shop", "title: Pet shop"),), (False, False), (False, False)),
    ("description", (("All of them.", "All the pets."),), (False, False), (False, False)),
    ("$ref inlined", ((PAGE_REF, "schema: {" + ", ".join(("type: object", "required: [data, more]",
     "properties: {data: {type: array, items: {" + PET + "}}, more: {type: boolean}, next: {type: string}}"))
     + "}"),), (False, True), (False, True)),
    ("scalar behind a $ref", (("next: {type: string}\n",
     "next: {$ref: '#/components/schemas/Cursor'}\n    Cursor: {type: string}\n"),),
     (False, False), (False, False)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("edits", "there", "back"), [r[1:] for r in TABLE], ids=[r[0] for r in TABLE]
)
def test_each_edit_there_and_back(
    diff: Command, edits: Edits, there: tuple[bool, bool], back: tuple[bool, bool]
) -> None:
    revision = edited(*edits)
    forward = diff(PETS, revision)
    assert forward.breaking == there, forward.out
    assert forward.code == int(any(there))
    backward = diff(revision, PETS)
    assert backward.breaking == back, backward.out
    assert backward.code == int(any(back))


def test_one_edit_is_one_change_with_both_verdicts(diff: Command) -> None:
    found = diff(
        PETS,
        edited(("kind: {type: string, enum: [dog, cat]}", "kind: {type: string, enum: [dog]}")),
    )
    (change,) = found.data["changes"]
    assert change["verdict"] == {"wire": "breaking", "source": "breaking"}
    assert change["python"] == {
        "id": "enum-member-removed",
        "verdict": "breaking",
        "message": "`client.pets.create_pet`: `kind` no longer accepts `'cat'`",
        "kind": "enum-member",
        "module": "pet_shop.resources.pets",
        "class": "PetsResource",
        "function": "create_pet",
        "argument": "kind",
        "attribute": None,
        "member": "'cat'",
        "before": "Literal['dog', 'cat']",
        "after": "Literal['dog']",
    }
    line = PETS[: PETS.index("kind: {type: string, enum: [dog, cat]}")].count("\n") + 1
    assert change["base"]["file"] == "base.yaml" and change["base"]["line"] == line
    assert change["revision"]["file"] == "revision.yaml" and change["revision"]["line"] == line


def test_an_enum_value_that_a_server_may_send_is_a_warning_on_the_wire_only(diff: Command) -> None:
    found = diff(edited(("[sold, free]", "[sold]")), PETS)
    (change,) = found.data["changes"]
    assert change["verdict"] == {"wire": "warning", "source": "info"}
    assert (
        found.code,
        diff(edited(("[sold, free]", "[sold]")), PETS, "--fail-on", "warning").code,
    ) == (0, 1)


def test_what_a_type_and_null_change_together_is_told_of_both(diff: Command) -> None:
    found = diff(
        edited(("age: {type: integer}", "age: {type: [integer, 'null']}")),
        edited(("age: {type: integer}", "age: {type: string}")),
    )
    assert [c["verdict"]["source"] for c in found.data["changes"]] == ["breaking", "breaking"]


def test_a_model_goes_with_its_only_method(diff: Command) -> None:
    found = diff(PETS, edited((part("    post:", "  /owners"), "")))
    removed = [c for c in found.data["changes"] if c["verdict"]["wire"] == "breaking"]
    assert len(removed) == 1
    ids = {place["id"] for place in removed[0]["python_places"]}
    assert ids == {"method-removed", "model-removed"}


def test_overlays_are_applied_to_both_sides(diff: Command) -> None:
    diff.write(
        "pins.yaml",
        "overlay: 1.0.0\ninfo: {title: x, version: '1'}\nactions:\n"
        "- target: $.paths['/pets'].get\n  update: {x-specwright-method: list_pets}\n",
    )
    renamed = edited(("listPets", "searchPets"))
    assert diff(PETS, renamed).breaking == (False, True)
    assert diff(PETS, renamed, "--overlay", "pins.yaml").breaking == (False, False)


def test_pagination_turns_the_result_into_a_page(diff: Command) -> None:
    hint = "{items: data, cursor: cursor, next: next, more: more}"
    base = edited((LIMIT, "      - {name: cursor, in: query, schema: {type: string}}\n" + LIMIT))
    revision = edited(
        ("operationId: listPets", f"operationId: listPets\n      x-specwright-pagination: {hint}"),
        text=base,
    )
    found = diff(base, revision)
    assert found.breaking == (False, True)
    assert (
        "client.pets.list_pets: the result was PetPage, and is SyncPage[PetPage, Pet]"
        in found.python
    )


def test_a_list_that_is_recognised_by_now_returns_a_page(diff: Command) -> None:
    revision = edited(
        (LIMIT, "      - {name: offset, in: query, schema: {type: integer}}\n" + LIMIT)
    )
    said = "client.pets.list_pets: the result was PetPage, and is SyncPage[PetPage, Pet]"
    found = diff(PETS, revision)
    assert found.breaking == (False, True) and said in found.python
    assert diff(revision, PETS).breaking == (False, True)


def test_an_argument_of_the_client_that_is_for_another_credential_breaks_code(
    diff: Command,
) -> None:
    text = """
openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
paths: {/a: {get: {operationId: a, security: [{Key: []}, {Token: []}], responses: {'200': {description: Done.}}}}}
components:
  securitySchemes:
    Key: {type: apiKey, in: header, name: K}
    Token: {type: apiKey, in: query, name: T}
"""
    key, token = text.splitlines(keepends=True)[-2:]
    found = diff(text, text.replace(key + token, token + key))
    assert found.breaking == (False, True)
    assert "Shop: api_key now sets the security scheme Token instead of Key" in found.python


SHELF: Final = """\
openapi: 3.1.0
info: {title: Shelf, version: '1'}
paths:
  /items:
    get:
      operationId: getItem
      responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}}}
    put:
      operationId: putItem
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}}
      responses: {'204': {description: d}}
components:
  schemas:
    Item: {type: object, required: [name], properties: {name: {type: string}, kind: {enum: [a, b]}}}
"""
ITEM: Final = (
    "{type: object, required: [name], properties: {name: {type: string}, kind: {enum: [a, b]}}}"
)
ITEM_REF: Final = "{$ref: '#/components/schemas/Item'}"


def test_a_reference_inlined_in_one_of_two_places_breaks_code_that_names_the_class(
    diff: Command,
) -> None:
    found = diff(SHELF, SHELF.replace(ITEM_REF, ITEM, 1))
    assert (found.code, found.breaking) == (1, (False, True)), found.out
    assert {c["verdict"]["wire"] for c in found.data["changes"]} == {"none"}


def test_a_reference_inlined_everywhere_renames_the_class_and_no_argument(diff: Command) -> None:
    revision = SHELF.partition("components:")[0].replace(ITEM_REF, ITEM)
    found = diff(SHELF, revision)
    assert found.breaking == (False, True)
    breaks = [c["id"] for c in found.data["changes"] if c["verdict"]["source"] == "breaking"]
    assert breaks == ["component-removed"]
