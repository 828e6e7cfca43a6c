"""Clients of both flavours over a function, and a package of schemas made in memory; no generated code."""

from __future__ import annotations

import asyncio
import inspect
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.message import Message
from email.parser import BytesParser
from types import ModuleType
from typing import Any

import httpx

from specwright import runtime as _r
from tests.runtime.recording import Handler, recording

PACKAGE = "api4"


def install(schemas: Mapping[str, Any], operations: Mapping[str, _r.Operation]) -> None:
    """Makes the package `api4` with one group of schemas, `g`, and a module of operations."""
    for name in ("", "._schemas", "._schemas.g", ".endpoints", ".endpoints.all", "._settings"):
        module = sys.modules.setdefault(PACKAGE + name, ModuleType(PACKAGE + name))
        module.__dict__["__path__"] = []
    sys.modules[f"{PACKAGE}._settings"].__dict__["SETTINGS"] = SETTINGS
    sys.modules[f"{PACKAGE}._schemas.g"].__dict__.setdefault("SCHEMAS", {}).update(schemas)
    sys.modules[f"{PACKAGE}.endpoints.all"].__dict__.update(operations)


def operation(
    symbol: str, method: str = "POST", path: str = "/things", **more: Any
) -> _r.Operation:
    """An operation that pickles by its symbol."""
    more.setdefault("responses", (_r.Response("200", {"application/json": lambda: Any}),))
    made = _r.Operation(
        operation_id=symbol,
        method=method,
        path=path,
        resource="things",
        name=symbol.lower(),
        module=f"{PACKAGE}.endpoints.all",
        symbol=symbol,
        **more,
    )
    install({}, {symbol: made})
    return made


SETTINGS = _r.ClientSettings(
    package=PACKAGE,
    product="Four",
    version="1",
    env_prefix="FOUR",
    base_url="https://api.four.test/v1",
)


class Bench:
    """Makes clients of one flavour; `run` gives the value of what a method returned."""

    def __init__(self, *, is_async: bool) -> None:
        self.is_async = is_async
        self.requests: list[httpx.Request] = []
        self.slept: list[float] = []
        self.now = 1000.0
        self._loop = asyncio.new_event_loop() if is_async else None

    def client(
        self,
        handler: Handler | None = None,
        settings: _r.ClientSettings = SETTINGS,
        credentials: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> Any:
        if handler is not None:
            options["transport"] = recording(self.requests, handler, self.is_async)
        options.setdefault("clock", self.clock())
        kind: Any = _r.AsyncClient if self.is_async else _r.SyncClient
        return kind(settings, credentials or {}, {}, options)

    def clock(self) -> _r.Clock:
        async def sleep_async(seconds: float) -> None:
            self._sleep(seconds)

        return _r.Clock(
            now=lambda: self.now,
            wall=lambda: self.now,
            sleep=self._sleep,
            sleep_async=sleep_async,
            chance=lambda: 0.5,
        )

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def run(self, value: Any) -> Any:
        if not inspect.isawaitable(value):
            return value
        assert self._loop is not None
        return self._loop.run_until_complete(_awaited(value))

    def all(self, items: Any) -> list[Any]:
        return self.run(_collected(items)) if hasattr(items, "__aiter__") else list(items)

    @contextmanager
    def within(self, manager: Any) -> Iterator[Any]:
        """`with` or `async with`."""
        is_async = hasattr(manager, "__aenter__")
        value = self.run(manager.__aenter__()) if is_async else manager.__enter__()
        try:
            yield value
        finally:
            if is_async:
                self.run(manager.__aexit__(None, None, None))
            else:
                manager.__exit__(None, None, None)

    def close(self) -> None:
        if self._loop is not None:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()


async def _awaited(value: Any) -> Any:
    return await value


async def _collected(items: Any) -> list[Any]:
    return [item async for item in items]


def ok(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={})


def parts_of(request: httpx.Request) -> list[tuple[str, str | None, str | None, bytes]]:
    """Name, file name, content type and content of each part, read by the standard library."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    message: Message = BytesParser().parsebytes(head + request.content)
    assert message.is_multipart(), request.content
    found = []
    for part in message.get_payload():
        assert isinstance(part, Message)
        disposition = dict(part.get_params(header="content-disposition") or [])
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        found.append(
            (disposition["name"], disposition.get("filename"), part["content-type"], content)
        )
    return found
