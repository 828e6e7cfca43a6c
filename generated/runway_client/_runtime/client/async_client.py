"""The async client: performs the effects of flows with `await`."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any, Literal, overload

from ..base.type_vars import H, P, S, T
from ..config.base_client import BaseClient, BaseResource, prepared
from ..http.pool import AsyncPool
from .async_requests import AsyncRequests

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from typing_extensions import Self, Unpack

    from ..base.body_sources import Progress
    from ..base.effects import Flow
    from ..base.http_library import AsyncHttpClient, AsyncTransport
    from ..batch.async_run import AsyncMany
    from ..batch.outcomes import AsyncCalls, ManyOptions
    from ..calls.call import Call, PageCall, StreamCall, TaskCall
    from ..calls.upload_call import UploadCall
    from ..config.settings import GivenOptions
    from .event_streams import AsyncEventStream
    from .pages import AsyncPager
    from .raw_stream import AsyncStreamManager
    from .waitable import Binding


@cache
def _sending() -> Any:
    from . import async_sending

    return async_sending


class AsyncClient(AsyncRequests, BaseClient[AsyncPool]):
    """Base class of generated async clients, for asyncio and trio; usable in successive event loops."""

    @staticmethod
    def _make_pool(
        http_client: AsyncHttpClient | None = None,
        transport: AsyncTransport | None = None,
    ) -> AsyncPool:
        return AsyncPool(http_client, transport)

    async def send(self, call: Call[T], options: GivenOptions | None = None) -> T:
        """Send a call and return its result."""
        result: T = await _sending().send(self._core, self._pool, call, options)
        return result

    def paged(self, call: PageCall[P, T], options: GivenOptions | None = None) -> AsyncPager[P, T]:
        """Return a pager: await it for the first page, or iterate over all items. Nothing is sent before that."""
        from .pages import AsyncPager

        return AsyncPager(self, call, options)

    async def bound(
        self, call: Call[Any], binding: Binding[H], options: GivenOptions | None = None
    ) -> H:
        """Send a call and bind its result to this client, so that you can wait for it."""
        return binding.bind(await self._send(call, options), self)

    async def upload(
        self,
        call: UploadCall[T],
        options: GivenOptions | None = None,
        on_progress: Progress | None = None,
    ) -> T:
        """Request an upload URL, then post the file to it."""
        from ..features.uploads import upload_flow

        return (await self._run(upload_flow(self._core, call, options, on_progress)))[1]

    def stream(self, call: Call[T], options: GivenOptions | None = None) -> AsyncStreamManager[T]:
        """`async with client.stream(call) as response:` streams the body instead of reading it into memory."""
        from .raw_stream import AsyncStreamManager, open_flow

        flow = partial(open_flow, self._core, call, options, lambda value, _: value)
        return AsyncStreamManager(self, flow)

    def streamed(
        self, call: StreamCall[T], options: GivenOptions | None = None
    ) -> AsyncEventStream[T]:
        """Return a stream: await it, enter it with `async with`, or iterate over it. Nothing is sent before that."""
        from .event_streams import AsyncEventStream

        return AsyncEventStream(self, call, options)

    @overload
    def send_many(
        self,
        calls: AsyncCalls[Call[T]],
        *,
        wait: Literal[False] = False,
        **options: Unpack[ManyOptions],
    ) -> AsyncMany[T]: ...

    @overload
    def send_many(
        self,
        calls: AsyncCalls[TaskCall[Any, S]],
        *,
        wait: Literal[True],
        **options: Unpack[ManyOptions],
    ) -> AsyncMany[S]: ...

    @overload
    def send_many(
        self, calls: AsyncCalls[Call[Any]], *, wait: bool, **options: Unpack[ManyOptions]
    ) -> AsyncMany[Any]: ...

    def send_many(
        self,
        calls: AsyncCalls[Call[Any]],
        *,
        wait: bool = False,
        **options: Unpack[ManyOptions],
    ) -> AsyncMany[Any]:
        """Send many calls at the same time; iterating over the result yields their outcomes in order.

        Calls are pulled as they are needed. An outcome has the result of its call, or the error.
        All calls share one rate limit, which learns from the server's rejections.

        Args:
            calls: The calls, from the functions of `endpoints`.
            wait: Whether to wait for the tasks that the calls create; outcomes then have the
                succeeded tasks.
            options: `concurrency`, `rate`, `max_tasks`, `wait_timeout`, `on_progress`, `request_options`.
        """
        from ..batch.async_run import AsyncMany

        return AsyncMany(self, calls, wait, options)

    async def _run(self, flow: Flow[T]) -> T:
        result: T = await _sending().run(self._core, self._pool, flow)
        return result

    async def close(self) -> None:
        """Close the connections, unless another client owns them or you passed in the HTTP client."""
        if self._owns_pool:
            await self._pool.close()

    # Used by the runtime. Underscores, because a resource may have any of the public names.
    _send, _paged, _bound, _upload, _streamed = send, paged, bound, upload, streamed
    _send_many = send_many

    async def aclose(self) -> None:
        await self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()


class AsyncResource(BaseResource):
    def __init_subclass__(cls, like: type | None = None) -> None:
        """Copy the method docstrings from the sync class `like`."""
        super().__init_subclass__()
        for name, method in vars(cls).items():
            told = getattr(like, name, None)
            if told is not None and not name.startswith("_"):
                method.__doc__ = told.__doc__

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def _send(self, endpoint: Callable[..., Call[T]], given: dict[str, Any]) -> T:
        return await self._client._send(*prepared(endpoint, given))

    async def _bound(
        self, endpoint: Callable[..., Call[Any]], given: dict[str, Any], binding: Binding[H]
    ) -> H:
        call, options = prepared(endpoint, given)
        return await self._client._bound(call, binding, options)

    def _paged(
        self, endpoint: Callable[..., PageCall[P, T]], given: dict[str, Any]
    ) -> AsyncPager[P, T]:
        return self._client._paged(*prepared(endpoint, given))

    def _streamed(
        self, endpoint: Callable[..., StreamCall[T]], given: dict[str, Any]
    ) -> AsyncEventStream[T]:
        return self._client._streamed(*prepared(endpoint, given))

    async def _upload(self, endpoint: Callable[..., UploadCall[T]], given: dict[str, Any]) -> T:
        on_progress = given.pop("on_progress")
        return await self._client._upload(*prepared(endpoint, given), on_progress)
