"""Sleep, time limits, locks and threads, under asyncio and trio.

anyio, a dependency of the HTTP library, supports both. It is imported on the first await.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
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


async def checkpoint() -> None:
    import anyio.lowlevel

    await anyio.lowlevel.checkpoint()


class Bell:
    """Wakes all tasks that wait at this moment."""

    def __init__(self) -> None:
        self._event: Any = None

    def ring(self) -> None:
        if self._event is not None:
            self._event.set()
            self._event = None

    async def wait(self, seconds: float | None = None) -> None:
        """Until the next ring, or for this many seconds."""
        import anyio

        if self._event is None:
            self._event = anyio.Event()
        event = self._event
        with anyio.move_on_after(seconds):
            await event.wait()


class Tasks:
    """Tasks that belong to an object and not to a block of code; they must handle their exceptions."""

    def __init__(self) -> None:
        self._loop = running_loop()
        self._cancels: list[Callable[[], object]] = []
        self._running = 0
        self._bell = Bell()

    def start(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Under asyncio an ordinary task, under trio a system task with a cancel scope of its own."""
        self._running += 1
        if hasattr(self._loop, "create_task"):
            task = self._loop.create_task(work())
            task.add_done_callback(self._ended)
            self._cancels.append(task.cancel)
        else:
            import sys

            import anyio

            scope = anyio.CancelScope()

            async def run() -> None:
                try:
                    with scope:
                        await work()
                finally:
                    self._ended(None)

            sys.modules["trio"].lowlevel.spawn_system_task(run)
            self._cancels.append(scope.cancel)

    def _ended(self, _: object) -> None:
        self._running -= 1
        self._bell.ring()

    def cancel(self) -> None:
        """Callable from any thread, also after the loop has ended."""
        if is_over(self._loop):
            return
        soon = getattr(self._loop, "call_soon_threadsafe", None) or self._loop.run_sync_soon
        for cancel in self._cancels:
            soon(cancel)

    async def join(self) -> None:
        """Wait for the end of all of them, even if the caller is cancelled meanwhile."""
        import anyio

        with anyio.CancelScope(shield=True):
            while self._running:
                await self._bell.wait()
