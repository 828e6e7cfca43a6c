"""`send_many` of sync clients: workers are threads, calls are pulled in the thread of the consumer."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Generic

from ..base.errors import JournalError, LinkExpiredError
from ..base.type_vars import T
from .board import DOWNLOADS, Board, Driver, Entry, bound
from .outcomes import Calls, ManyOptions, Outcome, Unfinished, length_of, tell_unfinished

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Protocol

    from typing_extensions import Self

    from ..base.effects import Flow
    from ..calls.call import Call
    from ..config.client_config import Core

    class SyncClient(Protocol):
        _core: Core

        def _run(self, flow: Flow[T]) -> T: ...


SLICE = 0.1
"""Seconds after which a sleeping call notices that the run is over."""
END: Any = object()


class _State:
    """What the threads hold. They hold no `Many`, so that a dropped one ends them."""

    def __init__(self, client: SyncClient, calls: Iterable[Any], wait: bool, options: ManyOptions):
        self.client = client
        self.changed = threading.Condition(threading.RLock())
        clock = client._core.options.clock
        self.is_real = clock.sleep is time.sleep
        piece = SLICE if self.is_real else float("inf")
        driver = Driver(self.changed, self._breathe, lambda write: write(), self._download, piece)
        self.board = Board(client._core, driver, length_of(calls), wait, options)
        self.threads: list[threading.Thread] = []
        self.has_timekeeper = False

    def _breathe(self, _: None) -> None:
        time.sleep(0 if self.is_real else 0.001)

    def _download(self, given: tuple[Entry, Any]) -> Any:
        try:
            return bound(self.client, given[0], "").download(given[1], **DOWNLOADS)
        except LinkExpiredError as error:
            return error

    def work(self) -> None:
        while (entry := self._take()) is not None:
            failed: BaseException | None = None
            try:
                self.client._run(self.board.step(entry))
            except BaseException as error:  # noqa: BLE001  # as a future does: it is the call's
                failed = error
            with self.changed:
                self.board.leave(entry, failed)
                self.changed.notify_all()

    def _take(self) -> Entry | None:
        with self.changed:
            while True:
                found = self.board.take()
                if found is None or isinstance(found, Entry):
                    return found
                self._idle(found)

    def _idle(self, seconds: float) -> None:
        """Wait for a change; one thread at a time waits for the moment when something is due."""
        if (
            seconds == float("inf")
            or self.has_timekeeper
            or (self.board.working and not self.is_real)
        ):
            self.changed.wait()
            return
        self.has_timekeeper = True
        if self.is_real:
            self.changed.wait(seconds)
        else:
            self.board.clock.sleep(seconds)
        self.has_timekeeper = False
        self.changed.notify_all()

    def close(self) -> None:
        with self.changed:
            self.board.stop()
            self.changed.notify_all()
        for thread in self.threads:
            if thread is not threading.current_thread():  # the garbage collector runs in any
                thread.join()
        atexit.unregister(self.close)


class Many(Generic[T]):
    """The outcomes of many calls, in the order of the calls.

    Iterate over it once. Leaving the loop ends the run when the iterator is dropped; `with` or
    `close()` ends it at a place of your choice. Requests that are under way are then finished,
    because an answer may have cost money; nothing else is sent.
    """

    def __init__(
        self, client: SyncClient, calls: Calls[Call[Any]], wait: bool, options: ManyOptions
    ) -> None:
        self._state = _State(client, calls, wait, options)
        self._calls = iter(calls)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Outcome[T]:
        try:
            return self._next()
        except JournalError as error:
            self.close()
            raise self._state.board.with_answers(error) from error.__cause__
        except BaseException:
            self.close()
            raise

    def _next(self) -> Outcome[T]:
        state, board = self._state, self._state.board
        while True:
            with state.changed:
                told = board.progress()
                if told is None and board.has_outcome:
                    outcome: Outcome[T] = board.pop()
                    state.changed.notify_all()
                    return outcome
                wants_more = board.wants_more
                if told is None and not wants_more:
                    if board.is_over:
                        break
                    state.changed.wait()
                    continue
            if told is not None and board.on_progress is not None:
                board.on_progress(told)
            elif wants_more:
                self._pull()
        if board.source_error is not None:
            raise board.source_error
        raise StopIteration

    def _pull(self) -> None:
        state, board = self._state, self._state.board
        error: Exception | None = None
        call: Any = END
        try:
            call = next(self._calls, END)
        except Exception as failure:  # noqa: BLE001  # raised after the outcomes of the calls before
            error = failure
        with state.changed:
            if call is END:
                board.end_source(error)
            else:
                board.add(call)
                if len(state.threads) < board.concurrency:
                    self._start_worker()
            state.changed.notify_all()

    def _start_worker(self) -> None:
        state = self._state
        if not state.threads:
            atexit.register(state.close)  # daemon threads: nobody waits for them but this
        thread = threading.Thread(target=state.work, name="send_many", daemon=True)
        state.threads.append(thread)
        thread.start()

    @property
    def unfinished(self) -> tuple[Unfinished, ...]:
        """The calls that were sent and have no outcome; read it after `close()`."""
        with self._state.changed:
            return self._state.board.unfinished()

    def close(self) -> None:
        """End the run: finish the requests under way, send nothing else, and stop the threads."""
        was_over = self._state.board.is_over
        self._state.close()
        if not was_over:
            tell_unfinished(self._state.client._core, self.unfinished)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __del__(self) -> None:
        if hasattr(self, "_calls"):
            self.close()
