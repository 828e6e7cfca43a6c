"""Calls of `files`: each function builds a call and does no I/O."""

from __future__ import annotations

import typing as _t

from specwright import runtime as _r
from tests.unit.runtime.sample_client import _uploads as _u
from tests.unit.runtime.sample_client import models as _m

if _t.TYPE_CHECKING:
    from tests.unit.runtime.sample_client._uploads import FilesUploadResult

__all__ = ("download", "upload")

_UPLOAD: _t.Final = _r.Operation(
    operation_id="uploadFile",
    method="POST",
    path="/files",
    resource="files",
    name="upload",
    module=__name__,
    symbol="_UPLOAD",
    body=_r.JsonBody(schema="files#CreateUpload", fields={"filename": "filename", "kind": "type"}),
    responses=(_r.Response("200", {"application/json": lambda: _m.UploadTarget}),),
    security=(("bearer",),),
    upload=_r.Upload(
        filename="filename",
        constants={"type": "ephemeral"},
        url="uploadUrl",
        fields="fields",
        part="file",
        min_bytes=4,
        max_bytes=1000000,
        result=lambda: _u.FilesUploadResult,
        attributes={"uri": "fileUri"},
    ),
)
_DOWNLOAD: _t.Final = _r.Operation(
    operation_id="downloadFile",
    method="GET",
    path="/files/{name}",
    resource="files",
    name="download",
    module=__name__,
    symbol="_DOWNLOAD",
    parameters=(_r.Parameter(name="name", location="path", argument="name", required=True),),
    responses=(
        _r.Response("200", {"application/octet-stream": lambda: bytes, "text/plain": lambda: str}),
    ),
)


def upload(
    file: _r.FileInput, *, filename: str | _r.Unset = _r.UNSET
) -> _r.UploadCall[FilesUploadResult]:
    """Upload a file."""
    return _r.UploadCall(_UPLOAD, file, {"filename": filename})


def download(name: str) -> _r.Call[bytes | str]:
    """Download a file."""
    return _r.Call(_DOWNLOAD, {"name": name})
