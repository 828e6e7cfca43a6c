"""Kill workers of docs/examples/many_machines.py, and compare what the server created with what the journal knows.

`PYTHONPATH=generated python -m tests.killed.machines ROUNDS CALLS KILLS` prints the figures. An assertion that
fails is a lost id or a call that was paid twice.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import dask.config
from distributed import Client, LocalCluster

from runway_client import APIConnectionError, endpoints, handles
from runway_client.batch import InDoubt, Journal, Outcome
from tests.harness.task_server import Running, task_server

sys.path.append(str(Path(__file__).parents[2] / "docs/examples"))  # the workers get it, too
from many_machines import Machines, send_from

WORKERS, THREADS = 2, 6
SECRET = "key_of_the_workers"
MOST_REQUESTS, MOMENT = 20, 0.05
handles._TASKS_RETRIEVE = replace(handles._TASKS_RETRIEVE, interval=0.2)  # type: ignore[misc]  # not five seconds


class Watched:
    """Notes the ids that have reached the scheduler: the journal must know each of them."""

    def __init__(self, cluster: LocalCluster) -> None:
        self.ids: set[str] = set()
        self._handlers = cluster.scheduler.handlers
        self._put = self._handlers["queue_put"]
        self._handlers["queue_put"] = self.put

    async def put(self, *, data: Any = None, **given: Any) -> None:
        if isinstance(data, (list, tuple)) and data[0] == 200:
            self.ids.add(json.loads(data[2])["id"])
        await self._put(data=data, **given)


@contextmanager
def killing(
    server: Running, cluster: LocalCluster, kills: int, figures: Counter[str]
) -> Iterator[None]:
    """Kill a worker each time after a few requests, until the block ends."""
    is_over = threading.Event()

    def kill() -> None:
        while figures["kills"] < kills:
            last = server.stats()["requests"] + random.randrange(1, MOST_REQUESTS)
            while server.stats()["requests"] < last:
                if is_over.wait(random.uniform(0, MOMENT)):
                    return
            workers = list(
                cluster.workers.values()
            )  # a nanny gives up a worker that dies while it starts
            pids = [
                found.pid for found in workers if found.worker_address in cluster.scheduler.workers
            ]
            if pids:
                os.kill(random.choice(pids), signal.SIGKILL)
                figures["kills"] += 1

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def run(client: Client, path: Path, count: int) -> list[Outcome[Any]]:
    calls = [endpoints.sound_effect.create(prompt_text=f"{path} {n}") for n in range(count)]
    with Journal(path) as journal:
        found = list(send_from(calls, journal, Machines(client, patience=60, grace=1)))
    assert [outcome.call for outcome in found] == calls
    return found


def compare(server: Running, path: Path, found: list[Outcome[Any]], seen: set[str]) -> Counter[str]:
    """Each call has been created at most once; each id is in the journal, or its call is in doubt."""
    created = server.stats()["names"]
    figures: Counter[str] = Counter()
    with Journal(path) as journal:
        known = {entry.task for entry in journal.entries()}
    for number, outcome in enumerate(found):
        ids = created.get(f"{path} {number}", [])
        assert len(ids) <= 1, "a call was paid twice"
        is_lost = not isinstance(outcome.error, InDoubt) and not known.issuperset(ids)
        assert not is_lost, "an id was lost"
        assert known.issuperset(seen.intersection(ids)), "an id that reached the scheduler was lost"
        if outcome.error is None:
            assert [str(outcome.result().id)] == ids
            figures["done"] += 1
        elif isinstance(outcome.error, InDoubt):
            figures["in doubt"] += 1
            figures["in doubt, created"] += len(ids)
        else:
            assert isinstance(outcome.error, APIConnectionError), outcome.error
            figures["not sent" if not ids else "not looked at"] += 1
    return figures


def settle(server: Running, path: Path, found: list[Outcome[Any]]) -> None:
    """What a user does with a call in doubt: look at the server, then say what is there."""
    created = server.stats()["names"]
    with Journal(path) as journal:
        for number, outcome in enumerate(found):
            if isinstance(outcome.error, InDoubt):
                ids = created.get(f"{path} {number}", [])
                journal.resolve(outcome.error.key, **({"id": ids[0]} if ids else {"resend": True}))


def killed_round(
    server: Running, client: Client, path: Path, count: int, kills: int, seen: set[str]
) -> Counter[str]:
    figures = Counter(calls=count)
    with killing(server, client.cluster, kills, figures):
        found = run(client, path, count)
    figures += compare(server, path, found, seen)
    assert figures["in doubt"] <= figures["kills"] * THREADS
    while figures["runs"] < 10 and any(outcome.error for outcome in found):
        figures["runs"] += 1
        settle(server, path, found)
        found = run(client, path, count)
        compare(server, path, found, seen)
    created = [ids for name, ids in server.stats()["names"].items() if name.startswith(f"{path} ")]
    figures["created"] = sum(map(len, created))
    assert figures["created"] == count
    return figures


def main(rounds: int, count: int, kills: int) -> None:
    assert "RUNWAYML_API_SECRET" not in os.environ  # only the workers have the key
    started, total = time.perf_counter(), Counter[str]()
    with tempfile.TemporaryDirectory() as folder, task_server(0.5, 0.1, limit=8) as server:
        workers = {"RUNWAYML_API_SECRET": SECRET, "RUNWAYML_BASE_URL": server.url}
        options: dict[str, Any] = {"n_workers": WORKERS, "threads_per_worker": THREADS}
        with (
            dask.config.set({"distributed.deploy.lost-worker-timeout": "1 day"}),
            LocalCluster(**options, env=workers, dashboard_address=":0") as cluster,
            Client(cluster) as client,
        ):
            seen = Watched(cluster)
            for number in range(rounds):
                client.wait_for_workers(WORKERS)
                path = Path(folder) / f"{number}.journal"
                figures = killed_round(server, client, path, count, kills, seen.ids)
                assert SECRET.encode() not in path.read_bytes()
                print(dict(figures), flush=True)
                total += figures
            total["rejected"] = server.stats()["rejected"]
    print(f"{dict(total)}, created twice: 0, ids lost: 0, {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
