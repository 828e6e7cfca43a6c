"""Create httpx clients, and check one that a user passes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import httpx

from ..base.type_vars import T

LIMITS = httpx.Limits(max_connections=1000, max_keepalive_connections=100, keepalive_expiry=30.0)


def check_client(given: object, *, is_async: bool) -> None:
    """Raises `TypeError` for an HTTP client of the other flavour, or another object."""
    wanted = httpx.AsyncClient if is_async else httpx.Client
    if not isinstance(given, wanted):
        said = f"http_client must be an httpx.{wanted.__name__}, not {type(given).__name__}"
        raise TypeError(said)


class _OwnTransport(httpx.BaseTransport):
    """A user's transport, which must not be closed."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._inner.handle_request(request)


class _OwnAsyncTransport(httpx.AsyncBaseTransport):
    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._inner.handle_async_request(request)


def make_client(transport: httpx.BaseTransport | None) -> httpx.Client:
    if transport is not None:
        return httpx.Client(transport=_OwnTransport(transport))
    from .environment import explained
    from .tls import shared_context

    with explained():
        context = shared_context()
        mounts = _mounts(partial(httpx.HTTPTransport, verify=context, limits=LIMITS))
        return httpx.Client(verify=context, limits=LIMITS, mounts=mounts, trust_env=False)


def make_async_client(transport: httpx.AsyncBaseTransport | None) -> httpx.AsyncClient:
    if transport is not None:
        return httpx.AsyncClient(transport=_OwnAsyncTransport(transport))
    from .environment import explained
    from .tls import shared_context

    with explained():
        context = shared_context()
        mounts = _mounts(partial(httpx.AsyncHTTPTransport, verify=context, limits=LIMITS))
        return httpx.AsyncClient(verify=context, limits=LIMITS, mounts=mounts, trust_env=False)


def _mounts(make: Callable[..., T]) -> dict[str, T | None]:
    """A transport for each proxy of the environment; None where no proxy is used."""
    from .environment import read_proxies

    proxies = read_proxies().items()
    return {pattern: None if proxy is None else make(proxy=proxy) for pattern, proxy in proxies}
