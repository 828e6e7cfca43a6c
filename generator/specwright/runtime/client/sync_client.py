"""The sync client: performs the effects of flows."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any, Literal, overload

from ..base.type_vars import H, P, S, T
from ..config.base_client import BaseClient, BaseResource, prepared
from ..http.pool import SyncPool
from .sync_requests import SyncRequests

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from typing_extensions import Self, Unpack

    from ..base.body_sources import Progress
    from ..base.effects import Flow
    from ..base.http_library import HttpClient, Transport
    from ..batch.outcomes import Calls, ManyOptions
    from ..batch.sync_run import Many
    from ..calls.call import Call, PageCall, StreamCall, TaskCall
    from ..calls.upload_call import UploadCall
    from ..config.settings import GivenOptions
    from .event_streams import EventStream
    from .pages import SyncPage
    from .raw_stream import SyncStreamManager
    from .waitable import Binding


@cache
def _sending() -> Any:
    from . import sync_sending

    return sync_sending


class SyncClient(SyncRequests, BaseClient[SyncPool]):
    """Base class of generated sync clients. You can share one client between threads."""

    @staticmethod
    def _make_pool(
        http_client: HttpClient | None = None, transport: Transport | None = None
    ) -> SyncPool:
        return SyncPool(http_client, transport)

    def send(self, call: Call[T], options: GivenOptions | None = None) -> T:
        """Send a call and return its result."""
        result: T = _sending().send(self._core, self._pool, call, options)
        return result

    def paged(self, call: PageCall[P, T], options: GivenOptions | None = None) -> SyncPage[P, T]:
        """Send a call and return the first page; iterating over it fetches the following pages."""
        from ..calls.results import page_flow
        from .pages import SyncPage

        return SyncPage(self, call, options, *self._run(page_flow(self._core, call, options)))

    def bound(self, call: Call[Any], binding: Binding[H], options: GivenOptions | None = None) -> H:
        """Send a call and bind its result to this client, so that you can wait for it."""
        return binding.bind(self._send(call, options), self)

    def upload(
        self,
        call: UploadCall[T],
        options: GivenOptions | None = None,
        on_progress: Progress | None = None,
    ) -> T:
        """Request an upload URL, then post the file to it."""
        from ..features.uploads import upload_flow

        return self._run(upload_flow(self._core, call, options, on_progress))[1]

    def stream(self, call: Call[T], options: GivenOptions | None = None) -> SyncStreamManager[T]:
        """`with client.stream(call) as response:` streams the body instead of reading it into memory."""
        from .raw_stream import SyncStreamManager, open_flow

        flow = partial(open_flow, self._core, call, options, lambda value, _: value)
        return SyncStreamManager(self, flow)

    def streamed(self, call: StreamCall[T], options: GivenOptions | None = None) -> EventStream[T]:
        """Send a call and return its stream; items are yielded as the server sends them."""
        from .event_streams import EventStream

        return EventStream(self, call, options)

    @overload
    def send_many(
        self,
        calls: Calls[Call[T]],
        *,
        wait: Literal[False] = False,
        **options: Unpack[ManyOptions],
    ) -> Many[T]: ...

    @overload
    def send_many(
        self,
        calls: Calls[TaskCall[Any, S]],
        *,
        wait: Literal[True],
        **options: Unpack[ManyOptions],
    ) -> Many[S]: ...

    @overload
    def send_many(
        self, calls: Calls[Call[Any]], *, wait: bool, **options: Unpack[ManyOptions]
    ) -> Many[Any]: ...

    def send_many(
        self,
        calls: Calls[Call[Any]],
        *,
        wait: bool = False,
        **options: Unpack[ManyOptions],
    ) -> Many[Any]:
        """Send many calls at the same time; iterating over the result yields their outcomes in order.

        Calls are pulled as they are needed. An outcome has the result of its call, or the error.
        All calls share one rate limit, which learns from the server's rejections.

        Args:
            calls: The calls, from the functions of `endpoints`.
            wait: Whether to wait for the tasks that the calls create; outcomes then have the
                succeeded tasks.
            options: `concurrency`, `rate`, `max_tasks`, `wait_timeout`, `on_progress`, `request_options`.
        """
        from ..batch.sync_run import Many

        return Many(self, calls, wait, options)

    def _run(self, flow: Flow[T]) -> T:
        result: T = _sending().run(self._core, self._pool, flow)
        return result

    def close(self) -> None:
        """Close the connections, unless another client owns them or you passed in the HTTP client."""
        if self._owns_pool:
            self._pool.close()

    # Used by the runtime. Underscores, because a resource may have any of the public names.
    _send, _paged, _bound, _upload, _streamed = send, paged, bound, upload, streamed
    _send_many = send_many

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class SyncResource(BaseResource):
    def __init__(self, client: SyncClient) -> None:
        self._client = client

    def _send(self, endpoint: Callable[..., Call[T]], given: dict[str, Any]) -> T:
        return self._client._send(*prepared(endpoint, given))

    def _bound(
        self, endpoint: Callable[..., Call[Any]], given: dict[str, Any], binding: Binding[H]
    ) -> H:
        call, options = prepared(endpoint, given)
        return self._client._bound(call, binding, options)

    def _paged(
        self, endpoint: Callable[..., PageCall[P, T]], given: dict[str, Any]
    ) -> SyncPage[P, T]:
        return self._client._paged(*prepared(endpoint, given))

    def _streamed(
        self, endpoint: Callable[..., StreamCall[T]], given: dict[str, Any]
    ) -> EventStream[T]:
        return self._client._streamed(*prepared(endpoint, given))

    def _upload(self, endpoint: Callable[..., UploadCall[T]], given: dict[str, Any]) -> T:
        on_progress = given.pop("on_progress")
        return self._client._upload(*prepared(endpoint, given), on_progress)
