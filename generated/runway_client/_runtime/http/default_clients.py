"""What a client's HTTP client is made with, under the names that other clients use."""

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

    class DefaultHttpxClient(httpx.Client):
        """To be passed as `http_client=`: an `httpx.Client` with as many connections as a client's own."""

        def __init__(self, **options: Any) -> None:
            super().__init__(**{"limits": LIMITS, **options})

    class DefaultAsyncHttpxClient(httpx.AsyncClient):
        """The same for an async client."""

        def __init__(self, **options: Any) -> None:
            super().__init__(**{"limits": LIMITS, **options})


def DefaultAioHttpClient(**options: Any) -> httpx.AsyncClient:
    """The same over aiohttp. It needs the package `httpx-aiohttp`."""
    kind = importlib.import_module("httpx_aiohttp").HttpxAiohttpClient
    made: httpx.AsyncClient = kind(**{"limits": LIMITS, **options})
    return made
