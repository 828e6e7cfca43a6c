"""`oneOf` and `anyOf`: which variant a value is, with and without a discriminator, known and unknown."""

from __future__ import annotations

import copy
import textwrap

import pytest

from tests.harness.building import Builder, type_errors

CAT_DOG = """
Cat:
  type: object
  required: [kind, lives]
  properties: {kind: {type: string}, lives: {type: integer}}
Dog:
  type: object
  required: [kind]
  properties: {kind: {type: string}, barkVolume: {type: integer}}
"""
TAGGED = """
Thing:
  oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
  discriminator:
    propertyName: kind
"""
MAPPED = (
    TAGGED
    + """\
    mapping: {meow: Cat, woof: '#/components/schemas/Dog', WOOF: Dog}
"""
)


def test_without_a_mapping_the_tag_is_the_name_of_the_schema(build: Builder) -> None:
    api = build.things(TAGGED + CAT_DOG)
    cat = api.received({"kind": "Cat", "lives": 9})
    assert type(cat) is api.models.Cat and cat.lives == 9
    assert type(api.received({"kind": "Dog", "barkVolume": 3})) is api.models.Dog


def test_a_mapping_names_schemas_by_name_or_reference(build: Builder) -> None:
    api = build.things(MAPPED + CAT_DOG)
    assert type(api.received({"kind": "meow", "lives": 9})) is api.models.Cat
    for tag in ("woof", "WOOF"):
        dog = api.received({"kind": tag})
        assert type(dog) is api.models.Dog and dog.kind == tag


def test_an_unknown_variant_is_kept_whole(build: Builder) -> None:
    api = build.things(MAPPED + CAT_DOG)
    newt = {"kind": "Newt", "legs": 4, "deep": {"a": [1]}}
    for data in (newt, {"kind": None}, {"kind": 3}, {"legs": 4}):
        thing = api.received(
            data
        )  # and nothing is reported: a new variant may lack what others share
        assert type(thing) is api.models.UnknownThing
        assert thing.model_dump(mode="json", by_alias=True, exclude_unset=True) == data
    assert api.received({"kind": "Newt"}).kind == "Newt"


def test_the_tag_decides_and_the_rest_is_checked_against_its_variant(build: Builder) -> None:
    api = build.things(MAPPED + CAT_DOG)
    assert api.sent(body={"kind": "woof", "bark_volume": 3}) == {"kind": "woof", "barkVolume": 3}
    assert api.sent(body=api.models.Dog(kind="woof", bark_volume=3))["barkVolume"] == 3
    assert api.denied(body={"lives": 3}) == {"body.kind": "required"}


def test_the_tag_of_a_request_decides_even_where_other_variants_would_fit(build: Builder) -> None:
    api = build.things(MAPPED + CAT_DOG)
    assert api.sent(body={"kind": "meow", "lives": 9}) == {"kind": "meow", "lives": 9}
    assert api.denied(body={"kind": "meow"}) == {"body.lives": "required"}
    assert set(api.denied(body={"kind": "newt"})) == {"body.kind"}


def test_constants_tell_variants_apart_without_a_discriminator(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          anyOf:
          - {type: object, title: Circle, required: [shape, r], properties: {shape:
              {const: circle}, r: {type: number}}}
          - {type: object, title: Square, required: [shape, a], properties: {shape:
              {enum: [square, box]}, a: {type: number}}}
        """
    )
    assert type(api.received({"shape": "circle", "r": 1.5})).__name__.endswith("Circle")
    assert type(api.received({"shape": "box", "a": 2})).__name__.endswith("Square")
    assert type(api.received({"shape": "blob"})) is api.models.UnknownThing


def test_inheritance_a_base_with_a_discriminator_means_any_heir(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          type: object
          required: [zoo]
          properties: {zoo: {type: array, items: {$ref: '#/components/schemas/Pet'}}}
        Pet:
          type: object
          required: [petType, name]
          properties: {petType: {type: string}, name: {type: string}}
          discriminator: {propertyName: petType, mapping: {dog: '#/components/schemas/Dog'}}
        Dog:
          allOf: [{$ref: '#/components/schemas/Pet'}]
          properties: {bark: {type: boolean}, loudBark: {type: boolean}}
        Puppy:
          allOf: [{$ref: '#/components/schemas/Dog'}, {type: object, properties: {age: {type: integer}}}]
        """
    )
    pets = [
        {"petType": "dog", "name": "Rex", "bark": True},
        {"petType": "Puppy", "name": "Bit", "age": 1},
        {"petType": "cat", "name": "Tom"},
    ]
    zoo = api.received({"zoo": pets}).zoo
    assert [type(pet).__name__ for pet in zoo] == ["Dog", "Puppy", "UnknownPet"]
    assert (zoo[0].bark, zoo[1].age, zoo[2].name) == (True, 1, "Tom")
    assert api.sent(zoo=pets) == {"zoo": pets}
    assert api.sent(zoo=[{"pet_type": "dog", "name": "Rex", "loud_bark": True}]) == {
        "zoo": [{"petType": "dog", "name": "Rex", "loudBark": True}]
    }
    wrong = [{"petType": "dog", "name": "Rex", "bark": 3}, {"petType": "cat"}]
    assert api.denied(zoo=wrong) == {"zoo[0].bark": "type", "zoo[1].name": "required"}


def test_without_any_tag_the_value_decides(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          type: object
          properties:
            text_or_list: {anyOf: [{type: string}, {type: array, items: {type: string}}]}
            number_or_text: {oneOf: [{type: integer}, {type: string}]}
            a_or_b:
              anyOf:
              - {type: object, required: [a], properties: {a: {type: integer}}}
              - {type: object, required: [b], properties: {b: {type: integer}}}
        """
    )
    assert api.received({"text_or_list": "x"}).text_or_list == "x"
    assert api.received({"text_or_list": ["x"]}).text_or_list == ["x"]
    assert api.received({"number_or_text": "5"}).number_or_text == "5"
    assert api.received({"number_or_text": 5}).number_or_text == 5
    assert api.received({"a_or_b": {"b": 1}}).a_or_b.b == 1
    assert api.sent(a_or_b={"b": 1, "extra": True}) == {"a_or_b": {"b": 1, "extra": True}}
    assert set(api.denied(text_or_list=3)) == {"text_or_list"}
    assert all(path.startswith("a_or_b") for path in api.denied(a_or_b={}))


def test_a_nullable_union_is_none_or_a_variant(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          type: object
          required: [pet]
          properties:
            pet:
              oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}, {type: 'null'}]
              discriminator: {propertyName: kind}
        """
        + CAT_DOG.replace("\n", "\n        ")
    )
    assert api.received({"pet": None}).pet is None
    assert type(api.received({"pet": {"kind": "Dog"}}).pet) is api.models.Dog
    assert api.sent(pet=None) == {"pet": None}


def test_two_forms_of_a_one_of_are_no_reason_not_to_send(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          type: object
          properties:
            n: {oneOf: [{multipleOf: 2, type: integer}, {multipleOf: 3, type: integer}]}
            any: {oneOf: [{type: integer}, {type: number}]}
            id: {oneOf: [{type: string, format: uuid}, {type: string}]}
            list: {type: array, items: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}}
            lists: {oneOf: [{type: array, items: {type: string}}, {type: array, items: {type: integer}}]}
            but: {not: {oneOf: [{minimum: 1}, {maximum: 3}]}}
        A: {type: object, properties: {a: {type: string}}}
        B: {type: object, properties: {b: {oneOf: [{type: integer}, {minimum: 1}]}}}
        """,
        allow=("no-type",),
    )
    uuid = "123e4567-e89b-12d3-a456-426614174000"
    assert api.sent(n=6, any=5, id=uuid, lists=[]) == {"n": 6, "any": 5, "id": uuid, "lists": []}
    assert api.sent(list=[api.models.B(b=1), {"b": 2}]) == {"list": [{"b": 1}, {"b": 2}]}
    assert api.denied(n=5) == {"n": "oneOf"}
    assert api.sent(but=2) == {"but": 2}  # by the letter neither form, for it has both
    assert api.denied(but=0) == {"but": "not"}


def test_two_forms_are_sent_in_parameters_and_forms_too(build: Builder) -> None:
    api = build(
        """
        paths:
          /things:
            post:
              operationId: sendThing
              tags: [things]
              parameters: [{name: q, in: query, schema: {oneOf: [{type: integer}, {type: number}]}}]
              requestBody:
                content:
                  application/x-www-form-urlencoded:
                    schema: {type: object, properties: {f: {oneOf: [{type: string}, {maxLength: 9}]}}}
              responses: {'204': {description: Done.}}
        """,
        allow=("no-type",),
    )
    _, sent = api.call("things.send_thing", q=5, f="x")
    assert sent.line == "POST /things?q=5" and sent.request.content == b"f=x"


@pytest.mark.parametrize("required", ["required: [_tag],", ""])
def test_single_values_tell_the_members_of_an_any_of_apart(build: Builder, required: str) -> None:
    api = build.things(
        f"""
        Thing: {{anyOf: [{{$ref: '#/components/schemas/Old'}}, {{$ref: '#/components/schemas/Invalid'}}]}}
        Old: {{anyOf: [{{$ref: '#/components/schemas/Gone'}}, {{$ref: '#/components/schemas/Missing'}}]}}
        Gone: {{type: object, {required} properties: {{_tag: {{type: string, enum: [Gone]}}, text: {{}}}}}}
        Missing:
          {{type: object, {required} properties: {{_tag: {{enum: [Missing]}}, text: {{}}}}}}
        Invalid:
          {{type: object, {required} properties: {{_tag: {{const: Invalid}}, text: {{}}}}}}
        """
    )
    for tag in ("Gone", "Missing", "Invalid"):
        assert type(api.received({"_tag": tag, "text": "t"})).__name__ == tag
    unknown = api.received({"_tag": "New", "text": "t"})
    assert type(unknown) is api.models.UnknownThing and unknown.text == "t"
    assert api.sent(body={"_tag": "Missing", "text": "t"}) == {"_tag": "Missing", "text": "t"}


def test_an_any_of_of_required_lists_is_no_union(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          type: object
          properties: {a: {type: string}, b: {type: string}}
          anyOf: [{required: [a]}, {required: [b]}]
        """
    )
    assert api.sent(a="x") == {"a": "x"}
    assert all(path.startswith("body") for path in api.denied(body={}))


def test_a_union_beside_properties_shares_them(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          type: object
          required: [id]
          properties: {id: {type: string}}
          oneOf:
          - {title: A, required: [kind, a], properties: {kind: {const: a}, a: {type: string}}}
          - {title: B, required: [kind, b], properties: {kind: {const: b}, b: {type: string}}}
        """
    )
    thing = api.received({"id": "1", "kind": "b", "b": "x"})
    assert (thing.id, thing.b) == ("1", "x")


def test_a_body_of_closed_variants_has_fields_and_overloads(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          oneOf: [{$ref: '#/components/schemas/Video'}, {$ref: '#/components/schemas/Still'}]
          discriminator: {propertyName: model, mapping: {v1: Video, s1: Still}}
        Video:
          type: object
          additionalProperties: false
          required: [model, seconds]
          properties: {model: {const: v1}, seconds: {type: integer, maximum: 10}}
        Still:
          type: object
          additionalProperties: false
          required: [model]
          properties: {model: {const: s1}, promptText: {type: string}}
        """
    )
    assert api.sent(model="v1", seconds=5) == {"model": "v1", "seconds": 5}
    assert api.sent(model="s1", prompt_text="a") == {"model": "s1", "promptText": "a"}
    assert api.denied(model="v1", seconds=11) == {"seconds": "maximum"}
    assert api.denied(model="s1", seconds=3) == {"seconds": "additionalProperties"}
    assert api.denied(seconds=3) != {}
    text = api.files["endpoints/things.py"]
    assert text.count("@_t.overload") == 3
    assert 'model: _t.Literal["v1"]' in text and 'model: _t.Literal["s1"]' in text


def test_ambiguous_tags_are_reported_and_members_tried_in_turn(build: Builder) -> None:
    api = build.things(
        TAGGED
        + "    mapping: {pet: Cat}\n"
        + CAT_DOG.replace("kind: {type: string}", "kind: {enum: [pet]}"),
        allow=("ambiguous-discriminator",),
    )
    assert api.received({"kind": "pet", "lives": 3}).lives == 3


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_a_single_member_is_that_member(build: Builder, keyword: str) -> None:
    api = build.things(
        f"Thing: {{{keyword}: [{{$ref: '#/components/schemas/Other'}}]}}\n"
        "Other: {type: object, properties: {x: {type: integer}}}"
    )
    assert type(api.received({"x": 1})) is api.models.Other
    assert api.sent(body={"x": 1}) == {"x": 1}


MEMBERS = """\
- {allOf: [{properties: {kind: {enum: [numeric]}}}, {$ref: '#/components/schemas/Other'}]}
- {allOf: [{$ref: '#/components/schemas/Other'}, {properties: {more: {type: string}}}]}
- {type: object, title: Third, properties: {c: {type: string}}}
- {type: object, required: [fourthId], properties: {d: {type: string}, fourthId: {type: string}}}
"""
ADDED = "- {type: object, required: [z], properties: {z: {const: added}}}\n"


@pytest.mark.parametrize("added", ["", ADDED])
def test_members_are_named_after_what_they_say(build: Builder, added: str) -> None:
    schemas = "Thing:\n  anyOf:\n" + textwrap.indent(added + MEMBERS, "  ")
    api = build.things(schemas + "Other: {type: object, properties: {x: {type: integer}}}\n")
    names = {"ThingNumeric", "ThingOther", "ThingThird", "ThingFourthId"}
    assert names | ({"ThingAdded"} if added else set()) <= set(api.models.__all__)
    assert not [name for name in api.models.__all__ if "Variant" in name]


@pytest.mark.parametrize("null", ["{type: 'null'}", "{const: null}", "{enum: [null]}"])
@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
def test_the_only_member_beside_null_is_named_as_the_whole(
    build: Builder, keyword: str, null: str
) -> None:
    inner = "{type: object, properties: {x: {type: string}}}"
    tagged = "{required: [k], properties: {k: {const: cat}}}, {required: [k], properties: {k: {const: dog}}}"
    api = build.things(
        f"""
        Thing:
          type: object
          properties:
            one: {{{keyword}: [{inner}, {null}]}}
            last: {{{keyword}: [{null}, {{type: array, items: {inner}}}]}}
            pet: {{{keyword}: [{{oneOf: [{tagged}]}}, {null}]}}
        """
    )
    names = {"ThingOne", "ThingLastItem", "ThingPet", "ThingPetCat", "ThingPetDog"}
    assert names <= set(api.package.models.__all__)


def test_what_all_variants_have_can_be_read_of_any(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          properties: {items: {type: array, items: {$ref: '#/components/schemas/Item'}}}
        Item:
          oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]
          discriminator: {propertyName: kind, mapping: {a: A, b: B}}
        A:
          type: object
          required: [kind, itemId]
          properties: {kind: {type: string}, itemId: {type: string}, at: {type: string, format: date}, n: {}}
        B:
          type: object
          required: [kind, itemId]
          properties: {kind: {type: string}, itemId: {type: string}, at: {type: string, format: date}}
        """
    )
    (item,) = api.received({"items": [{"kind": "c", "itemId": "1", "at": "2024-05-05"}]}).items
    assert type(item) is api.models.UnknownItem
    assert (item.item_id, item.at.year) == ("1", 2024)
    assert not type_errors(
        api,
        f"""
        import datetime
        from {api.name}.models import Item
        def read(item: Item) -> tuple[str, datetime.date | None]:
            return item.item_id, item.at
        """,
    )


PETS = """
Thing:
  anyOf:
  - {$ref: '#/components/schemas/Cat'}
  - {$ref: '#/components/schemas/Dog'}
  - {$ref: '#/components/schemas/Bird'}
Cat: {type: object, required: [kind], properties: {kind: {const: cat}, lives: {type: integer}}}
Dog: {type: object, required: [kind, breed], properties: {kind: {const: dog}, breed: {type: string}}}
Bird: {type: object, required: [wings], properties: {wings: {type: integer}}}
"""


def test_an_answer_without_a_required_constant_is_not_of_its_class(build: Builder) -> None:
    api = build.things(PETS)
    with pytest.warns(Warning, match="wings: must be a whole number, got 'x'"):
        assert type(api.received({"wings": "x"})) is api.models.Bird
    with pytest.warns(Warning, match="kind: is missing"):
        cat = api.received({"lives": 3})
    assert type(cat) is api.models.Cat
    assert cat.model_dump() == {"lives": 3}


def test_a_required_constant_is_filled_in_for_the_caller_alone(build: Builder) -> None:
    api = build.things(
        PETS + "Box: {type: object, properties: {cat: {$ref: '#/components/schemas/Cat'}}}"
    )
    cat = api.models.Cat
    assert cat() == cat(kind="cat") == cat.model_validate({})
    assert cat(lives=2).model_dump(exclude_none=True) == {"kind": "cat", "lives": 2}
    with pytest.raises(ValueError, match="kind"):
        cat.model_validate_json("{}")
    assert "default" not in cat.model_json_schema()["properties"]["kind"]
    assert api.sent(body=cat(lives=2)) == {"kind": "cat", "lives": 2}
    assert copy.deepcopy(cat(lives=2)) == cat(lives=2)


def test_a_constant_that_may_be_absent_is_assumed_in_answers(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          type: object
          properties:
            pet:
              oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
              discriminator: {propertyName: kind, mapping: {cat: Cat, dog: Dog}}
            only: {$ref: '#/components/schemas/Cat'}
        Cat: {type: object, properties: {kind: {const: cat, default: cat}, lives: {type: integer}}}
        Dog: {type: object, properties: {kind: {const: dog, default: dog}, name: {type: string}}}
        """
    )
    assert api.received({"only": {"lives": 3}}).only.kind == "cat"
    assert api.received({"pet": {"lives": 3}}).pet.kind == "cat"
    assert api.sent(pet=api.models.Dog(name="Rex")) == {"pet": {"kind": "dog", "name": "Rex"}}


AVATARS = "Thing: {type: object, required: [data], properties: {data: {type: array, items: %s}}}\n"
EITHER = "oneOf: [{$ref: '#/components/schemas/Ready'}, {$ref: '#/components/schemas/Failed'}]"
FORMS = "".join(
    f"{name}: {{type: object, required: [id, kind], properties: {{id: {{type: string}}, kind: {{type: string}}, "
    f"{more}: {{type: string}}, madeAt: {{type: string, format: date-time}}}}}}\n"
    for name, more in (("Ready", "url"), ("Failed", "why"))
)
INLINE = ", ".join(
    f"{{required: [id, kind], properties: {{id: {{type: string}}, kind: {{const: {kind}}}, "
    "madeAt: {type: string, format: date-time}}}"
    for kind in ("ready", "failed")
)


@pytest.mark.parametrize(
    "schemas",
    [
        AVATARS % f"{{{EITHER}, discriminator: {{propertyName: kind, mapping: {{r: Ready}}}}}}"
        + FORMS,
        AVATARS % f"{{{EITHER}, discriminator: {{propertyName: kind}}}}" + FORMS,
        AVATARS % f"{{oneOf: [{INLINE}]}}",
    ],
    ids=["mapped", "named", "inline"],
)
def test_every_item_of_a_list_has_what_all_variants_share(build: Builder, schemas: str) -> None:
    api = build.things(schemas)
    item = {"id": "1", "kind": "new", "madeAt": "2026-01-02T03:04:05Z"}
    (avatar,) = api.received({"data": [item]}).data
    assert type(avatar).__name__.startswith("Unknown")
    assert (avatar.id, avatar.made_at.year) == ("1", 2026)
    assert not type_errors(
        api,
        f"""
        import typing_extensions as t
        from {api.name} import {api.client_class().__name__} as Client
        for avatar in Client(base_url="https://x.test").things.get_thing().data:
            t.assert_type(avatar.id, str)
            print(avatar.made_at.year if avatar.made_at else None)
        """,
    )
