"""Exit codes by kind of error, and how an error is said."""

from __future__ import annotations

import os
import traceback
from typing import Any

from ..base.errors import (
    APIConnectionError,
    APIResponseValidationError,
    APIStatusError,
    AuthenticationError,
    ClientError,
    InternalServerError,
    MissingCredentialError,
    NotFoundError,
    PaginationError,
    PermissionDeniedError,
    RateLimitError,
    RequestValidationError,
    ResponseTooLargeError,
    TaskFailedError,
    TaskTimeoutError,
)
from .table import Table
from .text import UsageError, clean, tell, to_json

_CODES: tuple[tuple[int, tuple[type[Exception], ...]], ...] = (
    (2, (UsageError, RequestValidationError)),
    (3, (MissingCredentialError, AuthenticationError, PermissionDeniedError)),
    (4, (NotFoundError,)),
    (6, (RateLimitError,)),
    (7, (InternalServerError,)),
    (5, (APIStatusError,)),
    (8, (APIConnectionError,)),
    (9, (TaskFailedError,)),
    (10, (TaskTimeoutError,)),
    (11, (APIResponseValidationError, ResponseTooLargeError, PaginationError)),
)


def exit_code_of(error: Exception) -> int:
    return next((code for code, kinds in _CODES if isinstance(error, kinds)), 1)


def report(table: Table, error: Exception, as_json: bool = False, message: str = "") -> int:
    """Say the error on standard error, and return its exit code."""
    code = exit_code_of(error)
    said = clean(message or error)
    if as_json:
        tell(to_json({"error": {**_details(error), "message": said, "exit_code": code}}))
    else:
        tell(f"{table.name}: {said}")
    if os.environ.get(f"{table.settings.env_prefix}_LOG") == "debug":
        traceback.print_exception(error)
    return code


def _details(error: Exception) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": type(error).__name__}
    if isinstance(error, APIStatusError):
        found["status"] = error.status_code
    if isinstance(error, ClientError):
        names = ("request_id", "failure", "failure_code", "retry_after")
        given = {name: getattr(error, name, None) for name in names}
        found |= {name: value for name, value in given.items() if value is not None}
    if isinstance(error, RequestValidationError):
        found["problems"] = [problem._asdict() for problem in error.problems]
    return found
