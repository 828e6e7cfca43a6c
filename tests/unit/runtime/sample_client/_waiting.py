"""Results that can wait for what was started."""

from __future__ import annotations

import typing as _t

from specwright import runtime as _r

from .models import Cancelled, Failed, Job, JobCreated, Pending, Succeeded, UnknownJob

_JOBS_RETRIEVE: _t.Final[_r.Waiter[Succeeded, Job]] = _r.Waiter(
    package=__package__,
    operation="endpoints.jobs:retrieve",
    argument="id",
    source="id",
    status="state",
    succeeded=("SUCCEEDED",),
    failed=("FAILED",),
    cancelled=("CANCELLED",),
    failure="failure",
    failure_code="failure_code",
    interval=5.0,
    timeout=600.0,
)


class JobCreatedHandle(_r.SyncHandle, JobCreated):
    """`JobCreated`, able to wait."""

    def wait_for_output(
        self,
        timeout: float | None = 600.0,
        on_update: _t.Callable[[Job], object] | None = None,
    ) -> Succeeded:
        """Wait until it has ended: looks first, then again and again."""
        return _r.wait_sync(self, _JOBS_RETRIEVE, timeout, on_update)


class PendingHandle(_r.SyncHandle, Pending):
    """`Pending`, able to wait."""

    def wait_for_output(
        self,
        timeout: float | None = 600.0,
        on_update: _t.Callable[[Job], object] | None = None,
    ) -> Succeeded:
        """Wait until it has ended: looks first, then again and again."""
        return _r.wait_sync(self, _JOBS_RETRIEVE, timeout, on_update)


class AsyncJobCreatedHandle(_r.AsyncHandle, JobCreated):
    """`JobCreated`, able to wait."""

    async def wait_for_output(
        self,
        timeout: float | None = 600.0,
        on_update: _t.Callable[[Job], object] | None = None,
    ) -> Succeeded:
        """Wait until it has ended: looks first, then again and again."""
        return await _r.wait_async(self, _JOBS_RETRIEVE, timeout, on_update)


class AsyncPendingHandle(_r.AsyncHandle, Pending):
    """`Pending`, able to wait."""

    async def wait_for_output(
        self,
        timeout: float | None = 600.0,
        on_update: _t.Callable[[Job], object] | None = None,
    ) -> Succeeded:
        """Wait until it has ended: looks first, then again and again."""
        return await _r.wait_async(self, _JOBS_RETRIEVE, timeout, on_update)


JobHandle: _t.TypeAlias = PendingHandle | Succeeded | Failed | Cancelled | UnknownJob
AsyncJobHandle: _t.TypeAlias = AsyncPendingHandle | Succeeded | Failed | Cancelled | UnknownJob

JOB_CREATED_HANDLES: _t.Final[_r.Binding[JobCreatedHandle]] = _r.Binding(
    {JobCreated: JobCreatedHandle}
)
JOB_HANDLES: _t.Final[_r.Binding[JobHandle]] = _r.Binding({Pending: PendingHandle})
ASYNC_JOB_CREATED_HANDLES: _t.Final[_r.Binding[AsyncJobCreatedHandle]] = _r.Binding(
    {JobCreated: AsyncJobCreatedHandle}
)
ASYNC_JOB_HANDLES: _t.Final[_r.Binding[AsyncJobHandle]] = _r.Binding({Pending: AsyncPendingHandle})
