"""Responses: which type a status and media type have, what is not success, and what is not as documented."""

from __future__ import annotations

import typing
from typing import Any

import httpx
import pytest

from tests.harness.building import Builder, Built, dumped

SEVERAL = """
paths:
  /x:
    get:
      operationId: find
      tags: [x]
      responses:
        '200': {description: One., content: {application/json: {schema: {$ref: '#/components/schemas/One'}}}}
        '202': {description: Two., content: {application/json: {schema: {$ref: '#/components/schemas/Two'}}}}
        '204': {description: None.}
        '404': {description: Gone., content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}
        4XX: {$ref: '#/components/responses/Bad'}
        default: {description: Else., content: {application/problem+json: {schema:
            {$ref: '#/components/schemas/Problem'}}}}
components:
  responses:
    Bad: {description: Bad., content: {application/json: {schema: {type: object, properties:
        {hint: {type: string}}}}}}
  schemas:
    One: {type: object, required: [one], properties: {one: {type: integer}}}
    Two: {type: object, required: [two], properties: {two: {type: integer}}}
    Problem: {type: object, properties: {errorCode: {type: string}}}
"""


def returns(api: Built, method: str) -> Any:
    """What the annotation of an endpoint function says the result is."""
    resource, _, name = method.rpartition(".")
    module = api.module(f"endpoints.{resource}")
    names = {
        **vars(api.models),
        **{n: getattr(api.models, n) for n in api.models.__all__},
        **vars(module),
    }
    hints = typing.get_type_hints(getattr(module, name), names)
    return typing.get_args(hints["return"])[0]


def test_each_success_has_its_type(build: Builder) -> None:
    api = build(SEVERAL)
    for status, data, kind in ((200, {"one": 1}, "One"), (202, {"two": 2}, "Two")):
        result, _ = api.call("x.find", answer=httpx.Response(status, json=data))
        assert type(result).__name__ == kind and dumped(result) == data
    assert api.call("x.find", answer=httpx.Response(204))[0] is None
    assert set(typing.get_args(returns(api, "x.find"))) == {
        api.models.One,
        api.models.Two,
        type(None),
    }


@pytest.mark.parametrize(
    ("status", "error", "attribute"),
    [
        (404, "NotFoundError", "error_code"),
        (400, "BadRequestError", "hint"),
        (499, "APIStatusError", "hint"),
        (500, "InternalServerError", "error_code"),
    ],
)
def test_an_error_carries_its_body_as_documented(
    build: Builder, status: int, error: str, attribute: str
) -> None:
    api = build(SEVERAL)
    data = {"errorCode": "e1"} if attribute == "error_code" else {"hint": "e1"}
    kind = "application/problem+json" if status == 500 else "application/json"
    answer = httpx.Response(status, json=data, headers={"content-type": kind})
    with pytest.raises(getattr(api.package, error)) as found:
        api.call("x.find", answer=answer)
    assert type(found.value).__name__ == error
    assert found.value.status_code == status
    assert getattr(found.value.body, attribute) == "e1"


def test_text_and_binary(build: Builder) -> None:
    api = build(
        """
        paths:
          /text: {get: {operationId: text, tags: [x], responses: {'200': {description: x,
              content: {text/plain: {schema: {type: string}}}}}}}
          /xml: {get: {operationId: xml, tags: [x], responses: {'200': {description: x, content:
              {application/xml: {}}}}}}
          /png: {get: {operationId: png, tags: [x], responses: {'200': {description: x, content: {image/png: {}}}}}}
          /any: {get: {operationId: any, tags: [x], responses: {'200': {description: x, content:
              {application/octet-stream: {schema: {type: string, format: binary}}}}}}}
        """
    )

    def answer(request: httpx.Request) -> httpx.Response:
        kinds = {"text": "text/plain", "xml": "application/xml", "png": "image/png"}
        kind = kinds.get(request.url.path.rpartition("/")[2], "application/octet-stream")
        return httpx.Response(
            200, content="é".encode(), headers={"content-type": f"{kind}; charset=utf-8"}
        )

    assert (returns(api, "x.text"), returns(api, "x.png")) == (str, bytes)
    for method, expected in (
        ("text", "é"),
        ("xml", "é"),
        ("png", "é".encode()),
        ("any", "é".encode()),
    ):
        assert api.call(f"x.{method}", answer=answer)[0] == expected
    assert api.call("x.png", answer=answer)[1].headers["accept"] == "image/png"


def test_several_media_types_are_told_apart_by_the_answer(build: Builder) -> None:
    api = build(
        """
        paths:
          /x:
            get:
              operationId: find
              tags: [x]
              responses:
                '200':
                  description: x
                  content:
                    application/json: {schema: {type: object, properties: {a: {type: integer}}}}
                    text/csv: {schema: {type: string}}
        """
    )
    assert api.call("x.find", answer={"a": 1})[0].a == 1
    csv = httpx.Response(200, text="a\n1", headers={"content-type": "text/csv"})
    result, sent = api.call("x.find", answer=csv)
    assert result == "a\n1"
    assert sent.headers["accept"] == "application/json, text/csv"


@pytest.mark.parametrize(
    "media_type", ["application/vnd.x+json", "application/json; charset=utf-8"]
)
def test_json_by_other_names(build: Builder, media_type: str) -> None:
    api = build(
        f"""
        paths:
          /x: {{get: {{operationId: find, tags: [x], responses: {{2XX: {{description: x, content:
              {{{media_type!r}: {{schema: {{type: object, properties: {{aB:
              {{type: integer}}}}}}}}}}}}}}}}}}
        """
    )
    answer = httpx.Response(201, content=b'{"aB": 1}', headers={"content-type": media_type})
    assert api.call("x.find", answer=answer)[0].a_b == 1


@pytest.mark.parametrize(
    ("schema", "data"),
    [
        ("{type: integer}", 5),
        ("{type: string, format: uuid}", "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e"),
        ("{type: array, items: {type: object, properties: {a: {type: integer}}}}", [{"a": 1}, {}]),
        ("{type: object, additionalProperties: {type: integer}}", {"a": 1}),
        ("{type: [string, 'null']}", "x"),
        ("{}", {"anything": [1, None]}),
        ("true", [1]),
    ],
)
def test_results_of_every_shape(build: Builder, schema: str, data: Any) -> None:
    api = build(
        f"""
        paths:
          /x: {{get: {{operationId: find, tags: [x], responses: {{'200': {{description: x,
              content: {{application/json: {{schema: {schema}}}}}}}}}}}}}
        """
    )
    result = api.call("x.find", answer=data)[0]
    assert str(result) == data if isinstance(data, str) else dumped(result) == data


def test_inline_models_are_named_after_their_place(build: Builder) -> None:
    api = build(
        """
        paths:
          /x:
            post:
              operationId: makeIt
              tags: [x]
              requestBody: {content: {application/json: {schema: {type: object, properties: {in:
                  {type: object, properties: {a: {type: integer}}}}}}}}
              responses:
                '200': {description: x, content: {application/json: {schema: {type: object,
                    properties: {out: {type: object, properties: {b: {type: integer}}}}}}}}
                '400': {description: x, content: {application/json: {schema: {type: object,
                    properties: {why: {type: string}}}}}}
        """
    )
    names = [name for name in api.models.__all__ if not name.endswith("Param")]
    assert len(names) == 5 and all(name.startswith("MakeIt") for name in names)
    result = api.call("x.make_it", in_={"a": 1}, answer={"out": {"b": 2}})[0]
    assert result.out.b == 2


def test_a_wrong_type_is_kept_and_reported_once(build: Builder) -> None:
    api = build(SEVERAL)
    answer = httpx.Response(200, json={"one": "1"})
    with pytest.warns(api.package.ResponseValidationWarning, match="one"):
        result, _ = api.call("x.find", answer=answer)
    assert result.one == "1"
    with pytest.raises(api.package.APIResponseValidationError, match="one"):
        api.call("x.find", answer=answer, options={"response_validation": "strict"})
    assert api.call("x.find", answer=answer, options={"response_validation": "off"})[0].one == "1"


def test_a_missing_field_is_absent_and_says_so_when_read(build: Builder) -> None:
    api = build(SEVERAL)
    with pytest.warns(api.package.ResponseValidationWarning, match="missing"):
        result, _ = api.call("x.find", answer=httpx.Response(200, json={}))
    with pytest.raises(AttributeError, match=r"one.*missing"):
        _ = result.one
    assert dumped(result) == {}


def test_no_responses_at_all(build: Builder) -> None:
    api = build("paths: {/x: {get: {operationId: find, tags: [x]}}}", allow=("missing-responses",))
    assert api.call("x.find")[0] is None


def test_the_raw_kind_gives_status_headers_and_the_parsed_value(build: Builder) -> None:
    api = build(SEVERAL)
    from tests.harness.building import Wire

    wire = Wire(httpx.Response(202, json={"two": 2}, headers={"x-more": "1"}))
    with api.client(wire) as client:
        for raw in (client.with_raw_response.x.find(), client.x.with_raw_response.find()):
            assert (raw.status_code, raw.headers["x-more"], raw.parse().two) == (202, "1", 2)


def test_every_operation_is_in_the_table(build: Builder) -> None:
    api = build(SEVERAL)
    (record,) = api.package.OPERATIONS
    assert (record.operation_id, record.method, record.path) == ("find", "GET", "/x")
    assert (record.resource, record.name) == ("x", "find")
    assert record.endpoint is api.endpoints.x.find


def test_under_a_range_of_media_types_the_answer_says_what_it_is(build: Builder) -> None:
    api = build(
        """
        paths:
          /x:
            get:
              operationId: look
              tags: [x]
              responses:
                '200':
                  description: ok
                  content: {'*/*': {schema: {type: object, properties: {a: {type: integer}}}}}
        """
    )
    assert api.call("x.look", answer={"a": 1})[0].a == 1
    plain = httpx.Response(200, headers={"content-type": "text/plain"}, content=b"no")
    assert api.call("x.look", answer=plain)[0] == "no"
