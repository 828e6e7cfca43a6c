"""What users make a client's HTTP client with, under the names that other clients use.

It is passed as `http_client=`, and closed by the client that it is passed to.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import httpx

from .clients import LIMITS

Timeout = httpx.Timeout

if TYPE_CHECKING:
    DefaultHttpxClient = httpx.Client
    DefaultAsyncHttpxClient = httpx.AsyncClient
else:

    class _Default:
        is_handed_over = True

        def __init__(self, **options: Any) -> None:
            super().__init__(**{"limits": LIMITS, **options})

    class DefaultHttpxClient(_Default, httpx.Client):
        """An `httpx.Client` with as many connections as a client's own."""

    class DefaultAsyncHttpxClient(_Default, httpx.AsyncClient):
        """An `httpx.AsyncClient` with as many connections as a client's own."""


def DefaultAioHttpClient(**options: Any) -> httpx.AsyncClient:
    """The same over aiohttp. It needs the package `httpx-aiohttp`."""
    made: Any = importlib.import_module("httpx_aiohttp").HttpxAiohttpClient(**options)
    made.is_handed_over = True
    client: httpx.AsyncClient = made
    return client
