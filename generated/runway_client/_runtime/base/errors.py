"""All exceptions of the client, in one hierarchy. Each of them can be pickled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from .wire import HttpResponse, Received, RequestInfo


class ClientError(Exception):
    """Base class of all exceptions that the client raises."""

    def __reduce__(self) -> tuple[Any, ...]:
        # Subclasses take other arguments than a message, so pickling stores the state, not the call.
        return (_restore_error, (type(self), self.args, self.__dict__.copy()))


def _restore_error(kind: type[ClientError], args: tuple[Any, ...], state: dict[str, Any]) -> Any:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class Problem(NamedTuple):
    """One violated rule: the location (in Python names), the rule, a message, and the shortened value."""

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
    """The arguments do not match the document. No request was sent."""

    problems: tuple[Problem, ...]

    def __init__(self, operation: str, problems: Sequence[Problem], hint: str = "") -> None:
        self.problems = tuple(problems)
        more = f"\n{hint}" if hint else ""
        super().__init__(f"{operation}:{_render_problems(self.problems)}{more}")


class MissingCredentialError(ClientError):
    """The operation requires a credential that the client does not have. No request was sent."""


class ClientClosedError(ClientError):
    """The client, or the `http_client` passed to it, is closed."""


class PaginationError(ClientError):
    """The server did not say where the next page is, returned a page twice, or named another origin."""


class APIError(ClientError):
    """Base class of errors in communicating with the server."""

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
    """The client received no response, or only part of one."""


class APITimeoutError(APIConnectionError):
    """The request timed out, or the call exceeded its `deadline`."""


class APIResponseError(APIError):
    """Base class of errors that carry a response."""

    request: RequestInfo
    response: HttpResponse

    @property
    def status_code(self) -> int:
        return self.response.status_code


class APIResponseValidationError(APIResponseError):
    """The response does not match the document; `problems` lists the differences."""

    problems: tuple[Problem, ...] = ()


class APIResponseDecodeError(APIResponseValidationError):
    """The body cannot be decoded as its content type: an HTML page, truncated JSON, NaN, invalid gzip."""


class ResponseTooLargeError(APIResponseError):
    """The body exceeds `max_response_bytes`, or decompresses beyond `max_inflation`."""


class DownloadError(APIError):
    """An output of a task cannot be downloaded, or a file stands in its way."""


class LinkExpiredError(DownloadError):
    """The link to an output no longer works: request the task again, which returns new links."""


class APIStatusError(APIResponseError):
    """The server returned an error status; `body` is parsed into the documented type."""

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
    """Base class of errors raised while waiting: the last state of the task and the response that reported it."""

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
    """The task failed; `task` is its last state."""

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
        """Alias of `task`, for code written for the vendor's package."""
        return self.task


class TaskCancelledError(TaskFailedError):
    """The task was cancelled."""


class TaskTimeoutError(_TaskError, TimeoutError):
    """The task did not finish within the timeout. It keeps running on the server; `task` is its last known state."""


class JournalError(ClientError):
    """The journal of a run cannot be read or written. The run has ended."""


class JournalMismatch(ClientError):
    """The call cannot be recorded in a journal, or its key belongs to another call. Nothing was sent."""


class InDoubt(ClientError):
    """The call may have been sent, but no answer was recorded, so it is not sent again by itself.

    Find out whether the server has what the call creates, then settle it: `journal.resolve(key, id=...)`
    or `journal.resolve(key, resend=True)`.
    """

    def __init__(self, message: str, key: str) -> None:
        super().__init__(message)
        self.key = key


class ResponseValidationWarning(UserWarning):
    """A response does not match the document; its data is kept unchanged."""


class TransportFailure(Exception):
    """Internal: passes a failure from the transport to the retry policy.

    `sent` is true if the server may have received bytes; `received` is the incomplete response, if
    any.
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
    """Internal: an exception of a user's file or iterator, not of the connection."""

    def __init__(self, error: Exception) -> None:
        super().__init__("the request body could not be read")
        self.error = error
