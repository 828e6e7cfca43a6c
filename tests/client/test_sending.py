"""What happens between a call and its answer: retries, time-outs, options, uploads, redirects, secrets, logs."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

import runway_client
from runway_client import Hooks, RequestOptions, RequestValidationError, RetryPolicy, endpoints
from tests.client.support import CREATED, HARE, ORGANIZATION, SPEECH, TARGET, TASK_ID, storage, task
from tests.harness.flavour import KEY, answer, answers, response
from tests.harness.runway import ClientLab

Calling = Callable[[Any], Any]


def look(client: Any) -> Any:
    return client.tasks.retrieve(TASK_ID)


def create(client: Any) -> Any:
    return client.text_to_speech.create(**SPEECH)


def cancel(client: Any) -> Any:
    return client.tasks.delete(TASK_ID)


def usage(client: Any) -> Any:
    """A POST that the overlay marks safe."""
    return client.organization.retrieve_usage()


UNREACHED = httpx.ConnectError("nobody there")
LOST = httpx.ReadError("lost")
LATE = httpx.ReadTimeout("late")
BUSY = response(429, {"error": "busy"})
BROKEN = response(500, {"error": "broken"})
BAD_GATEWAY = response(502, b"")
DOWN = response(503, {"error": "down"}, retry_after="1")
CONFLICT = response(409, {"error": "conflict"})


# --- retries --------------------------------------------------------------------------------------


@pytest.mark.parametrize("calling", [look, create, cancel, usage])
@pytest.mark.parametrize("outcome", [UNREACHED, BUSY, DOWN], ids=["connect", "429", "503"])
def test_retries_of_what_was_not_processed(lab: ClientLab, calling: Calling, outcome: Any) -> None:
    with pytest.raises(runway_client.APIError) as caught:
        lab.run(calling(lab.client(answers(outcome))))
    assert len(lab.requests) == 3 and caught.value.retries_taken == 2


@pytest.mark.parametrize("calling", [look, create, cancel, usage])
@pytest.mark.parametrize(
    "outcome", [LOST, LATE, BROKEN, BAD_GATEWAY, response(408)], ids=["lost", "late", *"568"]
)
def test_retries_of_what_is_safe(lab: ClientLab, calling: Calling, outcome: Any) -> None:
    with pytest.raises(runway_client.APIError):
        lab.run(calling(lab.client(answers(outcome))))
    assert len(lab.requests) == (1 if calling is create else 3)


def test_retries_never_of_a_conflict(lab: ClientLab) -> None:
    with pytest.raises(runway_client.ConflictError):
        lab.run(lab.client(answers(CONFLICT)).avatars.update(TASK_ID, name="Ada"))
    assert len(lab.requests) == 1


def test_retries_of_a_delete_that_was_done_already(lab: ClientLab) -> None:
    gone = response(404, {"error": "gone"})
    assert lab.run(cancel(lab.client(answers(LOST, gone)))) is None
    with pytest.raises(runway_client.NotFoundError):
        lab.run(cancel(lab.client(answers(gone))))


@pytest.mark.parametrize(
    ("headers", "slept"),
    [
        ({}, [0.4375, 0.875]),
        ({"Retry-After": "7"}, [7, 7]),
        ({"retry-after-ms": "1500"}, [1.5, 1.5]),
        ({"Retry-After": "60"}, [60, 60]),
        ({"Retry-After": "61"}, []),
        ({"Retry-After": "99999999"}, []),
    ],
)
def test_retries_wait_as_long_as_the_server_says(
    lab: ClientLab, headers: dict[str, str], slept: list[float]
) -> None:
    with pytest.raises(runway_client.RateLimitError) as caught:
        lab.run(create(lab.client(answer(429, {"error": "busy"}, **headers))))
    assert lab.time.slept == slept
    if not slept:
        assert caught.value.retry_after == float(headers["Retry-After"])


def test_retries_wait_until_a_date(lab: ClientLab) -> None:
    import datetime as dt

    now = dt.datetime.fromtimestamp(lab.time.clock().wall(), dt.timezone.utc)
    when = format_datetime(now + dt.timedelta(seconds=20), usegmt=True)
    client = lab.client(answers(response(503, b"", retry_after=when), response(200, CREATED)))
    lab.run(create(client))
    assert lab.time.slept == [pytest.approx(20, abs=1)]


def test_retries_are_a_policy_with_hooks(lab: ClientLab) -> None:
    seen: list[str] = []

    def before(request: Any) -> dict[str, str]:
        seen.append(request.method)
        return {"X-Trace": "t1"}

    hooks = Hooks(
        before_request=before,
        after_response=lambda given: seen.append(str(given.status_code)),
        on_retry=lambda event: seen.append(f"{event.attempt} in {event.delay}"),
    )
    policy = RetryPolicy(initial=3, jitter=0)
    client = lab.client(answers(BUSY, response(200, CREATED)), hooks=hooks, retry=policy)
    lab.run(create(client))
    assert seen == ["POST", "429", "1 in 3.0", "POST", "200"]
    assert [request.headers["x-trace"] for request in lab.requests] == ["t1", "t1"]


# --- timeouts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("timeout", "parts"),
    [
        ({}, (5.0, 60.0, 60.0, 60.0)),
        ({"timeout": 3.0}, (3.0,) * 4),
        ({"timeout": None}, (None,) * 4),
        ({"timeout": httpx.Timeout(9.0, connect=1.0)}, (1.0, 9.0, 9.0, 9.0)),
    ],
    ids=["default", "seconds", "none", "httpx"],
)
def test_timeouts(lab: ClientLab, timeout: Any, parts: Any) -> None:
    lab.run(look(lab.client(answer(200, task("RUNNING")), **timeout)))
    lab.run(lab.client(answer(200, task("RUNNING"))).tasks.retrieve(TASK_ID, **timeout))
    for request in lab.requests:
        given = request.extensions["timeout"]
        assert tuple(given[name] for name in ("connect", "read", "write", "pool")) == parts


def test_timeouts_of_the_whole_call(lab: ClientLab) -> None:
    """A pause that would pass the deadline is not begun."""
    client = lab.client(answer(503, b"", retry_after="30"))
    with pytest.raises(runway_client.InternalServerError):
        lab.run(client.tasks.retrieve(TASK_ID, request_options=RequestOptions(deadline=50)))
    assert lab.time.slept == [30]


# --- per call -------------------------------------------------------------------------------------


def test_per_call_options_and_copies(lab: ClientLab) -> None:
    client = lab.client(answer(200, CREATED), default_headers={"X-Team": "a"}, max_retries=5)
    copy = client.with_options(timeout=3.0, headers={"X-More": "b"})
    assert type(copy) is type(client)
    lab.run(create(copy))
    lab.run(
        client.text_to_speech.create(
            **SPEECH,
            timeout=4.0,
            extra_headers={"X-Team": "c"},
            extra_query={"q": ["1", "2"]},
            extra_body={"brandNew": True},
            request_options=RequestOptions(max_retries=0),
        )
    )
    first, second = lab.requests
    assert (first.headers["x-team"], first.headers["x-more"]) == ("a", "b")
    assert first.headers["authorization"] == f"Bearer {KEY}"
    assert (second.headers["x-team"], second.url.query) == ("c", b"q=1&q=2")
    assert "x-more" not in second.headers and lab.bodies[1]["brandNew"] is True
    assert second.extensions["timeout"]["read"] == 4.0


# --- uploads --------------------------------------------------------------------------------------

CONTENT = b"0123456789" * 60


def files(folder: Path) -> dict[str, Any]:
    path = folder / "hare.png"
    path.write_bytes(CONTENT)
    opened = io.BytesIO(CONTENT)
    opened.name = str(path)
    return {
        "str": str(path),
        "path": path,
        "bytes": CONTENT,
        "open file": opened,
        "name and content": ("hare.png", CONTENT),
    }


@pytest.mark.parametrize("kind", ["str", "path", "bytes", "open file", "name and content"])
def test_uploads(lab: ClientLab, tmp_path: Path, kind: str) -> None:
    progress: list[tuple[int, int]] = []
    named = {"filename": "hare.png"} if kind == "bytes" else {}
    client = lab.client(storage(), default_headers={"X-Mine": "1"})
    uploading = client.uploads.create_ephemeral(
        files(tmp_path)[kind], on_progress=lambda *at: progress.append(at), **named
    )
    assert lab.run(uploading).uri == "runway://u1"
    asked, posted = lab.requests
    assert json.loads(asked.content) == {"filename": "hare.png", "type": "ephemeral"}
    assert str(posted.url) == TARGET["uploadUrl"]
    fields = [posted.content.index(part) for part in (b"k1", b"p1", CONTENT)]
    assert fields == sorted(fields)
    assert not {"authorization", "x-mine", "x-runway-version"} & set(posted.headers)
    assert KEY.encode() not in posted.content and progress[-1] == (600, 600)


@pytest.mark.parametrize(
    ("file", "where"),
    [
        (("a", CONTENT), "filename"),
        (("a" * 256, CONTENT), "filename"),
        (("abc", b"x" * 511), "file"),
    ],
)
def test_uploads_are_checked_first(lab: ClientLab, file: Any, where: str) -> None:
    with pytest.raises(RequestValidationError) as caught:
        lab.run(lab.client(storage()).uploads.create_ephemeral(file))
    assert [problem.path for problem in caught.value.problems] == [where] and lab.requests == []


def test_uploads_have_a_largest_size(lab: ClientLab, tmp_path: Path) -> None:
    path = tmp_path / "large.mp4"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024 + 1)  # takes no space on the disk
    with pytest.raises(RequestValidationError, match="at most 209715200 bytes"):
        lab.run(lab.client(storage()).uploads.create_ephemeral(path))
    assert lab.requests == []


# --- redirects ------------------------------------------------------------------------------------


@pytest.mark.parametrize("follow", [False, True])
def test_redirects_are_followed_only_on_request_and_to_the_same_origin(
    lab: ClientLab, follow: bool
) -> None:
    origin = lab.client(answer()).base_url
    moved = response(307, b"", location=f"{origin}/v1/elsewhere")
    client = lab.client(answers(moved, response(200, CREATED)), follow_redirects=follow)
    if follow:
        lab.run(create(client))
        assert [request.url.path for request in lab.requests][1] == "/v1/elsewhere"
    else:
        with pytest.raises(runway_client.APIStatusError):
            lab.run(create(client))
        assert len(lab.requests) == 1


# --- secrets --------------------------------------------------------------------------------------


def test_secrets_are_shown_nowhere(lab: ClientLab, caplog: pytest.LogCaptureFixture) -> None:
    echo = {"error": f"the key {KEY} is not valid"}
    client = lab.client(answer(401, echo), default_headers={"X-Api-Key": KEY})
    call = endpoints.image_to_video.create(**HARE)
    with (
        caplog.at_level(logging.DEBUG, logger="runway_client"),
        pytest.raises(runway_client.AuthenticationError) as caught,
    ):
        lab.run(client.send(call))
    error = caught.value
    shown = [repr(client), repr(call), call.to_curl(client), str(error), repr(error), caplog.text]
    shown += [repr(error.request), repr(error.request.headers), repr(error.response)]
    assert caplog.text and KEY not in "\n".join(shown)
    assert "$RUNWAYML_API_SECRET" in call.to_curl(client)


# --- logging --------------------------------------------------------------------------------------


def test_logging(lab: ClientLab, caplog: pytest.LogCaptureFixture) -> None:
    client = lab.client(answer(200, CREATED, x_request_id="r-9"))
    with caplog.at_level(logging.INFO, logger="runway_client"):
        lab.run(client.image_to_video.create(**HARE))
    assert {record.name for record in caplog.records} == {"runway_client"}
    assert "POST https://api.dev.runwayml.com/v1/image_to_video -> 200" in caplog.text
    assert "r-9" in caplog.text and "a hare in a meadow" not in caplog.text
    with caplog.at_level(logging.DEBUG, logger="runway_client"):
        lab.run(client.image_to_video.create(**HARE))
    assert "a hare in a meadow" in caplog.text


@pytest.mark.parametrize(("word", "level"), [("info", 20), ("debug", 10), ("nonsense", 0)])
def test_logging_is_switched_on_by_a_variable(
    lab: ClientLab, word: str, level: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    logger = logging.getLogger("runway_client")
    monkeypatch.setenv("RUNWAYML_LOG", word)
    lab.client(answer(200, ORGANIZATION))
    assert logger.level == level
    logger.setLevel(logging.NOTSET)
