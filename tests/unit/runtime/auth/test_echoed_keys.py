"""A server that sends the key back, wherever it can: the body stays the server's own, all else is masked."""

from __future__ import annotations

import logging
import traceback
import warnings
from base64 import b64encode
from typing import Any

import httpx
import pytest

from specwright import runtime as _r
from tests.harness.socket_server import message, sends, serving
from tests.unit.runtime.operations import SETTINGS, Bench, operation

KEY = "sk-tell-nobody-1234"
BASIC = b64encode(f"user:{KEY}".encode()).decode()


def settings(kind: Any) -> _r.ClientSettings:
    credential = _r.Credential("key", kind, "api_key", name="X-Auth")
    made = {name: getattr(SETTINGS, name) for name in ("package", "product", "version")}
    return _r.ClientSettings(
        **made, env_prefix="FOUR", base_url="https://api.four.test", credentials=(credential,)
    )


def opened() -> str:
    return KEY


SOURCES: dict[str, tuple[Any, Any, dict[str, str]]] = {
    "text": ("bearer", KEY, {}),
    "function": ("bearer", opened, {}),
    "basic": ("basic", ("user", KEY), {}),
    "query": ("query", KEY, {}),
    "by hand": ("bearer", None, {"Authorization": f"Bearer {KEY}"}),
}
ASK = operation(
    "ASK",
    "GET",
    "/ask",
    responses=(_r.Response("200", {"application/json": lambda: dict[str, int]}),),
    security=(("key",), ()),
)
JSON = {"content-type": "application/json"}
ECHOES: dict[str, httpx.Response] = {
    "error": httpx.Response(401, json={"error": {"message": f"bad key {KEY} or {BASIC}"}}),
    "error text": httpx.Response(500, text=f"<p>{KEY} {BASIC}</p>"),
    "request id": httpx.Response(400, headers={"x-request-id": KEY}),
    "redirect": httpx.Response(302, headers={"location": f"/x?{KEY}"}),
    "content type": httpx.Response(200, content=b"x", headers={"content-type": f"a/{KEY}"}),
    "no JSON": httpx.Response(200, content=f"{KEY} {BASIC}".encode(), headers=JSON),
    "wrong value": httpx.Response(200, json={"a": KEY}),
    "wrong name": httpx.Response(200, json={KEY: BASIC}),
}


def told(error: BaseException) -> str:
    """Everything that a log of the exception can show."""
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    behind, one = [], error.__cause__ or error.__context__
    while one is not None:
        behind += [str(one), repr(one)]
        one = one.__cause__ or one.__context__
    own = [str(error), repr(error), repr(getattr(error, "response", ""))]
    return "\n".join([*own, *lines, *behind])


@pytest.mark.parametrize("source", list(SOURCES))
@pytest.mark.parametrize("echo", list(ECHOES))
def test_the_key_is_masked_wherever_it_comes_back(
    bench: Bench, caplog: pytest.LogCaptureFixture, source: str, echo: str
) -> None:
    kind, value, headers = SOURCES[source]
    answer = ECHOES[echo]

    def handler(request: httpx.Request) -> httpx.Response:
        return httpx.Response(
            answer.status_code, headers=answer.headers, content=answer.content, request=request
        )

    caplog.set_level(logging.DEBUG, "api4")
    options = _r.RequestOptions(max_retries=0, extra_headers=headers)
    credentials = {} if value is None else {"key": value}
    client = bench.client(handler, settings(kind), credentials, response_validation="strict")
    with pytest.raises(_r.ClientError) as caught:
        bench.run(client.send(_r.Call(ASK, {}), options))
    shown = told(caught.value) + caplog.text
    assert KEY not in shown
    assert source != "basic" or BASIC not in shown
    if echo.startswith("error"):
        assert KEY in str(caught.value.__dict__["body"])
    if echo.startswith("wrong"):
        client = bench.client(handler, settings(kind), credentials)
        with warnings.catch_warnings(record=True) as found:
            warnings.simplefilter("always")
            bench.run(client.send(_r.Call(ASK, {}), options))
        assert found and not any(KEY in str(item.message) for item in found)


@pytest.mark.parametrize(
    "answer",
    [
        f"HTTP/1.1 {KEY}\r\n\r\n".encode(),
        f"HTTP/1.1 200 OK\r\n{KEY}\r\n\r\n".encode(),
        f"HTTP/1.1 200 OK\r\nContent-Length: {KEY}\r\n\r\n".encode(),
        f"HTTP/1.1 400 {KEY}\r\nContent-Length: 0\r\n\r\n".encode(),
        message(KEY.encode(), 200, "Content-Encoding: gzip"),
    ],
    ids=["status line", "header line", "length", "reason", "gzip"],
)
def test_what_a_library_quotes_is_masked(
    bench: Bench, caplog: pytest.LogCaptureFixture, answer: bytes
) -> None:
    caplog.set_level(logging.DEBUG, "api4")
    with serving(sends(answer, close=True)) as server:
        client = bench.client(
            None, settings("bearer"), {"key": KEY}, base_url=server.url, max_retries=0
        )
        with pytest.raises(_r.APIError) as caught:
            bench.run(client.send(_r.Call(ASK, {})))
        bench.run(client.close())
    assert KEY not in told(caught.value) + caplog.text
