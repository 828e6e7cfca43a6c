"""Options that cannot be: an error at the call, or where the client is made, that names the option."""

from __future__ import annotations

import math
from typing import Any

import httpx
import pytest

from specwright.runtime import RequestOptions
from specwright.runtime.config.settings import options_of_call
from tests.harness.flavour import answer
from tests.unit.runtime.lab import Lab, job

WRONG: list[tuple[str, Any, type[Exception]]] = [
    ("timeout", "x", TypeError),
    ("timeout", True, TypeError),
    ("timeout", -1, ValueError),
    ("timeout", math.nan, ValueError),
    ("timeout", math.inf, ValueError),
    ("timeout", httpx.Timeout(5, read=-1), ValueError),
    ("deadline", "x", TypeError),
    ("deadline", math.nan, ValueError),
    ("max_retries", 1.5, TypeError),
    ("max_retries", math.nan, TypeError),
    ("max_retries", -1, ValueError),
]
OF_THE_CLIENT: list[tuple[str, Any, type[Exception]]] = [
    ("max_retry_after", math.nan, ValueError),
    ("max_retry_after", None, TypeError),
    ("retry", 3, TypeError),
    ("hooks", {}, TypeError),
    ("check_requests", "no", TypeError),
    ("max_response_bytes", -1, ValueError),
    ("max_inflation", "x", TypeError),
    ("auth", ("user", "password"), TypeError),
    ("base_url", 5, TypeError),
    ("default_headers", [("A", "b")], TypeError),
    ("default_query", "a=b", TypeError),
    ("server_variables", ["eu"], TypeError),
    ("transport", 5, TypeError),
    ("http_client", "x", TypeError),
]


@pytest.mark.parametrize(("name", "value", "kind"), WRONG)
def test_of_one_call(lab: Lab, name: str, value: Any, kind: type[Exception]) -> None:
    client = lab.client(answer(200, {"data": []}))
    with pytest.raises(kind, match=name):
        lab.run(client.send(lab.endpoints.items.retrieve("a"), RequestOptions(**{name: value})))
    if name == "timeout":
        with pytest.raises(kind, match=name):
            options_of_call({"timeout": value})
    assert not lab.requests


@pytest.mark.parametrize(("name", "value", "kind"), [*WRONG, *OF_THE_CLIENT])
def test_of_a_client(lab: Lab, name: str, value: Any, kind: type[Exception]) -> None:
    with pytest.raises(kind, match=name):
        lab.client(**{name: value})
    with pytest.raises(kind, match=name):
        lab.client(answer()).with_options(**{name: value})


@pytest.mark.parametrize("options", [["timeout"], 5, "x"])
def test_request_options_of_another_type(lab: Lab, options: Any) -> None:
    client = lab.client(answer(200, {"data": []}))
    with pytest.raises(TypeError, match="request_options must be a RequestOptions, not"):
        lab.run(client.send(lab.endpoints.items.retrieve("a"), options))
    with pytest.raises(TypeError, match="request_options must be a RequestOptions, not"):
        options_of_call({"request_options": options, "timeout": 5})
    unknown: dict[str, Any] = {"retries": 5}
    with pytest.raises(TypeError, match="retries"):
        RequestOptions(**unknown)


@pytest.mark.parametrize("name", ["extra_headers", "extra_query"])
def test_extras_that_are_no_mappings(name: str) -> None:
    extras: Any = {name: ["a"]}
    with pytest.raises(TypeError, match=name):
        options_of_call(extras)


def test_an_http_client_of_the_other_flavour(lab: Lab) -> None:
    other: Any = httpx.Client() if lab.is_async else httpx.AsyncClient()
    wanted = "AsyncClient, not Client" if lab.is_async else "Client, not AsyncClient"
    with pytest.raises(TypeError, match=f"http_client must be an httpx.{wanted}"):
        lab.client(http_client=other)
    wire: Any = httpx.HTTPTransport() if lab.is_async else httpx.AsyncHTTPTransport()
    with pytest.raises(TypeError, match="transport must be an httpx"):
        lab.client(transport=wire)


@pytest.mark.parametrize("timeout", [math.nan, math.inf, -1, "x"])
def test_of_waiting(lab: Lab, timeout: Any) -> None:
    client = lab.client(answer(200, job()))
    started = lab.run(client.jobs.create(model="small", prompt_text="x"))
    sent = len(lab.requests)
    with pytest.raises((TypeError, ValueError), match="timeout must be"):
        lab.run(started.wait_for_output(timeout=timeout))
    with pytest.raises(TypeError, match="on_update must be a function"):
        lab.run(started.wait_for_output(on_update="x"))
    assert len(lab.requests) == sent and not lab.time.slept
