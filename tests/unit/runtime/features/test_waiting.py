"""Waiting for a job: looks first, keeps its distance, ends with what happened."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from specwright.runtime import (
    APIStatusError,
    ClientError,
    TaskCancelledError,
    TaskFailedError,
    TaskTimeoutError,
)
from tests.harness.flavour import Handler, response, unpickled
from tests.unit.runtime.lab import JOB_ID, Lab, job

DONE = job("SUCCEEDED", output=["u"])


def states(*bodies: dict[str, Any] | int) -> Handler:
    """POST creates; each GET shows the next state, or fails with a status."""
    left = list(bodies)

    def handler(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return response(200, {"id": JOB_ID})
        body = left.pop(0) if len(left) > 1 else left[0]
        return response(body) if isinstance(body, int) else response(200, body)

    return handler


def started(lab: Lab, *bodies: dict[str, Any] | int) -> Any:
    client = lab.client(states(*bodies))
    return lab.run(client.jobs.create(model="small", prompt_text="x"))


def test_looks_first_and_then_keeps_its_distance(lab: Lab) -> None:
    seen: list[Any] = []
    handle = started(lab, job(), job(), job("NEW_STATE"), DONE)
    assert handle == type(handle)(id=JOB_ID)
    done = lab.run(handle.wait_for_output(on_update=seen.append))
    assert isinstance(done, lab.models.Succeeded) and done.output == ["u"]
    assert lab.time.slept == [5.5, 5.5, 5.5]
    assert [found.state for found in seen] == ["PENDING", "PENDING", "NEW_STATE", "SUCCEEDED"]
    lab.time.slept.clear()
    lab.run(handle.wait_for_output())
    assert lab.time.slept == []


def test_the_result_of_a_look_can_wait_too(lab: Lab) -> None:
    client = lab.client(states(job(), job(), DONE))
    looked = lab.run(client.jobs.retrieve(JOB_ID))
    assert issubclass(type(looked), lab.models.Pending)
    assert lab.run(looked.wait_for_output()).output == ["u"]


@pytest.mark.parametrize(
    ("last", "kind", "failure", "code"),
    [
        (job("FAILED", failure="no", failureCode="SAFETY"), TaskFailedError, "no", "SAFETY"),
        (job("FAILED", failure="no"), TaskFailedError, "no", None),
        (job("CANCELLED"), TaskCancelledError, None, None),
    ],
)
def test_bad_ends_raise_at_once(
    lab: Lab, last: dict[str, Any], kind: type, failure: str | None, code: str | None
) -> None:
    handle = started(lab, job(), last)
    with pytest.raises(TaskFailedError) as caught:
        lab.run(handle.wait_for_output())
    assert type(caught.value) is kind
    error = unpickled(caught.value)
    assert (error.failure, error.failure_code) == (failure, code)
    assert error.task.state == error.task_details.state == last["state"]
    assert JOB_ID in str(error) and (failure or "cancelled") in str(error)
    assert len(lab.time.slept) == 1


@pytest.mark.parametrize(("timeout", "slept"), [(0, [0]), (3, [3]), (12, [5.5, 5.5, 1])])
def test_the_time_out(lab: Lab, timeout: float, slept: list[float]) -> None:
    handle = started(lab, job())
    with pytest.raises(
        TaskTimeoutError, match=r"did not finish .*last status is PENDING"
    ) as caught:
        lab.run(handle.wait_for_output(timeout=timeout))
    assert isinstance(caught.value, TimeoutError)
    assert unpickled(caught.value).task == caught.value.task
    assert lab.time.slept == slept


def test_the_time_out_includes_the_requests(lab: Lab) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return response(200, {"id": JOB_ID})
        lab.time.now += 60
        raise httpx.ReadTimeout("slow")

    handle = lab.run(lab.client(handler).jobs.create(model="small", prompt_text="x"))
    with pytest.raises(TaskTimeoutError, match="last status is unknown"):
        lab.run(handle.wait_for_output(timeout=100))
    assert lab.time.now < 1000 + 130


def test_errors_of_a_look_are_tried_again_and_then_raise(lab: Lab) -> None:
    assert lab.run(started(lab, 500, 503, DONE).wait_for_output()).output == ["u"]
    with pytest.raises(APIStatusError):
        lab.run(started(lab, 404).wait_for_output(timeout=None))


def test_handles_pickle_without_their_client(lab: Lab) -> None:
    handle = started(lab, DONE)
    again = unpickled(handle)
    assert again == handle
    assert "client" not in repr(again) + str(again.model_dump())
    with pytest.raises(ClientError, match="bind"):
        lab.run(again.wait_for_output())
    bound = again.bind(lab.client(states(DONE)))
    assert type(bound) is type(handle)
    assert lab.run(bound.wait_for_output()).output == ["u"]
    assert lab.run(bound.model_copy().wait_for_output()).output == ["u"]


def test_an_awaited_update(lab: Lab) -> None:
    seen: list[str] = []

    async def update(state: Any) -> None:
        seen.append(state.state)

    if lab.is_async:
        lab.run(started(lab, DONE).wait_for_output(on_update=update))
        assert seen == ["SUCCEEDED"]
