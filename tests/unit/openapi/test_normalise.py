"""What real documents get wrong: the repair and the place of its diagnostic."""

from __future__ import annotations

from typing import Any

import pytest

from specwright.diagnostics import FatalError
from tests.unit.openapi.reading import read, read_schemas


@pytest.mark.parametrize(
    ("written", "read_as", "code"),
    [
        ("{maxLength: '5'}", {"maxLength": 5}, "wrong-type"),
        ("{maxLength: 5.0}", {"maxLength": 5}, None),
        ("{maxLength: -1}", {}, "wrong-type"),
        ("{multipleOf: '0.01'}", {"multipleOf": 0.01}, "wrong-type"),
        ("{maximum: .inf}", {}, "wrong-type"),
        ("{deprecated: 'true'}", {"deprecated": True}, "wrong-type"),
        ("{description: 5}", {"description": "5"}, "wrong-type"),
        ("{description: }", {}, None),
        ("{enum: []}", {}, "empty-list"),
        ("{anyOf: []}", {}, "empty-list"),
        ("{required: [a, b, a]}", {"required": ["a", "b"]}, "repeated-name"),
        ("{required: a}", {"required": ["a"]}, "wrong-type"),
        ("{required: [a, {b: c}, [d], 1]}", {"required": ["a"]}, "wrong-type"),
        ("{required: true}", {}, "wrong-type"),
        ("{type: [string, string]}", {"type": ["string"]}, "unknown-type"),
        ("{type: String}", {"type": "string"}, "unknown-type"),
        ("{type: file}", {"type": "string", "format": "binary"}, "unknown-type"),
        ("{type: any}", {}, "unknown-type"),
        ("{type: Pet}", {}, "unknown-type"),
        ("{discriminator: kind}", {"discriminator": {"propertyName": "kind"}}, "wrong-type"),
        ("{examples: {a: {value: 1}}}", {"examples": [1]}, "wrong-type"),
        ("{items: [{}, {}]}", {"prefixItems": [{}, {}]}, "tuple-items"),
        (
            "{dependencies: {a: [b], c: {type: object}}, dependentRequired: {d: [e]}}",
            {
                "dependentRequired": {"a": ["b"], "d": ["e"]},
                "dependentSchemas": {"c": {"type": "object"}},
            },
            "old-dependencies",
        ),
        ("{dependencies: [a]}", {}, "wrong-type"),
        ("{allOf: {type: string}}", {"allOf": [{"type": "string"}]}, "wrong-type"),
        ("{not: true, additionalProperties: true}", None, None),
        ("{properties: []}", {}, "wrong-type"),
        ("{properties: {a: }}", {"properties": {"a": {}}}, "empty-schema"),
        ("{properties: {a: false}}", {"properties": {"a": {"not": {}}}}, None),
        (
            "{properties: {a: {type: string, required: true}, b: {required: false}}}",
            {"properties": {"a": {"type": "string"}, "b": {}}, "required": ["a"]},
            "required-flag",
        ),
        ("{minimum: 1, exclusiveMinimum: true, x-a: {type: 5}}", "3.1", "old-keyword"),
    ],
)
def test_schemas(written: str, read_as: Any, code: str | None) -> None:
    reading = read_schemas("3.1.0", f"A: {written}")
    if read_as is None:
        read_as = {"not": {}, "additionalProperties": True}
    if read_as == "3.1":
        read_as = {"exclusiveMinimum": 1, "x-a": {"type": 5}}
    result = reading.schema("A")
    result.pop("contentMediaType", None)
    assert result == read_as
    codes = [found for found in reading.codes if found != "infinite-number"]
    assert sorted(set(codes)) == ([code] if code else [])
    assert {line for _, line, _ in reading.found} <= {4}


FRAME = """
openapi: 3.1
info: {title: 2024, version: 1.10}
servers:
- {url: 'https://{host}:{port}', variables: {host: {enum: [a, b]}, port: {default: 443}}}
- {description: nothing}
tags: [{name: 1}, {description: no name}, text]
paths:
  x-text: ignored
  pets/{id}/{kind}:
    summary: for all
    parameters:
    - {name: kind, in: path, schema: {type: string}}
    - {name: gone, in: path, required: true, schema: {}}
    - {name: q, in: query, schema: {type: integer}}
    get:
      operationID: getPet
      deprecated: 'yes'
      parameters:
      - {name: q, in: query, type: string}
      - {name: Accept, in: header, schema: {type: string}}
      - {name: b, in: body, schema: {}}
      - {in: query}
      - text
      - {name: s, in: query, style: simple, schema: {}}
      requestBody: {}
      responses:
        200: {description: fine}
        4xx: {content: {}}
        20: {description: none}
        x-note: text
      security: [{key: []}, {}]
  /pets/{other}/{names}: {delete: {}}
  /nothing: null
"""

FRAME_FINDINGS = [
    ("wrong-type", 1, 1),
    ("wrong-type", 2, 8),
    ("wrong-type", 2, 21),
    ("incomplete-server", 4, 46),
    ("wrong-type", 4, 75),
    ("incomplete-server", 5, 3),
    ("wrong-type", 6, 9),
    ("incomplete-tag", 6, 19),
    ("wrong-type", 6, 43),
    ("bad-path", 9, 3),
    ("path-parameter-required", 12, 7),
    ("unused-path-parameter", 13, 7),
    ("undeclared-path-parameter", 15, 5),
    ("unknown-field", 16, 7),
    ("wrong-type", 17, 7),
    ("parameter-without-schema", 19, 30),
    ("ignored-header-parameter", 20, 9),
    ("unsupported-parameter-location", 21, 9),
    ("incomplete-parameter", 22, 9),
    ("wrong-type", 23, 9),
    ("bad-style", 24, 30),
    ("empty-body", 25, 7),
    ("bad-status", 28, 9),
    ("missing-description", 28, 9),
    ("bad-status", 29, 9),
    ("unknown-security-scheme", 31, 19),
    ("ambiguous-paths", 32, 3),
    ("missing-responses", 32, 27),
    ("undeclared-path-parameter", 32, 27),
    ("undeclared-path-parameter", 32, 27),
    ("wrong-type", 33, 3),
]


def test_a_broken_frame_is_repaired() -> None:
    spec = read(FRAME).spec
    assert (spec.info.title, spec.info.version) == ("2024", "1.10")
    (server,) = spec.servers
    assert [(v.name, v.default, v.enum) for v in server.variables] == [
        ("host", "a", ("a", "b")),
        ("port", "443", ()),
    ]
    assert [tag.name for tag in spec.tags] == ["1"]


def test_broken_operations_are_repaired() -> None:
    get, delete = read(FRAME).spec.operations
    assert (get.path, get.method, get.summary) == ("/pets/{id}/{kind}", "GET", "for all")
    assert (get.deprecated, get.body, get.security) == (False, None, ((),))
    assert [(p.location, p.name, p.required) for p in get.parameters] == [
        ("path", "kind", True),
        ("query", "q", False),
        ("query", "s", False),
        ("path", "id", True),
    ]
    assert get.parameters[1].schema is not None
    assert get.parameters[1].schema.value == {"type": "string"}
    assert [response.status for response in get.responses] == ["200", "4XX"]
    assert [p.name for p in delete.parameters] == ["other", "names"]


def test_each_repair_has_its_place() -> None:
    assert read(FRAME).found == FRAME_FINDINGS


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("swagger: '1.2'", "unsupported-version", 1),
        ("info: {}\nopenapi: 4.0.0", "unsupported-version", 2),
        ("title: T", "not-openapi", 1),
    ],
)
def test_what_is_no_openapi_3_is_refused(text: str, code: str, line: int) -> None:
    with pytest.raises(FatalError) as caught:
        read(text)
    found = caught.value.diagnostic
    assert found.location is not None
    assert (found.code, found.location.line) == (code, line)
    assert found.hint


def test_a_version_that_is_to_come_is_read_as_the_last_known() -> None:
    assert read("openapi: 3.3.0\ninfo: {title: T, version: '1'}\npaths: {}\n").found == [
        ("newer-version", 1, 1)
    ]


def test_a_document_of_3_2_is_read_and_what_is_new_in_it_is_named() -> None:
    reading = read(
        """
        openapi: 3.2.0
        info: {title: T, version: '1'}
        paths:
          /a:
            additionalOperations:
              'a b': {responses: {'200': {description: d}}}
              COPY: {responses: {'200': {description: d}}}
            query:
              parameters:
              - {name: q, in: querystring, content: {a/b: {}}}
              responses:
                '200':
                  description: d
                  content: {text/event-stream: {itemSchema: {type: string, nullable: true}}}
        """
    )
    query, copy = reading.spec.operations
    assert (query.method, copy.method) == ("QUERY", "COPY")
    assert query.querystring is not None
    assert (query.parameters, query.querystring.name) == ((), "q")
    items = query.responses[0].content[0].item_schema
    assert items is not None and items.value == {"type": ["string", "null"]}
    assert reading.found == [
        ("unsupported-method", 6, 7),
        ("old-keyword", 14, 68),
    ]
