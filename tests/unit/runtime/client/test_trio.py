"""The async client under trio: connections, deadlines, retries, threads, tokens, streams and pages."""

from __future__ import annotations

import contextlib
import gc
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest

from specwright.runtime import APITimeoutError, ClientCredentials, RequestOptions
from specwright.runtime.auth.oauth import Gate
from specwright.runtime.base.effects import Hold
from tests.harness.socket_server import message, sends, serving
from tests.unit.runtime.http.test_connections import EVENTS, stream_call
from tests.unit.runtime.lab import item

pytestmark = pytest.mark.usefixtures("little_garbage")

trio = pytest.importorskip("trio")
JSON = "Content-Type: application/json"
GOOD = message(json.dumps(item()).encode(), 200, JSON)


def run(sample: Any, use: Callable[[Any], Awaitable[None]], url: str, **options: Any) -> None:
    async def main() -> None:
        async with sample.AsyncSample(base_url=url, api_key="k", **options) as client:
            await use(client)

    trio.run(main)


def test_calls_retries_and_pages(sample: Any) -> None:
    failed = message(b"", 503, "Retry-After: 0")
    page = message(json.dumps({"data": [item()], "hasMore": False}).encode(), 200, JSON)
    seen: list[str] = []

    async def use(client: Any) -> None:
        seen.append((await client.items.retrieve("a")).id)
        seen.extend([found.id async for found in client.items.list(limit=1)])

    with serving(sends(failed), sends(GOOD), sends(page)) as server:
        run(sample, use, server.url)
        assert len(server.requests) == 3
    assert seen == ["a", "a"]


def test_the_deadline(sample: Any) -> None:
    async def use(client: Any) -> None:
        with trio.fail_after(5), pytest.raises(APITimeoutError, match="exceeded its deadline"):
            await client.items.retrieve("a", request_options=RequestOptions(deadline=0.2))

    with serving(sends()) as server:
        run(sample, use, server.url, max_retries=0)


def test_files_are_read_and_written_in_threads(sample: Any, tmp_path: Path) -> None:
    path = tmp_path / "hare.bin"
    path.write_bytes(b"x" * 600)

    async def use(client: Any) -> None:
        assert (await client.files.upload(path)).uri == "u"
        call = sample.endpoints.items.retrieve("a")
        assert await client.stream(call).save(tmp_path / "saved") == len(json.dumps(item()))

    with serving(sends(message(b"", 204))) as storage:
        target = {"uploadUrl": storage.url, "fields": {}, "fileUri": "u"}
        created = message(json.dumps(target).encode(), 200, JSON)
        with serving(sends(created), sends(GOOD)) as server:
            run(sample, use, server.url)
        assert b"x" * 600 in storage.requests[0]


# httpx leaves its own generators to the garbage collector, which trio remarks on.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_streams_and_a_dropped_one(sample: Any) -> None:
    async def use(client: Any) -> None:
        async with contextlib.aclosing(client.streamed(stream_call(sample))) as stream:
            assert await anext(stream) == '{"n": 1}'
        await client.streamed(stream_call(sample))
        gc.collect()
        await trio.sleep(0.05)
        assert (await client.items.retrieve("a")).id == "a"

    with serving(sends(EVENTS), sends(EVENTS), sends(GOOD)) as server:
        run(sample, use, server.url)


def test_one_token_for_many_tasks() -> None:
    gate = Gate()
    inside: list[int] = []

    async def enter(number: int) -> None:
        release = await Hold(gate).gate.enter_async()
        inside.append(number)
        assert len(inside) == 1
        await anyio.sleep(0.01)
        inside.clear()
        release()

    async def main() -> None:
        async with trio.open_nursery() as nursery:
            for number in range(3):
                nursery.start_soon(enter, number)

    trio.run(main)
    assert ClientCredentials("a", "b").client_id == "a"
