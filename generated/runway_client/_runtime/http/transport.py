"""Send one exchange through the HTTP library and read the response, or raise `TransportFailure`.

Bodies are read and decompressed here within limits, so that no response can exhaust memory.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

from ..base.effects import Exchange
from ..base.errors import SourceFailure, TransportFailure
from ..base.http_library import adapted_auth, errors_called, http
from ..base.wire import Headers, Received, WireRequest
from .failures import failures, to_failure
from .streams import AsyncStream, SyncStream

if TYPE_CHECKING:
    from ..base.body_sources import AsyncChunks, Chunks
    from .pool import AsyncPool, SyncPool

BODY_METHODS = frozenset({"POST", "PUT", "PATCH"})
MOST_HEADERS = 64
_OWN_HEADERS = frozenset({"accept", "accept-encoding", "connection", "user-agent", "host"})


class _Remaining:
    """A read timeout that shrinks while a response arrives.

    The HTTP library reads its timeouts once per phase, so a response that arrives byte by byte would never
    time out. `socket.settimeout` accepts any number-like object, and reads it before each read.
    """

    def __init__(self, read: float | None, deadline: float, now: Callable[[], float]) -> None:
        self.read = read
        self.deadline = deadline
        self.now = now

    def __index__(self) -> int:
        remaining = self.deadline - self.now()
        if remaining <= 0:
            raise TimeoutError("the call exceeded its deadline")
        wanted = remaining if self.read is None else min(self.read, remaining)
        return max(1, -int(-wanted // 1))


def make_request(
    exchange: Exchange, pool: SyncPool | AsyncPool, pieces: Any, *, is_async: bool
) -> http.Request:
    """`pieces` is a body that is streamed."""
    wire = exchange.request
    timeouts: dict[str, Any] = dict(exchange.timeouts)
    if exchange.deadline is not None and not is_async:
        timeouts["read"] = _Remaining(timeouts["read"], exchange.deadline, exchange.now)
    extensions = {"timeout": timeouts}
    try:
        url = _url(wire, pool)
        if pieces is not None:
            headers = _headers(wire, pool)
            library = pool.library or http
            request: http.Request = library.Request(
                wire.method, url, headers=headers, content=pieces, extensions=extensions
            )
            return request
        return _whole_request(wire, url, pool, extensions)
    except errors_called("InvalidURL") as error:
        raise TransportFailure(f"the URL is not valid: {error}", sent=False, retry=False) from None


def _whole_request(
    wire: WireRequest, url: http.URL, pool: SyncPool | AsyncPool, extensions: dict[str, Any]
) -> http.Request:
    """As the HTTP library builds it from `content`, but with the final headers."""
    content: Any = wire.content or b""
    is_empty_body = not content and wire.method in BODY_METHODS
    headers = _prepared_headers(wire, url, pool, is_empty_body)
    library = pool.library or http
    request: http.Request = library.Request(
        wire.method,
        url,
        headers=headers,
        stream=library.ByteStream(content),
        extensions=extensions,
    )
    if content:
        request.headers["Content-Length"] = str(len(content))
    request.read()
    return request


def _prepared_headers(
    wire: WireRequest, url: http.URL, pool: SyncPool | AsyncPool, is_empty_body: bool
) -> http.Headers:
    """Cached by the pool: most calls of one operation have the same headers."""
    if pool.given is not None or not wire.to_api:  # whose headers may change at any time
        return _complete(url, pool, _headers(wire, pool), is_empty_body)
    key = (url.netloc, is_empty_body, *wire.headers)
    found = pool.headers.get(key)
    if found is None:
        if len(pool.headers) >= MOST_HEADERS:
            pool.headers.clear()
        found = _complete(url, pool, _headers(wire, pool), is_empty_body)
        pool.headers[key] = found
    return found


def _complete(
    url: http.URL,
    pool: SyncPool | AsyncPool,
    headers: list[tuple[bytes, bytes]],
    is_empty_body: bool,
) -> http.Headers:
    names = {name.lower() for name, _ in headers}
    first: list[tuple[bytes, bytes]] = []
    if b"host" not in names and url.host:
        first.append((b"Host", url.netloc))
    if is_empty_body and not names & {b"content-length", b"transfer-encoding"}:
        first.append((b"Content-Length", b"0"))
    completed: http.Headers = (pool.library or http).Headers(first + headers)
    return completed


def _headers(wire: WireRequest, pool: SyncPool | AsyncPool) -> list[tuple[bytes, bytes]]:
    headers = [(name.encode("ascii"), value.encode()) for name, value in wire.headers]
    if wire.to_api and pool.given is not None:
        return [*_own_headers(wire, pool.given.headers), *headers]
    return headers


def _url(wire: WireRequest, pool: SyncPool | AsyncPool) -> http.URL:
    """Cached, except for URLs that may contain a secret."""
    library, is_kept = pool.library or http, wire.to_api and "?" not in wire.url
    url: http.URL = _parsed(library, wire.url) if is_kept else library.URL(wire.url)
    return url


@lru_cache(maxsize=256)
def _parsed(library: ModuleType, text: str) -> http.URL:
    url: http.URL = library.URL(text)
    return url


def streamed(exchange: Exchange) -> Chunks | None:
    content = exchange.request.content
    if content is None or isinstance(content, bytes):
        return None
    from ..base.body_sources import guarded

    return guarded(content.chunks(), exchange.look_at_clock)


def streamed_async(exchange: Exchange) -> AsyncChunks | None:
    content = exchange.request.content
    if content is None or isinstance(content, bytes):
        return None
    from ..base.body_sources import async_guarded

    return async_guarded(content.async_chunks(), exchange.look_at_clock)


def _own_headers(wire: WireRequest, client_headers: http.Headers) -> list[tuple[bytes, bytes]]:
    """The headers that a user set on their own HTTP client: lowest precedence, and only for the API."""
    given = {name.lower() for name, _ in wire.headers} | _OWN_HEADERS
    return [
        (name, value)
        for name, value in client_headers.raw
        if name.decode("latin-1").lower() not in given
    ]


def _received(response: http.Response, started: float) -> Received:
    return Received(
        response.status_code,
        Headers(
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, value in response.headers.raw
        ),
        b"",
        time.perf_counter() - started,
        response.http_version,
        response.reason_phrase,
    )


def send(pool: SyncPool, exchange: Exchange, *, stream: bool = False) -> Received:
    client = pool.client()
    wire = exchange.request
    started = time.perf_counter()
    pieces = streamed(exchange)
    request = make_request(exchange, pool, pieces, is_async=False)
    try:
        response = client.send(request, stream=True, follow_redirects=False, **_auth(wire, pool))
    except SourceFailure as failure:
        raise failure.error from failure.error.__cause__
    except failures() as error:
        raise to_failure(error, wire) from error
    finally:
        if pieces is not None:
            pieces.close()
    received = _received(response, started)
    if stream:
        received.stream = SyncStream(response, exchange, replace(received))
    else:
        received.content = SyncStream(response, exchange, received).read()
        received.elapsed = time.perf_counter() - started
    return received


async def send_async(pool: AsyncPool, exchange: Exchange, *, stream: bool = False) -> Received:
    client = pool.client()
    wire = exchange.request
    started = time.perf_counter()
    pieces = streamed_async(exchange)
    request = make_request(exchange, pool, pieces, is_async=True)
    try:
        response = await client.send(
            request, stream=True, follow_redirects=False, **_auth(wire, pool)
        )
    except SourceFailure as failure:
        raise failure.error from failure.error.__cause__
    except failures() as error:
        raise to_failure(error, wire) from error
    finally:
        if pieces is not None:
            await pieces.aclose()
    received = _received(response, started)
    if stream:
        received.stream = AsyncStream(response, exchange, replace(received))
        await received.stream.hold()
    else:
        received.content = await AsyncStream(response, exchange, received).read()
        received.elapsed = time.perf_counter() - started
    return received


def _auth(wire: WireRequest, pool: SyncPool | AsyncPool) -> dict[str, Any]:
    """A user's authentication is only used for the API, never for a presigned URL."""
    if not wire.to_api:
        return {"auth": None}
    if wire.auth is None:
        return {}
    return {"auth": adapted_auth(wire.auth, pool.library or http)}
