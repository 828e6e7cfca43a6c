"""Tests of a user, which both type checkers accept: mocks and made models."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from typing_extensions import assert_type

from runway_client import AsyncRunwayML, RunwayML, endpoints, models, testing


@pytest.fixture
def mock() -> Iterator[testing.Mock]:
    with testing.mock(seed=7, task_seconds=2.5) as mock:
        yield mock


def test_clients(mock: testing.Mock) -> None:
    assert_type(mock.client(), RunwayML)
    assert_type(mock.async_client(max_retries=0), AsyncRunwayML)


def test_scripts(mock: testing.Mock) -> None:
    script = mock.on("tasks.retrieve").reply(status=429, headers={"Retry-After": "1"}).then()
    assert_type(script, testing.Script)
    mock.on(endpoints.tasks.retrieve).reset().tasks("PENDING", "FAILED")
    mock.on("createVoice").reply(json={"id": "x"}, delay=2).call(answer)
    mock.tasks("RUNNING", "SUCCEEDED")
    mock.pages(3, size=2)
    call = mock.calls[0]
    assert_type(call, testing.MockCall)
    assert_type(call.request, testing.MockRequest)
    mock.assert_all_used()


def answer(request: testing.MockRequest) -> testing.MockResponse:
    return testing.MockResponse(200, (("Content-Type", "application/json"),), request.body)


def test_models() -> None:
    task = testing.make(models.SucceededTask, output=["https://example.com/a.mp4"])
    assert_type(task, models.SucceededTask)
    state: models.Task = testing.make(models.Task, status="RUNNING")
    if state.status == "RUNNING":
        assert_type(state.progress, float)
