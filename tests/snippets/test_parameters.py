"""Parameters: where they go, how they are written, what is checked, and where they may be declared."""

from __future__ import annotations

import datetime as dt
import inspect
import uuid
from urllib.parse import unquote

import pytest

from tests.harness.building import Builder

OK = "responses: {'204': {description: Done.}}"
PLACES = f"""
paths:
  /a/{{second}}/b/{{firstName}}:
    get:
      operationId: find
      tags: [x]
      parameters:
      - {{name: firstName, in: path, required: true, schema: {{type: string, maxLength: 3}}}}
      - {{name: second, in: path, required: true, schema: {{type: integer, minimum: 1}}}}
      - {{name: pageSize, in: query, schema: {{type: integer, default: 10, maximum: 100}}}}
      - {{name: q, in: query, required: true, schema: {{type: string, minLength: 1}}}}
      - {{name: tags, in: query, schema: {{type: array, items: {{type: string}}}}}}
      - {{name: flag, in: query, schema: {{type: boolean}}}}
      - {{name: X-Trace, in: header, schema: {{type: string, pattern: '^[a-z]+$'}}}}
      - {{name: X-List, in: header, schema: {{type: array, items: {{type: integer}}}}}}
      - {{name: session, in: cookie, schema: {{type: string}}}}
      {OK}
"""


def test_path_parameters_come_first_in_path_order_and_the_rest_by_keyword(build: Builder) -> None:
    api = build(PLACES)
    parameters = inspect.signature(api.endpoints.x.find).parameters
    positional = [p.name for p in parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
    assert positional == ["second", "first_name"]
    assert parameters["q"].kind is inspect.Parameter.KEYWORD_ONLY
    assert parameters["q"].default is inspect.Parameter.empty
    assert parameters["page_size"].default is api.package.UNSET


def test_each_goes_to_its_place(build: Builder) -> None:
    _, sent = build(PLACES).call(
        "x.find", 7, "bo", q="a b&c", page_size=5, tags=["x", "y"], flag=True,
        x_trace="abc", x_list=[1, 2], session="s1",
    )  # fmt: skip
    assert sent.line == "GET /a/7/b/bo?pageSize=5&q=a%20b%26c&tags=x&tags=y&flag=true"
    assert sent.headers["x-trace"] == "abc" and sent.headers["x-list"] == "1,2"
    assert sent.headers["cookie"] == "session=s1"


def test_what_is_left_out_is_not_sent(build: Builder) -> None:
    _, sent = build(PLACES).call("x.find", 7, "bo", q="a")
    assert sent.line == "GET /a/7/b/bo?q=a"
    assert not {"x-trace", "x-list", "cookie"} & set(sent.headers)


def test_every_rule_that_is_broken_is_named_at_once(build: Builder) -> None:
    refused = build(PLACES).refused(
        "x.find", 0, "long", q="", page_size=101, tags=[1], flag="yes", x_trace="ABC", x_list=["x"]
    )
    assert refused == {
        "second": "minimum",
        "first_name": "maxLength",
        "q": "minLength",
        "page_size": "maximum",
        "tags[0]": "type",
        "flag": "type",
        "x_trace": "pattern",
        "x_list[0]": "type",
    }


@pytest.mark.parametrize(
    ("value", "path"), [("a/b", "a%2Fb"), ("é?#%", "%C3%A9%3F%23%25"), ("a b", "a%20b"), ("~", "~")]
)
def test_path_values_are_encoded(build: Builder, value: str, path: str) -> None:
    api = build(PLACES.replace(", maxLength: 3", ""))
    assert api.call("x.find", 1, value, q="a")[1].line == f"GET /a/1/b/{path}?q=a"


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_path_values_that_would_lead_elsewhere_are_refused(build: Builder, value: str) -> None:
    assert build(PLACES).refused("x.find", 1, value, q="a") == {"first_name": "path"}


def test_a_required_parameter_with_a_default_may_be_left_out_and_is_sent(build: Builder) -> None:
    api = build(
        f"""
        paths:
          /x:
            get:
              operationId: find
              tags: [x]
              parameters:
              - {{name: limit, in: query, required: true, schema: {{type: integer, default: 50}}}}
              - {{name: size, in: query, required: false, schema: {{type: integer, default: 50}}}}
              {OK}
        """
    )
    assert api.call("x.find")[1].line == "GET /x?limit=50"
    assert api.call("x.find", limit=3)[1].line == "GET /x?limit=3"
    assert "= 50," in api.files["endpoints/x.py"]


def test_formats_and_enums(build: Builder) -> None:
    api = build(
        f"""
        paths:
          /x/{{id}}/{{day}}:
            get:
              operationId: find
              tags: [x]
              parameters:
              - {{name: id, in: path, required: true, schema: {{type: string, format: uuid}}}}
              - {{name: day, in: path, required: true, schema: {{type: string, format: date}}}}
              - {{name: at, in: query, schema: {{type: string, format: date-time}}}}
              - {{name: order, in: query, schema: {{enum: [asc, desc]}}}}
              - {{name: kinds, in: query, explode: false, schema: {{type: array, items: {{enum: [a, b]}}}}}}
              {OK}
        """
    )
    id_, day = "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e", dt.date(2026, 1, 31)
    at = dt.datetime(2026, 1, 31, 12, tzinfo=dt.timezone.utc)
    line = f"GET /x/{id_}/2026-01-31?at=2026-01-31T12%3A00%3A00Z&order=asc&kinds=a,b"
    for given in (uuid.UUID(id_), id_):
        _, sent = api.call("x.find", given, day, at=at, order="asc", kinds=["a", "b"])
        assert sent.line == line
    refused = api.refused("x.find", "x", "x", at="x", order="up", kinds=["c"])
    assert refused == {
        "id": "format", "day": "format", "at": "format", "order": "enum", "kinds[0]": "enum",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("style", "query"),
    [
        ("{}", "l=1&l=2&b=3"),
        ("{explode: false}", "l=1,2&o=b,3"),
        ("{style: spaceDelimited, explode: false}", "l=1 2&o=b 3"),
        ("{style: pipeDelimited, explode: false}", "l=1|2&o=b|3"),
    ],
)
def test_styles_of_arrays_and_objects(build: Builder, style: str, query: str) -> None:
    inner = style.strip("{}")
    more = f", {inner}" if inner else ""
    api = build(
        f"""
        paths:
          /x:
            get:
              operationId: find
              tags: [x]
              parameters:
              - {{name: l, in: query, schema: {{type: array, items: {{type: integer}}}}{more}}}
              - {{name: o, in: query, schema: {{type: object, additionalProperties: {{type: integer}}}}{more}}}
              {OK}
        """
    )
    _, sent = api.call("x.find", l=[1, 2], o={"b": 3})
    assert unquote(sent.line) == f"GET /x?{query}"


def test_deep_objects(build: Builder) -> None:
    api = build(
        f"""
        paths:
          /x:
            get:
              operationId: find
              tags: [x]
              parameters:
              - {{name: filter, in: query, style: deepObject, explode: true, schema:
                  {{type: object, properties: {{minAge: {{type: integer, minimum: 1}}}}}}}}
              {OK}
        """
    )
    _, sent = api.call("x.find", filter={"min_age": 3})
    assert unquote(sent.line) == "GET /x?filter[minAge]=3"
    assert api.refused("x.find", filter={"min_age": 0}) == {"filter.min_age": "minimum"}


def test_parameters_of_the_path_item_and_by_reference(build: Builder) -> None:
    api = build(
        f"""
        paths:
          /x/{{id}}:
            parameters:
            - {{$ref: '#/components/parameters/Id'}}
            - {{name: v, in: query, schema: {{type: integer}}}}
            get: {{operationId: one, tags: [x], {OK}}}
            put:
              operationId: two
              tags: [x]
              parameters: [{{name: v, in: query, schema: {{type: string}}}}]
              {OK}
        components:
          parameters:
            Id: {{name: id, in: path, required: true, schema: {{$ref: '#/components/schemas/Id'}}}}
          schemas: {{Id: {{type: integer, minimum: 1}}}}
        """
    )
    assert api.call("x.one", 5, v=1)[1].line == "GET /x/5?v=1"
    assert api.call("x.two", 5, v="a")[1].line == "PUT /x/5?v=a"
    assert api.refused("x.one", 0, v="a") == {"id": "minimum", "v": "type"}
    assert api.refused("x.two", 0, v=1) == {"id": "minimum", "v": "type"}


def test_headers_that_the_standard_takes_out(build: Builder) -> None:
    api = build(
        f"""
        paths:
          /x:
            get:
              operationId: find
              tags: [x]
              parameters:
              - {{name: Accept, in: header, schema: {{type: string}}}}
              - {{name: X-Fixed, in: header, required: true, schema: {{const: v1}}}}
              {OK}
        """,
        allow=("ignored-header-parameter",),
    )
    assert list(inspect.signature(api.endpoints.x.find).parameters) == []
    assert api.call("x.find")[1].headers["x-fixed"] == "v1"


def test_header_values_cannot_smuggle_headers(build: Builder) -> None:
    refused = build(PLACES.replace(", pattern: '^[a-z]+$'", "")).refused(
        "x.find", 1, "a", q="a", x_trace="a\r\nX-Admin: 1"
    )
    assert len(refused) == 1 and any(name in str(refused) for name in ("x_trace", "X-Trace"))


def test_patterns_are_those_of_ecmascript_and_unanchored(build: Builder) -> None:
    api = build(
        f"""
        paths:
          /x:
            get:
              operationId: find
              tags: [x]
              parameters:
              - {{name: digits, in: query, schema: {{type: string, pattern: '\\d{{2}}'}}}}
              - {{name: end, in: query, schema: {{type: string, pattern: '^a$'}}}}
              - {{name: look, in: query, schema: {{type: string, pattern: '^(?=a)b'}}}}
              {OK}
        """,
        allow=("unsupported-pattern",),
    )
    api.call("x.find", digits="a12b", end="a", look="anything")
    assert api.refused("x.find", digits="٣٤") == {"digits": "pattern"}
    assert api.refused("x.find", end="a\n") == {"end": "pattern"}


def test_lengths_count_what_the_document_says(build: Builder) -> None:
    api = build(
        f"""
        paths:
          /x:
            get:
              operationId: find
              tags: [x]
              parameters:
              - {{name: points, in: query, schema: {{type: string, maxLength: 1}}}}
              - {{name: units, in: query, schema: {{type: string, maxLength: 1, x-length-unit: utf-16}}}}
              {OK}
        """
    )
    api.call("x.find", points="😀", units="é")
    assert api.refused("x.find", points="ab", units="😀") == {
        "points": "maxLength",
        "units": "maxLength",
    }


def test_checks_can_be_switched_off(build: Builder) -> None:
    api = build(PLACES)
    _, sent = api.call("x.find", 0, "long", q="", options={"check_requests": False})
    assert sent.line == "GET /a/0/b/long?q="
