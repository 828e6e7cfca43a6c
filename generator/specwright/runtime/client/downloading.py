"""Download the outputs of a task, several at a time, through the client of its handle."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

import os
import threading
from contextlib import closing
from contextvars import copy_context
from functools import partial
from pathlib import Path
from typing import Any

from ..features.downloads import Batch, DownloadOptions, download_flow
from ..features.waiting import Waiter
from .waitable import AsyncHandle, SyncHandle, client_of


class _Turn:
    """Lets an output choose its name when all before it have theirs, so that names do not depend on chance."""

    def __init__(self, before: _Turn | None, event: Any) -> None:
        self._before = before
        self._event = event
        self.leave = event.set

    def enter(self) -> Any:
        if self._before is not None:
            self._before._event.wait()
        return self.leave

    async def enter_async(self) -> Any:
        if self._before is not None:
            await self._before._event.wait()
        return self.leave


def _turns(batch: Batch, event: Any) -> list[_Turn]:
    turns: list[_Turn] = []
    for _ in batch.links:
        turns.append(_Turn(turns[-1] if turns else None, event()))
    return turns


def download_sync(
    handle: SyncHandle,
    waiter: Waiter[Any, Any],
    folder: str | os.PathLike[str],
    options: DownloadOptions,
) -> list[Path]:
    client = client_of(handle)
    batch = Batch(client._core, handle, waiter, folder, options)

    def one(number: int, turn: _Turn) -> Path:
        try:
            with closing(download_flow(batch, number, turn)) as flow:
                path: Path = client._run(flow)
                return path
        finally:
            turn.leave()

    turns = list(enumerate(_turns(batch, threading.Event), 1))
    if len(turns) == 1:
        return [one(*turns[0])]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(batch.concurrency) as threads:
        futures = [threads.submit(partial(copy_context().run, one, *pair)) for pair in turns]
        try:
            for future in futures:
                future.exception()  # waits: an error does not keep the other outputs from their end
        except BaseException:  # the user interrupts
            batch.is_stopped = True
            threads.shutdown(wait=False, cancel_futures=True)
            raise
    return [future.result() for future in futures]


async def download_async(
    handle: AsyncHandle,
    waiter: Waiter[Any, Any],
    folder: str | os.PathLike[str],
    options: DownloadOptions,
) -> list[Path]:
    import anyio

    client = client_of(handle)
    batch = Batch(client._core, handle, waiter, folder, options)
    turns = enumerate(_turns(batch, anyio.Event), 1)
    paths: dict[int, Path] = {}
    errors: dict[int, Exception] = {}

    async def work() -> None:
        for number, turn in turns:
            try:
                with closing(download_flow(batch, number, turn)) as flow:
                    paths[number] = await client._run(flow)
            except Exception as error:  # noqa: BLE001  (raised below, when the other outputs are there)
                errors[number] = error
            finally:
                turn.leave()

    async with anyio.create_task_group() as group:
        for _ in range(min(batch.concurrency, len(batch.links))):
            group.start_soon(work)
    if errors:
        raise errors[min(errors)]
    return [paths[number] for number in sorted(paths)]
