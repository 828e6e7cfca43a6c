"""The clients as pages, streams and handles see them: those import these, and the clients import those."""

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
        """The part of `sync_client.SyncClient` that sends."""

        _core: Core

        def _send(self, call: Call[T], options: GivenOptions | None = None) -> T: ...

        def _run(self, flow: Flow[T]) -> T: ...

    class AsyncClient(Protocol):
        """The part of `async_client.AsyncClient` that sends."""

        _core: Core

        async def _send(self, call: Call[T], options: GivenOptions | None = None) -> T: ...

        async def _run(self, flow: Flow[T]) -> T: ...
