"""The flow of one call: hooks, retries, redirects, deadline, errors."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from ..auth.auth import authorize_flow
from ..base._unset import UNSET
from ..base.effects import Flow, Notify, Open, Sleep
from ..base.errors import APIConnectionError, TransportFailure
from ..base.header_rules import check_header
from ..base.redact import mask_text
from ..base.type_vars import T
from ..base.wire import HttpResponse, Received, RequestInfo, WireRequest
from ..config.base_url import parse_origin
from ..config.client_config import call_deadline
from ..config.settings import (
    NO_OPTIONS,
    Activity,
    GivenOptions,
    RequestOptions,
    RetryEvent,
    read_options,
)
from ..http.exchange import connection_error, make_exchange, to_response
from ..http.retry import RetryState
from ..request.extras import plain_extras
from ..request.request import build_request, check_request, given_headers, has_plain_headers

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..config.client_config import Core
    from .call import Call

MAX_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
KEEP_METHOD = frozenset({307, 308})


@dataclass(slots=True)
class Finished:
    """The outcome of a call before it is parsed."""

    response: HttpResponse
    replayed_delete: bool = False
    stream: Any = None


def call_flow(
    core: Core,
    call: Call[Any],
    options: GivenOptions | None = None,
    *,
    deadline: float | None = None,
    stream: bool = False,
) -> Flow[Finished]:
    """Send a call; statuses below 400 are returned, others raise."""
    flow = _call_flow(core, call, options, deadline, stream)
    if core.options.hooks.around is None:
        return flow
    operation = call.operation
    return observed(
        core, Activity("call", operation.label, operation.method, operation.path, call), flow
    )


def observed(core: Core, activity: Activity, flow: Flow[T]) -> Flow[T]:
    """The same flow inside the `around` hook."""
    with around(core, activity):
        return (yield from flow)


def around(core: Core, activity: Activity) -> AbstractContextManager[Any]:
    hook = core.options.hooks.around
    return nullcontext() if hook is None else hook(activity)


def _call_flow(
    core: Core,
    call: Call[Any],
    options: GivenOptions | None,
    deadline: float | None,
    stream: bool,
) -> Flow[Finished]:
    chosen = read_options(options) or NO_OPTIONS
    limit = _sooner(call_deadline(core, chosen), deadline)
    check_request(core, call, chosen)
    chosen = plain_extras(call, chosen)
    operation = call.operation
    state = _retry_state(core, call, chosen, limit)
    known = core.authorizations.get(operation)
    if known is not None and has_plain_headers(call, chosen):
        request, token = build_request(core, call, chosen, known), ""
    else:
        request, token = yield from _authorized(core, call, chosen)
    state.replayable = request.replayable
    finished = yield from attempts(core, request, chosen, state, stream=stream)
    if token and finished.response.status_code == 401 and request.replayable:
        if finished.stream is not None:
            yield Notify(finished.stream.close, None)
        request, _ = yield from _authorized(core, call, chosen, token)
        finished = yield from attempts(core, request, chosen, state, stream=stream)
    if finished.response.status_code >= 300 and finished.response.status_code != 304:
        if _is_replayed_delete(request, state, finished.response):
            finished.replayed_delete = True
        else:
            from ..response.response import raise_for_status

            if finished.stream is not None:
                finished = yield from drain(finished)
            raise_for_status(core, operation, finished.response)
    return finished


def _retry_state(
    core: Core, call: Call[Any], chosen: RequestOptions, limit: float | None
) -> RetryState:
    retries = core.options.max_retries if chosen.max_retries is UNSET else chosen.max_retries
    operation = call.operation
    on_conflict = "conflict" in operation.retry
    return RetryState(core.options, core.options.clock, operation.safe, on_conflict, retries, limit)


def _authorized(
    core: Core, call: Call[Any], options: RequestOptions, rejected: str = ""
) -> Flow[tuple[WireRequest, str]]:
    """The request, and the token in it if the client fetched one."""
    given = given_headers(core, call, options)
    authorization = yield from authorize_flow(core, call.operation, given, rejected)
    if authorization.lasts and has_plain_headers(call, options):
        core.authorizations[call.operation] = authorization
    return build_request(core, call, options, authorization), authorization.token


def drain(finished: Finished) -> Flow[Finished]:
    """Read the body of an error response, so that the exception contains it."""
    response = yield Notify(finished.stream.drain, finished.response)
    return Finished(response)


def _is_replayed_delete(request: WireRequest, state: RetryState, response: HttpResponse) -> bool:
    return request.method == "DELETE" and response.status_code == 404 and state.maybe_processed


def _sooner(one: float | None, other: float | None) -> float | None:
    if one is None or other is None:
        return one if other is None else other
    return min(one, other)


def attempts(
    core: Core,
    request: WireRequest,
    options: RequestOptions,
    state: RetryState,
    *,
    stream: bool = False,
) -> Flow[Finished]:
    """Send until the policy stops; returns the last response whatever its status."""
    redirects = 0
    base_headers = list(request.headers)
    while True:
        request.headers = list(base_headers)
        info = request.info()
        if core.options.hooks.before_request is not None:
            yield from _before(core.options.hooks.before_request, request, info)
        _log_request(core, request, info)
        exchange = make_exchange(core, request, options, state.deadline)
        failure: TransportFailure | None = None
        response: HttpResponse | None = None
        received: Received | None = None
        try:
            received = yield (Open(exchange) if stream else exchange)
        except TransportFailure as caught:
            failure = caught
            delay = state.after_failure(failure)
            _log_failure(core, info, failure)
            if delay is None:
                raise connection_error(failure, info, state, request.secrets) from failure.__cause__
        else:
            assert received is not None
            response = to_response(received, info, state.taken)
            _log_response(core, response)
            if core.options.hooks.after_response is not None:
                yield Notify(core.options.hooks.after_response, response)
            if _may_redirect(core, request, response, redirects):
                redirects += 1
                base_headers = _redirect(request, response, base_headers)
                yield from _close(received)
                continue
            delay = state.after_response(response.status_code, response.headers)
            if delay is None:
                return Finished(response, stream=received.stream)
            yield from _close(received)
        yield from pause(core, info, response, failure, state, delay)


def _close(received: Received) -> Flow[None]:
    if received.stream is not None:
        yield Notify(received.stream.close, None)


def pause(
    core: Core,
    info: RequestInfo,
    response: HttpResponse | None,
    failure: TransportFailure | None,
    state: RetryState,
    delay: float,
) -> Flow[None]:
    hook = core.options.hooks.on_retry
    if hook is not None:
        error = failure and APIConnectionError(failure.message, request=info)
        yield Notify(hook, RetryEvent(info, response, error, state.taken, delay))
    core.logger.info("retry %d of %s %s in %.2f s", state.taken, info.method, info.url, delay)
    yield Sleep(delay)


def _before(
    hook: Callable[[RequestInfo], Any], request: WireRequest, info: RequestInfo
) -> Flow[None]:
    added: dict[str, str] = (yield Notify(hook, info)) or {}
    if not request.to_api:
        return  # what a hook adds may be a secret of the API
    for name, value in added.items():
        check_header(name, value, operation="before_request")
        request.headers = [pair for pair in request.headers if pair[0].lower() != name.lower()]
        request.headers.append((name, value))


def _may_redirect(core: Core, request: WireRequest, response: HttpResponse, count: int) -> bool:
    """Only if enabled, to the same origin, and if the method stays the same."""
    status = response.status_code
    if not core.options.follow_redirects or status not in REDIRECTS or count >= MAX_REDIRECTS:
        return False
    if "location" not in response.headers or (status in KEEP_METHOD and not request.replayable):
        return False
    target = urljoin(request.url, response.headers["location"])
    if parse_origin(target) != parse_origin(request.url):
        return False
    return status in KEEP_METHOD or status == 303 or request.method in ("GET", "HEAD")


def _redirect(
    request: WireRequest, response: HttpResponse, headers: list[tuple[str, str]]
) -> list[tuple[str, str]]:
    target = urljoin(request.url, response.headers["location"])
    request.url = target.partition("#")[0]
    if response.status_code == 303 and request.method != "HEAD":
        request.method, request.content = "GET", None
        return [pair for pair in headers if not pair[0].lower().startswith("content-")]
    return headers


def _log_request(core: Core, request: WireRequest, info: RequestInfo) -> None:
    if core.logger.isEnabledFor(10):
        from ..base.logs import log_request

        log_request(core.logger, request, info)


def _log_response(core: Core, response: HttpResponse) -> None:
    if core.logger.isEnabledFor(20):
        from ..base.logs import log_response

        log_response(core.logger, response, core.secrets(), core.settings.secret_names)


def _log_failure(core: Core, info: RequestInfo, failure: TransportFailure) -> None:
    core.logger.info(
        "%s %s failed: %s", info.method, info.url, mask_text(failure.message, core.secrets())
    )
