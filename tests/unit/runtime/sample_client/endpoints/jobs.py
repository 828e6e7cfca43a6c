"""Calls of `jobs`: each function builds a call and does no I/O."""

from __future__ import annotations

import typing as _t
import uuid as _uuid

from specwright import runtime as _r
from tests.unit.runtime.sample_client import models as _m

if _t.TYPE_CHECKING:
    from tests.unit.runtime.sample_client.models import (
        Frame,
        FrameParam,
        Job,
        JobCreated,
        LargeJob,
        SmallJob,
    )

__all__ = ("cancel", "create", "retrieve")

_VERSION: _t.Final = _r.Parameter(
    name="X-Version",
    location="header",
    argument="x_version",
    required=True,
    constant="2024-11-06",
    option="version",
)
_ID: _t.Final = _r.Parameter(
    name="id", location="path", argument="id", required=True, schema="jobs#Id"
)
_CREATE: _t.Final = _r.Operation(
    operation_id="createJob",
    method="POST",
    path="/jobs",
    resource="jobs",
    name="create",
    module=__name__,
    symbol="_CREATE",
    parameters=(_VERSION,),
    body=_r.JsonBody(
        schema="jobs#CreateJob",
        fields={
            "model": "model",
            "prompt_text": "promptText",
            "seed": "seed",
            "frames": "frames",
        },
    ),
    responses=(
        _r.Response("200", {"application/json": lambda: _m.JobCreated}),
        _r.Response("429", {"application/json": lambda: _m.Error}),
    ),
    security=(("bearer",),),
)
_RETRIEVE: _t.Final = _r.Operation(
    operation_id="getJob",
    method="GET",
    path="/jobs/{id}",
    resource="jobs",
    name="retrieve",
    module=__name__,
    symbol="_RETRIEVE",
    parameters=(_ID, _VERSION),
    responses=(
        _r.Response("200", {"application/json": lambda: _m.Job}),
        _r.Response("4XX", {"application/json": lambda: _m.Error}),
    ),
    security=(("bearer",),),
)
_CANCEL: _t.Final = _r.Operation(
    operation_id="cancelJob",
    method="DELETE",
    path="/jobs/{id}",
    resource="jobs",
    name="cancel",
    module=__name__,
    symbol="_CANCEL",
    parameters=(_ID, _VERSION),
    responses=(_r.Response("204", {}),),
    security=(("bearer",),),
)


@_t.overload
def create(
    *, model: _t.Literal["small"], prompt_text: str, seed: int | _r.Unset = _r.UNSET
) -> _r.Call[JobCreated]: ...


@_t.overload
def create(
    *,
    model: _t.Literal["large"],
    prompt_text: str,
    frames: _t.Sequence[Frame | FrameParam] | _r.Unset = _r.UNSET,
) -> _r.Call[JobCreated]: ...


@_t.overload
def create(*, body: SmallJob | LargeJob) -> _r.Call[JobCreated]: ...


def create(
    *,
    model: _t.Literal["small", "large"] | _r.Unset = _r.UNSET,
    prompt_text: str | _r.Unset = _r.UNSET,
    seed: int | _r.Unset = _r.UNSET,
    frames: _t.Sequence[Frame | FrameParam] | _r.Unset = _r.UNSET,
    body: SmallJob | LargeJob | _r.Unset = _r.UNSET,
) -> _r.Call[JobCreated]:
    """Start a job."""
    return _r.Call(
        _CREATE,
        {"model": model, "prompt_text": prompt_text, "seed": seed, "frames": frames},
        body=body,
    )


def retrieve(id: str | _uuid.UUID) -> _r.Call[Job]:
    """Look at a job."""
    return _r.Call(_RETRIEVE, {"id": id})


def cancel(id: str | _uuid.UUID) -> _r.Call[None]:
    """Cancel a job."""
    return _r.Call(_CANCEL, {"id": id})
