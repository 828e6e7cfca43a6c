"""An httpx response not yet read in, its decoded and counted body out, piece by piece or whole."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from .errors import TransportFailure
from .inflate import BodyReader, DecodeFailure, TooLarge

if TYPE_CHECKING:
    import httpx

    from .effects import Exchange, Received
    from .wire import HttpResponse


class _Stream:
    """What both flavours share: the reader, and how a fault becomes a failure."""

    def __init__(self, response: httpx.Response, exchange: Exchange, received: Received) -> None:
        self._response = response
        self._exchange = exchange
        self._received = received

    def _reader(self, *, limited: bool) -> BodyReader:
        exchange = self._exchange
        return BodyReader(
            self._response.headers,
            exchange.max_bytes if limited else None,
            exchange.max_inflation if limited else None,
        )

    def _look_at_clock(self) -> None:
        if self._exchange.expired:
            raise TransportFailure("the total deadline has passed", sent=True, timeout=True)

    def _failure(self, error: Exception) -> TransportFailure:
        from .transport import body_failure, to_failure

        if isinstance(error, (TooLarge, DecodeFailure)):
            return body_failure(error, self._received)
        return to_failure(error, self._exchange.request)


class SyncStream(_Stream):
    def read(self) -> bytes:
        """The whole body within the limits; the response is closed whatever happens."""
        return b"".join(self.pieces(limited=True))

    def pieces(self, *, limited: bool = False) -> Iterator[bytes]:
        from .transport import FAILURES

        try:
            reader = self._reader(limited=limited)
            if self._response.is_stream_consumed:  # a mock's response, read and decoded already
                yield reader.count(self._response.content)
                return
            for raw in self._response.iter_raw():
                yield from reader.feed(raw)
                self._look_at_clock()
            yield from reader.finish()
        except (TooLarge, DecodeFailure) as error:
            raise self._failure(error) from None
        except FAILURES as error:
            raise self._failure(error) from error
        finally:
            self._response.close()

    def drain(self, response: HttpResponse) -> HttpResponse:
        return replace(response, content=self.read())

    def close(self, _: object = None) -> None:
        self._response.close()


class AsyncStream(_Stream):
    async def read(self) -> bytes:
        """The whole body within the limits; the response is closed whatever happens."""
        return b"".join([piece async for piece in self.pieces(limited=True)])

    async def pieces(self, *, limited: bool = False) -> AsyncIterator[bytes]:
        from .transport import FAILURES

        try:
            reader = self._reader(limited=limited)
            if self._response.is_stream_consumed:
                yield reader.count(self._response.content)
                return
            async for raw in self._response.aiter_raw():
                for piece in reader.feed(raw):
                    yield piece
                self._look_at_clock()
            for piece in reader.finish():
                yield piece
        except (TooLarge, DecodeFailure) as error:
            raise self._failure(error) from None
        except FAILURES as error:
            raise self._failure(error) from error
        finally:
            await self._response.aclose()

    async def drain(self, response: HttpResponse) -> HttpResponse:
        return replace(response, content=await self.read())

    async def close(self, _: object = None) -> None:
        await self._response.aclose()
