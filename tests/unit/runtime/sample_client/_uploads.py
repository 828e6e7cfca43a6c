"""What uploads return."""

from __future__ import annotations

import typing as _t

from specwright import runtime as _r


class FilesUploadResult(_r.Model):
    """An uploaded file."""

    uri: _t.Annotated[str, _r.Field(alias="fileUri")]
