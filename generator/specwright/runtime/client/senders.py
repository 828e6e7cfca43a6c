"""What pages, streams and handles need of a client."""

from __future__ import annotations

from typing import Protocol, TypeVar

from ..base.effects import Flow
from ..calls.call import Call
from ..config.client_config import Core
from ..config.settings import GivenOptions

T = TypeVar("T")


class SyncSender(Protocol):
    """`SyncClient`, or another that runs flows."""

    _core: Core

    def send(self, call: Call[T], options: GivenOptions | None = None) -> T: ...

    def _run(self, flow: Flow[T]) -> T: ...


class AsyncSender(Protocol):
    """`AsyncClient`, or another that runs flows."""

    _core: Core

    async def send(self, call: Call[T], options: GivenOptions | None = None) -> T: ...

    async def _run(self, flow: Flow[T]) -> T: ...
