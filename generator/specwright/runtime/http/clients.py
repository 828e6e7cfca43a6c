"""Create HTTP clients, if the user passes none."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import ModuleType

from ..base.http_library import AsyncHttpClient, AsyncTransport, HttpClient, Transport, http
from ..base.type_vars import T

LIMITS = http.Limits(max_connections=1000, max_keepalive_connections=100, keepalive_expiry=30.0)


class _OwnTransport(http.BaseTransport):
    """A user's transport, which must not be closed."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner

    def handle_request(self, request: http.Request) -> http.Response:
        response: http.Response = self._inner.handle_request(request)
        return response


class _OwnAsyncTransport(http.AsyncBaseTransport):
    def __init__(self, inner: AsyncTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: http.Request) -> http.Response:
        response: http.Response = await self._inner.handle_async_request(request)
        return response


def make_client(transport: Transport | None, library: ModuleType | None = None) -> HttpClient:
    if transport is not None:
        client: HttpClient = (library or http).Client(transport=_OwnTransport(transport))
        return client
    from .environment import explained
    from .tls import shared_context

    with explained():
        context = shared_context()
        mounts = _mounts(partial(http.HTTPTransport, verify=context, limits=LIMITS))
        return http.Client(verify=context, limits=LIMITS, mounts=mounts, trust_env=False)


def make_async_client(
    transport: AsyncTransport | None, library: ModuleType | None
) -> AsyncHttpClient:
    if transport is not None:
        client: AsyncHttpClient = (library or http).AsyncClient(
            transport=_OwnAsyncTransport(transport)
        )
        return client
    from .environment import explained
    from .tls import shared_context

    with explained():
        context = shared_context()
        mounts = _mounts(partial(http.AsyncHTTPTransport, verify=context, limits=LIMITS))
        return http.AsyncClient(verify=context, limits=LIMITS, mounts=mounts, trust_env=False)


def _mounts(make: Callable[..., T]) -> dict[str, T | None]:
    """A transport for each proxy of the environment; None where no proxy is used."""
    from .environment import read_proxies

    proxies = read_proxies().items()
    return {pattern: None if proxy is None else make(proxy=proxy) for pattern, proxy in proxies}
