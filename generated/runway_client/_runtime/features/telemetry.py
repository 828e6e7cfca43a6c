"""Spans and metrics of OpenTelemetry, as hooks of a client; `instrument` imports it."""

from __future__ import annotations

import importlib
import time
from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from ..base.errors import ClientError
from ..base.json_types import is_object
from ..base.redact import MASK
from ..config.base_url import DEFAULT_PORTS
from ..config.option_checks import check_kind, check_switch
from ..config.settings import Activity, Hooks, RetryEvent

if TYPE_CHECKING:
    from ..base.wire import HttpResponse, RequestInfo

BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)
METHODS: Final = frozenset("GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH".split())
KEY: Final = "specwright-activity"
LONGEST: Final = 128


@dataclass(frozen=True, slots=True)
class GenerativeAI:
    """Which calls are generations: those with a text in the argument `model` of the API."""

    provider: str
    model: str
    operation: str = "generate_content"


def instrument(
    package: str,
    version: str,
    generative: GenerativeAI | None,
    *,
    tracer_provider: Any = None,
    meter_provider: Any = None,
    propagate: bool = False,
    hooks: Hooks | None = None,
) -> Hooks:
    """Hooks that make spans and metrics, and call those of `hooks`, too."""
    check_switch("propagate", propagate)
    if hooks is not None:
        check_kind("hooks", hooks, Hooks)
    try:
        api = importlib.import_module("opentelemetry")
        for name in ("context", "metrics", "propagate", "trace"):
            importlib.import_module(f"opentelemetry.{name}")
    except ImportError:
        raise ClientError(
            "OpenTelemetry is not installed: install the extra `opentelemetry` of this package"
        ) from None
    telemetry = _Telemetry(
        api,
        api.trace.get_tracer(package, version, tracer_provider),
        api.metrics.get_meter(package, version, meter_provider),
        generative,
        propagate,
        hooks or Hooks(),
    )
    return Hooks(telemetry.before, telemetry.after, telemetry.retried, telemetry.around)


class _State:
    """An activity in progress, and its attempt in progress."""

    def __init__(self, activity: Activity, span: Any) -> None:
        self.activity = activity
        self.span = span
        self.resends = 0
        self.attempt: tuple[Any, dict[str, Any], float] | None = None
        self.outer: Callable[[object], object] | None = None
        self._last: object = None

    def tell(self, status: object) -> None:
        if self.outer is not None:
            self.outer(status)
        if status != self._last:
            self._last = status
            self.span.add_event("task.state", {"task.state": str(status)[:LONGEST]})


class _Telemetry:
    def __init__(
        self,
        api: Any,
        tracer: Any,
        meter: Any,
        generative: GenerativeAI | None,
        propagate: bool,
        hooks: Hooks,
    ) -> None:
        self._api = api
        self._tracer = tracer
        self._generative = generative
        self._propagate = propagate
        self._hooks = hooks
        self._duration = meter.create_histogram(
            "http.client.request.duration",
            unit="s",
            description="Duration of HTTP client requests.",
            explicit_bucket_boundaries_advisory=list(BUCKETS),
        )

    @contextmanager
    def around(self, activity: Activity) -> Generator[Callable[[object], None], None, None]:
        api, outer = self._api, self._hooks.around
        name, attributes = self._described(activity)
        is_generation = "gen_ai.request.model" in attributes
        kind = api.trace.SpanKind.CLIENT if is_generation else api.trace.SpanKind.INTERNAL
        span = self._tracer.start_span(name, kind=kind, attributes=attributes)
        state = _State(activity, span)
        context = api.context.set_value(KEY, state, api.trace.set_span_in_context(span))
        token = api.context.attach(context)
        kind_of_error: str | None = None
        try:
            if outer is None:
                yield state.tell
            else:
                with outer(activity) as tell:
                    state.outer = tell
                    yield state.tell
        except BaseException as error:
            # A flow that is abandoned is closed; what ended it is the context.
            ended = error.__context__ if isinstance(error, GeneratorExit) else error
            kind_of_error = type(ended or error).__name__
            raise
        finally:
            self._end_attempt(state, None, kind_of_error or "_OTHER")
            if kind_of_error is not None:
                self._fail(span, kind_of_error)
            api.context.detach(token)
            span.end()

    def _described(self, activity: Activity) -> tuple[str, dict[str, Any]]:
        """The name and attributes of a span; of the arguments, only the model is told."""
        attributes = {}
        if activity.template:
            attributes = {
                "http.request.method": activity.method,
                "url.template": activity.template,
            }
        found = self._generative
        if found is not None and activity.kind == "call":
            body, given = activity.call.body, activity.call.parameters
            model = body.get(found.model) if is_object(body) else given.get(found.model)
            if isinstance(model, str):
                attributes["gen_ai.operation.name"] = found.operation
                attributes["gen_ai.provider.name"] = found.provider
                attributes["gen_ai.request.model"] = model = model[:LONGEST]
                return f"{found.operation} {model}", attributes
        is_call = activity.kind == "call"
        return activity.name if is_call else f"{activity.kind} {activity.name}", attributes

    def before(self, info: RequestInfo) -> Any:
        state = self._api.context.get_value(KEY)
        added: dict[str, str] = {}
        if isinstance(state, _State):
            self._end_attempt(state, None, "_OTHER")
            attributes = _of_request(info)
            name = attributes["http.request.method"].replace("_OTHER", "HTTP")
            if state.activity.template and info.operation == state.activity.name:
                attributes["url.template"] = state.activity.template
                name = f"{name} {state.activity.template}"
            more: dict[str, Any] = {"url.full": _without_values(info.url)}
            if state.resends:
                more["http.request.resend_count"] = state.resends
            state.resends += 1
            kind = self._api.trace.SpanKind.CLIENT
            span = self._tracer.start_span(name, kind=kind, attributes={**attributes, **more})
            state.attempt = (span, attributes, time.perf_counter())
            if self._propagate:
                context = self._api.trace.set_span_in_context(span)
                self._api.propagate.inject(added, context=context)
        return _then(self._hooks.before_request, info, added)

    def after(self, response: HttpResponse) -> Any:
        state = self._api.context.get_value(KEY)
        if isinstance(state, _State):
            self._end_attempt(state, response, None)
        hook = self._hooks.after_response
        return None if hook is None else hook(response)

    def retried(self, event: RetryEvent) -> Any:
        state = self._api.context.get_value(KEY)
        if isinstance(state, _State):
            self._end_attempt(state, None, type(event.error).__name__)
        hook = self._hooks.on_retry
        return None if hook is None else hook(event)

    def _end_attempt(self, state: _State, response: HttpResponse | None, error: str | None) -> None:
        if state.attempt is None:
            return
        (span, attributes, started), state.attempt = state.attempt, None
        if response is not None:
            status = response.status_code
            attributes["http.response.status_code"] = status
            attributes["network.protocol.version"] = response.http_version.partition("/")[2]
            error = str(status) if status >= 400 else None
        if error is not None:
            attributes["error.type"] = error
            self._fail(span, error)
        span.set_attributes(attributes)
        context = self._api.trace.set_span_in_context(span)
        self._duration.record(time.perf_counter() - started, attributes, context)
        span.end()

    def _fail(self, span: Any, kind: str) -> None:
        """Without the message, which may quote arguments."""
        span.set_attribute("error.type", kind)
        span.set_status(self._api.trace.StatusCode.ERROR)


def _of_request(info: RequestInfo) -> dict[str, Any]:
    parts = urlsplit(info.url)
    return {
        "http.request.method": info.method if info.method in METHODS else "_OTHER",
        **(
            {
                "server.address": parts.hostname,
                "server.port": parts.port or DEFAULT_PORTS.get(parts.scheme, 0),
                "url.scheme": parts.scheme,
            }
            if parts.hostname
            else {}
        ),
    }


def _without_values(url: str) -> str:
    """The masked URL without the values of its query, which may be what a user wrote."""
    head, mark, query = url.partition("?")
    pairs = (pair.partition("=") for pair in query.split("&"))
    return head + mark + "&".join(f"{name}{sign}{MASK if sign else ''}" for name, sign, _ in pairs)


def _then(
    hook: Callable[[RequestInfo], Any] | None, info: RequestInfo, added: dict[str, str]
) -> Any:
    """The headers of a user's hook and ours, awaited if that one is."""
    given: Any = None if hook is None else hook(info)
    if isawaitable(given):
        return _merged(given, added)
    headers: dict[str, str] = {**(given or {}), **added}
    return headers


async def _merged(given: Awaitable[Mapping[str, str] | None], added: dict[str, str]) -> Any:
    return {**(await given or {}), **added}
