"""The resource `items`, sync and async."""

from __future__ import annotations

import builtins as _b
import typing as _t

from specwright import runtime as _r
from tests.unit.runtime.sample_client.endpoints import items as _e

if _t.TYPE_CHECKING:
    import typing_extensions as _te

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
        **call_options: _te.Unpack[_r.CallOptions],
    ) -> _r.SyncPage[ItemPage, Item]:
        """List items."""
        return self._paged(_e.list, locals())

    def retrieve(
        self,
        name: str,
        *,
        x_trace: str | _r.Unset = _r.UNSET,
        **call_options: _te.Unpack[_r.CallOptions],
    ) -> Item:
        """Look at an item."""
        return self._send(_e.retrieve, locals())

    def replace(
        self,
        name: str,
        *,
        note: str | _r.Unset | None = _r.UNSET,
        from_: str | _r.Unset = _r.UNSET,
        labels: _t.Mapping[str, int] | _r.Unset = _r.UNSET,
        **call_options: _te.Unpack[_r.CallOptions],
    ) -> Item | None:
        """Replace an item."""
        return self._send(_e.replace, locals())

    def find(
        self, *, text: str | _r.Unset = _r.UNSET, **call_options: _te.Unpack[_r.CallOptions]
    ) -> _b.list[Item]:
        """Find items."""
        return self._send(_e.find, locals())


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
        **call_options: _te.Unpack[_r.CallOptions],
    ) -> _r.AsyncPager[ItemPage, Item]:
        """List items."""
        return self._paged(_e.list, locals())

    async def retrieve(
        self,
        name: str,
        *,
        x_trace: str | _r.Unset = _r.UNSET,
        **call_options: _te.Unpack[_r.CallOptions],
    ) -> Item:
        """Look at an item."""
        return await self._send(_e.retrieve, locals())

    async def replace(
        self,
        name: str,
        *,
        note: str | _r.Unset | None = _r.UNSET,
        from_: str | _r.Unset = _r.UNSET,
        labels: _t.Mapping[str, int] | _r.Unset = _r.UNSET,
        **call_options: _te.Unpack[_r.CallOptions],
    ) -> Item | None:
        """Replace an item."""
        return await self._send(_e.replace, locals())

    async def find(
        self, *, text: str | _r.Unset = _r.UNSET, **call_options: _te.Unpack[_r.CallOptions]
    ) -> _b.list[Item]:
        """Find items."""
        return await self._send(_e.find, locals())


class AsyncRawItemsResource(_r.RawResource):
    """Operations of `items`, returning raw responses."""

    def __init__(self, resource: AsyncItemsResource) -> None:
        self.list = _r.async_raw(resource.list)
        self.retrieve = _r.async_raw(resource.retrieve)
        self.replace = _r.async_raw(resource.replace)
        self.find = _r.async_raw(resource.find)
