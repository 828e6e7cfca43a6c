"""Answers that the document does not foresee: nothing is lost, and what differs is told once."""

from __future__ import annotations

import asyncio
import json
import typing
import warnings
from typing import Any

import httpx
import pytest

from tests.harness.building import Builder, Built, Wire, dumped

UNDESCRIBED = """
paths:
  /file: {get: {operationId: file, tags: [x], responses: {'200': {description: The file.}}}}
  /made: {post: {operationId: made, tags: [x], responses: {'201': {description: Made.}}}}
  /range: {get: {operationId: range, tags: [x], responses: {2XX: {description: Fine.}}}}
  /else: {get: {operationId: else, tags: [x], responses: {default: {description: Fine.}}}}
  /gone: {delete: {operationId: gone, tags: [x], responses: {'204': {description: Gone.}}}}
  /head: {head: {operationId: head, tags: [x], responses: {'200': {description: x,
      content: {application/json: {schema: {type: object}}}}}}}
  /mixed: {get: {operationId: mixed, tags: [x], responses: {'200': {description: x, content:
      {application/json: {schema: {type: integer}}}}, '202': {description: Later.}}}}
  /empty: {get: {operationId: empty, tags: [x], responses: {'204': {description: x, content:
      {application/json: {schema: {}}}}}}}
"""
PNG = b"\x89PNG\r\n\x1a\n\xff"


def returns(api: Built, method: str) -> Any:
    module = api.module("endpoints.x")
    return typing.get_type_hints(getattr(module, method))["return"].__args__[0]


def answer(status: int, content: bytes, kind: str | None) -> httpx.Response:
    headers = {} if kind is None else {"content-type": kind}
    return httpx.Response(status, content=content, headers=headers)


def read(api: Built, method: str, given: httpx.Response, **options: Any) -> tuple[Any, list[str]]:
    """The result, which sync, async and raw share, and what is told of it by one client in two calls."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with api.client(Wire(given), **options) as client:
            result = getattr(client.x, method)()
            assert dumped(getattr(client.with_raw_response.x, method)().parse()) == dumped(result)
    told = [str(one.message) for one in caught]
    assert all(one.category is api.package.ResponseValidationWarning for one in caught)

    async def twin() -> Any:
        async with api.async_client(Wire(given), **options) as client:
            return await getattr(client.x, method)()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert dumped(asyncio.run(twin())) == dumped(result)
    return result, told


def test_the_types_of_successes_without_content(build: Builder) -> None:
    api = build(UNDESCRIBED)
    for method in ("file", "made", "range", "else_"):
        assert returns(api, method) is Any
    for method in ("gone", "head", "empty"):
        assert returns(api, method) is type(None)
    assert set(typing.get_args(returns(api, "mixed"))) == {int, Any, type(None)}
    assert "does not describe this body" in api.client().x.file.__doc__
    assert "does not describe this body" not in api.client().x.gone.__doc__


@pytest.mark.parametrize(
    ("content", "kind", "expected"),
    [
        (b'{"a": [1]}', "application/json", {"a": [1]}),
        (b"[1]", "Application/Problem+JSON; Charset=UTF-8", [1]),
        (b'\xef\xbb\xbf"x"', "text/json", "x"),
        ("é".encode("latin-1"), "text/plain; charset=latin-1", "é"),
        (b"a,b", "text/csv", "a,b"),
        (b"<a/>", "application/xml", "<a/>"),
        (PNG, "image/png", PNG),
        (b"plain", None, b"plain"),
    ],
)
def test_a_body_that_the_document_does_not_describe(
    build: Builder, content: bytes, kind: str | None, expected: Any
) -> None:
    api = build(UNDESCRIBED)
    given = answer(200, content, kind)
    for method in ("file", "made", "range", "else_"):
        result, told = read(api, method, given)
        assert (result, len(told)) == (expected, 1)
        assert "the document has no `content`" in told[0]
    assert read(api, "gone", given) == (None, [])  # its only success is said to have no body
    assert read(api, "file", given, response_validation="off") == (expected, [])
    with pytest.raises(api.package.APIResponseValidationError, match="no `content`"):
        read(api, "file", given, response_validation="strict")


def test_no_body_is_none_and_no_fault(build: Builder) -> None:
    api = build(UNDESCRIBED)
    for method in ("file", "made", "range", "else_", "gone", "head"):
        for status in (200, 204):
            given = answer(status, b"", "application/json")
            assert read(api, method, given, response_validation="strict") == (None, [])
    assert read(api, "empty", answer(204, b"", None)) == (None, [])


def test_an_undescribed_body_that_is_not_what_it_says_raises(build: Builder) -> None:
    api = build(UNDESCRIBED)
    with pytest.raises(api.package.APIResponseDecodeError, match="is not valid JSON"):
        read(api, "file", answer(200, b"{", "application/json"))


def test_an_error_without_content_carries_its_body(build: Builder) -> None:
    api = build(UNDESCRIBED)
    with pytest.raises(api.package.NotFoundError) as caught:
        read(api, "gone", answer(404, b'{"why": "\\ud800"}', "application/json"))
    assert caught.value.body == {"why": "\ud800"}


KINDS = """
paths:
  /octets: {get: {operationId: octets, tags: [x], responses: {'200': {description: x, content:
      {application/octet-stream: {schema: {type: string, format: binary}}}}}}}
  /bare: {get: {operationId: bare, tags: [x], responses: {'200': {description: x, content:
      {application/octet-stream: {}}}}}}
  /anything: {get: {operationId: anything, tags: [x], responses: {'200': {description: x, content:
      {'*/*': {schema: {type: string, format: binary}}}}}}}
  /image: {get: {operationId: image, tags: [x], responses: {'200': {description: x, content:
      {'image/*': {}}}}}}
  /jpeg: {get: {operationId: jpeg, tags: [x], responses: {'200': {description: x, content:
      {image/jpeg: {schema: {type: string, format: binary}}}}}}}
  /loose: {get: {operationId: loose, tags: [x], responses: {'200': {description: x, content:
      {application/json: {schema: {}}}}}}}
  /misled: {get: {operationId: misled, tags: [x], responses: {'200': {description: x, content:
      {application/json: {schema: {type: string, format: binary}}}}}}}
  /csv: {get: {operationId: csv, tags: [x], responses: {'200': {description: x, content:
      {text/csv: {schema: {type: string}}}}}}}
  /typed: {get: {operationId: typed, tags: [x], responses: {'200': {description: x, content:
      {application/json: {schema: {type: object}}}}}}}
"""


def test_a_file_in_another_media_type(build: Builder) -> None:
    api = build(KINDS)
    given = answer(200, PNG, "image/png")
    for method in ("octets", "bare", "anything", "image"):
        assert read(api, method, given, response_validation="strict") == (PNG, [])
    for method in ("jpeg", "loose", "misled"):
        result, told = read(api, method, given)
        assert (result, len(told)) == (PNG, 1)
        assert "image/png" in told[0]
    text = answer(200, b"a,b", "text/plain")
    assert [read(api, method, text)[0] for method in ("octets", "loose", "csv")] == [
        b"a,b",
        "a,b",
        "a,b",
    ]
    data = answer(200, b'{"a": 1}', "application/json")
    assert [read(api, method, data)[0] for method in ("octets", "loose", "misled", "csv")] == [
        data.content,
        {"a": 1},
        data.content,
        '{"a": 1}',
    ]
    for method, wrong in (("typed", given), ("typed", text), ("csv", given)):
        with pytest.raises(api.package.APIResponseDecodeError):
            read(api, method, wrong)


@pytest.mark.parametrize("kind", ["application/json", "image/png", None])
def test_an_empty_file_is_a_file(build: Builder, kind: str | None) -> None:
    api = build(KINDS)
    for method, empty in (("octets", b""), ("anything", b""), ("jpeg", b"")):
        assert read(api, method, answer(200, b"", kind))[0] == empty


def test_text_in_another_media_type(build: Builder) -> None:
    api = build(KINDS)
    for kind in ("application/yaml", "application/x-ndjson", "text/html", "application/json"):
        result, told = read(api, "csv", answer(200, "grüße".encode(), kind))
        assert (result, len(told)) == ("grüße", 1) and kind in told[0]
    for kind, content in (("application/zip", PNG), ("application/x", b"a\0b"), ("image/x", b"x")):
        with pytest.raises(api.package.APIResponseDecodeError):
            read(api, "csv", answer(200, content, kind))


@pytest.mark.parametrize("kind", ["application/json", "text/html", None])
def test_an_empty_200_is_none_and_told(build: Builder, kind: str | None) -> None:
    api = build(KINDS)
    result, told = read(api, "typed", answer(200, b"", kind))
    assert (result, len(told)) == (None, 1) and "has no body" in told[0]
    with pytest.raises(api.package.APIResponseValidationError, match="has no body"):
        read(api, "typed", answer(200, b"", kind), response_validation="strict")


THING = """
Thing:
  type: object
  required: [a, b, c]
  properties:
    a: {type: string}
    b: {type: string}
    c: {type: string}
    moment: {anyOf: [{$ref: '#/components/schemas/Moment'}, {$ref: '#/components/schemas/Day'}]}
    when: {anyOf: [{type: string, format: date-time}, {type: string, format: date}]}
    number: {type: number}
    any: {}
    either: {anyOf: [{type: string}, {type: integer}]}
    tree: {$ref: '#/components/schemas/Tree'}
    json: {$ref: '#/components/schemas/Json'}
    counts: {$ref: '#/components/schemas/Counts'}
Tree: {type: object, properties: {kids: {type: array, items: {$ref: '#/components/schemas/Tree'}}}}
Json: {anyOf: [{type: string}, {type: array, items: {$ref: '#/components/schemas/Json'}}]}
Counts:
  type: object
  properties: {name: {type: string}}
  additionalProperties: {$ref: '#/components/schemas/Count'}
Count: {type: object, required: [n], properties: {n: {type: integer}}}
Moment: {type: object, required: [at], properties: {at: {type: string, format: date-time}}}
Day: {type: object, required: [at], properties: {at: {type: string, format: date}}}
"""
FULL = {"a": "x", "b": "x", "c": "x"}


@pytest.fixture
def things(build: Builder) -> Built:
    return build.things(THING)


def got(api: Built, content: bytes, **options: Any) -> Any:
    given = answer(200, content, "application/json")
    return api.call("things.get_thing", answer=given, options=options)[0]


def test_what_is_missing_in_one_answer_is_one_warning(things: Built) -> None:
    client = things.client(Wire({"counts": {"x": {}}}))
    with pytest.warns(things.package.ResponseValidationWarning) as caught:
        client.things.get_thing()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        client.things.get_thing()
    client.close()
    (told,) = [str(one.message) for one in caught]
    assert told.endswith("4 required fields are missing: a, b, c, counts.x.n")


def test_lone_surrogates_are_read_and_dumped(things: Built) -> None:
    body = json.dumps(
        FULL
        | {"a": "\ud800", "either": "\udfff!", "any": [{"\ud800": "\ud801"}], "json": ["\ud800"]}
        | {"counts": {"name": "\ud800", "k\ud800": {"n": 1}}, "more": "\ud800"}
    ).encode()
    thing = got(things, body, response_validation="strict")
    assert thing.a == "\ud800" and thing.counts.model_extra["k\ud800"].n == 1
    assert dumped(thing) == json.loads(body)
    assert json.loads(thing.model_dump_json(by_alias=True, exclude_unset=True)) == json.loads(body)


@pytest.mark.parametrize("depth", [199, 250, 299])
def test_deep_json_is_read_and_dumped(things: Built, depth: int) -> None:
    deep = b"[" * (depth - 1) + b"]" * (depth - 1)
    for name in ("any", "more", "json"):
        body = json.dumps(FULL)[:-1].encode() + b',"' + name.encode() + b'":' + deep + b"}"
        thing = got(things, body, response_validation="strict")
        assert dumped(thing) == json.loads(body)
    kids = (depth - 1) // 2
    tree = b'{"kids":[' * kids + b"]}" * kids
    body = json.dumps(FULL)[:-1].encode() + b',"tree":' + tree + b"}"
    assert dumped(got(things, body, response_validation="strict")) == json.loads(body)


def test_json_that_is_too_deep_says_how_deep(things: Built) -> None:
    for depth in (301, 5000):
        with pytest.raises(things.package.APIResponseDecodeError, match=f"nested {depth} levels"):
            got(things, b"[" * depth + b"]" * depth)


def test_a_number_beyond_a_float_stays_a_number(things: Built) -> None:
    for name in ("number", "any", "more"):
        body = json.dumps(FULL)[:-1].encode() + b',"' + name.encode() + b'": -15e399}'
        thing = got(things, body, response_validation="strict")
        assert dumped(thing)[name] == -15 * 10**399
        assert json.loads(thing.model_dump_json())[name] == -15 * 10**399
    for text, number in ((b"1" * 400, int("1" * 400)), (b"9" * 310 + b".5", int("9" * 310))):
        thing = got(things, json.dumps(FULL)[:-1].encode() + b',"any": [' + text + b"]}")
        assert dumped(thing)["any"] == [number]
    with pytest.raises(things.package.APIResponseDecodeError, match=r"1111.*4000 digits"):
        got(things, b'{"any": ' + b"1" * 5000 + b"}")
    with pytest.raises(things.package.APIResponseDecodeError, match="1e99999"):
        got(things, b'{"any": 1e99999}')


def test_typed_additional_properties_are_checked(things: Built) -> None:
    data = FULL | {"counts": {"name": "x", "good": {"n": 1}, "bad": {"n": "1"}, "worse": 5}}
    with pytest.warns(things.package.ResponseValidationWarning) as caught:
        thing = got(things, json.dumps(data).encode())
    told = " ".join(str(one.message) for one in caught)
    assert "counts.bad.n: must be a whole number" in told and "counts.worse: must be Count" in told
    assert dumped(thing) == data
    assert thing.counts.model_extra["good"].n == 1
    with pytest.raises(things.package.APIResponseValidationError, match=r"counts\.bad\.n"):
        got(things, json.dumps(data).encode(), response_validation="strict")


def test_a_date_in_a_union_with_a_moment_is_sent_as_it_is(things: Built) -> None:
    thing = things.models.Thing(**FULL, moment={"at": "2024-01-02"}, when="2024-01-02")
    assert thing.moment == things.models.Day(at="2024-01-02")
    sent = things.sent(body=thing)
    assert (sent["moment"], sent["when"]) == ({"at": "2024-01-02"}, "2024-01-02")
    moment = "2024-01-02T00:00:00Z"
    sent = things.sent(body=things.models.Thing(**FULL, moment={"at": moment}, when=moment))
    assert (sent["moment"], sent["when"]) == ({"at": moment}, moment)
    sent = things.sent(**FULL, moment={"at": "2024-01-02"}, when="2024-01-02")
    assert (sent["moment"], sent["when"]) == ({"at": "2024-01-02"}, "2024-01-02")


def test_iterating_over_a_model_says_how(things: Built) -> None:
    thing = things.received(FULL | {"tree": {"kids": [{}]}})
    with pytest.raises(TypeError, match=r"iterate over its `\.kids`"):
        list(thing.tree)
    with pytest.raises(TypeError, match=r"model_dump\(\)"):
        dict(thing)
    assert thing == thing.model_copy() and "tree=Tree(" in repr(thing)
