"""`with_streaming_response`: the same methods, for a `with` block that reads the body when you ask for it.

As with raw responses, the resources are built over a view of the client, whose sending methods return
managers of streams.
"""

# pyright: reportPrivateUsage=false
# The runtime's modules are one unit; what they share stays private, since a resource of a generated
# client may have any public name.

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from ..base.type_vars import T
from ..calls.flows import Finished
from .pages import AsyncPage, SyncPage
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
    from .async_client import AsyncClient

    given: Any = client
    kind: Any = AsyncStreamView if isinstance(given, AsyncClient) else SyncStreamView
    return cast("C", kind(given))


class SyncStreamView:
    """Of the async kind, what `_managed` returns is awaited."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def _managed(self, flow: Callable[[], Flow[Opened[Any]]]) -> Any:
        return SyncStreamManager(self._client, flow)

    def _sent(self, call: Any, options: Any, finish: Callable[..., Any]) -> Any:
        return self._managed(lambda: open_flow(self._client._core, call, options, finish))

    def _send(self, call: Any, options: Any = None) -> Any:
        return self._sent(call, options, lambda value, _: value)

    def _bound(self, call: Any, binding: Any, options: Any = None) -> Any:
        return self._sent(call, options, lambda value, _: binding.bind(value, self._client))

    def _paged(self, call: Any, options: Any = None) -> Any:
        def finish(value: Any, headers: Any) -> Any:
            return self._page(self._client, call, options, value, headers)

        return self._sent(call, options, finish)

    _page: Any = SyncPage

    def _upload(self, call: Any, options: Any = None, on_progress: Any = None) -> Any:
        """The API's response to the first step, which is there when the file has been posted."""

        def flow() -> Flow[Opened[Any]]:
            from ..features.uploads import upload_flow

            sent = upload_flow(self._client._core, call, options, on_progress)
            response, result = yield from sent
            return Finished(response), lambda _: result

        return self._managed(flow)


class AsyncStreamView(SyncStreamView):
    _page = AsyncPage

    async def _managed(self, flow: Callable[[], Flow[Opened[Any]]]) -> Any:
        return AsyncStreamManager(self._client, flow)
