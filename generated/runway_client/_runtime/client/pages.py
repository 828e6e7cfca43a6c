"""Pages of a list operation, sync and async."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from typing import TYPE_CHECKING, Any, Generic, cast

from ..base.errors import ClientError, PaginationError
from ..base.type_vars import P, T
from ..calls.results import read_wire

if TYPE_CHECKING:
    from typing_extensions import Self

    from ..calls.call import PageCall
    from ..config.settings import GivenOptions
    from ..operation.operation import Pagination
    from .interfaces import AsyncClient, SyncClient


def next_cursor(pagination: Pagination, value: Any, seen: frozenset[str]) -> str | int | None:
    """`more` false ends, true demands a cursor, its absence leaves it to one; an empty page decides nothing."""
    more = None if pagination.more is None else read_wire(value, pagination.more)
    if more is False:
        return None
    cursor = read_wire(value, pagination.next)
    if cursor is None or cursor == "":
        if more is True:
            raise PaginationError(
                f"the server reports more items ({pagination.more!r} is true), but returned no"
                f" {pagination.next!r}; the items read so far are incomplete"
            )
        return None
    if str(cursor) in seen:
        raise PaginationError(f"the server returned the page cursor {str(cursor)[:80]!r} twice")
    return cast("str | int", cursor)


def call_at(call: PageCall[P, T], cursor: str | int) -> PageCall[P, T]:
    pagination = call.operation.pagination
    assert pagination is not None
    return call.with_parameter(_argument(call, pagination.cursor), cursor)


def _argument(call: PageCall[Any, Any], name: str) -> str:
    for parameter in call.operation.parameters:
        if parameter.location == "query" and parameter.name == name:
            return parameter.argument or parameter.name
    raise ClientError(f"{call.operation.label} has no query parameter {name!r}")


class _Page(Generic[P, T]):
    """One page of items. Pickling it leaves out its client."""

    value: P
    """The page as the document describes it."""

    def __init__(
        self,
        client: Any,
        call: PageCall[P, T],
        options: GivenOptions | None,
        value: P,
        seen: frozenset[str] = frozenset(),
    ) -> None:
        pagination = call.operation.pagination
        if pagination is None:
            raise ClientError(f"{call.operation.label} has no pages")
        self.call = call
        self.value = value
        self._client = client
        self._options = options
        self._pagination = pagination
        own = call.parameters.get(_argument(call, pagination.cursor))
        self._seen = seen if own is None else seen | {str(own)}

    @property
    def data(self) -> list[T]:
        """The items of this page only."""
        items = read_wire(self.value, self._pagination.items)
        return cast("list[T]", items if isinstance(items, list) else [])

    def has_next_page(self) -> bool:
        return self._next_call() is not None

    def _next_call(self) -> PageCall[P, T] | None:
        cursor = next_cursor(self._pagination, self.value, self._seen)
        return None if cursor is None else call_at(self.call, cursor)

    def _bound_client(self) -> Any:
        if self._client is None:
            raise ClientError("this page has no client: call .bind(client) first")
        return self._client

    def _bind(self, client: Any) -> Self:
        return type(self)(client, self.call, self._options, self.value, self._seen)

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (None, self.call, None, self.value, self._seen))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.call.operation.label}, {len(self.data)} items>"


class SyncPage(_Page[P, T]):
    """One page. Iterating over it yields its items and those of all following pages."""

    def bind(self, client: SyncClient) -> Self:
        return self._bind(client)

    def next_page(self) -> SyncPage[P, T] | None:
        call = self._next_call()
        if call is None:
            return None
        client: SyncClient = self._bound_client()
        value = client._send(call, self._options)
        return SyncPage(client, call, self._options, value, self._seen)

    def close(self) -> None:
        """Do nothing; for use with `contextlib.closing`."""

    def pages(self) -> Generator[SyncPage[P, T], None, None]:
        page: SyncPage[P, T] | None = self
        while page is not None:
            yield page
            page = page.next_page()

    def __iter__(self) -> Generator[T, None, None]:
        for page in self.pages():
            yield from page.data


class AsyncPage(_Page[P, T]):
    """One page. Iterating over it yields its items and those of all following pages."""

    def bind(self, client: AsyncClient) -> Self:
        return self._bind(client)

    async def next_page(self) -> AsyncPage[P, T] | None:
        call = self._next_call()
        if call is None:
            return None
        client: AsyncClient = self._bound_client()
        value = await client._send(call, self._options)
        return AsyncPage(client, call, self._options, value, self._seen)

    async def aclose(self) -> None:
        """Do nothing; for use with `contextlib.aclosing`."""

    async def pages(self) -> AsyncGenerator[AsyncPage[P, T], None]:
        page: AsyncPage[P, T] | None = self
        while page is not None:
            yield page
            page = await page.next_page()

    async def __aiter__(self) -> AsyncGenerator[T, None]:
        async for page in self.pages():
            for item in page.data:
                yield item


class AsyncPager(Generic[P, T]):
    """A paginated call, not sent yet: await it for the first page, or iterate over all items."""

    def __init__(
        self, client: AsyncClient, call: PageCall[P, T], options: GivenOptions | None = None
    ) -> None:
        self._client = client
        self._call = call
        self._options = options

    async def _first(self) -> AsyncPage[P, T]:
        value = await self._client._send(self._call, self._options)
        return AsyncPage(self._client, self._call, self._options, value)

    def __await__(self) -> Generator[Any, None, AsyncPage[P, T]]:
        return self._first().__await__()

    async def __aiter__(self) -> AsyncGenerator[T, None]:
        async for item in await self._first():
            yield item

    async def aclose(self) -> None:
        """Do nothing; for use with `contextlib.aclosing`."""

    async def pages(self) -> AsyncGenerator[AsyncPage[P, T], None]:
        async for page in (await self._first()).pages():
            yield page

    async def next_page(self) -> AsyncPage[P, T] | None:
        """The page after the first."""
        return await (await self._first()).next_page()

    def __repr__(self) -> str:
        return f"<AsyncPager {self._call.operation.label}>"
