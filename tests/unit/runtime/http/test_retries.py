"""What is tried again, what is not, when, and how often."""

from __future__ import annotations

import email.utils
from typing import Any

import httpx
import pytest

from specwright.runtime import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    Hooks,
    NotFoundError,
    RateLimitError,
    RequestOptions,
    RetryEvent,
    RetryPolicy,
)
from tests.harness.flavour import answer, answers, response
from tests.unit.runtime.lab import JOB_ID, Lab, item, job

CREATED = {"id": JOB_ID}


def start(client: Any) -> Any:
    return client.jobs.create(model="small", prompt_text="x")


def look(client: Any) -> Any:
    return client.jobs.retrieve(JOB_ID)


def find(client: Any) -> Any:
    return client.items.find()


def put(client: Any) -> Any:
    return client.items.replace("a")


@pytest.mark.parametrize(
    ("act", "first", "again"),
    [
        # A POST that starts something: only what surely did not begin.
        (start, httpx.ConnectError("x"), True),
        (start, httpx.ConnectTimeout("x"), True),
        (start, httpx.PoolTimeout("x"), True),
        (start, httpx.ProxyError("x"), True),
        (start, response(429), True),
        (start, response(503, retry_after="1"), True),
        (start, httpx.ReadTimeout("x"), False),
        (start, httpx.WriteError("x"), False),
        (start, httpx.RemoteProtocolError("x"), False),
        (start, response(503), False),
        (start, response(500), False),
        (start, response(408), False),
        (start, response(409), False),
        # A GET, or a POST that the overlay marks safe.
        (look, httpx.ReadTimeout("x"), True),
        (look, httpx.RemoteProtocolError("x"), True),
        (look, response(500), True),
        (look, response(408), True),
        (look, response(599), True),
        (look, response(409), False),
        (look, response(404), False),
        (find, httpx.ReadError("x"), True),
        (find, response(502), True),
        # A PUT, whose conflicts the overlay says may be retried.
        (put, response(409), True),
        (put, response(500), True),
        # Never: nothing would change.
        (look, httpx.UnsupportedProtocol("x"), False),
        (look, httpx.LocalProtocolError("x"), False),
    ],
)
def test_what_is_tried_again(lab: Lab, act: Any, first: Any, again: bool) -> None:
    bodies = {start: CREATED, look: job(), find: [], put: item()}
    client = lab.client(answers(first, response(200, bodies[act])))
    if again:
        lab.run(act(client))
    else:
        with pytest.raises(APIError):
            lab.run(act(client))
    assert len(lab.requests) == 1 + again
    assert len(lab.time.slept) == int(again)
    assert len({request.content for request in lab.requests}) == 1


def test_the_number_and_the_delays(lab: Lab) -> None:
    client = lab.client(answer(500, {"message": "m"}), max_retries=6)
    with pytest.raises(APIStatusError, match="after 6 retries") as caught:
        lab.run(look(client))
    assert caught.value.retries_taken == 6
    assert lab.time.slept == [d * 0.875 for d in (0.5, 1, 2, 4, 8, 8)]
    lab.time.slept.clear()
    with pytest.raises(APIStatusError):
        lab.run(client.jobs.retrieve(JOB_ID, request_options=RequestOptions(max_retries=1)))
    with pytest.raises(APIStatusError):
        lab.run(look(client.with_options(max_retries=0)))
    policy = RetryPolicy(initial=3, jitter=0, statuses=frozenset({503}))
    with pytest.raises(APIStatusError):
        lab.run(look(client.with_options(retry=policy)))
    assert lab.time.slept == [0.4375]


@pytest.mark.parametrize(
    ("headers", "delay"),
    [
        ({"retry_after": "7"}, 7),
        ({"retry_after": "1.5"}, 1.5),
        ({"retry_after": "60"}, 60),
        ({"retry_after_ms": "250", "retry_after": "9"}, 0.25),
        ({"retry_after": email.utils.formatdate(1_700_000_000 + 1000 + 30, usegmt=True)}, 30),
        ({"retry_after": email.utils.formatdate(1_600_000_000, usegmt=True)}, 0),
        ({"retry_after": "soon"}, 0.4375),
        ({"retry_after": "-5"}, 0.4375),
        ({"retry_after": "nan"}, 0.4375),
    ],
)
def test_retry_after(lab: Lab, headers: dict[str, str], delay: float) -> None:
    client = lab.client(answers(response(429, **headers), response(200, CREATED)))
    lab.run(start(client))
    assert lab.time.slept == [pytest.approx(delay)]


@pytest.mark.parametrize("wait", ["61", "99999999"])
def test_a_long_wait_is_left_to_the_caller(lab: Lab, wait: str) -> None:
    client = lab.client(answer(429, {"message": "m"}, retry_after=wait))
    with pytest.raises(RateLimitError) as caught:
        lab.run(start(client))
    assert (len(lab.requests), lab.time.slept) == (1, [])
    assert caught.value.retry_after == float(wait)
    lab.client(answer(429)).with_options(max_retry_after=100.0)


def test_a_replayed_delete_that_finds_nothing_is_done(lab: Lab) -> None:
    client = lab.client(answers(httpx.ReadTimeout("x"), response(404)))
    assert lab.run(client.jobs.cancel(JOB_ID)) is None
    client = lab.client(answers(httpx.ConnectError("x"), response(404)))
    with pytest.raises(NotFoundError):
        lab.run(client.jobs.cancel(JOB_ID))
    client = lab.client(answers(response(429), response(404)))
    with pytest.raises(NotFoundError):
        lab.run(client.jobs.cancel(JOB_ID))
    client = lab.client(answers(response(404)))
    with pytest.raises(NotFoundError):
        lab.run(client.jobs.cancel(JOB_ID))


def test_no_retry_goes_beyond_the_deadline(lab: Lab) -> None:
    client = lab.client(answers(response(429, retry_after="5")), deadline=12)
    with pytest.raises(RateLimitError):
        lab.run(start(client))
    assert lab.time.slept == [5, 5]
    lab.time.slept.clear()
    with pytest.raises(RateLimitError):
        lab.run(
            client.jobs.create(
                model="small", prompt_text="x", request_options=RequestOptions(deadline=3)
            )
        )
    assert lab.time.slept == []


def test_timeouts_of_the_request(lab: Lab) -> None:
    client = lab.client(answer(200, item()))

    def sent(**options: Any) -> Any:
        lab.run(client.items.retrieve("a", **options))
        return lab.requests[-1].extensions["timeout"]

    assert sent() == {"connect": 5.0, "read": 60.0, "write": 60.0, "pool": 60.0}
    assert sent(timeout=3) == dict.fromkeys(("connect", "read", "write", "pool"), 3)
    assert sent(timeout=None) == dict.fromkeys(("connect", "read", "write", "pool"))
    assert sent(timeout=httpx.Timeout(9, read=2))["read"] == 2
    assert sent(request_options=RequestOptions(timeout=4))["read"] == 4
    limited = sent(request_options=RequestOptions(deadline=2))
    assert (limited["connect"], int(limited["read"].__index__() if not lab.is_async else 2)) == (
        2,
        2,
    )


def test_the_deadline_of_an_attempt(lab: Lab) -> None:
    def slow(request: httpx.Request) -> httpx.Response:
        lab.time.now += 5
        raise httpx.ReadTimeout("slow")

    with pytest.raises(APITimeoutError):
        lab.run(look(lab.client(slow, deadline=8)))
    assert len(lab.requests) == 2


def test_hooks(lab: Lab) -> None:
    events: list[Any] = []

    def before(request: Any) -> dict[str, str]:
        events.append(("before", request.method, request.headers["authorization"]))
        return {"X-Trace": f"t{len(events)}"}

    async def before_async(request: Any) -> dict[str, str]:
        return before(request)

    def retry(event: RetryEvent) -> None:
        kind = event.response.status_code if event.response else type(event.error).__name__
        events.append(("retry", kind, event.attempt, event.delay))

    hooks = Hooks(
        before_request=before_async if lab.is_async else before,
        after_response=lambda response: events.append(("after", response.status_code)),
        on_retry=retry,
    )
    handler = answers(httpx.ReadError("x"), response(500), response(200, job()))
    lab.run(look(lab.client(handler, hooks=hooks)))
    before_each = ("before", "GET", "Bearer ***")
    assert events == [
        before_each,
        ("retry", "APIConnectionError", 1, 0.4375),
        before_each,
        ("after", 500),
        ("retry", 500, 2, 0.875),
        before_each,
        ("after", 200),
    ]
    assert [request.headers["x-trace"] for request in lab.requests] == ["t1", "t3", "t6"]


def test_what_a_hook_raises_ends_the_call(lab: Lab) -> None:
    def stop(request: Any) -> None:
        raise StopIteration("of the user")

    with pytest.raises((StopIteration, RuntimeError)):
        lab.run(look(lab.client(answer(200, job()), hooks=Hooks(before_request=stop))))
    assert lab.requests == []


def test_errors_of_the_network_are_told_apart(lab: Lab) -> None:
    with pytest.raises(APIConnectionError, match=r"ReadError: lost .*after 2 retries"):
        lab.run(look(lab.client(answers(httpx.ReadError("lost")))))


# --- redirects ------------------------------------------------------------------------------------


def redirect(status: int, to: str) -> Any:
    return answers(response(status, b"", location=to), response(200, item()))


@pytest.mark.parametrize("to", ["/root/elsewhere", "https://api.sample.test/root/x?a=1#f", "x"])
def test_redirects_are_followed_only_when_asked_and_at_home(lab: Lab, to: str) -> None:
    with pytest.raises(APIStatusError):
        lab.run(lab.client(redirect(302, to)).items.retrieve("a"))
    lab.run(lab.client(redirect(302, to), follow_redirects=True).items.retrieve("a"))
    assert lab.requests[-1].headers["authorization"] == "Bearer sk-secret-1234"
    assert len(lab.requests) == 3


@pytest.mark.parametrize(
    "to",
    [
        "https://evil.test/",
        "http://api.sample.test/root/x",
        "https://api.sample.test:444/",
        "//evil.test",
    ],
)
def test_no_redirect_to_another_origin(lab: Lab, to: str) -> None:
    client = lab.client(redirect(307, to), follow_redirects=True)
    with pytest.raises(APIStatusError):
        lab.run(client.items.retrieve("a"))
    assert len(lab.requests) == 1


def test_redirects_keep_or_change_the_method(lab: Lab) -> None:
    client = lab.client(redirect(307, "/root/x"), follow_redirects=True)
    lab.run(client.items.replace("a", note="n"))
    assert [request.method for request in lab.requests] == ["PUT", "PUT"]
    assert lab.requests[1].content == lab.requests[0].content
    client = lab.client(redirect(303, "/root/x"), follow_redirects=True)
    lab.run(client.items.replace("a", note="n"))
    assert (lab.requests[-1].method, lab.requests[-1].content) == ("GET", b"")
    client = lab.client(redirect(302, "/root/x"), follow_redirects=True)
    with pytest.raises(APIStatusError):
        lab.run(client.items.replace("a", note="n"))
    ring = lab.client(lambda request: response(302, b"", location="/root/x"), follow_redirects=True)
    with pytest.raises(APIStatusError):
        lab.run(ring.items.retrieve("a"))
