"""`send_many` of async clients, under asyncio and trio: workers are tasks, and so is what pulls the calls."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import nullcontext
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, Generic

from ..base import waits
from ..base.errors import JournalError, LinkExpiredError
from ..base.type_vars import T
from ..config.settings import Clock
from .board import DOWNLOADS, Board, Driver, Entry, bound
from .outcomes import ManyOptions, Outcome, Unfinished, length_of, tell_unfinished

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Protocol

    from typing_extensions import Self

    from ..base.effects import Flow
    from ..calls.call import Call
    from ..config.client_config import Core
    from .outcomes import AsyncCalls

    class AsyncClient(Protocol):
        _core: Core

        async def _run(self, flow: Flow[T]) -> T: ...


ENDLESS = float("inf")
REAL_SLEEP = Clock().sleep_async
END: Any = object()


class _State:
    """What the tasks hold. They hold no `AsyncMany`, so that a dropped one ends them."""

    def __init__(self, client: AsyncClient, calls: Any, wait: bool, options: ManyOptions) -> None:
        self.client = client
        self.is_real = client._core.options.clock.sleep_async is REAL_SLEEP
        driver = Driver(nullcontext(), self._breathe, _record, self._download, ENDLESS)
        self.board = Board(client._core, driver, length_of(calls), wait, options)
        self.calls: Iterator[Any] | AsyncIterator[Any]
        self.calls = calls.__aiter__() if hasattr(calls, "__aiter__") else iter(calls)
        self.bell = waits.Bell()
        self.has_timekeeper = False
        self.workers = 0
        self.tasks: waits.Tasks | None = None

    def _breathe(self, _: None) -> Any:
        return waits.checkpoint()

    async def _download(self, given: tuple[Entry, Any]) -> Any:
        try:
            return await bound(self.client, given[0], "_ASYNC").download(given[1], **DOWNLOADS)
        except LinkExpiredError as error:
            return error

    async def feed(self) -> None:
        board = self.board
        while not board.is_exhausted and not board.is_stopped:
            if not board.wants_more:
                await self.bell.wait()
                continue
            try:
                call = await self._pull()
                if call is not END:
                    self._add(call)
                else:
                    board.end_source()
            except Exception as failure:  # noqa: BLE001  # raised after the outcomes of the calls before
                board.end_source(failure)
            self.bell.ring()
            await waits.checkpoint()

    async def _pull(self) -> Any:
        if not isinstance(self.calls, AsyncIterator):
            return next(self.calls, END)
        try:
            return await self.calls.__anext__()
        except StopAsyncIteration:
            return END

    def _add(self, call: Any) -> None:
        self.board.add(call)
        if self.workers < self.board.concurrency:
            self.workers += 1
            assert self.tasks is not None
            self.tasks.start(self.work)

    async def work(self) -> None:
        while (entry := await self._take()) is not None:
            failed: BaseException | None = None
            try:
                await self.client._run(self.board.step(entry))
            except Exception as error:  # noqa: BLE001  # as a future does: it is the call's
                failed = error
            self.board.leave(entry, failed)
            self.bell.ring()

    async def _take(self) -> Entry | None:
        while True:
            found = self.board.take()
            if found is None or isinstance(found, Entry):
                return found
            await self._idle(found)

    async def _idle(self, seconds: float) -> None:
        """Wait for a change; one task at a time waits for the moment when something is due."""
        if seconds == ENDLESS or self.has_timekeeper or (self.board.working and not self.is_real):
            await self.bell.wait()
            return
        self.has_timekeeper = True
        try:
            if self.is_real:
                await self.bell.wait(seconds)
            else:
                await self.board.clock.sleep_async(seconds)
                await waits.checkpoint()
        finally:
            self.has_timekeeper = False
        self.bell.ring()

    def cancel(self) -> None:
        self.board.stop()
        if self.tasks is not None:
            self.tasks.cancel()


async def _record(write: Callable[[], None]) -> None:
    """In a thread; if the worker is cancelled meanwhile, here and now, since an answer must not be lost."""
    try:
        await waits.in_thread(write)
    except JournalError:
        raise
    except BaseException:
        write()
        raise


class AsyncMany(Generic[T]):
    """The outcomes of many calls, in the order of the calls.

    Iterate over it once, with `async for`. Leaving the loop cancels what is under way when the
    iterator is dropped; `async with` or `await aclose()` does it at a place of your choice.
    """

    def __init__(
        self, client: AsyncClient, calls: AsyncCalls[Call[Any]], wait: bool, options: ManyOptions
    ) -> None:
        self._state = _State(client, calls, wait, options)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Outcome[T]:
        try:
            return await self._next()
        except JournalError as error:
            await self.aclose()
            raise self._state.board.with_answers(error) from error.__cause__
        except BaseException:
            await self.aclose()
            raise

    async def _next(self) -> Outcome[T]:
        state, board = self._state, self._state.board
        if state.tasks is None and not board.is_stopped:
            state.tasks = waits.Tasks()
            state.tasks.start(state.feed)
        while True:
            told = board.progress()
            if told is not None and board.on_progress is not None:
                done = board.on_progress(told)
                if isawaitable(done):
                    await done
            elif board.has_outcome:
                outcome: Outcome[T] = board.pop()
                state.bell.ring()
                return outcome
            elif board.is_over:
                break
            else:
                await state.bell.wait()
        if board.source_error is not None:
            raise board.source_error
        raise StopAsyncIteration

    @property
    def unfinished(self) -> tuple[Unfinished, ...]:
        """The calls that were sent and have no outcome; read it after `aclose()`."""
        return self._state.board.unfinished()

    async def aclose(self) -> None:
        """End the run: cancel what is under way and wait until it has stopped."""
        was_over = self._state.board.is_over
        self._state.cancel()
        if self._state.tasks is not None:
            await self._state.tasks.join()
        if not was_over:
            tell_unfinished(self._state.client._core, self.unfinished)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    def __del__(self) -> None:
        state = getattr(self, "_state", None)
        if state is not None and not state.board.is_over:
            state.cancel()
            tell_unfinished(state.client._core, self.unfinished)
