"""Operations of the document."""

from __future__ import annotations

import typing as _t

from specwright import runtime as _r

OPERATIONS: _t.Final[tuple[_r.OperationRecord, ...]] = (
    _r.OperationRecord(
        operation_id="getJob",
        method="GET",
        path="/jobs/{id}",
        resource="jobs",
        name="retrieve",
        target="endpoints.jobs:retrieve",
        package=__package__,
    ),
)
