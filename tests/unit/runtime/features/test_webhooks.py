"""Bodies of webhooks, as a program's own server receives them."""

from __future__ import annotations

import warnings
from typing import Any

import pytest

from specwright import runtime as _r


class Event(_r.Model):
    kind: str
    count: int


def parse(body: Any, validation: Any = "strict") -> Event:
    return _r.parse_webhook(lambda: Event, body, validation)


@pytest.mark.parametrize(
    "body", [b'{"kind":"a","count":1,"more":2}', '{"kind":"a","count":1,"more":2}']
)
def test_a_body(body: bytes | str) -> None:
    event = parse(body)
    assert (event.kind, event.count, event.model_dump()["more"]) == ("a", 1, 2)


@pytest.mark.parametrize("validation", ["strict", "lenient"])
@pytest.mark.parametrize("body", [b"<html>", b"", b'{"kind":"a","count":NaN}', "\ud800", b"\xff"])
def test_what_is_not_json(body: Any, validation: Any) -> None:
    with pytest.raises(_r.WebhookError, match="the webhook body is not valid JSON"):
        parse(body, validation)


def test_what_is_not_as_documented() -> None:
    with pytest.raises(_r.WebhookError, match="count") as caught:
        parse('{"kind":"a","count":"x"}')
    assert isinstance(caught.value, ValueError)
    assert [problem.path for problem in caught.value.problems] == ["count"]
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        kept: Any = parse('{"kind":"a","count":"x"}', "lenient").count
    assert kept == "x"
    assert [item.category for item in seen] == [_r.ResponseValidationWarning]
    with pytest.raises(ValueError, match="strict or lenient"):
        parse(b"{}", "off")
    with pytest.raises(TypeError, match="as bytes or text, not dict"):
        parse({"kind": "a", "count": 1})
