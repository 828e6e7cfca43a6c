"""Arguments in, the exact request on the wire out."""

from __future__ import annotations

import datetime
import enum
import uuid
from decimal import Decimal
from typing import Any

import pytest

from specwright.runtime import ClientError, MissingCredentialError, RequestValidationError
from tests.harness.flavour import answer, answers, response
from tests.unit.runtime.lab import JOB_ID, Lab, item


def test_the_whole_request(lab: Lab) -> None:
    client = lab.client(answer(200, {"id": JOB_ID}))
    lab.run(client.jobs.create(model="small", prompt_text="hare", seed=7))
    (request,) = lab.requests
    assert (request.method, str(request.url)) == ("POST", "https://api.sample.test/root/jobs")
    assert request.content == b'{"model":"small","promptText":"hare","seed":7}'
    headers = dict(request.headers)
    assert headers.pop("content-length") == str(len(request.content))
    assert headers == {
        "host": "api.sample.test",
        "user-agent": "Sample/Python 0.1.0",
        "accept": "application/json",
        "accept-encoding": "gzip, deflate",
        "content-type": "application/json",
        "x-version": "2024-11-06",
        "authorization": "Bearer sk-secret-1234",
    }


def test_absent_null_and_constants(lab: Lab) -> None:
    client = lab.client(answer(200, item()))
    lab.run(client.items.replace("a"))
    lab.run(client.items.replace("a", note=None, from_="x", labels={"from_": 1, "note": 2}))
    assert lab.bodies == [
        {"kind": "item"},
        {"note": None, "from": "x", "labels": {"from_": 1, "note": 2}, "kind": "item"},
    ]


@pytest.mark.parametrize(
    ("frame", "kind"),
    [
        ({"uri": "https://a.test/x"}, "dict"),
        ({"uri": "https://a.test/x", "position": "first"}, "dict"),
        ({"uri": "https://a.test/x"}, "model"),
    ],
)
def test_nested_objects_as_dicts_and_models(lab: Lab, frame: Any, kind: str) -> None:
    client = lab.client(answer(200, {"id": JOB_ID}))
    frame = lab.models.Frame(**frame) if kind == "model" else frame
    lab.run(client.jobs.create(model="large", prompt_text="x", frames=(frame,)))
    assert lab.bodies[0]["frames"] == [{"uri": "https://a.test/x", "position": "first"}]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"prompt_text": "x", "seed": None}, "model"),
        ({"model": "small", "prompt_text": "x", "seed": None}, "model"),
        ({"model": "small", "prompt_text": "x", "seed": None}, "dict"),
        ({"model": "small", "promptText": "x", "seed": None}, "dict"),
    ],
)
def test_a_body_given_whole(lab: Lab, body: Any, kind: str) -> None:
    client = lab.client(answer(200, {"id": JOB_ID}), check_requests=False)
    body = lab.models.SmallJob(**body) if kind == "model" else body
    lab.run(client.jobs.create(body=body))
    assert lab.bodies == [{"model": "small", "promptText": "x", "seed": None}]


def test_both_spellings_are_an_error(lab: Lab) -> None:
    client = lab.client(answer())
    with pytest.raises(RequestValidationError, match="given twice"):
        lab.run(client.jobs.create(body={"model": "small", "prompt_text": "x", "promptText": "y"}))
    with pytest.raises(TypeError, match="body= or individual fields"):
        lab.run(client.jobs.create(model="small", body=lab.models.SmallJob(prompt_text="x")))
    assert lab.requests == []


class Level(enum.Enum):
    HIGH = "high"


def test_values_of_many_types_are_encoded(lab: Lab) -> None:
    client = lab.client(answer(200, item()), check_requests=False)
    utc = datetime.timezone.utc
    values: dict[str, Any] = {
        "uuid": uuid.UUID(JOB_ID),
        "date": datetime.date(2024, 1, 2),
        "moment": datetime.datetime(2024, 1, 2, 3, tzinfo=utc),
        "level": Level.HIGH,
        "whole": Decimal("5"),
        "part": Decimal("0.5"),
        "list": ("a", 1, None, True, 5.0),
        "span": datetime.timedelta(days=1, seconds=2.5),
    }
    lab.run(client.items.replace("a", labels=values))
    assert lab.bodies[0]["labels"] == {
        "uuid": JOB_ID,
        "date": "2024-01-02",
        "moment": "2024-01-02T03:00:00Z",
        "level": "high",
        "whole": 5,
        "part": 0.5,
        "list": ["a", 1, None, True, 5.0],
        "span": "P1DT2.5S",
    }


@pytest.mark.parametrize("value", [float("nan"), b"x", object(), {1: 2}, "\ud800"])
def test_what_json_cannot_say_is_never_sent(lab: Lab, value: Any) -> None:
    client = lab.client(answer(200, item()), check_requests=False)
    with pytest.raises(RequestValidationError):
        lab.run(client.items.replace("a", labels={"x": value}))
    assert lab.requests == []


def test_a_call_is_a_value_made_once(lab: Lab) -> None:
    frames: list[Any] = [{"uri": "https://a.test/x"}]
    call = lab.endpoints.jobs.create(model="large", prompt_text="x", frames=frames)
    frames.clear()
    lab.run(lab.client(answer(200, {"id": JOB_ID})).send(call))
    assert len(lab.bodies[0]["frames"]) == 1


# --- paths ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("a b", b"a%20b"),
        ("a/b", b"a%2Fb"),
        ("a?b#c", b"a%3Fb%23c"),
        ("50%", b"50%25"),
        ("ä", b"%C3%A4"),
        ("{name}", b"%7Bname%7D"),
        ("...", b"..."),
        ("a..b", b"a..b"),
    ],
)
def test_path_values_are_encoded(lab: Lab, name: str, sent: bytes) -> None:
    lab.run(lab.client(answer(200, item())).items.retrieve(name))
    assert lab.requests[0].url.raw_path == b"/root/items/" + sent + b"/detail"


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "%2e%2E", "../organization", "a/../b", "..\\x", "%252e%252e", "x/.."],
)
def test_path_values_that_reach_elsewhere_are_refused(lab: Lab, name: str) -> None:
    client = lab.client(answer(200, item()), check_requests=False)
    with pytest.raises(RequestValidationError, match="name: must not"):
        lab.run(client.items.retrieve(name))
    assert lab.requests == []


# --- base URL and query ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "sent"),
    [
        ("https://proxy.test/api/", "https://proxy.test/api/items?limit=50"),
        ("http://[::1]:8080", "http://[::1]:8080/items?limit=50"),
        ("https://proxy.test/x?tenant=a%20b", "https://proxy.test/x/items?tenant=a%20b&limit=50"),
    ],
)
def test_base_url_keeps_its_path_and_query(lab: Lab, base: str, sent: str) -> None:
    client = lab.client(answer(200, {"data": []}), base_url=base)
    lab.run(client.items.list())
    assert str(lab.requests[0].url) == sent


@pytest.mark.parametrize(
    "base",
    [
        "api.test",
        "ftp://api.test",
        "https://u:p@api.test",
        "https://a.test/#x",
        "https://a b",
        "//a",
    ],
)
def test_a_base_url_that_is_none(lab: Lab, base: str) -> None:
    with pytest.raises(ClientError, match="base_url"):
        lab.client(answer(), base_url=base)


def test_environment(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMPLE_BASE_URL", "https://other.test")
    monkeypatch.setenv("SAMPLE_KEY", "from-env")
    client = lab.client(answer(200, item()), api_key=None)
    lab.run(client.items.retrieve("a"))
    assert lab.requests[0].url.host == "other.test"
    assert lab.requests[0].headers["authorization"] == "Bearer from-env"
    monkeypatch.setenv("SAMPLE_BASE_URL", "")
    assert lab.client(answer()).base_url == "https://api.sample.test/root"


def test_query_of_client_operation_and_call(lab: Lab) -> None:
    client = lab.client(answer(200, {"data": []}), default_query={"a": 1, "limit": 3})
    lab.run(client.items.list(limit=5, tags=["x y", "&"], extra_query={"a": [1, 2], "b": None}))
    assert lab.requests[0].url.query == b"limit=5&tag=x%20y&tag=%26&a=1&a=2"


# --- headers and credentials ----------------------------------------------------------------------


def test_headers_of_client_and_call(lab: Lab) -> None:
    client = lab.client(answer(200, item()), default_headers={"X-A": "1", "User-Agent": "mine"})
    lab.run(client.items.retrieve("a", extra_headers={"x-a": "2", "accept": None}))
    headers = lab.requests[0].headers
    assert (headers["x-a"], headers["user-agent"], "accept" in headers) == ("2", "mine", False)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-A", "a\r\nX-B: 1"),
        ("X-A", "a\0"),
        ("X-A", " a"),
        ("X A", "a"),
        ("X-A:", "a"),
        ("Content-Length", "1"),
    ],
)
def test_headers_that_break_out_are_refused(lab: Lab, name: str, value: str) -> None:
    client = lab.client(answer(200, item()))
    with pytest.raises(RequestValidationError):
        lab.run(client.items.retrieve("a", extra_headers={name: value}))
    with pytest.raises(RequestValidationError):
        lab.client(answer(), default_headers={name: value})
    assert lab.requests == []


def test_a_header_argument_cannot_break_out(lab: Lab) -> None:
    with pytest.raises(RequestValidationError):
        lab.run(lab.client(answer(200, item())).items.retrieve("a", x_trace="a\nb"))
    lab.run(lab.client(answer(200, item())).items.retrieve("a", x_trace="é"))
    assert lab.requests[0].headers.raw[-1][1] == b"Bearer sk-secret-1234"
    assert (b"X-Trace", "é".encode()) in lab.requests[0].headers.raw


def test_a_key_with_a_line_break_is_named_but_not_shown(lab: Lab) -> None:
    client = lab.client(answer(200, item()), api_key="sk-secret\n")
    with pytest.raises(RequestValidationError, match="api_key") as caught:
        lab.run(client.items.retrieve("a"))
    assert "sk-secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "headers", "query"),
    [
        ({"login": ("me", "pass")}, {"authorization": "Basic bWU6cGFzcw=="}, b""),
        ({"tenant": "t", "query_key": "q&"}, {"x-tenant-key": "t"}, b"key=q%26"),
        ({"session": "b=/+:1"}, {"cookie": "sid=b=/+:1"}, b""),
        ({"tenant": "t"}, {}, b""),
        ({}, {}, b""),
    ],
)
def test_the_first_alternative_that_is_complete(
    lab: Lab, given: dict[str, Any], headers: dict[str, str], query: bytes
) -> None:
    client = lab.client(answer(200, item()), api_key=None, **given)
    lab.run(client.items.retrieve("a"))
    names = ("authorization", "x-tenant-key", "cookie")
    sent = lab.requests[0].headers
    assert {name: sent[name] for name in names if name in sent} == headers
    assert lab.requests[0].url.query == query


def test_a_missing_credential_is_named(lab: Lab) -> None:
    client = lab.client(answer(), api_key=None)
    with pytest.raises(MissingCredentialError, match=r"api_key= \(or set SAMPLE_KEY\)"):
        lab.run(client.jobs.retrieve(JOB_ID))
    assert lab.requests == []


def test_an_authorization_header_set_by_hand_counts(lab: Lab) -> None:
    client = lab.client(answer(204), api_key=None, default_headers={"authorization": "Mine x"})
    lab.run(client.jobs.cancel(JOB_ID))
    assert lab.requests[0].headers["authorization"] == "Mine x"


def test_header_options(lab: Lab) -> None:
    client = lab.client(
        answers(response(204), response(204), response(200, item())), version="2030-01-01"
    )
    lab.run(client.jobs.cancel(JOB_ID))
    lab.run(client.with_options(version="2031-01-01").jobs.cancel(JOB_ID))
    lab.run(client.items.retrieve("a"))
    versions = [request.headers.get("x-version") for request in lab.requests]
    assert versions == ["2030-01-01", "2031-01-01", None]
