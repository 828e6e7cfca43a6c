"""The state of a run: which call is sent next, which task is looked at, what is yielded. No I/O.

The sync and the async driver give it calls, ask it what to do and perform the steps. Entries stand
in the order of the calls; few are pulled ahead, so memory does not grow with their number.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

from ..base._unset import UNSET, Unset
from ..base.effects import Exchange, Flow, Notify, Sleep
from ..base.errors import (
    APIConnectionError,
    APIStatusError,
    ClientError,
    JournalError,
    JournalMismatch,
    LinkExpiredError,
    TransportFailure,
)
from ..base.json_types import type_of
from ..base.type_vars import T
from ..calls.call import Call, StreamCall
from ..calls.results import result_flow
from ..calls.upload_call import UploadCall
from ..config.option_checks import check_callable, check_seconds
from ..features.waiting import Waiter, Watch, has_succeeded, look_flow, watch
from ..http.retry import REJECTED, retry_after
from ..operation.operation import import_target
from .limiter import Limiter
from .outcomes import BatchProgress, ManyOptions, Outcome, Unfinished

if TYPE_CHECKING:
    from pathlib import Path

    from ..base.wire import Received
    from ..config.client_config import Core
    from .journal import Row
    from .journaled import JournalRun, Recalled

AHEAD = 4
"""Calls that are pulled ahead for each request that may be under way."""
DOWNLOADS: Any = {"name": "{id}-{index}{ext}", "exists": "skip", "concurrency": 1}
"""Named by their tasks, so that a file that exists is that of the same output."""
MOST_FAILED_LOOKS = 5
"""Looks at a task that may fail one after the other, each with its own retries."""


class Stopped(Exception):
    """Internal: the run was closed while a call was waiting to be sent."""


class Entry:
    """One call of a run."""

    __slots__ = (
        "call",
        "created",
        "downloads",
        "failed_looks",
        "followers",
        "index",
        "is_counted",
        "is_in_doubt",
        "outcome",
        "row",
        "sent",
        "value",
        "watched",
    )

    def __init__(self, index: int, call: Call[Any]) -> None:
        self.index, self.call = index, call
        self.sent = False
        self.is_counted = False  # among the tasks under way
        self.is_in_doubt = False  # whether the last request may have been received
        self.row: Row | None = None
        self.followers: list[Entry] = []  # with the same key, which end as this one
        self.created: Any = None
        self.value: Any = None
        self.downloads: tuple[Path, ...] = ()
        self.watched: Watch[Any, Any] | None = None
        self.failed_looks = 0
        self.outcome: Outcome[Any] | None = None


@dataclass(frozen=True, slots=True)
class Driver:
    """What differs between the flavours.

    `breathe` lets other workers run; `record` calls a function that writes to the journal, in an
    async client without blocking the loop; `download` returns the files, or that a link has
    expired. Sleeps are cut into pieces of `slice` seconds, where a worker cannot be cancelled.
    """

    lock: AbstractContextManager[Any]
    breathe: Callable[[None], Any]
    record: Callable[[Callable[[], None]], Any]
    download: Callable[[tuple[Entry, Any]], Any]
    slice: float


class Board:
    """Shared by the workers of a run. Whoever calls its methods holds the lock; flows take it."""

    def __init__(
        self, core: Core, driver: Driver, total: int | None, wait: bool, options: ManyOptions
    ) -> None:
        concurrency = options.get("concurrency", 8)
        max_tasks = options.get("max_tasks", 1000)
        rate = options.get("rate")
        _check_count("concurrency", concurrency)
        _check_count("max_tasks", max_tasks)
        if rate is not None and not rate > 0:
            raise ValueError(f"rate must be a number of requests per second above 0, not {rate!r}")
        self.wait_timeout = options.get("wait_timeout", UNSET)
        check_seconds("wait_timeout", self.wait_timeout)
        self.on_progress = options.get("on_progress")
        check_callable("on_progress", self.on_progress)
        self.core, self.wait = core, wait
        self.clock = core.options.clock
        self.driver, self.download = driver, options.get("download")
        self.options = options.get("request_options")
        self.concurrency, self.max_tasks = concurrency, max_tasks
        given = options.get("journal")
        self.journal: JournalRun | None = None
        if given is not None:
            from .journaled import JournalRun

            self.journal = JournalRun(
                given, core, options.get("key"), options.get("idempotency_header")
            )
        self._by_key: dict[str, Entry] = {}
        self.limiter = Limiter(concurrency, rate, core.options.retry, core.options.max_retry_after)
        self.window = AHEAD * concurrency + (max_tasks if wait else 0)
        self.total, self.pulled, self.done, self.failed = total, 0, 0, 0
        self.is_exhausted = self.is_stopped = False
        self.source_error: BaseException | None = None
        self._unrecorded: list[JournalError] = []
        self.working = 0
        self.tasks = 0
        self._entries: deque[Entry] = deque()
        self._ready: deque[Entry] = deque()
        self._looks: list[tuple[float, int, Entry]] = []
        self._prefers_call = False
        self._told: BatchProgress | None = None

    # --- what the consumer's side does ---

    @property
    def wants_more(self) -> bool:
        """Whether another call is to be pulled now."""
        is_open = not self.is_exhausted and not self.is_stopped
        has_room = len(self._entries) < self.window and len(self._ready) < AHEAD * self.concurrency
        return is_open and has_room

    def add(self, call: Any) -> None:
        if not issubclass(type_of(call), Call):
            raise TypeError(
                f"send_many takes calls, which the functions of `endpoints` build, not {type_of(call).__name__}"
            )
        entry = Entry(self.pulled, call)
        self.pulled += 1
        self._entries.append(entry)
        if self.journal is None or self._admit(self.journal, entry):
            self._ready.append(entry)

    def _admit(self, journal: JournalRun, entry: Entry) -> bool:
        """Whether the call is to be looked at; a call that cannot be recorded has ended."""
        try:
            entry.row = row = journal.admit(entry.call)
        except JournalMismatch as error:
            self._end(entry, error)
            return False
        leader = self._by_key.setdefault(row.key, entry)
        if leader is not entry:
            leader.followers.append(entry)
        return leader is entry

    def end_source(self, error: BaseException | None = None) -> None:
        self.is_exhausted, self.source_error = True, error
        self.total = self.pulled if error is None else self.total

    @property
    def has_outcome(self) -> bool:
        return bool(self._entries) and self._entries[0].outcome is not None

    def pop(self) -> Outcome[Any]:
        outcome = self._entries.popleft().outcome
        assert outcome is not None
        return outcome

    def with_answers(self, error: JournalError) -> JournalError:
        """The error that ends the run, with every answer that could not be recorded."""
        texts = dict.fromkeys(map(str, (error, *self._unrecorded)))
        told = [
            text for text in texts if not any(text in other for other in texts if other != text)
        ]
        return error if told == [str(error)] else JournalError("\n".join(told))

    @property
    def is_over(self) -> bool:
        return self.is_stopped or (self.is_exhausted and not self._entries)

    def progress(self) -> BatchProgress | None:
        """The numbers, if they have changed and somebody wants to know."""
        now = BatchProgress(self.done, self.failed, self.tasks, self.total)
        if self.on_progress is None or now == self._told:
            return None
        self._told = now
        return now

    def stop(self) -> None:
        self.is_stopped = True
        self._ready.clear()
        self._looks.clear()

    def unfinished(self) -> tuple[Unfinished, ...]:
        """The calls that were started and have no outcome."""
        return tuple(
            Unfinished(entry.index, entry.call, entry.created)
            for entry in self._entries
            if entry.sent and entry.outcome is None
        )

    # --- what a worker does ---

    def take(self) -> Entry | float | None:
        """The entry whose next step is due, or the seconds to wait for one, or None: the end."""
        if self.is_stopped:
            return None
        now = self.clock.now()
        delay = self.limiter.delay(now)
        if self.working >= int(self.limiter.allowed):
            return float("inf")
        has_call = bool(self._ready) and self.tasks < self.max_tasks
        due = self._looks[0][0] - now if self._looks else float("inf")
        if not has_call and due == float("inf"):
            return None if self.is_exhausted and not self.working else float("inf")
        wanted = max(delay, 0.0 if has_call else due)
        if wanted > 0:
            return wanted
        is_look = due <= 0 and not (has_call and self._prefers_call)
        self._prefers_call = is_look
        self.working += 1
        if is_look:
            return heappop(self._looks)[2]
        entry = self._ready.popleft()
        entry.is_counted = self.wait and bool(entry.call.operation.waiter)
        self.tasks += entry.is_counted
        return entry

    def step(self, entry: Entry) -> Flow[None]:
        """Send the call, or look at its task once."""
        if entry.watched is not None:
            return self._look(entry, entry.watched)
        return self._send(entry)

    def leave(self, entry: Entry, error: BaseException | None = None) -> None:
        """After each step; an error of it is the call's."""
        self.working -= 1
        row, journal = entry.row, self.journal
        if error is None or isinstance(error, Stopped):
            return
        if row is not None and journal is not None and not isinstance(error, JournalError):
            try:
                is_task = entry.watched is not None
                error = journal.failed(
                    entry.call, row, error, was_sent=entry.is_in_doubt, is_task=is_task
                )
            except JournalError as failure:
                error = failure
        if isinstance(error, JournalError):
            self.stop()
            self.source_error = error
            self._unrecorded.append(error)
        else:
            self._end(entry, error)

    def _send(self, entry: Entry) -> Flow[None]:
        call, waiter = entry.call, waiter_of(entry.call) if self.wait else None
        known = self._recall(entry, waiter)
        if known is None:
            result = yield from self._guarded(entry, self._call_flow(entry))
        elif known.has_ended:
            entry.created = known.created
            if known.error is None:
                yield from self._succeed(entry, known.value, is_known=True)
            else:
                self._end(entry, known.error)
            return
        else:
            result = known.created
        if waiter is None:
            yield from self._succeed(entry, result)
            return
        entry.created = result
        entry.watched = watched = self._watch(entry, waiter, known and known.identity)
        is_look = watched.call.operation is call.operation
        watched.last = result if is_look else None
        if is_look and has_succeeded(watched):
            yield from self._succeed(entry, result)
        else:  # the first looks of many tasks do not fall on the same moment
            self._look_after(entry, watched, waiter.interval * self.clock.chance())

    def _recall(self, entry: Entry, waiter: Waiter[Any, Any] | None) -> Recalled | None:
        if entry.row is None or self.journal is None:
            return None
        return self.journal.recall(entry.call, entry.row, waiter)

    def _watch(self, entry: Entry, waiter: Waiter[Any, Any], identity: Any) -> Watch[Any, Any]:
        if identity is None:
            identity = getattr(entry.created, waiter.source, None)
        if identity is None:
            raise ClientError(
                f"the answer has no `{waiter.source}`, so the task cannot be waited for"
            )
        if entry.row is not None and self.journal is not None:
            self.journal.created(entry.row, identity)
        given: float | Unset | None = self.wait_timeout
        return watch(
            self.core, waiter, identity, waiter.timeout if isinstance(given, Unset) else given
        )

    def _look(self, entry: Entry, watched: Watch[Any, Any]) -> Flow[None]:
        deadline = watched.deadline
        if deadline is not None and watched.last is not None and self.clock.now() >= deadline:
            raise watched.timed_out()
        try:
            yield from self._guarded(entry, look_flow(self.core, watched))
        except (APIConnectionError, APIStatusError) as error:
            entry.failed_looks += 1
            if entry.failed_looks >= MOST_FAILED_LOOKS or not _may_pass(error):
                raise
        else:
            entry.failed_looks = 0
            if has_succeeded(watched):
                yield from self._succeed(entry, watched.last)
                return
        self._look_after(entry, watched, watched.next_delay(self.clock))

    def _look_after(self, entry: Entry, watched: Watch[Any, Any], delay: float) -> None:
        due = self.clock.now() + delay
        due = due if watched.deadline is None else min(due, watched.deadline)
        with self.driver.lock:
            if not self.is_stopped:
                heappush(self._looks, (due, entry.index, entry))

    def _succeed(self, entry: Entry, value: Any, *, is_known: bool = False) -> Flow[None]:
        journal, row = self.journal, entry.row
        entry.value = value
        if journal is not None and row is not None and not is_known:
            yield self._recorded(journal.succeeded, entry.call, row, entry.watched)
        waiter = waiter_of(entry.call) if self.wait and self.download is not None else None
        if waiter is not None:
            yield from self._download(entry, waiter)
        self._end(entry)

    def _download(self, entry: Entry, waiter: Waiter[Any, Any]) -> Flow[None]:
        """Into the folder, under the id of the task; a link that has expired is asked for anew, once."""
        if not waiter.output:
            raise ClientError(
                f"{waiter.label} has no outputs to download: the overlay does not say where they are"
            )
        if entry.row is not None and self.journal is not None:
            entry.downloads = self.journal.downloads(entry.row)
        if entry.downloads:
            return
        found = yield Notify(self.driver.download, (entry, self.download))
        if isinstance(found, LinkExpiredError):
            again = watch(self.core, waiter, getattr(entry.value, waiter.source), waiter.timeout)
            yield from self._guarded(entry, look_flow(self.core, again))
            entry.value = again.last
            found = yield Notify(self.driver.download, (entry, self.download))
        if isinstance(found, LinkExpiredError):
            raise found
        entry.downloads = tuple(found)
        if entry.row is not None and self.journal is not None:
            yield self._recorded(self.journal.downloaded, entry.row, entry.downloads)

    def _recorded(self, write: Callable[..., None], *arguments: Any) -> Notify:
        return Notify(self.driver.record, partial(write, *arguments))

    def _end(self, entry: Entry, error: BaseException | None = None) -> None:
        journal, row = self.journal, entry.row
        if journal is not None and row is not None:
            journal.leave(row)
        with self.driver.lock:
            if row is not None and self._by_key.get(row.key) is entry:
                del self._by_key[row.key]
            for follower in (entry, *entry.followers):
                self._settle(follower, entry, error)

    def _settle(self, entry: Entry, leader: Entry, error: BaseException | None) -> None:
        self.tasks -= entry.is_counted
        self.done += 1
        self.failed += error is not None
        entry.watched, entry.is_counted = None, False
        entry.outcome = Outcome(
            entry.index, entry.call, leader.value, error, leader.created, leader.downloads
        )

    def _call_flow(self, entry: Entry) -> Flow[Any]:
        call, options = entry.call, self.options
        if entry.row is not None and self.journal is not None:
            options = self.journal.options(call, entry.row, options)
        if isinstance(call, StreamCall):
            raise ClientError(
                f"{call.operation.label} is a stream, which send_many does not read: use client.streamed(call)"
            )
        if isinstance(call, UploadCall):
            return _upload(self.core, call, options)
        return result_flow(self.core, call, options)

    # --- the rate limit, around each request ---

    def _guarded(self, entry: Entry, flow: Flow[T]) -> Flow[T]:
        """The same flow, whose requests obey the limit of the run and whose sleeps end with it."""
        step: Callable[[Any], Any] = flow.send
        value: Any = None
        try:
            while True:
                try:
                    effect = step(value)
                except StopIteration as stop:
                    result: T = stop.value
                    return result
                try:
                    step = flow.send
                    if isinstance(effect, Sleep):
                        yield from self._pause(effect.seconds)
                        value = None
                    elif isinstance(effect, Exchange) and effect.request.to_api:
                        value = yield from self._exchange(entry, effect)
                    else:
                        value = yield effect
                except TransportFailure as failure:
                    value, step = failure, flow.throw
        finally:
            flow.close()

    def _pause(self, seconds: float) -> Flow[None]:
        left = seconds
        while left > 0:
            if self.is_stopped:
                raise Stopped
            piece = min(left, self.driver.slice)
            yield Sleep(piece)
            left -= piece

    def _exchange(self, entry: Entry, exchange: Exchange) -> Flow[Received]:
        clock = self.clock
        while (delay := self._enter(entry)) > 0:
            yield from self._pause(delay)
            yield Notify(self.driver.breathe, None)
            if exchange.expired:
                raise TransportFailure(
                    "the call exceeded its deadline while all calls were paused",
                    sent=False,
                    timeout=True,
                    retry=False,
                )
        started = clock.now()
        got: Received | None = None
        try:
            if entry.row is not None and self.journal is not None and entry.watched is None:
                yield self._recorded(self.journal.sending, entry.row)
            received: Received = yield exchange
            got = received
            entry.is_in_doubt = False
            if entry.row is not None and self.journal is not None and entry.watched is None:
                is_task = self.wait and bool(entry.call.operation.waiter)
                write = self.journal.received
                yield self._recorded(write, entry.call, entry.row, received, is_task)
        except TransportFailure as failure:
            entry.is_in_doubt = failure.sent
            raise
        finally:
            with self.driver.lock:
                self._learn(got, started)
        return received

    def _enter(self, entry: Entry) -> float:
        """Seconds to wait; 0 if a request has been started."""
        with self.driver.lock:
            if self.is_stopped:
                raise Stopped
            now = self.clock.now()
            delay = self.limiter.delay(now)
            if delay == 0:
                self.limiter.start(now)
                entry.sent = True
            return delay

    def _learn(self, received: Received | None, started: float) -> None:
        self.limiter.under_way -= 1
        if received is None:
            return
        wanted = retry_after(received.headers, self.clock)
        if received.status == REJECTED or (received.status == 503 and wanted is not None):
            self.limiter.rejected(started, self.clock.now(), wanted)
        elif received.status < 400:
            self.limiter.accepted()


def waiter_of(call: Call[Any]) -> Waiter[Any, Any] | None:
    """How to wait for the result of a call; None if there is nothing to wait for."""
    operation = call.operation
    if not operation.waiter:
        return None
    found: Waiter[Any, Any] = import_target(operation.package, operation.waiter)
    return found


def bound(client: Any, entry: Entry, flavour: str) -> Any:
    """The finished task of an entry with the methods of its handle; `flavour` is "" or "_ASYNC"."""
    operation = entry.call.operation
    binding = import_target(operation.package, f"{operation.waiter}{flavour}_FINISHED")
    return binding.bind(entry.value, client)


def _upload(core: Core, call: UploadCall[T], options: Any) -> Flow[T]:
    from ..features.uploads import upload_flow

    _, result = yield from upload_flow(core, call, options)
    return result


def _may_pass(error: APIConnectionError | APIStatusError) -> bool:
    """Whether the next look at the same task may be answered."""
    if isinstance(error, APIConnectionError):
        return True
    return error.status_code in (408, REJECTED) or error.status_code >= 500


def _check_count(name: str, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} must be a whole number, not {type(value).__name__}")
    if value < 1:
        raise ValueError(f"{name} must be at least 1, not {value}")
