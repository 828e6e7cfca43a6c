"""Arrays, maps and schemas that contain themselves."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from tests.harness.building import Builder, type_errors

REF = "{$ref: '#/components/schemas/Part'}"


def test_arrays_of_models_and_their_bounds(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          type: object
          properties:
            tags: {type: array, items: {type: string, minLength: 1}, minItems: 1, maxItems: 2, uniqueItems: true}
            parts: {type: array, items: {type: object, required: [n], properties: {n: {type: integer}}}}
            any: {type: array}
            matrix: {type: array, items: {type: array, items: {type: number}}}
        """
    )
    data = {"tags": ["a"], "parts": [{"n": 1}], "any": [1, "x", None], "matrix": [[1, 2.5], []]}
    thing = api.received(data)
    assert thing.parts[0].n == 1 and thing.matrix[0][1] == 2.5
    assert api.sent(tags=("a", "b"), parts=[{"n": 1}, thing.parts[0]])["parts"] == [{"n": 1}] * 2
    assert api.denied(tags=[]) == {"tags": "minItems"}
    assert api.denied(tags=["a", "b", "c"]) == {"tags": "maxItems"}
    assert api.denied(tags=["a", "a"]) == {"tags": "uniqueItems"}
    assert api.denied(tags=["a", ""], parts=[{}]) == {
        "tags[1]": "minLength",
        "parts[0].n": "required",
    }
    assert api.denied(tags="ab") == {"tags": "type"}


def test_tuples(build: Builder) -> None:
    api = build.things(
        "Thing: {type: object, properties: {point: {type: array, items: false, "
        "prefixItems: [{type: number}, {type: string}]}}}"
    )
    assert api.received({"point": [1, "x"]}).point == [1, "x"]
    assert api.denied(point=["x", "x"]) == {"point[0]": "type"}
    assert set(api.denied(point=[1, "x", 2])) <= {"point", "point[2]"}


def test_each_position_keeps_its_type(build: Builder) -> None:
    """What looks like a date is one only where the document says so; shorter and longer lists, too."""
    day = "2024-05-05"
    api = build.things(
        """
        Thing:
          type: object
          properties:
            pair: {type: array, prefixItems: [DAY, {type: string}], minItems: 2, maxItems: 2}
            swap: {type: array, prefixItems: [{type: string}, PART], items: false, minItems: 2}
            some: {type: array, prefixItems: [DAY, {type: string}], items: false}
            more: {type: array, prefixItems: [{type: string}], items: DAY}
            named: {$ref: '#/components/schemas/Row'}
            rows: {type: array, items: {$ref: '#/components/schemas/Row'}}
        Row: {type: array, prefixItems: [DAY, {type: 'null'}], minItems: 2, maxItems: 2}
        Part: {type: object, properties: {in-side: {type: string, format: date}}}
        """.replace("DAY", "{type: string, format: date}").replace("PART", REF)
    )
    data = {"pair": [day, day], "swap": [day, {"in-side": day}], "more": [day, day, day]}
    thing = api.received({**data, "some": [day], "named": [day, None], "rows": [[day, None]]})
    date = dt.date(2024, 5, 5)
    assert thing.pair == (date, day) and thing.more == [day, date, date] and thing.some == [date]
    assert thing.swap[0] == day and thing.swap[1].in_side == date
    assert thing.named == thing.rows[0] == (date, None)
    sent = api.sent(pair=(date, day), swap=[day, {"in_side": date}], some=[], more=[day, date])
    assert sent == {**data, "some": [], "more": [day, day]}
    assert api.sent(swap=thing.swap)["swap"] == data["swap"]
    assert api.denied(pair=("x", day), swap=(day,)) == {"pair[0]": "format", "swap": "minItems"}
    with pytest.warns(api.package.ResponseValidationWarning, match="must be date"):
        wrong = api.received({"pair": ["x", day], "more": [day, day, "y"]})
    assert wrong.pair == ("x", day) and wrong.more == [day, date, "y"]
    assert "pair: tuple[_r.Date, str] | None" in api.files["models/thing.py"]


def test_lists_of_older_drafts_keep_their_positions(build: Builder) -> None:
    api = build.things(
        "Thing: {type: object, properties: {a: {type: array, minItems: 2, additionalItems: false, "
        "items: [{type: string}, {type: string, format: date}]}}}",
        allow=("tuple-items",),
    )
    assert api.received({"a": ["2024-05-05", "2024-05-05"]}).a[0] == "2024-05-05"
    assert "a: tuple[str, _r.Date] | None" in api.files["models/thing.py"]


def test_sets_are_lists_of_their_items_in_one_order(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          type: object
          properties:
            tags: {type: array, items: {type: string}, uniqueItems: true}
            days: {type: array, items: {type: string, format: date}, uniqueItems: true}
            list: {type: array, items: {type: integer}}
            price: {type: number}
        """
    )
    days = frozenset({dt.date(2024, 5, 6), dt.date(2024, 5, 5)})
    assert api.sent(tags={"b", "a", "c"}, days=days, list={10, 9}, price=Decimal("1.5")) == {
        "tags": ["a", "b", "c"],
        "days": ["2024-05-05", "2024-05-06"],
        "list": [9, 10],
        "price": 1.5,
    }
    assert api.models.Thing(tags={"a"}).tags == ["a"]
    assert not type_errors(
        api,
        f"""
        from decimal import Decimal
        from {api.name} import {api.client_class().__name__}

        client = {api.client_class().__name__}(base_url="https://x.test")
        client.things.create_thing(tags={{"a"}}, price=Decimal("1.5"))
        client.things.create_thing(tags=["a"], price=1)
        """,
    )


def test_maps_are_typed_and_their_keys_never_converted(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          type: object
          properties:
            counts: {type: object, additionalProperties: {type: integer}}
            people: {type: object, additionalProperties: {$ref: '#/components/schemas/Person'}}
            free: {type: object}
        Person: {type: object, properties: {firstName: {type: string}}}
        """
    )
    data = {
        "counts": {"first_name": 1},
        "people": {"first_name": {"firstName": "A"}},
        "free": {"a_b": 1},
    }
    thing = api.received(data)
    assert thing.people["first_name"].first_name == "A"
    assert api.sent(**{**data, "people": {"first_name": {"first_name": "A"}}}) == data
    assert api.denied(counts={"a": "1"}) == {"counts.a": "type"}


def test_an_object_with_properties_and_typed_extras(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          type: object
          properties: {total: {type: integer}}
          additionalProperties: {type: array, items: {$ref: '#/components/schemas/Item'}}
        Item: {type: object, properties: {id: {type: integer}}}
        """
    )
    thing = api.received({"total": 1, "x": [{"id": 7}]})
    assert thing.model_extra["x"][0].id == 7
    assert api.sent(body={"total": 1, "x": [{"id": 7}]}) == {"total": 1, "x": [{"id": 7}]}
    assert api.denied(body={"x": 1}) == {"body.x": "type"}


def test_pattern_properties_and_property_names(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          type: object
          patternProperties: {'^n_': {type: integer}}
          propertyNames: {maxLength: 5}
          minProperties: 1
          maxProperties: 2
        """
    )
    assert api.received({"n_a": 1, "text": "x"})["n_a"] == 1
    assert api.denied(body={"n_a": "x"}) == {"body.n_a": "type"}
    assert set(api.denied(body={"too_long": 1}).values()) == {"maxLength"}
    assert api.denied(body={}) == {"body": "minProperties"}
    assert api.denied(body={"a": 1, "b": 2, "c": 3}) == {"body": "maxProperties"}


def test_an_object_that_contains_itself(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          type: object
          properties:
            name: {type: string, maxLength: 3}
            child: {$ref: '#/components/schemas/Thing'}
            children: {type: array, items: {$ref: '#/components/schemas/Thing'}}
            byName: {type: object, additionalProperties: {$ref: '#/components/schemas/Thing'}}
        """
    )
    data = {"child": {"children": [{"name": "a", "byName": {"x": {"name": "b"}}}]}}
    thing = api.received(data)
    assert thing.child.children[0].by_name["x"].name == "b"
    assert api.sent(child=thing.child) == data
    assert api.denied(child={"children": [{"name": "long"}]}) == {
        "child.children[0].name": "maxLength"
    }


def test_a_list_that_contains_itself(build: Builder) -> None:
    api = build.things(
        """
        Thing: {type: object, required: [tree], properties: {tree: {$ref: '#/components/schemas/Tree'}}}
        Tree: {type: array, items: {$ref: '#/components/schemas/Tree'}}
        """
    )
    assert api.received({"tree": [[], [[]]]}).tree == [[], [[]]]
    assert api.sent(tree=[[], [[]]]) == {"tree": [[], [[]]]}
    assert api.denied(tree=[[], ["x"]]) == {"tree[1][0]": "type"}


def test_json_described_in_itself(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          anyOf:
          - {type: [string, number, boolean, 'null']}
          - {type: array, items: {$ref: '#/components/schemas/Thing'}}
          - {type: object, additionalProperties: {$ref: '#/components/schemas/Thing'}}
        """
    )
    data = {"a": [1, "x", None, {"b": True}], "c": 2.5}
    assert api.received(data) == data
    assert api.sent(body=data) == data


def test_components_that_need_each_other_share_a_module(build: Builder) -> None:
    api = build.things(
        """
        Thing: {type: object, properties: {b: {$ref: '#/components/schemas/Bee'}}}
        Bee: {type: object, properties: {c: {$ref: '#/components/schemas/Sea'}}}
        Sea: {type: object, properties: {things: {type: array, items: {$ref: '#/components/schemas/Thing'}}}}
        Lone: {type: object, properties: {b: {$ref: '#/components/schemas/Bee'}}}
        """
    )
    assert api.received({"b": {"c": {"things": [{"b": {}}]}}}).b.c.things[0].b.c is None
    models = sorted(path for path in api.files if path.startswith("models/"))
    assert models == ["models/__init__.py", "models/bee.py", "models/lone.py"]
    assert api.models.Lone.__module__ == f"{api.name}.models.lone"


def test_references_into_other_places_of_the_document(build: Builder) -> None:
    api = build.things(
        """
        Thing:
          type: object
          properties:
            a: {type: object, title: Inner, properties: {x: {type: integer}}}
            b: {$ref: '#/components/schemas/Thing/properties/a'}
        """
    )
    thing = api.received({"a": {"x": 1}, "b": {"x": 2}})
    assert type(thing.a) is type(thing.b)
    assert api.sent(b={"x": 3}) == {"b": {"x": 3}}


def test_names_with_slashes_and_signs_are_found(build: Builder) -> None:
    api = build.things(
        """
        Thing: {type: object, properties: {a: {$ref: '#/components/schemas/a~1b~0c%20d'}}}
        "a/b~c d": {type: object, properties: {x: {type: integer}}}
        """
    )
    assert api.received({"a": {"x": 1}}).a.x == 1
