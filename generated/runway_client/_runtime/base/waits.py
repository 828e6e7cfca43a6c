"""Sleep, time limits, locks and threads, under asyncio and trio.

anyio, a dependency of the HTTP library, supports both. It is imported on the first await.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, ParamSpec

from .type_vars import T

P = ParamSpec("P")


def running_loop() -> Any:
    """A key for the running event loop; raises `RuntimeError` without one."""
    import sys

    trio: Any = sys.modules.get("trio")
    if trio is not None and trio.lowlevel.in_trio_run():
        return trio.lowlevel.current_trio_token()
    import asyncio

    return asyncio.get_running_loop()


def is_over(loop: Any) -> bool:
    """Whether a loop is closed; a trio loop counts as open until it is freed."""
    closed: Callable[[], bool] | None = getattr(loop, "is_closed", None)
    return closed is not None and closed()


async def sleep(seconds: float) -> None:
    import anyio

    await anyio.sleep(seconds)


async def within(seconds: float, awaitable: Awaitable[T]) -> T:
    """Raises `TimeoutError` after the timeout."""
    import anyio

    with anyio.fail_after(seconds):
        return await awaitable


def make_lock() -> Any:
    import anyio

    return anyio.Lock()


async def in_thread(function: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """Run in a thread, so that a slow disk does not block the loop; cancelling does not wait for it."""
    import anyio.to_thread

    return await anyio.to_thread.run_sync(
        lambda: function(*arguments, **named), abandon_on_cancel=True
    )
