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
    from ..config.client_config import Core

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
    check_seconds("timeout", timeout)
    check_callable("on_update", on_update)
    clock = core.options.clock
    deadline = None if timeout is None else clock.now() + timeout
    assert waiter.package is not None
    endpoint = import_target(waiter.package, waiter.operation)
    identity = getattr(handle, waiter.source)
    call = endpoint(**{waiter.argument: identity})
    last: Any = None
    response: HttpResponse | None = None
    while True:
        try:
            finished = yield from call_flow(core, call, deadline=deadline)
        except APITimeoutError as error:
            if deadline is not None and clock.now() >= deadline - MARGIN:
                raise _timed_out(waiter, identity, timeout, last, response) from error
            raise
        last, response = result_of(core, call, finished), finished.response
        if tell is not None:
            tell(getattr(last, waiter.status, None))
        if on_update is not None:
            yield Notify(on_update, last)
        if _has_succeeded(waiter, last, identity, response):
            succeeded: S = last
            return succeeded
        delay = waiter.interval * (1 + JITTER * clock.chance())
        if deadline is not None and clock.now() + delay >= deadline:
            yield Sleep(max(0.0, deadline - clock.now()))
            raise _timed_out(waiter, identity, timeout, last, response)
        yield Sleep(delay)


def _has_succeeded(
    waiter: Waiter[Any, Any], task: Any, identity: object, response: HttpResponse
) -> bool:
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


def _timed_out(
    waiter: Waiter[Any, Any],
    identity: object,
    timeout: float | None,
    last: Any,
    response: HttpResponse | None,
) -> TaskTimeoutError:
    status = getattr(last, waiter.status, "unknown")
    return TaskTimeoutError(
        f"task {identity} did not finish within {timeout:g} s; its last status is {status}",
        task=last,
        response=response,
    )
