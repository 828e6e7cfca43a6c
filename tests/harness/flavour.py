"""Write a test once for sync and async clients: clients over a function, results awaited if need be."""

from __future__ import annotations

import asyncio
import inspect
import json
import pickle
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import httpx

from specwright.runtime import Clock

KEY = "sk-secret-1234"
Handler = Callable[[httpx.Request], httpx.Response]


@dataclass
class FakeTime:
    """A clock that only sleeping moves."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    async def sleep_async(self, seconds: float) -> None:
        self.sleep(seconds)

    def clock(self) -> Clock:
        return Clock(
            now=lambda: self.now,
            wall=lambda: 1_700_000_000.0 + self.now,
            sleep=self.sleep,
            sleep_async=self.sleep_async,
            chance=lambda: 0.5,
        )


class Flavour:
    """Makes clients of one flavour; `run` returns the result of what a method returned."""

    kinds: tuple[Any, Any]
    """The classes of clients, sync and async."""

    library: ModuleType = httpx
    """Of the HTTP clients and transports that are handed in; handlers may always answer with httpx."""

    def __init__(self, *, is_async: bool) -> None:
        self.is_async = is_async
        self.time = FakeTime()
        self.requests: list[httpx.Request] = []
        self._loop = asyncio.new_event_loop() if is_async else None

    @property
    def kind(self) -> Any:
        return self.kinds[self.is_async]

    def client(self, handler: Handler | None = None, **options: Any) -> Any:
        """A client over a function from requests to responses; every request is kept."""
        return self.kind(**{"api_key": KEY, **self.options(handler, options)})

    def options(self, handler: Handler | None, options: dict[str, Any]) -> dict[str, Any]:
        options.setdefault("clock", self.time.clock())
        if handler is not None:
            options["transport"] = self.transport(handler)
        return options

    def http_client(self, handler: Handler, **options: Any) -> Any:
        """A user's own HTTP client of this flavour."""
        kind: Any = self.library.AsyncClient if self.is_async else self.library.Client
        return kind(transport=self.transport(handler), **options)

    def transport(self, handler: Handler) -> Any:
        """Read whole before the answer, so that tests see the body of what was sent."""

        def record(request: httpx.Request) -> httpx.Response:
            self.requests.append(request)
            return handler(request) if self.library is httpx else self._translated(handler, request)

        async def record_async(request: httpx.Request) -> httpx.Response:
            await request.aread()
            return record(request)

        def record_sync(request: httpx.Request) -> httpx.Response:
            request.read()
            return record(request)

        return self.library.MockTransport(record_async if self.is_async else record_sync)

    def _translated(self, handler: Handler, request: Any) -> Any:
        """What the handler answers or raises, in classes of the library in use."""
        try:
            response = handler(request)
        except httpx.HTTPError as error:
            raise getattr(self.library, type(error).__name__)(*error.args) from error.__cause__
        if isinstance(response, self.library.Response):
            return response
        if response.is_stream_consumed:
            body: Any = {"content": response.content}
        else:
            body = {"stream": _stream_of(self.library, response.stream)}
        about = {"headers": response.headers.raw, "extensions": response.extensions}
        return self.library.Response(response.status_code, **about, **body)

    def run(self, value: Any) -> Any:
        return (
            self.loop.run_until_complete(_awaited(value)) if inspect.isawaitable(value) else value
        )

    def all(self, items: Any) -> list[Any]:
        """All items of a sync or async iterable."""
        return self.run(_collected(items)) if hasattr(items, "__aiter__") else list(items)

    def enter(self, manager: Any) -> Any:
        if hasattr(manager, "__aenter__"):
            return self.run(manager.__aenter__())
        return manager.__enter__()

    def leave(self, manager: Any) -> None:
        if hasattr(manager, "__aexit__"):
            self.run(manager.__aexit__(None, None, None))
        else:
            manager.__exit__(None, None, None)

    @contextmanager
    def within(self, manager: Any) -> Iterator[Any]:
        """`with` or `async with`."""
        value = self.enter(manager)
        try:
            yield value
        finally:
            self.leave(manager)

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        assert self._loop is not None
        return self._loop

    @property
    def bodies(self) -> list[Any]:
        return [json.loads(request.content) for request in self.requests]

    def close(self) -> None:
        if self._loop is not None:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()


def _stream_of(library: ModuleType, stream: Any) -> Any:
    """A stream of the other library, as a stream of this one."""

    methods = ("__iter__", "__aiter__", "close", "aclose")
    given = {name: getattr(stream, name) for name in methods if hasattr(stream, name)}
    return type("Stream", (library.SyncByteStream, library.AsyncByteStream), given)()


async def _awaited(value: Awaitable[Any]) -> Any:
    return await value


async def _collected(items: Any) -> list[Any]:
    return [item async for item in items]


def answer(status: int = 200, body: Any = None, **headers: str) -> Handler:
    """Always the same answer; a body of bytes is sent as it is."""
    return lambda request: response(status, body, **headers)


def response(status: int = 200, body: Any = None, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if isinstance(body, bytes):
        return httpx.Response(status, content=body, headers=named)
    return httpx.Response(status, json=body, headers=named)


def answers(*results: httpx.Response | Exception) -> Handler:
    """One after another, the last one again and again."""
    left = list(results)

    def give(request: httpx.Request) -> httpx.Response:
        result = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(result, Exception):
            raise result
        # A response is used up by its flavour, and parameters of tests are shared by both.
        return httpx.Response(result.status_code, headers=result.headers, content=result.content)

    return give


def storage(api: str, target: Any, *results: httpx.Response | Exception) -> Handler:
    """The host `api` returns where to upload to; any other host stores the file, with these results in turn."""
    stored = answers(*(results or [response(204)]))

    def give(request: httpx.Request) -> httpx.Response:
        if request.url.host != api:
            return stored(request)
        return response(200, target, x_request_id="api-1")

    return give


def unpickled(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))  # noqa: S301  (our own bytes)
