"""`with_streaming_response`: the same methods, for a `with` block that reads the body when you ask for it.

As with raw responses, the resources are built over a view of the client, whose sending methods return
managers of streams.
"""

# pyright: reportPrivateUsage=false
# The runtime's modules are one unit; what they share stays private, since a resource of a generated
# client may have any public name.

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from ..base.type_vars import T
from ..calls.flows import Finished
from .raw import View, is_async
from .raw_stream import AsyncStreamed, AsyncStreamManager, SyncStreamManager, open_flow

if TYPE_CHECKING:
    from ..base.effects import Flow
    from .async_client import AsyncClient
    from .raw_stream import Opened
    from .sync_client import SyncClient

Ps = ParamSpec("Ps")
C = TypeVar("C", bound="SyncClient | AsyncClient")


def streaming(method: Callable[Ps, T]) -> Callable[Ps, SyncStreamManager[T]]:
    """For a method of a resource over a view for streaming."""
    return cast("Callable[Ps, SyncStreamManager[T]]", method)


def async_streaming(method: Callable[Ps, Awaitable[T]]) -> Callable[Ps, AsyncStreamManager[T]]:
    """For a method of an async resource over a view for streaming."""

    def manage(*args: Ps.args, **kwargs: Ps.kwargs) -> AsyncStreamManager[T]:
        return _LaterManager(cast("Any", method(*args, **kwargs)))

    return manage


class _LaterManager(AsyncStreamManager[T]):
    """Stands for the manager that an async method returns: the method runs when the block is entered."""

    def __init__(self, made: Awaitable[AsyncStreamManager[T]]) -> None:
        self._made = made
        self._stream: Any = None

    async def __aenter__(self) -> AsyncStreamed[T]:
        manager = await self._made
        self._client, self._flow = manager._client, manager._flow
        return await super().__aenter__()


def stream_view(client: C) -> C:
    """Stands in for the client inside the resources of `with_streaming_response`."""
    return cast("C", StreamView(client))


class StreamView(View):
    """Its methods return managers of streams, or with an async client coroutines that do."""

    def _managed(self, flow: Callable[[], Flow[Opened[Any]]]) -> Any:
        if is_async(self._client):
            return _later(AsyncStreamManager(self._client, flow))
        return SyncStreamManager(self._client, flow)

    def _sent(self, call: Any, options: Any, finish: Any) -> Any:
        return self._managed(partial(open_flow, self._client._core, call, options, finish))

    def _upload(self, call: Any, options: Any = None, on_progress: Any = None) -> Any:
        """The API's response to the first step, which is there when the file has been posted."""

        def flow() -> Flow[Opened[Any]]:
            from ..features.uploads import upload_flow

            sent = upload_flow(self._client._core, call, options, on_progress)
            response, result = yield from sent
            return Finished(response), lambda _: result

        return self._managed(flow)


async def _later(value: T) -> T:
    return value
