"""A function that answers requests enters; an httpx transport of one flavour leaves, which keeps what it is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

Handler = Callable[[httpx.Request], httpx.Response]


def recording(requests: list[httpx.Request], handler: Handler, is_async: bool) -> Any:
    """Read whole before the answer, so that tests see the body of what was sent."""

    def record(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return handler(request)

    async def record_async(request: httpx.Request) -> httpx.Response:
        await request.aread()
        return record(request)

    def record_sync(request: httpx.Request) -> httpx.Response:
        request.read()
        return record(request)

    return httpx.MockTransport(record_async if is_async else record_sync)
