"""Keep the httpx client of a client: made on first use, shared by copies, dropped after a fork."""

from __future__ import annotations

import os
import threading
import weakref
from typing import TYPE_CHECKING, Any

from ..base.errors import ClientClosedError
from ..base.waits import is_over, running_loop
from ..config.option_checks import check_method

if TYPE_CHECKING:
    import httpx

_pools: weakref.WeakSet[Any] = weakref.WeakSet()
CLOSED = "this client is closed"
GIVEN_CLOSED = "the HTTP client passed as http_client= is closed"


def _is_handed_over(given: object) -> bool:
    return bool(getattr(given, "is_handed_over", False))


class SyncPool:
    """`given` is a user's HTTP client, `transport` a user's transport; neither is closed by us.

    But a client of `default_clients` is: it is made for the client that it is passed to.
    """

    def __init__(
        self, given: httpx.Client | None = None, transport: httpx.BaseTransport | None = None
    ) -> None:
        if given is not None:
            from .clients import check_client

            check_client(given, is_async=False)
        check_method("transport", transport, "handle_request", "an httpx.BaseTransport")
        self.given = given
        self.transport = transport
        self.headers: dict[tuple[object, ...], httpx.Headers] = {}
        self.closed = False
        self._made: httpx.Client | None = given if _is_handed_over(given) else None
        self._lock = threading.Lock()
        _pools.add(self)

    def client(self) -> httpx.Client:
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
                    self._made = make_client(self.transport)
        return self._made

    def close(self) -> None:
        self.closed = True
        made, self._made = self._made, None
        if made is not None:
            made.close()

    def forget(self) -> None:
        """In a forked child: the parent's connections must not be used, nor closed by handshake."""
        self._made = None
        self._lock = threading.Lock()


class AsyncPool:
    """One HTTP client for each event loop, since its connections die with their loop."""

    def __init__(
        self,
        given: httpx.AsyncClient | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        if given is not None:
            from .clients import check_client

            check_client(given, is_async=True)
        wanted = "an httpx.AsyncBaseTransport"
        check_method("transport", transport, "handle_async_request", wanted)
        self.given = given
        self.transport = transport
        self.headers: dict[tuple[object, ...], httpx.Headers] = {}
        self.closed = False
        self._made: weakref.WeakKeyDictionary[Any, httpx.AsyncClient] = weakref.WeakKeyDictionary()
        self._lock = threading.Lock()
        _pools.add(self)

    def client(self) -> httpx.AsyncClient:
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
                made = self._made.setdefault(loop, make_async_client(self.transport))
        return made

    def _drop_closed(self) -> None:
        # A client's connections refer to their loop, so the weak keys alone would keep both.
        for loop in [loop for loop in self._made if is_over(loop)]:
            del self._made[loop]

    async def close(self) -> None:
        """Closes the connections of the running loop; those of other loops cannot be reached."""
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
