"""Wait for a task through the client of its handle."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..base.type_vars import H, S, U
from ..features.waiting import Waiter, wait_flow
from .waitable import AsyncHandle, Binding, SyncHandle, client_of


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


def wait_sync_bound(
    handle: SyncHandle,
    waiter: Waiter[Any, U],
    binding: Binding[H],
    timeout: float | None,
    on_update: Callable[[U], object] | None = None,
) -> H:
    """Wait for a result that is bound to the client, too."""
    done = wait_sync(handle, waiter, timeout, on_update)
    return binding.bind(done, client_of(handle))


async def wait_async_bound(
    handle: AsyncHandle,
    waiter: Waiter[Any, U],
    binding: Binding[H],
    timeout: float | None,
    on_update: Callable[[U], object] | None = None,
) -> H:
    done = await wait_async(handle, waiter, timeout, on_update)
    return binding.bind(done, client_of(handle))
