"""Classes that code names or makes, and alternatives that old values fit twice."""

from __future__ import annotations

from typing import Final

import pytest

from tests.unit.diff.conftest import Command
from tests.unit.diff.pets import PETS, edited

SHOP: Final = """\
openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
paths:
  /things:
    get:
      operationId: getThing
      tags: [things]
      responses: {'200': {description: ok, content: {application/json: {schema: ANSWER}}}}
    post:
      operationId: addThing
      tags: [things]
      requestBody: {required: true, content: {application/json: {schema: BODY}}}
      responses: {'204': {description: ok}}
components:
  schemas:
    Owner: {type: object, required: [name], properties: {name: {type: string}}}
    Thing:
      type: object
      required: [id]
      properties: {id: {type: string}, owner: OWNER, other: {$ref: '#/components/schemas/Owner'}}
"""
REF: Final = "{$ref: '#/components/schemas/Owner'}"
INLINE: Final = "{type: object, required: [name], properties: {name: {type: string}}}"
THING: Final = "{$ref: '#/components/schemas/Thing'}"
TEXT: Final = "{type: string}"


def shop(answer: str = THING, body: str = TEXT, owner: str = REF) -> str:
    return SHOP.replace("ANSWER", answer).replace("BODY", body).replace("OWNER", owner)


@pytest.mark.parametrize(
    ("answer", "body"),
    [(THING, TEXT), (TEXT, THING), (THING, THING)],
    ids=["read", "given", "both"],
)
def test_another_class_of_the_same_attributes_breaks_code_that_names_it(
    diff: Command, answer: str, body: str
) -> None:
    outcome = diff(shop(answer, body), shop(answer, body, INLINE))
    assert (outcome.code, outcome.breaking) == (1, (False, True))


def test_a_required_attribute_of_a_response_is_told_for_code_that_makes_the_model(
    diff: Command,
) -> None:
    born = "        born: {type: string}\n"
    more = born + "        size: {type: integer}\n"
    revision = edited(("name, born, status]", "name, born, status, size]"), (born, more))
    outcome = diff(PETS, revision, "--fail-on", "warning")
    assert (outcome.code, outcome.breaking) == (1, (False, False))
    change = outcome.change("Pet.size")
    assert change["verdict"] == {"wire": "info", "source": "warning"}
    assert "is required where code creates the model" in change["python"]["message"]
    assert diff(PETS, revision).code == 0


def object_(needed: str, **properties: str) -> str:
    held = ", ".join(f"{name}: {kind}" for name, kind in properties.items())
    return f"{{type: object, required: [{needed}], properties: {{{held}}}}}"


BOTH: Final = object_("a, b", a=TEXT, b=TEXT)
A: Final = object_("a", a=TEXT, b=TEXT)
B: Final = object_("b", a=TEXT, b=TEXT)


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (BOTH, (A, B), "breaking"),
        (BOTH, (B, BOTH), "breaking"),
        ("{type: integer}", ("{type: integer}", "{type: number}"), "breaking"),
        # Every old body lacks what the other one needs, or cannot have its value.
        (BOTH, (A, object_("c", c=TEXT)), "warning"),
        (BOTH, (A, object_("a", a="{type: integer}")), "info"),
        (object_("a", a="{const: x}"), (object_("a", a="{const: x}"), object_("a", a="{const: y}")), "info"),
        (BOTH, (A, "{type: array}"), "info"),
    ],
)  # fmt: skip
def test_a_body_that_became_one_of_several(
    diff: Command, before: str, after: tuple[str, ...], verdict: str
) -> None:
    outcome = diff(
        shop(body=before), shop(body=f"{{oneOf: [{', '.join(after)}]}}"), "--only", "wire"
    )
    assert outcome.code == int(verdict == "breaking")
    (change,) = (c for c in outcome.data["changes"] if "alternative" in c["message"])
    assert change["verdict"]["wire"] == verdict


def test_an_alternative_that_takes_what_fits_another_one(diff: Command) -> None:
    union, tagged = f"{{oneOf: [{A}, {{type: integer}}%s]%s}}", ", discriminator: {propertyName: a}"
    one, two = shop(body=union % ("", "")), shop(body=union % (f", {BOTH}", ""))
    assert diff(one, two, "--only", "wire").code == 0  # no body must have both
    wide = shop(body=union % (f", {object_('a', a=TEXT)}", ""))
    assert diff(one, wide, "--only", "wire").code == 1
    told = [shop(body=union % (more, tagged)) for more in ("", f", {object_('a', a=TEXT)}")]
    assert diff(*told, "--only", "wire").code == 0
