"""What comes out of a call: models, validation, errors, raw responses, pages; and waiting for tasks."""

from __future__ import annotations

import datetime as dt
import json
import re
import warnings
from collections.abc import Callable
from typing import Any

import httpx
import pytest

import runway_client
from runway_client import models
from tests.client.support import AVATAR, CREATED, ORGANIZATION, SPEECH, TASK_ID, page, task
from tests.harness.flavour import KEY, answer, answers, response
from tests.harness.runway import ClientLab, examples

# --- responses ------------------------------------------------------------------------------------


def instants(value: Any) -> Any:
    """JSON in which date-times are compared as what they mean."""
    if isinstance(value, dict):
        return {key: instants(item) for key, item in value.items()}
    if isinstance(value, list):
        return [instants(item) for item in value]
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT.*Z", value):
        return dt.datetime.strptime(f"{value:.19}Z", "%Y-%m-%dT%H:%M:%SZ"), value[19:23].rstrip("Z")
    return value


def test_responses_are_models_that_keep_what_they_do_not_know(lab: ClientLab) -> None:
    wire = {**task("SUCCEEDED"), "brandNew": {"a": [1]}}
    found = lab.run(lab.client(answer(200, wire)).tasks.retrieve(TASK_ID))
    assert isinstance(found, models.SucceededTask)
    assert found.id == TASK_ID and json.dumps([found.id])
    assert found.created_at == dt.datetime(2024, 6, 27, 19, 49, 32, 334000, dt.timezone.utc)
    assert found.output == ["https://example.com/output.mp4"]
    dumped = found.model_dump(mode="json", by_alias=True, exclude_unset=True)
    assert instants(dumped) == instants(wire)


def test_responses_with_an_unknown_variant_or_enum_value(lab: ClientLab) -> None:
    found = lab.run(lab.client(answer(200, task("PAUSED"))).tasks.retrieve(TASK_ID))
    assert isinstance(found, models.UnknownTask)
    assert getattr(found, "status") == "PAUSED"  # noqa: B009  (its type says `~unknown`)
    dumped = found.model_dump(mode="json", by_alias=True, exclude_unset=True)
    assert instants(dumped) == instants(task("PAUSED"))
    voice = {"type": "runway-live-preset", "presetId": "nobody", "name": "N", "description": "D"}
    avatar = lab.run(lab.client(answer(200, {**AVATAR, "voice": voice})).avatars.retrieve(TASK_ID))
    assert avatar.voice.preset_id == "nobody"


GETS = [one for one in runway_client.OPERATIONS if one.operation_id.startswith("get")]


@pytest.mark.parametrize("operation", GETS, ids=lambda one: one.operation_id)
def test_responses_dump_as_they_were_received(lab: ClientLab, operation: Any) -> None:
    arguments = [TASK_ID] if "{id}" in operation.path else []
    for wire in examples(operation.operation_id).values():
        found = lab.run(lab.client(answer(200, wire)).send(operation.endpoint(*arguments)))
        dumped = found.model_dump(mode="json", by_alias=True, exclude_unset=True)
        assert instants(dumped) == instants(wire)


# --- validation of responses ----------------------------------------------------------------------

WRONG = {**ORGANIZATION, "creditBalance": "many"}
MISSING = {name: value for name, value in ORGANIZATION.items() if name != "creditBalance"}


def test_validation_of_responses_lenient_reports_once(lab: ClientLab) -> None:
    client = lab.client(answers(*[response(200, WRONG)] * 2, response(200, MISSING)))
    with pytest.warns(runway_client.ResponseValidationWarning, match="credit_balance|creditB"):
        assert lab.run(client.organization.retrieve()).credit_balance == "many"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert lab.run(client.organization.retrieve()).credit_balance == "many"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = lab.run(client.organization.retrieve())
    with pytest.raises(AttributeError, match=r"credit_balance(.|\n)*organization"):
        _ = found.credit_balance


@pytest.mark.parametrize("wire", [WRONG, MISSING], ids=["wrong", "missing"])
def test_validation_of_responses_strict_and_off(lab: ClientLab, wire: Any) -> None:
    strict = lab.client(answer(200, wire), response_validation="strict")
    with pytest.raises(runway_client.APIResponseValidationError, match=r"creditBalance|credit_b"):
        lab.run(strict.organization.retrieve())
    off = lab.client(answer(200, wire), response_validation="off")  # a warning would be an error
    assert lab.run(off.organization.retrieve()).usage.models.keys() == {"gen4.5"}


@pytest.mark.parametrize("mode", ["lenient", "strict", "off"])
def test_validation_of_responses_never_takes_another_content_type(
    lab: ClientLab, mode: str
) -> None:
    handler = answer(200, b"<html>", content_type="text/html")
    with pytest.raises(runway_client.APIResponseValidationError):
        lab.run(lab.client(handler, response_validation=mode).organization.retrieve())


# --- errors ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (400, "BadRequestError"),
        (401, "AuthenticationError"),
        (403, "PermissionDeniedError"),
        (404, "NotFoundError"),
        (409, "ConflictError"),
        (422, "UnprocessableEntityError"),
        (429, "RateLimitError"),
        (500, "InternalServerError"),
        (529, "InternalServerError"),
    ],
)
def test_errors_have_a_class_for_each_status(lab: ClientLab, status: int, name: str) -> None:
    handler = answer(status, {"error": "No such thing"}, x_request_id="r-1")
    with pytest.raises(getattr(runway_client, name)) as caught:
        lab.run(lab.client(handler, max_retries=0).tasks.retrieve(TASK_ID))
    error: Any = caught.value
    assert isinstance(error, runway_client.APIStatusError)
    assert (error.status_code, error.request_id, error.retries_taken) == (status, "r-1", 0)
    assert error.request.method == "GET" and error.response.json() == {"error": "No such thing"}
    assert error.body is not None and "No such thing" in str(error)


def test_errors_are_one_hierarchy() -> None:
    r = runway_client
    assert issubclass(r.APITimeoutError, r.APIConnectionError)
    assert issubclass(r.APIConnectionError, r.APIError) and issubclass(r.APIError, r.RunwayMLError)
    assert issubclass(r.APIStatusError, r.APIError)
    assert issubclass(r.APIResponseValidationError, r.APIError)
    assert issubclass(r.RequestValidationError, (r.RunwayMLError,))
    assert issubclass(r.TaskCancelledError, r.TaskFailedError)
    assert issubclass(r.TaskFailedError, r.RunwayMLError)
    assert issubclass(r.TaskTimeoutError, TimeoutError)
    assert issubclass(r.TaskTimeoutError, r.RunwayMLError)


def test_errors_of_the_connection_have_no_response(lab: ClientLab) -> None:
    for failure, kind in (
        (httpx.ReadError("lost"), runway_client.APIConnectionError),
        (httpx.ReadTimeout("late"), runway_client.APITimeoutError),
    ):
        client = lab.client(answers(failure), max_retries=1)
        with pytest.raises(kind) as caught:
            lab.run(client.tasks.retrieve(TASK_ID))
        error = caught.value
        assert error.request is not None and error.response is None and error.request_id is None
        assert error.retries_taken == 1 and KEY not in repr(error)


# --- raw ------------------------------------------------------------------------------------------

RAW: list[Callable[[Any], Any]] = [
    lambda client: client.with_raw_response.tasks,
    lambda client: client.tasks.with_raw_response,
]


@pytest.mark.parametrize("resource", RAW, ids=["of the client", "of the resource"])
def test_raw(lab: ClientLab, resource: Callable[[Any], Any]) -> None:
    handler = answers(httpx.ConnectError("x"), response(200, task("RUNNING"), x_request_id="r-2"))
    raw = lab.run(resource(lab.client(handler)).retrieve(TASK_ID))
    assert isinstance(raw, runway_client.RawResponse)
    assert (raw.status_code, raw.request_id, raw.retries_taken) == (200, "r-2", 1)
    assert raw.headers["X-Request-Id"] == "r-2" and raw.elapsed >= 0
    assert raw.json() == task("RUNNING")
    assert raw.parse().progress == 0.25


def test_raw_methods_keep_their_signature(lab: ClientLab) -> None:
    """One wrapper for all of them: it is the method itself that is called."""
    client = lab.client(answer(200, page("n", "a").json()))
    with pytest.raises(TypeError):
        client.with_raw_response.voices.list(5)
    raw = lab.run(client.with_raw_response.voices.list(limit=5))
    assert [voice.name for voice in raw.parse().data] == ["a"]


def test_raw_streams_large_bodies(lab: ClientLab) -> None:
    call = runway_client.endpoints.organization.retrieve()
    manager = lab.client(answer(200, ORGANIZATION)).stream(call)
    opened = lab.enter(manager)
    assert opened.status_code == 200
    assert b"".join(lab.all(opened.iter_bytes())) == response(200, ORGANIZATION).content
    lab.leave(manager)


# --- pages ----------------------------------------------------------------------------------------


def names(lab: ClientLab, *pages: httpx.Response, **arguments: Any) -> list[str]:
    found = lab.all(lab.client(answers(*pages)).voices.list(**arguments))
    return [voice.name for voice in found]


def test_pages_are_walked_and_limit_is_their_size(lab: ClientLab) -> None:
    assert names(lab, page("n1", "a", "b"), page(None, "c"), limit=1) == ["a", "b", "c"]
    queries = [dict(request.url.params) for request in lab.requests]
    assert queries == [{"limit": "1"}, {"limit": "1", "cursor": "n1"}]


def test_pages_end_where_the_server_says(lab: ClientLab) -> None:
    assert names(lab, page("n1", "a", hasMore=False)) == ["a"]
    assert names(lab, page("n1"), page(None, "a")) == ["a"]
    with pytest.raises(runway_client.PaginationError):
        names(lab, page("n1", "a"), page("n1", "b"))


@pytest.mark.filterwarnings("ignore:.*hasMore|.*has_more")
def test_pages_without_has_more_follow_the_cursor(lab: ClientLab) -> None:
    first = page("n1", "a").json()
    del first["hasMore"]
    assert names(lab, response(200, first), page(None, "b")) == ["a", "b"]


def test_pages_one_by_one(lab: ClientLab) -> None:
    client = lab.client(answers(page("n1", "a"), page(None, "b")))
    first = lab.run(client.voices.list())
    assert [voice.name for voice in first.data] == ["a"] and first.has_next_page()
    second = lab.run(first.next_page())
    assert [voice.name for voice in second.data] == ["b"]
    assert lab.run(second.next_page()) is None
    client = lab.client(answers(page("n1", "a"), page(None, "b")))
    listed = client.voices.list()
    assert [len(one.data) for one in lab.all(listed.pages())] == [1, 1]


# --- waiting --------------------------------------------------------------------------------------


def created(lab: ClientLab, *states: Any, **options: Any) -> Any:
    """A created task whose looks have these outcomes."""
    results = [one if isinstance(one, Exception) else response(200, one) for one in states]
    client = lab.client(answers(response(200, CREATED), *results), **options)
    return lab.run(client.text_to_speech.create(**SPEECH))


def test_waiting_looks_first_then_every_five_seconds(lab: ClientLab) -> None:
    states = [task("PENDING"), task("THROTTLED"), task("RUNNING"), task("SUCCEEDED")]
    seen: list[models.Task] = []
    done = lab.run(created(lab, *states).wait_for_task_output(on_update=lambda t: seen.append(t)))
    assert done.output == ["https://example.com/output.mp4"]
    assert [one.status for one in seen] == ["PENDING", "THROTTLED", "RUNNING", "SUCCEEDED"]
    assert len(lab.time.slept) == 3 and all(5 <= pause <= 6 for pause in lab.time.slept)


def test_waiting_for_what_was_retrieved(lab: ClientLab) -> None:
    client = lab.client(answers(response(200, task("RUNNING")), response(200, task("SUCCEEDED"))))
    found = lab.run(client.tasks.retrieve(TASK_ID))
    assert lab.run(found.wait_for_task_output()).status == "SUCCEEDED"


@pytest.mark.parametrize(
    ("state", "kind"),
    [("FAILED", "TaskFailedError"), ("CANCELLED", "TaskCancelledError")],
)
def test_waiting_ends_at_once_when_the_task_has_ended(
    lab: ClientLab, state: str, kind: str
) -> None:
    with pytest.raises(runway_client.TaskFailedError) as caught:
        lab.run(created(lab, task(state)).wait_for_task_output(timeout=None))
    assert type(caught.value).__name__ == kind and lab.time.slept == []
    assert caught.value.task.status == state
    if state == "FAILED":
        assert caught.value.failure_code == "SAFETY.INPUT.TEXT"
        assert str(caught.value.failure) in str(caught.value)


def test_waiting_has_a_deadline_that_includes_requests(lab: ClientLab) -> None:
    with pytest.raises(runway_client.TaskTimeoutError) as caught:
        lab.run(created(lab, task("RUNNING")).wait_for_task_output(timeout=12))
    assert caught.value.task.status == "RUNNING" and sum(lab.time.slept) <= 12
    timeouts: list[float] = []

    def handler(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return response(200, CREATED)
        timeouts.append(float(request.extensions["timeout"]["connect"]))
        lab.time.now += 3
        return response(200, task("RUNNING"))

    waiting = lab.run(lab.client(handler).text_to_speech.create(**SPEECH))
    with pytest.raises(runway_client.TaskTimeoutError):
        lab.run(waiting.wait_for_task_output(timeout=10))
    assert timeouts == [5.0, pytest.approx(1.5, abs=1)]
