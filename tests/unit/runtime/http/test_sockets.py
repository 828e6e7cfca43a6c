"""Behaviour that only shows on a real connection."""

from __future__ import annotations

import asyncio
import gzip
import json
import time
import zlib
from typing import Any

import pytest

from specwright.runtime import (
    APIConnectionError,
    APIResponseDecodeError,
    APIStatusError,
    APITimeoutError,
    Clock,
    RequestOptions,
    ResponseTooLargeError,
)
from tests.harness.socket_server import Script, drips, message, resets, sends, serving
from tests.unit.runtime.lab import Lab, item

JSON = "Content-Type: application/json"
GOOD = message(json.dumps(item()).encode(), 200, JSON)


async def no_sleep(seconds: float) -> None:
    return None


def client_of(lab: Lab, url: str, **options: Any) -> Any:
    clock = Clock(sleep=lambda seconds: None, sleep_async=no_sleep)
    return lab.client(None, base_url=url, clock=clock, **options)


def get(lab: Lab, *scripts: Script, **options: Any) -> Any:
    """One GET against a server; the client is closed afterwards."""
    with serving(*scripts) as server:
        client = client_of(lab, server.url, **options)
        try:
            return lab.run(client.items.retrieve("a"))
        finally:
            lab.run(client.close())


def test_connections_are_kept(lab: Lab) -> None:
    with serving(sends(GOOD)) as server:
        client = client_of(lab, server.url)
        for _ in range(3):
            assert lab.run(client.items.retrieve("a")).id == "a"
        lab.run(client.close())
        assert len(server.requests) == 3
        assert server.requests[0].startswith(b"GET /items/a/detail HTTP/1.1\r\n")


@pytest.mark.parametrize(
    "first",
    [
        resets,
        sends(close=True),
        sends(b"HTTP/1.1 200 OK\r\nContent-Le", close=True),
        sends(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc", close=True),
        sends(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", close=True),
        sends(b"nonsense\r\n\r\n", close=True),
    ],
)
def test_a_broken_answer_is_tried_again_only_when_that_is_safe(lab: Lab, first: Script) -> None:
    assert get(lab, first, sends(GOOD)).id == "a"
    with serving(first) as server:
        client = client_of(lab, server.url)
        with pytest.raises(APIConnectionError):
            lab.run(client.jobs.create(model="small", prompt_text="x"))
        lab.run(client.close())
        assert len(server.requests) == 1


def test_nobody_listens(lab: Lab) -> None:
    with serving(sends(GOOD)) as server:
        pass
    client = client_of(lab, server.url)
    with pytest.raises(APIConnectionError, match="after 2 retries"):
        lab.run(client.jobs.create(model="small", prompt_text="x"))
    lab.run(client.close())


@pytest.mark.parametrize(
    "script",
    [
        sends(),
        drips(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x"),
        drips(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", b"x"),
        drips(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        drips(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0"),
    ],
    ids=["silence", "headers", "body", "chunks", "chunk size"],
)
def test_the_deadline_ends_whatever_drips(lab: Lab, script: Script) -> None:
    with serving(script) as server:
        client = client_of(lab, server.url, max_retries=0)
        began = time.monotonic()
        with pytest.raises(APITimeoutError):
            lab.run(client.items.retrieve("a", request_options=RequestOptions(deadline=0.3)))
        assert time.monotonic() - began < 1.6
        lab.run(client.close())


def test_a_read_time_out(lab: Lab) -> None:
    with pytest.raises(APITimeoutError):
        get(lab, sends(), timeout=0.1, max_retries=0)


# --- compressed bodies ----------------------------------------------------------------------------


def gz(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def packed(body: bytes, coding: str) -> bytes:
    return message(body, 200, JSON, f"Content-Encoding: {coding}")


def raw_deflate(data: bytes) -> bytes:
    engine = zlib.compressobj(wbits=-15)
    return engine.compress(data) + engine.flush()


DATA = json.dumps(item(note="x" * 1000)).encode()


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (gz(DATA), "gzip"),
        (gz(DATA[:50]) + gz(DATA[50:]), "GZIP"),
        (zlib.compress(DATA), "deflate"),
        (raw_deflate(DATA), "deflate"),
        (gz(gz(DATA)), "gzip, gzip"),
        (DATA, "identity"),
    ],
    ids=["gzip", "two members", "deflate", "raw deflate", "twice", "identity"],
)
def test_compressed_bodies(lab: Lab, body: bytes, coding: str) -> None:
    assert get(lab, sends(packed(body, coding))).model_extra == {"note": "x" * 1000}


@pytest.mark.parametrize(
    ("body", "coding", "told"),
    [
        (gz(DATA)[:-20], "gzip", "truncated"),
        (b"not gzip", "gzip", "not valid gzip"),
        (DATA, "br", "unknown content encoding br"),
        (DATA, "gzip, gzip, gzip, gzip", "unknown content encoding"),
        (zlib.compress(DATA) + b"more", "deflate", "extra bytes after"),
    ],
    ids=["cut", "no gzip", "unknown", "too many", "more"],
)
def test_bodies_that_are_not_what_their_encoding_says(
    lab: Lab, body: bytes, coding: str, told: str
) -> None:
    with pytest.raises(APIResponseDecodeError, match=told) as caught:
        get(lab, sends(packed(body, coding)), max_retries=0)
    assert caught.value.status_code == 200


def bomb(size: int, times: int) -> bytes:
    engine = zlib.compressobj(9, wbits=31)
    block = b"\0" * (1 << 20)
    data = b"".join(engine.compress(block) for _ in range(size >> 20)) + engine.flush()
    for _ in range(times - 1):
        data = gz(data)
    return data


@pytest.mark.parametrize("times", [1, 2])
def test_a_bomb_is_stopped_early(lab: Lab, times: int) -> None:
    import tracemalloc

    script = sends(packed(bomb(200 << 20, times), ", ".join(["gzip"] * times)))
    tracemalloc.start()
    try:
        with pytest.raises(ResponseTooLargeError, match="200 times its size") as caught:
            get(lab, script)
        assert tracemalloc.get_traced_memory()[1] < 40 << 20
    finally:
        tracemalloc.stop()
    assert caught.value.status_code == 200


def test_the_limit_of_bytes(lab: Lab) -> None:
    with pytest.raises(ResponseTooLargeError, match="limit of 1000 bytes"):
        get(lab, sends(message(b"x" * 5000)), max_response_bytes=1000)


# --- other hosts ----------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("follow", [False, True])
def test_nothing_reaches_the_host_of_a_redirect(lab: Lab, status: int, follow: bool) -> None:
    with serving(sends(GOOD)) as other:
        script = sends(message(b"", status, f"Location: {other.url}/steal"))
        with pytest.raises(APIStatusError):
            get(lab, script, follow_redirects=follow)
        assert other.requests == []


def test_cookies_of_the_server_are_not_kept(lab: Lab) -> None:
    cookie = message(json.dumps(item()).encode(), 200, JSON, "Set-Cookie: sid=1; Path=/")
    with serving(sends(cookie)) as server:
        client = client_of(lab, server.url)
        lab.run(client.items.retrieve("a"))
        lab.run(client.items.retrieve("a"))
        lab.run(client.close())
        assert b"cookie" not in server.requests[1].lower()


def test_an_upload_on_this_machine(lab: Lab, tmp_path: Any) -> None:
    path = tmp_path / "hare.png"
    path.write_bytes(b"x" * 600_000)
    with serving(sends(message(b"", 204))) as storage:
        target = {"uploadUrl": f"{storage.url}/b?sig=1", "fields": {"k": "v"}, "fileUri": "u"}
        with serving(sends(message(json.dumps(target).encode(), 200, JSON))) as server:
            client = client_of(lab, server.url)
            assert lab.run(client.files.upload(path)).uri == "u"
            lab.run(client.close())
        head, _, body = storage.requests[0].partition(b"\r\n\r\n")
    assert b"authorization" not in head.lower()
    assert b"x" * 600_000 in body


def test_a_cancelled_call_leaves_the_client_usable(sample: Any) -> None:
    drip = drips(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", b"x")

    async def use(url: str) -> str:
        async with sample.AsyncSample(base_url=url) as client:
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(client.items.retrieve("a"), 0.1)
            return (await client.items.retrieve("a")).id

    with serving(drip, sends(GOOD)) as server:
        assert asyncio.run(use(server.url)) == "a"
