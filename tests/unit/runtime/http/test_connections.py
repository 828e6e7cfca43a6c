"""What becomes of a connection: after an answer with more than its body, and when a stream is dropped."""

from __future__ import annotations

import contextlib
import gc
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import anyio
import httpx
import pytest

from specwright.runtime import APITimeoutError, Call, ResponseTooLargeError, StreamCall
from tests.harness.socket_server import message, sends, serving
from tests.unit.runtime.lab import JOB_ID, Lab, item

pytestmark = pytest.mark.usefixtures("little_garbage")

GOOD = message(json.dumps(item()).encode(), 200, "Content-Type: application/json")
EVIL = message(json.dumps(item("evil")).encode(), 200, "Content-Type: application/json")


def head(status: int, *headers: str) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status} X", *headers, "", ""]).encode()


@pytest.mark.parametrize(
    "answer",
    [
        head(204) + EVIL,
        head(204, f"Content-Length: {len(EVIL)}") + EVIL,
        head(204, "Transfer-Encoding: chunked") + EVIL,
        head(205, "Content-Length: 0") + EVIL,
        head(200, "Content-Length: 0") + EVIL,
        head(103, "Content-Length: 9") + head(204) + EVIL,
    ],
)
def test_what_follows_an_answer_is_not_the_next_one(lab: Lab, answer: bytes) -> None:
    with serving(sends(answer), sends(GOOD)) as server:
        client = lab.client(None, base_url=server.url)
        with contextlib.suppress(Warning):
            lab.run(client.jobs.cancel(JOB_ID))
        assert lab.run(client.items.retrieve("a")).id == "a"
        assert len(server.requests) == 2
        lab.run(client.close())


def test_a_body_that_follows_the_head_of_a_204_later(lab: Lab) -> None:
    later = sends(head(204, f"Content-Length: {len(EVIL)}"), EVIL)
    with serving(later, sends(GOOD)) as server:
        client = lab.client(None, base_url=server.url)
        lab.run(client.jobs.cancel(JOB_ID))
        assert lab.run(client.items.retrieve("a")).id == "a"
        lab.run(client.close())


def test_a_head_with_a_body(lab: Lab) -> None:
    with serving(sends(head(200, f"Content-Length: {len(EVIL)}") + EVIL), sends(GOOD)) as server:
        client = lab.client(None, base_url=server.url)
        operation = replace(
            lab.endpoints.items.retrieve("a").operation, method="HEAD", responses=()
        )
        lab.run(client.send(Call(operation, {"name": "a"})))
        assert lab.run(client.items.retrieve("a")).id == "a"
        lab.run(client.close())


def test_a_sound_204_keeps_its_connection(lab: Lab) -> None:
    peers: list[Any] = []

    def script(connection: Any, request: bytes) -> None:
        peers.append(connection.getpeername())
        connection.sendall(head(204))

    with serving(script) as server:
        client = lab.client(None, base_url=server.url)
        for _ in range(3):
            lab.run(client.jobs.cancel(JOB_ID))
        lab.run(client.close())
    assert len(set(peers)) == 1


# --- streams --------------------------------------------------------------------------------------

EVENTS = (
    head(200, "Content-Type: text/event-stream", "Transfer-Encoding: chunked")
    + b'10\r\ndata: {"n": 1}\n\n\r\n'
)


@contextlib.contextmanager
def one_connection(lab: Lab, url: str) -> Iterator[Any]:
    """A client whose pool has one place, so that a connection that is not given back is missed."""
    kind: Any = httpx.AsyncClient if lab.is_async else httpx.Client
    pool = kind(limits=httpx.Limits(max_connections=1), timeout=5)
    yield lab.client(None, base_url=url, http_client=pool, timeout=2, max_retries=0)
    lab.run(pool.aclose() if lab.is_async else pool.close())


def stream_call(sample: Any) -> Any:
    return StreamCall(sample.endpoints.items.retrieve("a").operation, {"name": "a"})


def opened(lab: Lab, client: Any) -> Any:
    stream = client.streamed(stream_call(lab))
    return lab.run(stream) if lab.is_async else stream


def pause(lab: Lab) -> None:
    if lab.is_async:
        lab.run(_checkpoints())


async def _checkpoints() -> None:
    await anyio.sleep(0.05)


def test_a_stream_that_is_dropped(lab: Lab) -> None:
    with serving(sends(EVENTS), sends(EVENTS), sends(GOOD)) as server:  # noqa: SIM117  (the inner one needs the outer)
        with one_connection(lab, server.url) as client:
            opened(lab, client)
            gc.collect()
            pause(lab)
            stream = opened(lab, client)
            assert lab.run(anext(stream) if lab.is_async else next(stream)) == '{"n": 1}'
            del stream
            gc.collect()
            pause(lab)
            assert lab.run(client.items.retrieve("a")).id == "a"


def test_a_stream_that_is_not_freed_by_counting_alone(lab: Lab) -> None:
    gc.disable()
    try:
        with (
            serving(sends(EVENTS), sends(GOOD)) as server,
            one_connection(lab, server.url) as client,
        ):
            opened(lab, client)
            pause(lab)
            assert lab.run(client.items.retrieve("a")).id == "a"
    finally:
        gc.enable()


def test_every_stream_closes_as_python_closes_things(lab: Lab) -> None:
    with serving(sends(EVENTS), sends(EVENTS), sends(EVENTS), sends(EVENTS), sends(GOOD)) as server:  # noqa: SIM117  (the inner one needs the outer)
        with one_connection(lab, server.url) as client:

            async def use_async() -> None:
                async with contextlib.aclosing(await client.streamed(stream_call(lab))):
                    pass
                async with contextlib.aclosing(
                    client.streamed(stream_call(lab)).events()
                ) as events:
                    assert (await anext(events)).data == '{"n": 1}'
                manager = client.stream(stream_call(lab))
                async with contextlib.aclosing(await manager.__aenter__()):
                    pass
                async with contextlib.aclosing(client.stream(stream_call(lab))) as manager:
                    await manager.__aenter__()
                async with contextlib.aclosing(client.items.list(limit=1)):
                    pass
                async with contextlib.aclosing(client.streamed(stream_call(lab))):
                    pass

            if lab.is_async:
                lab.run(use_async())
            else:
                with contextlib.closing(client.streamed(stream_call(lab))):
                    pass
                with contextlib.closing(client.streamed(stream_call(lab)).events()) as events:
                    assert next(events).data == '{"n": 1}'
                with contextlib.closing(client.stream(stream_call(lab)).__enter__()):
                    pass
                with contextlib.closing(client.stream(stream_call(lab))) as manager:
                    manager.__enter__()
            assert lab.run(client.items.retrieve("a")).id == "a"


def test_the_pool_is_full(lab: Lab) -> None:
    with serving(sends(EVENTS)) as server, one_connection(lab, server.url) as client:
        client = client.with_options(timeout=httpx.Timeout(5, pool=0.1))
        stream = opened(lab, client)
        with pytest.raises(APITimeoutError, match="no pooled connection became free"):
            lab.run(client.items.retrieve("a"))
        lab.run(stream.close())


def test_the_error_of_a_large_body_names_the_ways_out(lab: Lab, tmp_path: Any) -> None:
    with serving(sends(message(b"x" * 5000))) as server:
        client = lab.client(None, base_url=server.url, max_response_bytes=1000)
        with pytest.raises(ResponseTooLargeError, match=r"max_response_bytes=.*save") as caught:
            lab.run(client.items.retrieve("a"))
        assert "client.stream(call).save(path)" in str(caught.value)
        assert (
            lab.run(client.stream(lab.endpoints.items.retrieve("a")).save(tmp_path / "x")) == 5000
        )
        lab.run(client.close())


@pytest.mark.parametrize("kind", ["Connect", "Read", "Write", "Pool"])
def test_a_time_out_says_which_phase(lab: Lab, kind: str) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        raise getattr(httpx, f"{kind}Timeout")("")

    client = lab.client(handler, max_retries=0)
    with pytest.raises(APITimeoutError, match=f"{kind}Timeout: .*{kind.lower()} timeout"):
        lab.run(client.items.retrieve("a"))
