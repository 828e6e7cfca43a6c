"""Formats: what Python value a text becomes, that it goes back as it came, and what a request may not carry."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from tests.harness.building import Builder, type_errors

UTC = dt.timezone.utc
ID = "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e"


class Row(NamedTuple):
    """A format with a text of it, the value that it is in Python, and texts that are none."""

    text: str
    value: Any
    wrong: tuple[str, ...]


TEXTS: dict[str, Row] = {
    "uuid": Row(ID, uuid.UUID(ID), ("x", ID.replace("-", ""))),
    "date": Row("2026-01-31", dt.date(2026, 1, 31), ("2026-02-30", "31.1.2026")),
    "date-time": Row(
        "2026-01-31T12:00:00Z", dt.datetime(2026, 1, 31, 12, tzinfo=UTC), ("2026-01-31T12:00:00",)
    ),
    "date-time-local": Row(
        "2026-01-31T12:00:00", dt.datetime(2026, 1, 31, 12), ("2026-01-31T12:00:00Z",)
    ),
    "time": Row("12:30:00Z", dt.time(12, 30, tzinfo=UTC), ("12:30", "25:00:00Z")),
    "time-local": Row("12:30:00", dt.time(12, 30), ("12:30:00Z", "noon")),
    "decimal": Row("12.340", Decimal("12.340"), ("1,5", "NaN")),
    "duration": Row("P1Y2M3DT4H", "P1Y2M3DT4H", ("1 day", "P")),
    "byte": Row("YWI=", "YWI=", ("YWI", "no base64!")),
    "base64url": Row("a-_", "a-_", ("a+/",)),
    "email": Row("a@b.test", "a@b.test", ("a at b",)),
    "idn-email": Row("ä@b.test", "ä@b.test", ("ä",)),
    "uri": Row("urn:x:1", "urn:x:1", ("/a", "a b:c")),
    "uri-reference": Row("../a?b=%20", "../a?b=%20", ("a b", "\\\\a\\b")),
    "iri": Row("https://x.test/ä", "https://x.test/ä", ("ä",)),
    "iri-reference": Row("/ä", "/ä", ("a b",)),
    "uri-template": Row("/a/{b}{?c*}", "/a/{b}{?c*}", ("/a/{b", "/a b")),
    "hostname": Row("a.b-c.test", "a.b-c.test", ("-a.test", "a_b")),
    "ipv4": Row("1.2.3.4", "1.2.3.4", ("1.2.3", "::1")),
    "ipv6": Row("2001:db8::1", "2001:db8::1", ("1.2.3.4", "fe80::1%eth0")),
    "json-pointer": Row("/a~1b/0", "/a~1b/0", ("a", "/a~2")),
    "relative-json-pointer": Row("1/a", "1/a", ("/a", "01")),
    "regex": Row("^(?=a)", "^(?=a)", ()),
    "password": Row("any thing", "any thing", ()),
}


@pytest.mark.parametrize("name", TEXTS)
def test_of_texts(build: Builder, name: str) -> None:
    row = TEXTS[name]
    api = build.things(
        f"Thing: {{type: object, properties: {{x: {{type: string, format: {name}}}}}}}"
    )
    received = api.received({"x": row.text}).x
    assert (type(received), received) == (type(row.value), row.value)
    for given in (row.text, row.value):
        assert api.sent(x=given) == {"x": row.text}
        assert api.sent(body=api.models.Thing(x=given)) == {"x": row.text}
    for wrong in row.wrong:
        assert api.denied(x=wrong) == {"x": "format"}


NUMBERS: dict[str, tuple[list[float], list[float]]] = {
    "int8": ([-128, 127], [128, -129]),
    "int32": ([-(2**31), 2**31 - 1], [2**31, -(2**31) - 1]),
    "int64": ([-(2**63), 2**63 - 1], [2**63]),
    "uint32": ([0, 2**32 - 1], [-1, 2**32]),
    "uint64": ([2**64 - 1], [2**64]),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_of_whole_numbers(build: Builder, name: str) -> None:
    api = build.things(
        f"Thing: {{type: object, properties: {{x: {{type: integer, format: {name}}}}}}}"
    )
    right, wrong = NUMBERS[name]
    for value in right:
        assert api.received({"x": value}).x == value
        assert api.sent(x=value) == {"x": value}
    for value in wrong:
        assert api.denied(x=value) == {"x": "format"}


@pytest.mark.parametrize("name", ["float", "double", "decimal"])
def test_of_other_numbers(build: Builder, name: str) -> None:
    """A JSON number is a `float` whatever its format: only as such does it go back as the number it was."""
    api = build.things(
        f"Thing: {{type: object, properties: {{x: {{type: number, format: {name}}}}}}}"
    )
    for value in (0.1, 5, -2.5e10):
        assert api.received({"x": value}).x == value
        assert api.sent(x=value) == {"x": value}
    assert api.sent(x=Decimal("0.1")) == {"x": 0.1}
    too_large = {"float": 1e39, "double": 10**400}.get(name)
    if too_large is not None:
        assert api.denied(x=too_large) == {"x": "format"}


def test_a_timedelta_is_sent_as_a_duration(build: Builder) -> None:
    api = build.things("Thing: {type: object, properties: {x: {type: string, format: duration}}}")
    assert api.sent(x=dt.timedelta(days=1, seconds=5)) == {"x": "P1DT5S"}


def test_a_time_needs_no_offset(build: Builder) -> None:
    api = build.things("Thing: {type: object, properties: {x: {type: string, format: time}}}")
    assert api.received({"x": "12:30:00"}).x == dt.time(12, 30)
    assert api.sent(x=dt.time(12, 30)) == api.sent(x="12:30:00") == {"x": "12:30:00"}


def test_what_a_server_writes_in_its_own_way_is_kept(build: Builder) -> None:
    api = build.things("Thing: {type: object, properties: {x: {type: string, format: time}}}")
    with pytest.warns(api.package.ResponseValidationWarning, match="x: must be time"):
        assert api.received({"x": "half past twelve"}).x == "half past twelve"


def test_checkers_know_the_types(build: Builder) -> None:
    fields = ", ".join(
        f"{name}: {{type: string, format: {name}}}" for name in ("time", "decimal", "duration")
    )
    api = build.things(f"Thing: {{type: object, properties: {{{fields}}}}}")
    code = f"""
        import datetime as dt
        from decimal import Decimal
        from {api.name} import {api.client_class().__name__} as Client

        client = Client(base_url="https://x.test")
        thing = client.things.get_thing()
        if thing.time and thing.decimal and thing.duration:
            print(thing.time.tzinfo, thing.decimal.quantize(1), thing.duration.upper())
        client.things.create_thing(time=dt.time(), decimal=Decimal(1), duration=dt.timedelta())
        client.things.create_thing(time="12:00:00Z", decimal="1", duration="P1D")
        """
    assert type_errors(api, code) == ""


@pytest.mark.parametrize("schema", ["format: byte", "contentEncoding: base64"])
def test_bytes_are_written_in_base64(build: Builder, schema: str) -> None:
    api = build.things(
        f"""
        Thing:
          type: object
          properties:
            data: {{type: string, {schema}}}
            list: {{type: array, items: {{type: string, {schema}}}}}
        """
    )
    data = {"data": "/wA=", "list": ["AA=="]}
    made = api.models.Thing(data=b"\xff\x00", list=[b"\x00"])
    assert (made.data, made.list) == ("/wA=", ["AA=="])
    assert made.model_dump(mode="json", exclude_unset=True) == data
    assert api.sent(body=made) == api.sent(body=api.models.Thing(**data)) == data
    assert api.received(data).data == "/wA="


def test_a_format_is_text_where_the_overlay_says_so(build: Builder) -> None:
    document = """
    paths:
      /a/{id}:
        get:
          operationId: a
          tags: [a]
          parameters: [{name: id, in: path, required: true, schema: {type: string, format: uuid}}]
          responses:
            '200':
              description: Ok.
              content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}
    components:
      schemas:
        A:
          type: object
          required: [id, on, at]
          properties:
            id: {type: string, format: uuid}
            on: {type: string, format: date}
            at: {type: string, format: date-time}
    """
    texts = "- {target: $, update: {x-specwright-client: {formats: {uuid: str, date-time: str}}}}"
    api = build(document, overlay=texts)
    id_, at = "497f6eca-6276-4993-bfeb-53cbbbba6f08", "2024-01-02T03:04:05+01:00"
    for given in (id_, uuid.UUID(id_)):
        value, sent = api.call("a.a", given, answer={"id": id_, "on": "2024-01-02", "at": at})
        assert sent.line == f"GET /a/{id_}"
        assert (value.id, value.at, value.on) == (id_, at, dt.date(2024, 1, 2))
    assert "id" in api.refused("a.a", "no")
    wrong = "- {target: $, update: {x-specwright-client: {formats: {uid: str, date: int}}}}"
    said = " ".join(item.message for item in api_errors(build, document, wrong))
    assert "'uid' is not a format" in said and "formats/date must be `str`" in said


def api_errors(build: Builder, document: str, overlay: str) -> list[Any]:
    return [item for item in build.diagnose(document, overlay=overlay) if item.severity == "error"]
