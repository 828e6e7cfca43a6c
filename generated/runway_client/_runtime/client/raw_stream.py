"""Responses whose body is read in chunks, sync and async."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic

from ..base.errors import (
    APIConnectionError,
    APIResponseDecodeError,
    APITimeoutError,
    ResponseTooLargeError,
    TransportFailure,
)
from ..base.redact import mask_text
from ..base.type_vars import T
from ..base.wire import Headers, HttpResponse, RequestInfo
from ..calls.flows import Finished, call_flow
from ..http.decompression import TooLarge

if TYPE_CHECKING:
    import os

    from ..calls.call import Call
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


class SyncStreamed(Streamed):
    def close(self) -> None:
        self._stream.close()

    def iter_bytes(self) -> Generator[bytes, None, None]:
        """Yield the decompressed body in chunks of bounded size. `max_response_bytes` does not apply."""
        try:
            yield from self._stream.pieces()
        except TransportFailure as failure:
            raise self._error(failure) from failure.__cause__

    def read(self) -> bytes:
        """Read the whole body, up to `max_response_bytes`."""
        try:
            content: bytes = self._stream.read()
        except TransportFailure as failure:
            raise self._error(failure) from failure.__cause__
        return content

    def save(self, path: str | os.PathLike[str]) -> int:
        """Write the body to a file and return its size in bytes."""
        with Path(path).open("wb") as file:
            return sum(file.write(piece) for piece in self.iter_bytes())


class AsyncStreamed(Streamed):
    async def close(self) -> None:
        await self._stream.close()

    async def aclose(self) -> None:
        await self.close()

    async def iter_bytes(self) -> AsyncGenerator[bytes, None]:
        """Yield the decompressed body in chunks of bounded size. `max_response_bytes` does not apply."""
        try:
            async with contextlib.aclosing(self._stream.pieces()) as pieces:
                async for piece in pieces:
                    yield piece
        except TransportFailure as failure:
            raise self._error(failure) from failure.__cause__

    async def read(self) -> bytes:
        """Read the whole body, up to `max_response_bytes`."""
        try:
            content: bytes = await self._stream.read()
        except TransportFailure as failure:
            raise self._error(failure) from failure.__cause__
        return content

    async def save(self, path: str | os.PathLike[str]) -> int:
        """Write the body to a file and return its size in bytes."""
        from ..base.waits import in_thread

        size = 0
        with await in_thread(Path(path).open, "wb") as file:
            async with contextlib.aclosing(self.iter_bytes()) as pieces:
                async for piece in pieces:
                    size += await in_thread(file.write, piece)
        return size


class _Manager(Generic[T]):
    def __init__(self, client: Any, call: Call[T], options: GivenOptions | None) -> None:
        self._client = client
        self._call = call
        self._options = options
        self._stream: Any = None

    def _flow(self) -> Any:
        return call_flow(self._client._core, self._call, self._options, stream=True)


class SyncStreamManager(_Manager[T]):
    _client: SyncClient

    def __enter__(self) -> SyncStreamed:
        finished: Finished = self._client._run(self._flow())
        self._stream = finished.stream
        return SyncStreamed(finished, self._client._core.secrets())

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

    async def __aenter__(self) -> AsyncStreamed:
        finished: Finished = await self._client._run(self._flow())
        self._stream = finished.stream
        return AsyncStreamed(finished, self._client._core.secrets())

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
