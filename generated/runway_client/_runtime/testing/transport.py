"""A transport that a mock server answers, and a clock that never waits."""

from __future__ import annotations

import operator
import threading
from typing import Any

from ..base.http_library import http
from ..config.settings import Clock
from .messages import MockRequest, MockResponse
from .server import MockServer

_START = 1_800_000_000.0


class FakeClock:
    """A clock that goes on when someone sleeps on it, and at no other time."""

    def __init__(self) -> None:
        self.passed = 0.0
        self._lock = threading.Lock()

    def now(self) -> float:
        return self.passed

    def wall(self) -> float:
        return _START + self.passed

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.passed += seconds

    async def sleep_async(self, seconds: float) -> None:
        self.sleep(seconds)

    def given(self) -> Clock:
        """The clock as an option of a client."""
        return Clock(self.now, self.wall, self.sleep, self.sleep_async, lambda: 0.0)


class MockTransport(http.BaseTransport, http.AsyncBaseTransport):
    """Sends the requests of a sync or async HTTP client to a mock server, without a network."""

    def __init__(self, server: MockServer, clock: FakeClock) -> None:
        self._server = server
        self._clock = clock

    def handle_request(self, request: http.Request) -> http.Response:
        return self._deliver(request, request.read())

    async def handle_async_request(self, request: http.Request) -> http.Response:
        return self._deliver(request, await request.aread())

    def _deliver(self, request: http.Request, body: bytes) -> http.Response:
        headers = tuple(
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw
        )
        response = self._server.answer(MockRequest(request.method, str(request.url), headers, body))
        self._wait(request, response)
        if response.reset:
            raise http.ReadError("the mock closed the connection", request=request)
        pairs = list(response.headers)
        if not any(name.lower() == "content-length" for name, _ in pairs) and response.body:
            pairs.append(("Content-Length", str(len(response.body))))
        raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in pairs]
        return http.Response(response.status, headers=raw, stream=http.ByteStream(response.body))

    def _wait(self, request: http.Request, response: MockResponse) -> None:
        """Let the delay pass; a delay that is longer than the read timeout ends there."""
        given: Any = request.extensions.get("timeout", {}).get("read")
        limit = given if given is None or isinstance(given, float) else _seconds(given)
        if limit is not None and response.delay > limit:
            self._clock.sleep(limit)
            raise http.ReadTimeout("the mock answers later than that", request=request)
        self._clock.sleep(response.delay)


def _seconds(limit: Any) -> float:
    """The runtime's read timeout is only known when it is read."""
    try:
        return float(operator.index(limit))
    except TimeoutError:
        return 0.0
