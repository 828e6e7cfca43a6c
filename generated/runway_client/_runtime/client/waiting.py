"""Wait for a task through the client of its handle."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections.abc import Callable

from ..base.type_vars import S, U
from ..features.waiting import Waiter, wait_flow
from .waitable import AsyncHandle, SyncHandle, client_of


def wait_sync(
    handle: SyncHandle,
    waiter: Waiter[S, U],
    timeout: float | None,
    on_update: Callable[[U], object] | None = None,
) -> S:
    client = client_of(handle)
    result: S = client._run(wait_flow(client._core, handle, waiter, timeout, on_update))
    return result


async def wait_async(
    handle: AsyncHandle,
    waiter: Waiter[S, U],
    timeout: float | None,
    on_update: Callable[[U], object] | None = None,
) -> S:
    client = client_of(handle)
    result: S = await client._run(wait_flow(client._core, handle, waiter, timeout, on_update))
    return result
