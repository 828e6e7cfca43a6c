"""Build exchanges with timeouts, and convert their outcomes to responses and errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..base._unset import UNSET
from ..base.effects import Exchange
from ..base.errors import (
    APIConnectionError,
    APIResponseDecodeError,
    APITimeoutError,
    ClientError,
    ResponseTooLargeError,
    TransportFailure,
)
from ..base.redact import mask_text
from ..base.wire import HttpResponse, Received, RequestInfo, WireRequest
from ..config.settings import RequestOptions, timeout_parts

if TYPE_CHECKING:
    from ..config.client_config import Core
    from .retry import RetryState


def make_exchange(
    core: Core, request: WireRequest, options: RequestOptions, deadline: float | None
) -> Exchange:
    timeout = core.options.timeout if options.timeout is UNSET else options.timeout
    parts = timeout_parts(timeout)
    if deadline is not None:
        remaining = max(deadline - core.options.clock.now(), 0.001)
        parts = {
            name: remaining if seconds is None else min(seconds, remaining)
            for name, seconds in parts.items()
        }
    return Exchange(
        request,
        parts,
        deadline,
        core.options.clock.now,
        core.options.max_response_bytes,
        core.options.max_inflation,
    )


def to_response(received: Received, info: RequestInfo, taken: int) -> HttpResponse:
    return HttpResponse(
        received.status,
        received.headers,
        received.content,
        info,
        received.elapsed,
        taken,
        received.http_version,
        received.reason,
    )


def connection_error(
    failure: TransportFailure, info: RequestInfo, state: RetryState, secrets: tuple[str, ...] = ()
) -> ClientError:
    retried = f" after {state.taken} retries" if state.taken else ""
    message = f"{mask_text(failure.message, secrets)} ({info.method} {info.url}){retried}"
    if failure.received is not None:
        response = to_response(failure.received, info, state.taken)
        broken = ResponseTooLargeError if failure.too_large else APIResponseDecodeError
        return broken(
            f"{response.status_code} response: {message}",
            request=info,
            response=response,
            retries_taken=state.taken,
        )
    kind = APITimeoutError if failure.timeout else APIConnectionError
    return kind(message, request=info, retries_taken=state.taken)
