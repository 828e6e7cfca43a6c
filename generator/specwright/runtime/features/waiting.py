"""The flow of waiting for a task: poll until the task finishes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic

from ..base.effects import Flow, Notify, Sleep
from ..base.errors import APITimeoutError, TaskCancelledError, TaskFailedError, TaskTimeoutError
from ..base.type_vars import S, U
from ..calls.flows import around, call_flow
from ..calls.results import result_of
from ..config.option_checks import check_callable, check_seconds
from ..config.settings import Activity
from ..operation.operation import import_target

if TYPE_CHECKING:
    from ..base.wire import HttpResponse
    from ..calls.call import Call
    from ..config.client_config import Core
    from ..config.settings import Clock

JITTER = 0.2
MARGIN = 0.05  # a timeout may end slightly early


@dataclass(frozen=True, slots=True)
class Waiter(Generic[S, U]):
    """How to wait for a task: `S` is its succeeded variant, `U` the union of all variants.

    `operation` is the endpoint function that polls ("endpoints.tasks:retrieve", relative to
    `package`), `argument` its parameter, whose value is the attribute `source`. `status`, `failure`
    and `failure_code` are attributes of the task. `output` is the path of the links to what a
    succeeded task has made, in wire names, `filename` the property beside a link with its file name.
    """

    package: str | None
    operation: str
    argument: str
    source: str
    status: str
    succeeded: tuple[str, ...]
    failed: tuple[str, ...] = ()
    cancelled: tuple[str, ...] = ()
    failure: str | None = None
    failure_code: str | None = None
    output: tuple[str, ...] = ()
    filename: str = ""
    interval: float = 5.0
    timeout: float | None = 600.0

    @property
    def label(self) -> str:
        """The method that polls: `tasks.retrieve`."""
        return self.operation.partition(".")[2].replace(":", ".")


@dataclass(slots=True)
class Watch(Generic[S, U]):
    """A task that is waited for: what to ask, until when, and the last answer."""

    waiter: Waiter[S, U]
    identity: object
    call: Call[U]
    timeout: float | None
    deadline: float | None
    last: Any = None
    response: HttpResponse | None = None

    def next_delay(self, clock: Clock) -> float:
        """Seconds until the next look."""
        return self.waiter.interval * (1 + JITTER * clock.chance())

    def timed_out(self) -> TaskTimeoutError:
        status = getattr(self.last, self.waiter.status, "unknown")
        return TaskTimeoutError(
            f"task {self.identity} did not finish within {self.timeout:g} s; its last status is {status}",
            task=self.last,
            response=self.response,
        )


def watch(core: Core, waiter: Waiter[S, U], identity: object, timeout: float | None) -> Watch[S, U]:
    """Watch the task with this id; its time runs from now."""
    check_seconds("timeout", timeout)
    assert waiter.package is not None
    endpoint = import_target(waiter.package, waiter.operation)
    deadline = None if timeout is None else core.options.clock.now() + timeout
    return Watch(waiter, identity, endpoint(**{waiter.argument: identity}), timeout, deadline)


def look_flow(core: Core, watched: Watch[Any, Any]) -> Flow[None]:
    """Ask once for the state of the task."""
    deadline = watched.deadline
    try:
        finished = yield from call_flow(core, watched.call, deadline=deadline)
    except APITimeoutError as error:
        if deadline is not None and core.options.clock.now() >= deadline - MARGIN:
            raise watched.timed_out() from error
        raise
    watched.last, watched.response = result_of(core, watched.call, finished), finished.response


def wait_flow(
    core: Core,
    handle: Any,
    waiter: Waiter[S, U],
    timeout: float | None,
    on_update: Callable[[U], object] | None,
) -> Flow[S]:
    """Return the succeeded task, raise for other final states; unknown statuses continue."""
    with around(core, Activity("wait", waiter.label)) as tell:
        return (yield from _wait_flow(core, handle, waiter, timeout, on_update, tell))


def _wait_flow(
    core: Core,
    handle: Any,
    waiter: Waiter[S, U],
    timeout: float | None,
    on_update: Callable[[U], object] | None,
    tell: Callable[[object], object] | None,
) -> Flow[S]:
    check_callable("on_update", on_update)
    clock = core.options.clock
    watched = watch(core, waiter, getattr(handle, waiter.source), timeout)
    deadline = watched.deadline
    while True:
        yield from look_flow(core, watched)
        if tell is not None:
            tell(getattr(watched.last, waiter.status, None))
        if on_update is not None:
            yield Notify(on_update, watched.last)
        if has_succeeded(watched):
            succeeded: S = watched.last
            return succeeded
        delay = watched.next_delay(clock)
        if deadline is not None and clock.now() + delay >= deadline:
            yield Sleep(max(0.0, deadline - clock.now()))
            raise watched.timed_out()
        yield Sleep(delay)


def has_succeeded(watched: Watch[Any, Any]) -> bool:
    """Whether the last state is success; raises for other final states."""
    waiter, task, identity = watched.waiter, watched.last, watched.identity
    response = watched.response
    status = getattr(task, waiter.status, None)
    if status in waiter.succeeded:
        return True
    failure = _text(task, waiter.failure)
    code = _text(task, waiter.failure_code)
    if status in waiter.cancelled:
        message = f"task {identity} was cancelled{_because(failure, code)}"
        raise TaskCancelledError(
            message, task=task, response=response, failure=failure, failure_code=code
        )
    if status in waiter.failed:
        message = f"task {identity} failed{_because(failure, code)}"
        raise TaskFailedError(
            message, task=task, response=response, failure=failure, failure_code=code
        )
    return False


def _text(task: Any, attribute: str | None) -> str | None:
    value = None if attribute is None else getattr(task, attribute, None)
    return None if value is None else str(value)


def _because(failure: str | None, code: str | None) -> str:
    reason = f": {failure}" if failure else ""
    return f"{reason} ({code})" if code else reason
