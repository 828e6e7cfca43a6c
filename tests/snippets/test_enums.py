"""Enumerations and constants: closed for what is sent, open for what comes."""

from __future__ import annotations

import typing

import pytest

from tests.harness.building import Builder, dumped

KINDS = """
Thing:
  type: object
  required: [kind]
  properties:
    kind: {$ref: '#/components/schemas/Kind'}
    size: {type: integer, enum: [1, 2, 4]}
    mixed: {enum: [a, 1, true, null]}
    ratio: {type: number, enum: [0.5, 1.5]}
Kind: {type: string, enum: [small, 'very large', 'a"b', '', "line\\nbreak", "\\u2028"]}
"""


def test_an_unknown_value_is_kept_in_responses(build: Builder) -> None:
    api = build.things(KINDS)
    assert api.received({"kind": "brand new", "size": 8, "ratio": 2.5}).kind == "brand new"


def test_every_value_comes_and_goes_unchanged(build: Builder) -> None:
    api = build.things(KINDS)
    for kind in ("small", "very large", 'a"b', "", "line\nbreak", "\u2028"):
        assert api.sent(kind=kind) == {"kind": kind}
        assert api.received({"kind": kind}).kind == kind
    for mixed in ("a", 1, True, None):
        sent = api.sent(kind="small", mixed=mixed)["mixed"]
        assert (type(sent), sent) == (type(mixed), mixed)


def test_an_unknown_value_is_not_sent(build: Builder) -> None:
    api = build.things(KINDS)
    denied = api.denied(kind="large", size=3, mixed=False, ratio=1.0)
    assert denied == {"kind": "enum", "size": "enum", "mixed": "enum", "ratio": "enum"}


def test_the_type_lists_the_values_and_is_open_only_for_responses(build: Builder) -> None:
    api = build.things("Thing: {type: string, enum: [a, b]}")
    literal, text = typing.get_args(api.models.Thing)
    assert typing.get_args(literal) == ("a", "b") and text is str
    assert typing.get_args(api.models.ThingParam) == ("a", "b")
    assert api.received("c") == "c"
    assert api.denied(body="c") == {"body": "enum"}


def test_true_is_not_one(build: Builder) -> None:
    api = build.things("Thing: {type: object, properties: {one: {enum: [1]}, yes: {enum: [true]}}}")
    assert api.sent(one=1, yes=True) == {"one": 1, "yes": True}
    assert api.denied(one=True, yes=1) == {"one": "enum", "yes": "enum"}


def test_values_that_are_objects_are_checked_too(build: Builder) -> None:
    api = build.things("Thing: {type: object, properties: {at: {enum: [{x: 1}, [2]]}}}")
    assert api.sent(at={"x": 1}) == {"at": {"x": 1}}
    assert api.denied(at={"x": 2}) == {"at": "enum"}


def test_an_enum_beside_a_wrong_type_is_quoted_by_its_own(build: Builder) -> None:
    api = build.things("""Thing: {type: object, properties: {n: {type: integer, enum: ["1"]}}}""")
    assert api.received({"n": "1"}).n == "1"


def test_repeated_values_are_one(build: Builder) -> None:
    api = build.things("Thing: {type: object, properties: {n: {enum: [a, a, b]}}}")
    assert api.sent(n="b") == {"n": "b"}


STRICT = {"response_validation": "strict"}


def test_true_is_not_one_in_answers(build: Builder) -> None:
    api = build.things(
        "Thing: {type: object, properties: {n: {type: integer, enum: [0, 1]}, "
        "one: {const: 1}, yes: {type: boolean, enum: [true]}}}"
    )
    for fits in ({"n": 1, "one": 1, "yes": True}, {"n": 7, "one": 1.0, "yes": False}):
        thing, _ = api.call("things.get_thing", answer=fits, options=STRICT)
        assert dumped(thing) == fits
    for name, wrong in {"n": True, "one": True, "yes": 1}.items():
        with pytest.raises(api.package.APIResponseValidationError, match=name):
            api.call("things.get_thing", answer={name: wrong}, options=STRICT)
        with pytest.warns(api.package.ResponseValidationWarning, match=name):
            kept = getattr(api.received({name: wrong}), name)
        assert type(kept) is type(wrong)


ALONE = """
Thing:
  type: object
  properties: {first: {$ref: '#/components/schemas/A'}, either: {$ref: '#/components/schemas/E'}}
E: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}
A: {type: object, required: [kind], properties: {kind: {type: string, enum: [a]}}}
B: {type: object, required: [kind], properties: {kind: {type: string, enum: [b]}}}
"""


def test_the_tag_of_a_variant_is_open_where_it_stands_alone(build: Builder) -> None:
    api = build.things(ALONE)
    answer = {"first": {"kind": "new"}, "either": {"kind": "b"}}
    thing, _ = api.call("things.get_thing", answer=answer, options=STRICT)
    assert thing.first.kind == "new" and type(thing.either) is api.models.B
    unknown, _ = api.call("things.get_thing", answer={"either": {"kind": "new"}}, options=STRICT)
    assert isinstance(unknown.either, api.package.UnknownVariant)
    with pytest.raises(api.package.APIResponseValidationError, match=r"first\.kind"):
        api.call("things.get_thing", answer={"first": {"kind": 1}}, options=STRICT)
