"""The only module that calls httpx: exchanges in, received responses or `TransportFailure` out.

Bodies are read and inflated here, through a counter, so that no response can fill the memory.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx

from ..base.effects import Exchange, Received
from ..base.errors import SourceFailure, TransportFailure
from ..base.redact import mask_exceptions, mask_url
from ..base.wire import WireRequest
from .decompression import DecodeFailure, TooLarge
from .streams import AsyncStream, SyncStream

if TYPE_CHECKING:
    from ..request.body_sources import AsyncChunks, Chunks
    from .pool import AsyncPool, SyncPool

LIMITS = httpx.Limits(max_connections=1000, max_keepalive_connections=100, keepalive_expiry=30.0)
UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
HOPELESS = (httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.InvalidURL)
SILENT = {
    "ConnectTimeout": "no connection to the server was made within the connect time-out",
    "ReadTimeout": "the server sent nothing within the read time-out",
    "WriteTimeout": "the server took nothing in within the write time-out",
    "PoolTimeout": "no connection of the pool became free within the pool time-out: close streams that "
    "are not read on, or give an http_client= with larger httpx.Limits",
    "ConnectError": "no connection to the server was made",
    "ReadError": "the connection broke off while the response was read",
    "WriteError": "the connection broke off while the request was sent",
    "CloseError": "the connection could not be closed",
    "ProxyError": "the proxy made no connection to the server",
    "RemoteProtocolError": "the server's answer breaks the rules of HTTP",
}
"""What is meant where httpx says nothing."""
_OWN_HEADERS = frozenset({"accept", "accept-encoding", "connection", "user-agent", "host"})


def check_client(given: object, *, is_async: bool) -> None:
    """Raises `TypeError` for an HTTP client of the other flavour, or what is none."""
    wanted = httpx.AsyncClient if is_async else httpx.Client
    if not isinstance(given, wanted):
        said = f"http_client must be an httpx.{wanted.__name__}, not {type(given).__name__}"
        raise TypeError(said)


class _Remaining:
    """A read time-out that shrinks while a response drips in.

    httpx reads its time-outs once for each phase, so bytes that come one by one would never end.
    `socket.settimeout` accepts any whole number, and asks for it before each read.
    """

    def __init__(self, read: float | None, deadline: float, now: Callable[[], float]) -> None:
        self.read = read
        self.deadline = deadline
        self.now = now

    def __index__(self) -> int:
        remaining = self.deadline - self.now()
        if remaining <= 0:
            raise TimeoutError("the total deadline has passed")
        wanted = remaining if self.read is None else min(self.read, remaining)
        return max(1, -int(-wanted // 1))


def make_request(
    exchange: Exchange, client_headers: httpx.Headers | None, pieces: Any, *, is_async: bool
) -> httpx.Request:
    """`pieces` is a body that is streamed."""
    wire = exchange.request
    headers = [(name.encode("ascii"), value.encode()) for name, value in wire.headers]
    if wire.to_api and client_headers is not None:
        headers = [*_own_headers(wire, client_headers), *headers]
    content: Any = wire.content if pieces is None else pieces
    timeouts: dict[str, Any] = dict(exchange.timeouts)
    if exchange.deadline is not None and not is_async:
        timeouts["read"] = _Remaining(timeouts["read"], exchange.deadline, exchange.now)
    try:
        return httpx.Request(
            wire.method,
            wire.url,
            headers=headers,
            content=content,
            extensions={"timeout": timeouts},
        )
    except httpx.InvalidURL as error:
        raise TransportFailure(f"the URL is not valid: {error}", sent=False, retry=False) from None


def streamed(exchange: Exchange) -> Chunks | None:
    content = exchange.request.content
    if content is None or isinstance(content, bytes):
        return None
    from ..request.body_sources import guarded

    return guarded(content.chunks(), exchange.look_at_clock)


def streamed_async(exchange: Exchange) -> AsyncChunks | None:
    content = exchange.request.content
    if content is None or isinstance(content, bytes):
        return None
    from ..request.body_sources import async_guarded

    return async_guarded(content.async_chunks(), exchange.look_at_clock)


def _own_headers(wire: WireRequest, client_headers: httpx.Headers) -> list[tuple[bytes, bytes]]:
    """What a user set on their own HTTP client, below everything else, and for the API only."""
    given = {name.lower() for name, _ in wire.headers} | _OWN_HEADERS
    return [
        (name, value)
        for name, value in client_headers.raw
        if name.decode("latin-1").lower() not in given
    ]


def to_failure(error: Exception, wire: WireRequest) -> TransportFailure:
    """Our own words around the library's; it may keep the request, so that is masked."""
    if isinstance(error, (httpx.RequestError, httpx.HTTPStatusError)):
        error.request = httpx.Request(
            wire.method, mask_url(wire.url, wire.secrets, keep_query=wire.to_api)
        )
    mask_exceptions(error, wire.secrets)
    kind = type(error).__name__
    text = str(error) or SILENT.get(kind, "the connection failed, for no reason that was told")
    return TransportFailure(
        f"{kind}: {text}",
        sent=not isinstance(error, UNSENT),
        timeout=isinstance(error, (httpx.TimeoutException, TimeoutError)),
        retry=not isinstance(error, HOPELESS),
    )


def body_failure(error: TooLarge | DecodeFailure, received: Received) -> TransportFailure:
    large = isinstance(error, TooLarge)
    return TransportFailure(
        str(error), sent=True, retry=not large, too_large=large, received=received
    )


FAILURES = (
    *(httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError),
    *(OverflowError, UnicodeError),  # the system's resolver, for a port or host that cannot be
)


def _received(response: httpx.Response, started: float) -> Received:
    return Received(
        response.status_code,
        [(name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw],
        b"",
        time.perf_counter() - started,
        response.http_version,
        response.reason_phrase,
    )


class _OwnTransport(httpx.BaseTransport):
    """A transport that was handed in, which is not ours to close."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._inner.handle_request(request)


class _OwnAsyncTransport(httpx.AsyncBaseTransport):
    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._inner.handle_async_request(request)


def make_client(transport: httpx.BaseTransport | None) -> httpx.Client:
    if transport is not None:
        return httpx.Client(transport=_OwnTransport(transport))
    from .environment import explained, read_proxies
    from .tls import shared_context

    with explained():
        context = shared_context()
        mounts = {
            pattern: None
            if proxy is None
            else httpx.HTTPTransport(verify=context, limits=LIMITS, proxy=proxy)
            for pattern, proxy in read_proxies().items()
        }
        return httpx.Client(verify=context, limits=LIMITS, mounts=mounts, trust_env=False)


def make_async_client(transport: httpx.AsyncBaseTransport | None) -> httpx.AsyncClient:
    if transport is not None:
        return httpx.AsyncClient(transport=_OwnAsyncTransport(transport))
    from .environment import explained, read_proxies
    from .tls import shared_context

    with explained():
        context = shared_context()
        mounts = {
            pattern: None
            if proxy is None
            else httpx.AsyncHTTPTransport(verify=context, limits=LIMITS, proxy=proxy)
            for pattern, proxy in read_proxies().items()
        }
        return httpx.AsyncClient(verify=context, limits=LIMITS, mounts=mounts, trust_env=False)


def _given_headers(pool: SyncPool | AsyncPool) -> httpx.Headers | None:
    return None if pool.given is None else pool.given.headers


def send(pool: SyncPool, exchange: Exchange, *, stream: bool = False) -> Received:
    client = pool.client()
    wire = exchange.request
    started = time.perf_counter()
    pieces = streamed(exchange)
    request = make_request(exchange, _given_headers(pool), pieces, is_async=False)
    try:
        response = client.send(request, stream=True, follow_redirects=False, **_auth(wire))
    except SourceFailure as failure:
        raise failure.error from failure.error.__cause__
    except FAILURES as error:
        raise to_failure(error, wire) from error
    finally:
        if pieces is not None:
            pieces.close()
    received = _received(response, started)
    received.stream = SyncStream(response, exchange, replace(received))
    if not stream:
        received.content = received.stream.read()
        received.stream = None
        received.elapsed = time.perf_counter() - started
    return received


async def send_async(pool: AsyncPool, exchange: Exchange, *, stream: bool = False) -> Received:
    client = pool.client()
    wire = exchange.request
    started = time.perf_counter()
    pieces = streamed_async(exchange)
    request = make_request(exchange, _given_headers(pool), pieces, is_async=True)
    try:
        response = await client.send(request, stream=True, follow_redirects=False, **_auth(wire))
    except SourceFailure as failure:
        raise failure.error from failure.error.__cause__
    except FAILURES as error:
        raise to_failure(error, wire) from error
    finally:
        if pieces is not None:
            await pieces.aclose()
    received = _received(response, started)
    received.stream = AsyncStream(response, exchange, replace(received))
    if stream:
        await received.stream.hold()
    else:
        received.content = await received.stream.read()
        received.stream = None
        received.elapsed = time.perf_counter() - started
    return received


def _auth(wire: WireRequest) -> dict[str, Any]:
    """The user's own httpx authentication is for the API, never for a presigned URL."""
    if not wire.to_api:
        return {"auth": None}
    return {} if wire.auth is None else {"auth": wire.auth}
