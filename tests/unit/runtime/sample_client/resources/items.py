"""The resource `items`, sync and async."""

from __future__ import annotations

import builtins as _b
import typing as _t

from specwright import runtime as _r
from tests.unit.runtime.sample_client.endpoints import items as _e

if _t.TYPE_CHECKING:
    from tests.unit.runtime.sample_client.models import Item, ItemPage

__all__ = ("AsyncItemsResource", "AsyncRawItemsResource", "ItemsResource", "RawItemsResource")


class ItemsResource(_r.SyncResource):
    """Operations of `items`."""

    @property
    def with_raw_response(self) -> RawItemsResource:
        """The same operations, returning raw responses: status, headers, and `parse()`."""
        return RawItemsResource(ItemsResource(_r.raw_view(self._client)))

    def list(
        self,
        *,
        limit: int = 50,
        cursor: str | _r.Unset = _r.UNSET,
        tags: _t.Sequence[str] | _r.Unset = _r.UNSET,
        extra_query: _t.Mapping[str, object] | None = None,
    ) -> _r.SyncPage[ItemPage, Item]:
        """List items."""
        return self._client.paged(
            _e.list(limit=limit, cursor=cursor, tags=tags),
            _r.request_options(None, _r.UNSET, None, extra_query),
        )

    def retrieve(
        self,
        name: str,
        *,
        x_trace: str | _r.Unset = _r.UNSET,
        request_options: _r.RequestOptions | None = None,
        timeout: _r.Timeout | _r.Unset = _r.UNSET,
        extra_headers: _r.HeaderChanges | None = None,
        extra_query: _t.Mapping[str, object] | None = None,
    ) -> Item:
        """Look at an item."""
        return self._client.send(
            _e.retrieve(name, x_trace=x_trace),
            _r.request_options(request_options, timeout, extra_headers, extra_query),
        )

    def replace(
        self,
        name: str,
        *,
        note: str | _r.Unset | None = _r.UNSET,
        from_: str | _r.Unset = _r.UNSET,
        labels: _t.Mapping[str, int] | _r.Unset = _r.UNSET,
        request_options: _r.RequestOptions | None = None,
    ) -> Item | None:
        """Replace an item."""
        call = _e.replace(name, note=note, from_=from_, labels=labels)
        return self._client.send(call, request_options)

    def find(self, *, text: str | _r.Unset = _r.UNSET) -> _b.list[Item]:
        """Find items."""
        return self._client.send(_e.find(text=text))


class RawItemsResource(_r.RawResource):
    """Operations of `items`, returning raw responses."""

    def __init__(self, resource: ItemsResource) -> None:
        self.list = _r.raw(resource.list)
        self.retrieve = _r.raw(resource.retrieve)
        self.replace = _r.raw(resource.replace)
        self.find = _r.raw(resource.find)


class AsyncItemsResource(_r.AsyncResource):
    """Operations of `items`."""

    @property
    def with_raw_response(self) -> AsyncRawItemsResource:
        """The same operations, returning raw responses: status, headers, and `parse()`."""
        return AsyncRawItemsResource(AsyncItemsResource(_r.raw_view(self._client)))

    def list(
        self,
        *,
        limit: int = 50,
        cursor: str | _r.Unset = _r.UNSET,
        tags: _t.Sequence[str] | _r.Unset = _r.UNSET,
        extra_query: _t.Mapping[str, object] | None = None,
    ) -> _r.AsyncPager[ItemPage, Item]:
        """List items."""
        return self._client.paged(
            _e.list(limit=limit, cursor=cursor, tags=tags),
            _r.request_options(None, _r.UNSET, None, extra_query),
        )

    async def retrieve(
        self,
        name: str,
        *,
        x_trace: str | _r.Unset = _r.UNSET,
        request_options: _r.RequestOptions | None = None,
        timeout: _r.Timeout | _r.Unset = _r.UNSET,
        extra_headers: _r.HeaderChanges | None = None,
        extra_query: _t.Mapping[str, object] | None = None,
    ) -> Item:
        """Look at an item."""
        return await self._client.send(
            _e.retrieve(name, x_trace=x_trace),
            _r.request_options(request_options, timeout, extra_headers, extra_query),
        )

    async def replace(
        self,
        name: str,
        *,
        note: str | _r.Unset | None = _r.UNSET,
        from_: str | _r.Unset = _r.UNSET,
        labels: _t.Mapping[str, int] | _r.Unset = _r.UNSET,
        request_options: _r.RequestOptions | None = None,
    ) -> Item | None:
        """Replace an item."""
        call = _e.replace(name, note=note, from_=from_, labels=labels)
        return await self._client.send(call, request_options)

    async def find(self, *, text: str | _r.Unset = _r.UNSET) -> _b.list[Item]:
        """Find items."""
        return await self._client.send(_e.find(text=text))


class AsyncRawItemsResource(_r.RawResource):
    """Operations of `items`, returning raw responses."""

    def __init__(self, resource: AsyncItemsResource) -> None:
        self.list = _r.async_raw(resource.list)
        self.retrieve = _r.async_raw(resource.retrieve)
        self.replace = _r.async_raw(resource.replace)
        self.find = _r.async_raw(resource.find)
