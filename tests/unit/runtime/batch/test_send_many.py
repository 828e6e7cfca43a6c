"""Many calls: order, errors, bounded memory, one rate limit, waiting, and an early end that leaves nothing behind."""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any

import anyio
import httpx
import pytest

from specwright.runtime import (
    APIStatusError,
    ClientError,
    NotFoundError,
    RateLimitError,
    RequestValidationError,
    StreamCall,
    TaskFailedError,
    TaskTimeoutError,
)
from tests.harness.flavour import response, storage
from tests.harness.socket_server import message, sends, serving
from tests.unit.runtime.lab import Lab, item, job


def items(lab: Lab, count: int) -> Iterator[Any]:
    return (lab.endpoints.items.retrieve(f"n{number}") for number in range(count))


def name_of(request: httpx.Request) -> str:
    return request.url.path.split("/")[-2]


def echo(request: httpx.Request) -> httpx.Response:
    return response(200, item(name_of(request)))


def jobs(lab: Lab, count: int) -> Iterator[Any]:
    return (lab.endpoints.jobs.create(model="small", prompt_text=str(n)) for n in range(count))


class Server:
    """Creates jobs that succeed, or end otherwise, at the n-th look."""

    def __init__(self, looks: int = 2, ends: str = "SUCCEEDED") -> None:
        self.looks, self.ends, self.lock = looks, ends, threading.Lock()
        self.seen: dict[str, int] = {}
        self.most = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        with self.lock:
            if request.method == "POST":
                id_ = f"497f6eca-6276-4993-bfeb-{len(self.seen):012}"
                self.seen[id_] = 0
                unfinished = [id_ for id_, looks in self.seen.items() if looks < self.looks]
                self.most = max(self.most, len(unfinished))
                return response(200, {"id": id_})
            id_ = request.url.path.rpartition("/")[2]
            self.seen[id_] += 1
            more = {"output": ["u"]} if self.ends == "SUCCEEDED" else {"failure": "no"}
            done = self.seen[id_] >= self.looks
            return response(200, {**job(self.ends, **more), "id": id_} if done else job())


def test_outcomes_come_in_order_with_a_result_or_an_error(lab: Lab) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        return response(404, {"message": "no"}) if name_of(request) == "n3" else echo(request)

    calls = [*items(lab, 20), lab.endpoints.jobs.create(model="small", prompt_text="x" * 99)]
    outcomes = lab.all(lab.client(handler).send_many(calls, concurrency=3))
    assert [found.index for found in outcomes] == list(range(21))
    assert [found.call for found in outcomes] == calls
    assert outcomes[2].result().id == outcomes[2].value.id == "n2" and outcomes[2].error is None
    assert isinstance(outcomes[3].error, NotFoundError) and outcomes[3].value is None
    with pytest.raises(NotFoundError):
        outcomes[3].result()
    assert isinstance(outcomes[20].error, RequestValidationError)
    assert len(lab.requests) == 20


def test_calls_are_pulled_as_they_are_needed_and_their_own_errors_come_last(lab: Lab) -> None:
    pulled: list[int] = []

    def endless() -> Iterator[Any]:
        for number in itertools.count():
            pulled.append(number)
            if number == 100:
                raise OSError("the file ended")
            yield lab.endpoints.items.retrieve(f"n{number}")

    def see(found: Any) -> None:
        seen.append(found.value.id)
        assert len(pulled) <= len(seen) + 2 * 4 + 1

    async def consume() -> None:
        async for found in many:
            see(found)

    def consume_all() -> None:
        if lab.is_async:
            lab.run(consume())
        else:
            for found in many:
                see(found)

    seen: list[str] = []
    many = lab.client(echo).send_many(endless(), concurrency=2)
    assert pulled == []
    with pytest.raises(OSError, match="the file ended"):
        consume_all()
    assert seen == [f"n{number}" for number in range(100)]


def test_a_rejection_pauses_all_calls_and_lowers_their_number(lab: Lab) -> None:
    sent: list[float] = []
    lock = threading.Lock()

    def handler(request: httpx.Request) -> httpx.Response:
        with lock:
            sent.append(lab.time.now)
            is_fifth = len(sent) == 5
        if is_fifth:
            return response(429, {"message": "later"}, retry_after="30")
        return echo(request)

    outcomes = lab.all(lab.client(handler).send_many(items(lab, 12), concurrency=4))
    assert [found.result().id for found in outcomes] == [f"n{number}" for number in range(12)]
    # Other threads go on until the one with the answer runs again.
    most = 5 + 3 if lab.is_async else 12
    assert len([moment for moment in sent if moment < 1030]) <= most
    assert len(sent) == 13


def test_a_rejection_beyond_the_policy_is_the_error_of_its_call_only(lab: Lab) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        rejected = name_of(request) == "n1"
        return response(429, {}, retry_after="3600") if rejected else echo(request)

    outcomes = lab.all(lab.client(handler).send_many(items(lab, 4), concurrency=1))
    assert [type(found.error) for found in outcomes] == [
        type(None),
        RateLimitError,
        type(None),
        type(None),
    ]
    assert lab.time.now < 1010


def test_a_fixed_rate(lab: Lab) -> None:
    sent: list[float] = []

    def handler(request: httpx.Request) -> httpx.Response:
        sent.append(lab.time.now)
        return echo(request)

    lab.all(lab.client(handler).send_many(items(lab, 5), concurrency=4, rate=2))
    assert sent == pytest.approx([1000, 1000.5, 1001, 1001.5, 1002])


def test_waiting_for_tasks(lab: Lab) -> None:
    server = Server()
    told: list[Any] = []
    calls = list(jobs(lab, 30))
    outcomes = lab.all(
        lab.client(server).send_many(
            calls, wait=True, concurrency=2, max_tasks=10, on_progress=told.append
        )
    )
    assert all(isinstance(found.result(), lab.models.Succeeded) for found in outcomes)
    assert sorted(str(found.value.id) for found in outcomes) == sorted(server.seen)
    assert [found.created.id for found in outcomes] == [found.value.id for found in outcomes]
    assert server.most <= 10 and len(lab.requests) == 90
    last = told[-1]
    assert (last.done, last.failed, last.waiting, last.total) == (30, 0, 0, 30)
    assert max(progress.waiting for progress in told) > 2


def test_a_task_that_does_not_succeed_is_the_error_of_its_call(lab: Lab) -> None:
    client = lab.client(Server(ends="FAILED"))
    (found,) = lab.all(client.send_many(jobs(lab, 1), wait=True))
    assert isinstance(found.error, TaskFailedError) and found.error.failure == "no"
    assert found.created is not None
    slow = lab.client(Server(looks=99))
    (found,) = lab.all(slow.send_many(jobs(lab, 1), wait=True, wait_timeout=20))
    assert isinstance(found.error, TaskTimeoutError) and "PENDING" in str(found.error)
    assert found.created is not None


def test_a_look_that_fails_does_not_end_the_waiting(lab: Lab) -> None:
    server = Server(looks=1)
    looks: list[int] = []

    def handler(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            looks.append(1)
            if len(looks) <= 4:
                return response(503, {})
        return server(request)

    client = lab.client(handler, max_retries=0)
    (found,) = lab.all(client.send_many(jobs(lab, 1), wait=True))
    assert found.result().output == ["u"] and len(looks) == 5
    gone = lab.client(
        lambda request: server(request) if request.method == "POST" else response(404, {})
    )
    (found,) = lab.all(gone.send_many(jobs(lab, 1), wait=True))
    assert isinstance(found.error, APIStatusError) and found.created is not None


def test_what_was_finished_when_it_was_asked_for_is_not_asked_for_again(lab: Lab) -> None:
    done = job("SUCCEEDED", output=["u"])
    client = lab.client(lambda request: response(200, done))
    calls = [lab.endpoints.jobs.retrieve(done["id"]), lab.endpoints.items.list()]
    first, second = lab.all(client.send_many(calls[:1], wait=True)), calls[1]
    assert first[0].result().output == ["u"] and len(lab.requests) == 1
    page = lab.client(
        lambda request: response(200, {"data": [item()], "hasMore": True, "nextCursor": "c"})
    )
    (found,) = lab.all(page.send_many([second], wait=True))
    assert found.result().data[0].id == "a" and found.result().next_cursor == "c"


def test_what_is_no_call_is_refused(lab: Lab) -> None:
    client = lab.client(echo)
    with pytest.raises(TypeError, match="takes calls"):
        lab.all(client.send_many(["x"]))
    for wrong in ({"concurrency": 0}, {"rate": 0}, {"max_tasks": -1}, {"wait_timeout": -1}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            client.send_many([], **wrong)
    assert lab.all(client.send_many([])) == []


def test_an_early_end_leaves_no_thread_or_task(lab: Lab, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    before = threading.active_count()
    server = Server(looks=10**6)
    client = lab.client(server)
    many = client.send_many(
        jobs(lab, 100), wait=True, concurrency=2, on_progress=stop_at(server, 5)
    )
    with pytest.raises(ZeroDivisionError):
        lab.all(many)
    sent = len(server.seen)
    assert threading.active_count() == before
    assert sent and len(many.unfinished) == sent
    assert all(found.created is not None for found in many.unfinished)
    assert "send_many ended early" in caplog.text and "ZeroDivision" not in caplog.text
    if lab.is_async:
        assert not asyncio.all_tasks(lab.loop)


def stop_at(server: Server, count: int) -> Any:
    def on_progress(progress: Any) -> None:
        if progress.waiting >= count:
            raise ZeroDivisionError

    return on_progress


def test_leaving_the_loop_ends_the_run(lab: Lab) -> None:
    before = threading.active_count()

    async def leave() -> None:
        async for found in client.send_many(items(lab, 10**6), concurrency=2):
            if found.index == 3:
                break
        many = client.send_many(items(lab, 10**6))
        async with many as outcomes:
            async for _ in outcomes:
                break

    client = lab.client(echo)
    if lab.is_async:
        lab.run(leave())
    else:
        for found in client.send_many(items(lab, 10**6), concurrency=2):
            if found.index == 3:
                break
        with client.send_many(items(lab, 10**6)) as outcomes:
            next(outcomes)
    assert threading.active_count() == before
    sent = len(lab.requests)
    assert sent < 100
    if lab.is_async:
        lab.run(asyncio.sleep(0))
        lab.run(asyncio.sleep(0))
        assert not asyncio.all_tasks(lab.loop)
    assert len(lab.requests) == sent


def test_streams_are_refused_and_uploads_are_whole(lab: Lab) -> None:
    target = {"uploadUrl": "https://store.test/x", "fields": {}, "fileUri": "u"}
    client = lab.client(storage("api.sample.test", target))
    upload = lab.endpoints.files.upload(("hare.bin", b"x" * 10))
    stream = StreamCall(lab.endpoints.items.retrieve("a").operation, {"name": "a"})
    done, refused = lab.all(client.send_many([upload, stream]))
    assert done.result().uri == "u" and len(lab.requests) == 2
    assert isinstance(refused.error, ClientError) and "client.streamed" in str(refused.error)


@pytest.mark.parametrize("library", ["asyncio", "trio"])
def test_real_sockets_async_iterables_and_cancellation(sample: Any, library: str) -> None:
    good = message(json.dumps(item()).encode(), 200, "Content-Type: application/json")

    async def calls() -> AsyncIterator[Any]:
        for _ in range(20):
            await anyio.sleep(0)
            yield sample.endpoints.items.retrieve("a")

    async def main() -> None:
        async with sample.AsyncSample(base_url=server.url, api_key="k") as client:
            found = [outcome.result().id async for outcome in client.send_many(calls())]
            assert found == ["a"] * 20
        async with sample.AsyncSample(base_url=silent.url, api_key="k") as client:
            many = client.send_many(calls(), concurrency=3)
            with anyio.move_on_after(0.3) as scope:
                await many.__anext__()
            assert scope.cancelled_caught and len(many.unfinished) == 3

    with serving(sends(good)) as server, serving(sends()) as silent:
        anyio.run(main, backend=library)


def test_a_request_under_way_is_finished_before_a_sync_run_ends(sample: Any) -> None:
    good = message(json.dumps(item()).encode(), 200, "Content-Type: application/json")
    entered, leave = threading.Event(), threading.Event()

    def slowly(connection: socket.socket, request: bytes) -> None:
        entered.set()
        leave.wait(10)
        connection.sendall(good)

    def calls() -> Iterator[Any]:
        yield sample.endpoints.items.retrieve("a")
        entered.wait(10)
        threading.Timer(0.1, leave.set).start()
        raise KeyboardInterrupt

    with serving(slowly) as server, sample.Sample(base_url=server.url, api_key="k") as client:
        many = client.send_many(calls())
        with pytest.raises(KeyboardInterrupt):
            next(many)
        assert leave.is_set() and many.unfinished == ()
        assert not [thread for thread in threading.enumerate() if thread.name == "send_many"]
