"""The parts of the clients that pages, streams and handles use, to avoid circular imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..base.type_vars import T

if TYPE_CHECKING:
    from typing import Protocol

    from ..base.effects import Flow
    from ..calls.call import Call
    from ..config.client_config import Core
    from ..config.settings import GivenOptions

    class SyncClient(Protocol):
        """The sending methods of `sync_client.SyncClient`."""

        _core: Core

        def _send(self, call: Call[T], options: GivenOptions | None = None) -> T: ...

        def _run(self, flow: Flow[T]) -> T: ...

    class AsyncClient(Protocol):
        """The sending methods of `async_client.AsyncClient`."""

        _core: Core

        async def _send(self, call: Call[T], options: GivenOptions | None = None) -> T: ...

        async def _run(self, flow: Flow[T]) -> T: ...
