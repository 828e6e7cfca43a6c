"""Ways past the document: unknown values, options of one call as a dict, and None where nothing can be null."""

from __future__ import annotations

from typing import Any

import pytest

from specwright.runtime import (
    ClientError,
    NotFoundError,
    RequestOptions,
    RequestValidationError,
)
from tests.harness.flavour import KEY, answer, answers, response
from tests.unit.runtime.lab import JOB_ID, Lab, item

NEW: dict[str, Any] = {"model": "gen9", "prompt_text": "x"}


def test_a_new_value_is_refused_with_the_ways_out(lab: Lab) -> None:
    client = lab.client(answer(200, {"id": JOB_ID}))
    with pytest.raises(RequestValidationError, match="one of") as caught:
        lab.run(client.jobs.create(**NEW))
    said = str(caught.value)
    assert "'check_requests': False" in said and "newer version" in said and "gen9" in said


@pytest.mark.parametrize(
    "options", [{"check_requests": False}, RequestOptions(check_requests=False)]
)
def test_one_call_is_not_checked(lab: Lab, options: Any) -> None:
    client = lab.client(answer(200, {"id": JOB_ID}))
    lab.run(client.jobs.create(**NEW, request_options=options))
    assert lab.bodies[0]["model"] == "gen9"
    lenient = client.with_options(check_requests=False)
    lab.run(lenient.jobs.create(**NEW))
    with pytest.raises(RequestValidationError):
        lab.run(lenient.jobs.create(**NEW, request_options={"check_requests": True}))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"check_request": False}, "no option 'check_request'; the options are timeout"),
        ({"check_requests": 1}, "check_requests must be True or False"),
        ("x", "request_options must be a RequestOptions"),
    ],
)
def test_options_that_cannot_be(lab: Lab, options: Any, told: str) -> None:
    client = lab.client(answer(200, item()))
    with pytest.raises(TypeError, match=told):
        lab.run(client.items.retrieve("a", request_options=options))


def test_none_is_left_out(lab: Lab) -> None:
    client = lab.client(answer(200, {"data": [], "hasMore": False}))
    lab.run(client.items.list(limit=1, cursor=None, tags=["a", None]))
    assert lab.requests[0].url.query == b"limit=1&tag=a"
    with pytest.raises(RequestValidationError, match="limit: is required"):
        lab.run(client.items.list(limit=None))


# --- requests that the document does not know ------------------------------------------------------

BASE = "https://api.sample.test/root"


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("/new/thing", f"{BASE}/new/thing?a=1&a=2&b=x%20y"),
        ("new?c=3&a=9", f"{BASE}/new?a=1&a=2&c=3&b=x%20y"),
        ("/a b/{id}/é%2F", f"{BASE}/a%20b/%7Bid%7D/%C3%A9%2F?a=1&a=2&b=x%20y"),
        ("https://API.sample.test:443/other", "https://api.sample.test/other?a=1&a=2&b=x%20y"),
    ],
)
def test_a_request_by_its_path_has_all_of_the_client(lab: Lab, path: str, url: str) -> None:
    client = lab.client(answers(response(503), response(200, item())), max_retries=1)
    query, headers = {"a": [1, 2], "b": "x y"}, {"X-A": "1"}
    got = lab.run(client.get(path, cast_to=lab.models.Item, params=query, headers=headers))
    assert isinstance(got, lab.models.Item) and got.id == "a"
    assert len(lab.requests) == 2
    sent = lab.requests[-1]
    assert sorted(str(sent.url).partition("?")[2].split("&")) == sorted(
        url.partition("?")[2].split("&")
    )
    assert str(sent.url).partition("?")[0] == url.partition("?")[0]
    assert (sent.headers["authorization"], sent.headers["x-a"]) == (f"Bearer {KEY}", "1")
    assert sent.headers["x-version"] == "2024-11-06"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_body_is_json_and_the_answer_what_came(lab: Lab, method: str) -> None:
    client = lab.client(
        answers(response(200, {"a": [1]}), response(204), response(404, {"code": 5}))
    )
    sent = lab.models.Item.model_validate(item())
    call = getattr(client, method)
    assert lab.run(call("/x", json={"one": sent, "none": None})) == {"a": [1]}
    assert lab.bodies[0] == {"one": item(), "none": None}
    assert lab.run(call("/x")) is None and lab.requests[1].content == b""
    with pytest.raises(NotFoundError):
        lab.run(client.request(method, "/x", timeout=1))
    assert lab.requests[-1].method == method.upper()


@pytest.mark.parametrize(
    "path",
    [
        "https://other.test/x",
        "http://api.sample.test/x",
        "https://api.sample.test:8443/x",
        "//other.test/x",
        "https://me@api.sample.test@other.test/",
        "ftp:/x",
        "/a/../../x",
        "/%2e%2e/x",
    ],
)
def test_no_request_leaves_the_server(lab: Lab, path: str) -> None:
    client = lab.client(answer(200, {}))
    with pytest.raises((ClientError, RequestValidationError)):
        lab.run(client.get(path))
    assert not lab.requests


def test_a_request_without_a_key_is_sent_as_it_is(lab: Lab) -> None:
    client = lab.client(answer(200, b"plain", content_type="text/plain"), api_key=None)
    assert lab.run(client.get("/x")) == "plain"
    assert "authorization" not in lab.requests[0].headers
    with pytest.raises(TypeError, match="unexpected keyword"):
        lab.run(client.get("/x", parms={}))
