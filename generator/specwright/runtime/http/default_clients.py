"""Classes for `http_client=`, under the names that other clients use.

An HTTP client of theirs is closed by the client that it is passed to.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from ..base.http_library import AsyncHttpClient, http
from .clients import LIMITS

Timeout = http.Timeout

if TYPE_CHECKING:
    DefaultHttpxClient = http.Client
    DefaultAsyncHttpxClient = http.AsyncClient
else:

    class _Default:
        is_handed_over = True

        def __init__(self, **options: Any) -> None:
            super().__init__(**{"limits": LIMITS, **options})

    class DefaultHttpxClient(_Default, http.Client):
        """A `Client` of the HTTP library with as many connections as a client's own."""

    class DefaultAsyncHttpxClient(_Default, http.AsyncClient):
        """An `AsyncClient` of the HTTP library with as many connections as a client's own."""


def DefaultAioHttpClient(**options: Any) -> AsyncHttpClient:
    """The same over aiohttp. It needs the package `httpx-aiohttp`."""
    made: Any = importlib.import_module("httpx_aiohttp").HttpxAiohttpClient(**options)
    made.is_handed_over = True
    client: AsyncHttpClient = made
    return client
