"""`nullable` of OpenAPI 3.0 in every company: None is allowed exactly where it is meant, in both directions."""

from __future__ import annotations

import pytest

from tests.harness.building import HEAD, Builder

OLD = "openapi: 3.0.3\ninfo: {title: Old, version: '1'}\n"
PARTS = """
Cat: {type: object, required: [kind], properties: {kind: {type: string, enum: [cat]}}}
Dog: {type: object, required: [kind], properties: {kind: {type: string, enum: [dog]}}}
NullCat: {type: object, nullable: true, required: [kind], properties: {kind: {type: string, enum: [cat]}}}
NullDog: {type: object, nullable: true, required: [kind], properties: {kind: {type: string, enum: [dog]}}}
NullWord: {type: string, nullable: true}
Word: {type: string, enum: [a, b]}
"""
ref = "{{$ref: '#/components/schemas/{}'}}".format
CAT, DOG, NULL_CAT, NULL_DOG, WORD = map(ref, ("Cat", "Dog", "NullCat", "NullDog", "Word"))
RIGHT: dict[str, list[object]] = {
    f"oneOf: [{CAT}, {DOG}], nullable: true": [{"kind": "dog"}],
    f"oneOf: [{NULL_CAT}, {DOG}], nullable: true": [{"kind": "cat"}],
    f"oneOf: [{NULL_CAT}, {NULL_DOG}], nullable: true": [{"kind": "cat"}],
    f"oneOf: [{NULL_CAT}, {NULL_DOG}]": [{"kind": "dog"}],
    f"oneOf: [{NULL_CAT}, {NULL_DOG}], discriminator: {{propertyName: kind}}": [{"kind": "dog"}],
    "oneOf: [{type: string, nullable: true}, {type: integer, nullable: true}]": ["a", 1],
    f"anyOf: [{NULL_CAT}, {NULL_DOG}], nullable: true": [{"kind": "cat"}],
    f"anyOf: [{CAT}, {DOG}], nullable: true": [{"kind": "cat"}],
    f"allOf: [{CAT}], nullable: true": [{"kind": "cat"}],
    f"allOf: [{NULL_CAT}], nullable: true": [{"kind": "cat"}],
    f"allOf: [{NULL_CAT}]": [{"kind": "cat"}],
    f"nullable: true, allOf: [{CAT}, {{properties: {{n: {{type: integer}}}}}}]": [
        {"kind": "cat", "n": 1}
    ],
    f"type: object, nullable: true, oneOf: [{CAT}, {DOG}]": [{"kind": "dog"}],
    "nullable: true, $ref: '#/components/schemas/Cat'": [{"kind": "cat"}],
    "nullable: true, $ref: '#/components/schemas/NullWord'": ["x"],
    "nullable: true, $ref: '#/components/schemas/Word'": ["a"],
    "nullable: true, type: string, enum: [a, b]": ["b"],
    "nullable: true, type: string, enum: [a, b, null]": ["b"],
    "nullable: true, enum: [a, b]": ["b"],
    "nullable: true, type: array, items: {type: string, nullable: true}": [["x", None]],
    "nullable: true, type: integer, minimum: 3": [4],
    "nullable: true, properties: {a: {type: string}}": [{"a": "x"}],
    "nullable: true, type: object, additionalProperties: {type: string, nullable: true}": [
        {"a": None}
    ],
    "nullable: true": ["x", 3],
    f"anyOf: [{CAT}, {{nullable: true}}]": [{"kind": "cat"}],
    f"anyOf: [{{nullable: true, description: nothing}}, {WORD}], default: null": ["a"],
    f"oneOf: [{CAT}, {DOG}, {{nullable: true}}]": [{"kind": "dog"}],
    f"oneOf: [{CAT}, {{enum: [null]}}]": [{"kind": "cat"}],
    f"anyOf: [{CAT}, {{nullable: true, enum: [null]}}]": [{"kind": "cat"}],
    f"anyOf: [{{const: null}}, {CAT}]": [{"kind": "cat"}],
    f"anyOf: [{CAT}, {{type: 'null', description: nothing}}]": [{"kind": "cat"}],
    f"allOf: [{CAT}, {{nullable: true}}]": [{"kind": "cat"}],
    f"allOf: [{{nullable: true, description: x}}, {CAT}]": [{"kind": "cat"}],
    f"type: object, nullable: true, allOf: [{CAT}]": [{"kind": "cat"}],
}


@pytest.mark.parametrize("schema", RIGHT)
def test_null_is_allowed(build: Builder, schema: str) -> None:
    api = build.things(
        f"Thing: {{type: object, properties: {{x: {{{schema}}}}}}}\n{PARTS}", head=OLD
    )
    assert api.received({"x": None}).x is None
    assert api.sent(x=None) == {"x": None}
    for value in RIGHT[schema]:
        api.received({"x": value})
        assert api.sent(x=value) == {"x": value}


WRONG = {
    "oneOf: [{type: string}, {type: integer}]": "oneOf",
    f"oneOf: [{CAT}, {DOG}]": "oneOf",
    f"allOf: [{CAT}]": "type",
    "type: string, enum: [a]": "type",
    "type: string, enum: [a], nullable: false": "type",
    "$ref: '#/components/schemas/Cat'": "type",
}


@pytest.mark.parametrize("schema", WRONG)
def test_null_is_refused(build: Builder, schema: str) -> None:
    api = build.things(
        f"Thing: {{type: object, properties: {{x: {{{schema}}}}}}}\n{PARTS}", head=OLD
    )
    assert api.denied(x=None) == {"x": WRONG[schema]}


def test_nullable_members_do_not_hide_the_tag(build: Builder) -> None:
    api = build.things(
        f"Thing: {{type: object, properties: {{x: {{oneOf: [{NULL_CAT}, {NULL_DOG}]}}}}}}\n{PARTS}",
        head=OLD,
    )
    assert type(api.received({"x": {"kind": "dog"}}).x) is api.models.NullDog
    assert type(api.received({"x": {"kind": "newt"}}).x).__name__.startswith("Unknown")


def test_in_3_1_null_in_two_members_of_one_of_is_sent(build: Builder) -> None:
    api = build.things(
        "Thing: {type: object, properties: {x: {oneOf: [{type: [string, 'null']}, {type: [integer, 'null']}]}}}"
    )
    assert api.sent(x=None) == {"x": None}
    assert api.received({"x": None}).x is None


@pytest.mark.parametrize(
    "schema",
    [
        f"anyOf: [{CAT}, {{nullable: true}}]",
        f"oneOf: [{{nullable: true, title: none}}, {CAT}]",
        f"anyOf: [{CAT}, {{nullable: true, enum: [null]}}]",
        f"allOf: [{CAT}, {{nullable: true}}]",
        f"allOf: [{CAT}, {{description: x}}], type: object, nullable: true, title: y, x-a: 1",
        f"allOf: [{CAT}], nullable: true, deprecated: true, example: {{}}, externalDocs: {{url: x}}",
    ],
)
def test_null_beside_a_reference_is_that_class_or_none(build: Builder, schema: str) -> None:
    """In a list, too; what schemars writes was any value."""
    api = build.things(
        f"Thing: {{type: object, properties: {{x: {{{schema}}}, "
        f"xs: {{type: array, items: {{{schema}}}}}}}}}\n{PARTS}",
        head=OLD,
    )
    thing = api.received({"x": {"kind": "cat"}, "xs": [None, {"kind": "cat"}]})
    assert type(thing.x) is type(thing.xs[1]) is api.models.Cat
    assert set(api.denied(x=1)) == {"x"}
    said = api.files["models/thing.py"]
    assert "x: Cat | None" in said and "list[Cat | None]" in said


def test_a_component_that_is_only_nullable_means_null_among_others(build: Builder) -> None:
    for head in (HEAD, HEAD.replace("3.1.0", "3.0.3")):
        built = build.things(
            """
            P: {type: object, required: [q], properties: {q: {type: string}}}
            Nothing: {nullable: true}
            Thing:
              type: object
              properties:
                a: {anyOf: [{$ref: '#/components/schemas/P'}, {$ref: '#/components/schemas/Nothing'}]}
                b: {oneOf: [{$ref: '#/components/schemas/P'}, {type: null}]}
                c: {type: [string, null]}
            """,
            head=head,
            allow=None,
        )
        assert {d.code for d in built.diagnostics} <= {"unknown-type", "old-keyword"}
        thing = built.received({"a": {"q": "x"}, "b": None, "c": None})
        assert type(thing.a) is built.models.P
        fields = built.models.Thing.model_fields
        assert fields["a"].annotation == fields["b"].annotation == built.models.P | None
        assert fields["c"].annotation == str | None
        assert built.sent(a=None, b={"q": "y"}) == {"a": None, "b": {"q": "y"}}
