"""Parents and children as springdoc, Jackson and NSwag write them, and tags that stand in many places."""

from __future__ import annotations

import pytest

from tests.harness.building import Builder, type_errors

LOCKS = """
Thing:
  type: object
  required: [lockType]
  properties: {lockType: %s, userNote: {type: string}}
  %s: [{$ref: '#/components/schemas/UserLock'}, {$ref: '#/components/schemas/PartLock'}]
  %s
UserLock:
  allOf: [{$ref: '#/components/schemas/Thing'}, {type: object, properties: {userId: {type: string}}}]
PartLock:
  allOf: [{$ref: '#/components/schemas/Thing'}, {type: object, properties: {partId: {type: string}}}]
LockType: {type: string, enum: [USER, PART]}
"""
MAPPED = "discriminator: {propertyName: lockType, mapping: {USER: UserLock, PART: PartLock}}"


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
@pytest.mark.parametrize("tag", ["{$ref: '#/components/schemas/LockType'}", "{type: string}"])
def test_a_parent_that_lists_its_children_is_their_union(
    build: Builder, keyword: str, tag: str
) -> None:
    api = build.things(LOCKS % (tag, keyword, MAPPED))
    data = {"lockType": "PART", "userNote": "n", "partId": "p"}
    part = api.received(data)
    assert type(part) is api.models.PartLock
    assert (part.lock_type, part.user_note, part.part_id) == ("PART", "n", "p")
    unknown = api.received({"lockType": "NEW", "userNote": "n"})
    assert type(unknown) is api.models.UnknownThing and unknown.user_note == "n"
    made = api.models.PartLock(user_note="n", part_id="p")
    assert api.sent(body=made) == data
    assert api.sent(body={"lock_type": "PART", "user_note": "n", "part_id": "p"}) == data
    assert api.denied(body={"user_note": "n"}) == {"body.lock_type": "required"}


def test_a_parent_that_lists_its_children_without_a_discriminator(build: Builder) -> None:
    api = build.things(LOCKS % ("{$ref: '#/components/schemas/LockType'}", "oneOf", "title: Lock"))
    assert api.received({"lockType": "USER", "partId": "p"}).part_id == "p"
    assert api.sent(body=api.models.UserLock(lock_type="USER", user_id="u")) == {
        "lockType": "USER",
        "userId": "u",
    }


VEHICLES = """
Thing: {type: object, properties: {cars: {type: array, items: {$ref: '#/components/schemas/Car'}}}}
Vehicle:
  type: object
  required: [kind]
  properties: {kind: {type: string}, wheelCount: {type: integer}}
  discriminator: {propertyName: kind, mapping: {car: Car, volvo: Volvo, bike: Bike}}
  %s
Car:
  allOf: [{$ref: '#/components/schemas/Vehicle'}, {type: object, properties: {doors: {type: integer}}}]
Bike: {allOf: [{$ref: '#/components/schemas/Vehicle'}]}
Volvo:
  allOf: [{$ref: '#/components/schemas/Car'}, {type: object, properties: {beltCount: {type: integer}}}]
"""


@pytest.mark.parametrize(
    "listed",
    ["", "oneOf: [{$ref: '#/components/schemas/Car'}, {$ref: '#/components/schemas/Bike'}]"],
)
def test_a_field_of_a_middle_type_accepts_its_heirs(build: Builder, listed: str) -> None:
    api = build.things(VEHICLES % listed)
    data = {"cars": [{"kind": "volvo", "beltCount": 4, "wheelCount": 4}, {"kind": "car"}]}
    cars = api.received(data).cars
    assert [type(car).__name__ for car in cars] == ["Volvo", "Car"]
    assert (cars[0].belt_count, cars[0].wheel_count) == (4, 4)
    models = api.models
    made = [models.Volvo(belt_count=4, wheel_count=4), models.Car()]
    assert api.sent(body=models.Thing(cars=made)) == data
    assert api.sent(cars=made) == data
    assert api.sent(cars=[{"kind": "volvo", "belt_count": 4, "wheel_count": 4}, {"kind": "car"}])
    assert api.denied(cars=[{"kind": "volvo", "belt_count": "4"}]) == {"cars[0].belt_count": "type"}
    assert not type_errors(
        api,
        f"""
        from {api.name}.models import Car, Thing, Volvo
        Thing(cars=[Volvo(belt_count=1), Car(doors=2)])
        """,
    )


def test_parents_that_list_their_children_on_two_levels(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          type: object
          properties: {any: {$ref: '#/components/schemas/Animal'}, cat: {$ref: '#/components/schemas/Cat'}}
        Animal:
          type: object
          required: [kind]
          properties: {kind: {type: string}, legCount: {type: integer}}
          oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
          discriminator: {propertyName: kind, mapping: {lion: Lion, puma: Puma, dog: Dog}}
        Dog: {allOf: [{$ref: '#/components/schemas/Animal'}]}
        Cat:
          allOf: [{$ref: '#/components/schemas/Animal'}]
          properties: {clawCount: {type: integer}}
          oneOf: [{$ref: '#/components/schemas/Lion'}, {$ref: '#/components/schemas/Puma'}]
        Lion: {allOf: [{$ref: '#/components/schemas/Cat'}, {properties: {maneLength: {type: integer}}}]}
        Puma: {allOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Animal'}]}
        """
    )
    lion = {"kind": "lion", "legCount": 4, "clawCount": 9, "maneLength": 1}
    thing = api.received({"any": lion, "cat": {"kind": "puma", "clawCount": 1}})
    assert (type(thing.any), type(thing.cat)) == (api.models.Lion, api.models.Puma)
    assert (thing.any.leg_count, thing.any.claw_count, thing.any.mane_length) == (4, 9, 1)
    assert type(api.received({"any": {"kind": "dog"}}).any) is api.models.Dog
    assert api.sent(
        any={"kind": "lion", "leg_count": 4, "claw_count": 9, "mane_length": 1},
        cat=api.models.Puma(claw_count=1),
    ) == {"any": lion, "cat": {"kind": "puma", "clawCount": 1}}
    assert api.denied(any={"kind": "lion", "mane_length": "x"}) == {"any.mane_length": "type"}


@pytest.mark.parametrize("tags", [("failed", "done"), (1, 0)])
def test_a_mapping_counts_beside_siblings(build: Builder, tags: tuple[object, object]) -> None:
    kind = "string" if isinstance(tags[0], str) else "integer"
    api = build.things(
        f"""
        Thing:
          type: object
          required: [atTime, state]
          properties: {{atTime: {{type: integer}}, state: {{type: {kind}, enum: [{tags[0]}, {tags[1]}]}}}}
          allOf: [{{properties: {{more: {{type: string}}}}}}]
          oneOf: [{{$ref: '#/components/schemas/Failed'}}, {{$ref: '#/components/schemas/Done'}}]
          discriminator:
            propertyName: state
            mapping: {{{tags[0]}: Failed, {tags[1]}: '#/components/schemas/Done'}}
        Failed: {{type: object, properties: {{error: {{type: string}}, detail: {{type: string}}}}}}
        Done: {{type: object, properties: {{took: {{type: number}}, detail: {{type: integer}}}}}}
        """
    )
    done = {"atTime": 1, "state": tags[1], "more": "m"}
    assert type(api.received(done)) is api.models.ThingDone
    assert type(api.received({**done, "state": tags[0]})) is api.models.ThingFailed
    assert api.sent(body=api.models.ThingDone(at_time=1, more="m")) == done
    assert api.sent(body={"at_time": 1, "state": tags[1], "more": "m"}) == done
    assert api.denied(body={**done, "detail": "text"}) == {"body.detail": "type"}
    assert not type_errors(
        api,
        f"""
        import typing_extensions
        from {api.name}.models import Thing, ThingDone
        def read(thing: Thing) -> int | None:
            if thing.state == {tags[1]!r}:
                return typing_extensions.assert_type(thing, ThingDone).detail
            return None
        """,
    )


def test_tags_of_a_shared_enum(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          type: object
          properties:
            pet:
              oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
              discriminator: {propertyName: petType}
        PetType: {type: string, enum: [cat, dog]}
        Cat: {type: object, required: [petType], properties: {petType: {$ref: '#/components/schemas/PetType'}}}
        Dog:
          type: object
          required: [petType]
          properties: {petType: {allOf: [{$ref: '#/components/schemas/PetType'}], description: Which.}}
        """
    )
    assert type(api.received({"pet": {"petType": "dog"}}).pet) is api.models.Dog
    assert api.sent(body=api.models.Thing(pet=api.models.Cat())) == {"pet": {"petType": "cat"}}
    assert "dog" in type_errors(
        api, f"from {api.name}.models import Cat\nCat(pet_type='dog')\n".replace("\n", "\n\n")
    )


def test_a_tag_inside_a_tag(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          oneOf: [{$ref: '#/components/schemas/Animal'}, {$ref: '#/components/schemas/Stone'}]
          discriminator: {propertyName: kind, mapping: {animal: Animal, stone: Stone}}
        Animal:
          oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
          discriminator: {propertyName: subKind, mapping: {cat: Cat, dog: Dog}}
        Cat:
          type: object
          required: [kind, subKind]
          properties: {kind: {type: string}, subKind: {type: string}, x: {type: integer}}
        Dog:
          type: object
          required: [kind, subKind]
          properties: {kind: {type: string}, subKind: {type: string}, x: {type: string}}
        Stone: {type: object, required: [kind], properties: {kind: {type: string}}}
        """
    )
    data = {"kind": "animal", "subKind": "dog", "x": "a"}
    assert type(api.received(data)) is api.models.Dog
    assert type(api.received({"kind": "animal", "subKind": "cat"})) is api.models.Cat
    assert type(api.received({"kind": "stone"})) is api.models.Stone
    for inner in ({"subKind": "newt"}, {"subKind": 3}, {}):
        assert type(api.received({"kind": "animal", **inner})) is api.models.UnknownAnimal
    assert type(api.received({"kind": "tree", "subKind": "dog"})) is api.models.UnknownThing
    assert api.sent(body=api.models.Dog(x="a")) == data
    assert api.sent(body={"kind": "animal", "sub_kind": "dog", "x": "a"}) == data
    assert api.denied(body={**data, "x": 1}) == {"body.x": "type"}


def test_one_union_beside_the_properties_of_two_schemas(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          type: object
          properties: {one: {$ref: '#/components/schemas/One'}, two: {$ref: '#/components/schemas/Two'}}
        Base:
          oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
          discriminator: {propertyName: kind, mapping: {cat: Cat, dog: Dog}}
        Cat: {type: object, required: [kind], properties: {kind: {const: cat}, pawCount: {type: integer}}}
        Dog: {type: object, required: [kind], properties: {kind: {const: dog}}}
        One: {allOf: [{$ref: '#/components/schemas/Base'}], properties: {oneSize: {type: integer}}}
        Two: {allOf: [{$ref: '#/components/schemas/Base'}], properties: {twoSize: {type: integer}}}
        """
    )
    data = {
        "one": {"kind": "cat", "oneSize": 1, "pawCount": 4},
        "two": {"kind": "dog", "twoSize": 2},
    }
    thing = api.received(data)
    assert (thing.one.one_size, thing.one.paw_count, thing.two.two_size) == (1, 4, 2)
    assert (
        api.sent(
            one={"kind": "cat", "one_size": 1, "paw_count": 4}, two={"kind": "dog", "two_size": 2}
        )
        == data
    )


def test_a_middle_type_that_holds_its_like_takes_its_heirs_too(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          required: [kind]
          properties: {kind: {type: string}}
          discriminator: {propertyName: kind, mapping: {cat: Cat, lynx: Lynx}}
          oneOf: [{$ref: '#/components/schemas/Cat'}]
        Cat:
          allOf:
          - {$ref: '#/components/schemas/Thing'}
          - {type: object, properties: {friend: {$ref: '#/components/schemas/Cat'}}}
        Lynx: {allOf: [{$ref: '#/components/schemas/Cat'}, {type: object, properties: {ears: {type: integer}}}]}
        """
    )
    friend = {"kind": "lynx", "ears": 2, "friend": {"kind": "cat"}}
    got = api.received({"kind": "cat", "friend": friend})
    assert type(got) is api.models.Cat
    assert type(got.friend) is api.models.Lynx
    assert type(got.friend.friend) is api.models.Cat


PARENT = """
Thing:
  type: object
  required: [kind]
  properties: {kind: {type: string}}
  discriminator: {propertyName: kind, mapping: {cat: Cat, lynx: Lynx}}
  %s: [{$ref: '#/components/schemas/Cat'}]
"""
TOLD = """
Thing:
  discriminator: {propertyName: kind, mapping: {cat: Cat, lynx: Lynx}}
  %s: [{$ref: '#/components/schemas/Cat'}]
Cat: {type: object, required: [kind], properties: {kind: {type: string}}}
"""
CHILD = (
    "Cat: {allOf: [{$ref: '#/components/schemas/Thing'}, {properties: {x: {type: string}}}]%s}\n"
)
GRANDCHILD = (
    "Lynx: {allOf: [{$ref: '#/components/schemas/Cat'}, {properties: {ears: {type: integer}}}]}\n"
)
LISTED = ", oneOf: [{$ref: '#/components/schemas/Lynx'}]"


@pytest.mark.parametrize(
    ("schemas", "known"),
    [
        (PARENT % "oneOf" + CHILD % "" + GRANDCHILD, {"cat": "Cat", "lynx": "Lynx"}),
        (PARENT % "oneOf" + CHILD % LISTED + GRANDCHILD, {"lynx": "Lynx"}),
        (TOLD % "anyOf" + GRANDCHILD, {"cat": "Cat", "lynx": "Lynx"}),
        (TOLD % "oneOf" + "Lynx: {$ref: '#/components/schemas/Cat'}\n", {"cat": "Cat"}),
    ],
    ids=["extended", "listed", "mapped", "only-member"],
)
def test_the_only_child_and_its_children_have_their_tags(
    build: Builder, schemas: str, known: dict[str, str]
) -> None:
    api = build.things(schemas)
    for tag, name in {**known, "newt": "UnknownThing"}.items():
        assert type(api.received({"kind": tag})).__name__ == name
    for tag in known:
        assert api.sent(body={"kind": tag}) == {"kind": tag}
    for name in known.values():
        assert "Literal" in str(getattr(api.models, name).model_fields["kind"].annotation)


def test_a_mapping_to_what_extends_a_member_is_a_member(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
          discriminator: {propertyName: kind, mapping: {cat: Cat, lynx: Lynx, dog: Dog}}
        Cat: {type: object, required: [kind], properties: {kind: {type: string}}}
        Dog: {type: object, required: [kind], properties: {kind: {type: string}}}
        Lynx: {allOf: [{$ref: '#/components/schemas/Cat'}, {properties: {ears: {type: integer}}}]}
        """
    )
    lynx = api.received({"kind": "lynx", "ears": 2})
    assert type(lynx) is api.models.Lynx and lynx.ears == 2
    assert api.sent(body=api.models.Lynx(ears=2)) == {"kind": "lynx", "ears": 2}


def test_an_unknown_inner_tag_keeps_what_the_inner_variants_share(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          oneOf: [{$ref: '#/components/schemas/Car'}, {$ref: '#/components/schemas/Stone'}]
          discriminator: {propertyName: kind, mapping: {car: Car, stone: Stone}}
        Car:
          oneOf: [{$ref: '#/components/schemas/Volvo'}, {$ref: '#/components/schemas/Saab'}]
          discriminator: {propertyName: carMake, mapping: {volvo: Volvo, saab: Saab}}
        Volvo:
          type: object
          required: [kind, carMake, doorCount]
          properties:
            kind: {type: string}
            carMake: {type: string}
            doorCount: {type: integer, readOnly: true}
            on: {$ref: '#/components/schemas/Thing'}
        Saab:
          type: object
          required: [kind, carMake, doorCount]
          properties: {kind: {type: string}, carMake: {type: string}, doorCount: {type: integer, readOnly: true}}
        Stone: {type: object, required: [kind], properties: {kind: {type: string}}}
        """
    )
    new = {"kind": "car", "carMake": "lada", "doorCount": 3}
    for mode in ("strict", "lenient", "off"):
        answer = {"kind": "car", "carMake": "volvo", "doorCount": 5, "on": new}
        options = {"response_validation": mode}
        volvo, _ = api.call("things.get_thing", answer=answer, options=options)
        assert type(volvo) is api.models.Volvo and type(volvo.on) is api.models.UnknownCar
        assert (volvo.on.kind, volvo.on.car_make, volvo.on.door_count) == ("car", "lada", 3)
    assert not type_errors(
        api,
        f"""
        from {api.name}.models import Thing
        def doors(thing: Thing) -> int:
            return thing.door_count if thing.kind == "car" else 0
        """,
    )
