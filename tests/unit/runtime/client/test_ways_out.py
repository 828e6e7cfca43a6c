"""Ways past the document: unknown values, options of one call as a dict, and None where nothing can be null."""

from __future__ import annotations

from typing import Any

import pytest

from specwright.runtime import RequestOptions, RequestValidationError
from tests.harness.flavour import answer
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
