"""Discriminators as documents really write them: each gives a union that works on the wire, or says why not."""

from __future__ import annotations

import pytest

from tests.harness.building import Builder

PETS = """
Thing: {type: object, properties: {pet: {$ref: '#/components/schemas/Pet'}}}
Pet:
  type: object
  required: [kind, name]
  properties: {kind: {type: string}, name: {type: string}}
  discriminator: {propertyName: kind%s}
Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {bark: {type: boolean}}}]}
"""


@pytest.mark.parametrize(
    ("mapping", "tag"), [(", mapping: {pet: Pet, Dog: Dog}", "pet"), ("", "Pet")]
)
def test_a_family_has_its_base_as_a_member(build: Builder, mapping: str, tag: str) -> None:
    api = build.things(PETS % mapping)
    base = api.received({"pet": {"kind": tag, "name": "Tom"}}).pet
    assert type(base) is api.models.PetBase
    assert (base.kind, base.name) == (tag, "Tom")
    assert type(api.received({"pet": {"kind": "Dog", "name": "Rex"}}).pet) is api.models.Dog
    assert api.sent(pet={"kind": tag, "name": "Tom"}) == {"pet": {"kind": tag, "name": "Tom"}}
    assert api.sent(pet=base) == {"pet": {"kind": tag, "name": "Tom"}}


def test_a_base_that_no_tag_means_is_no_variant(build: Builder) -> None:
    api = build.things(PETS % ", mapping: {dog: Dog}")
    assert "PetBase" not in api.models.__all__
    assert type(api.received({"pet": {"kind": "Pet", "name": "a"}}).pet) is api.models.UnknownPet


def test_a_base_beside_its_heirs_in_a_union(build: Builder) -> None:
    api = build.things(
        (PETS % ", mapping: {dog: Dog}").replace(
            "pet: {$ref: '#/components/schemas/Pet'}",
            "pet: {oneOf: [{$ref: '#/components/schemas/Pet'}, {$ref: '#/components/schemas/Dog'}], "
            "discriminator: {propertyName: kind, mapping: {plain: Pet, dog: Dog}}}",
        )
    )
    for tag, name in {"plain": "PetBase", "dog": "Dog", "newt": "UnknownThingPet"}.items():
        pet = {"kind": tag, "name": "a"}
        assert type(api.received({"pet": pet}).pet).__name__ == name
    assert api.sent(pet={"kind": "dog", "name": "a"}) == {"pet": {"kind": "dog", "name": "a"}}
    assert api.denied(pet={"kind": "dog"}) == {"pet.name": "required"}


def test_tags_are_numbers(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          type: object
          properties:
            stated:
              oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]
              discriminator: {propertyName: v, mapping: {'1': A, '2': B, '3': B}}
            evident: {anyOf: [{$ref: '#/components/schemas/C'}, {$ref: '#/components/schemas/D'}]}
        A: {type: object, required: [v, a], properties: {v: {type: integer}, a: {type: string}}}
        B: {type: object, required: [v], properties: {v: {type: integer, enum: [2, 3]}, b: {type: string}}}
        C: {type: object, required: [n], properties: {n: {const: 1}}}
        D: {type: object, required: [n], properties: {n: {const: 2}, d: {type: string}}}
        """
    )
    data = {"stated": {"v": 3, "b": "x"}, "evident": {"n": 2, "d": "x"}}
    thing = api.received(data)
    assert (type(thing.stated), type(thing.evident)) == (api.models.B, api.models.D)
    assert type(api.received({"stated": {"v": 1, "a": "x"}}).stated) is api.models.A
    assert type(api.received({"stated": {"v": 9}}).stated) is api.models.UnknownThingStated
    assert api.sent(**data) == data
    assert api.sent(body=thing) == data
    assert api.denied(stated={"v": 1}) == {"stated.a": "required"}
    assert api.denied(stated={"v": 9}) == {"stated.v": "discriminator"}


def test_unions_inside_unions_are_told_by_one_tag(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          oneOf: [{$ref: '#/components/schemas/Animal'}, {$ref: '#/components/schemas/Stone'}]
          discriminator: {propertyName: kind}
        Animal:
          oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
          discriminator: {propertyName: kind, mapping: {meow: Cat, woof: Dog}}
        Cat: {type: object, required: [kind], properties: {kind: {type: string}}}
        Dog: {type: object, required: [kind, n], properties: {kind: {type: string}, n: {type: integer}}}
        Stone: {type: object, required: [kind], properties: {kind: {type: string}}}
        """
    )
    for tag, name in {"meow": "Cat", "woof": "Dog", "Stone": "Stone", "x": "UnknownThing"}.items():
        assert type(api.received({"kind": tag, "n": 1})).__name__ == name
    assert api.sent(body={"kind": "woof", "n": 1}) == {"kind": "woof", "n": 1}
    assert api.denied(body={"kind": "woof"}) == {"body.n": "required"}


def test_variants_that_share_a_tag_are_tried_in_turn_and_others_are_not(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          oneOf:
          - {$ref: '#/components/schemas/Ask'}
          - {$ref: '#/components/schemas/Tell'}
          - {$ref: '#/components/schemas/Call'}
          discriminator: {propertyName: type}
        Ask: {type: object, required: [type, q], properties: {type: {enum: [message]}, q: {type: string}}}
        Tell: {type: object, required: [type, t], properties: {type: {enum: [message]}, t: {type: string}}}
        Call: {type: object, required: [type, c], properties: {type: {enum: [call]}, c: {type: string}}}
        """,
        allow=("ambiguous-discriminator",),
    )
    assert type(api.received({"type": "message", "t": "x"})) is api.models.Tell
    assert type(api.received({"type": "message", "q": "x"})) is api.models.Ask
    assert type(api.received({"type": "call", "c": "x"})) is api.models.Call
    assert type(api.received({"type": "new", "c": "x"})) is api.models.UnknownThing
    for body in ({"type": "message", "t": "x"}, {"type": "call", "c": "x"}):
        assert api.sent(body=body) == body
    assert api.denied(body={"type": "call", "t": "x"}) == {"body.c": "required"}
    assert set(api.denied(body={"type": "message", "c": "x"})) == {"body"}


def test_a_tag_with_a_default_is_always_sent(build: Builder) -> None:
    api = build.things(
        """
        Thing: {type: object, properties: {part: {$ref: '#/components/schemas/Part'}}}
        Part:
          oneOf: [{$ref: '#/components/schemas/Text'}, {$ref: '#/components/schemas/Image'}]
          discriminator: {propertyName: partType}
        Text:
          type: object
          required: [text]
          properties: {partType: {type: string, const: text, default: text}, text: {type: string}}
        Image: {type: object, required: [partType, url], properties: {partType: {enum: [image]}, url: {type: string}}}
        """
    )
    text = {"part": {"partType": "text", "text": "x"}}
    models = api.models
    assert api.sent(body=models.Thing(part=models.Text(text="x"))) == text
    assert api.sent(part=models.Text(text="x")) == text
    assert api.sent(part={"part_type": "text", "text": "x"}) == text
    assert api.denied(part={"text": "x"}) == {"part.part_type": "required"}
    assert api.denied(part={"part_type": "image", "text": "x"}) == {"part.url": "required"}
    assert type(api.received(text).part) is models.Text
    assert type(api.received({"part": {"text": "x"}}).part) is models.Text
    assert api.sent(body=api.received({"part": {"text": "x"}})) == text


def test_a_variant_without_the_tag_has_it_all_the_same(build: Builder) -> None:
    api = build.things(
        """
        Thing: {type: object, properties: {pet: {$ref: '#/components/schemas/Pet'}}}
        Pet:
          oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
          discriminator: {propertyName: petType, mapping: {cat: Cat, dog: Dog}}
        Cat: {type: object, properties: {lives: {type: integer}}}
        Dog: {type: object, required: [petType], properties: {petType: {type: string}}}
        """,
        allow=("undeclared-tag",),
    )
    cat = api.received({"pet": {"petType": "cat", "lives": 9}}).pet
    assert type(cat) is api.models.Cat
    assert cat.pet_type == "cat"
    assert api.sent(body=api.models.Thing(pet=cat)) == {"pet": {"petType": "cat", "lives": 9}}
    assert api.sent(pet={"pet_type": "cat"}) == {"pet": {"petType": "cat"}}
    assert api.denied(pet={"lives": 9}) == {"pet.pet_type": "required"}


def test_mappings_to_odd_names_and_to_nothing(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          oneOf: [{$ref: '#/components/schemas/a.b.Cat'}, {$ref: '#/components/schemas/Dog'}]
          discriminator:
            propertyName: kind
            mapping: {c: a.b.Cat, d: '#/components/schemas/Dog', n: Newt, m: './no/such.yaml#/Mole'}
        a.b.Cat: {type: object, required: [kind], properties: {kind: {type: string}}}
        Dog: {type: object, required: [kind], properties: {kind: {type: string}}}
        """,
        allow=("discriminator-outside",),
    )
    assert [item.pointer.rpartition("/")[2] for item in api.diagnostics] == ["n", "m"]
    for tag, name in {"c": "ABCat", "d": "Dog", "n": "UnknownThing"}.items():
        assert type(api.received({"kind": tag})).__name__ == name


@pytest.mark.parametrize("discriminator", ["", "discriminator: {propertyName: kind}"])
def test_texts_and_lists_beside_objects_do_not_hide_the_tag(
    build: Builder, discriminator: str
) -> None:
    api = build.things(
        f"""
        Thing: {{type: object, properties: {{x: {{$ref: '#/components/schemas/Any'}}}}}}
        Any:
          oneOf: [{{$ref: '#/components/schemas/Cat'}}, {{$ref: '#/components/schemas/Dog'}},
            {{type: string}}, {{type: array, items: {{$ref: '#/components/schemas/Dog'}}}}]
          {discriminator}
        Cat: {{type: object, required: [kind], properties: {{kind: {{enum: [cat]}}}}}}
        Dog: {{type: object, required: [kind], properties: {{kind: {{enum: [dog]}}}}}}
        """
    )
    assert api.received({"x": "text"}).x == "text"
    assert type(api.received({"x": {"kind": "dog"}}).x) is api.models.Dog
    assert type(api.received({"x": [{"kind": "dog"}]}).x[0]) is api.models.Dog
    assert type(api.received({"x": {"kind": "newt"}}).x).__name__.startswith("Unknown")
    for x in ("text", {"kind": "dog"}, [{"kind": "dog"}]):
        assert api.sent(x=x) == {"x": x}
    assert api.denied(x=3) == {"x": "oneOf"}


def test_a_second_property_tells_apart_what_shares_a_tag(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          oneOf: [{$ref: '#/components/schemas/Ask'}, {$ref: '#/components/schemas/Answer'},
            {$ref: '#/components/schemas/Call'}]
          discriminator: {propertyName: type}
        Ask:
          type: object
          required: [type, from]
          properties: {type: {enum: [message]}, from: {type: string, enum: [user, system]}}
        Answer: {type: object, required: [type, from], properties: {type: {enum: [message]}, from: {enum: [model]}}}
        Call: {type: object, required: [type], properties: {type: {enum: [call]}}}
        """
    )
    for data, name in (
        ({"type": "message", "from": "system"}, "Ask"),
        ({"type": "message", "from": "model"}, "Answer"),
        ({"type": "message", "from": "new"}, "UnknownThing"),
        ({"type": "call"}, "Call"),
    ):
        thing = api.received(data)
        assert type(thing).__name__ == name
    assert api.sent(body={"type": "message", "from_": "model"})["from"] == "model"


def test_a_tag_around_a_union_with_its_own_tag_needs_no_discriminator(build: Builder) -> None:
    api = build.things(
        """
        Thing: {oneOf: [{$ref: '#/components/schemas/Push'}, {$ref: '#/components/schemas/Issue'}]}
        Push: {type: object, required: [type], properties: {type: {const: push}, size: {type: integer}}}
        Issue:
          oneOf: [{$ref: '#/components/schemas/Opened'}, {$ref: '#/components/schemas/Closed'}]
          discriminator: {propertyName: action}
        Opened: {type: object, required: [type, action], properties: {type: {const: issue}, action: {const: Opened}}}
        Closed: {type: object, required: [type, action], properties: {type: {const: issue}, action: {const: Closed}}}
        """
    )
    closed = {"type": "issue", "action": "Closed"}
    assert type(api.received(closed)) is api.models.Closed
    assert api.sent(body=api.models.Closed()) == closed
    assert type(api.received({"type": "fork"})) is api.models.UnknownThing
    assert type(api.received({"type": "issue", "action": "Moved"})) is api.models.UnknownIssue


@pytest.mark.parametrize("discriminator", ["", ", discriminator: {propertyName: ok}"])
@pytest.mark.parametrize("tag", ["const: {}", "type: boolean, enum: [{}]"])
def test_truth_values_are_tags(build: Builder, discriminator: str, tag: str) -> None:
    built = build.things(f"""
    Thing: {{oneOf: [{{$ref: '#/components/schemas/A'}}, {{$ref: '#/components/schemas/B'}}]{discriminator}}}
    A: {{type: object, required: [ok], properties: {{ok: {{{tag.format("true")}}}, a: {{type: integer}}}}}}
    B: {{type: object, required: [ok], properties: {{ok: {{{tag.format("false")}}}, a: {{type: integer}}}}}}
    """)
    A, B = built.models.A, built.models.B
    assert type(built.received({"ok": True, "a": 1})) is A
    assert type(built.received({"ok": False})) is B
    assert built.sent(body=B(a=1)) == {"ok": False, "a": 1}
    assert built.sent(body={"ok": True}) == {"ok": True}


def test_a_tag_with_a_default_is_sent_without_a_discriminator(build: Builder) -> None:
    built = build.things("""
    Thing: {anyOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}
    A: {type: object, properties: {t: {const: a, default: a}, a: {type: integer}}}
    B: {type: object, properties: {t: {const: b, default: b}, a: {type: integer}}}
    """)
    assert built.sent(body=built.models.B(a=2)) == {"t": "b", "a": 2}
    assert type(built.received({"t": "b"})) is built.models.B
