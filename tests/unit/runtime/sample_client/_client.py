"""The clients: `Sample` and `AsyncSample`."""

from __future__ import annotations

import typing as _t

import typing_extensions as _te

from specwright import runtime as _r

from ._settings import SETTINGS

if _t.TYPE_CHECKING:
    from .resources.files import AsyncFilesResource, FilesResource
    from .resources.items import (
        AsyncItemsResource,
        AsyncRawItemsResource,
        ItemsResource,
        RawItemsResource,
    )
    from .resources.jobs import (
        AsyncJobsResource,
        AsyncRawJobsResource,
        JobsResource,
        RawJobsResource,
    )


class Sample(_r.SyncClient):
    """The sync client."""

    def __init__(
        self,
        *,
        api_key: str | None = None,
        login: _r.BasicCredentials | None = None,
        tenant: str | None = None,
        query_key: str | None = None,
        session: str | None = None,
        version: str | None = None,
        **arguments: _te.Unpack[_r.SyncArguments],
    ) -> None:
        super().__init__(
            SETTINGS,
            {
                "bearer": api_key,
                "basic": login,
                "tenant": tenant,
                "query": query_key,
                "cookie": session,
            },
            {"version": version},
            arguments,
        )

    def with_options(
        self,
        *,
        api_key: str | None = None,
        version: str | None = None,
        **changes: _te.Unpack[_r.SyncChanges],
    ) -> _te.Self:
        """A copy with other settings, which shares the connections; nothing else is lost."""
        return self._changed({"bearer": api_key}, {"version": version}, changes)

    @property
    def with_raw_response(self) -> RawSample:
        """The same operations, returning raw responses: status, headers, and `parse()`."""
        return RawSample(self)

    @property
    def jobs(self) -> JobsResource:
        """Operations of `jobs`."""
        from .resources.jobs import JobsResource

        return JobsResource(self)

    @property
    def items(self) -> ItemsResource:
        """Operations of `items`."""
        from .resources.items import ItemsResource

        return ItemsResource(self)

    @property
    def files(self) -> FilesResource:
        """Operations of `files`."""
        from .resources.files import FilesResource

        return FilesResource(self)


class RawSample:
    """The operations of `Sample`, returning raw responses."""

    def __init__(self, client: Sample) -> None:
        self._client = client

    @property
    def jobs(self) -> RawJobsResource:
        """Operations of `jobs`, returning raw responses."""
        return self._client.jobs.with_raw_response

    @property
    def items(self) -> RawItemsResource:
        """Operations of `items`, returning raw responses."""
        return self._client.items.with_raw_response


class AsyncSample(_r.AsyncClient):
    """The async client."""

    def __init__(
        self,
        *,
        api_key: str | None = None,
        login: _r.BasicCredentials | None = None,
        tenant: str | None = None,
        query_key: str | None = None,
        session: str | None = None,
        version: str | None = None,
        **arguments: _te.Unpack[_r.AsyncArguments],
    ) -> None:
        super().__init__(
            SETTINGS,
            {
                "bearer": api_key,
                "basic": login,
                "tenant": tenant,
                "query": query_key,
                "cookie": session,
            },
            {"version": version},
            arguments,
        )

    def with_options(
        self,
        *,
        api_key: str | None = None,
        version: str | None = None,
        **changes: _te.Unpack[_r.AsyncChanges],
    ) -> _te.Self:
        """A copy with other settings, which shares the connections; nothing else is lost."""
        return self._changed({"bearer": api_key}, {"version": version}, changes)

    @property
    def with_raw_response(self) -> AsyncRawSample:
        """The same operations, returning raw responses: status, headers, and `parse()`."""
        return AsyncRawSample(self)

    @property
    def jobs(self) -> AsyncJobsResource:
        """Operations of `jobs`."""
        from .resources.jobs import AsyncJobsResource

        return AsyncJobsResource(self)

    @property
    def items(self) -> AsyncItemsResource:
        """Operations of `items`."""
        from .resources.items import AsyncItemsResource

        return AsyncItemsResource(self)

    @property
    def files(self) -> AsyncFilesResource:
        """Operations of `files`."""
        from .resources.files import AsyncFilesResource

        return AsyncFilesResource(self)


class AsyncRawSample:
    """The operations of `AsyncSample`, returning raw responses."""

    def __init__(self, client: AsyncSample) -> None:
        self._client = client

    @property
    def jobs(self) -> AsyncRawJobsResource:
        """Operations of `jobs`, returning raw responses."""
        return self._client.jobs.with_raw_response

    @property
    def items(self) -> AsyncRawItemsResource:
        """Operations of `items`, returning raw responses."""
        return self._client.items.with_raw_response
