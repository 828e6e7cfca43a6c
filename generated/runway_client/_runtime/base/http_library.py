"""The HTTP library of this client. No other module imports one.

httpx and its successor httpx2 have the same classes. Users may pass objects of either, so protocols
describe these objects, and each is handled with its own library.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator
from types import ModuleType
from typing import Any, Protocol

import httpx as http

__all__ = [
    "AsyncHttpClient",
    "AsyncTransport",
    "HttpAuth",
    "HttpClient",
    "HttpTimeout",
    "Transport",
    "adapted_auth",
    "errors_called",
    "http",
    "libraries",
    "library_of",
]


class HttpTimeout(Protocol):
    """A `Timeout` of httpx or httpx2."""

    def as_dict(self) -> dict[str, float | None]: ...


class HttpAuth(Protocol):
    """An `Auth` of httpx or httpx2."""

    def auth_flow(self, request: Any) -> Generator[Any, Any, None]: ...


class Transport(Protocol):
    """A `BaseTransport` of httpx or httpx2."""

    def handle_request(self, request: Any) -> Any: ...


class AsyncTransport(Protocol):
    """An `AsyncBaseTransport` of httpx or httpx2."""

    async def handle_async_request(self, request: Any) -> Any: ...


class _AnyClient(Protocol):
    @property
    def is_closed(self) -> bool: ...

    @property
    def headers(self) -> Any: ...


class HttpClient(_AnyClient, Protocol):
    """A `Client` of httpx or httpx2."""

    def send(self, request: Any, *, stream: bool = ..., follow_redirects: Any = ...) -> Any: ...

    def close(self) -> None: ...


class AsyncHttpClient(_AnyClient, Protocol):
    """An `AsyncClient` of httpx or httpx2."""

    async def send(
        self, request: Any, *, stream: bool = ..., follow_redirects: Any = ...
    ) -> Any: ...

    async def aclose(self) -> None: ...


def libraries() -> Iterator[ModuleType]:
    """The libraries that the program has imported; the client's own comes first."""
    yield http
    for name in ("httpx", "httpx2"):
        found = sys.modules.get(name)
        if found is not None and found is not http:
            yield found


def library_of(given: object, *kinds: str) -> ModuleType | None:
    """The library that has a class with one of these names of which `given` is an instance."""
    for library in libraries():
        if isinstance(given, tuple(getattr(library, kind) for kind in kinds)):
            return library
    return None


def errors_called(*names: str) -> tuple[type[Exception], ...]:
    """The exceptions with these names, in both libraries."""
    return tuple(getattr(library, name) for library in libraries() for name in names)


def adapted_auth(auth: HttpAuth, library: ModuleType) -> Any:
    """`auth` in the form that a client of `library` accepts; its flow works with requests of either."""
    if isinstance(auth, library.Auth):
        return auth
    adapted = library.Auth()
    for name in ("auth_flow", "sync_auth_flow", "async_auth_flow"):
        if hasattr(auth, name):
            setattr(adapted, name, getattr(auth, name))
    return adapted
