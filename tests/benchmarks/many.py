"""Rows about many calls: tasks created and waited for, beside a pool of threads over the same client, and memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from tests.benchmarks.client import Clients
from tests.benchmarks.running import say
from tests.benchmarks.table import Goal, Line, Peer
from tests.harness.task_server import Running, task_server

SECONDS: Final = 2.0
"""A task takes that long, and is looked at every half second; both are a tenth of what they are at the API."""
THREADS: Final = 64
PROGRAM: Final = """
import asyncio, json, resource, sys, time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from runway_client import AsyncRunwayML, RunwayML, endpoints, handles
kind, url, count, threads = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
handles._TASKS_RETRIEVE = replace(handles._TASKS_RETRIEVE, interval=0.5)
options = {"api_key": "key", "base_url": url}
tasks = (endpoints.sound_effect.create(prompt_text=str(n)) for n in range(count))
reads = (endpoints.organization.retrieve() for _ in range(count))
def one(client, n):
    return client.sound_effect.create(prompt_text=str(n)).wait_for_task_output()
async def run(calls, **more):
    async with AsyncRunwayML(**options) as client:
        return sum([outcome.error is None async for outcome in client.send_many(calls, concurrency=8, **more)])
started = time.perf_counter()
if kind == "async":
    done = asyncio.run(run(tasks, wait=True))
elif kind == "read":
    done = asyncio.run(run(reads))
else:
    with RunwayML(**options) as client:
        if kind == "sync":
            outcomes = client.send_many(tasks, wait=True, concurrency=8)
            done = sum(outcome.error is None for outcome in outcomes)
        elif kind == "read-sync":
            done = sum(outcome.error is None for outcome in client.send_many(reads, concurrency=8))
        else:
            with ThreadPoolExecutor(threads) as pool:
                done = sum(1 for _ in pool.map(lambda n: one(client, n), range(count)))
usage = resource.getrusage(resource.RUSAGE_SELF)
seconds, cpu = time.perf_counter() - started, usage.ru_utime + usage.ru_stime
print(json.dumps({"done": done, "seconds": seconds, "cpu": cpu, "memory": usage.ru_maxrss / 1024}))
"""


def many(made: Clients, count: int = 1000) -> Iterator[Line]:
    """Wall time, because what is compared is waiting; one run each."""
    with task_server(SECONDS, delay=0.02) as server:
        threads = _run(made, server, "threads", count)
        for kind in ("sync", "async"):
            found = _run(made, server, kind, count)
            peers = {f"{THREADS} threads": Peer(threads["seconds"], note=_note(threads))}
            yield Line(
                "many", f"{count:,} tasks, {kind}", "s", found["seconds"], peers, note=_note(found)
            )
        for kind, flavour in (("read-sync", "sync"), ("read", "async")):
            few, more = (_run(made, server, kind, size) for size in (count, 10 * count))
            note = f"{few['memory']:.1f} MB with {count:,}"
            what = f"memory of {10 * count:,} calls over {count:,}, {flavour}"
            goal = Goal(2.0)
            yield Line("many", what, "MB", more["memory"] - few["memory"], goal=goal, note=note)


def _run(made: Clients, server: Running, kind: str, count: int) -> dict[str, Any]:
    say(f"many: {kind}, {count}")
    before = server.stats()["requests"]
    found: dict[str, Any] = json.loads(
        made.run(PROGRAM, kind, server.url, str(count), str(THREADS))
    )
    assert found["done"] == count
    return {**found, "requests": server.stats()["requests"] - before}


def _note(found: dict[str, Any]) -> str:
    return f"{found['requests']:,} requests, {found['memory']:.0f} MB, {found['cpu']:.1f} s of CPU"
