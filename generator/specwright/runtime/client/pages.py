"""Pages of a list operation, sync and async."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator, Mapping
from typing import TYPE_CHECKING, Any, Generic

from ..base.errors import ClientError
from ..base.type_vars import P, T
from ..calls.results import page_flow
from ..features.paging import START, Answer, Walked, arrived, following, place_of

if TYPE_CHECKING:
    from typing_extensions import Self

    from ..calls.call import PageCall
    from ..config.settings import GivenOptions
    from .interfaces import AsyncClient, SyncClient


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
        headers: Mapping[str, str],
        walked: Walked = START,
    ) -> None:
        pagination = call.operation.pagination
        if pagination is None:
            raise ClientError(f"{call.operation.label} has no pages")
        self.call = call
        self.value = value
        self._client = client
        self._options = options
        self._pagination = pagination
        kept = {name: headers.get(name) for name in pagination.headers}
        self._answer = Answer(value, {k: v for k, v in kept.items() if v is not None})
        self._before = walked
        self._walked = arrived(pagination, self._answer, walked)

    @property
    def data(self) -> list[T]:
        """The items of this page only."""
        return self._answer.items(self._pagination)

    def next_page_info(self) -> PageCall[P, T] | None:
        """The call for the next page, which is not sent; None after the last page."""
        found = following(self.call, self._answer, self._walked)
        return None if found is None else found[0]

    def has_next_page(self) -> bool:
        """Whether to request another page, which may be empty if the server does not count the items."""
        return self.next_page_info() is not None

    @property
    def next_cursor(self) -> str | None:
        """Where the next page starts: a cursor, a number or a URL. None after the last page."""
        call = self.next_page_info()
        return None if call is None else place_of(call)

    def _bound_client(self) -> Any:
        if self._client is None:
            raise ClientError("this page has no client: call .bind(client) first")
        return self._client

    def _bind(self, client: Any) -> Self:
        headers = self._answer.headers
        return type(self)(client, self.call, self._options, self.value, headers, self._before)

    def __reduce__(self) -> tuple[Any, ...]:
        headers = self._answer.headers
        return (type(self), (None, self.call, None, self.value, headers, self._before))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.call.operation.label}, {len(self.data)} items>"


def _found(page: T | None) -> T:
    if page is None:
        raise ClientError("this is the last page: has_next_page() tells before you ask for another")
    return page


class SyncPage(_Page[P, T]):
    """One page. Iterating over it yields its items and those of all following pages."""

    def bind(self, client: SyncClient) -> Self:
        return self._bind(client)

    def next_page(self) -> SyncPage[P, T] | None:
        found = following(self.call, self._answer, self._walked)
        if found is None:
            return None
        client: SyncClient = self._bound_client()
        call, walked = found
        value, headers = client._run(page_flow(client._core, call, self._options))
        return SyncPage(client, call, self._options, value, headers, walked)

    def get_next_page(self) -> SyncPage[P, T]:
        """`next_page()`, where the absence of one is an error."""
        return _found(self.next_page())

    def close(self) -> None:
        """Do nothing; for use with `contextlib.closing`."""

    def pages(self) -> Generator[SyncPage[P, T], None, None]:
        page: SyncPage[P, T] | None = self
        while page is not None:
            yield page
            page = page.next_page()

    iter_pages = pages

    def __iter__(self) -> Generator[T, None, None]:
        for page in self.pages():
            yield from page.data


class AsyncPage(_Page[P, T]):
    """One page. Iterating over it yields its items and those of all following pages."""

    def bind(self, client: AsyncClient) -> Self:
        return self._bind(client)

    async def next_page(self) -> AsyncPage[P, T] | None:
        found = following(self.call, self._answer, self._walked)
        if found is None:
            return None
        client: AsyncClient = self._bound_client()
        call, walked = found
        value, headers = await client._run(page_flow(client._core, call, self._options))
        return AsyncPage(client, call, self._options, value, headers, walked)

    async def get_next_page(self) -> AsyncPage[P, T]:
        """`next_page()`, where the absence of one is an error."""
        return _found(await self.next_page())

    async def aclose(self) -> None:
        """Do nothing; for use with `contextlib.aclosing`."""

    async def pages(self) -> AsyncGenerator[AsyncPage[P, T], None]:
        page: AsyncPage[P, T] | None = self
        while page is not None:
            yield page
            page = await page.next_page()

    iter_pages = pages

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
        client, call = self._client, self._call
        value, headers = await client._run(page_flow(client._core, call, self._options))
        return AsyncPage(client, call, self._options, value, headers)

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
