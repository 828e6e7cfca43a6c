"""The effects that a flow yields, and that a client performs: sending, sleeping, hooks, locks.

A flow is a generator without I/O. The sync and the async driver run the same flows.
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
        """Lets one caller in at a time; entering gives what must be called on leaving."""

        def enter(self) -> Callable[[], object]: ...

        async def enter_async(self) -> Callable[[], object]: ...


@dataclass(slots=True)
class Exchange:
    """Send a request and read the answer: outcome `Received`, or `TransportFailure` is thrown."""

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
    """As `Exchange`, but the body is left to be read: outcome a stream that must be closed."""

    exchange: Exchange


@dataclass(slots=True)
class Sleep:
    seconds: float


@dataclass(slots=True)
class Notify:
    """Call a user's function, whose result (awaited if need be) is the outcome."""

    hook: Callable[..., Any]
    event: Any


@dataclass(slots=True)
class Hold:
    """Wait until nobody else is in: outcome what must be called on leaving."""

    gate: Gate


@dataclass(slots=True)
class Spool:
    """Copy a source of unknown size: outcome the copy, a file, which must be closed.

    No further than one byte over `limit` matters.
    """

    source: Source
    limit: int | None
    look_at_clock: Callable[[], None]


Effect: TypeAlias = Exchange | Open | Sleep | Notify | Hold | Spool
Flow: TypeAlias = Generator[Effect, Any, T]
