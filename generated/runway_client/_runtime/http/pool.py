"""Manage the HTTP client of a client: created on first use, shared by copies, dropped after a fork."""

from __future__ import annotations

import os
import threading
import weakref
from typing import TYPE_CHECKING, Any

from ..base.errors import ClientClosedError
from ..base.waits import is_over, running_loop
from ..config.option_checks import check_method

if TYPE_CHECKING:
    from types import ModuleType

    from ..base.http_library import (
        AsyncHttpClient,
        AsyncTransport,
        HttpClient,
        Transport,
        http,
    )

_pools: weakref.WeakSet[Any] = weakref.WeakSet()
CLOSED = "this client is closed"
GIVEN_CLOSED = "the HTTP client passed as http_client= is closed"


def _library(given: object, client: str, transport: object, base: str) -> ModuleType | None:
    """The library of a user's client or transport; None without either, which means our own."""
    if given is None and transport is None:
        return None  # our own is imported on the first call
    from ..base.http_library import http, library_of

    if given is None:
        return library_of(transport, base) or http
    library = library_of(given, client)
    if library is None:
        wanted = f"{http.__name__}.{client}"
        raise TypeError(f"http_client must be an {wanted}, not {type(given).__name__}")
    return library


def _is_handed_over(given: object) -> bool:
    return bool(getattr(given, "is_handed_over", False))


class SyncPool:
    """`given` is a user's HTTP client, `transport` a user's transport; neither is ever closed here.

    The exception are clients of `default_clients`, which belong to the client that they are passed to.
    """

    def __init__(self, given: HttpClient | None = None, transport: Transport | None = None) -> None:
        check_method("transport", transport, "handle_request", "BaseTransport")
        self.library = _library(given, "Client", transport, "BaseTransport")
        self.given = given
        self.transport = transport
        self.headers: dict[tuple[object, ...], http.Headers] = {}
        self.closed = False
        self._made: HttpClient | None = given if _is_handed_over(given) else None
        self._lock = threading.Lock()
        _pools.add(self)

    def client(self) -> HttpClient:
        if self.closed:
            raise ClientClosedError(CLOSED)
        if self.given is not None:
            if self.given.is_closed:
                raise ClientClosedError(GIVEN_CLOSED)
            return self.given
        if self._made is None:
            from .clients import make_client

            with self._lock:
                if self._made is None:
                    self._made = make_client(self.transport, self.library)
        return self._made

    def close(self) -> None:
        self.closed = True
        made, self._made = self._made, None
        if made is not None:
            made.close()

    def forget(self) -> None:
        """In a forked child: the parent's connections must be neither used nor closed."""
        self._made = None
        self._lock = threading.Lock()


class AsyncPool:
    """One HTTP client per event loop, since connections belong to their loop."""

    def __init__(
        self,
        given: AsyncHttpClient | None = None,
        transport: AsyncTransport | None = None,
    ) -> None:
        check_method("transport", transport, "handle_async_request", "AsyncBaseTransport")
        self.library = _library(given, "AsyncClient", transport, "AsyncBaseTransport")
        self.given = given
        self.transport = transport
        self.headers: dict[tuple[object, ...], http.Headers] = {}
        self.closed = False
        self._made: weakref.WeakKeyDictionary[Any, AsyncHttpClient] = weakref.WeakKeyDictionary()
        self._lock = threading.Lock()
        _pools.add(self)

    def client(self) -> AsyncHttpClient:
        if self.closed:
            raise ClientClosedError(CLOSED)
        if self.given is not None:
            if self.given.is_closed:
                raise ClientClosedError(GIVEN_CLOSED)
            return self.given
        loop = running_loop()
        made = self._made.get(loop)
        if made is None:
            from .clients import make_async_client

            with self._lock:
                self._drop_closed()
                made = self._made.setdefault(loop, make_async_client(self.transport, self.library))
        return made

    def _drop_closed(self) -> None:
        # Connections refer to their loop, so the weak keys alone would keep both alive.
        for loop in [loop for loop in self._made if is_over(loop)]:
            del self._made[loop]

    async def close(self) -> None:
        """Close the connections of the running loop; those of other loops cannot be reached."""
        self.closed = True
        made = self.given if _is_handed_over(self.given) else None
        made = self._made.pop(running_loop(), made)
        self._made.clear()
        if made is not None:
            await made.aclose()

    def forget(self) -> None:
        self._made = weakref.WeakKeyDictionary()
        self._lock = threading.Lock()


def _forget_all() -> None:
    for pool in list(_pools):
        pool.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)
