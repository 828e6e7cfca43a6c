"""What `send_many` yields and reports."""

from __future__ import annotations

from collections.abc import AsyncIterable, Callable, Iterable, Sized
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypedDict, TypeVar, cast

from ..base._unset import Unset
from ..base.redact import shorten
from ..base.type_vars import T

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from ..calls.call import Call
    from ..config.client_config import Core
    from ..config.settings import GivenOptions
    from .journal import Journal

MOST_TOLD = 20
C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """How one call ended: `error` is None if it succeeded, and then `value` is its result.

    `index` is the position of the call. `created` is the first answer of a call that was waited
    for: it has the id of the task, whatever happened afterwards. `downloads` are the files that
    `download=` has made.
    """

    index: int
    call: Call[Any]
    value: T | None = None
    error: BaseException | None = None
    created: Any = None
    downloads: tuple[Path, ...] = ()

    def result(self) -> T:
        """Return the result, or raise the error."""
        if self.error is not None:
            raise self.error
        return cast("T", self.value)


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """`done` calls have ended, `failed` of them with an error; `waiting` tasks are under way.

    `total` is the number of calls, or None if the iterable has no length.
    """

    done: int
    failed: int
    waiting: int
    total: int | None


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A call that was started and has not ended; `created` is its first answer, if there was one."""

    index: int
    call: Call[Any]
    created: Any = None


class ManyOptions(TypedDict, total=False):
    """The keyword arguments of `send_many` besides `wait`."""

    concurrency: int
    """Requests at the same time, at most; 8 if left out."""
    rate: float | None
    """Requests per second, at most; None for no limit of your own."""
    max_tasks: int
    """Tasks under way at the same time, at most; 1,000 if left out."""
    wait_timeout: float | Unset | None
    """Seconds to wait for each task; None for no limit."""
    on_progress: Callable[[BatchProgress], object] | None
    """Called with the numbers whenever they have changed, in your thread or task."""
    request_options: GivenOptions | None
    """Options of every call."""
    download: str | os.PathLike[str] | None
    """With `wait=True`: a folder for the outputs of the tasks, named by their ids; a file that exists is kept."""
    journal: Journal | None
    """Where to record the run, so that another one goes on where it was."""
    key: Callable[[Call[Any]], str] | None
    """Names the entry of a call in the journal; left out, it is made from the call's content."""
    idempotency_header: str | None
    """A header by which the server recognizes a repeated call, such as `Idempotency-Key`; the journal fills it."""


Calls: TypeAlias = Iterable[C]
AsyncCalls: TypeAlias = "Iterable[C] | AsyncIterable[C]"


def length_of(calls: object) -> int | None:
    return len(calls) if isinstance(calls, Sized) else None


def tell_unfinished(core: Core, unfinished: tuple[Unfinished, ...]) -> None:
    """Warn of calls that may have had an effect, and of tasks that go on without being waited for."""
    for item in unfinished[:MOST_TOLD]:
        what = (
            f"its answer was {shorten(item.created)}"
            if item.created is not None
            else "no answer yet"
        )
        core.logger.warning(
            "send_many ended early: call %d (%s) was sent; %s",
            item.index,
            item.call.operation.label,
            what,
        )
    if len(unfinished) > MOST_TOLD:
        core.logger.warning("... and %d more; see `unfinished`", len(unfinished) - MOST_TOLD)
