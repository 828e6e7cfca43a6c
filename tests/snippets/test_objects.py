"""Objects: required, optional, nullable, constant and read-only properties, and what is kept of unknown ones."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest

from tests.harness.building import Builder

PRESENCE = """
Thing:
  type: object
  required: [must, mustOrNull]
  properties:
    must: {type: string}
    mustOrNull: {type: [string, 'null']}
    may: {type: integer}
    mayOrNull: {type: [integer, 'null']}
"""


def test_wire_names_become_attributes(build: Builder) -> None:
    thing = build.things(PRESENCE).received({"must": "a", "mustOrNull": None, "mayOrNull": None})
    assert (thing.must, thing.must_or_null, thing.may, thing.may_or_null) == ("a", None, None, None)
    assert thing.model_fields_set == {"must", "must_or_null", "may_or_null"}


def test_absent_null_and_value_are_three_things_in_a_request(build: Builder) -> None:
    api = build.things(PRESENCE)
    assert api.sent(must="a", must_or_null=None) == {"must": "a", "mustOrNull": None}
    assert api.sent(must="a", must_or_null="b", may=1, may_or_null=None) == {
        "must": "a",
        "mustOrNull": "b",
        "may": 1,
        "mayOrNull": None,
    }
    assert api.denied(must="a", must_or_null="b", may=None) == {"may": "type"}
    assert api.denied(must=None, must_or_null=None) == {"must": "type"}


def test_a_missing_required_argument_is_named(build: Builder) -> None:
    api = build.things(PRESENCE)
    assert api.denied(body={"must": "a"}) == {"body.must_or_null": "required"}
    assert api.denied(must="a") == {"must_or_null": "required"}


def test_the_body_can_be_a_model_or_a_dict_with_names_of_either_side(build: Builder) -> None:
    api = build.things(PRESENCE)
    expected = {"must": "a", "mustOrNull": None, "may": 3}
    assert api.sent(body=api.models.Thing(must="a", must_or_null=None, may=3)) == expected
    assert api.sent(body={"must": "a", "must_or_null": None, "may": 3}) == expected
    assert api.sent(body={"must": "a", "mustOrNull": None, "may": 3}) == expected
    both = {"must": "a", "mustOrNull": None, "must_or_null": "b"}
    assert list(api.denied(body=both).values()) == ["names"]
    with pytest.raises(TypeError, match="not both"):
        api.endpoints.things.create_thing(must="b", body={"must": "a"})


def test_nullable_of_openapi_3_0(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          type: object
          required: [must, ref]
          properties:
            must: {type: string, nullable: true}
            may: {type: string, nullable: true, enum: [a, b]}
            ref: {nullable: true, allOf: [{$ref: '#/components/schemas/Other'}]}
            above: {type: integer, minimum: 3, exclusiveMinimum: true}
        Other: {type: object, properties: {x: {type: integer}}}
        """,
        head="openapi: 3.0.3\ninfo: {title: Old, version: '1'}\n",
    )
    assert api.received({"must": None, "may": None, "ref": None}).must is None
    assert api.received({"must": "x", "may": "a", "ref": {"x": 1}}).ref.x == 1
    assert api.sent(must=None, may=None, ref=None) == {"must": None, "may": None, "ref": None}
    assert api.denied(must="x", ref=None, above=3) == {"above": "exclusiveMinimum"}


def test_unknown_fields_are_kept_even_by_closed_objects(build: Builder) -> None:
    api = build.things(
        "Thing: {type: object, additionalProperties: false, properties: {a: {type: string}}}"
    )
    thing = api.received({"a": "x", "newField": {"deep": [1]}})
    assert thing.newField == {"deep": [1]}
    assert api.denied(body={"a": "x", "newField": 1}) == {"body.newField": "additionalProperties"}


def test_formats_are_values_of_python(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          type: object
          required: [id, day, at]
          properties:
            id: {type: string, format: uuid}
            day: {type: string, format: date}
            at: {type: string, format: date-time}
        """
    )
    id_ = "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e"
    thing = api.received({"id": id_, "day": "2026-01-31", "at": "2026-01-31T12:00:00Z"})
    assert (thing.id, thing.day) == (uuid.UUID(id_), dt.date(2026, 1, 31))
    assert thing.at == dt.datetime(2026, 1, 31, 12, tzinfo=dt.timezone.utc)
    expected = {"id": id_, "day": "2026-01-31", "at": "2026-01-31T12:00:00Z"}
    assert api.sent(id=thing.id, day=thing.day, at=thing.at) == expected
    assert api.sent(**expected) == expected
    assert api.denied(id="x", day="31.1.2026", at="noon") == {
        "id": "format",
        "day": "format",
        "at": "format",
    }


def test_numbers_are_lossless(build: Builder) -> None:
    api = build.things(
        "Thing: {type: object, properties: {n: {type: number}, i: {type: integer, format: int64}}}"
    )
    thing = api.received({"n": 5, "i": 9007199254740993})
    assert (thing.n, thing.i) == (5, 9007199254740993)
    assert isinstance(thing.n, int)
    assert isinstance(api.received({"n": 5.0}).n, float)
    assert api.sent(n=0.1, i=9007199254740993) == {"n": 0.1, "i": 9007199254740993}


def test_defaults_are_told_but_never_filled_in(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          type: object
          properties:
            size: {type: integer, default: 300}
            kind: {type: string, enum: [a, b], default: a}
        """
    )
    assert api.received({}).size is None
    assert api.sent() in (None, {})
    assert api.sent(kind="b") == {"kind": "b"}
    assert "`300`" in api.files["models/thing.py"]


def test_read_only_is_not_asked_for_and_write_only_not_demanded(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          type: object
          required: [id, name, secret]
          properties:
            id: {type: string, readOnly: true}
            name: {type: string}
            secret: {type: string, writeOnly: true}
        """
    )
    assert api.sent(name="a", secret="s") == {"name": "a", "secret": "s"}
    assert api.received({"id": "1", "name": "a"}).id == "1"
    with pytest.raises(TypeError, match="id"):
        api.endpoints.things.create_thing(id="1", name="a", secret="s")


def test_required_constants_are_filled_in(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          type: object
          required: [kind, version, name]
          properties:
            kind: {const: thing}
            version: {type: integer, enum: [2]}
            name: {type: string}
            flag: {const: true}
        """
    )
    assert api.sent(name="a") == {"kind": "thing", "version": 2, "name": "a"}
    assert api.sent(body={"name": "a"}) == {"name": "a", "kind": "thing", "version": 2}
    assert api.sent(body=api.models.Thing(name="a")) == {"kind": "thing", "version": 2, "name": "a"}
    assert api.denied(name="a", kind="other", flag=False) == {"kind": "const", "flag": "const"}


def test_deprecated_is_said_where_it_is_read(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          type: object
          deprecated: true
          properties: {old: {type: string, deprecated: true, description: The old one.}}
        """
    )
    assert "Deprecated." in api.models.Thing.__doc__
    assert "old: The old one. Deprecated." in api.client().things.create_thing.__doc__


def test_a_type_too_long_for_a_line_is_the_same_type(build: Builder) -> None:
    values = [f"a rather long value, number {number}" for number in range(4)]
    api = build.things(
        f"""
        Thing:
          type: object
          required: [kinds, one, other]
          properties:
            kinds: {{type: array, items: {{enum: {values}}}}}
            one: {{enum: {[*values[:1], values[0] * 3]}}}
            other: {{$ref: '#/components/schemas/AnotherThingWithAnExtraordinarilyLongNameThatFillsTheLine'}}
        AnotherThingWithAnExtraordinarilyLongNameThatFillsTheLine:
          type: object
          additionalProperties: {{type: array, items: {{enum: {values[:1]}}}}}
          properties: {{x: {{type: array, items: {{enum: {[values[0] * 3]}}}}}}}
        """
    )
    api.build_models()
    assert api.sent(kinds=values[:1], one=values[0], other={})["kinds"] == values[:1]


def test_words_about_objects_or_lists_alone_tell_the_type(build: Builder) -> None:
    built = build.things("""
    Thing:
      type: object
      properties:
        a: {patternProperties: {'^x': {type: string}}}
        b: {unevaluatedProperties: {type: integer}}
        c: {propertyNames: {pattern: '^a'}}
        d: {type: array, unevaluatedItems: {type: string}}
        e: {contains: {type: string}}
    """)
    said = {name: field.annotation for name, field in built.models.Thing.model_fields.items()}
    assert said == {
        "a": dict[str, Any] | None,
        "b": dict[str, int] | None,
        "c": dict[str, Any] | None,
        "d": list[str] | None,
        "e": list[Any] | None,
    }
    assert built.received({"b": {"z": 1}, "d": ["q"], "e": ["x", 1]}).b == {"z": 1}
