"""Request bodies: fields as arguments, `body=`, other shapes, optional ones, and each rule that is checked."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from tests.harness.building import Builder

POST = """
paths:
  /x:
    post:
      operationId: make
      tags: [x]
      requestBody:
        required: {required}
        content: {{application/json: {{schema: {schema}}}}}
      responses: {{'204': {{description: Done.}}}}
"""


def post(schema: str, required: bool = True) -> str:
    return POST.format(schema=schema, required="true" if required else "false")


@pytest.mark.parametrize(
    ("schema", "good", "bad", "rule"),
    [
        ("{type: array, items: {type: integer}}", [1, 2], [1, "x"], {"body[1]": "type"}),
        ("{type: string, minLength: 2}", "ab", "a", {"body": "minLength"}),
        ("{type: boolean}", False, 0, {"body": "type"}),
        ("{type: [integer, 'null']}", None, "x", {"body": "type"}),
        (
            "{type: object, additionalProperties: {type: integer}}",
            {"a": 1},
            {"a": ""},
            {"body.a": "type"},
        ),
        ("{enum: [a, b]}", "a", "c", {"body": "enum"}),
        ("{}", {"any": [None]}, ..., {}),
    ],
)
def test_bodies_that_are_no_objects(
    build: Builder, schema: str, good: Any, bad: Any, rule: dict[str, str]
) -> None:
    api = build(post(schema))
    sent = api.call("x.make", body=good)[1]
    assert sent.json == good
    assert sent.headers["content-type"] == "application/json"
    if bad is not ...:
        assert api.refused("x.make", body=bad) == rule
    with pytest.raises(TypeError):
        api.endpoints.x.make()


def test_an_optional_body_may_be_left_out(build: Builder) -> None:
    api = build(
        post("{type: object, required: [a], properties: {a: {type: integer}}}", required=False)
    )
    sent = api.call("x.make")[1]
    assert sent.request.content == b"" and "content-type" not in sent.headers
    assert api.call("x.make", a=1)[1].json == {"a": 1}
    assert api.refused("x.make", body={}) == {"body.a": "required"}


def test_a_body_of_optional_fields_is_sent_empty_when_it_is_required(build: Builder) -> None:
    api = build(post("{type: object, properties: {a: {type: integer}}}"))
    assert api.call("x.make")[1].json == {}
    assert api.call("x.make", a=1)[1].json == {"a": 1}


def test_required_fields_are_keyword_arguments_without_default(build: Builder) -> None:
    api = build(
        post("{type: object, required: [b], properties: {a: {type: integer}, b: {type: integer}}}")
    )
    text = api.files["endpoints/x.py"]
    assert text.count("@_t.overload") == 2, "by fields, or the whole body"
    parameters = inspect.signature(api.endpoints.x.make).parameters
    assert all(p.kind is p.KEYWORD_ONLY for p in parameters.values())


def test_a_reference_to_a_body(build: Builder) -> None:
    api = build(
        """
        paths:
          /x: {post: {operationId: make, tags: [x], requestBody:
              {$ref: '#/components/requestBodies/B'}, responses: {'204': {description: x}}}}
        components:
          requestBodies: {B: {required: true, content: {application/json: {schema:
              {$ref: '#/components/schemas/S'}}}}}
          schemas: {S: {$ref: '#/components/schemas/T'}, T: {type: object, properties: {aB: {type: integer}}}}
        """
    )
    assert api.call("x.make", a_b=1)[1].json == {"aB": 1}
    assert api.refused("x.make", a_b="x") == {"a_b": "type"}


def test_nested_dicts_take_attribute_names_and_models(build: Builder) -> None:
    api = build(
        post("{$ref: '#/components/schemas/S'}")
        + """
components:
  schemas:
    S: {type: object, properties: {deepList: {type: array, items: {$ref: '#/components/schemas/Inner'}}}}
    Inner: {type: object, required: [fromTo], properties: {fromTo: {type: string}, from: {type: integer}}}
"""
    )
    inner = api.models.Inner(from_to="a", from_=1)
    wire = {"fromTo": "a", "from": 1}
    sent = api.call("x.make", deep_list=[inner, {"from_to": "a", "from_": 1}, wire])[1]
    assert sent.json == {"deepList": [wire] * 3}
    assert api.refused("x.make", deep_list=[{}]) == {"deep_list[0].from_to": "required"}


def test_a_later_change_of_a_dict_has_no_effect(build: Builder) -> None:
    api = build(post("{type: object, properties: {a: {type: array, items: {type: integer}}}}"))
    given = [1]
    call = api.endpoints.x.make(a=given)
    given.append(2)
    assert call.body == {"a": [1]}


RULES: list[tuple[str, Any, str, str]] = [
    ("type: integer", 1.5, "n", "type"),
    ("type: integer", True, "n", "type"),
    ("type: number, multipleOf: 0.1", 0.25, "n", "multipleOf"),
    ("type: number, exclusiveMinimum: 0", 0, "n", "exclusiveMinimum"),
    ("type: number, exclusiveMaximum: 1", 1, "n", "exclusiveMaximum"),
    ("type: integer, maximum: 3", 4, "n", "maximum"),
    ("type: string, maxLength: 1", "ab", "n", "maxLength"),
    ("type: string, pattern: '^a+$'", "b", "n", "pattern"),
    ("const: {a: [1]}", {"a": [2]}, "n", "const"),
    ("type: array, contains: {const: 1}", [2], "n", "contains"),
    ("type: array, uniqueItems: true", [1, 1.0], "n", "uniqueItems"),
    ("not: {type: string}", "x", "n", "not"),
    ("type: object, dependentRequired: {a: [b]}", {"a": 1}, "n.b", "dependentRequired"),
    ("if: {type: string}, then: {maxLength: 1}", "ab", "n", "maxLength"),
    ("type: string, format: uuid", "no", "n", "format"),
]


@pytest.mark.parametrize(("schema", "value", "path", "rule"), RULES)
def test_each_keyword_that_is_violated_names_the_argument(
    build: Builder, schema: str, value: Any, path: str, rule: str
) -> None:
    properties = "".join(f"\n          n{i}: {{{s}}}" for i, (s, *_) in enumerate(RULES))
    document = post("{$ref: '#/components/schemas/S'}")
    document += (
        f"components:\n  schemas:\n    S:\n      type: object\n      properties:{properties}\n"
    )
    index = [row[0] for row in RULES].index(schema)
    api = build(document, allow=("no-type",))
    refused = api.refused("x.make", **{f"n{index}": value})
    name = path.replace("n", f"n{index}", 1)
    assert refused in ({name: rule}, {name.partition(".")[0]: rule})


def test_all_problems_of_a_call_are_told_together_and_shortened(build: Builder) -> None:
    api = build(
        post("{type: object, properties: {a: {type: integer}, b: {maxLength: 3, type: string}}}")
    )
    with pytest.raises(api.package.RequestValidationError) as found:
        api.endpoints.x.make(a="x" * 9999, b="y" * 9999).check()
    assert len(found.value.problems) == 2
    assert len(str(found.value)) < 1000


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), {1: 2}, {"a": b"x"}])
def test_what_json_cannot_say_is_refused(build: Builder, value: Any) -> None:
    api = build(post("{type: object, properties: {a: {}}}"))
    refused = api.refused("x.make", a=value)
    assert len(refused) == 1 and next(iter(refused)).startswith("a")


def test_other_media_types_take_text_or_bytes(build: Builder) -> None:
    document = post("{type: string}").replace("application/json", "text/csv")
    api = build(document)
    for body in ("a,b", b"a,b"):
        sent = api.call("x.make", body=body)[1]
        assert sent.request.content == b"a,b"
        assert sent.headers["content-type"] == "text/csv"


def test_json_is_chosen_among_several_media_types(build: Builder) -> None:
    document = post("{type: object, properties: {a: {type: integer}}}").replace(
        "content: {application/json", "content: {text/plain: {}, application/vnd.x+json"
    )
    api = build(document)
    sent = api.call("x.make", a=1)[1]
    assert sent.json == {"a": 1} and sent.headers["content-type"] == "application/vnd.x+json"
    sent = api.call("x.make", body="plain", content_type="text/plain")[1]
    assert sent.request.content == b"plain" and sent.headers["content-type"] == "text/plain"


def test_extras_of_a_call_go_past_the_document(build: Builder) -> None:
    api = build(
        post("{type: object, additionalProperties: false, properties: {a: {type: integer}}}")
    )
    sent = api.call(
        "x.make", a=1, extra_body={"b": 2}, extra_query={"q": "x y"}, extra_headers={"X-H": "1"}
    )[1]
    assert sent.json == {"a": 1, "b": 2}
    assert sent.line == "POST /x?q=x%20y" and sent.headers["x-h"] == "1"
