"""The effects that a flow yields and a client performs: sending, sleeping, hooks, locks.

A flow is a generator without I/O. The sync and the async client run the same flows.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from .errors import TransportFailure
from .type_vars import T
from .wire import WireRequest

if TYPE_CHECKING:
    from typing import Protocol

    from .body_sources import Source

    class Gate(Protocol):
        """Lets one caller in at a time; entering returns a function to call when leaving."""

        def enter(self) -> Callable[[], object]: ...

        async def enter_async(self) -> Callable[[], object]: ...


@dataclass(slots=True)
class Exchange:
    """Send a request and read the response: the result is `Received`, or `TransportFailure` is raised."""

    request: WireRequest
    timeouts: Mapping[str, float | None]
    deadline: float | None
    now: Callable[[], float]
    max_bytes: int | None
    max_inflation: float | None

    @property
    def expired(self) -> bool:
        return self.deadline is not None and self.now() >= self.deadline

    def look_at_clock(self) -> None:
        if self.expired:
            raise TransportFailure("the call exceeded its deadline", sent=True, timeout=True)


@dataclass(slots=True)
class Open:
    """As `Exchange`, but without reading the body: the result is a stream that must be closed."""

    exchange: Exchange


@dataclass(slots=True)
class Sleep:
    seconds: float


@dataclass(slots=True)
class Notify:
    """Call a user's function; its result, awaited if necessary, is the result."""

    hook: Callable[..., Any]
    event: Any


@dataclass(slots=True)
class Hold:
    """Wait for the gate: the result is a function to call when leaving."""

    gate: Gate


@dataclass(slots=True)
class Spool:
    """Copy a source of unknown size: the result is a file, which must be closed.

    Reading stops one byte after `limit`.
    """

    source: Source
    limit: int | None
    look_at_clock: Callable[[], None]


@dataclass(slots=True)
class Work:
    """Call a function that reads or writes files; an async client calls it in a thread."""

    function: Callable[[], Any]


Effect: TypeAlias = Exchange | Open | Sleep | Notify | Hold | Spool | Work
Flow: TypeAlias = Generator[Effect, Any, T]
