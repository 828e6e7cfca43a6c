"""Models: what the API takes and returns."""

from __future__ import annotations

import datetime as _dt
import typing as _t
import uuid as _uuid

import typing_extensions as _te

from specwright import runtime as _r

Color: _t.TypeAlias = _t.Literal["red", "green"] | str


class Error(_r.Model):
    message: str
    code: int | None = None


class Pending(_r.Model):
    id: _uuid.UUID
    created_at: _t.Annotated[_r.DateTime, _r.Field(alias="createdAt")]
    state: _t.Literal["PENDING"]


class Succeeded(_r.Model):
    id: _uuid.UUID
    created_at: _t.Annotated[_r.DateTime, _r.Field(alias="createdAt")]
    state: _t.Literal["SUCCEEDED"]
    output: list[str]


class Failed(_r.Model):
    id: _uuid.UUID
    created_at: _t.Annotated[_r.DateTime, _r.Field(alias="createdAt")]
    state: _t.Literal["FAILED"]
    failure: str
    failure_code: _t.Annotated[str | None, _r.Field(alias="failureCode")] = None


class Cancelled(_r.Model):
    id: _uuid.UUID
    created_at: _t.Annotated[_r.DateTime, _r.Field(alias="createdAt")]
    state: _t.Literal["CANCELLED"]


class UnknownJob(_r.UnknownVariant):
    """A variant of `Job` that this client does not know."""

    if _t.TYPE_CHECKING:
        state: _t.Literal["~unknown"]
    else:
        state: _t.Any


Job: _t.TypeAlias = _t.Annotated[
    _t.Annotated[Pending, _r.Tag("PENDING")]
    | _t.Annotated[Succeeded, _r.Tag("SUCCEEDED")]
    | _t.Annotated[Failed, _r.Tag("FAILED")]
    | _t.Annotated[Cancelled, _r.Tag("CANCELLED")]
    | _t.Annotated[UnknownJob, _r.Tag("~unknown")],
    _r.TagDiscriminator("state", "state", ("PENDING", "SUCCEEDED", "FAILED", "CANCELLED")),
]


class JobCreated(_r.Model):
    id: _uuid.UUID


class Frame(_r.Model):
    uri: str
    position: _t.Literal["first"] = "first"


class FrameParam(_te.TypedDict, total=False):
    uri: _te.Required[str]
    position: _t.Literal["first"]


class SmallJob(_r.Model):
    model: _t.Literal["small"] = "small"
    prompt_text: _t.Annotated[str, _r.Field(alias="promptText")]
    seed: int | None = None


class LargeJob(_r.Model):
    model: _t.Literal["large"] = "large"
    prompt_text: _t.Annotated[str, _r.Field(alias="promptText")]
    frames: list[Frame] | None = None


class Item(_r.Model):
    id: str
    size: int
    price: _r.Number | None = None
    color: Color | None = None
    from_: _t.Annotated[str | None, _r.Field(alias="from")] = None
    made_on: _t.Annotated[_dt.date | None, _r.Field(alias="madeOn")] = None
    parts: list[Item] | None = None
    labels: dict[str, int] | None = None
    job: Job | None = None


class ItemPage(_r.Model):
    data: list[Item]
    has_more: _t.Annotated[bool | None, _r.Field(alias="hasMore")] = None
    next_cursor: _t.Annotated[str | None, _r.Field(alias="nextCursor")] = None


class UploadTarget(_r.Model):
    upload_url: _t.Annotated[str, _r.Field(alias="uploadUrl")]
    fields: dict[str, str]
    file_uri: _t.Annotated[str, _r.Field(alias="fileUri")]
