"""Responses whose body is read in chunks, sync and async."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

import codecs
import contextlib
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic

from ..base.errors import (
    APIConnectionError,
    APIResponseDecodeError,
    APITimeoutError,
    ResponseTooLargeError,
    TransportFailure,
)
from ..base.redact import charset_of, mask_text
from ..base.type_vars import T
from ..base.wire import Headers, HttpResponse, RequestInfo
from ..calls.flows import Finished, call_flow
from ..calls.results import result_of
from ..features.sse import LineParser
from ..http.decompression import TooLarge

if TYPE_CHECKING:
    import os

    from ..base.effects import Flow
    from ..calls.call import Call
    from ..config.client_config import Core
    from ..config.settings import GivenOptions
    from .interfaces import AsyncClient, SyncClient


class Streamed:
    """The parts of a response that are known before its body: status, headers, request id."""

    def __init__(self, finished: Finished, secrets: tuple[str, ...] = ()) -> None:
        self.response: HttpResponse = finished.response
        self._stream = finished.stream
        self._secrets = secrets

    @property
    def status_code(self) -> int:
        return self.response.status_code

    @property
    def headers(self) -> Headers:
        return self.response.headers

    @property
    def request(self) -> RequestInfo:
        return self.response.request

    @property
    def http_request(self) -> RequestInfo:
        return self.request

    @property
    def url(self) -> str:
        """Where the request was sent, its secrets masked."""
        return self.request.url

    @property
    def request_id(self) -> str | None:
        return self.response.request_id

    def _error(self, failure: TransportFailure | TooLarge) -> Exception:
        kind: Any = APITimeoutError
        if isinstance(failure, TooLarge) or failure.too_large:
            kind = ResponseTooLargeError
        elif failure.received is not None:
            kind = APIResponseDecodeError
        elif not failure.timeout:
            kind = APIConnectionError
        message = mask_text(str(failure), self._secrets)
        error: Exception = kind(
            f"{message} ({self.request.method} {self.request.url})",
            request=self.request,
            response=self.response,
            retries_taken=self.response.retries_taken,
        )
        return error


Parse = Callable[[HttpResponse], T]
Opened = tuple[Finished, Parse[T]]


class _Whole(Streamed, Generic[T]):
    """What both flavours share: the body that was read whole, or is cut into text and lines."""

    def __init__(self, opened: Opened[T], secrets: tuple[str, ...] = ()) -> None:
        finished, self._parser = opened
        super().__init__(finished, secrets)
        # An upload's answer has been read; so has what is read a second time.
        self._is_read = finished.stream is None

    def _keep(self, content: bytes) -> HttpResponse:
        self.response, self._is_read = replace(self.response, content=content), True
        return self.response

    def _decoder(self) -> codecs.IncrementalDecoder:
        charset = charset_of(self.headers.get("content-type", ""))
        return codecs.getincrementaldecoder(charset)("replace")

    def _lines(self, parser: LineParser, text: str | None) -> Iterator[str]:
        """The lines that a piece of text ends, or what is left after the last one."""
        try:
            if text is not None:
                for line in parser.lines(text.encode("utf-8", "surrogatepass")):
                    yield line.decode("utf-8", "surrogatepass")
            elif rest := parser.rest():
                yield rest.decode("utf-8", "surrogatepass")
        except TooLarge as failure:
            raise self._error(failure) from None


class SyncStreamed(_Whole[T]):
    """A response whose body is read when you ask for it: whole once, and then again, or in pieces."""

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()

    def iter_bytes(self) -> Generator[bytes, None, None]:
        """Yield the decompressed body in chunks of bounded size. `max_response_bytes` does not apply."""
        if self._is_read:
            yield self.response.content
            return
        try:
            yield from self._stream.pieces()
        except TransportFailure as failure:
            raise self._error(failure) from failure.__cause__

    def iter_text(self) -> Generator[str, None, None]:
        """Yield the body as text, in chunks."""
        decoder = self._decoder()
        for piece in self.iter_bytes():
            yield decoder.decode(piece)
        yield decoder.decode(b"", True)

    def iter_lines(self) -> Generator[str, None, None]:
        """Yield the lines of the body, without their ends."""
        parser = LineParser()
        for text in self.iter_text():
            yield from self._lines(parser, text)
        yield from self._lines(parser, None)

    def _complete(self) -> HttpResponse:
        if self._is_read:
            return self.response
        try:
            return self._keep(self._stream.read())
        except TransportFailure as failure:
            raise self._error(failure) from failure.__cause__

    def read(self) -> bytes:
        """Read the whole body, up to `max_response_bytes`."""
        return self._complete().content

    def text(self) -> str:
        return self._complete().text

    def json(self) -> Any:
        """The body parsed as JSON, whatever its content type."""
        return self._complete().json()

    def parse(self) -> T:
        """Parse the body into the result that the method returns without `with_streaming_response`."""
        return self._parser(self._complete())

    def save(self, path: str | os.PathLike[str]) -> int:
        """Write the body to a file and return its size in bytes."""
        with Path(path).open("wb") as file:
            return sum(file.write(piece) for piece in self.iter_bytes())


class AsyncStreamed(_Whole[T]):
    """A response whose body is read when you ask for it: whole once, and then again, or in pieces."""

    async def close(self) -> None:
        if self._stream is not None:
            await self._stream.close()

    async def aclose(self) -> None:
        await self.close()

    async def iter_bytes(self) -> AsyncGenerator[bytes, None]:
        """Yield the decompressed body in chunks of bounded size. `max_response_bytes` does not apply."""
        if self._is_read:
            yield self.response.content
            return
        try:
            async with contextlib.aclosing(self._stream.pieces()) as pieces:
                async for piece in pieces:
                    yield piece
        except TransportFailure as failure:
            raise self._error(failure) from failure.__cause__

    async def iter_text(self) -> AsyncGenerator[str, None]:
        """Yield the body as text, in chunks."""
        decoder = self._decoder()
        async with contextlib.aclosing(self.iter_bytes()) as pieces:
            async for piece in pieces:
                yield decoder.decode(piece)
        yield decoder.decode(b"", True)

    async def iter_lines(self) -> AsyncGenerator[str, None]:
        """Yield the lines of the body, without their ends."""
        parser = LineParser()
        async with contextlib.aclosing(self.iter_text()) as texts:
            async for text in texts:
                for line in self._lines(parser, text):
                    yield line
        for line in self._lines(parser, None):
            yield line

    async def _complete(self) -> HttpResponse:
        if self._is_read:
            return self.response
        try:
            return self._keep(await self._stream.read())
        except TransportFailure as failure:
            raise self._error(failure) from failure.__cause__

    async def read(self) -> bytes:
        """Read the whole body, up to `max_response_bytes`."""
        return (await self._complete()).content

    async def text(self) -> str:
        return (await self._complete()).text

    async def json(self) -> Any:
        """The body parsed as JSON, whatever its content type."""
        return (await self._complete()).json()

    async def parse(self) -> T:
        """Parse the body into the result that the method returns without `with_streaming_response`."""
        return self._parser(await self._complete())

    async def save(self, path: str | os.PathLike[str]) -> int:
        """Write the body to a file and return its size in bytes."""
        from ..base.waits import in_thread

        size = 0
        with await in_thread(Path(path).open, "wb") as file:
            async with contextlib.aclosing(self.iter_bytes()) as pieces:
                async for piece in pieces:
                    size += await in_thread(file.write, piece)
        return size


def open_flow(
    core: Core, call: Call[T], options: GivenOptions | None, finish: Callable[[T, Headers], Any]
) -> Flow[Opened[Any]]:
    """Sends the call and leaves the body unread; `finish` makes the result of what was parsed."""
    finished = yield from call_flow(core, call, options, stream=True)

    def parse(response: HttpResponse) -> Any:
        whole = Finished(response, finished.replayed_delete)
        return finish(result_of(core, call, whole), response.headers)

    return finished, parse


class _Manager(Generic[T]):
    """Sends a call when its block is entered, and closes the response when it is left."""

    def __init__(self, client: Any, flow: Callable[[], Flow[Opened[T]]]) -> None:
        self._client = client
        self._flow = flow
        self._stream: Any = None


class SyncStreamManager(_Manager[T]):
    _client: SyncClient

    def __enter__(self) -> SyncStreamed[T]:
        opened = self._client._run(self._flow())
        self._stream = opened[0].stream
        return SyncStreamed(opened, self._client._core.secrets())

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()

    def save(self, path: str | os.PathLike[str]) -> int:
        """Send the call, write the body to a file and return its size in bytes."""
        with self as response:
            return response.save(path)


class AsyncStreamManager(_Manager[T]):
    _client: AsyncClient

    async def __aenter__(self) -> AsyncStreamed[T]:
        opened = await self._client._run(self._flow())
        self._stream = opened[0].stream
        return AsyncStreamed(opened, self._client._core.secrets())

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        if self._stream is not None:
            await self._stream.close()

    async def aclose(self) -> None:
        await self.close()

    async def save(self, path: str | os.PathLike[str]) -> int:
        """Send the call, write the body to a file and return its size in bytes."""
        async with self as response:
            return await response.save(path)
