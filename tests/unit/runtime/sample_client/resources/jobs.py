"""The resource `jobs`, sync and async."""

from __future__ import annotations

import typing as _t
import uuid as _uuid

from specwright import runtime as _r
from tests.unit.runtime.sample_client import _waiting as _w
from tests.unit.runtime.sample_client.endpoints import jobs as _e

if _t.TYPE_CHECKING:
    import typing_extensions as _te

    from tests.unit.runtime.sample_client.models import Frame, FrameParam, LargeJob, SmallJob

__all__ = ("AsyncJobsResource", "AsyncRawJobsResource", "JobsResource", "RawJobsResource")


class JobsResource(_r.SyncResource):
    """Operations of `jobs`."""

    @property
    def with_raw_response(self) -> RawJobsResource:
        """The same operations, returning raw responses: status, headers, and `parse()`."""
        return RawJobsResource(JobsResource(_r.raw_view(self._client)))

    @_t.overload
    def create(
        self,
        *,
        model: _t.Literal["small"],
        prompt_text: str,
        seed: int | _r.Unset = _r.UNSET,
        **call_options: _te.Unpack[_r.CallOptions],
    ) -> _w.JobCreatedHandle: ...

    @_t.overload
    def create(
        self,
        *,
        model: _t.Literal["large"],
        prompt_text: str,
        frames: _t.Sequence[Frame | FrameParam] | _r.Unset = _r.UNSET,
        **call_options: _te.Unpack[_r.CallOptions],
    ) -> _w.JobCreatedHandle: ...

    @_t.overload
    def create(
        self, *, body: SmallJob | LargeJob, **call_options: _te.Unpack[_r.CallOptions]
    ) -> _w.JobCreatedHandle: ...

    def create(
        self,
        *,
        model: _t.Literal["small", "large"] | _r.Unset = _r.UNSET,
        prompt_text: str | _r.Unset = _r.UNSET,
        seed: int | _r.Unset = _r.UNSET,
        frames: _t.Sequence[Frame | FrameParam] | _r.Unset = _r.UNSET,
        body: SmallJob | LargeJob | _r.Unset = _r.UNSET,
        **call_options: _te.Unpack[_r.CallOptions],
    ) -> _w.JobCreatedHandle:
        """Start a job."""
        return self._bound(_e.create, locals(), _w.JOB_CREATED_HANDLES)

    def retrieve(
        self, id: str | _uuid.UUID, **call_options: _te.Unpack[_r.CallOptions]
    ) -> _w.JobHandle:
        """Look at a job."""
        return self._bound(_e.retrieve, locals(), _w.JOB_HANDLES)

    def cancel(self, id: str | _uuid.UUID, **call_options: _te.Unpack[_r.CallOptions]) -> None:
        """Cancel a job."""
        return self._send(_e.cancel, locals())


class RawJobsResource(_r.RawResource):
    """Operations of `jobs`, returning raw responses."""

    def __init__(self, resource: JobsResource) -> None:
        self.create = _r.raw(resource.create)
        self.retrieve = _r.raw(resource.retrieve)
        self.cancel = _r.raw(resource.cancel)


class AsyncJobsResource(_r.AsyncResource):
    """Operations of `jobs`."""

    @property
    def with_raw_response(self) -> AsyncRawJobsResource:
        """The same operations, returning raw responses: status, headers, and `parse()`."""
        return AsyncRawJobsResource(AsyncJobsResource(_r.raw_view(self._client)))

    @_t.overload
    async def create(
        self,
        *,
        model: _t.Literal["small"],
        prompt_text: str,
        seed: int | _r.Unset = _r.UNSET,
        **call_options: _te.Unpack[_r.CallOptions],
    ) -> _w.AsyncJobCreatedHandle: ...

    @_t.overload
    async def create(
        self,
        *,
        model: _t.Literal["large"],
        prompt_text: str,
        frames: _t.Sequence[Frame | FrameParam] | _r.Unset = _r.UNSET,
        **call_options: _te.Unpack[_r.CallOptions],
    ) -> _w.AsyncJobCreatedHandle: ...

    @_t.overload
    async def create(
        self, *, body: SmallJob | LargeJob, **call_options: _te.Unpack[_r.CallOptions]
    ) -> _w.AsyncJobCreatedHandle: ...

    async def create(
        self,
        *,
        model: _t.Literal["small", "large"] | _r.Unset = _r.UNSET,
        prompt_text: str | _r.Unset = _r.UNSET,
        seed: int | _r.Unset = _r.UNSET,
        frames: _t.Sequence[Frame | FrameParam] | _r.Unset = _r.UNSET,
        body: SmallJob | LargeJob | _r.Unset = _r.UNSET,
        **call_options: _te.Unpack[_r.CallOptions],
    ) -> _w.AsyncJobCreatedHandle:
        """Start a job."""
        return await self._bound(_e.create, locals(), _w.ASYNC_JOB_CREATED_HANDLES)

    async def retrieve(
        self, id: str | _uuid.UUID, **call_options: _te.Unpack[_r.CallOptions]
    ) -> _w.AsyncJobHandle:
        """Look at a job."""
        return await self._bound(_e.retrieve, locals(), _w.ASYNC_JOB_HANDLES)

    async def cancel(
        self, id: str | _uuid.UUID, **call_options: _te.Unpack[_r.CallOptions]
    ) -> None:
        """Cancel a job."""
        return await self._send(_e.cancel, locals())


class AsyncRawJobsResource(_r.RawResource):
    """Operations of `jobs`, returning raw responses."""

    def __init__(self, resource: AsyncJobsResource) -> None:
        self.create = _r.async_raw(resource.create)
        self.retrieve = _r.async_raw(resource.retrieve)
        self.cancel = _r.async_raw(resource.cancel)
