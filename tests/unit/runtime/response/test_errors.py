"""What goes wrong, and as which exception it reaches the user; what it carries and never shows."""

from __future__ import annotations

import copy
from typing import Any

import httpx
import pytest

import specwright.runtime as runtime
from tests.harness.flavour import answer, answers, response, unpickled
from tests.unit.runtime.lab import JOB_ID, Lab

ALL_ERRORS = [
    (400, "BadRequestError"),
    (401, "AuthenticationError"),
    (403, "PermissionDeniedError"),
    (404, "NotFoundError"),
    (409, "ConflictError"),
    (418, "APIStatusError"),
    (422, "UnprocessableEntityError"),
    (429, "RateLimitError"),
    (500, "InternalServerError"),
    (599, "InternalServerError"),
    (302, "APIStatusError"),
]


@pytest.mark.parametrize(("status", "name"), ALL_ERRORS)
def test_a_class_for_each_status(lab: Lab, status: int, name: str) -> None:
    body = {"message": "it is so", "code": 7}
    client = lab.client(answer(status, body, x_request_id="req-1"), max_retries=0)
    with pytest.raises(runtime.ClientError) as caught:
        lab.run(client.jobs.retrieve(JOB_ID))
    error: Any = caught.value
    assert type(error).__name__ == name
    assert isinstance(error, runtime.APIStatusError) and isinstance(error, runtime.APIError)
    assert (error.status_code, error.request_id, error.retries_taken) == (status, "req-1", 0)
    assert error.response.json() == body
    assert error.request.method == "GET"
    assert "it is so" in str(error) and "req-1" in str(error)
    if 400 <= status < 500:
        assert error.body == lab.models.Error(message="it is so", code=7)
    else:
        assert error.body == body


@pytest.mark.parametrize(
    ("body", "content_type", "parsed", "shown"),
    [
        (b"<html>down</html>", "text/html", "<html>down</html>", "<html>down"),
        (b'{"message": 5}', "application/json", None, "500"),
        (b'{"mess', "application/json", '{"mess', '{"mess'),
        (b"", "application/json", None, "500"),
        (
            b'{"error": {"message": "inner"}}',
            "text/plain",
            {"error": {"message": "inner"}},
            "inner",
        ),
        (b"[1, 2]", "application/json", None, "500"),
    ],
)
def test_an_error_is_never_hidden_by_its_body(
    lab: Lab, body: bytes, content_type: str, parsed: object, shown: str
) -> None:
    client = lab.client(answer(500, body, content_type=content_type), max_retries=0)
    with pytest.raises(runtime.InternalServerError, match=shown) as caught:
        lab.run(client.items.retrieve("a"))
    if parsed is not None:
        assert caught.value.body == parsed


@pytest.mark.parametrize(
    ("raised", "kind"),
    [
        (httpx.ConnectError("refused"), runtime.APIConnectionError),
        (httpx.ReadTimeout("slow"), runtime.APITimeoutError),
        (httpx.RemoteProtocolError("gone"), runtime.APIConnectionError),
        (OSError("broken"), runtime.APIConnectionError),
    ],
)
def test_connection_errors_carry_the_request(lab: Lab, raised: Exception, kind: type) -> None:
    client = lab.client(answers(raised), max_retries=0)
    with pytest.raises(runtime.APIConnectionError) as caught:
        lab.run(client.jobs.retrieve(JOB_ID))
    assert type(caught.value) is kind
    assert caught.value.response is None and caught.value.body is None
    assert caught.value.request is not None and caught.value.request.url.endswith(JOB_ID)
    cause = caught.value.__cause__
    assert cause is not None and cause.args == raised.args
    assert type(cause).__name__ == type(raised).__name__


def test_all_errors_pickle_and_copy(lab: Lab) -> None:
    problem = runtime.Problem("a", "rule", "is bad", "'x'")
    errors: list[BaseException] = [
        runtime.RequestValidationError("jobs.create", (problem,)),
        runtime.TaskFailedError("m", task=1, failure="f", failure_code="c"),
        runtime.TaskCancelledError("m", task=1, failure="f", failure_code="c"),
        runtime.TaskTimeoutError("m", task=1),
        runtime.MissingCredentialError("m"),
        runtime.PaginationError("m"),
        runtime.ClientClosedError("m"),
    ]
    client = lab.client(answer(429, {"message": "x"}, retry_after="100"), max_retries=0)
    with pytest.raises(runtime.RateLimitError) as caught:
        lab.run(client.jobs.retrieve(JOB_ID))
    errors.append(caught.value)
    client = lab.client(
        answer(200, {"id": 1, "createdAt": 2, "state": "PENDING"}), response_validation="strict"
    )
    with pytest.raises(runtime.APIResponseValidationError) as invalid:
        lab.run(client.jobs.retrieve(JOB_ID))
    errors.append(invalid.value)
    for error in errors:
        for again in (unpickled(error), copy.copy(error)):
            assert type(again) is type(error)
            assert str(again) == str(error)
            assert {k: str(v) for k, v in vars(again).items()} == {
                k: str(v) for k, v in vars(error).items()
            }


def test_the_kinds_of_errors(sample: Any) -> None:
    assert issubclass(runtime.RequestValidationError, ValueError)
    assert issubclass(runtime.TaskTimeoutError, TimeoutError)
    assert issubclass(runtime.TaskCancelledError, runtime.TaskFailedError)
    assert issubclass(runtime.APITimeoutError, runtime.APIConnectionError)
    assert sample.SampleError is runtime.ClientError


def test_all_problems_of_a_call_together_and_shortened(lab: Lab) -> None:
    client = lab.client(answer(200, {"id": JOB_ID}))
    frame = {"uri": "ftp://" + "x" * 5_000_000, "extra": 1}
    with pytest.raises(runtime.RequestValidationError) as caught:
        lab.run(client.jobs.create(model="large", prompt_text="😀" * 6, frames=[frame] * 3))
    problems = {(problem.path, problem.rule) for problem in caught.value.problems}
    assert problems == {
        ("prompt_text", "maxLength"),
        ("frames", "maxItems"),
        *((f"frames[{i}].uri", "anyOf") for i in range(3)),
        *((f"frames[{i}].extra", "additionalProperties") for i in range(3)),
    }
    assert len(str(caught.value)) < 4000
    assert lab.requests == []
    with pytest.raises(
        runtime.RequestValidationError, match="prompt_text: must have at least 1 char"
    ):
        lab.run(client.jobs.create(model="small", prompt_text=""))
    with pytest.raises(
        runtime.RequestValidationError, match="model: must be one of 'small', 'large'"
    ):
        lab.run(client.jobs.create(model="huge", prompt_text="x"))
    lab.run(client.with_options(check_requests=False).jobs.create(model="huge", prompt_text=""))


@pytest.mark.parametrize("where", ["header", "query"])
def test_the_key_is_shown_nowhere(lab: Lab, where: str) -> None:
    key = "sk-secret-1234"
    given: dict[str, Any] = {"api_key": key} if where == "header" else {"query_key": key}
    if where == "query":
        given |= {"tenant": "tenant-secret", "api_key": None}
    client = lab.client(answer(401, {"message": f"bad key {key}"}), **given)
    with pytest.raises(runtime.AuthenticationError) as caught:
        lab.run(client.items.retrieve("a"))
    error: Any = caught.value
    shown = [str(error), repr(error), repr(error.request), str(error.request.headers), repr(client)]
    shown += [repr(client._core), error.request.url, repr(error.response)]
    assert not [text for text in shown if key in text or "tenant-secret" in text]
    client = lab.client(answers(httpx.ReadError(f"lost {key}")), max_retries=0, **given)
    with pytest.raises(runtime.APIConnectionError) as lost:
        lab.run(client.items.retrieve("a"))
    assert key not in str(lost.value)
    cause: Any = lost.value.__cause__
    assert key not in str(cause.request.url) and key not in str(cause.request.headers)


def test_a_redirect_names_itself(lab: Lab) -> None:
    client = lab.client(lambda request: response(301, b"", location="https://evil.test/"))
    with pytest.raises(runtime.APIStatusError, match="redirects are not followed"):
        lab.run(client.items.retrieve("a"))
