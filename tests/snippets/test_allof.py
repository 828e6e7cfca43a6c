"""`allOf` and keywords beside `$ref`: everything that is said holds at once."""

from __future__ import annotations

import textwrap
import time

import pytest

from tests.harness.building import HEAD, THINGS, Builder


def test_members_are_joined_into_one_object(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          allOf:
          - $ref: '#/components/schemas/Base'
          - {type: object, required: [b], properties: {b: {type: integer}}}
          properties: {c: {type: boolean}}
        Base: {type: object, required: [a], properties: {a: {type: string, maxLength: 3}}}
        """
    )
    thing = api.received({"a": "x", "b": 1, "c": True})
    assert (thing.a, thing.b, thing.c) == ("x", 1, True)
    assert api.sent(a="x", b=1) == {"a": "x", "b": 1}
    assert api.denied(a="long", b="1") == {"a": "maxLength", "b": "type"}
    assert api.denied(a="x") == {"b": "required"}


def test_members_with_only_required_make_properties_of_others_required(build: Builder) -> None:
    api = build.things(
        """
        Thing: {allOf: [{$ref: '#/components/schemas/Base'}, {required: [a]}]}
        Base: {type: object, properties: {a: {type: string}, b: {type: string}}}
        """
    )
    assert api.models.Thing.model_fields["a"].is_required()
    assert not api.models.Thing.model_fields["b"].is_required()
    assert not api.models.Base.model_fields["a"].is_required()
    assert api.denied() == {"a": "required"}


def test_a_property_is_narrowed(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          allOf:
          - $ref: '#/components/schemas/Base'
          - properties: {kind: {const: special}, n: {maximum: 5}}
        Base:
          type: object
          required: [kind]
          properties: {kind: {type: string, enum: [special, plain]}, n: {type: integer, minimum: 1}}
        """
    )
    assert api.sent(n=3) == {"kind": "special", "n": 3}
    assert api.denied(n=9) == {"n": "maximum"}
    assert api.denied(n=0, kind="plain") == {"n": "minimum", "kind": "const"}


def test_keywords_beside_a_reference_count_in_3_1(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          type: object
          properties:
            short: {$ref: '#/components/schemas/Text', maxLength: 2, description: A short one.}
            long: {$ref: '#/components/schemas/Text'}
        Text: {type: string, minLength: 1}
        """
    )
    assert api.denied(short="abc", long="") == {"short": "maxLength", "long": "minLength"}
    assert "A short one." in api.files["models/thing.py"]


def test_keywords_beside_a_reference_are_ignored_in_3_0_and_said_to_be(build: Builder) -> None:
    api = build.things(
        """
        Thing: {type: object, properties: {short: {$ref: '#/components/schemas/Text', maxLength: 2}}}
        Text: {type: string}
        """,
        head="openapi: 3.0.0\ninfo: {title: Old, version: '1'}\n",
        allow=("ref-siblings",),
    )
    assert api.sent(short="abc") == {"short": "abc"}


def test_a_described_reference_is_the_same_type(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          type: object
          properties:
            a: {$ref: '#/components/schemas/Other', description: The first.}
            b: {allOf: [{$ref: '#/components/schemas/Other'}], description: The second.}
            c: {allOf: [{$ref: '#/components/schemas/Other'}], nullable: true}
        Other: {type: object, properties: {x: {type: integer}}}
        """,
        head="openapi: 3.0.0\ninfo: {title: Old, version: '1'}\n",
    )
    thing = api.received({"a": {"x": 1}, "b": {"x": 2}, "c": None})
    assert type(thing.a) is type(thing.b) is api.models.Other
    assert thing.b.x == 2
    assert "class Thing" in api.files["models/thing.py"]


REF = "{$ref: '#/components/schemas/Other'}"
BESIDE = {
    "3.0.3": (
        ("nullable: true", "type: object"),
        ("nullable: true", "type: object", "description: Which."),
        ("minProperties: 0",),
        ("minProperties: 1",),
        ("properties: {}", "required: []"),
        ("required: [x]",),
        ("additionalProperties: {}", "type: object"),
        ("readOnly: false", "title: T", "deprecated: true", "type: object"),
    ),
    "3.1.0": (("type: [object, 'null']",), ("type: ['null', object]", "minProperties: 0")),
}


@pytest.mark.parametrize("version", list(BESIDE))
def test_what_says_nothing_beside_one_reference_makes_no_copy(build: Builder, version: str) -> None:
    wholes = [f"{key}: [{REF}]" for key in ("oneOf", "anyOf", "allOf")]
    if version == "3.1.0":
        wholes += [f"anyOf: [{REF}, {{type: 'null'}}]", f"oneOf: [{{type: 'null'}}, {REF}]"]
        wholes += [f"allOf: [{REF}, {REF}]", f"anyOf: [{{oneOf: [{REF}]}}]"]
    orders = [
        order
        for whole in wholes
        for more in BESIDE[version]
        for order in ([whole, *more], [*more, whole])
    ]
    members = ", ".join(f"p{n}: {{{', '.join(order)}}}" for n, order in enumerate(orders))
    api = build.things(
        f"""
        Thing: {{type: object, properties: {{{members}}}}}
        Other: {{type: object, required: [x], properties: {{x: {{type: integer}}}}}}
        """,
        head=f"openapi: {version}\ninfo: {{title: Beside, version: '1'}}\n",
    )
    assert set(api.models.__all__) == {"Thing", "ThingParam", "Other", "OtherParam"}
    thing = api.received({f"p{n}": {"x": n} for n in range(len(orders))})
    assert {type(getattr(thing, name)) for name in api.models.Thing.model_fields} == {
        api.models.Other
    }


def test_diamonds_do_not_explode(build: Builder) -> None:
    """Each level names the one below twice: 2 to the power of 30 paths lead to the ground."""
    levels = "".join(
        f"L{n}: {{allOf: [{{$ref: '#/components/schemas/L{n - 1}'}}, {{$ref: '#/components/schemas/L{n - 1}'}}]}}\n"
        for n in range(1, 31)
    )
    ground = "L0: {type: object, required: [x], properties: {x: {type: integer}}}\n"
    started = time.monotonic()
    api = build.things("Thing: {$ref: '#/components/schemas/L30'}\n" + levels + ground)
    assert api.received({"x": 1}).x == 1
    assert api.denied(body={"x": "1"}) == {"body.x": "type"}
    assert time.monotonic() - started < 20


def test_ladders_of_alternatives_do_not_explode(build: Builder) -> None:
    levels = "".join(
        f"L{n}: {{type: object, properties: {{a: {{$ref: '#/components/schemas/L{n - 1}'}}, "
        f"b: {{oneOf: [{{$ref: '#/components/schemas/L{n - 1}'}}, {{type: 'null'}}]}}}}}}\n"
        for n in range(1, 31)
    )
    api = build.things(
        "Thing: {$ref: '#/components/schemas/L30'}\n" + levels + "L0: {type: integer}\n"
    )
    assert api.received({"a": {"b": None}}).a.b is None


def test_what_nothing_can_satisfy_is_reported(build: Builder) -> None:
    api = build.things(
        "Thing: {type: object, properties: {n: {allOf: [{type: string}, {type: integer}]}}}",
        allow=("allof-conflict",),
    )
    assert api.received({"n": "x"}).n == "x"
    assert set(api.denied(n="x")) == {"n"}


@pytest.mark.parametrize(
    "schemas",
    [
        "Thing: {allOf: [{$ref: '#/components/schemas/Thing'}]}",
        "Thing: {allOf: [{$ref: '#/components/schemas/B'}], properties: {a: {type: integer}}}\n"
        "B: {allOf: [{$ref: '#/components/schemas/Thing'}], properties: {b: {type: integer}}}",
        "Thing: {type: object, properties: {a: {allOf: [{$ref: '#/components/schemas/B'}, {minProperties: 1}]}}}\n"
        "B: {allOf: [{allOf: [{$ref: '#/components/schemas/C'}]}]}\n"
        "C: {$ref: '#/components/schemas/B', type: object}",
    ],
)
def test_an_allof_that_leads_back_to_itself_is_an_error(build: Builder, schemas: str) -> None:
    found = build.diagnose(HEAD + THINGS + textwrap.indent(schemas, "    "))
    assert {(item.code, item.severity) for item in found} == {("allof-ring", "error")}
    assert all(item.location is not None for item in found)


def test_required_without_a_property_is_demanded_all_the_same(build: Builder) -> None:
    api = build.things("Thing: {type: object, required: [x, y], properties: {x: {type: integer}}}")
    assert api.denied(x=1) == {"y": "required"}
    assert api.sent(body={"x": 1, "y": 2}) == {"x": 1, "y": 2}
    assert api.received({"x": 1}).x == 1


def test_an_alternative_that_is_ruled_out_leaves_the_others(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          allOf:
          - {type: object, properties: {n: {anyOf: [{type: integer, maximum: 9}, {type: 'null'}]}}}
          - {type: object, properties: {n: {type: integer, minimum: 1}}}
        """
    )
    assert api.models.Thing.model_fields["n"].annotation == (int | None)
    assert api.sent(n=3) == {"n": 3}
    assert api.denied(n=0) == {"n": "minimum"}


CLOSED = """
A:
  type: object
  additionalProperties: false
  required: [a]
  properties: {a: {type: string, maxLength: 3}, camelCase: {type: integer}}
B: {type: object, additionalProperties: false, required: [b], properties: {b: {type: string}}}
"""


def test_closed_members_are_closed_together(build: Builder) -> None:
    """Taken literally nothing would be valid: each member forbids what the other requires."""
    api = build.things(
        "Thing: {allOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}"
        + CLOSED,
        allow=("allof-closed",),
    )
    assert api.received({"a": "x", "b": "y", "new": 1}).b == "y"
    assert api.sent(a="x", b="y", camel_case=1) == {"a": "x", "b": "y", "camelCase": 1}
    assert api.sent(body={"a": "x", "b": "y", "camel_case": 1})["camelCase"] == 1
    assert api.denied(body={"a": "long", "c": 1}) == {
        "body.a": "maxLength",
        "body.b": "required",
        "body.c": "unevaluatedProperties",
    }


def test_a_closed_base_is_open_to_what_is_added(build: Builder) -> None:
    api = build.things(
        "Thing: {allOf: [{$ref: '#/components/schemas/A'}], properties: {more: {type: integer}}}"
        + CLOSED,
        allow=("allof-closed",),
    )
    assert api.sent(a="x", more=1) == {"a": "x", "more": 1}
    assert api.denied(body={"a": "x", "c": 1}) == {"body.c": "unevaluatedProperties"}


def test_a_closed_member_that_knows_all_properties_is_as_written(build: Builder) -> None:
    api = build.things(
        "Thing: {allOf: [{$ref: '#/components/schemas/A'}, {required: [camelCase]}]}" + CLOSED
    )
    assert api.sent(a="x", camel_case=1) == {"a": "x", "camelCase": 1}
    assert api.denied(body={"a": "x", "c": 1}).keys() == {"body.c", "body.camelCase"}


@pytest.mark.parametrize(
    ("schemas", "code"),
    [
        ("Thing: {anyOf: [{$ref: '#/components/schemas/Thing'}, {type: object}]}", "union-ring"),
        (
            "Thing: {anyOf: [{$ref: '#/components/schemas/B'}, {type: object}]}\n"
            "B: {oneOf: [{$ref: '#/components/schemas/Thing'}, {type: string}]}",
            "union-ring",
        ),
    ],
)
def test_a_ring_with_nothing_in_it_allows_anything_and_is_reported(
    build: Builder, schemas: str, code: str
) -> None:
    api = build.things(schemas, allow=(code,))
    api.build_models()
    assert api.received({"x": 1}) == {"x": 1}
    assert api.sent(body={"x": 1}) == {"x": 1}


def test_a_ring_of_references_is_an_error(build: Builder) -> None:
    found = build.diagnose(
        """
        paths: {}
        components:
          schemas:
            Thing: {$ref: '#/components/schemas/Other'}
            Other: {$ref: '#/components/schemas/Thing'}
        """
    )
    assert {(item.code, item.severity) for item in found} == {("ref-cycle", "error")}
    assert all(item.location is not None for item in found)


def test_a_list_of_itself_is_no_ring(build: Builder) -> None:
    api = build.things("Thing: {type: array, items: {$ref: '#/components/schemas/Thing'}}")
    api.build_models()
    assert api.received([[], [[]]]) == [[], [[]]]
    with pytest.warns(api.package.ResponseValidationWarning, match="must be Thing"):
        assert api.received([[3]]) == [[3]]


@pytest.mark.parametrize(
    "schema",
    [
        "{type: object, description: x, allOf: [REF]}",
        "{type: object, allOf: [REF, {description: x}], xml: {name: a}}",
        "{allOf: [{title: x, x-order: 1}, REF], readOnly: false}",
        "{$ref: '#/components/schemas/Other', summary: x}",
        "{$ref: '#/components/schemas/Other', type: object, description: x}",
        "{$ref: '#/components/schemas/Other', externalDocs: {url: x}, propertyOrder: 1}",
        "{type: object, oneOf: [REF], title: x}",
        "{type: [object, array], allOf: [REF]}",
        "{type: object, allOf: [REF, {type: object}]}",
        "{allOf: [REF, {type: object, properties: {}, required: []}], additionalProperties: true}",
        "{allOf: [REF], properties: {}, required: [x]}",
        "{allOf: [{allOf: [REF], description: x}], description: y}",
        "{allOf: [REF, {required: [x], description: x}]}",
    ],
)
def test_what_only_describes_makes_no_class_of_its_own(build: Builder, schema: str) -> None:
    written = schema.replace("REF", "{$ref: '#/components/schemas/Other'}")
    api = build.things(
        f"""
        Thing: {{type: object, properties: {{a: {written}, b: {{type: array, items: {written}}}}}}}
        Other: {{type: object, required: [x], properties: {{x: {{type: integer}}}}}}
        """
    )
    thing = api.received({"a": {"x": 1}, "b": [{"x": 2}]})
    assert type(thing.a) is type(thing.b[0]) is api.models.Other
    assert set(api.models.__all__) == {"Thing", "ThingParam", "Other", "OtherParam"}


def test_how_many_fields_there_must_be_makes_no_class_but_is_checked(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          type: object
          properties: {a: {allOf: [{$ref: '#/components/schemas/Other'}], minProperties: 2}}
        Other: {type: object, properties: {x: {type: integer}, y: {type: integer}}}
        """
    )
    assert set(api.models.__all__) == {"Thing", "ThingParam", "Other", "OtherParam"}
    other = api.models.Other
    assert api.sent(a=other(x=1, y=2)) == {"a": {"x": 1, "y": 2}}
    assert api.denied(a=other(x=1)) == {"a": "minProperties"}
