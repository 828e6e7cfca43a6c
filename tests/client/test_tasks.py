"""Creating tasks and waiting for them: what is retried, what ends the waiting, what is returned."""

from __future__ import annotations

import inspect
import typing
from typing import Any

import httpx
import pytest

import runway_client
from runway_client import RunwayMLError, models
from tests.client.support import CREATED, HARE, ORGANIZATION, SPEECH, TASK_ID, good, page, task
from tests.harness.flavour import KEY, answer, answers, response, unpickled
from tests.harness.runway import ClientLab
from tests.harness.socket_server import message, sends


def start(lab: ClientLab, *states: Any) -> Any:
    """A task just created, whose looks have these outcomes."""
    results = [response(200, state) for state in states]
    client = lab.client(answers(response(200, CREATED), *results))
    return lab.run(client.image_to_video.create(**HARE))


# --- waiting --------------------------------------------------------------------------------------


@pytest.mark.parametrize("timeout", [600, None])
def test_waiting_ends_with_a_cancelled_task(lab: ClientLab, timeout: Any) -> None:
    created = start(lab, task("RUNNING"), task("CANCELLED"))
    with pytest.raises(runway_client.TaskCancelledError, match="was cancelled"):
        lab.run(created.wait_for_task_output(timeout=timeout))
    assert len(lab.requests) == 3 and len(lab.time.slept) == 1


def test_waiting_returns_a_succeeded_task(lab: ClientLab) -> None:
    """The samples in tests/typing have both type checkers look at `task.output` too."""
    created = start(lab, task("SUCCEEDED"))
    hints = typing.get_type_hints(type(created).wait_for_task_output)
    assert issubclass(hints["return"], models.SucceededTask)
    assert isinstance(lab.run(created.wait_for_task_output()), models.SucceededTask)


def test_waiting_looks_before_it_sleeps(lab: ClientLab) -> None:
    lab.run(start(lab, task("SUCCEEDED")).wait_for_task_output())
    assert lab.time.slept == []


def test_failed_task_raises_an_error_of_the_package(lab: ClientLab) -> None:
    with pytest.raises(RunwayMLError) as caught:
        lab.run(start(lab, task("FAILED")).wait_for_task_output())
    error = caught.value
    assert isinstance(error, runway_client.TaskFailedError)
    assert "The text was refused by content moderation. (SAFETY.INPUT.TEXT)" in str(error)
    assert error.task_details.failure == error.failure
    assert unpickled(error).failure_code == "SAFETY.INPUT.TEXT"


# --- replaying ------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [408, 500, 502, 504])
def test_post_is_not_retried_after_a_status(lab: ClientLab, status: int) -> None:
    with lab.serving(sends(message(b"{}", status))) as (client, server):
        with pytest.raises(runway_client.APIStatusError):
            lab.run(client.image_to_video.create(**HARE))
        assert len(server.requests) == 1


def test_post_is_not_retried_after_a_timeout(lab: ClientLab) -> None:
    """The generation has begun, and nobody may pay for it twice."""
    with lab.serving(sends(), timeout=0.1) as (client, server):
        with pytest.raises(runway_client.APITimeoutError) as caught:
            lab.run(client.image_to_video.create(**HARE))
        assert len(server.requests) == 1 and caught.value.retries_taken == 0


@pytest.mark.parametrize("method", ["create", "update"])
def test_conflict_is_not_retried(lab: ClientLab, method: str) -> None:
    client = lab.client(answer(409, {"error": "still being processed"}))
    arguments = [TASK_ID] if method == "update" else []
    with pytest.raises(runway_client.ConflictError, match="still being processed"):
        lab.run(getattr(client.documents, method)(*arguments, name="a", content="b"))
    assert len(lab.requests) == 1


@pytest.mark.parametrize("wait", ["61", "120", "Wed, 21 Oct 2099 07:28:00 GMT"])
def test_long_retry_after_is_not_cut_short(lab: ClientLab, wait: str) -> None:
    client = lab.client(answer(429, {"error": "busy"}, retry_after=wait))
    with pytest.raises(runway_client.RateLimitError) as caught:
        lab.run(client.image_to_video.create(**HARE))
    assert len(lab.requests) == 1 and lab.time.slept == []
    assert caught.value.retry_after is not None and caught.value.retry_after > 60


def test_long_retry_after_is_obeyed_where_allowed(lab: ClientLab) -> None:
    busy = response(429, {"error": "busy"}, retry_after="120")
    client = lab.client(answers(busy, response(200, CREATED)), max_retry_after=300)
    lab.run(client.image_to_video.create(**HARE))
    assert lab.time.slept == [120]


# --- answers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["text/html", "application/json"])
def test_html_with_status_200_raises_an_error_of_the_package(lab: ClientLab, kind: str) -> None:
    html = sends(message(b"<html><body>down for a moment", 200, f"Content-Type: {kind}"))
    with lab.serving(html) as (client, _):
        for calling in (client.organization.retrieve, client.voices.list):
            with pytest.raises(runway_client.APIResponseDecodeError) as caught:
                lab.run(calling())
            assert caught.value.status_code == 200 and "down for a moment" in str(caught.value)


def test_unknown_status_is_an_unknown_variant(lab: ClientLab) -> None:
    client = lab.client(answer(200, task("PAUSED", reason="holiday")))
    found = lab.run(client.tasks.retrieve(TASK_ID))
    assert isinstance(found, models.UnknownTask)
    assert not isinstance(found, models.PendingTask)
    assert found.model_extra is not None and found.model_extra["reason"] == "holiday"


def test_unknown_status_does_not_end_waiting(lab: ClientLab) -> None:
    done = lab.run(start(lab, task("PAUSED"), task("SUCCEEDED")).wait_for_task_output())
    assert done.status == "SUCCEEDED" and len(lab.time.slept) == 1


def test_missing_field_is_reported(lab: ClientLab) -> None:
    wire = {name: value for name, value in ORGANIZATION.items() if name != "creditBalance"}
    client = lab.client(answer(200, wire))
    with pytest.warns(runway_client.ResponseValidationWarning):
        found = lab.run(client.organization.retrieve())
    with pytest.raises(AttributeError, match="credit_balance"):
        _ = found.credit_balance
    assert not hasattr(found, "credit_balance")


def test_pages_follow_has_more(lab: ClientLab) -> None:
    client = lab.client(answer(200, page("n1", "a", hasMore=False).json()))
    assert [voice.name for voice in lab.all(client.voices.list())] == ["a"]
    assert len(lab.requests) == 1


def test_pages_go_on_after_an_empty_page(lab: ClientLab) -> None:
    client = lab.client(answers(page("n1", "a"), page("n2"), page("n3"), page(None, "b")))
    assert [voice.name for voice in lab.all(client.voices.list())] == ["a", "b"]


# --- calls ----------------------------------------------------------------------------------------


def test_path_argument_stays_in_its_segment(lab: ClientLab) -> None:
    with lab.serving(good()) as (client, server):
        for value in ("../organization", "..%2forganization", "%2e%2e/organization", "x/../../y"):
            with pytest.raises(runway_client.RequestValidationError, match="id"):
                lab.run(client.tasks.retrieve(value))
        assert server.requests == []


def test_create_builds_no_class(lab: ClientLab) -> None:
    first, second = start(lab), start(lab)
    assert type(first) is type(second)
    kind = "AsyncTaskCreatedHandle" if lab.is_async else "TaskCreatedHandle"
    assert type(first) is getattr(runway_client, kind)
    found = lab.run(lab.client(answer(200, CREATED)).text_to_speech.create(**SPEECH))
    assert type(found) is type(first)
    assert inspect.getmodule(type(first)) is not None


def test_tasks_and_clients_pickle(lab: ClientLab, monkeypatch: pytest.MonkeyPatch) -> None:
    created = start(lab)
    assert unpickled(created) == created and unpickled(created).id == created.id
    for handler in (answer(404, {"error": "gone"}), answers(httpx.ReadTimeout("late"))):
        with pytest.raises(runway_client.APIError) as caught:
            lab.run(lab.client(handler, max_retries=0).tasks.retrieve(TASK_ID))
        again = unpickled(caught.value)
        assert (type(again), str(again)) == (type(caught.value), str(caught.value))
    monkeypatch.setenv("RUNWAYML_API_SECRET", KEY)
    assert type(unpickled(lab.kind(api_key=KEY))) is lab.kind


def test_failed_task_error_pickles_with_its_response(lab: ClientLab) -> None:
    created = start(lab, task("FAILED", failure="no", failureCode="X"))
    with pytest.raises(runway_client.TaskFailedError) as caught:
        lab.run(created.wait_for_task_output())
    error = unpickled(caught.value)
    assert error.response.status_code == 200 and error.request.method == "GET"
    assert error.body["status"] == "FAILED" and error.retries_taken == 0
