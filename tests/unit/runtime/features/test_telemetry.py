"""Spans and metrics of OpenTelemetry: one span per call, one per attempt, no prompts and no secrets."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from specwright.runtime import (
    APIConnectionError,
    APIStatusError,
    GenerativeAI,
    Hooks,
    RequestInfo,
    TaskFailedError,
    instrument,
)
from tests.harness.flavour import KEY, response
from tests.unit.runtime.lab import JOB_ID, Lab, item, job


class Scope:
    """Instruments a client; has the spans and points that it made."""

    def __init__(self) -> None:
        self.exporter, self.reader = InMemorySpanExporter(), InMemoryMetricReader()
        self._tracers = TracerProvider()
        self._tracers.add_span_processor(SimpleSpanProcessor(self.exporter))
        self._meters = MeterProvider([self.reader])

    def hooks(self, **options: Any) -> Hooks:
        generative = GenerativeAI("sample", "model")
        providers = {"tracer_provider": self._tracers, "meter_provider": self._meters}
        return instrument("sample", "1", generative, **providers, **options)

    @property
    def spans(self) -> list[ReadableSpan]:
        """Parents first."""
        return sorted(self.exporter.get_finished_spans(), key=lambda span: span.start_time or 0)

    @property
    def tree(self) -> list[str]:
        names = {span.context.span_id: span.name for span in self.spans}
        return [
            f"{names[span.parent.span_id]} > {span.name}" if span.parent else span.name
            for span in self.spans
        ]

    @property
    def points(self) -> list[Any]:
        data: Any = self.reader.get_metrics_data()
        (metric,) = data.resource_metrics[0].scope_metrics[0].metrics
        assert (metric.name, metric.unit) == ("http.client.request.duration", "s")
        return list(metric.data.data_points)


@pytest.fixture
def scope() -> Iterator[Scope]:
    made = Scope()
    yield made
    text = "".join(span.to_json() for span in made.spans)
    assert KEY not in text and "a hare" not in text and "secret" not in text


def failing(*answers: Any) -> Any:
    left = list(answers)

    def handler(request: httpx.Request) -> httpx.Response:
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx.Response) else response(*answer)

    return handler


def test_a_call_has_a_span_and_one_for_each_attempt(lab: Lab, scope: Scope) -> None:
    lost = httpx.ConnectError("no")
    client = lab.client(failing(lost, (503,), (200, item())), hooks=scope.hooks())
    lab.run(client.items.retrieve("a", extra_query={"q": "a hare", "token": "secret"}))
    name = "GET /items/{name}/detail"
    assert scope.tree == ["items.retrieve", *[f"items.retrieve > {name}"] * 3]
    call, first, second, third = scope.spans
    assert {**(call.attributes or {})} == {
        "http.request.method": "GET",
        "url.template": "/items/{name}/detail",
    }
    assert call.status.is_unset and not first.status.is_ok
    common = {
        "http.request.method": "GET",
        "server.address": "api.sample.test",
        "server.port": 443,
        "url.scheme": "https",
        "url.template": "/items/{name}/detail",
    }
    url = "https://api.sample.test/root/items/a/detail?q=***&token=***"
    assert {**(first.attributes or {})} == {
        **common, "url.full": url, "error.type": "APIConnectionError"
    }  # fmt: skip
    assert {**(second.attributes or {})} == {
        **common, "url.full": url, "error.type": "503", "http.response.status_code": 503,
        "network.protocol.version": "1.1", "http.request.resend_count": 1,
    }  # fmt: skip
    third_attributes = third.attributes or {}
    assert third_attributes["http.request.resend_count"] == 2 and third.status.is_unset
    points = scope.points
    assert sorted(str(p.attributes.get("error.type")) for p in points) == [
        "503", "APIConnectionError", "None"
    ]  # fmt: skip
    assert points[0].explicit_bounds[:3] == (0.005, 0.01, 0.025)
    assert "url.full" not in points[0].attributes


def test_errors_end_their_spans_and_leave_no_context(lab: Lab, scope: Scope) -> None:
    from opentelemetry import trace

    client = lab.client(
        failing((404,), httpx.ReadTimeout("slow")), hooks=scope.hooks(), max_retries=0
    )
    with pytest.raises(APIStatusError):
        lab.run(client.items.retrieve("a"))
    with pytest.raises(APIConnectionError):
        lab.run(client.items.retrieve("a"))
    kinds = [(span.attributes or {}).get("error.type") for span in scope.spans]
    assert kinds == ["NotFoundError", "404", "APITimeoutError", "APITimeoutError"]
    assert not trace.get_current_span().get_span_context().is_valid

    def interrupt(info: RequestInfo) -> None:
        raise KeyboardInterrupt

    client = lab.client(failing(), hooks=scope.hooks(hooks=Hooks(interrupt)))
    with pytest.raises(KeyboardInterrupt):
        lab.run(client.items.retrieve("a"))
    assert (scope.spans[-2].attributes or {})["error.type"] == "KeyboardInterrupt"
    assert not trace.get_current_span().get_span_context().is_valid


def test_waiting_has_a_span_with_the_states(lab: Lab, scope: Scope) -> None:
    answers = [(200, {"id": JOB_ID}), *((200, job(s)) for s in ("PENDING", "PENDING"))]
    client = lab.client(
        failing(*answers, (200, job("FAILED", failure="a hare"))), hooks=scope.hooks()
    )
    created = lab.run(client.jobs.create(model="small", prompt_text="a hare"))
    with pytest.raises(TaskFailedError):
        lab.run(created.wait_for_output())
    poll = ["wait jobs.retrieve > jobs.retrieve", "jobs.retrieve > GET /jobs/{id}"]
    assert scope.tree == [
        "generate_content small",
        "generate_content small > POST /jobs",
        "wait jobs.retrieve",
        *poll * 3,
    ]
    create, wait = scope.spans[0], scope.spans[2]
    attributes = create.attributes or {}
    assert attributes["gen_ai.request.model"] == "small"
    assert attributes["gen_ai.provider.name"] == "sample"
    assert attributes["gen_ai.operation.name"] == "generate_content"
    assert [(event.attributes or {})["task.state"] for event in wait.events] == [
        "PENDING",
        "FAILED",
    ]


def test_pages_streams_and_the_context_for_the_api(lab: Lab, scope: Scope) -> None:
    seen: list[str] = []
    mine = Hooks(before_request=lambda info: seen.append(info.method) or {"X-Mine": "1"})
    client = lab.client(
        lambda request: response(200, item()), hooks=scope.hooks(propagate=True, hooks=mine)
    )
    with lab.within(client.stream(lab.endpoints.items.retrieve("a"))) as stream:
        lab.run(stream.read())
    trace_id = f"{scope.spans[1].context.trace_id:032x}-{scope.spans[1].context.span_id:016x}"
    assert lab.requests[0].headers["traceparent"].startswith(f"00-{trace_id}-")
    assert lab.requests[0].headers["x-mine"] == "1" and seen == ["GET"]


def test_nothing_is_sent_along_to_other_hosts(lab: Lab, scope: Scope, tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host == "files.test":
            return httpx.Response(200, content=b"x")
        return response(200, job("SUCCEEDED", output=["https://files.test/a.png?sig=secret"]))

    mine = Hooks(before_request=lambda info: {"X-Key": "secret"})
    client = lab.client(answer, hooks=scope.hooks(propagate=True, hooks=mine))
    task = lab.run(client.jobs.retrieve(JOB_ID))
    lab.run(task.download(tmp_path))
    assert not {"traceparent", "x-key"} & {*lab.requests[-1].headers}
    assert scope.tree[-2:] == ["download jobs.retrieve", "download jobs.retrieve > GET"]


def test_nothing_is_imported_until_it_is_used() -> None:
    code = """
import sys
from runway_client import RunwayML, telemetry
RunwayML(api_key="x").image_to_video
assert not [name for name in sys.modules if name.startswith("opentelemetry")]
sys.modules["opentelemetry"] = None
try:
    telemetry.instrument()
except Exception as error:
    assert "install the extra `opentelemetry`" in str(error), error
else:
    raise AssertionError
"""
    generated = Path(__file__).parents[4] / "generated"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60, cwd=generated)
