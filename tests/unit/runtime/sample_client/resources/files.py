"""The resource `files`, sync and async."""

from __future__ import annotations

import typing as _t

from specwright import runtime as _r
from tests.unit.runtime.sample_client.endpoints import files as _e

if _t.TYPE_CHECKING:
    import typing_extensions as _te

    from tests.unit.runtime.sample_client._uploads import FilesUploadResult

__all__ = ("AsyncFilesResource", "AsyncRawFilesResource", "FilesResource", "RawFilesResource")


class FilesResource(_r.SyncResource):
    """Operations of `files`."""

    @property
    def with_raw_response(self) -> RawFilesResource:
        """The same operations, returning raw responses: status, headers, and `parse()`."""
        return RawFilesResource(FilesResource(_r.raw_view(self._client)))

    def upload(
        self,
        file: _r.FileInput,
        *,
        filename: str | _r.Unset = _r.UNSET,
        on_progress: _r.Progress | None = None,
        **call_options: _te.Unpack[_r.CallOptions],
    ) -> FilesUploadResult:
        """Upload a file."""
        return self._upload(_e.upload, locals())

    def download(self, name: str, **call_options: _te.Unpack[_r.CallOptions]) -> bytes | str:
        """Download a file."""
        return self._send(_e.download, locals())


class RawFilesResource(_r.RawResource):
    """Operations of `files`, returning raw responses."""

    def __init__(self, resource: FilesResource) -> None:
        self.upload = _r.raw(resource.upload)
        self.download = _r.raw(resource.download)


class AsyncFilesResource(_r.AsyncResource):
    """Operations of `files`."""

    @property
    def with_raw_response(self) -> AsyncRawFilesResource:
        """The same operations, returning raw responses: status, headers, and `parse()`."""
        return AsyncRawFilesResource(AsyncFilesResource(_r.raw_view(self._client)))

    async def upload(
        self,
        file: _r.FileInput,
        *,
        filename: str | _r.Unset = _r.UNSET,
        on_progress: _r.Progress | None = None,
        **call_options: _te.Unpack[_r.CallOptions],
    ) -> FilesUploadResult:
        """Upload a file."""
        return await self._upload(_e.upload, locals())

    async def download(self, name: str, **call_options: _te.Unpack[_r.CallOptions]) -> bytes | str:
        """Download a file."""
        return await self._send(_e.download, locals())


class AsyncRawFilesResource(_r.RawResource):
    """Operations of `files`, returning raw responses."""

    def __init__(self, resource: AsyncFilesResource) -> None:
        self.upload = _r.async_raw(resource.upload)
        self.download = _r.async_raw(resource.download)
