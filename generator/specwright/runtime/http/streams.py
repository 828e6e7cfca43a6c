"""Read the body of a response, in chunks or whole, within limits."""

from __future__ import annotations

import _thread
import contextlib
from collections.abc import AsyncGenerator, Generator
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

from ..base.errors import TransportFailure
from .decompression import BodyReader, DecodeFailure, TooLarge
from .failures import body_failure, failures, to_failure

if TYPE_CHECKING:
    from typing import Protocol

    from ..base.effects import Exchange
    from ..base.http_library import http
    from ..base.wire import HttpResponse, Received

    class Sink(Protocol):
        """Where a body is copied to; `report` is called after each piece, with an async client in its loop."""

        def write(self, piece: bytes) -> None: ...

        def report(self) -> None: ...


class _Stream:
    """Shared by both flavours: the reader, and the conversion of errors."""

    def __init__(self, response: http.Response, exchange: Exchange, received: Received) -> None:
        self._response = response
        self._exchange = exchange
        self._received = received
        self._is_begun = False

    def _reader(self, *, limited: bool) -> BodyReader:
        exchange = self._exchange
        return BodyReader(
            self._received.headers,
            exchange.max_bytes if limited else None,
            exchange.max_inflation if limited else None,
        )

    def _begin(self) -> Any:
        """The raw chunks. Not from `iter_raw` of the response, which closes it at the end."""
        if self._is_begun or self._response.is_closed:
            reason = "the body was already read, or its stream is closed"
            raise TransportFailure(reason, sent=True, retry=False)
        self._is_begun = True
        return self._response.stream

    def _failure(self, error: Exception) -> TransportFailure:
        if isinstance(error, (TooLarge, DecodeFailure)):
            return body_failure(error, self._received)
        return to_failure(error, self._exchange.request)

    def _needs_closing(self) -> bool:
        return is_desynchronised(self._response, self._exchange.request.method)


BODILESS = frozenset({204, 304})


def is_desynchronised(response: http.Response, method: str) -> bool:
    """Whether the connection has bytes after the response, which would be read as the next response.

    In HTTP/1.1, responses to HEAD and with 204 or 304 have no body, whatever their headers say (RFC
    9112 6.3).
    """
    if "network_stream" not in response.extensions or response.http_version == "HTTP/2":
        return False
    headers = response.headers
    declares = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
    if response.status_code == 204 and declares:
        return True
    left = _left_over(response)
    if left is None:  # unknown, so only responses with a certain end are trusted
        return response.status_code in BODILESS or method == "HEAD"
    return left


def _left_over(response: http.Response) -> bool | None:
    """Whether h11 has read beyond the response; None if its state is not accessible."""
    found: Any = response.stream
    for name in ("_stream", "_httpcore_stream", "_stream", "_connection", "_h11_state"):
        found = getattr(found, name, None)
    data: tuple[bytes, bool] | None = getattr(found, "trailing_data", None)
    return bool(data[0]) if isinstance(data, tuple) else None


class SyncStream(_Stream):
    """Releases its connection if it is dropped before its end or without being closed."""

    def __del__(self) -> None:
        if not self._response.is_closed:
            # In a separate thread: the garbage collector may have interrupted the pool, which holds
            # the lock that closing needs.
            with contextlib.suppress(RuntimeError):  # no new threads: the program is exiting
                _thread.start_new_thread(_close_quietly, (self._response,))

    def read(self) -> bytes:
        """Read the whole body within the limits; always closes the response."""
        body = BytesIO()  # grows in place, so that a large body is not in memory twice
        for piece in self.pieces(limited=True):
            body.write(piece)
        return body.getvalue()

    def pieces(self, *, limited: bool = False) -> Generator[bytes, None, None]:
        try:
            reader = self._reader(limited=limited)
            if self._response.is_stream_consumed:  # the response of a mock, decoded already
                yield reader.count(self._response.content)
                return
            for raw in self._begin():
                yield from reader.feed(raw)
                self._exchange.look_at_clock()
            if self._needs_closing():
                self._response.extensions["network_stream"].close()
            yield from reader.finish()
        except (TooLarge, DecodeFailure) as error:
            raise self._failure(error) from None
        except failures() as error:
            raise self._failure(error) from error
        finally:
            self._response.close()

    def copy(self, sink: Sink) -> None:
        for piece in self.pieces():
            sink.write(piece)
            sink.report()

    def drain(self, response: HttpResponse) -> HttpResponse:
        return replace(response, content=self.read())

    def close(self, _: object = None) -> None:
        self._response.close()


def _close_quietly(response: http.Response) -> None:
    with contextlib.suppress(OSError, RuntimeError):
        response.close()


async def _held(response: http.Response) -> AsyncGenerator[None, None]:
    """Closes the response when it is closed or dropped; the event loop calls it."""
    try:
        yield
    finally:
        await response.aclose()


class AsyncStream(_Stream):
    """Releases its connection if it is dropped before its end or without being closed, once `hold` has run."""

    _guard: AsyncGenerator[None, None] | None = None

    async def hold(self) -> None:
        self._guard = _held(self._response)
        await self._guard.__anext__()

    async def read(self) -> bytes:
        """Read the whole body within the limits; always closes the response."""
        body = BytesIO()
        async for piece in self.pieces(limited=True):
            body.write(piece)
        return body.getvalue()

    async def pieces(self, *, limited: bool = False) -> AsyncGenerator[bytes, None]:
        try:
            reader = self._reader(limited=limited)
            if self._response.is_stream_consumed:
                yield reader.count(self._response.content)
                return
            async for raw in self._begin():
                for piece in reader.feed(raw):
                    yield piece
                self._exchange.look_at_clock()
            if self._needs_closing():
                await self._response.extensions["network_stream"].aclose()
            for piece in reader.finish():
                yield piece
        except (TooLarge, DecodeFailure) as error:
            raise self._failure(error) from None
        except failures() as error:
            raise self._failure(error) from error
        finally:
            await self.close()

    async def copy(self, sink: Sink) -> None:
        """Write in threads, so that a slow disk does not block the loop."""
        from ..base.waits import within

        exchange = self._exchange
        if exchange.deadline is None:
            return await self._copy(sink)
        try:
            await within(max(exchange.deadline - exchange.now(), 0.001), self._copy(sink))
        except TimeoutError:
            message = "the call exceeded its deadline"
            raise TransportFailure(message, sent=True, timeout=True) from None

    async def _copy(self, sink: Sink) -> None:
        from ..base.waits import in_thread

        async with contextlib.aclosing(self.pieces()) as pieces:
            async for piece in pieces:
                await in_thread(sink.write, piece)
                sink.report()

    async def drain(self, response: HttpResponse) -> HttpResponse:
        return replace(response, content=await self.read())

    async def close(self, _: object = None) -> None:
        guard, self._guard = self._guard, None
        if guard is not None:
            await guard.aclose()
        await self._response.aclose()
