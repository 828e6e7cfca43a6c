"""The ASGI application: HTTP on one side, requests and responses of the mock on the other."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from specwright.mock.control import Control
from specwright.runtime.testing.messages import (
    MockError,
    MockRequest,
    MockResponse,
    json_response,
)
from specwright.runtime.testing.server import MockServer
from specwright.runtime.testing.state import OWN

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]

RESET: Final = "specwright.reset"
"""The key of `scope["state"]` with the function that resets the connection."""
_PIECE: Final = 65_536
_BODILESS: Final = frozenset({204, 304})
_LOCAL: Final = re.compile(
    r"(?:localhost|[\w-]+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?", re.ASCII | re.IGNORECASE
)
_HOST: Final = re.compile(r"(?:[\w.-]+|\[::1\])(?::\d{1,5})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Served:
    """A request that was answered, for the log."""

    method: str
    path: str
    """With the query."""
    status: int
    """0 if the connection was reset."""
    operation: str
    """The method of the client; empty if the document has no such operation."""
    seconds: float
    problems: tuple[str, ...]


class MockApp:
    """Serves one mock. All requests run in one event loop.

    Args:
        make_server: Makes the mock, at first and whenever it is reset.
        report: Called with every request after its answer.
        delay: Seconds to wait before each answer, and between the items of a stream.
        most: The largest body of a request, in bytes.
        any_host: Whether the paths below `/_mock` may be called by any host name.
    """

    def __init__(
        self,
        make_server: Callable[[], MockServer],
        report: Callable[[Served], None],
        *,
        delay: float = 0.0,
        most: int = 256_000_000,
        any_host: bool = False,
    ) -> None:
        self._control = Control(make_server)
        self._report = report
        self._delay = delay
        self._most = most
        self._any_host = any_host

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request, as ASGI prescribes."""
        assert scope["type"] == "http"
        started = time.perf_counter()
        request = _request(scope)
        response, operation, problems = await self._answer(request, receive)
        if response is None:  # the client has gone
            return
        wait = response.delay + (0 if request.path.startswith(OWN) else self._delay)
        if wait:
            await asyncio.sleep(wait)
        seconds = time.perf_counter() - started
        path = request.url.removeprefix(request.origin)
        status = 0 if response.reset else response.status
        self._report(Served(request.method, path, status, operation, seconds, problems))
        if response.reset:
            scope["state"][RESET]()
            await _disconnected(receive)
        else:
            await self._send(_shared(request, response), send)

    async def _answer(
        self, request: MockRequest, receive: Receive
    ) -> tuple[MockResponse | None, str, tuple[str, ...]]:
        """The response, the operation and what was wrong; no response if the client has gone."""
        is_control = self._control.has(request.path)
        foreign = self._foreign(request) if is_control else ""
        if foreign:
            return json_response(403, {"error": foreign}), "", (foreign,)
        if request.method == "OPTIONS" and request.header("Access-Control-Request-Method"):
            return MockResponse(204), "", ()
        body = await _read(request, receive, self._most)
        if body is None:
            return None, "", ()
        if len(body) > self._most:
            error = f"the body is larger than {self._most} bytes"
            return json_response(413, {"error": error}, {"Connection": "close"}), "", (error,)
        request = replace(request, body=body)
        if is_control:
            return self._control.answer(request), "", ()
        try:
            return self._control.ask(self._documented(request))
        except MockError as error:
            text = f"the mock cannot answer this: {error}"
            return json_response(500, {"error": text}), "", (text,)

    def _foreign(self, request: MockRequest) -> str:
        """Why the control path is closed to this request: a page of another site may have sent it."""
        host, origin = request.header("Host") or "", request.header("Origin")
        if not self._any_host and not _LOCAL.fullmatch(host):
            return f"{OWN[:-1]} is for this machine only, not for the host {host[:60]!r}"
        if origin is not None and _host_of(origin) != host and not _is_local(origin):
            return f"{OWN[:-1]} is not for pages of {origin[:60]!r}"
        return ""

    def _documented(self, request: MockRequest) -> MockRequest | MockResponse:
        """HEAD and OPTIONS work wherever the document does not describe them."""
        if request.method not in ("HEAD", "OPTIONS"):
            return request
        methods = self._control.methods(request.path)
        if not methods or request.method in methods:
            return request
        if request.method == "HEAD":
            return replace(request, method="GET") if "GET" in methods else request
        return MockResponse(204, (("Allow", ", ".join(methods)),))

    async def _send(self, response: MockResponse, send: Send) -> None:
        pieces, is_stream = _pieces(response)
        headers = [(name.encode("latin-1"), _encoded(value)) for name, value in response.headers]
        names = {name.lower() for name, _ in headers}
        if not is_stream and b"content-length" not in names and response.status not in _BODILESS:
            headers.append((b"content-length", str(len(response.body)).encode()))
        start = {"type": "http.response.start", "status": response.status, "headers": headers}
        await send(start)
        for number, piece in enumerate(pieces):
            if is_stream and number:
                await asyncio.sleep(self._delay)
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def _request(scope: Mapping[str, Any]) -> MockRequest:
    headers = tuple(
        (name.decode("latin-1"), text.decode("latin-1")) for name, text in scope["headers"]
    )
    host = next((text for name, text in headers if name == "host"), "")
    if not _HOST.fullmatch(host):
        address, port = scope["server"]
        host = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
    path, query = scope["raw_path"].decode("latin-1"), scope["query_string"].decode("latin-1")
    if not path.startswith("/"):  # as proxies are asked, or `*`
        path = f"/{path.partition('://')[2].partition('/')[2]}"
    url = f"{scope['scheme']}://{host}{path}" + (f"?{query}" if query else "")
    return MockRequest(scope["method"], url, headers)


async def _read(request: MockRequest, receive: Receive, most: int) -> bytes | None:
    """The body, or a little more than `most` of it; None if the client has gone."""
    length = request.header("Content-Length") or ""
    if length.isdecimal() and int(length) > most:
        return bytes(most + 1)
    body = bytearray()
    while len(body) <= most:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    return bytes(body)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _is_local(origin: str) -> bool:
    return _LOCAL.fullmatch(_host_of(origin)) is not None


def _host_of(origin: str) -> str:
    return origin.partition("://")[2]


def _shared(request: MockRequest, response: MockResponse) -> MockResponse:
    """The response with what lets a local page read it, and the answer to a page's preflight."""
    origin = request.header("Origin")
    if origin is None or not _is_local(origin):
        return response
    headers = {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}
    asked = request.header("Access-Control-Request-Method")
    if request.method == "OPTIONS" and asked:
        headers["Access-Control-Allow-Methods"] = asked
        headers["Access-Control-Allow-Headers"] = (
            request.header("Access-Control-Request-Headers") or "*"
        )
        headers["Access-Control-Max-Age"] = "600"
    else:
        headers["Access-Control-Expose-Headers"] = "*"
    return replace(response, headers=(*response.headers, *headers.items()))


def _pieces(response: MockResponse) -> tuple[Iterator[bytes], bool]:
    """The body as it is sent; a stream goes item by item."""
    kind = next((text for name, text in response.headers if name.lower() == "content-type"), "")
    essence = kind.partition(";")[0].strip().lower()
    body = response.body
    if essence == "text/event-stream":
        return (piece for piece in re.split(rb"(?<=\n\n)", body) if piece), True
    if essence.endswith(("ndjson", "jsonl", "json-lines", "json-seq")):
        return iter(body.splitlines(keepends=True)), True
    return (body[at : at + _PIECE] for at in range(0, len(body), _PIECE)), False


def _encoded(value: str) -> bytes:
    return value.encode("latin-1", "replace")
