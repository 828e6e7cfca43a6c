"""Event streams and JSON lines, sync and async: typed items, read as the server sends them."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, Generator, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic

from ..base.effects import Flow
from ..base.errors import TransportFailure
from ..base.type_vars import T
from ..calls.flows import Finished, call_flow, drain
from ..features.sse import Parser, ServerSentEvent, parser_for
from ..http.decompression import TooLarge
from ..response.reports import report
from ..response.response import adapter_of, decode_error, find_response, read_json
from .raw_stream import Streamed

if TYPE_CHECKING:
    from typing_extensions import Self

    from ..base.wire import HttpResponse
    from ..calls.call import StreamCall
    from ..config.client_config import Core
    from ..config.settings import GivenOptions
    from .interfaces import AsyncClient, SyncClient

END = "[DONE]"


def stream_flow(core: Core, call: StreamCall[Any], options: GivenOptions | None) -> Flow[Finished]:
    """Open the stream; a response that is not a stream raises, with its body."""
    finished = yield from call_flow(core, call, options, stream=True)
    kind = finished.response.content_type
    if parser_for(call.media_type, kind) is None:
        finished = yield from drain(finished)
        reason = f"has the content type {kind!r} instead of {call.media_type}"
        raise decode_error(core, call.operation, finished.response, reason)
    return finished


class _Reader(Generic[T]):
    """Shared by both flavours: parsing of records, without I/O."""

    def __init__(self, core: Core, call: StreamCall[T], response: HttpResponse) -> None:
        parser = parser_for(call.media_type, response.content_type)
        assert parser is not None
        self.parser: Parser = parser
        self._core = core
        self._call = call
        self._response = response
        self._documented = find_response(call.operation, response.status_code)
        self._key = self._find_key()
        type_of = self._documented.content[self._key] if self._documented and self._key else None
        self._type: Any = Any if type_of is None else type_of()

    def _find_key(self) -> str | None:
        if self._documented is None:
            return None
        for wanted in (self._call.media_type, self._response.content_type):
            for name in self._documented.content:
                if name.partition(";")[0].strip().lower() == wanted.partition(";")[0].lower():
                    return name
        return None

    def is_end(self, record: ServerSentEvent) -> bool:
        return record.data.strip() == END

    def items(self, record: ServerSentEvent) -> Iterator[T]:
        """One item, or none if the event is only a keep-alive."""
        value: Any = record
        if self._call.is_events and self._type in (str, Any):
            value = record.data
        elif self._type is not ServerSentEvent:
            if not record.data.strip():
                return
            value = self._parsed(record.data.encode())
        yield value

    def _parsed(self, content: bytes) -> Any:
        operation, response = self._call.operation, replace(self._response, content=content)
        if self._documented is None or self._key is None:
            return response.json()
        source = f"item of the {response.status_code} response of {operation.label}"
        value, problems = read_json(
            adapter_of(self._documented, self._key),
            self._documented.content[self._key],
            content,
            source,
            lambda reason: decode_error(self._core, operation, response, reason),
        )
        if problems:
            report(self._core, operation, response, problems)
        return value


class EventStream(Streamed, Generic[T]):
    """The items of a stream.

    Use it in a `with` block, or read it to its end: both close the connection. A stream that you
    drop closes it, too.
    """

    def __init__(self, client: SyncClient, call: StreamCall[T], options: GivenOptions | None):
        finished = client._run(stream_flow(client._core, call, options))
        super().__init__(finished, client._core.secrets())
        self._reader = _Reader[T](client._core, call, finished.response)
        self._is_held = False
        self._records = _records(Streamed(finished, self._secrets), self._reader.parser)

    def events(self) -> Generator[ServerSentEvent, None, None]:
        """The raw events, including `[DONE]`; each line of JSON lines is an event with the line as its data."""
        return self._records

    def __iter__(self) -> Generator[T, None, None]:
        """Outside a `with` block, leaving the loop early closes the stream."""
        try:
            for record in self._records:
                if self._reader.is_end(record):
                    self.close()
                    return
                yield from self._reader.items(record)
        finally:
            if not self._is_held:
                self.close()

    def __next__(self) -> T:
        while not self._reader.is_end(record := next(self._records)):
            for item in self._reader.items(record):
                return item
        self.close()
        raise StopIteration

    def close(self) -> None:
        self._records.close()
        self._stream.close()

    def __enter__(self) -> Self:
        self._is_held = True
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _records(opened: Streamed, parser: Parser) -> Generator[ServerSentEvent, None, None]:
    """Does not refer to its stream, so that a dropped stream is freed at once."""
    try:
        with contextlib.closing(opened._stream.pieces()) as pieces:
            for piece in pieces:
                yield from parser.feed(piece)
        yield from parser.finish()
    except (TransportFailure, TooLarge) as failure:
        raise opened._error(failure) from failure.__cause__
    finally:
        opened._stream.close()


async def _async_records(opened: Streamed, parser: Parser) -> AsyncGenerator[ServerSentEvent, None]:
    try:
        async with contextlib.aclosing(opened._stream.pieces()) as pieces:
            async for piece in pieces:
                for record in parser.feed(piece):
                    yield record
        for record in parser.finish():
            yield record
    except (TransportFailure, TooLarge) as failure:
        raise opened._error(failure) from failure.__cause__
    finally:
        await opened._stream.close()


class AsyncEventStream(Generic[T]):
    """The items of a stream. Nothing is sent until you await it, enter it or iterate over it.

    Use it in an `async with` block, or read it to its end: both close the connection. A stream that
    you drop closes it too, as soon as the event loop gets to it.
    """

    _reader: _Reader[T]
    _records: AsyncGenerator[ServerSentEvent, None]

    def __init__(
        self, client: AsyncClient, call: StreamCall[T], options: GivenOptions | None
    ) -> None:
        self._client = client
        self._call = call
        self._options = options
        self._opened: Streamed | None = None
        self._is_held = False
        self._is_closed = False

    @property
    def response(self) -> HttpResponse:
        """The status, headers and request id. The stream must be open."""
        if self._opened is None:
            raise RuntimeError("the stream is not open yet: await it first")
        return self._opened.response

    async def _open(self) -> AsyncGenerator[ServerSentEvent, None]:
        if self._opened is None:
            if self._is_closed:
                raise RuntimeError("the stream was closed before it was opened")
            core = self._client._core
            finished = await self._client._run(stream_flow(core, self._call, self._options))
            opened = Streamed(finished, core.secrets())
            self._reader = _Reader[T](core, self._call, finished.response)
            self._records = _async_records(opened, self._reader.parser)
            self._opened = opened
        return self._records

    async def events(self) -> AsyncGenerator[ServerSentEvent, None]:
        """The raw events, including `[DONE]`; each line of JSON lines is an event with the line as its data."""
        records = await self._open()
        try:
            async for record in records:
                yield record
        finally:
            if not self._is_held:
                await self.close()

    async def __aiter__(self) -> AsyncGenerator[T, None]:
        """Outside an `async with` block, leaving the loop early closes the stream."""
        records = await self._open()
        try:
            async for record in records:
                if self._reader.is_end(record):
                    await self.close()
                    return
                for item in self._reader.items(record):
                    yield item
        finally:
            if not self._is_held:
                await self.close()

    async def __anext__(self) -> T:
        records = await self._open()
        while not self._reader.is_end(record := await records.__anext__()):
            for item in self._reader.items(record):
                return item
        await self.close()
        raise StopAsyncIteration

    async def close(self) -> None:
        self._is_closed = True
        if self._opened is not None:
            await self._records.aclose()
            await self._opened._stream.close()

    async def aclose(self) -> None:
        await self.close()

    def __await__(self) -> Generator[Any, Any, Self]:
        yield from self._open().__await__()
        return self

    async def __aenter__(self) -> Self:
        await self._open()
        self._is_held = True
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
