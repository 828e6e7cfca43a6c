"""`if`, `then`, `else`, `dependentSchemas`: what only a condition describes is an optional member."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.harness.building import Builder

DAY = "2024-05-05"
ORDER = """
Thing:
  type: object
  required: [action]
  properties: {action: {type: string, enum: [add, remove]}, card: {type: string}}
  dependentRequired: {card: [bill-to]}
  dependentSchemas: {card: {properties: {bill-to: {type: string, format: date}}}}
  if: {properties: {action: {const: remove}}, required: [action]}
  then: {required: [ref-id], properties: {ref-id: {type: string}, action: {type: string}}}
  else: {properties: {payload: {type: object, properties: {k-1: {type: integer}}}}}
"""


def test_members_of_conditions_are_read_sent_and_checked(build: Builder) -> None:
    api = build.things(ORDER)
    thing = api.received({"action": "add", "bill-to": DAY, "ref-id": "a", "payload": {"k-1": 1}})
    assert (thing.bill_to, thing.ref_id) == (dt.date(2024, 5, 5), "a")
    assert thing.payload.k_1 == 1
    assert api.sent(action="remove", ref_id="a") == {"action": "remove", "ref-id": "a"}
    assert api.sent(action="add", card="c", bill_to=dt.date(2024, 5, 5), payload={"k_1": 1}) == {
        "action": "add",
        "card": "c",
        "bill-to": DAY,
        "payload": {"k-1": 1},
    }
    assert api.denied(action="remove") == {"ref_id": "required"}
    assert api.denied(action="add", payload={"k_1": "x"}) == {"payload.k_1": "type"}
    assert api.denied(action="add", card="c") == {"": "dependentRequired"}


@pytest.mark.parametrize(
    ("schema", "data", "type_"),
    [
        ("allOf: [{if: {required: [a]}, then: {$ref: '#/components/schemas/More'}}]", 1, "int"),
        ("anyOf: [{required: [a]}], then: {properties: {b: {type: integer}}}", 1, "int"),
        ("if: {required: [a]}, then: {if: {}, else: {properties: {b: {type: integer}}}}", 1, "int"),
        (
            "if: {}, then: {properties: {b: {type: integer}}}, else: {properties: {b: {type: string}}}",
            1,
            "int | str",
        ),
        ("if: {properties: {b: {const: 1}}}, then: {properties: {b: {type: integer}}}", 1, "int"),
        ("if: {properties: {b: {const: 1}}}, then: {required: [a]}", "x", "_t.Any"),
        ("dependentSchemas: {a: {$ref: '#/components/schemas/Thing'}}", 1, ""),
        ("if: {}, then: {properties: {b: {}}}, else: {properties: {b: false}}", [1], "_t.Any"),
        (
            "additionalProperties: false, if: {}, then: {properties: {b: {type: integer}}}",
            1,
            "int",
        ),
    ],
)
def test_conditions_in_every_place(build: Builder, schema: str, data: object, type_: str) -> None:
    closed = ("allof-closed",) if "additionalProperties" in schema else ()
    api = build.things(
        f"""
        Thing: {{type: object, properties: {{a: {{type: string}}}}, {schema}}}
        More: {{properties: {{b: {{type: integer}}}}}}
        """,
        allow=closed,
    )
    assert api.received({"a": "x", "b": data}).b == data
    if type_:
        assert f"b: {type_} | None = None" in api.files["models/thing.py"]
        assert api.sent(a="x", b=data) == {"a": "x", "b": data}


def test_an_object_of_conditions_alone_and_what_conditions_hold_is_not_filled_in(
    build: Builder,
) -> None:
    api = build.things(
        """
        Thing:
          type: object
          dependentSchemas: {a: {required: [kind], properties: {kind: {const: x}, a: {type: integer}}}}
        """
    )
    assert api.received({"kind": "x"}).kind == "x"
    assert api.sent() == {}
    assert api.denied(a=1) == {"kind": "required"}
