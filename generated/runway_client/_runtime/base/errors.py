"""All exceptions of the client, in one hierarchy. Each of them can be pickled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from .wire import HttpResponse, Received, RequestInfo


class ClientError(Exception):
    """Base of all errors raised on purpose by the client."""

    def __reduce__(self) -> tuple[Any, ...]:
        # Subclasses take other arguments than their message, so the state travels, not the call.
        return (_restore_error, (type(self), self.args, self.__dict__.copy()))


def _restore_error(kind: type[ClientError], args: tuple[Any, ...], state: dict[str, Any]) -> Any:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class Problem(NamedTuple):
    """One broken rule: where (in Python names), which rule, what it says, the value shortened."""

    path: str
    rule: str
    message: str
    value: str

    def __str__(self) -> str:
        got = f", got {self.value}" if self.value else ""
        return f"{self.path}: {self.message}{got}" if self.path else f"{self.message}{got}"


SHOWN_PROBLEMS = 20


def _render_problems(problems: Sequence[Problem]) -> str:
    lines = [str(problem) for problem in problems[:SHOWN_PROBLEMS]]
    if len(problems) > SHOWN_PROBLEMS:
        lines.append(f"... and {len(problems) - SHOWN_PROBLEMS} more")
    return f" {lines[0]}" if len(lines) == 1 else "".join(f"\n  {line}" for line in lines)


class RequestValidationError(ClientError, ValueError):
    """The arguments break the document's rules; nothing was sent."""

    problems: tuple[Problem, ...]

    def __init__(self, operation: str, problems: Sequence[Problem], hint: str = "") -> None:
        self.problems = tuple(problems)
        more = f"\n{hint}" if hint else ""
        super().__init__(f"{operation}:{_render_problems(self.problems)}{more}")


class MissingCredentialError(ClientError):
    """The operation needs a credential that the client was not given; nothing was sent."""


class ClientClosedError(ClientError):
    """The client, or the HTTP client it was given, has been closed."""


class PaginationError(ClientError):
    """The server's pages run in a ring."""


class APIError(ClientError):
    """Something went wrong between the client and the server."""

    def __init__(
        self,
        message: str,
        *,
        request: RequestInfo | None = None,
        response: HttpResponse | None = None,
        body: object = None,
        retries_taken: int = 0,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.request = request
        self.response = response
        self.body = body
        self.retries_taken = retries_taken

    @property
    def request_id(self) -> str | None:
        return None if self.response is None else self.response.request_id


class APIConnectionError(APIError):
    """No response arrived, or it broke off."""


class APITimeoutError(APIConnectionError):
    """A time-out of the request, or its total deadline, passed."""


class APIResponseError(APIError):
    """Base of the errors that hold a response."""

    request: RequestInfo
    response: HttpResponse

    @property
    def status_code(self) -> int:
        return self.response.status_code


class APIResponseValidationError(APIResponseError):
    """The response is not what the document promises; `problems` says where."""

    problems: tuple[Problem, ...] = ()


class APIResponseDecodeError(APIResponseValidationError):
    """The body is not what its content type says: an HTML page, truncated JSON, NaN, bad gzip."""


class ResponseTooLargeError(APIResponseError):
    """The body passes the client's limit in bytes, or inflates beyond its ratio."""


class APIStatusError(APIResponseError):
    """The server answered with an error status; `body` is parsed as the document says."""

    retry_after: float | None = None


class BadRequestError(APIStatusError):
    """400"""


class AuthenticationError(APIStatusError):
    """401"""


class PermissionDeniedError(APIStatusError):
    """403"""


class NotFoundError(APIStatusError):
    """404"""


class ConflictError(APIStatusError):
    """409"""


class UnprocessableEntityError(APIStatusError):
    """422"""


class RateLimitError(APIStatusError):
    """429"""


class InternalServerError(APIStatusError):
    """5xx"""


STATUS_ERRORS: dict[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}


def status_error_type(status: int) -> type[APIStatusError]:
    return STATUS_ERRORS.get(status, InternalServerError if status >= 500 else APIStatusError)


class _TaskError(ClientError):
    """What waiting raises: the last state of the task, and the response that told it."""

    def __init__(
        self, message: str, *, task: Any = None, response: HttpResponse | None = None
    ) -> None:
        super().__init__(message)
        self.task = task
        self.response = response

    @property
    def request(self) -> RequestInfo | None:
        return None if self.response is None else self.response.request

    @property
    def body(self) -> object:
        """The parsed JSON of the response."""
        return None if self.response is None else self.response.json()

    @property
    def request_id(self) -> str | None:
        return None if self.response is None else self.response.request_id

    @property
    def retries_taken(self) -> int:
        return 0 if self.response is None else self.response.retries_taken


class TaskFailedError(_TaskError):
    """The task ended without a result; `task` is its last state."""

    def __init__(
        self,
        message: str,
        *,
        task: Any = None,
        response: HttpResponse | None = None,
        failure: str | None = None,
        failure_code: str | None = None,
    ) -> None:
        super().__init__(message, task=task, response=response)
        self.failure = failure
        self.failure_code = failure_code

    @property
    def task_details(self) -> Any:
        """The task, under the name that users of the vendor's package know."""
        return self.task


class TaskCancelledError(TaskFailedError):
    """The task was cancelled."""


class TaskTimeoutError(_TaskError, TimeoutError):
    """The task did not end in time; it goes on at the server. `task` is its last seen state."""


class ResponseValidationWarning(UserWarning):
    """A response differs from the document and was kept as it came."""


class TransportFailure(Exception):
    """Internal: what the transport tells the retry policy.

    `sent` is true when bytes may have arrived; `received` is the response that broke, as far as it came.
    """

    def __init__(
        self,
        message: str,
        *,
        sent: bool,
        timeout: bool = False,
        retry: bool = True,
        too_large: bool = False,
        received: Received | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.sent = sent
        self.timeout = timeout
        self.retry = retry
        self.too_large = too_large
        self.received = received


class SourceFailure(Exception):
    """Internal: what a user's file or iterator raised, which is not a fault of the connection."""

    def __init__(self, error: Exception) -> None:
        super().__init__("the body could not be read")
        self.error = error
